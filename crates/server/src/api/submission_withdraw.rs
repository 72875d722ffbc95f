//! `DELETE /v1/submissions/{id}`: by its author.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::path::RowId;
use crate::{
    auth::{Participant, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn);

/// Takes one's own submission back. Nobody reads it any more.
#[utoipa::path(
    delete, path = "/v1/submissions/{id}", operation_id = "withdraw_submission", tag = "submissions",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 204, description = "It is taken back."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let author = person.participant.id;
    viewer.app.storage().withdraw_submission(viewer.room.id, &id, author, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
