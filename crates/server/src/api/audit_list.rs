//! `GET /v1/audit`: by moderators and officials.

use axum::{http::StatusCode, response::Response};
use contract::{AuditEntry, Limits, Page};
use storage::AuditQuery;

use super::render_moderation as render;
use crate::{
    auth::{SignedIn, Staff},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, NotAllowed, BadCursor, InvalidFields);

/// Who did what and when, and what changed by it, newest first. Votes stand
/// here without what they say; in an anonymous thread nobody who wrote or
/// voted is named.
#[utoipa::path(
    get, path = "/v1/audit", operation_id = "get_audit", tag = "moderation",
    params(
        ("target" = Option<uuid::Uuid>, Query, description = "Only about the thing of this id."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page of the trail.", body = Page<AuditEntry>), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Staff(SignedIn { viewer, .. }): Staff,
    mut query: Query,
) -> Result<Response, ApiError> {
    let target = query.word::<uuid::Uuid>("target").map(|id| id.to_string());
    let (limit, cursor) = query.page();
    query.finish()?;
    let limit = limit.unwrap_or(Limits::PAGE_DEFAULT);
    let asked = AuditQuery { target, cursor: cursor?, limit };
    let listing = viewer.app.storage().audit(viewer.room.id, &asked).await?;
    let items = listing.items.into_iter().map(render::deed).collect();
    let next_cursor = listing.next.map(|cursor| cursor.to_string());
    json(StatusCode::OK, &Page::<AuditEntry> { items, next_cursor, total: listing.total })
}

#[cfg(test)]
mod tests {
    use contract::{ProblemCode, Role};
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn the_trail_is_for_staff_and_tells_no_votes() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        test.thread("nameless", json!({"anonymous": true})).await;
        let author = test.user("author");
        let id = test.submit("t", &author, "A title").await.id;
        let secret = test.submit("nameless", &author, "Unnamed").await.id;
        test.vote(&id, &test.user("voter"), "disagree").await;
        let moderator = test.token("default", "m", &[Role::Moderator]);
        for token in [&moderator, &test.official()] {
            let path = format!("/v1/audit?target={id}");
            let answer = test.get(&path).by(token).send().await;
            assert!(!answer.text().contains("disagree"), "{}", answer.text());
            let page: Page<AuditEntry> = answer.json();
            let deeds: Vec<_> = page.items.iter().map(|one| one.action.as_str()).collect();
            assert_eq!(deeds, ["vote.put", "submission.create"]);
            let names: Vec<_> =
                page.items.iter().flat_map(|one| &one.actor).map(|one| &one.name).collect();
            assert_eq!(names, ["voter", "author"]);
        }
        let path = format!("/v1/audit?target={secret}");
        let page: Page<AuditEntry> = test.get(&path).by(&moderator).send().await.json();
        assert_eq!(page.items[0].actor.as_ref().map(|one| one.name.as_str()), Some(""));
        let first: Page<AuditEntry> =
            test.get("/v1/audit?limit=2").by(&moderator).send().await.json();
        let next = first.next_cursor.expect("more");
        let path = format!("/v1/audit?limit=2&cursor={next}");
        let second: Page<AuditEntry> = test.get(&path).by(&moderator).send().await.json();
        assert!(second.items[0].number < first.items[1].number);
        assert_eq!(
            test.get("/v1/audit").by(&author).send().await.problem(),
            ProblemCode::NotAllowed
        );
        assert_eq!(test.get("/v1/audit").send().await.problem(), ProblemCode::TokenRequired);
    }
}
