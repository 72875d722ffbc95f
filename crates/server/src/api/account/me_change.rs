//! `PATCH /v1/me`: by everybody with an account of the server's own.

use axum::{http::StatusCode, response::Response};
use contract::{AccountPatch, Author, FieldCode, FieldError, Term};
use storage::{AccountChange, Change};

use super::name;
use crate::{
    auth::SignedIn,
    http::{answer::json, body::JsonBody, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(write: TokenRequired, NotAllowed, WrongState);

/// Changes one's name, sector or country. People whom a host's token speaks
/// for have them from the host (403); a sector by which votes are counted
/// stays (409).
#[utoipa::path(
    patch, path = "/v1/me", operation_id = "change_me", tag = "account",
    request_body = AccountPatch,
    responses((status = 200, description = "As others see the person now.", body = Author), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    query: Query,
    JsonBody { value, .. }: JsonBody<AccountPatch>,
) -> Result<Response, ApiError> {
    query.finish()?;
    let forum = &viewer.room.forum;
    let change = AccountChange {
        name: name(value.name.as_deref())?,
        sector: term("sector", value.sector, &forum.sectors)?,
        country: term("country", value.country, &forum.countries)?,
    };
    let (storage, participant) = (viewer.app.storage(), person.participant.id);
    let changed = storage.change_account(viewer.room.id, participant, change, viewer.now).await?;
    json(StatusCode::OK, &changed.author)
}

/// A word of the taxonomy; empty takes it away.
fn term(field: &str, value: Option<String>, terms: &[Term]) -> Result<Change<String>, ApiError> {
    match value {
        None => Ok(Change::Keep),
        Some(word) if word.is_empty() => Ok(Change::Clear),
        Some(word) if terms.iter().any(|term| term.id == word) => Ok(Change::Set(word)),
        Some(_) => Err(ApiError::fields(vec![FieldError {
            field: field.to_owned(),
            code: FieldCode::Unknown,
            message: format!("This forum does not know this {field}."),
        }])),
    }
}
