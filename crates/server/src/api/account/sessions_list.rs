//! `GET /v1/me/sessions`: by everybody with a token, their own.

use axum::{http::StatusCode, response::Response};
use contract::{Page, Session};
use rules::time::format_ms;

use crate::{
    auth::SignedIn,
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, InvalidFields);

/// The person's sessions, newest first. Whom a host's token speaks for has
/// none.
#[utoipa::path(
    get, path = "/v1/me/sessions", operation_id = "list_sessions", tag = "account",
    responses((status = 200, description = "The sessions.", body = Page<Session>), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    query: Query,
) -> Result<Response, ApiError> {
    query.finish()?;
    let storage = viewer.app.storage();
    let rows = storage.sessions(viewer.room.id, person.participant.id, viewer.now).await?;
    let current = person.own.as_ref().map(|own| own.session.as_str());
    let items = rows.into_iter().map(|row| Session {
        current: current == Some(row.id.as_str()),
        id: row.id,
        method: row.method,
        created_at: format_ms(row.created_at),
        renewed_at: format_ms(row.renewed_at),
    });
    json(StatusCode::OK, &Page { items: items.collect(), next_cursor: None, total: None })
}
