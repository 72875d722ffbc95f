//! `GET /v1/me/mail`: by everybody with a token, their own.

use axum::{http::StatusCode, response::Response};
use contract::{Digest, InboxKind, MailSettings};

use crate::{
    auth::SignedIn,
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, InvalidFields);

/// What mail the person gets: none, until they say so.
#[utoipa::path(
    get, path = "/v1/me/mail", operation_id = "get_mail", tag = "inbox",
    responses((status = 200, description = "What mail they get.", body = MailSettings), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let storage = viewer.app.storage();
    let settings = storage.mail_settings(viewer.room.id, person.participant.id).await?;
    let usual = || MailSettings {
        digest: Digest::Off,
        language: viewer.room.forum.default_language.clone(),
        kinds: InboxKind::ALL.to_vec(),
    };
    json(StatusCode::OK, &settings.unwrap_or_else(usual))
}
