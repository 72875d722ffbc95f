//! `GET /v1/answers`: by officials.

use axum::response::Response;
use contract::{Answer, AnswerState, Limits, Page};
use storage::PageQuery;

use super::render;
use crate::{
    auth::{Official, SignedIn},
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, NotAllowed, BadCursor, InvalidFields);

/// Answers with what is being written of them, last changed first.
#[utoipa::path(
    get, path = "/v1/answers", operation_id = "list_answers", tag = "answers",
    params(
        ("state" = Option<AnswerState>, Query, description = "Only drafts, or only those that are out."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, with the same state."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of answers.", body = Page<Answer>,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security(("token" = [])),
)]
pub async fn handle(
    Official(SignedIn { viewer, .. }): Official,
    mut query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    let state = query.word::<AnswerState>("state");
    let (limit, cursor) = query.page();
    query.finish()?;
    let page = PageQuery { limit: limit.unwrap_or(Limits::PAGE_DEFAULT), cursor: cursor? };
    let listing = viewer.app.storage().answers(viewer.room.id, state, &page).await?;
    let items = listing.items.into_iter().map(render::answer).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    known.json(&Page::<Answer> { items, next_cursor, total: None })
}
