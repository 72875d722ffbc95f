//! `DELETE /v1/me`: by everybody with a token, their own account.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contract::AccountDeletion;

use crate::{
    auth::SignedIn,
    http::{body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: TokenRequired);

/// Deletes the account: who it was is forgotten, votes are taken out of the
/// tallies, and what the person wrote stays without a name or goes.
#[utoipa::path(
    delete, path = "/v1/me", operation_id = "delete_me", tag = "account",
    request_body = AccountDeletion,
    responses((status = 204, description = "The account is no more."), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    query: Query,
    JsonBody { value, .. }: JsonBody<AccountDeletion>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (storage, participant) = (viewer.app.storage(), person.participant.id);
    storage.delete_account(viewer.room.id, participant, value.content, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
