//! The way of an official answer: asked for, drafted, published, changed, and
//! what everybody reads of it.

use axum::http::{Method, StatusCode};
use contract::{
    Announcement, Answer, AnswerState, AnswerVersion, DueState, Inbox, InboxKind, Ledger,
    LedgerEntry, Page, ProblemCode, Status, Submission,
};
use serde_json::{Value, json};

use crate::testing::{TestApp, merge};

/// An answer that says this.
fn said(body: &str, with: Value) -> Value {
    let mut text = json!({"status": "accepted", "heard": "You **asked**.", "action": "We will.",
        "body": body, "office": "children", "due_at": "2021-12-01T00:00:00Z", "language": "en"});
    merge(&mut text, with);
    text
}

async fn ready() -> (TestApp, String, [String; 2]) {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let author = test.user("author");
    let one = test.submit("t", &author, "One").await.id;
    let two = test.submit("t", &author, "Two").await.id;
    let official = test.official();
    (test, official, [one, two])
}

async fn read(test: &TestApp, id: &str) -> Submission {
    test.get(&format!("/v1/submissions/{id}")).send().await.json()
}

async fn ledger(test: &TestApp, query: &str) -> Ledger {
    test.get(&format!("/v1/ledger{query}")).send().await.json()
}

#[tokio::test]
async fn one_answer_goes_out_for_several_and_is_changed() {
    let (test, official, ids) = ready().await;
    let draft = said("First.", json!({"submissions": ids}));
    let begun = test.post("/v1/answers", &draft).by(&official).header("idempotency-key", "k");
    let begun = begun.send().await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    let answer: Answer = begun.json();
    assert_eq!((answer.state, answer.submissions.len()), (AnswerState::Draft, 2));
    assert_eq!(answer.text.due_at.as_deref(), Some("2021-12-01T00:00:00.000Z"));
    assert_eq!(read(&test, &ids[0]).await.response, None);
    let path = format!("/v1/answers/{}", answer.id);
    let versions = format!("{path}/versions");
    assert_eq!(test.get(&versions).send().await.problem(), ProblemCode::NotFound);
    let etag = test.get(&path).by(&official).send().await.header("etag").to_owned();
    let publish = |etag: &str| {
        test.ask(Method::POST, &format!("{path}/publish")).by(&official).header("if-match", etag)
    };
    let unread = test.ask(Method::POST, &format!("{path}/publish")).by(&official).send().await;
    assert_eq!(unread.problem(), ProblemCode::PreconditionRequired);
    // Two officials press the same button.
    let (first, second) = tokio::join!(publish(&etag).send(), publish(&etag).send());
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    for id in &ids {
        let shown = read(&test, id).await;
        let response = shown.response.expect("an answer");
        assert_eq!((shown.status, response.version), (Status::Accepted, 1));
        assert_eq!((&*response.heard, &*response.action), ("You **asked**.", "We will."));
        assert_eq!(response.office.as_deref(), Some("children"));
        assert_eq!(response.answer_id.as_ref(), Some(&answer.id));
        assert!(response.author.official);
    }
    let again = said("Second.", json!({"status": "done"}));
    let stale = test.ask(Method::PATCH, &path).json(&again).by(&official);
    let stale = stale.header("if-match", &etag).send().await;
    assert_eq!(stale.problem(), ProblemCode::Stale);
    let changed = test.patch(&path, &again).by(&official).send().await;
    assert!(changed.json::<Answer>().changed);
    assert_eq!(read(&test, &ids[1]).await.status, Status::Accepted, "not out yet");
    assert_eq!(publish("*").send().await.status, StatusCode::OK);
    assert_eq!(publish("*").send().await.problem(), ProblemCode::WrongState);
    assert_eq!(read(&test, &ids[1]).await.status, Status::Done);
    let all: Page<AnswerVersion> = test.get(&versions).send().await.json();
    let bodies: Vec<_> = all.items.iter().map(|one| &*one.text.body).collect();
    assert_eq!(bodies, ["First.", "Second."]);
    let gone = test.ask(Method::DELETE, &path).by(&official).send().await;
    assert_eq!(gone.problem(), ProblemCode::WrongState);
    let page: Page<Answer> =
        test.get("/v1/answers?state=published").by(&official).send().await.json();
    assert_eq!(page.items.len(), 1);
    let inbox: Inbox = test.get("/v1/me/inbox").by(&test.user("author")).send().await.json();
    let told: Vec<_> = inbox.page.items.iter().map(|item| item.kind).collect();
    assert_eq!(told, [InboxKind::Answered; 4], "two submissions, two versions");
}

