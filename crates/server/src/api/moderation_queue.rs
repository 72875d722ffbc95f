//! `GET /v1/moderation/queue`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{Limits, Queue, QueueKind, QueueSort};
use storage::{Claimed, QueueQuery};

use super::{render_moderation as render, submissions_list::short_text};
use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

/// Longest id or slug of a thread and longest language tag.
const NAME_MAX: usize = 80;

problems!(read: TokenRequired, NotAllowed, NotFound, BadCursor, InvalidFields);

/// What waits for a moderator. Near-identical submissions are one row, whose
/// `cluster_size` says how many they are.
#[utoipa::path(
    get, path = "/v1/moderation/queue", operation_id = "get_queue", tag = "moderation",
    params(
        ("kind" = Option<QueueKind>, Query, description = "Only what waits for this reason."),
        ("sort" = Option<QueueSort>, Query, description = "The order; `oldest` when absent."),
        ("thread" = Option<String>, Query, max_length = 80, description = "Only of this thread (id or slug)."),
        ("language" = Option<String>, Query, max_length = 80, description = "Only in this language."),
        ("claimed" = Option<String>, Query, pattern = "^(me|others|nobody)$", description = "By who is looking at it."),
        ("q" = Option<String>, Query, max_length = 200, description = "Text to find in submissions."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, with the same order."),
    ),
    responses((status = 200, description = "A page of the queue.", body = Queue), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, person }): Moderator,
    mut query: Query,
) -> Result<Response, ApiError> {
    let kind = query.word("kind");
    let sort = query.word("sort").unwrap_or(QueueSort::Oldest);
    let mut name =
        |name| Some(short_text(&mut query, name, NAME_MAX)).filter(|text| !text.is_empty());
    let (thread, language) = (name("thread"), name("language"));
    let claimed = match query.text("claimed").as_deref() {
        None => None,
        Some("me") => Some(Claimed::Me),
        Some("others") => Some(Claimed::Others),
        Some("nobody") => Some(Claimed::Nobody),
        Some(_) => {
            query.refuse("claimed", contract::FieldCode::Unknown, "me, others or nobody.");
            None
        }
    };
    let q = short_text(&mut query, "q", Limits::QUERY_MAX as usize);
    let (limit, cursor) = query.page();
    query.finish()?;
    let asked = QueueQuery {
        kind,
        sort,
        thread,
        language,
        claimed,
        q,
        cursor: cursor?,
        limit: limit.unwrap_or(Limits::PAGE_DEFAULT),
        moderator: person.participant.id,
        now_ms: viewer.now,
    };
    let page = viewer.app.storage().queue(viewer.room.id, &asked).await?;
    let queue: Queue = render::queue(page, &viewer.room.forum, viewer.now);
    json(StatusCode::OK, &queue)
}
