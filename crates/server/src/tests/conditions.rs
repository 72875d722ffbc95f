//! Conditional reading and writing, and keys that make a creation happen once.

use axum::http::{Method, StatusCode};
use contract::{Page, ProblemCode, Revision, Submission};
use serde_json::json;

use crate::testing::{TestApp, draft, draft_thread};

async fn ready() -> (TestApp, Submission, String) {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let author = test.user("author");
    let submission = test.submit("t", &author, "A title").await;
    (test, submission, author)
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let (test, submission, _) = ready().await;
    let id = &submission.id;
    for path in [
        "/v1/forum".to_owned(),
        "/v1/threads".to_owned(),
        "/v1/threads/t".to_owned(),
        "/v1/threads/t/submissions".to_owned(),
        "/v1/threads/t/similar?title=A+title".to_owned(),
        format!("/v1/submissions/{id}"),
        format!("/v1/submissions/{id}/history"),
        format!("/v1/submissions/{id}/comments"),
        "/v1/threads/t/export.json".to_owned(),
        "/v1/threads/t/export.csv".to_owned(),
        "/v1/openapi.json".to_owned(),
    ] {
        let first = test.get(&path).send().await;
        let etag = first.header("etag").to_owned();
        assert_eq!(first.header("cache-control"), "public, no-cache", "{path}");
        let shared = "public, max-age=2, stale-while-revalidate=10";
        assert_eq!(first.header("cdn-cache-control"), shared, "{path}");
        let vary: Vec<_> = first.headers.get_all("vary").iter().collect();
        for name in ["authorization", "origin", "accept-encoding"] {
            let named = |value: &&&axum::http::HeaderValue| {
                value.as_bytes().eq_ignore_ascii_case(name.as_bytes())
            };
            assert!(vary.iter().any(|value| named(&value)), "{path} {vary:?}");
        }
        let again = test.get(&path).header("if-none-match", &etag).send().await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!(again.header("etag"), etag, "{path}");
        assert_eq!(again.header("cdn-cache-control"), shared, "{path}");
        let other = test.get(&path).header("if-none-match", "\"other\"").send().await;
        assert_eq!(other.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_compressed_answer_has_a_tag_of_its_own_that_is_known_again() {
    let (test, _, _) = ready().await;
    let plain = test.get("/v1/forum").send().await;
    let packed = test.get("/v1/forum").header("accept-encoding", "br").send().await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert_ne!(packed.header("etag"), plain.header("etag"));
    assert!(packed.body.len() * 2 < plain.body.len());
    let ask = test.get("/v1/forum").header("if-none-match", packed.header("etag"));
    assert_eq!(ask.send().await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn what_a_person_reads_is_kept_by_no_cache() {
    let (test, submission, author) = ready().await;
    for path in ["/v1/forum".to_owned(), format!("/v1/submissions/{}", submission.id)] {
        let answer = test.get(&path).by(&author).send().await;
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert!(!answer.headers.contains_key("cdn-cache-control"));
    }
}

#[tokio::test]
async fn an_edit_names_the_version_that_it_was_made_of() {
    let (test, submission, author) = ready().await;
    let path = format!("/v1/submissions/{}", submission.id);
    let etag = test.get(&path).send().await.header("etag").to_owned();
    assert!(etag.starts_with("\"1-"), "{etag}");
    let edit =
        |title: &str| test.ask(Method::PATCH, &path).json(&json!({"title": title})).by(&author);
    assert_eq!(edit("x").send().await.problem(), ProblemCode::PreconditionRequired);
    // A vote in between changes the tag and not the version.
    test.vote(&submission.id, &test.user("voter"), "agree").await;
    assert_ne!(test.get(&path).send().await.header("etag"), etag);
    let answer = edit("Second").header("if-match", &etag).send().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json::<Submission>().version, 2);
    assert!(answer.header("etag").starts_with("\"2-"));
    assert_eq!(edit("Third").header("if-match", &etag).send().await.problem(), ProblemCode::Stale);
    assert_eq!(
        edit("Third").header("if-match", "\"x\"").send().await.problem(),
        ProblemCode::Stale
    );
    assert_eq!(edit("Third").header("if-match", "\"2\"").send().await.status, StatusCode::OK);
    assert_eq!(edit("Fourth").header("if-match", "*").send().await.status, StatusCode::OK);
    let history: Page<Revision> = test.get(&format!("{path}/history")).send().await.json();
    let titles: Vec<_> = history.items.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["A title", "Second", "Third", "Fourth"]);
}

#[tokio::test]
async fn of_two_edits_at_once_one_is_stale() {
    let (test, submission, author) = ready().await;
    let path = format!("/v1/submissions/{}", submission.id);
    let edit = |title: &str| {
        let ask = test.ask(Method::PATCH, &path).json(&json!({"title": title})).by(&author);
        ask.header("if-match", "\"1\"").send()
    };
    let (one, other) = tokio::join!(edit("One"), edit("Other"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test]
async fn a_thread_is_changed_from_the_version_that_was_read() {
    let (test, _, _) = ready().await;
    let official = test.official();
    let etag = test.get("/v1/threads/t").send().await.header("etag").to_owned();
    let change = |title: &str| {
        test.ask(Method::PATCH, "/v1/threads/t").json(&json!({"title": title})).by(&official)
    };
    assert_eq!(change("x").send().await.problem(), ProblemCode::PreconditionRequired);
    assert_eq!(change("New").header("if-match", &etag).send().await.status, StatusCode::OK);
    assert_eq!(
        change("Newer").header("if-match", &etag).send().await.problem(),
        ProblemCode::Stale
    );
}

#[tokio::test]
async fn a_repeated_creation_answers_the_same_and_creates_nothing() {
    let (test, submission, author) = ready().await;
    let official = test.official();
    let comments = format!("/v1/submissions/{}/comments", submission.id);
    let flags = format!("/v1/submissions/{}/flags", submission.id);
    let cases = [
        ("/v1/threads", draft_thread("once"), draft_thread("twice"), &official),
        ("/v1/threads/t/submissions", draft("Once"), draft("Twice"), &author),
        (
            &comments,
            json!({"body": "once", "stance": "for"}),
            json!({"body": "twice", "stance": "for"}),
            &author,
        ),
        (&flags, json!({"reason": "spam"}), json!({"reason": "illegal"}), &author),
    ];
    for (number, (path, body, other, token)) in cases.iter().enumerate() {
        let key = format!("key-{number}");
        let send = |body| test.post(path, body).by(token).header("idempotency-key", &key).send();
        let first = send(body).await;
        assert_eq!(first.status, StatusCode::CREATED, "{path} {}", first.text());
        let again = send(body).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{path}");
        assert_eq!(again.header("location"), first.header("location"), "{path}");
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(send(other).await.problem(), ProblemCode::KeyReused, "{path}");
    }
    let page: Page<Submission> = test.get("/v1/threads/t/submissions").send().await.json();
    assert_eq!(page.items.len(), 2);
    // The key is the person's own.
    let ask = test.post("/v1/threads/t/submissions", &draft("Another's"));
    let answer = ask.by(&test.user("other")).header("idempotency-key", "key-1").send().await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn of_many_creations_at_once_with_one_key_there_is_one() {
    let (test, _, author) = ready().await;
    let send = || {
        let ask = test.post("/v1/threads/t/submissions", &draft("Once")).by(&author);
        ask.header("idempotency-key", "k").send()
    };
    let answers = futures_util::future::join_all((0..20).map(|_| send())).await;
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    let page: Page<Submission> = test.get("/v1/threads/t/submissions").send().await.json();
    assert_eq!(page.items.len(), 2);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let (test, _, author) = ready().await;
    let test = &test;
    let send = |token: String| async move {
        let ask = test.post("/v1/threads/t/submissions", &draft("Once")).by(&token);
        ask.header("idempotency-key", "k").send().await.json::<Submission>().id
    };
    let first = send(author).await;
    test.clock.advance(std::time::Duration::from_secs(24 * 3600 + 1));
    assert_ne!(send(test.user("author")).await, first);
}
