//! `POST /v1/answers`: by officials.

use axum::{http::StatusCode, response::Response};
use contract::{Answer, AnswerDraft};
use rules::{Normalizer, validate};
use storage::{AnswerRow, NewAnswer};

use super::render;
use crate::{
    auth::{Official, SignedIn},
    http::{
        body::JsonBody,
        problem::ApiError,
        query::Query,
        write::{WriteKey, created, stored},
    },
    openapi::problems,
};

problems!(create: Withdrawn, Conflict);

/// Begins an answer to one or several published submissions. Only officials
/// see it until it is published. A submission has one answer.
#[utoipa::path(
    post, path = "/v1/answers", operation_id = "create_answer", tag = "answers",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 128, pattern = "^[!-~]+$",
        description = "Makes a repeated request answer as the first one did, for 24 h.")),
    request_body = AnswerDraft,
    responses(
        (status = 201, description = "It is a draft.", body = Answer,
            headers(("Location" = String, description = "The answer's address."))),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, person }): Official,
    query: Query,
    key: WriteKey,
    JsonBody { value: draft, hash }: JsonBody<AnswerDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::answer(&draft, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let new = NewAnswer {
        id: viewer.app.sources().new_id(),
        submissions: draft.submissions,
        text: render::normal(draft.text),
        by: person.participant.id,
        now_ms: viewer.now,
    };
    let base = viewer.room.base();
    let render = move |row: &AnswerRow| {
        let location = format!("{base}/v1/answers/{}", row.id);
        stored(StatusCode::CREATED, &render::answer(row.clone()), Some(location))
    };
    let idempotency = key.idempotency(&hash, render.clone());
    let outcome = viewer.app.storage().create_answer(viewer.room.id, new, idempotency).await?;
    Ok(created(outcome, render))
}
