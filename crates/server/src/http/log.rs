//! One line a request in the log, and its share of the metrics.
//!
//! **Invariant:** no line holds a query, a header, a body or a name; the
//! address of a request stands there as its route's pattern alone.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::app::App;

/// The header that names a request in answers and in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The route that answered, as the router's pattern.
#[derive(Debug, Clone)]
struct Route(MatchedPath);

/// Notes the route in the answer, for [`log`], which stands outside of it.
pub async fn note_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(Route(route));
    }
    response
}

/// Names the request, measures it and writes its line.
pub async fn log(State(app): State<App>, request: Request, next: Next) -> Response {
    let clock = app.sources().clock.clone();
    let began = clock.now_ms();
    let id = app.sources().ids.new_id(began);
    let method = request.method().clone();
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let millis = clock.now_ms().saturating_sub(began);
    let route = response.extensions().get::<Route>().map_or("-", |route| route.0.as_str());
    let status = response.status().as_u16();
    app.metrics().count(&method, route, status, millis);
    span.in_scope(|| tracing::info!(%method, route, status, millis, "answered"));
    response
}
