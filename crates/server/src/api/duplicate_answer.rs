//! `POST /v1/submissions/{id}/duplicate`: by its author.

use axum::{http::StatusCode, response::Response};
use contract::{DuplicateAnswer, Submission};

use super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound, Withdrawn, WrongState);

/// Answers whether one's submission says the same as the one that a moderator
/// proposed. Linked, both stay as they are, and the one that leads shows how
/// many people support either.
#[utoipa::path(
    post, path = "/v1/submissions/{id}/duplicate", operation_id = "answer_duplicate", tag = "submissions",
    params(("id" = uuid::Uuid, Path, description = "Id of the repeating submission.")),
    request_body = DuplicateAnswer,
    responses((status = 200, description = "The submission as it is now.", body = Submission), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
    JsonBody { value: answer, .. }: JsonBody<DuplicateAnswer>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let author = person.participant.id;
    let storage = viewer.app.storage();
    let view =
        storage.answer_duplicate(viewer.room.id, &id, author, answer.accept, viewer.now).await?;
    let forum = &viewer.room.forum;
    json(StatusCode::OK, &render::submission(view.submission, &view.thread, forum, viewer.now))
}
