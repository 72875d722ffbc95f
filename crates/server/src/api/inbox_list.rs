//! `GET /v1/me/inbox`: by everybody with a token, their own.

use axum::{http::StatusCode, response::Response};
use contract::{Inbox, InboxItem, Limits, Page};
use storage::{InboxRow, PageQuery};

use crate::{
    auth::SignedIn,
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, BadCursor, InvalidFields);

/// What the person was told, newest first, and how much of it they have not
/// seen.
#[utoipa::path(
    get, path = "/v1/me/inbox", operation_id = "list_inbox", tag = "inbox",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page of the inbox.", body = Inbox), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    SignedIn { viewer, person }: SignedIn,
    mut query: Query,
) -> Result<Response, ApiError> {
    let (limit, cursor) = query.page();
    query.finish()?;
    let list = PageQuery { cursor: cursor?, limit: limit.unwrap_or(Limits::PAGE_DEFAULT) };
    let storage = viewer.app.storage();
    let page = storage.inbox(viewer.room.id, person.participant.id, &list).await?;
    let items = page.items.items.into_iter().map(item).collect();
    let next_cursor = page.items.next.map(|cursor| cursor.to_string());
    let page_of_items = Page { items, next_cursor, total: None };
    json(StatusCode::OK, &Inbox { page: page_of_items, unread: page.unread })
}

fn item(row: InboxRow) -> InboxItem {
    InboxItem {
        id: row.id,
        kind: row.kind,
        target: row.target,
        submission_id: row.submission_id,
        title: row.title,
        word: row.word,
        at: rules::time::format_ms(row.at),
        read: row.read,
    }
}

#[cfg(test)]
mod tests {
    use contract::{InboxKind, Me, ProblemCode};
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    async fn inbox(test: &TestApp, token: &str, query: &str) -> Inbox {
        test.get(&format!("/v1/me/inbox{query}")).by(token).send().await.json()
    }

    #[tokio::test]
    async fn a_comment_is_told_to_the_author_and_read_once() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let author = test.user("author");
        let submission = test.submit("t", &author, "A title").await;
        let path = format!("/v1/submissions/{}/comments", submission.id);
        for by in [&author, &test.user("b"), &test.user("c")] {
            let comment = json!({"body": "Well", "stance": "for"});
            let answer = test.post(&path, &comment).by(by).send().await;
            assert_eq!(answer.status, StatusCode::CREATED);
        }
        let first = inbox(&test, &author, "?limit=1").await;
        assert_eq!((first.unread, first.page.items.len()), (2, 1), "one's own is not told");
        let item = &first.page.items[0];
        assert_eq!((item.kind, item.read), (InboxKind::Commented, false));
        assert_eq!((item.title.as_str(), &item.submission_id), ("A title", &Some(submission.id)));
        let next = first.page.next_cursor.expect("more");
        let rest = inbox(&test, &author, &format!("?cursor={next}")).await;
        assert_eq!((rest.page.items.len(), rest.page.next_cursor), (1, None));
        let read = json!({"up_to": rest.page.items[0].id});
        let answer = test.post("/v1/me/inbox/read", &read).by(&author).send().await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        let me: Me = test.get("/v1/me").by(&author).send().await.json();
        assert_eq!(me.unread, 1, "the newer one was not seen");
        let seen: Vec<_> =
            inbox(&test, &author, "").await.page.items.iter().map(|item| item.read).collect();
        assert_eq!(seen, [false, true]);
        assert_eq!(inbox(&test, &test.user("b"), "").await.page.items.len(), 0);
    }

    #[tokio::test]
    async fn somebody_elses_item_is_not_found_and_bad_cursors_are_refused() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let author = test.user("author");
        let submission = test.submit("t", &author, "A title").await;
        let path = format!("/v1/submissions/{}/comments", submission.id);
        let other = test.user("other");
        test.post(&path, &json!({"body": "b", "stance": "for"})).by(&other).send().await;
        let item = inbox(&test, &author, "").await.page.items.remove(0);
        let read = json!({"up_to": item.id});
        let answer = test.post("/v1/me/inbox/read", &read).by(&other).send().await;
        assert_eq!(answer.problem(), ProblemCode::NotFound);
        for cursor in ["1-0i0-1", "nonsense"] {
            let answer = test.get(&format!("/v1/me/inbox?cursor={cursor}")).by(&author).send();
            assert_eq!(answer.await.problem(), ProblemCode::BadCursor, "{cursor}");
        }
        assert_eq!(test.get("/v1/me/inbox").send().await.problem(), ProblemCode::TokenRequired);
    }
}
