//! `GET /v1/moderation/patterns`: by moderators.

use axum::{http::StatusCode, response::Response};
use contract::{Limits, Page, Pattern};
use rules::{
    patterns::{self, Found},
    time::format_ms,
};
use storage::SubjectDeeds;

use crate::{
    auth::{Moderator, SignedIn},
    http::{answer::json, problem::ApiError, query::Query},
    openapi::problems,
};

problems!(read: TokenRequired, NotAllowed, NotFound, InvalidFields);

/// What looks like several hands of one person, in the last seven days, the
/// most certain first. It blocks nobody by itself.
#[utoipa::path(
    get, path = "/v1/moderation/patterns", operation_id = "list_patterns", tag = "moderation",
    params(
        ("thread" = Option<String>, Query, description = "Only in this thread: id or slug."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items at most; 100 when absent."),
    ),
    responses((status = 200, description = "The patterns, on one page.", body = Page<Pattern>), Problems),
    security(("token" = [])),
)]
pub async fn handle(
    Moderator(SignedIn { viewer, .. }): Moderator,
    mut query: Query,
) -> Result<Response, ApiError> {
    let thread = query.text("thread");
    let limit = query.number("limit", 1, Limits::PAGE_MAX).unwrap_or(Limits::PAGE_MAX);
    query.finish()?;
    let storage = viewer.app.storage();
    let subjects = storage.recent_deeds(viewer.room.id, thread.as_deref()).await?;
    // Up to a hundred thousand deeds are looked through: not on a thread that
    // answers others.
    let found = tokio::task::spawn_blocking(move || all(&subjects)).await;
    let mut items = found.map_err(ApiError::internal)?;
    items.truncate(limit as usize);
    json(StatusCode::OK, &Page { items, next_cursor: None, total: None })
}

fn all(subjects: &[SubjectDeeds]) -> Vec<Pattern> {
    let mut found: Vec<(&SubjectDeeds, Found)> = subjects
        .iter()
        .flat_map(|subject| {
            patterns::find(&subject.deeds).into_iter().map(move |found| (subject, found))
        })
        .collect();
    found.sort_by_key(|(_, found)| std::cmp::Reverse((found.confidence, found.to)));
    found
        .into_iter()
        .map(|(subject, found)| Pattern {
            kind: found.kind,
            submission_id: subject.submission_id.clone(),
            reference: subject.reference.clone(),
            title: subject.title.clone(),
            people: found.people,
            new_accounts: found.new_accounts,
            from: format_ms(found.from),
            to: format_ms(found.to),
            confidence: found.confidence,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::Method;
    use contract::{PatternKind, ProblemCode, Role};
    use serde_json::json;

    use super::*;
    use crate::{limit, testing::TestApp};

    #[tokio::test]
    async fn votes_from_one_address_are_seen_by_moderators_and_count_all_the_same() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        test.thread("quiet", json!({})).await;
        let submission = test.submit("t", &test.user("author"), "A title").await;
        let path = format!("/v1/submissions/{}/vote", submission.id);
        for n in 0..4_u8 {
            test.clock.advance(std::time::Duration::from_secs(30));
            let ask = test.put(&path, &json!({"value": "agree"})).by(&test.user(&format!("v{n}")));
            let answer = ask.from(IpAddr::from([203, 0, 113, 9])).send().await;
            assert_eq!(answer.status, StatusCode::OK);
        }
        limit::flush(&test.app).await.expect("written");
        let moderator = test.token("default", "m", &[Role::Moderator]);
        let ask = |query: &str| test.get(&format!("/v1/moderation/patterns{query}")).by(&moderator);
        let page: Page<Pattern> = ask("").send().await.json();
        assert_eq!(page.items.len(), 1);
        let one = &page.items[0];
        assert_eq!((one.kind, one.people, one.new_accounts), (PatternKind::SameAddress, 4, 4));
        assert_eq!((&one.submission_id, one.confidence), (&submission.id, 87));
        let page: Page<Pattern> = ask("?thread=quiet").send().await.json();
        assert!(page.items.is_empty());
        assert_eq!(ask("?thread=none").send().await.problem(), ProblemCode::NotFound);
        for other in [test.user("p"), test.official()] {
            let answer = test.ask(Method::GET, "/v1/moderation/patterns").by(&other).send().await;
            assert_eq!(answer.problem(), ProblemCode::NotAllowed);
        }
        let labour = test.token("labour", "m", &[Role::Moderator]);
        let answer = test.get("/f/labour/v1/moderation/patterns").by(&labour).send().await;
        assert!(answer.json::<Page<Pattern>>().items.is_empty(), "another forum's");
    }

    #[tokio::test]
    async fn nothing_that_is_kept_or_told_has_the_address() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let submission = test.submit("t", &test.user("author"), "A title").await;
        let path = format!("/v1/submissions/{}/vote", submission.id);
        let ask = test.put(&path, &json!({"value": "agree"})).by(&test.user("v"));
        ask.from(IpAddr::from([203, 0, 113, 9])).send().await;
        limit::flush(&test.app).await.expect("written");
        let found = test.app.storage().recent_deeds(storage::ForumId(1), None).await;
        let deed = found.expect("deeds")[0].deeds[0];
        let plain = i64::from(u32::from_be_bytes([203, 0, 113, 9]));
        assert!(![plain, plain.swap_bytes()].contains(&deed.address));
    }
}
