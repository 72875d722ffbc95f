//! `POST /v1/submissions/{id}/flags`: by participants.

use axum::{http::StatusCode, response::Response};
use contract::{Flag, FlagDraft};
use rules::{Normalizer, validate};
use storage::{FlagRow, FlagTarget, NewFlag};

use super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

problems!(create: NotFound, Withdrawn, Conflict);

/// Reports a submission to the moderators, once per participant.
#[utoipa::path(
    post, path = "/v1/submissions/{id}/flags", operation_id = "flag_submission", tag = "flags",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the submission."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = FlagDraft,
    responses((status = 201, description = "The report as it was taken.", body = Flag), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    participant: Participant,
    RowId(id): RowId,
    query: Query,
    key: WriteKey,
    body: JsonBody<FlagDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    take(participant, &FlagTarget::Submission(id), &key, body).await
}

/// Takes a report on either kind of target.
pub async fn take(
    Participant(SignedIn { viewer, person }): Participant,
    target: &FlagTarget,
    key: &WriteKey,
    JsonBody { value: draft, hash }: JsonBody<FlagDraft>,
) -> Result<Response, ApiError> {
    let errors = validate::flag(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let flag = NewFlag {
        id: viewer.app.sources().new_id(),
        participant: person.participant.id,
        reason: draft.reason,
        note: draft.note,
        now_ms: viewer.now,
    };
    let render = |row: &FlagRow| stored(StatusCode::CREATED, &render::flag(row), None);
    let storage = viewer.app.storage();
    let idempotency = key.idempotency(&hash, render);
    let outcome = storage.create_flag(viewer.room.id, target, flag, idempotency).await?;
    if let FlagTarget::Submission(id) = target {
        viewer.did_about(id);
    }
    Ok(created(outcome, render))
}
