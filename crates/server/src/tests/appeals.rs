//! The whole way of what somebody wrote: held, asked to be edited, edited,
//! approved, reported, hidden by a rule, and won back on appeal; and what the
//! public log tells of it.

use axum::http::{Method, StatusCode};
use contract::{
    Action, Appeal, AppealState, DecidedBy, Decision, Inbox, LogCounts, LogEntry, Page,
    ProblemCode, Queue, QueueKind, Role, State, Submission,
};
use serde_json::{Value, json};

use crate::{
    auth::TokenRequest,
    testing::{Answer, TestApp, draft, merge},
};

fn moderator(test: &TestApp, name: &str) -> String {
    test.token("default", name, &[Role::Moderator])
}

/// Somebody of a sector, perhaps of an organisation.
fn voice(name: &str, sector: &str, organisation: Option<&str>) -> String {
    let request = TokenRequest {
        subject: name.to_owned(),
        name: name.to_owned(),
        sector: Some(sector.to_owned()),
        organisation: organisation.map(str::to_owned),
        roles: vec![Role::Participant],
        ttl_s: 3_600,
        ..TokenRequest::default()
    };
    TestApp::signer("default").sign(&request, crate::testing::NOW_MS).expect("signs")
}

async fn decide(test: &TestApp, by: &str, id: &str, action: &str, with: Value) -> Answer {
    let mut draft = json!({"target": {"kind": "submission", "id": id}, "action": action});
    merge(&mut draft, with);
    test.post("/v1/moderation/decisions", &draft).by(by).send().await
}

async fn decided(test: &TestApp, by: &str, id: &str, action: &str, with: Value) -> Decision {
    let answer = decide(test, by, id, action, with).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{action}: {}", answer.text());
    answer.json()
}

async fn read(test: &TestApp, id: &str, by: &str) -> Submission {
    test.get(&format!("/v1/submissions/{id}")).by(by).send().await.json()
}

async fn waiting(test: &TestApp, by: &str, kind: &str) -> Queue {
    test.get(&format!("/v1/moderation/queue?kind={kind}")).by(by).send().await.json()
}

async fn report(test: &TestApp, id: &str, by: &str) -> Answer {
    let path = format!("/v1/submissions/{id}/flags");
    test.post(&path, &json!({"reason": "offensive"})).by(by).send().await
}

async fn object(test: &TestApp, decision: &str, by: &str) -> Answer {
    let path = format!("/v1/decisions/{decision}/appeal");
    test.post(&path, &json!({"text": "It insults nobody."})).by(by).send().await
}

async fn judge(test: &TestApp, appeal: &str, by: &str, outcome: &str) -> Answer {
    let path = format!("/v1/moderation/appeals/{appeal}");
    let judgement = json!({"outcome": outcome, "answer": "You are right.", "note": "internal"});
    test.post(&path, &judgement).by(by).send().await
}

