//! Awards of submissions and organisations.

pub mod list;
pub mod organisation_add;
pub mod organisation_remove;
pub mod submission_add;
pub mod submission_remove;
#[cfg(test)]
mod tests;

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contract::{Recognition, RecognitionDraft};
use rules::{Normalizer, validate};
use storage::{NewRecognition, Recognised};

use crate::{
    auth::SignedIn,
    http::{
        body::JsonBody,
        problem::ApiError,
        write::{WriteKey, created, stored},
    },
};

/// Gives an award.
async fn add(
    SignedIn { viewer, person }: SignedIn,
    target: Recognised,
    key: &WriteKey,
    JsonBody { value: draft, hash }: JsonBody<RecognitionDraft>,
) -> Result<Response, ApiError> {
    let errors = validate::recognition(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let new = NewRecognition {
        id: viewer.app.sources().new_id(),
        award: draft.award,
        category: draft.category,
        year: draft.year,
        citation: draft.citation,
        by: person.participant.id,
        now_ms: viewer.now,
    };
    let render = |row: &Recognition| stored(StatusCode::CREATED, row, None);
    let idempotency = key.idempotency(&hash, render);
    let storage = viewer.app.storage();
    let outcome = storage.recognise(viewer.room.id, target, new, idempotency).await?;
    Ok(created(outcome, render))
}

/// Takes an award away.
async fn remove(
    SignedIn { viewer, person }: SignedIn,
    target: Recognised,
    id: &str,
) -> Result<Response, ApiError> {
    let (by, now) = (person.participant.id, viewer.now);
    viewer.app.storage().remove_recognition(viewer.room.id, target, id, by, now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
