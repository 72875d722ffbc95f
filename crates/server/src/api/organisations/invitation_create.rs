//! `POST /v1/organisations/{id}/invitations`: by its delegates.

use axum::{http::StatusCode, response::Response};
use contract::{Invitation, InvitationDraft};
use storage::NewInvitation;

use super::{
    super::{path::RowId, render},
    code,
};
use crate::{
    auth::{Participant, SignedIn},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound, WrongState);

/// Invites one person. The answer has the code, which is shown this once and can
/// be used once within seven days.
#[utoipa::path(
    post, path = "/v1/organisations/{id}/invitations", operation_id = "create_invitation", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "Id of the organisation.")),
    request_body = InvitationDraft,
    responses((status = 201, description = "The invitation with its code.", body = Invitation), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Participant(SignedIn { viewer, person }): Participant,
    RowId(id): RowId,
    query: Query,
    JsonBody { value: draft, .. }: JsonBody<InvitationDraft>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let sources = viewer.app.sources();
    let code = code::new(sources.random.as_ref());
    let new = NewInvitation {
        id: sources.new_id(),
        hash: code::hash(&code),
        role: draft.role,
        by: person.participant.id,
        now_ms: viewer.now,
    };
    let row = viewer.app.storage().invite(viewer.room.id, &id, new).await?;
    json(StatusCode::CREATED, &Invitation { code: Some(code), ..render::invitation(row) })
}
