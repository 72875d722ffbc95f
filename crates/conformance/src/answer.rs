//! An answer, and what a check holds of it.

use std::{sync::Arc, time::Duration};

use contract::{FieldError, Problem, ProblemCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    ask::shorten,
    client::{Client, Raw},
    fail::{Failure, Held, Stop},
};

/// The media type of problems.
const PROBLEM_JSON: &str = "application/problem+json";

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    client: Arc<Client>,
    asked: String,
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(client: &Arc<Client>, asked: String, raw: Raw) -> Self {
        let Raw { status, headers, body } = raw;
        Self { client: Arc::clone(client), asked, status, headers, body }
    }

    /// The failure of a check because of this answer.
    pub(crate) fn fail(&self, expected: impl Into<String>) -> Stop {
        let kind = self.header("content-type");
        // Without secrets first: a part of one would stay where the text is cut.
        let body = shorten(&self.client.redact(&self.text()));
        let answered = match (kind, body.as_str()) {
            ("", "") => self.status.to_string(),
            (kind, body) => format!("{} {kind} {body}", self.status),
        };
        Stop::Failed(Box::new(Failure {
            asked: self.asked.clone(),
            expected: expected.into(),
            answered: self.client.redact(answered.trim_end()),
        }))
    }

    /// The failure of a check because of what was found in this answer.
    pub(crate) fn found(&self, expected: impl Into<String>, found: impl Into<String>) -> Stop {
        Stop::Failed(Box::new(Failure {
            asked: self.asked.clone(),
            expected: expected.into(),
            answered: shorten(&self.client.redact(&found.into())),
        }))
    }

    /// Holds something of this answer.
    pub(crate) fn holds(&self, holds: bool, expected: impl Into<String>) -> Held {
        self.client.note_held();
        if holds { Ok(()) } else { Err(self.fail(expected)) }
    }

    /// Holds that what was found is what is expected.
    pub(crate) fn equal<T: PartialEq + std::fmt::Debug>(
        &self,
        what: &str,
        found: &T,
        expected: &T,
    ) -> Held {
        self.client.note_held();
        if found == expected {
            return Ok(());
        }
        Err(self.found(format!("{what} {expected:?}"), format!("{what} {found:?}")))
    }

    /// The status must be this.
    pub(crate) fn is(self, status: u16) -> Held<Self> {
        self.holds(self.status == status, format!("status {status}"))?;
        Ok(self)
    }

    /// A header's value; empty where it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map_or("", |(_, value)| value)
    }

    /// All values of a header, in lower case, taken apart at commas.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        let values = self.headers.iter().filter(|(header, _)| header == name);
        let words = values.flat_map(|(_, value)| value.split(','));
        words.map(|word| word.trim().to_ascii_lowercase()).collect()
    }

    /// How long to wait before trying again.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after").parse().ok().map(Duration::from_secs)
    }

    /// The body as it came.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The media type, without its parameters.
    pub(crate) fn kind(&self) -> String {
        let kind = self.header("content-type").split(';').next().unwrap_or_default();
        kind.trim().to_ascii_lowercase()
    }

    /// The body as any JSON.
    pub(crate) fn value(&self) -> Held<Value> {
        self.read()
    }

    /// The body as a shape of the contract: every field that it needs, each of
    /// its type and its words. Fields that the contract does not know are
    /// passed over.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Held<T> {
        self.holds(self.kind() == "application/json", "content-type application/json")?;
        let mut reader = serde_json::Deserializer::from_slice(&self.body);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let name = std::any::type_name::<T>().replace("contract::", "");
            let name = name.rsplit_once("::").map_or(&*name, |(_, last)| last);
            self.fail(format!("the shape {name}; at {}: {}", error.path(), error.inner()))
        })?;
        self.client.note_held();
        Ok(value)
    }

    /// A problem of this code, with its status, media type and shape.
    pub(crate) fn problem(&self, code: ProblemCode) -> Held<Problem> {
        let status = code.status();
        let expected = format!("status {status} with the problem {code}");
        self.holds(self.status == status, expected.clone())?;
        let is_problem = self.kind() == PROBLEM_JSON;
        self.holds(is_problem, format!("{expected}, content-type {PROBLEM_JSON}"))?;
        let problem: Problem = serde_json::from_slice(&self.body)
            .map_err(|error| self.fail(format!("{expected} as RFC 9457 says: {error}")))?;
        self.holds(problem.code() == Some(code), format!("{expected} at the end of type"))?;
        let told = !problem.title.is_empty() && problem.status == status;
        self.holds(told, format!("{expected} with a title and that status in it"))?;
        Ok(problem)
    }

    /// A 422 that names this field and what is wrong with it (`title too_long`).
    pub(crate) fn wrong_field(&self, field: &str) -> Held {
        let problem = self.problem(ProblemCode::InvalidFields)?;
        let told = |error: &FieldError| format!("{} {}", error.field, error.code);
        let known = problem.errors.iter().any(|error| told(error) == field);
        self.holds(known, format!("422 invalid-fields with the error {field:?}"))
    }
}

#[cfg(test)]
mod tests {
    use contract::Page;
    use serde_json::json;

    use super::*;

    fn answer(status: u16, kind: &str, body: &Value) -> Answer {
        let client = Arc::new(Client::new("http://h", Duration::from_secs(1), 1));
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        let raw = Raw { status, headers, body: body.to_string().into_bytes() };
        Answer::new(&client, "GET /x".to_owned(), raw)
    }

    fn expected<T: std::fmt::Debug>(held: Held<T>) -> String {
        match held.expect_err("refused") {
            Stop::Failed(failure) => failure.expected,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_shape_is_read_strictly_and_tells_where_it_is_wrong() {
        let page = json!({"items": [1, "x"], "next_cursor": null, "more": true});
        let read = answer(200, "application/json", &page).read::<Page<u8>>();
        assert!(expected(read).contains("at items[1]"));
        let page = json!({"items": [1], "next_cursor": null, "more": true});
        let fine = answer(200, "application/json; charset=utf-8", &page).read::<Page<u8>>();
        assert_eq!(fine.expect("extra fields are allowed").items, [1]);
        let html = answer(200, "text/html", &page).read::<Page<u8>>();
        assert!(expected(html).contains("content-type"));
    }

    #[test]
    fn a_problem_needs_status_type_code_and_title() {
        let good = json!({"type": "https://x/problems/not-found", "title": "t", "status": 404});
        let code = ProblemCode::NotFound;
        answer(404, PROBLEM_JSON, &good).problem(code).expect("a problem");
        expected(answer(404, "application/json", &good).problem(code));
        expected(answer(400, PROBLEM_JSON, &good).problem(code));
        expected(answer(404, PROBLEM_JSON, &good).problem(ProblemCode::Withdrawn));
        for (field, value) in
            [("type", json!("about:blank")), ("title", json!("")), ("status", json!(500))]
        {
            let mut bad = good.clone();
            bad[field] = value;
            expected(answer(404, PROBLEM_JSON, &bad).problem(code));
        }
    }
}
