//! `POST /v1/submissions/{id}/referral`: by moderators and officials.

use axum::{http::StatusCode, response::Response};
use contract::{LedgerEntry, ReferralDraft};
use rules::{Normalizer, time::parse_ms, validate};
use storage::{LedgerRow, NewReferral};

use super::render;
use crate::{
    api::path::RowId,
    auth::{SignedIn, Staff},
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

problems!(create: NotFound, Withdrawn, Conflict);

/// Asks an office for an answer to a submission, whatever its votes: from now
/// on it is owed, and everybody reads by when. 409 where it is owed already or
/// was given.
#[utoipa::path(
    post, path = "/v1/submissions/{id}/referral", operation_id = "refer_submission", tag = "answers",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the submission."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
            description = "Makes a repeated request answer as the first one did, for 24 h."),
    ),
    request_body = ReferralDraft,
    responses((status = 201, description = "It is owed.", body = LedgerEntry), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Staff(SignedIn { viewer, person }): Staff,
    RowId(id): RowId,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<ReferralDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (forum, now) = (&viewer.room.forum, viewer.now);
    let errors = validate::referral(&draft, forum, now, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let usual = now + i64::from(forum.answer_days) * DAY_MS;
    let referral = NewReferral {
        id: viewer.app.sources().new_id(),
        office: draft.office,
        due_at: draft.due_at.as_deref().and_then(parse_ms).unwrap_or(usual),
        by: person.participant.id,
        now_ms: now,
    };
    let render =
        move |row: &LedgerRow| stored(StatusCode::CREATED, &render::entry(row.clone(), now), None);
    let idempotency = key.idempotency(&hash, render);
    let outcome = viewer.app.storage().refer(viewer.room.id, &id, referral, idempotency).await?;
    Ok(created(outcome, render))
}
