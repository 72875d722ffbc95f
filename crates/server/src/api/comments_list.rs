//! `GET /v1/submissions/{id}/comments`: by everybody.

use axum::response::Response;
use contract::{Comment, Limits, Page};
use storage::CommentQuery;

use super::{path::RowId, render};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: NotFound, Withdrawn, BadCursor, InvalidFields);

/// Comments on a submission, oldest first; replies name what they answer.
#[utoipa::path(
    get, path = "/v1/submissions/{id}/comments", operation_id = "list_comments", tag = "comments",
    params(
        ("id" = uuid::Uuid, Path, description = "Id of the submission."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of comments.", body = Page<Comment>,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    RowId(id): RowId,
    mut query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    let (limit, cursor) = query.page();
    query.finish()?;
    let list = CommentQuery {
        cursor: cursor?,
        limit: limit.unwrap_or(Limits::PAGE_DEFAULT),
        viewer: viewer.id(),
        staff: viewer.is_staff(),
    };
    let listing = viewer.app.storage().comments(viewer.room.id, &id, &list).await?;
    let items = listing.items.into_iter().map(render::comment).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    known.json(&Page::<Comment> { items, next_cursor, total: listing.total })
}

#[cfg(test)]
mod tests {
    use contract::ProblemCode;
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn comments_stand_in_order_and_replies_are_one_deep() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let author = test.user("author");
        let submission = test.submit("t", &author, "A title").await;
        let path = format!("/v1/submissions/{}/comments", submission.id);
        let say = |body: serde_json::Value| test.post(&path, &body).by(&author).send();
        let first: Comment = say(json!({"body": "1", "stance": "for"})).await.json();
        say(json!({"body": "2", "stance": "against"})).await;
        let reply = json!({"body": "3", "stance": "neutral", "reply_to": first.id});
        let reply: Comment = say(reply).await.json();
        assert_eq!(reply.reply_to.as_ref(), Some(&first.id));
        let deep = json!({"body": "4", "stance": "neutral", "reply_to": reply.id});
        assert_eq!(say(deep).await.wrong_fields(), ["reply_to invalid"]);
        let page: Page<Comment> = test.get(&format!("{path}?limit=2")).send().await.json();
        let next = page.next_cursor.expect("more");
        let rest = test.get(&format!("{path}?limit=2&cursor={next}")).send().await;
        let rest: Page<Comment> = rest.json();
        let bodies: Vec<_> = page.items.iter().chain(&rest.items).map(|one| &one.body).collect();
        assert_eq!(bodies, ["1", "2", "3"]);
        assert_eq!(rest.next_cursor, None);
        let path = format!("/v1/submissions/{}", submission.id);
        let now: contract::Submission = test.get(&path).send().await.json();
        assert_eq!(now.comments_count, 3);
        let missing = "/v1/submissions/00000000-0000-7000-8000-000000000000/comments";
        assert_eq!(test.get(missing).send().await.problem(), ProblemCode::NotFound);
    }
}
