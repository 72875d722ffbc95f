//! Cross-origin requests: allowed from configured origins, never with cookies.
//!
//! It stands outermost, so that a browser can read a 429 or a 500 as well.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// What a page may read of an answer beyond the body.
const EXPOSED: &str = "ETag, Retry-After, Location, X-Request-Id";
/// What a page may send.
const ALLOWED_HEADERS: &str =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID";
/// How a page may send it.
const ALLOWED_METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
/// How long a browser may remember that, s (a day; Chromium takes two hours).
const MAX_AGE: &str = "86400";

/// Which pages may use the API from a browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Origins {
    /// Every page. Safe as far as cookies go, since there are none.
    Any,
    /// These, as `scheme://host[:port]`.
    #[default]
    SameOnly,
    /// A list of them.
    These(Vec<String>),
}

impl Origins {
    /// Whether a page of this origin may use the API.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::SameOnly => false,
            Self::These(list) => list.iter().any(|one| one == origin),
        }
    }
}

/// Answers preflights and marks answers for allowed origins.
pub async fn cors(State(origins): State<Arc<Origins>>, request: Request, next: Next) -> Response {
    let allowed = allowed_origin(&origins, request.headers());
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response =
        if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = allowed else { return response };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if preflight {
        let fixed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
    } else {
        let exposed = HeaderValue::from_static(EXPOSED);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

/// The value of `Access-Control-Allow-Origin`, if the page may read this.
fn allowed_origin(origins: &Origins, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    match origins {
        Origins::Any => Some(HeaderValue::from_static("*")),
        other => other.allows(origin.to_str().ok()?).then(|| origin.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_compared_whole() {
        let these = Origins::These(vec!["https://www.example.go.th".to_owned()]);
        let check = |origin: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            allowed_origin(&these, &headers)
        };
        assert!(check("https://www.example.go.th").is_some());
        for other in [
            "http://www.example.go.th",
            "https://www.example.go.th:8443",
            "https://www.example.go.th.evil.example",
            "null",
        ] {
            assert!(check(other).is_none(), "{other}");
        }
        assert!(allowed_origin(&Origins::Any, &HeaderMap::new()).is_none());
    }
}