#[tokio::test]
async fn the_whole_way_of_an_author() {
    let test = TestApp::start().await;
    test.thread("t", json!({"newcomers_held": true})).await;
    let author = test.user("author");
    let (first, second) = (moderator(&test, "first"), moderator(&test, "second"));

    // Held: a newcomer's. They see it, others do not.
    let answer = test.post("/v1/threads/t/submissions", &draft("Mine")).by(&author).send().await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let id = answer.json::<Submission>().id;
    let path = format!("/v1/submissions/{id}");
    assert_eq!(read(&test, &id, &author).await.state, State::Pending);
    assert_eq!(test.get(&path).send().await.problem(), ProblemCode::NotFound);
    let queue = waiting(&test, &first, "new").await;
    assert_eq!(queue.page.items[0].rules[0].rule, "newcomer");

    // Asked to edit, with a reason and a message.
    let why = json!({"reason": "unclear", "message": "Say what for."});
    decided(&test, &first, &id, "request_edit", why).await;
    let verdict = read(&test, &id, &author).await.verdict.expect("what was decided");
    assert_eq!((verdict.action, verdict.by), (Action::RequestEdit, DecidedBy::Moderator));
    assert_eq!(verdict.message, "Say what for.");
    assert_eq!(waiting(&test, &first, "new").await.page.items.len(), 0);

    // Edited: it comes back beside what it was.
    let edited = test.patch(&path, &json!({"title": "Mine, better"})).by(&author).send().await;
    assert_eq!(edited.status, StatusCode::OK);
    let queue = waiting(&test, &first, "edited").await;
    let [row] = &queue.page.items[..] else { panic!("one row: {queue:?}") };
    assert_eq!((row.kind, queue.counts.edited), (QueueKind::Edited, 1));
    let previous = row.previous.as_ref().map(|previous| previous.title.as_str());
    assert_eq!(previous, Some("Mine"));

    // Approved: everybody reads it.
    decided(&test, &first, &id, "approve", json!({"version": 2})).await;
    assert_eq!(test.get(&path).send().await.json::<Submission>().title, "Mine, better");

    // Reported by rivals, however many: it stays. One voice from elsewhere, and
    // a rule hides it, which its author sees.
    for n in 0..12 {
        let rival = voice(&format!("rival{n}"), "business", None);
        assert_eq!(report(&test, &id, &rival).await.status, StatusCode::CREATED);
        let one_of_ours = voice(&format!("ours{n}"), "cso", Some("Rivals Ltd"));
        if n < 3 {
            continue;
        }
        assert_eq!(read(&test, &id, &author).await.state, State::Published, "{n}");
        if n == 11 {
            report(&test, &id, &one_of_ours).await;
        }
    }
    let hidden = read(&test, &id, &author).await;
    let by_rule = hidden.verdict.expect("what was decided");
    assert_eq!((hidden.state, by_rule.by), (State::Hidden, DecidedBy::Rule));
    assert_eq!(by_rule.rule.as_deref(), Some("flags"));
    assert_eq!(by_rule.reason.as_deref(), Some("offensive"));
    assert!(by_rule.can_appeal);
    assert_eq!(test.get(&path).send().await.problem(), ProblemCode::NotFound);
    let queue = waiting(&test, &first, "flagged").await;
    assert_eq!(queue.page.items[0].flags[0].count, 13);

    // A moderator looks and keeps it hidden; its author objects, once.
    let kept = decided(&test, &first, &id, "hide", json!({"reason": "offensive"})).await;
    for nobody in [test.user("stranger"), voice("rival1", "business", None)] {
        assert_eq!(object(&test, &kept.id, &nobody).await.problem(), ProblemCode::NotFound);
    }
    let answer = object(&test, &kept.id, &author).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let appeal: Appeal = answer.json();
    assert_eq!(object(&test, &kept.id, &author).await.problem(), ProblemCode::Conflict);
    let verdict = read(&test, &id, &author).await.verdict.expect("what was decided");
    assert!(!verdict.can_appeal);
    let queue = waiting(&test, &second, "appeal").await;
    let appealed = queue.page.items[0].appealed.clone().expect("the decision");
    assert_eq!(appealed.id, kept.id);
    assert_eq!(appealed.appeal.map(|appeal| appeal.text).as_deref(), Some("It insults nobody."));

    // Nobody judges their own decision; another moderator does.
    let own = judge(&test, &appeal.id, &first, "overturned").await;
    assert_eq!(own.problem(), ProblemCode::OwnCase);
    let own = moderator(&test, "author");
    assert_eq!(judge(&test, &appeal.id, &own, "overturned").await.problem(), ProblemCode::OwnCase);
    let judged = judge(&test, &appeal.id, &second, "overturned").await;
    assert_eq!(judged.status, StatusCode::OK, "{}", judged.text());
    assert!(judged.json::<Decision>().undone_at.is_some());
    let again = judge(&test, &appeal.id, &second, "upheld").await;
    assert_eq!(again.problem(), ProblemCode::WrongState);

    // Restored: everybody reads it, and its author the answer.
    assert_eq!(test.get(&path).send().await.status, StatusCode::OK);
    let verdict = read(&test, &id, &author).await.verdict.expect("what was decided");
    let appeal = verdict.appeal.expect("the appeal");
    assert_eq!((verdict.by, appeal.state), (DecidedBy::Appeal, AppealState::Overturned));
    assert_eq!(appeal.answer, "You are right.");
    let inbox: Inbox = test.get("/v1/me/inbox").by(&author).send().await.json();
    let mut told: Vec<_> = inbox.page.items.iter().map(|item| item.kind.as_str()).collect();
    told.reverse();
    assert_eq!(
        told,
        ["edit_requested", "decided", "decided", "decided", "appeal_judged"],
        "{inbox:?}"
    );
}

