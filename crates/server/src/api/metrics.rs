//! `GET /metrics`: by everybody who reaches it; a proxy keeps it inside.

use axum::{extract::State, http::header};

use crate::app::App;

/// Figures in the text format of Prometheus.
#[utoipa::path(
    get, path = "/metrics", operation_id = "get_metrics", tag = "operation",
    responses((status = 200, description = "Counters and histograms.", body = String, content_type = "text/plain")),
)]
pub async fn handle(State(app): State<App>) -> ([(header::HeaderName, &'static str); 2], String) {
    let kind = (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    let text = app.metrics().render(app.storage().stats(), app.live().listeners());
    ([kind, (header::CACHE_CONTROL, "no-store")], text)
}
