//! `GET /v1/moderation/decisions`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{Decision, FieldCode, Limits, Page, Target, TargetKind};
use storage::DecisionQuery;

use super::render_moderation as render;
use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, NotAllowed, NotFound, BadCursor, InvalidFields);

/// Every decision, newest first, with who made it and who took it back.
#[utoipa::path(
    get, path = "/v1/moderation/decisions", operation_id = "list_decisions", tag = "moderation",
    params(
        ("target_kind" = Option<TargetKind>, Query, description = "With `target_id`: only about this thing."),
        ("target_id" = Option<uuid::Uuid>, Query, description = "With `target_kind`: only about this thing."),
        ("moderator" = Option<String>, Query, pattern = "^me$", description = "`me`: only one's own."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page of decisions.", body = Page<Decision>), Problems),
    security(("token" = [])),
)]
pub async fn handle(moderator: Moderator, query: Query) -> Result<Response, ApiError> {
    list(moderator, query).await
}

/// Answers a page of decisions, under either of its addresses.
pub async fn list(
    Moderator(SignedIn { viewer, person }): Moderator,
    mut query: Query,
) -> Result<Response, ApiError> {
    let target = target(&mut query);
    let moderator = match query.text("moderator").as_deref() {
        None => None,
        Some("me") => Some(person.participant.id),
        Some(_) => {
            query.refuse("moderator", FieldCode::Unknown, "Only me.");
            None
        }
    };
    let (limit, cursor) = query.page();
    query.finish()?;
    let limit = limit.unwrap_or(Limits::PAGE_DEFAULT);
    let asked = DecisionQuery { target, moderator, cursor: cursor?, limit };
    let listing = viewer.app.storage().decisions(viewer.room.id, &asked).await?;
    let items = listing.items.into_iter().map(render::decision).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    json(StatusCode::OK, &Page::<Decision> { items, next_cursor, total: listing.total })
}

/// The thing that `target_kind` and `target_id` name; both or neither.
pub fn target(query: &mut Query) -> Option<Target> {
    let kind = query.word("target_kind");
    let id = query.text("target_id");
    match (kind, id) {
        (Some(kind), Some(id)) => Some(Target { kind, id }),
        (Some(_), None) => {
            query.refuse("target_id", FieldCode::Required, "With target_kind.");
            None
        }
        (None, Some(_)) => {
            query.refuse("target_kind", FieldCode::Required, "With target_id.");
            None
        }
        (None, None) => None,
    }
}
