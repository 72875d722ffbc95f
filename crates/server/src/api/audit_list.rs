//! `GET /v1/audit`: by moderators and officials.

use axum::{http::StatusCode, response::Response};
use contract::{AuditEntry, Limits, Page};
use storage::AuditQuery;

use super::render_moderation as render;
use crate::{
    auth::{SignedIn, Staff},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, NotAllowed, BadCursor, InvalidFields);

/// Who did what and when, and what changed by it, newest first. Votes stand
/// here without what they say; in an anonymous thread nobody who wrote or
/// voted is named.
#[utoipa::path(
    get, path = "/v1/audit", operation_id = "get_audit", tag = "moderation",
    params(
        ("target" = Option<uuid::Uuid>, Query, description = "Only about the thing of this id."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page of the trail.", body = Page<AuditEntry>), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Staff(SignedIn { viewer, .. }): Staff,
    mut query: Query,
) -> Result<Response, ApiError> {
    let target = query.text("target");
    let (limit, cursor) = query.page();
    query.finish()?;
    let limit = limit.unwrap_or(Limits::PAGE_DEFAULT);
    let asked = AuditQuery { target, cursor: cursor?, limit };
    let listing = viewer.app.storage().audit(viewer.room.id, &asked).await?;
    let items = listing.items.into_iter().map(render::deed).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    json(StatusCode::OK, &Page::<AuditEntry> { items, next_cursor, total: listing.total })
}
