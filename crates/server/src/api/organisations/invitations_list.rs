//! `GET /v1/organisations/{id}/invitations`: by its delegates.

use axum::{http::StatusCode, response::Response};
use contract::{Invitation, Page};

use super::super::{path::RowId, render};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound);

/// Invitations that can be used, oldest first, without their codes: all of them,
/// for an organisation has at most fifty.
#[utoipa::path(
    get, path = "/v1/organisations/{id}/invitations", operation_id = "list_invitations", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "Id of the organisation.")),
    responses((status = 200, description = "The invitations.", body = Page<Invitation>), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let by = person.participant.id;
    let rows = viewer.app.storage().invitations(viewer.room.id, &id, by, viewer.now).await?;
    let items: Vec<_> = rows.into_iter().map(render::invitation).collect();
    let total = u64::try_from(items.len()).ok();
    json(StatusCode::OK, &Page { items, next_cursor: None, total })
}
