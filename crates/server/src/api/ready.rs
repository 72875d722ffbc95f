//! `GET /readyz`: by everybody.

use axum::{extract::State, http::header};

use crate::{app::App, http::problem::ApiError, openapi::problems};

problems!(only: Unavailable);

/// The server can answer requests: its database does, and it is not ending.
#[utoipa::path(
    get, path = "/readyz", operation_id = "get_readiness", tag = "operation",
    responses(
        (status = 200, description = "`ready`", body = String, content_type = "text/plain"),
        Problems,
    ),
)]
pub async fn handle(
    State(app): State<App>,
) -> Result<([(header::HeaderName, &'static str); 2], &'static str), ApiError> {
    if app.is_closing() {
        return Err(ApiError::unavailable());
    }
    app.storage().ping().await.map_err(|error| {
        tracing::error!(%error, "the database does not answer");
        ApiError::unavailable()
    })?;
    let plain = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    Ok(([plain, (header::CACHE_CONTROL, "no-store")], "ready\n"))
}
