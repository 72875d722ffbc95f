//! `PUT /v1/submissions/{id}/vote`: by participants.

use axum::{http::StatusCode, response::Response};
use contract::{VoteRequest, VoteResult};

use super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound, Withdrawn, Conflict, ThreadClosed, ThreadLocked, BudgetSpent, WrongVotingMode);

/// Casts or changes one's vote. One participant has one vote: the last one
/// counts, once. The tally is in the answer where this person may see it.
#[utoipa::path(
    put, path = "/v1/submissions/{id}/vote", operation_id = "put_vote", tag = "votes",
    params(("id" = uuid::Uuid, Path, description = "Id of the submission.")),
    request_body = VoteRequest,
    responses((status = 200, description = "The vote as it counts now.", body = VoteResult), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
    JsonBody { value: vote, .. }: JsonBody<VoteRequest>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let participant = person.participant.id;
    let storage = viewer.app.storage();
    let outcome =
        storage.put_vote(viewer.room.id, &id, participant, vote.value, viewer.now).await?;
    json(StatusCode::OK, &render::vote(&outcome, &viewer.room.forum, viewer.now))
}
