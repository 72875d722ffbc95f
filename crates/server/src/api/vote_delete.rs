//! `DELETE /v1/submissions/{id}/vote`: by participants.

use axum::{http::StatusCode, response::Response};
use contract::VoteResult;

use super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn, Conflict, ThreadClosed, ThreadLocked);

/// Takes one's vote back; without one nothing changes.
#[utoipa::path(
    delete, path = "/v1/submissions/{id}/vote", operation_id = "delete_vote", tag = "votes",
    params(("id" = uuid::Uuid, Path, description = "Id of the submission.")),
    responses((status = 200, description = "No vote of this person counts.", body = VoteResult), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let participant = person.participant.id;
    let storage = viewer.app.storage();
    let outcome = storage.delete_vote(viewer.room.id, &id, participant, viewer.now).await?;
    json(StatusCode::OK, &render::vote(&outcome, &viewer.room.forum, viewer.now))
}
