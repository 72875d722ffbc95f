//! Conditions of writes: `Idempotency-Key` and `If-Match`.

use axum::{
    extract::FromRequestParts,
    http::{HeaderName, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use contract::{FieldCode, Limits, ProblemCode};
use sha2::{Digest, Sha256};
use storage::{Created, Idempotency, StoredAnswer};

use crate::http::{answer::JSON, problem::ApiError};

/// The header that makes a creation happen once.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The key of a creation, if there is one, and what it belongs to.
#[derive(Debug)]
pub struct WriteKey {
    key: Option<String>,
    method: Method,
    path: String,
}

impl<S: Sync> FromRequestParts<S> for WriteKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let key = single(parts, &IDEMPOTENCY_KEY)?;
        let well_formed = |key: &String| {
            (1..=Limits::IDEMPOTENCY_KEY_MAX).contains(&key.len())
                && key.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if key.as_ref().is_some_and(|key| !well_formed(key)) {
            let message = format!(
                "One to {} visible ASCII characters are needed.",
                Limits::IDEMPOTENCY_KEY_MAX
            );
            return Err(ApiError::field("Idempotency-Key", FieldCode::Invalid, message));
        }
        let path = parts.uri.path().to_owned();
        Ok(Self { key, method: parts.method.clone(), path })
    }
}

impl WriteKey {
    /// What storage needs to create once; `render` makes the body that is
    /// answered now and whenever the key comes again.
    pub fn idempotency<T>(
        &self,
        body_hash: &[u8; 32],
        render: impl FnOnce(&T) -> StoredAnswer + Send + 'static,
    ) -> Option<Idempotency<T>> {
        let key = self.key.clone()?;
        let mut hash = Sha256::new();
        for part in [self.method.as_str().as_bytes(), self.path.as_bytes(), body_hash] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
        Some(Idempotency { key, hash: hash.finalize().into(), render: Box::new(render) })
    }
}

/// Renders a created thing for the wire and for the record of its key.
#[must_use]
pub fn stored(
    status: StatusCode,
    value: &impl serde::Serialize,
    location: Option<String>,
) -> StoredAnswer {
    // Shapes of the contract always serialise: maps have text keys.
    let body = serde_json::to_vec(value).unwrap_or_default();
    StoredAnswer { status: status.as_u16(), body, location }
}

/// Answers a creation: the same bytes the first time and again.
pub fn created<T>(outcome: Created<T>, render: impl FnOnce(&T) -> StoredAnswer) -> Response {
    let (answer, replayed) = match outcome {
        Created::New(_, Some(answer)) => (answer, false),
        Created::New(row, None) => (render(&row), false),
        Created::Replayed(answer) => (answer, true),
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, JSON)], answer.body).into_response();
    let location = answer.location.and_then(|location| location.parse().ok());
    if let Some(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    if replayed {
        let name = HeaderName::from_static("idempotency-replayed");
        response.headers_mut().insert(name, axum::http::HeaderValue::from_static("true"));
    }
    response
}

/// Which version an edit was made of (`If-Match`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whatever stands there (`*`).
    Any,
    /// This one.
    Version(u32),
    /// A tag that was never given here.
    Never,
}

impl<S: Sync> FromRequestParts<S> for Expected {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let text = single(parts, &header::IF_MATCH)?.ok_or_else(|| {
            ApiError::with(
                ProblemCode::PreconditionRequired,
                "Send If-Match with the ETag that you read.",
            )
        })?;
        Self::parse(&text)
    }
}

impl Expected {
    /// Reads `"{version}-{hash}"`, of which only the version counts: votes
    /// change the hash and do not make an edit stale.
    ///
    /// Errors: 422 for what is not one entity tag.
    fn parse(text: &str) -> Result<Self, ApiError> {
        let text = text.trim();
        if text == "*" {
            return Ok(Self::Any);
        }
        let tag = text.strip_prefix("W/").unwrap_or(text);
        let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        let inner = inner.filter(|inner| inner.bytes().all(|b| b.is_ascii_graphic() && b != b'"'));
        let inner = inner.ok_or_else(|| {
            ApiError::field("If-Match", FieldCode::Invalid, "One ETag or * is needed.")
        })?;
        let version = inner.split('-').next().and_then(|version| version.parse().ok());
        Ok(version.map_or(Self::Never, Self::Version))
    }

    /// The version that must still stand; `None` is any. Asked when everything
    /// else of the request is known to be right.
    ///
    /// Errors: 412 for a tag that was never given here.
    pub fn version(self) -> Result<Option<u32>, ApiError> {
        match self {
            Self::Any => Ok(None),
            Self::Version(version) => Ok(Some(version)),
            Self::Never => Err(ApiError::with(
                ProblemCode::Stale,
                "This ETag is not one of what stands here now. Read it again.",
            )),
        }
    }
}

/// A header that may stand once, as text.
fn single(parts: &Parts, name: &HeaderName) -> Result<Option<String>, ApiError> {
    let mut values = parts.headers.get_all(name).iter();
    let Some(first) = values.next() else { return Ok(None) };
    let refuse = |code, message| Err(ApiError::field(name.as_str(), code, message));
    if values.next().is_some() {
        return refuse(FieldCode::Repeated, "This header may be given once.");
    }
    match first.to_str() {
        Ok(text) => Ok(Some(text.to_owned())),
        Err(_) => refuse(FieldCode::Invalid, "Visible ASCII characters are needed."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_of_a_tag_counts() {
        let check = |text: &str| Expected::parse(text).map_err(|error| error.code);
        assert_eq!(check("\"3-0123456789abcdef\""), Ok(Expected::Version(3)));
        assert_eq!(check("W/\"3\""), Ok(Expected::Version(3)));
        assert_eq!(check(" * "), Ok(Expected::Any));
        for wrong in ["\"\"", "\"x-1\"", "\"-1\"", "\"99999999999\""] {
            assert_eq!(check(wrong), Ok(Expected::Never), "{wrong}");
        }
        for wrong in ["", "3", "\"", "\"1\", \"2\"", "W/3", "\"a b\""] {
            assert_eq!(check(wrong), Err(ProblemCode::InvalidFields), "{wrong}");
        }
    }
}
