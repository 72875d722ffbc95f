//! `DELETE /v1/organisations/{id}/invitations/{invitation}`: by its delegates.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use super::super::path::RowIds;
use crate::{
    auth::{Participant, SignedIn},
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(act: NotFound);

/// Takes an invitation back; its code is good for nothing then.
#[utoipa::path(
    delete, path = "/v1/organisations/{id}/invitations/{invitation}", operation_id = "revoke_invitation", tag = "organisations",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the organisation."),
        ("invitation" = uuid::Uuid, Path, description = "Id of the invitation."),
    ),
    responses((status = 204, description = "It is gone."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowIds(id, invitation): RowIds,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (by, now) = (person.participant.id, viewer.now);
    let storage = viewer.app.storage();
    storage.revoke_invitation(viewer.room.id, &id, &invitation, by, now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
