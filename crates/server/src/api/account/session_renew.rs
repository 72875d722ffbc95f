//! `POST /v1/sessions/renew`: by everybody with a token that renews a session.

use axum::{http::StatusCode, response::Response};
use contract::{ProblemCode, RefreshRequest, SessionToken};

use crate::{
    auth::Viewer,
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
    sign_in::{Fresh, hash},
};

problems!(write: TokenInvalid);

/// Renews a session: the token is spent, and another one takes its place. For
/// ten seconds it still renews, for the tabs of one browser; after that it was
/// stolen or copied, and ends the session.
#[utoipa::path(
    post, path = "/v1/sessions/renew", operation_id = "renew_session", tag = "account",
    request_body = RefreshRequest,
    responses((status = 200, description = "The session goes on.", body = SessionToken), Problems),
)]
pub async fn handle(
    viewer: Viewer,
    query: Query,
    JsonBody { value, .. }: JsonBody<RefreshRequest>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (app, room) = (&viewer.app, &viewer.room);
    let fresh = Fresh::make(app);
    let (old, new) = (hash(&value.refresh_token), &fresh.new);
    let renewed =
        app.storage().renew_session(room.id, old, new.hash, viewer.now, new.expires_at).await?;
    let (id, person) = renewed.ok_or_else(|| {
        ApiError::with(ProblemCode::TokenInvalid, "The session has ended. Sign in again.")
    })?;
    json(StatusCode::OK, &fresh.token(room, &id, &person.author.id)?)
}
