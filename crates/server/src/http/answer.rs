//! Answers with JSON, and conditional reading.

use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header, request::Parts},
    response::IntoResponse,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::http::problem::ApiError;

/// The media type of JSON.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What a reader knows already (`If-None-Match`).
#[derive(Debug, Clone, Default)]
pub struct Known(Vec<String>);

impl<S: Sync> FromRequestParts<S> for Known {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers))
    }
}

impl Known {
    /// The tags of all `If-None-Match` headers.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::IF_NONE_MATCH).iter();
        let texts = values.filter_map(|value| value.to_str().ok());
        Self(texts.flat_map(|text| text.split(',')).map(|tag| tag.trim().to_owned()).collect())
    }

    /// Weak comparison, as RFC 9110 asks of `If-None-Match`. An answer that
    /// was compressed on the way counts as the one that it was made of.
    #[must_use]
    pub fn has(&self, etag: &str) -> bool {
        let bare = |tag: &str| {
            let tag = tag.trim_start_matches("W/").trim_matches('"');
            tag.trim_end_matches("-gzip").trim_end_matches("-br").to_owned()
        };
        self.0.iter().any(|tag| tag == "*" || bare(tag) == bare(etag))
    }

    /// Answers with JSON, or 304 where the reader has just that.
    ///
    /// Errors: 500 where the value does not serialise.
    pub fn json(&self, value: &impl Serialize) -> Result<Response<Body>, ApiError> {
        Ok(self.of_bytes(serde_json::to_vec(value).map_err(ApiError::internal)?))
    }

    /// The same for what can be edited: the tag begins with the version, for
    /// `If-Match`.
    ///
    /// Errors: 500 where the value does not serialise.
    pub fn versioned(
        &self,
        value: &impl Serialize,
        version: u32,
    ) -> Result<Response<Body>, ApiError> {
        let body = serde_json::to_vec(value).map_err(ApiError::internal)?;
        let etag = format!("\"{version}-{}\"", digest(&body));
        Ok(self.answer(&etag, body))
    }

    /// Answers with bytes under a tag that is made of them, or 304.
    pub fn of_bytes(&self, body: Vec<u8>) -> Response<Body> {
        let etag = format!("\"{}\"", digest(&body));
        self.answer(&etag, body)
    }

    /// Answers with a body under a tag, or 304.
    pub fn answer(&self, etag: &str, body: impl Into<Body>) -> Response<Body> {
        let mut response = if self.has(etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(header::CONTENT_TYPE, JSON)], body.into()).into_response()
        };
        if let Ok(value) = HeaderValue::from_str(etag) {
            response.headers_mut().insert(header::ETAG, value);
        }
        response
    }
}

/// Answers with JSON and a status.
///
/// Errors: 500 where the value does not serialise.
pub fn json(status: StatusCode, value: &impl Serialize) -> Result<Response<Body>, ApiError> {
    let body = serde_json::to_vec(value).map_err(ApiError::internal)?;
    Ok((status, [(header::CONTENT_TYPE, JSON)], body).into_response())
}

/// 16 hexadecimal digits that stand for these bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).get(..8).unwrap_or_default())
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_whole() {
        let mut headers = HeaderMap::new();
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("W/\"a\", \"b\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("\"c-br\""));
        let known = Known::of(&headers);
        for tag in ["\"a\"", "\"b\"", "W/\"b\"", "\"c\""] {
            assert!(known.has(tag), "{tag}");
        }
        assert!(!known.has("\"ab\""));
        assert!(!Known::default().has("\"a\""));
    }
}
