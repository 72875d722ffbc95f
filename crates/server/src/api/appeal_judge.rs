//! `POST /v1/moderation/appeals/{id}`: by moderators, but not by the one who
//! decided, nor by who or whose organisation wrote it.

use axum::{http::StatusCode, response::Response};
use contract::{AppealState, Decision, Judgement};
use rules::{Normalizer, validate};
use storage::NewJudgement;

use super::{path::RowId, render_moderation};
use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound, Withdrawn, OwnCase, WrongState);

/// Judges an appeal: the decision stands, or it is taken back and what it was
/// about is published.
#[utoipa::path(
    post, path = "/v1/moderation/appeals/{id}", operation_id = "judge_appeal", tag = "moderation",
    params(("id" = uuid::Uuid, Path, description = "Id of the appeal.")),
    request_body = Judgement,
    responses((status = 200, description = "The decision that was appealed.", body = Decision), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    RowId(id): RowId,
    query: Query,
    JsonBody { value: judgement, .. }: JsonBody<Judgement>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let errors = validate::judgement(&judgement, &viewer.room.forum, &Normalizer::UNICODE);
    if !errors.is_empty() {
        return Err(ApiError::fields(errors));
    }
    let new = NewJudgement {
        id: viewer.app.sources().new_id(),
        overturned: judgement.outcome == AppealState::Overturned,
        answer: judgement.answer,
        note: judgement.note,
        moderator: person.participant.id,
        now_ms: viewer.now,
    };
    let decision = viewer.app.storage().judge_appeal(viewer.room.id, &id, new).await?;
    json(StatusCode::OK, &render_moderation::decision(decision))
}
