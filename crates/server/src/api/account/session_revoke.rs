//! `DELETE /v1/me/sessions/{id}`: by everybody with a token, their own.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

use crate::{
    api::path::RowId,
    auth::SignedIn,
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: NotFound);

/// Ends one of one's sessions, at once: its tokens are refused from now on.
#[utoipa::path(
    delete, path = "/v1/me/sessions/{id}", operation_id = "revoke_session", tag = "account",
    params(("id" = uuid::Uuid, Path, description = "Id of the session.")),
    responses((status = 204, description = "The session has ended."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    RowId(id): RowId,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let participant = person.participant.id;
    viewer.app.storage().end_session(viewer.room.id, participant, &id, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
