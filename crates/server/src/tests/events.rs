//! Following a thread: what comes, in which order, and that nothing comes
//! which is not public.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use contract::{GoneEvent, GoneKind, ProblemCode, Role, State, Submission, TallyEvent};
use serde_json::{Value, json};

use crate::{
    config::Settings,
    testing::{Answer, Follower, TestApp},
};

const PATH: &str = "/v1/threads/t/events";

/// A server with a thread, and a submission that was there before.
async fn ready(thread: Value) -> (TestApp, Submission) {
    let test = TestApp::start().await;
    test.thread("t", thread).await;
    let mut follower = follow(&test).await;
    let submission = test.submit("t", &test.user("author"), "A title").await;
    if submission.state == State::Published {
        // Whoever follows from now on does not hear of it.
        follower.expect("submission").await;
    }
    (test, submission)
}

/// Follows the thread; the opening is read.
async fn follow(test: &TestApp) -> Follower {
    let mut follower = test.get(PATH).follow().await;
    assert_eq!(follower.expect("").await.data, Value::Null);
    follower
}

async fn comment(test: &TestApp, submission: &str, body: &str) -> Answer {
    let path = format!("/v1/submissions/{submission}/comments");
    let said = json!({"body": body, "stance": "for"});
    test.post(&path, &said).by(&test.user("author")).send().await
}

async fn decide(test: &TestApp, kind: &str, id: &str, action: &str, into: Option<&str>) {
    let moderator = test.token("default", "moderator", &[Role::Moderator]);
    let reason = (action == "hide").then_some("spam");
    let draft = json!({"target": {"kind": kind, "id": id}, "action": action, "reason": reason,
        "into": into});
    let decided = test.post("/v1/moderation/decisions", &draft).by(&moderator).send().await;
    assert_eq!(decided.status, StatusCode::CREATED, "{}", decided.text());
}

/// A comment comes next, and nothing before it.
async fn nothing_else(test: &TestApp, follower: &mut Follower, submission: &str) -> u64 {
    comment(test, submission, "nothing else").await;
    let event = follower.expect("comment").await;
    assert_eq!(event.data["body"], "nothing else");
    event.id.parse().expect("a number")
}

fn voting(results: &str) -> Value {
    json!({"voting": {"mode": "opinion", "budget": null, "results": results, "answer_at": null},
        "closes_at": "2021-08-27T03:42:00Z"})
}

#[tokio::test]
async fn what_changes_comes_in_its_order_with_ids_that_grow() {
    let (test, old) = ready(json!({})).await;
    let mut follower = test.get("/v1/threads/t/events").follow().await;
    assert_eq!(follower.headers["content-type"], "text/event-stream");
    assert_eq!(follower.headers["cache-control"], "no-store");
    assert_eq!(follower.headers["x-accel-buffering"], "no");
    let first: u64 = follower.expect("").await.id.parse().expect("an id at once");

    let new = test.submit("t", &test.user("other"), "New").await;
    let mut events = vec![follower.expect("submission").await];
    assert_eq!(events[0].data["id"], new.id);
    assert_eq!(
        (&events[0].data["mine"], &events[0].data["my_vote"]),
        (&json!(false), &Value::Null)
    );
    test.vote(&old.id, &test.user("v"), "agree").await;
    events.push(follower.expect("tally").await);
    let tally: TallyEvent = serde_json::from_value(events[1].data.clone()).expect("its shape");
    assert_eq!((tally.items.len(), &tally.items[0].submission_id), (1, &old.id));
    assert_eq!((tally.items[0].tally.agree, tally.items[0].tally.participants), (1, 1));
    comment(&test, &old.id, "Said").await;
    events.push(follower.expect("comment").await);
    assert_eq!((&events[2].data["body"], &events[2].data["mine"]), (&json!("Said"), &json!(false)));
    let official = test.official();
    let said = json!({"status": "accepted", "heard": "You", "action": "We will", "body": "Yes."});
    let path = format!("/v1/submissions/{}/response", old.id);
    let answered = test.put(&path, &said).by(&official).send().await;
    assert!(answered.status.is_success(), "{}", answered.text());
    events.push(follower.expect("response").await);
    assert_eq!(events[3].data["submission_id"], old.id);
    assert_eq!(
        (&events[3].data["status"], &events[3].data["response"]["body"]),
        (&json!("accepted"), &json!("Yes."))
    );
    let news = json!({"title": "To all", "body": "", "language": "en", "thread_id": null, "pinned": false});
    test.post("/v1/announcements", &news).by(&official).send().await;
    events.push(follower.expect("announcement").await);
    assert_eq!(events[4].data["title"], "To all");
    test.patch("/v1/threads/t", &json!({"title": "Better"})).by(&official).send().await;
    events.push(follower.expect("thread").await);
    assert_eq!(events[5].data["title"], "Better");

    let ids: Vec<u64> = events.iter().map(|event| event.id.parse().expect("a number")).collect();
    assert_eq!(ids, (first + 1..=first + 6).collect::<Vec<_>>());
    // Who comes back reads on after what they read, under the slug or the id.
    let by_id = format!("/v1/threads/{}/events", new.thread_id);
    let mut back = test.get(&by_id).header("last-event-id", &events[3].id).follow().await;
    back.expect("").await;
    assert_eq!(
        [back.next().await, back.next().await],
        [Some(events.remove(4)), Some(events.remove(4))]
    );
    for unknown in ["1", "x", "", &(first + 7).to_string()] {
        let mut lost = test.get(PATH).header("last-event-id", unknown).follow().await;
        assert_eq!(lost.expect("").await.id, "");
        let resync = lost.expect("resync").await;
        assert_eq!((resync.id, resync.data), ((first + 6).to_string(), json!({})), "{unknown}");
    }
}

