//! `GET /v1/threads/{id}/submissions`: by everybody.

use axum::response::Response;
use contract::{FieldCode, Forum, Kind, Limits, Page, Sort, Status, Submission, Term};
use storage::{Filters, ListQuery};

use super::{path::ThreadName, render};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

/// Longest seed of the order `random`, in scalars.
const SEED_MAX: usize = 64;

problems!(read: NotFound, BadCursor, InvalidFields, ResultsHidden);

/// A page of a thread's submissions: the published ones, and the asking
/// person's own.
///
/// A filter may be given several times or with commas: any of its values
/// fits. Several filters must all fit. `support` and `broad` are refused while
/// the thread hides its results.
#[utoipa::path(
    get, path = "/v1/threads/{thread}/submissions", operation_id = "list_submissions", tag = "submissions",
    params(
        ("thread" = String, Path, description = "Id or slug."),
        ("sort" = Option<Sort>, Query, description = "The order; `newest` when absent. Pinned ones come first in each."),
        ("seed" = Option<String>, Query, max_length = 64, description = "Of the order `random`; the same seed is the same order."),
        ("theme" = Option<Vec<String>>, Query, style = Form, explode, description = "Themes."),
        ("group" = Option<Vec<String>>, Query, style = Form, explode, description = "Groups concerned."),
        ("sector" = Option<Vec<String>>, Query, style = Form, explode, description = "Sectors of the authors."),
        ("country" = Option<Vec<String>>, Query, style = Form, explode, description = "Countries of the authors."),
        ("status" = Option<Vec<Status>>, Query, style = Form, explode, description = "How far the host is."),
        ("language" = Option<Vec<String>>, Query, style = Form, explode, description = "Languages."),
        ("kind" = Option<Vec<Kind>>, Query, style = Form, explode, description = "What they are."),
        ("author" = Option<String>, Query, pattern = "^me$", description = "`me`: only one's own; nothing without a token."),
        ("q" = Option<String>, Query, max_length = 200, description = "Text to find."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Items on a page; 20 when absent."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, with the same order and seed."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "A page of submissions.", body = Page<Submission>,
            headers(("ETag" = String, description = "Changes with the page."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    ThreadName(thread): ThreadName,
    mut query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    let forum = &viewer.room.forum;
    let sort = query.word("sort").unwrap_or(Sort::Newest);
    let seed = short_text(&mut query, "seed", SEED_MAX);
    let filters = filters(&mut query, forum);
    let q = short_text(&mut query, "q", Limits::QUERY_MAX as usize);
    let (limit, cursor) = query.page();
    query.finish()?;
    let list = ListQuery {
        sort,
        seed,
        filters,
        q,
        cursor: cursor?,
        limit: limit.unwrap_or(Limits::PAGE_DEFAULT),
        viewer: viewer.id(),
        now_ms: viewer.now,
    };
    let page = viewer.app.storage().submissions(viewer.room.id, &thread, &list).await?;
    let items = page.items.into_iter();
    let items = items.map(|row| render::submission(row, &page.thread, forum, viewer.now));
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    known.json(&Page { items: items.collect(), next_cursor, total: page.total })
}

fn filters(query: &mut Query, forum: &Forum) -> Filters {
    let one_of = |terms: &[Term], value: &str| terms.iter().any(|term| term.id == value);
    let mine = match query.text("author").as_deref() {
        None => false,
        Some("me") => true,
        Some(_) => {
            query.refuse("author", FieldCode::Unknown, "Only `me` can be asked for.");
            false
        }
    };
    Filters {
        kinds: parsed(&query.many("kind", |value| value.parse::<Kind>().is_ok())),
        themes: query.many("theme", |value| one_of(&forum.themes, value)),
        groups: query.many("group", |value| one_of(&forum.groups, value)),
        sectors: query.many("sector", |value| one_of(&forum.sectors, value)),
        countries: query.many("country", |value| one_of(&forum.countries, value)),
        statuses: parsed(&query.many("status", |value| value.parse::<Status>().is_ok())),
        languages: query.many("language", |value| forum.languages.iter().any(|one| one == value)),
        mine,
    }
}

fn parsed<T: std::str::FromStr>(values: &[String]) -> Vec<T> {
    values.iter().filter_map(|value| value.parse().ok()).collect()
}

/// A text up to a length in scalars; empty where it is absent.
pub fn short_text(query: &mut Query, name: &str, most: usize) -> String {
    let text = query.text(name).unwrap_or_default();
    if text.chars().count() > most {
        query.refuse(name, FieldCode::TooLong, format!("At most {most} characters."));
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{TestApp, draft, merge};

    async fn titles(test: &TestApp, query: &str) -> Vec<String> {
        let path = format!("/v1/threads/t/submissions?{query}");
        let page: Page<Submission> = test.get(&path).send().await.json();
        page.items.into_iter().map(|one| one.title).collect()
    }

    async fn ready() -> TestApp {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let with = |title: &str, change: Value| {
            let mut body = draft(title);
            merge(&mut body, change);
            body
        };
        for body in [
            with("A clinic", json!({"theme": "health", "groups": ["older"], "kind": "idea"})),
            with(
                "A school",
                json!({"theme": "digital", "groups": ["children"], "kind": "concern"}),
            ),
            with("ขอให้มีคลินิกกลางคืน", json!({"theme": "health", "language": "th"})),
        ] {
            let ask = test.post("/v1/threads/t/submissions", &body).by(&test.user("author"));
            let answer = ask.send().await;
            assert!(answer.status.is_success(), "{}", answer.text());
            test.clock.advance(std::time::Duration::from_secs(1));
        }
        test
    }

    #[tokio::test]
    async fn filters_are_or_within_and_and_between() {
        let test = ready().await;
        let [clinic, school, night] = ["A clinic", "A school", "ขอให้มีคลินิกกลางคืน"];
        for (query, expected) in [
            ("", &[night, school, clinic][..]),
            ("theme=health", &[night, clinic]),
            ("theme=health,digital", &[night, school, clinic]),
            ("theme=health&theme=digital&kind=concern", &[school]),
            ("group=older&group=children", &[school, clinic]),
            ("theme=health&language=en", &[clinic]),
            ("sector=business", &[]),
            ("sector=cso&country=TH&status=received", &[night, school, clinic]),
            ("q=CLINIC", &[clinic]),
            ("q=%E0%B8%84%E0%B8%A5%E0%B8%B4%E0%B8%99%E0%B8%B4%E0%B8%81", &[night]),
            ("author=me", &[]),
        ] {
            assert_eq!(titles(&test, query).await, expected, "{query}");
        }
    }

    #[tokio::test]
    async fn pages_of_one_give_every_order_once() {
        let test = ready().await;
        for sort in ["newest", "support", "broad", "discussed", "unseen", "random&seed=7"] {
            let whole = titles(&test, &format!("sort={sort}")).await;
            let mut found = Vec::new();
            let mut cursor = String::new();
            loop {
                let path = format!("/v1/threads/t/submissions?sort={sort}&limit=1{cursor}");
                let page: Page<Submission> = test.get(&path).send().await.json();
                assert_eq!(page.total, Some(3));
                found.extend(page.items.into_iter().map(|one| one.title));
                let Some(next) = page.next_cursor else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(found, whole, "{sort}");
            assert_eq!(found.len(), 3, "{sort}");
        }
    }
}
