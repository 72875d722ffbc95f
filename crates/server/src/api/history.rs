//! `GET /v1/submissions/{id}/history`: by everybody who may read it.

use axum::response::Response;
use contract::{Page, Revision};

use super::{path::RowId, render};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, Withdrawn, InvalidFields);

/// All versions of a submission, oldest first; the last is the present one.
#[utoipa::path(
    get, path = "/v1/submissions/{id}/history", operation_id = "get_history", tag = "submissions",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "All versions; never a second page.", body = Page<Revision>,
            headers(("ETag" = String, description = "Changes with the history."))),
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
    let storage = viewer.app.storage();
    let rows = if viewer.is_staff() {
        storage.staff_history(viewer.room.id, &id).await?
    } else {
        storage.history(viewer.room.id, &id, viewer.id()).await?
    };
    let items = rows.into_iter().map(render::revision).collect();
    known.json(&Page::<Revision> { items, next_cursor: None, total: None })
}
