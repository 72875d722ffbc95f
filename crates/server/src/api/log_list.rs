//! `GET /v1/log`: by everybody.

use axum::response::Response;
use contract::{Limits, LogEntry, Page};
use storage::PageQuery;

use super::render_moderation;
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: BadCursor, InvalidFields);

/// What moderators and rules decided, newest first: without names and without
/// what was written.
#[utoipa::path(
    get, path = "/v1/log", operation_id = "list_log", tag = "moderation",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of the log.", body = Page<LogEntry>,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, mut query: Query, known: Known) -> Result<Response, ApiError> {
    let (limit, cursor) = query.page();
    query.finish()?;
    let page = PageQuery { limit: limit.unwrap_or(Limits::PAGE_DEFAULT), cursor: cursor? };
    let listing = viewer.app.storage().log(viewer.room.id, &page).await?;
    let items = listing.items.into_iter().map(render_moderation::log_entry).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    known.json(&Page { items, next_cursor, total: listing.total })
}
