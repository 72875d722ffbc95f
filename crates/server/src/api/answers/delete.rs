//! `DELETE /v1/answers/{id}`: by officials.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::{
    api::path::RowId,
    auth::{Official, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, WrongState);

/// Throws a draft away. What was published once stays, with all versions.
#[utoipa::path(
    delete, path = "/v1/answers/{id}", operation_id = "delete_answer", tag = "answers",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 204, description = "It is gone."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, person }): Official,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let by = person.participant.id;
    viewer.app.storage().delete_answer(viewer.room.id, &id, by, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
