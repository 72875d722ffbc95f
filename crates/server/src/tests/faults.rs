//! Faults that other platforms had, each as a test. Tokens of another forum,
//! states and authors in bodies and foreign ids are in the table of who may do
//! what; races for the last of a budget among those of votes.

use axum::http::{Method, StatusCode, header};
use contract::{ProblemCode, Role};
use serde_json::{Value, json};

use crate::testing::{Answer, TestApp, draft};

const SCRIPT: &str = "<script>alert(1)</script>";

/// Whatever it says, no browser runs it.
fn is_inert(answer: &Answer, what: &str) {
    let kind = answer.header("content-type");
    assert!(
        kind == "application/json"
            || kind == "application/problem+json"
            || kind.starts_with("text/csv"),
        "{what}: {kind}"
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{what}");
}

#[tokio::test]
async fn a_script_in_a_name_a_reason_or_an_error_is_text_wherever_it_comes_back() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let author = test.token("default", SCRIPT, &[Role::Participant]);
    let moderator = test.token("default", "m", &[Role::Moderator]);
    let id = test.submit("t", &author, SCRIPT).await.id;
    let organisation = json!({
        "name": format!("Society {SCRIPT}"), "kind": "cso", "country": "TH",
        "registry": SCRIPT, "number": SCRIPT, "contact": SCRIPT,
    });
    let made = test.post("/v1/organisations", &organisation).by(&author).send().await;
    is_inert(&made, "an organisation");
    let target = json!({"kind": "submission", "id": id});
    let note = json!({"target": target, "body": SCRIPT});
    let note = test.post("/v1/moderation/notes", &note).by(&moderator).send().await;
    assert_eq!(note.status, StatusCode::CREATED, "{}", note.text());
    let hide = json!({
        "target": target, "action": "hide", "reason": "spam", "note": SCRIPT, "message": SCRIPT,
    });
    let decided = test.post("/v1/moderation/decisions", &hide).by(&moderator).send().await;
    assert_eq!(decided.status, StatusCode::CREATED, "{}", decided.text());
    for (path, by) in [
        (format!("/v1/submissions/{id}"), Some(&author)),
        ("/v1/me".to_owned(), Some(&author)),
        ("/v1/me/inbox".to_owned(), Some(&author)),
        ("/v1/organisations".to_owned(), Some(&moderator)),
        ("/v1/moderation/queue".to_owned(), Some(&moderator)),
        ("/v1/moderation/decisions".to_owned(), Some(&moderator)),
        ("/v1/audit".to_owned(), Some(&moderator)),
        ("/v1/log".to_owned(), None),
        ("/v1/log.csv".to_owned(), None),
        ("/v1/threads/t/export.csv".to_owned(), None),
        ("/v1/threads/t/export.json".to_owned(), None),
        // Errors that say what was wrong.
        ("/v1/threads?%3Cscript%3Ealert(1)%3C/script%3E=1".to_owned(), None),
        ("/v1/threads?cursor=%3Cscript%3E".to_owned(), None),
        ("/v1/threads/%3Cscript%3E".to_owned(), None),
        ("/v1/%3Cscript%3E".to_owned(), None),
    ] {
        let mut ask = test.get(&path);
        if let Some(by) = by {
            ask = ask.by(by);
        }
        is_inert(&ask.send().await, &path);
    }
    let echo = test.post("/v1/threads/t/submissions", &json!({SCRIPT: SCRIPT})).by(&author);
    is_inert(&echo.send().await, "a field of that name");
    let log = test.get("/v1/log").send().await;
    assert!(!log.text().contains("alert(1)"), "the public log quotes nobody");
}

#[tokio::test]
async fn there_is_no_link_that_takes_a_token_along() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let token = test.official();
    for path in [
        "/v1/me",
        "/v1/threads/t/export.json",
        "/v1/threads/t/export.csv",
        "/v1/log.csv",
        "/v1/moderation/queue",
        "/v1/audit",
    ] {
        for name in ["token", "access_token", "key", "signature", "expires"] {
            let answer = test.get(&format!("{path}?{name}={token}")).send().await;
            let problem = answer.problem();
            let refused = [ProblemCode::InvalidFields, ProblemCode::TokenRequired];
            assert!(refused.contains(&problem), "{path} {name}: {problem}");
        }
        let cookie = test.get(path).header("cookie", &format!("token={token}")).send().await;
        let open = test.get(path).send().await;
        assert_eq!((cookie.status, cookie.body), (open.status, open.body), "{path}: a cookie");
    }
}

