//! `GET /v1/threads/{id}/similar`: by everybody.

use axum::response::Response;
use contract::{FieldCode, Page, Submission};
use rules::{
    Normalizer,
    similarity::{Profile, most_similar},
};
use storage::SimilarQuery;

use super::{path::ThreadName, render};
use crate::{
    auth::Viewer,
    http::{answer::Known, problem::ApiError, query::Query},
    openapi::problems,
};

/// So many rows that share the most are looked at closely.
const CANDIDATES: u32 = 50;
/// Longest title and body that are taken, in scalars: an address has a limit,
/// and these fit it in any script.
const TITLE_MAX: usize = 300;
const BODY_MAX: usize = 3_000;

problems!(read: NotFound, InvalidFields);

/// At most five published submissions like the one that is being written,
/// most similar first.
#[utoipa::path(
    get, path = "/v1/threads/{thread}/similar", operation_id = "find_similar", tag = "submissions",
    params(
        ("thread" = String, Path, description = "Id or slug."),
        ("title" = Option<String>, Query, max_length = 300, description = "The title so far."),
        ("body" = Option<String>, Query, max_length = 3000, description = "The body so far."),
        ("If-None-Match" = Option<String>, Header, description = "An ETag that is known already."),
    ),
    responses(
        (status = 200, description = "The similar ones; never a second page.", body = Page<Submission>,
            headers(("ETag" = String, description = "Changes with the answer."))),
        (status = 304, description = "It is as the reader knows it."),
        Problems,
    ),
    security((), ("token" = [])),
)]
pub async fn handle(
    viewer: Viewer,
    ThreadName(name): ThreadName,
    mut query: Query,
    known: Known,
) -> Result<Response, ApiError> {
    let title = text(&mut query, "title", TITLE_MAX);
    let body = text(&mut query, "body", BODY_MAX);
    query.finish()?;
    let storage = viewer.app.storage();
    let thread = storage.thread(viewer.room.id, &name).await?;
    let like = SimilarQuery {
        title: title.clone(),
        body: body.clone(),
        viewer: viewer.id(),
        limit: CANDIDATES,
    };
    let rows = storage.similar(viewer.room.id, &thread.id, &like).await?;
    let profile = |title: &str, body: &str| Profile::of(title, body, &Normalizer::UNICODE);
    let candidates = rows.into_iter().map(|row| {
        let profile = profile(&row.title, &row.body);
        (row, profile)
    });
    let items = most_similar(&profile(&title, &body), candidates)
        .into_iter()
        .map(|(row, _)| render::submission(row, &thread, &viewer.room.forum, viewer.now))
        .collect();
    known.json(&Page::<Submission> { items, next_cursor: None, total: None })
}

fn text(query: &mut Query, name: &str, most: usize) -> String {
    let text = query.text(name).unwrap_or_default();
    if text.chars().count() > most {
        query.refuse(name, FieldCode::TooLong, format!("At most {most} characters."));
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn what_is_alike_is_found_and_at_most_five() {
        let test = TestApp::start().await;
        test.thread("t", json!({})).await;
        let author = test.user("author");
        for number in 0..7 {
            test.submit("t", &author, &format!("Open the night clinic number {number}")).await;
        }
        test.submit("t", &author, "Repair the old bridge").await;
        let found = |title: &'static str| {
            let path = format!("/v1/threads/t/similar?title={}", title.replace(' ', "+"));
            let test = &test;
            async move { test.get(&path).send().await.json::<Page<Submission>>() }
        };
        let page = found("Open a night clinic").await;
        assert_eq!((page.items.len(), page.next_cursor), (5, None));
        assert!(page.items.iter().all(|one| one.title.contains("clinic")));
        assert_eq!(found("").await.items, []);
    }
}
