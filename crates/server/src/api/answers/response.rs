//! `PUT /v1/submissions/{id}/response`: by officials.

use axum::response::Response;
use contract::{AnswerText, Submission};
use rules::{Normalizer, validate};
use storage::NewAnswer;

use super::render::normal;
use crate::{
    api::{path::RowId, render},
    auth::{Official, SignedIn},
    http::{answer::Known, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound, Withdrawn, Conflict, WrongState);

/// Answers one submission at once: begins an answer and publishes it, or
/// publishes a new version of the one that it has. An answer that it shares
/// with other submissions is changed at `/v1/answers` (409 `wrong-state`).
#[utoipa::path(
    put, path = "/v1/submissions/{id}/response", operation_id = "put_response", tag = "answers",
    params(("id" = uuid::Uuid, Path, description = "Id of the submission.")),
    request_body = AnswerText,
    responses(
        (status = 200, description = "The submission with its answer.", body = Submission,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, person }): Official,
    RowId(id): RowId,
    query: Query,
    JsonBody { value: text, .. }: JsonBody<AnswerText>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let forum = &viewer.room.forum;
    let errors = validate::response(&text, forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let answer = NewAnswer {
        id: viewer.app.sources().new_id(),
        submissions: vec![id],
        text: normal(text),
        by: person.participant.id,
        now_ms: viewer.now,
    };
    let view = viewer.app.storage().respond(viewer.room.id, answer).await?;
    let version = view.submission.version;
    let submission = render::submission(view.submission, &view.thread, forum, viewer.now);
    Known::default().versioned(&submission, version)
}
