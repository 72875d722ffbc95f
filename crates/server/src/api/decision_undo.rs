//! `DELETE /v1/moderation/decisions/{id}`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::Decision;

use super::{path::RowId, render_moderation as render};
use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn, OwnCase, PromiseKept, WrongState);

/// Takes a decision back, while nothing later was decided about the same
/// thing: it stands again as it did before. The record stays.
#[utoipa::path(
    delete, path = "/v1/moderation/decisions/{id}", operation_id = "undo_decision", tag = "moderation",
    params(("id" = uuid::Uuid, Path, description = "Id of the decision.")),
    responses((status = 200, description = "The decision, which is taken back.", body = Decision), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let moderator = person.participant.id;
    let undone = viewer.app.storage().undo(viewer.room.id, &id, moderator, viewer.now).await?;
    json(StatusCode::OK, &render::decision(undone))
}
