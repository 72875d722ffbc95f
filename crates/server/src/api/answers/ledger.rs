//! `GET /v1/ledger`: by everybody.

use axum::response::Response;
use contract::{DueState, FieldCode, Ledger, Limits, Page};
use storage::LedgerQuery;

use super::render;
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, BadCursor, InvalidFields);

/// Answers that the host owes or has given: the nearest date first, then what
/// was answered, newest first.
///
/// An entry opens when a submission reaches its thread's `answer_at`, or when
/// an office is asked. It stays when votes are taken back. While a thread hides
/// its results, an entry that votes opened is told to nobody; its time begins
/// with the thread's end. `counts` are of the whole forum; the median is the
/// lower one of two in the middle.
#[utoipa::path(
    get, path = "/v1/ledger", operation_id = "get_ledger", tag = "answers",
    params(
        ("state" = Option<DueState>, Query, description = "Only these; all when absent."),
        ("office" = Option<Vec<String>>, Query, style = Form, explode, description = "Offices that owe."),
        ("thread" = Option<String>, Query, description = "Only of this thread: id or slug."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, with the same state."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of the ledger.", body = Ledger,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, mut query: Query, known: Known) -> Result<Response, ApiError> {
    let offices = &viewer.room.forum.offices;
    let state = query.word::<DueState>("state");
    let offices = query.many("office", |value| offices.iter().any(|office| office.id == value));
    let thread = query.text("thread");
    if thread.as_ref().is_some_and(|name| name.is_empty() || name.len() > rules::validate::SLUG_MAX)
    {
        query.refuse("thread", FieldCode::Invalid, "The id or slug of a thread is needed.");
    }
    let (limit, cursor) = query.page();
    query.finish()?;
    let now_ms = viewer.now;
    let limit = limit.unwrap_or(Limits::PAGE_DEFAULT);
    let list = LedgerQuery { state, offices, thread, cursor: cursor?, limit, now_ms };
    let page = viewer.app.storage().ledger(viewer.room.id, &list).await?;
    let items = page.listing.items.into_iter().map(|row| render::entry(row, now_ms)).collect();
    let next_cursor = page.listing.next.map(|cursor| cursor.to_string());
    let page_of = Page { items, next_cursor, total: None };
    known.json(&Ledger { page: page_of, counts: page.counts })
}
