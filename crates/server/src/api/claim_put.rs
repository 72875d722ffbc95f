//! `PUT /v1/moderation/claims/{kind}/{id}`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{Claim, TargetKind};

use super::{path::TargetPath, render_moderation as render};
use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound, Withdrawn, WrongState);

/// Says that one is looking at something, for ten minutes; again renews it.
/// While another moderator is, it is refused.
#[utoipa::path(
    put, path = "/v1/moderation/claims/{kind}/{id}", operation_id = "put_claim", tag = "moderation",
    params(
        ("kind" = TargetKind, Path, description = "What it is."),
        ("id" = uuid::Uuid, Path, description = "Its id."),
    ),
    responses((status = 200, description = "The claim.", body = Claim), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    TargetPath(target): TargetPath,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (moderator, storage) = (person.participant.id, viewer.app.storage());
    let claim = storage.claim(viewer.room.id, &target, moderator, viewer.now).await?;
    json(StatusCode::OK, &render::claim(claim))
}
