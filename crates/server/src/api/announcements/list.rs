//! `GET /v1/announcements`: by everybody.

use axum::response::Response;
use contract::{Announcement, FieldCode, Limits, Page};
use storage::PageQuery;

use super::shape;
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, BadCursor, InvalidFields);

/// News from the host, pinned first, then newest first.
#[utoipa::path(
    get, path = "/v1/announcements", operation_id = "list_announcements", tag = "announcements",
    params(
        ("thread" = Option<String>, Query, description = "Only about this thread: id or slug."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of announcements.", body = Page<Announcement>,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, mut query: Query, known: Known) -> Result<Response, ApiError> {
    let thread = query.text("thread");
    if thread.as_ref().is_some_and(|name| name.is_empty() || name.len() > rules::validate::SLUG_MAX)
    {
        query.refuse("thread", FieldCode::Invalid, "The id or slug of a thread is needed.");
    }
    let (limit, cursor) = query.page();
    query.finish()?;
    let page = PageQuery { limit: limit.unwrap_or(Limits::PAGE_DEFAULT), cursor: cursor? };
    let storage = viewer.app.storage();
    let listing = storage.announcements(viewer.room.id, thread.as_deref(), &page).await?;
    let items = listing.items.into_iter().map(shape::render).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    known.json(&Page::<Announcement> { items, next_cursor, total: None })
}
