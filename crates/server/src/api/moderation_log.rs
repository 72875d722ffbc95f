//! `GET /v1/moderation/log`: by moderators.

use axum::response::Response;
use contract::{Decision, Page, TargetKind};

use super::decisions_list;
use crate::{
    auth::Moderator,
    http::{problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, NotAllowed, NotFound, BadCursor, InvalidFields);

/// The same as `GET /v1/moderation/decisions`.
#[utoipa::path(
    get, path = "/v1/moderation/log", operation_id = "get_moderation_log", tag = "moderation",
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
    decisions_list::list(moderator, query).await
}