#[tokio::test]
async fn tallies_are_sent_together_at_most_four_times_a_second() {
    let (test, old) = ready(json!({})).await;
    let mut follower = follow(&test).await;
    for n in 0..10 {
        test.vote(&old.id, &test.user(&format!("v{n}")), "agree").await;
        if n == 0 {
            assert_eq!(follower.expect("tally").await.data["items"][0]["tally"]["agree"], 1);
        }
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    nothing_else(&test, &mut follower, &old.id).await;
    test.clock.advance(Duration::from_millis(250));
    let tally = follower.expect("tally").await.data;
    assert_eq!(tally["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(tally["items"][0]["tally"]["agree"], 10);
    test.clock.advance(Duration::from_secs(1));
    nothing_else(&test, &mut follower, &old.id).await;
}

#[tokio::test]
async fn hidden_results_send_nothing_and_leave_no_gap() {
    for results in ["after_close", "after_vote"] {
        let (test, old) = ready(voting(results)).await;
        let mut follower = follow(&test).await;
        let before = nothing_else(&test, &mut follower, &old.id).await;
        for n in 0..5 {
            test.vote(&old.id, &test.user(&format!("v{n}")), "agree").await;
            test.clock.advance(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let after = nothing_else(&test, &mut follower, &old.id).await;
        assert_eq!(after, before + 1, "{results}");
        let body = json!({"body": "Otherwise."});
        let path = format!("/v1/submissions/{}", old.id);
        test.patch(&path, &body).by(&test.user("author")).send().await;
        assert_eq!(follower.expect("submission").await.data["tally"], Value::Null, "{results}");
        test.patch("/v1/threads/t", &json!({"title": "Better"})).by(&test.official()).send().await;
        assert_eq!(follower.expect("thread").await.data["counts"]["votes"], Value::Null);
    }
}

#[tokio::test]
async fn what_waits_sends_nothing_and_what_goes_sends_no_more_than_its_id() {
    let (test, pending) = ready(json!({"premoderated": true})).await;
    let mut follower = follow(&test).await;
    let path = format!("/v1/submissions/{}", pending.id);
    let author = test.user("author");
    test.patch(&path, &json!({"body": "Otherwise."})).by(&author).send().await;
    let withdrawn = test.submit("t", &author, "Not meant").await;
    let gone = format!("/v1/submissions/{}", withdrawn.id);
    assert!(test.ask(Method::DELETE, &gone).by(&author).send().await.status.is_success());
    decide(&test, "submission", &pending.id, "approve", None).await;
    assert_eq!(follower.expect("submission").await.data["id"], pending.id);
    // An edit of what is public waits beside it.
    test.patch(&path, &json!({"body": "Once more."})).by(&author).send().await;
    let said: contract::Comment = comment(&test, &pending.id, "Said").await.json();
    follower.expect("comment").await;
    decide(&test, "comment", &said.id, "hide", None).await;
    let event: GoneEvent =
        serde_json::from_value(follower.expect("gone").await.data).expect("its shape");
    let submission_id = Some(pending.id.clone());
    assert_eq!(event, GoneEvent { kind: GoneKind::Comment, id: said.id, submission_id });
    decide(&test, "submission", &pending.id, "hide", None).await;
    let data = follower.expect("gone").await.data;
    assert_eq!(data, json!({"kind": "submission", "id": pending.id, "submission_id": null}));
    decide(&test, "submission", &pending.id, "restore", None).await;
    assert_eq!(follower.expect("submission").await.data["body"], "Otherwise.");
    test.ask(Method::DELETE, &path).by(&author).send().await;
    assert_eq!(follower.expect("gone").await.data["id"], pending.id);
}

#[tokio::test]
async fn what_moves_goes_here_and_comes_there() {
    let (test, old) = ready(json!({})).await;
    test.thread("u", json!({})).await;
    let mut here = follow(&test).await;
    let mut there = test.get("/v1/threads/u/events").follow().await;
    there.expect("").await;
    decide(&test, "submission", &old.id, "move", Some("u")).await;
    assert_eq!(here.expect("gone").await.data["id"], old.id);
    assert_eq!(there.expect("submission").await.data["id"], old.id);
    let official = test.official();
    let news =
        json!({"title": "N", "body": "", "language": "en", "thread_id": "t", "pinned": false});
    let made: Value = test.post("/v1/announcements", &news).by(&official).send().await.json();
    assert_eq!(here.expect("announcement").await.data["id"], made["id"]);
    let path = format!("/v1/announcements/{}", made["id"].as_str().expect("an id"));
    test.ask(Method::DELETE, &path).by(&official).send().await;
    assert_eq!(here.expect("gone").await.data["kind"], "announcement");
    nothing_else(&test, &mut there, &old.id).await;
}

#[tokio::test]
async fn nobody_is_named_where_the_thread_is_anonymous() {
    let (test, old) = ready(json!({"anonymous": true})).await;
    let mut follower = follow(&test).await;
    test.submit("t", &test.user("Suda Rattanakul"), "In confidence").await;
    comment(&test, &old.id, "And more").await;
    for kind in ["submission", "comment"] {
        let data = follower.expect(kind).await.data;
        let author = &data["author"];
        assert_eq!(author["id"], "00000000-0000-0000-0000-000000000000", "{data}");
        assert_eq!((&author["sector"], &author["country"]), (&Value::Null, &Value::Null));
        assert!(!data.to_string().contains("Suda"), "{data}");
    }
}

#[tokio::test]
async fn what_is_not_here_is_not_followed() {
    let (test, old) = ready(json!({})).await;
    for path in [
        format!("/f/labour/v1/threads/{}/events", old.thread_id),
        "/f/labour/v1/threads/t/events".to_owned(),
        "/v1/threads/no/events".to_owned(),
        format!("/v1/threads/{}/events", old.id),
    ] {
        let (events, thread) = (test.get(&path), path.replace("/events", ""));
        let answer = events.send().await;
        assert_eq!(answer.problem(), ProblemCode::NotFound, "{path}");
        assert_eq!(answer.body, test.get(&thread).send().await.body, "{path}");
    }
    let wrong = test.get("/v1/threads/t/events?from=1").send().await;
    assert_eq!(wrong.problem(), ProblemCode::InvalidFields);
}

#[tokio::test]
async fn an_address_keeps_so_many_connections_and_gets_them_back() {
    let most = |settings: &mut Settings| settings.events_per_address = 2;
    let test = TestApp::with_settings(most).await;
    test.thread("t", json!({})).await;
    let held = [follow(&test).await, follow(&test).await];
    let refused = test.get(PATH).send().await;
    assert_eq!(refused.problem(), ProblemCode::RateLimited);
    assert_eq!(refused.header("retry-after"), "30");
    let other = test.get(PATH).from([192, 0, 2, 7]).follow().await;
    let metrics = test.get("/metrics").send().await.text();
    assert!(metrics.contains("\nopen_forum_live_listeners 3\n"), "{metrics}");
    drop((held, other));
    for _ in 0..5 {
        let answer = test.ask(Method::HEAD, PATH).send().await;
        assert_eq!(answer.status, StatusCode::OK, "HEAD keeps nothing");
    }
    follow(&test).await;
}

#[tokio::test]
async fn a_process_keeps_so_many_connections_and_says_when_to_come_back() {
    let most = |settings: &mut Settings| settings.events_in_all = 2;
    let test = TestApp::with_settings(most).await;
    test.thread("t", json!({})).await;
    let held = [follow(&test).await, test.get(PATH).from([192, 0, 2, 7]).follow().await];
    let refused = test.get(PATH).from([192, 0, 2, 8]).send().await;
    assert_eq!(refused.problem(), ProblemCode::Unavailable);
    assert_eq!(refused.header("retry-after"), "30");
    drop(held);
    follow(&test).await;
}

#[tokio::test]
async fn streams_end_with_the_server_and_none_begins() {
    let (test, _) = ready(json!({})).await;
    let mut follower = follow(&test).await;
    test.app.begin_closing();
    assert_eq!(follower.next().await, None);
    assert_eq!(test.get(PATH).send().await.problem(), ProblemCode::Unavailable);
}
