//! Request bodies: JSON up to the limit, refused with the right problem.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use contract::{FieldCode, Limits, ProblemCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::http::problem::ApiError;

/// How long a body may take to come.
const WAIT: Duration = Duration::from_mins(1);

/// A request body read as JSON, with the hash of its bytes.
///
/// Errors: 415 for another media type, 413 over
/// [`Limits::REQUEST_BYTES_MAX`], 400 for what is no JSON, 422 with the field
/// for JSON of another shape.
#[derive(Debug)]
pub struct JsonBody<T> {
    /// What was sent.
    pub value: T,
    /// SHA-256 of the bytes, to tell whether a repeated request is the same.
    pub hash: [u8; 32],
}

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        check_media_type(request.headers())?;
        let bytes = read(request.into_body(), WAIT).await?;
        let value = parse(&bytes)?;
        Ok(Self { value, hash: Sha256::digest(&bytes).into() })
    }
}

/// Refuses every media type but JSON in UTF-8.
fn check_media_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let refuse = || {
        ApiError::with(
            ProblemCode::UnsupportedMediaType,
            "Send the body with Content-Type: application/json.",
        )
    };
    let value = headers.get(header::CONTENT_TYPE).ok_or_else(refuse)?;
    let text = value.to_str().map_err(|_| refuse())?;
    let mut parts = text.split(';').map(str::trim);
    if !parts.next().unwrap_or_default().eq_ignore_ascii_case("application/json") {
        return Err(refuse());
    }
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim_matches('"');
        if name.eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
            return Err(refuse());
        }
    }
    Ok(())
}

async fn read(body: Body, wait: Duration) -> Result<Vec<u8>, ApiError> {
    let limited = Limited::new(body, Limits::REQUEST_BYTES_MAX);
    let Ok(collected) = tokio::time::timeout(wait, limited.collect()).await else {
        return Err(ApiError::with(ProblemCode::Malformed, "The body took too long to come."));
    };
    match collected {
        Ok(collected) => Ok(collected.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => {
            let most = Limits::REQUEST_BYTES_MAX / 1024;
            let detail = format!("A body may have at most {most} KiB.");
            Err(ApiError::with(ProblemCode::TooLarge, detail))
        }
        Err(_) => Err(ApiError::with(ProblemCode::Malformed, "The body ended too early.")),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        // A number where a word is needed counts as broken syntax there; what
        // reads as JSON by itself is of the wrong shape and not broken.
        let is_json = serde_json::from_slice::<serde_json::Value>(bytes).is_ok();
        shape_error(&path, &error.into_inner(), is_json)
    })?;
    reader.end().map_err(|error| shape_error(".", &error, false))?;
    Ok(value)
}

/// 400 for what is no JSON, else 422 with the field that is wrong.
fn shape_error(path: &str, error: &serde_json::Error, is_json: bool) -> ApiError {
    if !is_json {
        let (line, column) = (error.line(), error.column());
        let detail = format!("The body is not JSON at line {line}, column {column}.");
        return ApiError::with(ProblemCode::Malformed, detail);
    }
    let message = error.to_string();
    let named = message.split('`').nth(1);
    let inside = |name: &str| {
        if path == "." { name.to_owned() } else { format!("{path}.{name}") }
    };
    let (field, code, text) = match named {
        Some(name) if message.starts_with("missing field") => {
            (inside(name), FieldCode::Required, "This field is needed.")
        }
        // The path of an unknown field names the field itself already.
        Some(name) if message.starts_with("unknown field") => {
            let field = if path.ends_with(name) { path.to_owned() } else { inside(name) };
            (field, FieldCode::Unknown, "There is no such field.")
        }
        Some(name) if message.starts_with("duplicate field") => {
            let field = if path.ends_with(name) { path.to_owned() } else { inside(name) };
            (field, FieldCode::Repeated, "This field stands twice.")
        }
        Some(_) if message.starts_with("unknown variant") => {
            (path.to_owned(), FieldCode::Unknown, "This is not one of the known words.")
        }
        _ => (path.to_owned(), FieldCode::Invalid, "This is not of the form that is needed."),
    };
    let field = if field == "." { "body".to_owned() } else { field };
    ApiError::field(&field, code, text)
}

#[cfg(test)]
mod tests {
    use contract::{SubmissionDraft, VoteRequest};

    use super::*;

    fn wrong<T: DeserializeOwned>(body: &str) -> (ProblemCode, String, Option<FieldCode>) {
        let Err(error) = parse::<T>(body.as_bytes()) else { panic!("{body} was taken") };
        let first = error.errors.first();
        let field = first.map(|error| error.field.clone()).unwrap_or_default();
        (error.code, field, first.map(|error| error.code))
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for body in ["", "{", "nope", "{\"value\":\"agree\"} more", "\u{feff}{}"] {
            assert_eq!(wrong::<VoteRequest>(body).0, ProblemCode::Malformed, "{body:?}");
        }
    }

    #[test]
    fn json_of_another_shape_names_the_field() {
        let check = |body: &str, field: &str, code| {
            let found = wrong::<VoteRequest>(body);
            assert_eq!(found, (ProblemCode::InvalidFields, field.to_owned(), Some(code)), "{body}");
        };
        check("{}", "value", FieldCode::Required);
        check(r#"{"value":"maybe"}"#, "value", FieldCode::Unknown);
        check(r#"{"value":1}"#, "value", FieldCode::Invalid);
        check(r#"{"value":"agree","x":1}"#, "x", FieldCode::Unknown);
        check(r#"{"value":"agree","value":"pass"}"#, "value", FieldCode::Repeated);
        check("[]", "body", FieldCode::Invalid);
        check("null", "body", FieldCode::Invalid);
    }

    #[test]
    fn a_nested_field_is_named_by_its_path() {
        let body = r#"{"kind":"idea","title":"t","language":"en","links":[{"label":"x"}]}"#;
        assert_eq!(wrong::<SubmissionDraft>(body).1, "links[0].url");
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let body =
            Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, axum::Error>>());
        let error = read(body, Duration::from_millis(1)).await.expect_err("given up");
        assert_eq!(error.code, ProblemCode::Malformed);
    }

    #[test]
    fn only_json_in_utf_8_is_taken() {
        let check = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, value.parse().expect("a header"));
            check_media_type(&headers).is_ok()
        };
        assert!(check("application/json"));
        assert!(check("Application/JSON; charset=\"UTF-8\""));
        assert!(!check("application/json; charset=utf-16"));
        assert!(!check("text/plain"));
        assert!(!check("application/jsonp"));
        assert!(check_media_type(&HeaderMap::new()).is_err());
    }
}
