//! `POST /v1/submissions/{id}/comments`: by participants.

use axum::{http::StatusCode, response::Response};
use contract::{Comment, CommentDraft, FieldCode, Role, State};
use rules::{Normalizer, validate};
use storage::{CommentRow, NewComment};

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

problems!(create: NotFound, Withdrawn, Conflict, ThreadClosed, ThreadLocked, WrongState, NewAccount);

/// Comments on a submission, or replies to a comment on it. Where newcomers
/// are held, theirs wait for a moderator.
#[utoipa::path(
    post, path = "/v1/submissions/{id}/comments", operation_id = "create_comment", tag = "comments",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the submission."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = CommentDraft,
    responses(
        (status = 201, description = "It is published.", body = Comment),
        (status = 202, description = "It waits for a moderator.", body = Comment),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<CommentDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let mut errors = validate::comment(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if draft.reply_to.as_deref().is_some_and(|id| uuid::Uuid::try_parse(id).is_err()) {
        errors.push(contract::FieldError {
            field: "reply_to".to_owned(),
            code: FieldCode::Invalid,
            message: "The id of a comment is needed.".to_owned(),
        });
    }
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let comment = NewComment {
        id: viewer.app.sources().new_id(),
        author: person.participant.id,
        reply_to: draft.reply_to,
        stance: draft.stance,
        body: draft.body,
        language: draft.language,
        organisation: draft.organisation,
        by_moderator: person.roles.contains(&Role::Moderator),
        now_ms: viewer.now,
    };
    let render = |row: &CommentRow| {
        let status = match row.state {
            State::Pending => StatusCode::ACCEPTED,
            _ => StatusCode::CREATED,
        };
        stored(status, &render::comment(row.clone()), None)
    };
    let storage = viewer.app.storage();
    let idempotency = key.idempotency(&hash, render);
    let outcome = storage.create_comment(viewer.room.id, &id, comment, idempotency).await?;
    viewer.did_about(&id);
    Ok(created(outcome, render))
}