#[tokio::test]
async fn an_export_holds_what_everybody_may_read_whoever_asks() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let author = test.user("author");
    let moderator = test.token("default", "m", &[Role::Moderator]);
    let id = test.submit("t", &author, "To be hidden").await.id;
    let target = json!({"kind": "submission", "id": id});
    let hide = json!({"target": target, "action": "hide", "reason": "spam"});
    let decided = test.post("/v1/moderation/decisions", &hide).by(&moderator).send().await;
    assert_eq!(decided.status, StatusCode::CREATED);
    for path in ["/v1/threads/t/export.json", "/v1/threads/t/export.csv"] {
        for by in [&author, &moderator, &test.official()] {
            let answer = test.get(path).by(by).send().await;
            assert_eq!(answer.status, StatusCode::OK);
            assert!(!answer.text().contains("To be hidden"), "{path}");
        }
    }
}

#[tokio::test]
async fn sql_is_text_wherever_it_is_sent() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let author = test.user("author");
    let moderator = test.token("default", "m", &[Role::Moderator]);
    let id = test.submit("t", &author, "One").await.id;
    for evil in [
        "'; DROP TABLE submissions; --",
        "1 OR 1=1",
        "newest; DELETE FROM votes",
        "' UNION SELECT key FROM server_keys --",
        "\" OR \"\"=\"",
        "NEAR(a b)",
        "title:* OR *",
        "%' OR '%'='",
    ] {
        let escaped = evil.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"));
        for (path, by) in [
            (format!("/v1/threads/t/submissions?sort={escaped}"), None),
            (format!("/v1/threads/t/submissions?q={escaped}"), None),
            (format!("/v1/threads/t/submissions?cursor={escaped}"), None),
            (format!("/v1/threads/t/submissions?sort=random&seed={escaped}"), None),
            (format!("/v1/threads/t/submissions?theme={escaped}"), None),
            (format!("/v1/threads/t/similar?title={escaped}"), None),
            (format!("/v1/threads/{escaped}"), None),
            (format!("/v1/submissions/{escaped}"), None),
            (format!("/v1/organisations?q={escaped}"), None),
            (format!("/v1/log?cursor={escaped}"), None),
            (format!("/v1/moderation/queue?q={escaped}"), Some(&moderator)),
            (format!("/v1/moderation/queue?sort={escaped}"), Some(&moderator)),
            (format!("/v1/moderation/queue?thread={escaped}"), Some(&moderator)),
            (format!("/v1/moderation/patterns?thread={escaped}"), Some(&moderator)),
            (format!("/v1/audit?target={escaped}"), Some(&moderator)),
        ] {
            let mut ask = test.get(&path);
            if let Some(by) = by {
                ask = ask.by(by);
            }
            let answer = ask.send().await;
            let status = answer.status.as_u16();
            assert!([200, 400, 404, 422].contains(&status), "{path}: {status} {}", answer.text());
            for told in ["server_keys", "SELECT", "sqlite"] {
                let echoed = evil.contains(told);
                assert!(echoed || !answer.text().contains(told), "{path}: {}", answer.text());
            }
        }
    }
    let now: Value = test.get(&format!("/v1/submissions/{id}")).send().await.json();
    assert_eq!(now["title"], "One");
    let stored = test.post("/v1/threads/t/submissions", &draft("'); DROP TABLE votes; --"));
    let stored: Value = stored.by(&author).send().await.json();
    assert_eq!(stored["title"], "'); DROP TABLE votes; --");
    assert_eq!(test.vote(&id, &author, "agree").await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_answer_sets_a_cookie_and_none_reads_one() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    for path in ["/v1/forum", "/v1/threads", "/v1/me", "/embed", "/nothing"] {
        let answer = test.ask(Method::GET, path).header("cookie", "session=1").send().await;
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{path}");
    }
}
