//! Requests that were made to break something.

use axum::http::{Method, StatusCode};
use contract::{Page, ProblemCode, Submission};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;

use crate::testing::{ISSUER, NOW_MS, SECRET, TestApp};

#[tokio::test]
async fn a_search_may_hold_any_character() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    test.submit("t", &test.user("a"), "Night buses for shift workers").await;
    let nothing_ends_early = ["ab%00", "abc%00", "%22%00%22", "abc%00def", "%00abc", "%1b%1b%1b"];
    let operators =
        ["AND+OR+NOT", "NEAR(a+b)", "***", "^abc", "%7Babc%7D%3A+x", "-abc", "folded:abc"];
    for q in nothing_ends_early.iter().chain(&operators) {
        for path in [format!("submissions?q={q}"), format!("similar?title={q}&body={q}")] {
            let answer = test.get(&format!("/v1/threads/t/{path}")).send().await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
            assert!(answer.json::<Page<Submission>>().items.is_empty(), "{path}");
        }
    }
    let found = test.get("/v1/threads/t/submissions?q=night%00buses").send().await;
    assert_eq!(found.json::<Page<Submission>>().items.len(), 1);
}

#[tokio::test]
async fn a_token_with_a_critical_extension_is_refused() {
    let test = TestApp::start().await;
    let claims = json!({
        "iss": ISSUER, "aud": "open-forum:default", "exp": NOW_MS / 1000 + 60,
        "sub": "s", "name": "Somebody",
    });
    let sign = |header: &Header| {
        let key = EncodingKey::from_secret(SECRET);
        jsonwebtoken::encode(header, &claims, &key).expect("signs")
    };
    let plain = Header::new(Algorithm::HS256);
    let critical = Header { crit: Some(vec!["b64".to_owned()]), ..plain.clone() };
    assert_eq!(test.get("/v1/me").by(&sign(&plain)).send().await.status, StatusCode::OK);
    let refused = test.get("/v1/me").by(&sign(&critical)).send().await;
    assert_eq!(refused.problem(), ProblemCode::TokenInvalid);
}

#[tokio::test]
async fn head_tells_the_length_of_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("open-forum.js"), "export {};").expect("written");
    std::fs::write(folder.path().join("open-forum.js.br"), "short").expect("written");
    let test = TestApp::with_settings(|settings| settings.widget_dir = folder.path().into()).await;
    for (coding, length) in [("identity", "10"), ("br", "5")] {
        let head = test.ask(Method::HEAD, "/open-forum.js").header("accept-encoding", coding);
        let head = head.send().await;
        assert_eq!((head.header("content-length"), head.body.len()), (length, 0));
    }
}

#[tokio::test]
async fn an_answer_is_not_much_longer_than_its_question() {
    let test = TestApp::start().await;
    for part in ["a&", "theme=a&"] {
        let path = format!("/v1/threads/t/submissions?{}", part.repeat(30_000 / part.len()));
        let answer = test.get(&path).send().await;
        assert_eq!(answer.problem(), ProblemCode::InvalidFields);
        assert!(answer.body.len() < path.len(), "{part} {}", answer.body.len());
    }
}

#[tokio::test]
async fn exports_that_nobody_takes_do_not_pile_up() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let mut waiting = Vec::new();
    let refused = loop {
        let export = test.app.export_room();
        match export {
            Ok(room) => waiting.push(room.body(b"an export".to_vec())),
            Err(refused) => break refused,
        }
    };
    assert_eq!((refused.code, waiting.len()), (ProblemCode::Unavailable, 8));
    for path in ["export.json", "export.csv", "export.csv?part=votes"] {
        let ask = || test.get(&format!("/v1/threads/t/{path}")).send();
        let refused = ask().await;
        assert_eq!(refused.problem(), ProblemCode::Unavailable, "{path}");
        assert!(!refused.header("retry-after").is_empty());
        // One reader goes, and there is room again, each time anew.
        let last = waiting.pop().expect("one that waits");
        drop(last);
        for _ in 0..3 {
            assert_eq!(ask().await.status, StatusCode::OK, "{path}");
        }
        let room = test.app.export_room().expect("room");
        waiting.push(room.body(b"an export".to_vec()));
    }
}
