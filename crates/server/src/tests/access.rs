//! Every endpoint, without a token and with bad ones. Who may do what with a
//! good one is in `table`.

use axum::http::{Method, StatusCode};
use contract::{ProblemCode, Role};
use serde_json::{Value, json};

use crate::testing::{Answer, TestApp, draft, draft_thread};

/// Every operation of the document: method, path, and whether it needs a
/// token, takes one, or is for nobody in particular.
fn operations(test: &TestApp) -> Vec<(Method, String, Needs)> {
    let paths = test.document()["paths"].as_object().expect("paths");
    let mut found = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("operations") {
            let needs = match operation["security"].as_array().map(Vec::as_slice) {
                None => Needs::Nothing,
                Some([one]) if one.get("token").is_some() => Needs::Token,
                Some(_) => Needs::Maybe,
            };
            let method = method.to_uppercase().parse().expect("a method");
            found.push((method, path.clone(), needs));
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Token,
    Maybe,
    Nothing,
}

/// Sends a well-formed request of an operation.
async fn ask(test: &TestApp, method: &Method, path: &str, id: &str, token: Option<&str>) -> Answer {
    let filled = path.replace("{thread}", "t").replace("{id}", id);
    let mut ask = test.ask(method.clone(), &filled);
    let body: Option<Value> = match (method.as_str(), path) {
        ("POST", "/v1/threads") => Some(draft_thread("new")),
        ("POST", path) if path.ends_with("/submissions") => Some(draft("title")),
        ("POST", path) if path.ends_with("/comments") => {
            Some(json!({"body": "b", "stance": "for"}))
        }
        ("POST", _) => Some(json!({"reason": "spam"})),
        ("PUT", _) => Some(json!({"value": "agree"})),
        ("PATCH", _) => Some(json!({"title": "changed"})),
        _ => None,
    };
    if let Some(body) = body {
        ask = ask.json(&body).header("if-match", "*");
    }
    if let Some(token) = token {
        ask = ask.by(token);
    }
    ask.send().await
}

async fn ready() -> (TestApp, String) {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let submission = test.submit("t", &test.user("author"), "A title").await;
    (test, submission.id)
}

#[tokio::test]
async fn without_a_token_what_needs_one_asks_for_it_and_the_rest_answers() {
    let (test, id) = ready().await;
    let operations = operations(&test);
    assert!(operations.len() >= 24, "{}", operations.len());
    for (method, path, needs) in operations {
        let answer = ask(&test, &method, &path, &id, None).await;
        if needs == Needs::Token {
            assert_eq!(answer.problem(), ProblemCode::TokenRequired, "{method} {path}");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"open-forum\"");
        } else if method != Method::GET {
            // What signs in asks for a body, and for no token.
            assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        } else {
            // The id is a submission's: what is something else is not here.
            let other = path.contains("{id}") && !path.starts_with("/v1/submissions/");
            let expected = if other { StatusCode::NOT_FOUND } else { StatusCode::OK };
            assert_eq!(answer.status, expected, "{method} {path} {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_token_that_is_not_good_here_is_refused_everywhere() {
    let (test, id) = ready().await;
    let expired = test.user("author");
    test.clock.advance(std::time::Duration::from_secs(3_661));
    let bad = [
        ("expired", expired, ProblemCode::TokenExpired),
        (
            "of the other forum",
            test.token("labour", "author", &[Role::Participant]),
            ProblemCode::TokenInvalid,
        ),
        ("no token at all", "nonsense".to_owned(), ProblemCode::TokenInvalid),
    ];
    for (method, path, needs) in operations(&test) {
        if needs == Needs::Nothing {
            continue;
        }
        for (what, token, code) in &bad {
            let answer = ask(&test, &method, &path, &id, Some(token)).await;
            assert_eq!(answer.problem(), *code, "{method} {path} {what}");
            assert!(answer.header("www-authenticate").contains("invalid_token"), "{what}");
        }
    }
}

#[tokio::test]
async fn somebody_elses_submission_is_read_only() {
    let (test, id) = ready().await;
    let path = format!("/v1/submissions/{id}");
    let stranger = test.user("stranger");
    let answer = test.patch(&path, &json!({"title": "mine now"})).by(&stranger).send().await;
    assert_eq!(answer.problem(), ProblemCode::NotAllowed);
    let answer = test.ask(Method::DELETE, &path).by(&stranger).send().await;
    assert_eq!(answer.problem(), ProblemCode::NotAllowed);
    let now: contract::Submission = test.get(&path).send().await.json();
    assert_eq!((now.title.as_str(), now.version), ("A title", 1));
}

#[tokio::test]
async fn a_pending_submission_is_its_authors_alone() {
    let test = TestApp::start().await;
    test.thread("t", json!({"premoderated": true})).await;
    let author = test.user("author");
    let answer = test.post("/v1/threads/t/submissions", &draft("Waits")).by(&author).send().await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let pending: contract::Submission = answer.json();
    assert_eq!(pending.state, contract::State::Pending);
    let path = format!("/v1/submissions/{}", pending.id);
    let list = "/v1/threads/t/submissions";
    for (token, status, count) in
        [(Some(&author), 200, 1), (Some(&test.user("x")), 404, 0), (None, 404, 0)]
    {
        let mut one = test.get(&path);
        let mut all = test.get(list);
        if let Some(token) = token {
            one = one.by(token);
            all = all.by(token);
        }
        assert_eq!(one.send().await.status.as_u16(), status);
        let page: contract::Page<contract::Submission> = all.send().await.json();
        assert_eq!(page.items.len(), count);
    }
    for path in [format!("{path}/history"), format!("{path}/comments")] {
        assert_eq!(test.get(&path).send().await.problem(), ProblemCode::NotFound, "{path}");
    }
    assert!(!test.get("/v1/threads/t/export.json").send().await.text().contains("Waits"));
    assert!(!test.get("/v1/threads/t/export.csv").send().await.text().contains("Waits"));
    assert!(!test.get("/v1/threads/t/similar?title=Waits").send().await.text().contains("Waits"));
}
