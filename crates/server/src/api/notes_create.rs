//! `POST /v1/moderation/notes`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{ModerationNote, NoteDraft};
use rules::{Normalizer, validate};
use storage::{NewNote, NoteRow};

use super::render_moderation as render;
use crate::{
    auth::{Moderator, SignedIn},
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

problems!(create: NotFound);

/// Leaves a note about something, which only moderators read.
#[utoipa::path(
    post, path = "/v1/moderation/notes", operation_id = "create_note", tag = "moderation",
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = NoteDraft,
    responses((status = 201, description = "The note.", body = ModerationNote), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<NoteDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::note(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let note = NewNote {
        id: viewer.app.sources().new_id(),
        target: draft.target,
        body: draft.body,
        author: person.participant.id,
        now_ms: viewer.now,
    };
    let show = |row: &NoteRow| stored(StatusCode::CREATED, &render::note(row.clone()), None);
    let storage = viewer.app.storage();
    let outcome = storage.add_note(viewer.room.id, note, key.idempotency(&hash, show)).await?;
    Ok(created(outcome, show))
}
