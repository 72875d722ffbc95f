//! The demonstration: filled once, with identities that work, and nowhere
//! without its flag.

use axum::http::StatusCode;
use contract::{Forum, Me, Page, ProblemCode, SignInMethod, Submission, Thread};
use serde_json::Value;

use crate::{demo, testing::TestApp};

#[tokio::test]
async fn the_forum_comes_in_one_language_where_one_is_asked_for() {
    let test = TestApp::start().await;
    let whole: Value = test.get("/v1/forum").send().await.json();
    for (lang, expected) in [("en", "en"), ("en-GB", "en"), ("th", "th"), ("km", "th")] {
        let answer = test.get(&format!("/v1/forum?lang={lang}")).send().await;
        assert_eq!(answer.status, StatusCode::OK);
        let mut one = whole.clone();
        assert!(only(&mut one, expected) > 40, "texts of the forum");
        assert_eq!(answer.json::<Value>(), one, "{lang}");
    }
    let long = format!("/v1/forum?lang={}", "a".repeat(36));
    assert_eq!(test.get(&long).send().await.problem(), ProblemCode::InvalidFields);
}

/// Leaves each text of a forum that has this language in it alone; says how many had it.
fn only(value: &mut Value, lang: &str) -> usize {
    match value {
        Value::Object(fields) if fields.contains_key(lang) => {
            fields.retain(|key, _| key == lang);
            1
        }
        Value::Object(fields) => fields.values_mut().map(|one| only(one, lang)).sum(),
        Value::Array(items) => items.iter_mut().map(|one| only(one, lang)).sum(),
        _ => 0,
    }
}

#[tokio::test]
async fn it_is_filled_once_and_its_identities_speak() {
    let test = TestApp::with_settings(|settings| settings.demo = true).await;
    let before: Page<Thread> = test.get("/v1/threads").send().await.json();
    assert_eq!(before.items.len(), 4);
    let phases: std::collections::BTreeSet<_> = before.items.iter().map(|one| one.phase).collect();
    assert!(phases.len() >= 2, "{phases:?}");
    demo::seed(&test.app).await.expect("a second time");
    let after: Page<Thread> = test.get("/v1/threads").send().await.json();
    assert_eq!(before, after);
    let ledger: contract::Ledger = test.get("/v1/ledger").send().await.json();
    let counts = ledger.counts;
    assert_eq!((counts.due, counts.overdue, counts.answered), (3, 1, 2));
    let news: Page<contract::Announcement> = test.get("/v1/announcements").send().await.json();
    assert_eq!(news.items.len(), 3, "each once");
    let forum: Forum = test.get("/v1/forum").send().await.json();
    assert!(forum.demo && forum.sign_in.contains(&SignInMethod::Demo));
    let identities: Vec<Value> = test.get("/v1/demo/identities").send().await.json();
    assert!(identities.len() >= 5);
    for identity in identities {
        let token = identity["token"].as_str().expect("a token");
        let me: Me = test.get("/v1/me").by(token).send().await.json();
        assert_eq!(me.author.name, identity["name"]);
        assert!(identity["description"]["th"].is_string());
    }
}

#[tokio::test]
async fn something_of_each_kind_waits_for_its_moderator_once() {
    let test = TestApp::with_settings(|settings| settings.demo = true).await;
    let waiting = async || {
        let identities: Vec<Value> = test.get("/v1/demo/identities").send().await.json();
        let moderator = identities.iter().find(|one| one["key"] == "moderator");
        let token = moderator.expect("a moderator")["token"].as_str().expect("a token");
        let queue: Value = test.get("/v1/moderation/queue?limit=100").by(token).send().await.json();
        let items = queue["items"].as_array().expect("items").clone();
        items.iter().map(|one| one["kind"].to_string()).collect::<Vec<_>>()
    };
    let mut kinds = waiting().await;
    demo::seed(&test.app).await.expect("a second time");
    assert_eq!(waiting().await, kinds);
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        ["\"flagged\"", "\"flagged\"", "\"new\"", "\"new\"", "\"new\"", "\"organisation\""]
    );
}

#[tokio::test]
async fn its_people_find_what_they_wrote() {
    let test = TestApp::with_settings(|settings| settings.demo = true).await;
    let identities: Vec<Value> = test.get("/v1/demo/identities").send().await.json();
    let mut found = 0;
    for identity in &identities {
        let token = identity["token"].as_str().expect("a token");
        let path = "/v1/threads/post-pandemic-recovery/submissions?author=me";
        let page: Page<Submission> = test.get(path).by(token).send().await.json();
        assert!(page.items.iter().all(|submission| submission.mine));
        found += page.items.len();
    }
    assert!(found > 0);
}

#[tokio::test]
async fn a_real_server_knows_nothing_of_it() {
    let test = TestApp::start().await;
    let forum: Forum = test.get("/v1/forum").send().await.json();
    assert!(!forum.demo && !forum.sign_in.contains(&SignInMethod::Demo));
    let answer = test.get("/v1/demo/identities").send().await;
    assert_eq!((answer.status, answer.problem()), (StatusCode::NOT_FOUND, ProblemCode::NotFound));
    let threads: Page<Thread> = test.get("/v1/threads").send().await.json();
    assert!(threads.items.is_empty());
}
