//! Query strings: every parameter known, well formed and once, or 400/422.

use std::str::FromStr;

use axum::{extract::FromRequestParts, http::request::Parts};
use contract::{FieldCode, FieldError, Limits, ProblemCode};
use storage::{BadCursor, Cursor};

use crate::http::problem::ApiError;

/// So many errors are told: an address of 64 KiB must not be answered with
/// megabytes.
const ERRORS_MAX: usize = 100;

/// The parameters of a request, taken out one by one; [`Query::finish`]
/// refuses what is left.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

impl Query {
    /// Reads `a=1&b=2`. Errors: 400 for a broken escape or what is not UTF-8.
    pub fn parse(query: &str) -> Result<Self, ApiError> {
        let pairs = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((decode(name)?, decode(value)?))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| {
                ApiError::with(ProblemCode::Malformed, "The query is not percent-encoded UTF-8.")
            })?;
        Ok(Self { pairs, errors: Vec::new() })
    }

    /// Notes that a parameter is wrong.
    pub fn refuse(&mut self, name: &str, code: FieldCode, message: impl Into<String>) {
        if self.errors.len() < ERRORS_MAX {
            let (field, message) = (name.to_owned(), message.into());
            self.errors.push(FieldError { field, code, message });
        }
    }

    /// The value of a parameter that may stand once.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let mut values = self.take(name);
        if values.len() > 1 {
            self.refuse(name, FieldCode::Repeated, "This parameter may be given once.");
        }
        values.pop()
    }

    /// A parameter of a request that others make, whose further parameters are
    /// theirs.
    #[must_use]
    pub fn peek(&self, name: &str) -> Option<String> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// A parameter that is one of the words of an enum.
    pub fn word<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        let word = text.parse().ok();
        if word.is_none() {
            self.refuse(name, FieldCode::Unknown, "This is not one of the known words.");
        }
        word
    }

    /// A whole number between `least` and `most`.
    pub fn number(&mut self, name: &str, least: u32, most: u32) -> Option<u32> {
        let text = self.text(name)?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && (least..=most).contains(number));
        if number.is_none() {
            let message = format!("A whole number from {least} to {most} is needed.");
            self.refuse(name, FieldCode::Invalid, message);
        }
        number
    }

    /// A filter: given several times or with commas, each value checked.
    pub fn many(&mut self, name: &str, known: impl Fn(&str) -> bool) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for given in self.take(name) {
            for value in given.split(',') {
                if !known(value) {
                    self.refuse(name, FieldCode::Unknown, "This forum does not know that value.");
                } else if !found.iter().any(|other| other == value) {
                    found.push(value.to_owned());
                }
            }
        }
        found
    }

    /// Where a page begins and how long it is. Errors, on reading the cursor:
    /// 400 for one that no list gave.
    pub fn page(&mut self) -> (Option<u32>, Result<Option<Cursor>, ApiError>) {
        let limit = self.number("limit", 1, Limits::PAGE_MAX);
        let cursor = self.text("cursor");
        let cursor = cursor
            .map(|text| text.parse().map_err(|BadCursor| ApiError::new(ProblemCode::BadCursor)))
            .transpose();
        (limit, cursor)
    }

    /// Errors: 422 with every parameter that was wrong, unknown or repeated.
    pub fn finish(mut self) -> Result<(), ApiError> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            self.refuse(&name, FieldCode::Unknown, "There is no such parameter.");
        }
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::fields(self.errors)) }
    }

    fn take(&mut self, name: &str) -> Vec<String> {
        let (taken, left) = std::mem::take(&mut self.pairs).into_iter().partition(|p| p.0 == name);
        self.pairs = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }
}

/// Percent-decodes; `None` for a broken escape or what is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use contract::Sort;

    use super::*;

    #[test]
    fn a_well_formed_query_is_read() {
        let mut query =
            Query::parse("q=a+b%20%E0%B8%81&theme=x,y&theme=z&sort=newest&limit=5").expect("reads");
        assert_eq!(query.text("q").as_deref(), Some("a b ก"));
        assert_eq!(query.many("theme", |_| true), ["x", "y", "z"]);
        assert_eq!(query.word::<Sort>("sort"), Some(Sort::Newest));
        assert_eq!(query.number("limit", 1, 100), Some(5));
        query.finish().expect("nothing is left");
    }

    #[test]
    fn broken_escapes_are_malformed() {
        for query in ["q=%", "q=%1", "q=%zz", "q=%ff", "%ff=1", "q=%+1"] {
            let error = Query::parse(query).expect_err(query);
            assert_eq!(error.code, ProblemCode::Malformed);
        }
    }

    #[test]
    fn wrong_unknown_and_repeated_parameters_are_named() {
        let mut query = Query::parse("sort=best&limit=0&limit=1&theme=,x&other=1").expect("reads");
        assert_eq!(query.word::<Sort>("sort"), None);
        query.number("limit", 1, 100);
        query.many("theme", |value| value == "x");
        let error = query.finish().expect_err("refused");
        let fields: Vec<_> = error.errors.iter().map(|e| (e.field.as_str(), e.code)).collect();
        assert_eq!(
            fields,
            [
                ("sort", FieldCode::Unknown),
                ("limit", FieldCode::Repeated),
                ("theme", FieldCode::Unknown),
                ("other", FieldCode::Unknown),
            ]
        );
    }

    #[test]
    fn numbers_are_plain_digits() {
        for wrong in ["", "+5", "-1", "5.0", "1e1", "101", "99999999999"] {
            let mut query =
                Query::parse(&format!("limit={}", wrong.replace('+', "%2B"))).expect("reads");
            assert_eq!(query.number("limit", 1, 100), None, "{wrong}");
            query.finish().expect_err(wrong);
        }
    }
}
