//! `POST /v1/sessions/end`: by everybody with a token that renews a session.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contract::RefreshRequest;

use crate::{
    auth::Viewer,
    http::{body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
    sign_in::hash,
};

problems!(write: TokenInvalid);

/// Signs out. A token that is not known is no fault: there is no session then.
#[utoipa::path(
    post, path = "/v1/sessions/end", operation_id = "end_session", tag = "account",
    request_body = RefreshRequest,
    responses((status = 204, description = "The session has ended."), Problems),
)]
pub async fn handle(
    viewer: Viewer,
    query: Query,
    JsonBody { value, .. }: JsonBody<RefreshRequest>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let spent = hash(&value.refresh_token);
    viewer.app.storage().end_session_by(viewer.room.id, spent, viewer.now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
