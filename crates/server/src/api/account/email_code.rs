//! `POST /v1/sign-in/email`: by everybody.

use axum::{http::StatusCode, response::Response};
use contract::{EmailCodeRequest, EmailCodeSent, FieldCode, ProblemCode, SignInMethod};
use storage::NewEmailCode;

use crate::{
    auth::{SignInPace, Viewer},
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    mail::{Code, code_mail},
    openapi::problems,
    sign_in::{CODE_S, address, code_hash, make_code},
};

problems!(write: NotFound);

/// Sends a code to an address. The answer is the same, and takes the same
/// time, whether the address is known or not: the mail waits in the outbox.
#[utoipa::path(
    post, path = "/v1/sign-in/email", operation_id = "send_email_code", tag = "account",
    request_body = EmailCodeRequest,
    responses((status = 202, description = "A code is on its way.", body = EmailCodeSent), Problems),
)]
pub async fn handle(
    _: SignInPace,
    viewer: Viewer,
    query: Query,
    JsonBody { value, .. }: JsonBody<EmailCodeRequest>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let forum = &viewer.room.forum;
    if !forum.sign_in.contains(&SignInMethod::EmailCode) {
        return Err(ApiError::not_found());
    }
    let email = address(&value.email).ok_or_else(|| {
        ApiError::field("email", FieldCode::Invalid, "Give an address such as name@example.org.")
    })?;
    let thai = value.language.as_deref().unwrap_or(&forum.default_language).starts_with("th");
    let language = if thai { "th" } else { "en" };
    let name = forum.name.get(language).or_else(|| forum.name.values().next());
    let (app, now_ms) = (&viewer.app, viewer.now);
    let id = app.sources().ids.new_id(now_ms);
    let code = make_code(app);
    let mail = code_mail(&Code {
        id: &id,
        address: &email,
        language,
        forum: name.map_or("Open Forum", String::as_str),
        digits: &code,
        now_ms,
    });
    let hash = code_hash(app.code_key(), &id, &code);
    let new =
        NewEmailCode { id: id.clone(), email, language: language.to_owned(), hash, mail, now_ms };
    if let Some(wait_ms) = app.storage().add_email_code(viewer.room.id, new).await? {
        let mut error = ApiError::with(
            ProblemCode::RateLimited,
            "This address was sent several codes already. Wait a little.",
        );
        error.retry_after = Some(u64::try_from(wait_ms).unwrap_or(0).div_ceil(1000));
        return Err(error);
    }
    app.mail_waits().notify_one();
    json(StatusCode::ACCEPTED, &EmailCodeSent { request_id: id, expires_in: CODE_S })
}
