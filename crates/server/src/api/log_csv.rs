//! `GET /v1/log.csv`: by everybody.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use contract::AppealState;
use rules::time::format_ms;
use storage::{LogRow, PageQuery};

use crate::{
    auth::Viewer,
    csv::Table,
    http::{
        answer::{Known, digest},
        problem::ApiError,
        query::Query,
    },
    openapi::problems,
};

/// Rows that are read at a time.
const AT_ONCE: u32 = 1_000;

problems!(read: InvalidFields);

/// The whole public log as a table, newest first.
#[utoipa::path(
    get, path = "/v1/log.csv", operation_id = "export_log", tag = "moderation",
    params(("If-None-Match" = Option<String>, Header, description = "An ETag that is known already.")),
    responses(
        (status = 200, description = "A table with a head line.", body = String, content_type = "text/csv",
            headers(("ETag" = String, description = "Changes with the content."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(viewer: Viewer, query: Query, known: Known) -> Result<Response, ApiError> {
    query.finish()?;
    let room = viewer.app.export_room()?;
    let _turn = viewer.app.export_turn().await?;
    let mut table = Table::new(&[
        "id",
        "at",
        "action",
        "target_kind",
        "reference",
        "thread_id",
        "reason",
        "by",
        "rule",
        "undone",
        "appeal",
    ]);
    let mut page = PageQuery { limit: AT_ONCE, cursor: None };
    loop {
        let listing = viewer.app.storage().log(viewer.room.id, &page).await?;
        listing.items.iter().for_each(|entry| row(&mut table, entry));
        if listing.next.is_none() {
            break;
        }
        page.cursor = listing.next;
    }
    let bytes = table.into_bytes();
    let etag = format!("\"{}\"", digest(&bytes));
    let mut response = known.answer(&etag, room.body(bytes));
    if response.status() == StatusCode::OK {
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
        headers.insert(header::CONTENT_TYPE, kind);
        let file = HeaderValue::from_static("attachment; filename=\"moderation-log.csv\"");
        headers.insert(header::CONTENT_DISPOSITION, file);
    }
    Ok(response)
}

fn row(table: &mut Table, entry: &LogRow) {
    table.row(&[
        &entry.id,
        &format_ms(entry.at),
        entry.action.as_str(),
        entry.target_kind.as_str(),
        entry.reference.as_deref().unwrap_or_default(),
        entry.thread_id.as_deref().unwrap_or_default(),
        entry.reason.as_deref().unwrap_or_default(),
        entry.by.as_str(),
        entry.rule.as_deref().unwrap_or_default(),
        if entry.undone { "true" } else { "false" },
        entry.appeal.map_or("", AppealState::as_str),
    ]);
}