#[tokio::test]
async fn a_response_is_a_draft_that_is_out_at_once() {
    let (test, official, ids) = ready().await;
    let path = format!("/v1/submissions/{}/response", ids[0]);
    let put = |body: Value| test.put(&path, &body).by(&official).send();
    for (with, wrong) in [
        (json!({"heard": " ", "action": "", "body": "\n"}), "body required"),
        (json!({"office": "nobody"}), "office unknown"),
        (json!({"due_at": "soon"}), "due_at invalid"),
        (json!({"language": "xx"}), "language unknown"),
        (json!({"heard": "x".repeat(3_001)}), "heard too_long"),
    ] {
        assert_eq!(put(said("x", with)).await.wrong_fields(), [wrong]);
    }
    let shown: Submission = put(said("One.", json!({}))).await.json();
    assert_eq!(shown.response.expect("an answer").version, 1);
    let shown: Submission = put(said("Two.", json!({"status": "not_accepted"}))).await.json();
    assert_eq!((shown.status, shown.response.expect("one").version), (Status::NotAccepted, 2));
    let shared = said("x", json!({"submissions": [ids[1], ids[0]]}));
    let refused = test.post("/v1/answers", &shared).by(&official).send().await;
    assert_eq!(refused.problem(), ProblemCode::Conflict);
    let unknown =
        said("x", json!({"submissions": [ids[1], "00000000-0000-7000-8000-000000000000"]}));
    let refused = test.post("/v1/answers", &unknown).by(&official).send().await;
    assert_eq!(refused.wrong_fields(), ["submissions[1] unknown"]);
}

#[tokio::test]
async fn what_is_owed_is_public_and_a_later_date_has_a_reason() {
    let (test, official, ids) = ready().await;
    let moderator = test.token("default", "m", &[contract::Role::Moderator]);
    let path = format!("/v1/submissions/{}/referral", ids[0]);
    let refer = |body: Value| test.post(&path, &body).by(&moderator).send();
    let past = json!({"office": "nobody", "due_at": "2021-01-01T00:00:00Z"});
    assert_eq!(refer(past).await.wrong_fields(), ["office unknown", "due_at invalid"]);
    let entry: LedgerEntry = refer(json!({"office": "children"})).await.json();
    assert_eq!(entry.due_at, "2021-09-25T03:42:00.000Z", "30 days");
    assert_eq!(refer(json!({"office": "children"})).await.problem(), ProblemCode::Conflict);
    assert_eq!(read(&test, &ids[0]).await.answer_due_at.as_ref(), Some(&entry.due_at));
    let change = |by: &str, body: Value| {
        test.ask(Method::PATCH, &format!("/v1/ledger/{}", entry.id)).json(&body).by(by).send()
    };
    let later = json!({"due_at": "2021-10-25T00:00:00Z", "reason": "We asked the provinces."});
    assert_eq!(change(&moderator, later.clone()).await.problem(), ProblemCode::NotAllowed);
    for (body, wrong) in [
        (json!({}), "office required"),
        (json!({"due_at": "2021-10-25T00:00:00Z"}), "reason required"),
        (json!({"due_at": "2021-10-25T00:00:00Z", "reason": " "}), "reason required"),
        (json!({"reason": "x"}), "due_at required"),
    ] {
        assert_eq!(change(&official, body).await.wrong_fields(), [wrong]);
    }
    let earlier = json!({"due_at": "2021-09-01T00:00:00Z", "reason": "x"});
    assert_eq!(change(&official, earlier).await.problem(), ProblemCode::WrongState);
    let extended: LedgerEntry = change(&official, later).await.json();
    assert_eq!(extended.extensions[0].reason, "We asked the provinces.");
    let page = ledger(&test, "?state=due&office=children&thread=t").await;
    assert_eq!((page.page.items, page.counts.due), (vec![extended], 1));
    test.clock.advance(std::time::Duration::from_hours(24 * 90));
    let page = ledger(&test, "").await;
    assert_eq!((page.page.items[0].state, page.counts.overdue), (DueState::Overdue, 1));
    let official = test.official();
    let respond = format!("/v1/submissions/{}/response", ids[0]);
    let looking = said("Soon.", json!({"status": "under_review"}));
    let shown: Submission = test.put(&respond, &looking).by(&official).send().await.json();
    assert!(shown.answer_due_at.is_some(), "that is no answer");
    let shown: Submission =
        test.put(&respond, &said("Here.", json!({}))).by(&official).send().await.json();
    assert_eq!(shown.answer_due_at, None);
    let page = ledger(&test, "?state=answered").await;
    assert_eq!((page.counts.answered, page.counts.median_days), (1, Some(90)));
    assert_eq!(page.page.items[0].state, DueState::Answered);
}

