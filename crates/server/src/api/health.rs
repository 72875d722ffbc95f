//! `GET /healthz`: by everybody.

use axum::http::header;

/// The process answers.
#[utoipa::path(
    get, path = "/healthz", operation_id = "get_health", tag = "operation",
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain")),
)]
pub async fn handle() -> ([(header::HeaderName, &'static str); 2], &'static str) {
    let plain = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    ([plain, (header::CACHE_CONTROL, "no-store")], "ok\n")
}
