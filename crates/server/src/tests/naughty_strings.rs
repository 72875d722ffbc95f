//! Strings that have broken other software, through every field of text.

use axum::http::StatusCode;
use contract::{Comment, Page, Submission};
use serde_json::json;

use crate::testing::{TestApp, draft, merge};

/// The list, which is not part of the project; without it nothing is tested.
fn strings() -> Option<Vec<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/security/blns.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: ../shared/data/security/blns.json is not here");
        return None;
    };
    Some(serde_json::from_str(&text).expect("a list of strings"))
}

/// Percent-encodes all but letters and digits.
fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    let part = |byte| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(part).collect()
}

#[tokio::test]
async fn every_string_comes_back_as_it_was_typed() {
    let Some(strings) = strings() else { return };
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let author = test.user("author");
    let first = test.submit("t", &author, "First").await;
    let comments = format!("/v1/submissions/{}/comments", first.id);
    let mut stored = 0;
    for (number, text) in strings.iter().enumerate() {
        let blank = rules::text::is_blank(text);
        let mut body = draft(if blank { "blank" } else { text });
        let title: String = text.chars().take(120).collect();
        merge(&mut body, json!({"body": text}));
        if !blank {
            merge(&mut body, json!({"title": title}));
        }
        let answer = test.post("/v1/threads/t/submissions", &body).by(&author).send().await;
        if text.contains('\0') {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
            continue;
        }
        assert_eq!(answer.status, StatusCode::CREATED, "{number} {text:?} {}", answer.text());
        let sent: Submission = answer.json();
        let read: Submission =
            test.get(&format!("/v1/submissions/{}", sent.id)).send().await.json();
        assert_eq!(&read.body, text, "{number}");
        if !blank {
            assert_eq!(read.title, title, "{number}");
            let answer = test
                .post(&comments, &json!({"body": text, "stance": "neutral"}))
                .by(&author)
                .send()
                .await;
            assert_eq!(answer.status, StatusCode::CREATED, "{number} {text:?}");
            assert_eq!(answer.json::<Comment>().body, *text);
        }
        let flag = format!("/v1/submissions/{}/flags", sent.id);
        let note = json!({"reason": "spam", "note": text});
        let answer = test.post(&flag, &note).by(&author).send().await;
        assert!(answer.status == StatusCode::CREATED || text.chars().count() > 500, "{number}");
        let query: String = text.chars().take(200).collect();
        for path in [
            format!("/v1/threads/t/submissions?q={}", encode(&query)),
            format!("/v1/threads/t/similar?title={}", encode(&query)),
        ] {
            assert_eq!(test.get(&path).send().await.status, StatusCode::OK, "{number} {text:?}");
        }
        for path in [
            format!("/v1/threads/{}", encode(text)),
            format!("/v1/threads/t/submissions?theme={}", encode(text)),
            format!("/v1/threads/t/submissions?cursor={}", encode(text)),
        ] {
            let status = test.get(&path).send().await.status;
            assert!(status.is_client_error() || status.is_success(), "{number} {path}");
        }
        stored += 1;
    }
    assert!(stored > 500, "{stored}");
    let page: Page<Submission> = test.get("/v1/threads/t/submissions").send().await.json();
    assert_eq!(page.total, Some(stored + 1));
    assert_eq!(test.get("/v1/threads/t/export.csv").send().await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_string_may_be_a_name_or_is_refused_as_one() {
    let Some(strings) = strings() else { return };
    let test = TestApp::start().await;
    for (number, text) in strings.iter().enumerate() {
        let token = test.token("default", text, &[contract::Role::Participant]);
        let answer = test.get("/v1/me").by(&token).send().await;
        if answer.status == StatusCode::OK {
            let me: contract::Me = answer.json();
            assert_eq!(me.author.name, text.trim(), "{number}");
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{number} {text:?}");
        }
    }
}

#[tokio::test]
async fn every_string_may_be_objected_and_answered() {
    let Some(strings) = strings() else { return };
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let author = test.user("author");
    let moderator = |name| test.token("default", name, &[contract::Role::Moderator]);
    let (first, second) = (moderator("first"), moderator("second"));
    let mut judged = 0;
    for (number, text) in strings.iter().enumerate() {
        if text.contains('\0') || rules::text::is_blank(text) || text.chars().count() > 1_000 {
            continue;
        }
        let id = test.submit("t", &author, "A title").await.id;
        let hide = json!({
            "target": {"kind": "submission", "id": id}, "action": "hide", "reason": "other",
            "message": text, "note": text,
        });
        let hidden = test.post("/v1/moderation/decisions", &hide).by(&first).send().await;
        assert_eq!(hidden.status, StatusCode::CREATED, "{number} {text:?} {}", hidden.text());
        let hidden: contract::Decision = hidden.json();
        let path = format!("/v1/decisions/{}/appeal", hidden.id);
        let appeal = test.post(&path, &json!({"text": text})).by(&author).send().await;
        assert_eq!(appeal.status, StatusCode::CREATED, "{number} {text:?}");
        let path = format!("/v1/moderation/appeals/{}", appeal.json::<contract::Appeal>().id);
        let judgement = json!({"outcome": "upheld", "answer": text, "note": text});
        let answer = test.post(&path, &judgement).by(&second).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{number} {text:?}");
        let path = format!("/v1/submissions/{id}");
        let read: Submission = test.get(&path).by(&author).send().await.json();
        let verdict = read.verdict.expect("what was decided");
        let appeal = verdict.appeal.expect("what was objected");
        assert_eq!([&verdict.message, &appeal.text, &appeal.answer], [text; 3], "{number}");
        judged += 1;
    }
    assert!(judged > 400, "{judged}");
}
