//! `GET /v1/answers/{id}/versions`: by everybody.

use axum::response::Response;
use contract::{AnswerVersion, Page};

use super::render;
use crate::{
    api::path::RowId,
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, InvalidFields);

/// All that was published of an answer, oldest first. A draft is not here.
#[utoipa::path(
    get, path = "/v1/answers/{id}/versions", operation_id = "list_answer_versions", tag = "answers",
    params(
        ("id" = uuid::Uuid, Path, description = "Id: `answer_id` of a response."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "All versions; never a second page.", body = Page<AnswerVersion>,
            headers(("ETag" = String, description = "Changes with the versions."))),
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
    let rows = viewer.app.storage().answer_versions(viewer.room.id, &id).await?;
    let items = rows.into_iter().map(render::version).collect();
    known.json(&Page::<AnswerVersion> { items, next_cursor: None, total: None })
}
