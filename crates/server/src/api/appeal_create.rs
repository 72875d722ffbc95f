//! `POST /v1/decisions/{id}/appeal`: by the author of what was decided about.

use axum::{http::StatusCode, response::Response};
use contract::{Appeal, AppealDraft};
use rules::{Normalizer, validate};
use storage::{AppealRow, NewAppeal};

use super::{path::RowId, render_moderation};
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

problems!(create: NotFound, Withdrawn, Conflict, WrongState);

/// Objects to a decision about what one wrote, once. Another moderator than
/// the one who decided judges it.
#[utoipa::path(
    post, path = "/v1/decisions/{id}/appeal", operation_id = "create_appeal", tag = "moderation",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the decision, from the verdict."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = AppealDraft,
    responses((status = 201, description = "The appeal, which waits.", body = Appeal), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<AppealDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::appeal(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let new = NewAppeal {
        id: viewer.app.sources().new_id(),
        author: person.participant.id,
        text: draft.text,
        now_ms: viewer.now,
    };
    let render = |row: &AppealRow| {
        stored(StatusCode::CREATED, &render_moderation::appeal(row.clone()), None)
    };
    let storage = viewer.app.storage();
    let idempotency = key.idempotency(&hash, render);
    let outcome = storage.appeal(viewer.room.id, &id, new, idempotency).await?;
    Ok(created(outcome, render))
}
