//! `GET /v1/forum`: by everybody.

use axum::response::Response;

use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: InvalidFields);

/// The forum: branding, taxonomy, limits, capabilities, ways to sign in.
#[utoipa::path(
    get, path = "/v1/forum", operation_id = "get_forum", tag = "forum",
    params(("If-None-Match" = Option<String>, Header, description = "An ETag that is known already.")),
    responses(
        (status = 200, description = "The forum.", body = contract::Forum,
            headers(("ETag" = String, description = "Changes with the forum."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, query: Query, known: Known) -> Result<Response, ApiError> {
    query.finish()?;
    known.json(&viewer.room.forum)
}
