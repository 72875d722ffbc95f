//! Forums of one server are apart.

use axum::http::{Method, StatusCode};
use contract::{Page, ProblemCode, Role, Thread};
use serde_json::json;

use crate::testing::{TestApp, draft, draft_thread};

#[tokio::test]
async fn nothing_of_one_forum_is_reached_through_another() {
    let test = TestApp::start().await;
    let thread = test.thread("t", json!({})).await;
    let submission = test.submit("t", &test.user("author"), "Ours").await;
    let author = test.user("author");
    let comments = format!("/v1/submissions/{}/comments", submission.id);
    let comment =
        test.post(&comments, &json!({"body": "b", "stance": "for"})).by(&author).send().await;
    let comment: contract::Comment = comment.json();
    let (id, token) =
        (&submission.id, test.token("labour", "author", &[Role::Participant, Role::Official]));
    for path in [
        format!("/v1/threads/{}", thread.id),
        "/v1/threads/t".to_owned(),
        "/v1/threads/t/submissions".to_owned(),
        "/v1/threads/t/similar?title=Ours".to_owned(),
        "/v1/threads/t/export.json".to_owned(),
        "/v1/threads/t/export.csv".to_owned(),
        format!("/v1/submissions/{id}"),
        format!("/v1/submissions/{id}/history"),
        comments.clone(),
    ] {
        assert_eq!(test.get(&path).send().await.status, StatusCode::OK, "{path}");
        let answer = test.get(&format!("/f/labour{path}")).by(&token).send().await;
        assert_eq!(answer.problem(), ProblemCode::NotFound, "{path}");
        let answer = test.get(&format!("/f/labour{path}")).send().await;
        assert_eq!(answer.problem(), ProblemCode::NotFound, "{path}");
    }
    for (method, path, body) in [
        (Method::POST, "/v1/threads/t/submissions".to_owned(), draft("Theirs")),
        (Method::PATCH, "/v1/threads/t".to_owned(), json!({"title": "Theirs"})),
        (Method::PATCH, format!("/v1/submissions/{id}"), json!({"title": "Theirs"})),
        (Method::PUT, format!("/v1/submissions/{id}/vote"), json!({"value": "agree"})),
        (Method::POST, comments.clone(), json!({"body": "x", "stance": "for"})),
        (Method::POST, format!("/v1/submissions/{id}/flags"), json!({"reason": "spam"})),
        (Method::POST, format!("/v1/comments/{}/flags", comment.id), json!({"reason": "spam"})),
    ] {
        let ask = test.ask(method, &format!("/f/labour{path}")).json(&body).header("if-match", "*");
        assert_eq!(ask.by(&token).send().await.problem(), ProblemCode::NotFound, "{path}");
    }
    for path in [format!("/v1/submissions/{id}"), format!("/v1/submissions/{id}/vote")] {
        let ask = test.ask(Method::DELETE, &format!("/f/labour{path}"));
        assert_eq!(ask.by(&token).send().await.problem(), ProblemCode::NotFound, "{path}");
    }
    let theirs: Page<Thread> = test.get("/f/labour/v1/threads").send().await.json();
    assert!(theirs.items.is_empty());
}

#[tokio::test]
async fn one_name_stands_in_each_forum_and_keys_are_apart() {
    let test = TestApp::start().await;
    let mut ids = Vec::new();
    for (base, forum) in [("", "default"), ("/f/labour", "labour")] {
        let token = test.token(forum, "o", &[Role::Official]);
        let ask = test.post(&format!("{base}/v1/threads"), &draft_thread("t"));
        let answer = ask.by(&token).header("idempotency-key", "one").send().await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let thread: Thread = answer.json();
        assert_eq!(answer.header("location"), format!("{base}/v1/threads/{}", thread.id));
        ids.push(thread.id);
    }
    assert_ne!(ids[0], ids[1]);
    let default: Thread = test.get("/f/default/v1/threads/t").send().await.json();
    assert_eq!(default.id, ids[0]);
}

#[tokio::test]
async fn one_person_is_somebody_else_in_each_forum() {
    let test = TestApp::start().await;
    let me = |base: &'static str, forum: &'static str| {
        let token = test.token(forum, "same", &[Role::Participant]);
        let test = &test;
        async move {
            let answer = test.get(&format!("{base}/v1/me")).by(&token).send().await;
            answer.json::<contract::Me>().author.id
        }
    };
    assert_ne!(me("", "default").await, me("/f/labour", "labour").await);
}