#[tokio::test]
async fn a_vote_makes_the_host_owe_and_hidden_votes_tell_nobody() {
    let test = TestApp::start().await;
    let voting =
        |results| json!({"mode": "support", "budget": null, "results": results, "answer_at": 2});
    let end = "2021-08-27T03:42:00Z";
    test.thread("open", json!({"voting": voting("always")})).await;
    test.thread("dark", json!({"voting": voting("after_close"), "closes_at": end})).await;
    let mut ids = Vec::new();
    for slug in ["open", "dark"] {
        let id = test.submit(slug, &test.user("author"), slug).await.id;
        for voter in ["a", "b", "c"] {
            assert_eq!(test.vote(&id, &test.user(voter), "support").await.status, StatusCode::OK);
        }
        ids.push(id);
    }
    let page = ledger(&test, "").await;
    let titles: Vec<_> = page.page.items.iter().map(|entry| &*entry.submission.title).collect();
    assert_eq!((titles, page.counts.due), (vec!["open"], 1));
    for (id, owed) in [(&ids[0], true), (&ids[1], false)] {
        for token in [
            test.official(),
            test.user("a"),
            test.token("default", "m", &[contract::Role::Moderator]),
        ] {
            let path = format!("/v1/submissions/{id}");
            let shown: Submission = test.get(&path).by(&token).send().await.json();
            assert_eq!(shown.answer_due_at.is_some(), owed);
        }
    }
    let trail = test.get("/v1/audit?limit=100").by(&test.official()).send().await.text();
    assert_eq!(trail.matches("ledger.open").count(), 1, "the trail does not tell either");
    test.clock.advance(std::time::Duration::from_hours(24));
    let page = ledger(&test, "").await;
    assert_eq!(page.counts.due, 2);
    let dark = page.page.items.iter().find(|entry| entry.submission.title == "dark");
    let dark = dark.expect("told with the results");
    assert_eq!(dark.opened_at, "2021-08-27T03:42:00.000Z");
    assert_eq!(read(&test, &ids[1]).await.answer_due_at.as_ref(), Some(&dark.due_at));
}

#[tokio::test]
async fn announcements_come_change_and_go() {
    let (test, official, _) = ready().await;
    let follower = test.user("follower");
    let follow = test.ask(Method::PUT, "/v1/threads/t/follow").by(&follower).send().await;
    assert!(follow.status.is_success(), "{}", follow.text());
    let draft = json!({"title": "The hearing moves", "body": "To *Monday*.", "language": "en",
        "thread_id": "t", "pinned": true});
    let made = test.post("/v1/announcements", &draft).by(&official).send().await;
    let made: Announcement = made.json();
    let page: Page<Announcement> = test.get("/v1/announcements?thread=t").send().await.json();
    assert_eq!(page.items, std::slice::from_ref(&made));
    let inbox: Inbox = test.get("/v1/me/inbox").by(&follower).send().await.json();
    assert_eq!(inbox.page.items[0].kind, InboxKind::Announced);
    let path = format!("/v1/announcements/{}", made.id);
    let wrong = json!({"title": " ", "language": "xx", "body": "b".repeat(5_001)});
    let answer = test.ask(Method::PATCH, &path).json(&wrong).by(&official).send().await;
    let fields = ["title required", "body too_long", "language unknown"];
    assert_eq!(answer.wrong_fields(), fields);
    let nowhere = json!({"title": "x", "language": "en", "thread_id": "no"});
    let answer = test.ask(Method::PATCH, &path).json(&nowhere).by(&official).send().await;
    assert_eq!(answer.wrong_fields(), ["thread_id unknown"]);
    let change = json!({"title": "It stays", "language": "th"});
    let answer = test.ask(Method::PATCH, &path).json(&change).by(&official).send().await;
    let changed: Announcement = answer.json();
    assert_eq!((changed.thread_id, changed.pinned), (None, false));
    for (by, status) in
        [(test.user("x"), StatusCode::FORBIDDEN), (official, StatusCode::NO_CONTENT)]
    {
        let gone = test.ask(Method::DELETE, &path).by(&by).send().await;
        assert_eq!(gone.status, status);
    }
    assert_eq!(test.get(&path).send().await.problem(), ProblemCode::NotFound);
}

#[tokio::test]
async fn another_forums_officials_reach_nothing() {
    let (test, official, ids) = ready().await;
    let path = format!("/v1/submissions/{}/response", ids[0]);
    test.put(&path, &said("x", json!({}))).by(&official).send().await;
    let page: Page<Answer> = test.get("/v1/answers").by(&official).send().await.json();
    let id = &page.items[0].id;
    let theirs =
        test.token("labour", "o", &[contract::Role::Participant, contract::Role::Official]);
    for path in
        [format!("/f/labour/v1/answers/{id}"), format!("/f/labour/v1/answers/{id}/versions")]
    {
        assert_eq!(test.get(&path).by(&theirs).send().await.problem(), ProblemCode::NotFound);
    }
    let respond = format!("/f/labour/v1/submissions/{}/response", ids[0]);
    let answer = test.put(&respond, &said("x", json!({}))).by(&theirs).send().await;
    assert_eq!(answer.problem(), ProblemCode::NotFound);
    let draft = said("x", json!({"submissions": [ids[1]]}));
    let answer = test.post("/f/labour/v1/answers", &draft).by(&theirs).send().await;
    assert_eq!(answer.wrong_fields(), ["submissions[0] unknown"]);
}
