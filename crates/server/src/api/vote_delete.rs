//! `DELETE /v1/submissions/{id}/vote`: by participants.

use axum::{http::StatusCode, response::Response};
use contract::VoteResult;

use super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn, Conflict, ThreadClosed, ThreadLocked, WrongState);

/// Takes one's vote back, or that of an organisation whose delegate one is;
/// without one nothing changes.
#[utoipa::path(
    delete, path = "/v1/submissions/{id}/vote", operation_id = "delete_vote", tag = "votes",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the submission."),
        ("organisation" = Option<uuid::Uuid>, Query, description = "The organisation whose vote it is."),
    ),
    responses((status = 200, description = "No vote of this person counts.", body = VoteResult), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    mut query: Query,
) -> Result<Response, ApiError> {
    let organisation = query.text("organisation");
    query.finish()?;
    let participant = person.participant.id;
    let storage = viewer.app.storage();
    let (forum, now) = (viewer.room.id, viewer.now);
    let outcome = match organisation.as_deref() {
        None => storage.delete_vote(forum, &id, participant, now).await?,
        Some(organisation) => {
            storage.delete_organisation_vote(forum, &id, participant, organisation, now).await?
        }
    };
    json(StatusCode::OK, &render::vote(&outcome, &viewer.room.forum, viewer.now))
}
