//! `GET /v1/log/counts`: by everybody.

use axum::response::Response;
use contract::LogCounts;

use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: InvalidFields);

/// The public log in numbers.
#[utoipa::path(
    get, path = "/v1/log/counts", operation_id = "count_log", tag = "moderation",
    params(("If-None-Match" = Option<String>, Header, description = "An ETag that is known already.")),
    responses(
        (status = 200, description = "Decisions by action and by reason, and appeals.", body = LogCounts,
            headers(("ETag" = String, description = "Changes with the numbers."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, query: Query, known: Known) -> Result<Response, ApiError> {
    query.finish()?;
    known.json(&viewer.app.storage().log_counts(viewer.room.id).await?)
}
