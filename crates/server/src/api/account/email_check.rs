//! `POST /v1/sign-in/email/check`: by everybody with a code.

use axum::{http::StatusCode, response::Response};
use contract::{EmailCodeCheck, SessionToken};

use super::{name, session};
use crate::{
    auth::{SignInPace, Viewer},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
    sign_in::{Fresh, by_code, code_hash},
};

problems!(write: WrongCode);

/// Signs in by a code. Somebody new must give a name; without one the code is
/// still good (422 `name`, `required`).
#[utoipa::path(
    post, path = "/v1/sign-in/email/check", operation_id = "check_email_code", tag = "account",
    request_body = EmailCodeCheck,
    responses((status = 200, description = "A session.", body = SessionToken), Problems),
)]
pub async fn handle(
    _: SignInPace,
    viewer: Viewer,
    query: Query,
    JsonBody { value, .. }: JsonBody<EmailCodeCheck>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let (app, room) = (&viewer.app, &viewer.room);
    let name = name(value.name.as_deref())?;
    let hash = code_hash(app.code_key(), &value.request_id, &value.code);
    let fresh = Fresh::make(app);
    let new = by_code(app, &fresh, name);
    let outcome = app.storage().sign_in_by_code(room.id, &value.request_id, hash, new).await?;
    json(StatusCode::OK, &session(outcome, fresh, room)?)
}
