//! Headers that every answer carries, and problems for answers of the router
//! that have none yet.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::ProblemCode;

use crate::http::problem::{ApiError, PROBLEM_JSON};

/// Nothing of an API answer is ever a document to run.
const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; \
                       form-action 'none'; sandbox";

/// How long a shared cache may answer anonymous readers by itself, and how long
/// it may go on while it asks again (RFC 9213 with RFC 5861). Browsers ask every
/// time, so that nobody who reloads reads what they read before.
const SHARED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("cdn-cache-control"),
    HeaderValue::from_static("public, max-age=2, stale-while-revalidate=10"),
);

/// Adds what is missing: `nosniff`, a referrer policy, a content security
/// policy, caching by who asks, and a problem for a bare 405.
pub async fn complete(request: Request, next: Next) -> Response {
    let with_token = request.headers().contains_key(header::AUTHORIZATION);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let api = request.uri().path().contains("/v1/");
    let mut response = as_problem(next.run(request).await);
    let headers = response.headers_mut();
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    set(headers, header::CONTENT_SECURITY_POLICY, API_CSP);
    // What has no tag is made anew for each who asks, as a sign-in is.
    let is_page = api && reads && headers.contains_key(header::ETAG);
    if is_page && !with_token && !headers.contains_key(header::CACHE_CONTROL) {
        let (name, value) = SHARED;
        headers.insert(name, value);
    }
    if with_token {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    set(headers, header::CACHE_CONTROL, if reads { "public, no-cache" } else { "no-store" });
    if api {
        headers.append(header::VARY, HeaderValue::from_static("Authorization"));
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// The router's own 405 has `Allow` and no body: this gives it one.
fn as_problem(response: Response) -> Response {
    let bare = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind != PROBLEM_JSON);
    if response.status() != StatusCode::METHOD_NOT_ALLOWED || !bare {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut problem = ApiError::new(ProblemCode::MethodNotAllowed).into_response();
    if let Some(allow) = allow {
        problem.headers_mut().insert(header::ALLOW, allow);
    }
    *problem.extensions_mut() = response.into_parts().0.extensions;
    problem
}

/// Gives a compressed answer an entity tag of its own: it is another sequence
/// of bytes. `If-None-Match` takes both.
pub async fn tag_compressed(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let coding = response.headers().get(header::CONTENT_ENCODING);
    let coding = coding.and_then(|coding| coding.to_str().ok()).map(str::to_owned);
    let etag = response.headers().get(header::ETAG).and_then(|etag| etag.to_str().ok());
    let own = etag.zip(coding).and_then(|(etag, coding)| {
        let strong = etag.strip_prefix('"')?.strip_suffix('"')?;
        HeaderValue::from_str(&format!("\"{strong}-{coding}\"")).ok()
    });
    if let Some(own) = own {
        response.headers_mut().insert(header::ETAG, own);
    }
    response
}

/// What becomes of a panic: 500, and the cause in the log alone.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "as the layer calls it")]
pub fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("of an unknown kind");
    ApiError::internal(anyhow::anyhow!("panic: {text}")).into_response()
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, routing::get};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn broken() {
        panic!("the secret plan");
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_that_tells_nothing() {
        let router = Router::new()
            .route("/", get(broken))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(axum::middleware::from_fn(complete));
        let request = Request::builder().uri("/").body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }
}
