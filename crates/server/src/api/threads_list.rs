//! `GET /v1/threads`: by everybody.

use axum::response::Response;
use contract::{Limits, Page, Thread};
use storage::PageQuery;

use super::render;
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: BadCursor, InvalidFields);

/// Threads, pinned first, then newest first.
#[utoipa::path(
    get, path = "/v1/threads", operation_id = "list_threads", tag = "threads",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of threads.", body = Page<Thread>,
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
    let listing = viewer.app.storage().threads(viewer.room.id, &page).await?;
    let items = listing.items.into_iter().map(|row| render::thread(row, viewer.now)).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    known.json(&Page { items, next_cursor, total: listing.total })
}

#[cfg(test)]
mod tests {
    use contract::Phase;
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn pinned_ones_come_first_and_phases_follow_the_clock() {
        let test = TestApp::start().await;
        let (soon, end) = ("2021-08-26T04:42:00Z", "2021-08-26T05:42:00Z");
        test.thread("old", json!({"pinned": true})).await;
        test.clock.advance(std::time::Duration::from_secs(1));
        test.thread("dated", json!({"opens_at": soon, "closes_at": end})).await;
        test.clock.advance(std::time::Duration::from_secs(1));
        test.thread("new", json!({})).await;
        let page: Page<Thread> = test.get("/v1/threads?limit=2").send().await.json();
        let next = page.next_cursor.expect("more");
        let rest = test.get(&format!("/v1/threads?limit=2&cursor={next}")).send().await;
        let rest: Page<Thread> = rest.json();
        let slugs: Vec<_> = page.items.iter().chain(&rest.items).map(|one| &one.slug).collect();
        assert_eq!(slugs, ["old", "new", "dated"]);
        for expected in [Phase::Upcoming, Phase::Open, Phase::Closed] {
            let thread: Thread = test.get("/v1/threads/dated").send().await.json();
            assert_eq!(thread.phase, expected);
            test.clock.advance(std::time::Duration::from_hours(1));
        }
    }
}
