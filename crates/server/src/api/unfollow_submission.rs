//! `DELETE /v1/submissions/{id}/follow`: by participants.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use storage::FollowTarget;

use super::path::RowId;
use crate::{
    auth::{Participant, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn);

/// Follows a submission no more.
#[utoipa::path(
    delete, path = "/v1/submissions/{id}/follow", operation_id = "unfollow_submission", tag = "inbox",
    params(("id" = uuid::Uuid, Path, description = "Id of the submission.")),
    responses((status = 204, description = "It is not followed."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (target, storage) = (FollowTarget::Submission(id), viewer.app.storage());
    storage.unfollow(viewer.room.id, person.participant.id, &target, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
