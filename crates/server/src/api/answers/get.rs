//! `GET /v1/answers/{id}`: by officials.

use axum::response::Response;
use contract::Answer;

use super::render;
use crate::{
    api::path::RowId,
    auth::{Official, SignedIn},
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, NotAllowed, NotFound, InvalidFields);

/// An answer with what is being written of it.
#[utoipa::path(
    get, path = "/v1/answers/{id}", operation_id = "get_answer", tag = "answers",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "The answer.", body = Answer,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`, for `If-Match`."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, .. }): Official,
    RowId(id): RowId,
    query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    query.finish()?;
    let row = viewer.app.storage().answer(viewer.room.id, &id).await?;
    let version = row.version;
    known.versioned(&render::answer(row), version)
}