#[tokio::test]
async fn the_log_names_nobody_and_quotes_nothing() {
    let test = TestApp::start().await;
    let thread = test.thread("t", json!({})).await;
    let author = voice("Somchai", "cso", Some("Secret Society"));
    let first = moderator(&test, "Malee");
    let shown = test.submit("t", &author, "A title").await;
    let gone = test.submit("t", &author, "Another").await;
    let why = json!({"reason": "spam", "message": "Buy elsewhere.", "note": "again him"});
    decided(&test, &first, &shown.id, "pin", json!({})).await;
    decided(&test, &first, &gone.id, "hide", why).await;
    let path = "/v1/log?limit=1";
    let page: Page<LogEntry> = test.get(path).send().await.json();
    let entry = &page.items[0];
    assert_eq!((entry.action, entry.by), (Action::Hide, DecidedBy::Moderator));
    assert_eq!((entry.reason.as_deref(), entry.reference.as_deref()), (Some("spam"), None));
    assert_eq!(entry.thread_id.as_ref(), Some(&thread.id));
    let next = page.next_cursor.expect("more");
    let rest: Page<LogEntry> = test.get(&format!("{path}&cursor={next}")).send().await.json();
    assert_eq!(rest.items[0].reference.as_ref(), Some(&shown.reference));

    let counts: LogCounts = test.get("/v1/log/counts").send().await.json();
    assert_eq!((counts.decisions, counts.by_reason.get("spam")), (2, Some(&1)));
    let mut texts = Vec::new();
    for path in ["/v1/log", "/v1/log.csv", "/v1/log/counts"] {
        let answer = test.get(path).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("cache-control"), "public, no-cache", "{path}");
        let known = test.get(path).header("if-none-match", answer.header("etag")).send().await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED, "{path}");
        texts.push(answer.text());
    }
    assert!(texts[1].starts_with("\u{feff}id,at,action,"), "{}", texts[1]);
    assert_eq!(texts[1].lines().count(), 3);
    for text in &texts {
        for secret in [
            "Somchai",
            "Secret",
            "Malee",
            "title",
            "Another",
            "Buy",
            "again",
            &gone.reference,
            &gone.id,
            &shown.id,
            &gone.author.id,
        ] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    // Of another forum nothing.
    let other: Page<LogEntry> = test.get("/f/labour/v1/log").send().await.json();
    assert!(other.items.is_empty());
    assert_eq!(test.get("/v1/log?thread=t").send().await.wrong_fields(), ["thread unknown"]);
}

#[tokio::test]
async fn an_edit_waits_where_texts_are_read_first() {
    let test = TestApp::start().await;
    test.thread("t", json!({"premoderated": true})).await;
    let (author, first) = (test.user("author"), moderator(&test, "first"));
    let id = test.submit("t", &author, "One").await.id;
    decided(&test, &first, &id, "approve", json!({})).await;
    let path = format!("/v1/submissions/{id}");
    let edited = test.patch(&path, &json!({"title": "Two"})).by(&author).send().await;
    let edited: Submission = edited.json();
    assert_eq!((edited.title.as_str(), edited.state), ("Two", State::Published));
    assert_eq!(edited.state_reason.as_deref(), Some("edit_waits"));
    let list = "/v1/threads/t/submissions";
    let public: Page<Submission> = test.get(list).send().await.json();
    assert_eq!(public.items[0].title, "One");
    let own: Page<Submission> = test.get(list).by(&author).send().await.json();
    assert_eq!(own.items[0].title, "Two");
    for path in [&path, "/v1/threads/t/export.json", &format!("{path}/history")] {
        assert!(!test.get(path).send().await.text().contains("Two"), "{path}");
    }
    let stale = decide(&test, &first, &id, "approve", json!({"version": 1})).await;
    assert_eq!(stale.problem(), ProblemCode::Stale);
    let why = json!({"reason": "off_topic", "message": "Keep to it."});
    decided(&test, &first, &id, "reject", why).await;
    let now = read(&test, &id, &author).await;
    assert_eq!((now.title.as_str(), now.state), ("One", State::Published));
    assert_eq!(now.verdict.map(|verdict| verdict.message).as_deref(), Some("Keep to it."));
}

#[tokio::test]
async fn duplicates_are_linked_by_consent() {
    let test = TestApp::start().await;
    let hidden =
        json!({"mode": "opinion", "budget": null, "results": "after_vote", "answer_at": null});
    test.thread("t", json!({"voting": hidden})).await;
    let (author, other, first) =
        (test.user("author"), test.user("other"), moderator(&test, "first"));
    let lead = test.submit("t", &other, "Lead").await;
    let one = test.submit("t", &author, "One").await;
    let path = format!("/v1/submissions/{}/duplicate", one.id);
    let agree = json!({"accept": true});
    let answer = test.post(&path, &agree).by(&author).send().await;
    assert_eq!(answer.problem(), ProblemCode::WrongState);
    let into = json!({"reason": "duplicate", "into": lead.id});
    decided(&test, &first, &one.id, "merge", into).await;
    let answer = test.post(&path, &agree).by(&other).send().await;
    assert_eq!(answer.problem(), ProblemCode::NotAllowed);
    let linked: Submission = test.post(&path, &agree).by(&author).send().await.json();
    assert!(linked.duplicate_of.is_some_and(|link| link.accepted));

    let (p, q) = (test.user("p"), test.user("q"));
    test.vote(&one.id, &p, "agree").await;
    test.vote(&lead.id, &q, "agree").await;
    test.vote(&lead.id, &p, "agree").await;
    // Who has voted on one of them only does not read the sum; who has on all,
    // does.
    assert_eq!(read(&test, &lead.id, &q).await.union_support, None);
    let seen = read(&test, &lead.id, &p).await;
    assert_eq!(seen.union_support, Some(2));
    assert_eq!(seen.tally.map(|tally| tally.agree), Some(2));
    assert_eq!(seen.duplicates[0].submission.reference, one.reference);
    let apart = test.ask(Method::DELETE, &path).by(&author).send().await;
    assert_eq!(apart.status, StatusCode::OK);
    assert_eq!(read(&test, &lead.id, &p).await.union_support, None);
}
