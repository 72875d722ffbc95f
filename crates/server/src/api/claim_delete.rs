//! `DELETE /v1/moderation/claims/{kind}/{id}`: by moderators.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contract::TargetKind;

use super::path::TargetPath;
use crate::{
    auth::{Moderator, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound);

/// Says that one is looking at something no more. Others' claims stay.
#[utoipa::path(
    delete, path = "/v1/moderation/claims/{kind}/{id}", operation_id = "delete_claim", tag = "moderation",
    params(
        ("kind" = TargetKind, Path, description = "What it is."),
        ("id" = uuid::Uuid, Path, description = "Its id."),
    ),
    responses((status = 204, description = "No claim of this person stands."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    TargetPath(target): TargetPath,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let moderator = person.participant.id;
    viewer.app.storage().release(viewer.room.id, &target, moderator).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
