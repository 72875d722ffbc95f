//! `GET /v1/moderation/notes`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{FieldCode, Limits, ModerationNote, Page, TargetKind};
use storage::PageQuery;

use super::{decisions_list::target, render_moderation as render};
use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, NotAllowed, NotFound, BadCursor, InvalidFields);

/// What moderators told each other about something, oldest first.
#[utoipa::path(
    get, path = "/v1/moderation/notes", operation_id = "list_notes", tag = "moderation",
    params(
        ("target_kind" = TargetKind, Query, description = "What it is about."),
        ("target_id" = uuid::Uuid, Query, description = "Its id."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page of notes.", body = Page<ModerationNote>), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, .. }): Moderator,
    mut query: Query,
) -> Result<Response, ApiError> {
    let target = target(&mut query);
    let (limit, cursor) = query.page();
    query.finish()?;
    let target = target.ok_or_else(|| {
        ApiError::field("target_kind", FieldCode::Required, "Say what the notes are about.")
    })?;
    let page = PageQuery { cursor: cursor?, limit: limit.unwrap_or(Limits::PAGE_DEFAULT) };
    let listing = viewer.app.storage().notes(viewer.room.id, &target, &page).await?;
    let items = listing.items.into_iter().map(render::note).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    json(StatusCode::OK, &Page::<ModerationNote> { items, next_cursor, total: listing.total })
}
