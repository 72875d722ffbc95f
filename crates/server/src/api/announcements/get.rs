//! `GET /v1/announcements/{id}`: by everybody.

use axum::response::Response;
use contract::Announcement;

use super::shape;
use crate::{
    api::path::RowId,
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, InvalidFields);

/// An announcement.
#[utoipa::path(
    get, path = "/v1/announcements/{id}", operation_id = "get_announcement", tag = "announcements",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "The announcement.", body = Announcement,
            headers(("ETag" = String, description = "Changes with the announcement."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    RowId(id): RowId,
    query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    query.finish()?;
    let row = viewer.app.storage().announcement(viewer.room.id, &id).await?;
    known.json(&shape::render(row))
}
