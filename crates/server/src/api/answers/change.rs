//! `PATCH /v1/answers/{id}`: by officials.

use axum::response::Response;
use contract::{Answer, AnswerPatch};
use rules::{Normalizer, validate};
use storage::AnswerChange;

use super::render;
use crate::{
    api::path::RowId,
    auth::{Official, SignedIn},
    http::{answer::Known, body::JsonBody, problem::ApiError, query::Query, write::Expected},
    openapi::problems,
};

problems!(write: NotFound, Withdrawn, Conflict, WrongState, PreconditionRequired, Stale);

/// Changes an answer: all of its text at once, and the submissions where they
/// are named. What is out stays as it was until this is published too; a
/// submission that was answered stays with its answer.
#[utoipa::path(
    patch, path = "/v1/answers/{id}", operation_id = "change_answer", tag = "answers",
    params(
        ("id" = uuid::Uuid, Path, description = "Id."),
        ("If-Match" = String, Header, description = "The ETag that was read, `\"{version}\"`, or `*`."),
    ),
    request_body = AnswerPatch,
    responses(
        (status = 200, description = "The answer as it is now.", body = Answer,
            headers(("ETag" = String, description = "`\"{version}-{hash}\"`, for the next `If-Match`."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, person }): Official,
    RowId(id): RowId,
    query: Query,
    expected: Expected,
    JsonBody { value: patch, .. }: JsonBody<AnswerPatch>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::answer_patch(&patch, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let expected = expected.version()?;
    let change = AnswerChange {
        submissions: patch.submissions,
        text: render::normal(patch.text),
        by: person.participant.id,
        now_ms: viewer.now,
    };
    let storage = viewer.app.storage();
    let row = storage.change_answer(viewer.room.id, &id, expected, change).await?;
    let version = row.version;
    Known::default().versioned(&render::answer(row), version)
}
