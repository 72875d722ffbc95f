//! `POST /v1/moderation/decisions`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{Decision, DecisionDraft};
use rules::{Normalizer, validate};
use storage::{DecisionRow, NewDecision};

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

problems!(create: NotFound, Withdrawn, OwnCase, PromiseKept, WrongState, Stale);

/// Decides about something. Nobody decides about what they or their
/// organisation wrote. Of two who decide at the same time the second is told
/// that it does not wait any more.
#[utoipa::path(
    post, path = "/v1/moderation/decisions", operation_id = "create_decision", tag = "moderation",
    params(
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = DecisionDraft,
    responses((status = 201, description = "The decision on record.", body = Decision), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<DecisionDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::decision(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let decision = NewDecision {
        id: viewer.app.sources().new_id(),
        target: draft.target,
        action: draft.action,
        reason: draft.reason,
        note: draft.note,
        message: draft.message,
        into: draft.into,
        recheck_at: None,
        version: draft.version,
        moderator: person.participant.id,
        now_ms: viewer.now,
    };
    let show =
        |row: &DecisionRow| stored(StatusCode::CREATED, &render::decision(row.clone()), None);
    let storage = viewer.app.storage();
    let outcome = storage.decide(viewer.room.id, decision, key.idempotency(&hash, show)).await?;
    Ok(created(outcome, show))
}
