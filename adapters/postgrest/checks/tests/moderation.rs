//! What waits, what is decided, what reports do, and what edits may change.

use contract::{
    Comment, Decision, Page, ProblemCode as P, Queue, QueueKind, Revision, State, Submission,
    Thread,
};
use postgrest_checks::{Database, Person, Session};
use serde_json::{Value, json};

fn decide(session: &mut Session, who: &Person, id: &str, mut draft: Value) -> Result<Decision, P> {
    draft["target"] = json!({"kind": "submission", "id": id});
    let answer = session.call(who, "decide", &json!({"draft": draft}));
    answer
        .map(|value| serde_json::from_value(value).expect("a decision"))
        .map_err(|refusal| refusal.code.unwrap_or_else(|| panic!("{refusal:?}")))
}

fn read(session: &mut Session, who: &Person, id: &str) -> Submission {
    session.ask(who, "submission", &json!({"submission": id}))
}

fn queue(session: &mut Session) -> Queue {
    session.ask(&Person::moderator("reader"), "queue", &json!({}))
}

fn counts(session: &mut Session) -> (u64, u64) {
    let thread: Thread = session.ask(&Person::anonymous(), "thread", &json!({"thread": "t"}));
    (thread.counts.submissions, thread.counts.comments)
}

#[test]
fn premoderated_texts_wait_and_so_do_their_edits() {
    let database = Database::new();
    database.thread("t", &[("premoderated", "true")]);
    let mut session = database.session();
    let (author, moderator, reader) =
        (Person::named("a"), Person::moderator("m"), Person::anonymous());
    let id = session.submit(&author, "t", "First");
    assert_eq!(read(&mut session, &author, &id).state, State::Pending);
    assert_eq!(session.refused(&reader, "submission", &json!({"submission": id})), P::NotFound);
    assert_eq!(counts(&mut session), (0, 0));
    let waiting = queue(&mut session);
    assert_eq!((waiting.counts.new, waiting.page.items[0].kind), (1, QueueKind::New));
    assert_eq!(waiting.page.items[0].rules[0].rule, "premoderated");

    assert_eq!(
        decide(
            &mut session,
            &author.clone().with("roles", json!(["moderator"])),
            &id,
            json!({"action": "approve"})
        ),
        Err(P::OwnCase)
    );
    assert_eq!(
        decide(&mut session, &moderator, &id, json!({"action": "approve", "version": 2})),
        Err(P::Stale)
    );
    assert_eq!(
        decide(&mut session, &moderator, &id, json!({"action": "reject"})),
        Err(P::InvalidFields)
    );
    assert_eq!(
        decide(&mut session, &moderator, &id, json!({"action": "restore"})),
        Err(P::WrongState)
    );
    decide(&mut session, &moderator, &id, json!({"action": "approve", "version": 1}))
        .expect("it is decided");
    assert_eq!(
        decide(&mut session, &moderator, &id, json!({"action": "approve"})),
        Err(P::WrongState)
    );
    assert_eq!((counts(&mut session), queue(&mut session).counts.new), ((1, 0), 0));

    // An edit of what is published waits beside it.
    let edit = |version: u32, title: &str| json!({"submission": id, "version": version, "patch": {"title": title}});
    assert_eq!(session.refused(&author, "edit", &edit(2, "x")), P::Stale);
    let no_version = json!({"submission": id, "version": null, "patch": {}});
    assert_eq!(session.refused(&author, "edit", &no_version), P::PreconditionRequired);
    let edited: Submission = session.ask(&author, "edit", &edit(1, "Second"));
    assert_eq!((edited.version, edited.title.as_str()), (2, "Second"));
    assert_eq!(edited.state_reason.as_deref(), Some("edit_waits"));
    assert_eq!(read(&mut session, &reader, &id).title, "First");
    assert_eq!(read(&mut session, &reader, &id).version, 1);
    let waiting = queue(&mut session).page.items.remove(0);
    assert_eq!(waiting.kind, QueueKind::Edited);
    assert_eq!(waiting.submission.expect("it is one").title, "Second");
    assert_eq!(waiting.previous.expect("what was published").title, "First");
    for name in ["submissions", "similar"] {
        let answer = session.call(&reader, name, &json!({"thread": "t"})).expect("it answers");
        assert!(!answer.to_string().contains("Second"), "{name}");
    }
    let search = json!({"thread": "t", "q": "second"});
    assert_eq!(session.ask::<Page<Submission>>(&reader, "submissions", &search).items.len(), 0);
    decide(
        &mut session,
        &moderator,
        &id,
        json!({"action": "reject", "reason": "unclear", "version": 2}),
    )
    .expect("refused");
    assert_eq!(read(&mut session, &author, &id).title, "First");
    assert_eq!(read(&mut session, &reader, &id).state, State::Published);

    session.call(&author, "edit", &edit(1, "Third")).expect("another try");
    decide(&mut session, &moderator, &id, json!({"action": "approve", "version": 2}))
        .expect("published");
    let history: Page<Revision> = session.ask(&reader, "history", &json!({"submission": id}));
    let titles: Vec<_> =
        history.items.iter().map(|one| (one.version, one.title.as_str())).collect();
    assert_eq!(titles, [(1, "First"), (2, "Third")]);
    let verdict = read(&mut session, &author, &id).verdict.expect("it was decided");
    assert_eq!((verdict.action, verdict.can_appeal), (contract::Action::Approve, false));
    assert_eq!(read(&mut session, &reader, &id).verdict, None);
}

#[test]
fn an_edit_is_published_at_once_where_texts_are() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let author = Person::named("a");
    let draft = json!({"kind": "idea", "title": "First", "language": "en", "theme": "health", "groups": ["youth"],
        "links": [{"url": "https://a.org"}]});
    let made: Submission = session.ask(&author, "submit", &json!({"thread": "t", "draft": draft}));
    let edit = |version: u32, patch: Value| json!({"submission": made.id, "version": version, "patch": patch});
    let same: Submission = session.ask(&author, "edit", &edit(1, json!({"title": "First"})));
    assert_eq!((same.version, same.edited_at), (1, None), "nothing changed");
    let second: Submission =
        session.ask(&author, "edit", &edit(1, json!({"body": "b", "title": null})));
    assert_eq!(
        (second.version, second.title.as_str(), second.theme.as_deref()),
        (2, "First", Some("health"))
    );
    let third: Submission =
        session.ask(&author, "edit", &edit(2, json!({"theme": "", "groups": [], "links": []})));
    assert_eq!((third.theme, third.groups.len(), third.links.len()), (None, 0, 0));
    assert_eq!(session.refused(&author, "edit", &edit(1, json!({"body": "lost"}))), P::Stale);
    assert_eq!(
        session.refused(&author, "edit", &edit(3, json!({"state": "published"}))),
        P::Malformed
    );
    assert_eq!(session.refused(&author, "edit", &edit(3, json!({"title": " "}))), P::InvalidFields);
    let queue = queue(&mut session);
    assert_eq!(
        (queue.counts.edited, queue.page.items[0].previous.as_ref().map(|one| one.version)),
        (1, Some(1))
    );
}

#[test]
fn newcomers_wait_until_two_of_theirs_were_published() {
    let database = Database::new();
    database.thread("t", &[("newcomers_held", "true")]);
    let mut session = database.session();
    let (author, moderator) = (Person::named("a"), Person::moderator("m"));
    for n in 0..2 {
        let id = session.submit(&author, "t", &format!("Title {n}"));
        assert_eq!(read(&mut session, &author, &id).state, State::Pending);
        decide(&mut session, &moderator, &id, json!({"action": "approve"}))
            .expect("it is published");
    }
    let id = session.submit(&author, "t", "Third");
    assert_eq!(read(&mut session, &author, &id).state, State::Published);
    let official = Person::named("o").with("roles", json!(["participant", "official"]));
    let id = session.submit(&official, "t", "Of the host");
    assert_eq!(read(&mut session, &official, &id).state, State::Published);
    let comment = json!({"submission": id, "draft": {"body": "b", "stance": "for"}});
    let held: Comment = session.ask(&Person::named("new"), "comment", &comment);
    assert_eq!(held.state, State::Pending);
    let seen: Page<Comment> =
        session.ask(&Person::anonymous(), "comments", &json!({"submission": id}));
    assert_eq!((seen.items.len(), counts(&mut session).1), (0, 0));
    let seen: Page<Comment> =
        session.ask(&Person::named("new"), "comments", &json!({"submission": id}));
    assert!(seen.items[0].mine);
    let draft = json!({"target": {"kind": "comment", "id": held.id}, "action": "approve"});
    session.call(&moderator, "decide", &json!({"draft": draft})).expect("it is published");
    assert_eq!(counts(&mut session).1, 1);
}

#[test]
fn reports_hide_by_weight_and_from_two_sides() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let author = Person::named("a");
    let flag = |id: &str| json!({"target": {"kind": "submission", "id": id}, "draft": {"reason": "offensive"}});
    let id = session.submit(&author, "t", "Of rivals");
    for n in 0..6 {
        let rival = Person::named(&format!("rival {n}")).with("sector", "business");
        session.call(&rival, "flag", &flag(&id)).expect("it is taken");
    }
    let house = Person::named("house").with("sector", "business");
    assert_eq!(
        session.refused(&Person::named("rival 0").with("sector", "business"), "flag", &flag(&id)),
        P::Conflict
    );
    session.call(&house, "flag", &flag(&id)).expect("it is taken");
    assert_eq!(read(&mut session, &author, &id).state, State::Published, "one side hides nothing");
    session
        .call(&Person::named("other").with("sector", "cso"), "flag", &flag(&id))
        .expect("it is taken");
    let hidden = read(&mut session, &author, &id);
    assert_eq!((hidden.state, hidden.state_reason.as_deref()), (State::Hidden, Some("offensive")));
    assert_eq!(hidden.verdict.and_then(|verdict| verdict.rule).as_deref(), Some("flags"));
    assert_eq!(
        session.refused(&Person::anonymous(), "submission", &json!({"submission": id})),
        P::NotFound
    );
    assert_eq!(counts(&mut session), (0, 0));
    let row = queue(&mut session).page.items.remove(0);
    assert_eq!(
        (row.kind, row.flags[0].count, row.rules[0].rule.as_str()),
        (QueueKind::Flagged, 8, "flags")
    );
    let moderator = Person::moderator("m");
    decide(&mut session, &moderator, &id, json!({"action": "approve"})).expect("it stands");
    assert_eq!(counts(&mut session), (1, 0));
    // Those who were wrong weigh less now: four of them are 4/3 and hide nothing.
    let next = session.submit(&author, "t", "Another");
    for (n, sector) in ["business", "business", "business"].iter().enumerate() {
        let rival = Person::named(&format!("rival {n}")).with("sector", *sector);
        session.call(&rival, "flag", &flag(&next)).expect("it is taken");
    }
    session
        .call(&Person::named("other").with("sector", "cso"), "flag", &flag(&next))
        .expect("it is taken");
    assert_eq!(read(&mut session, &author, &next).state, State::Published);
    let other = json!({"target": {"kind": "submission", "id": next}, "draft": {"reason": "other", "note": " "}});
    assert_eq!(session.refused(&Person::named("x"), "flag", &other), P::InvalidFields);
}

#[test]
fn comments_are_reported_hidden_and_restored() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let (author, moderator) = (Person::named("a"), Person::moderator("m"));
    let id = session.submit(&author, "t", "A title");
    let say = |reply_to: Value| json!({"submission": id, "draft": {"body": "b", "stance": "against", "reply_to": reply_to}});
    let first: Comment = session.ask(&author, "comment", &say(Value::Null));
    let reply: Comment = session.ask(&author, "comment", &say(json!(first.id)));
    for wrong in [json!(reply.id), json!(id), json!("nope")] {
        assert_eq!(session.refused(&author, "comment", &say(wrong)), P::InvalidFields);
    }
    let about = json!({"kind": "comment", "id": first.id});
    let flag = json!({"target": about, "draft": {"reason": "other", "note": "why"}});
    session.call(&Person::named("b"), "flag", &flag).expect("it is taken");
    let row = queue(&mut session).page.items.remove(0);
    assert_eq!(
        (row.comment.map(|one| one.id), row.flags[0].notes.len()),
        (Some(first.id.clone()), 1)
    );
    let decide = |action: &str| json!({"draft": {"target": about, "action": action, "reason": if action == "hide" { json!("spam") } else { Value::Null }}});
    session.call(&moderator, "decide", &decide("hide")).expect("it is hidden");
    assert_eq!(counts(&mut session), (1, 1));
    let seen: Page<Comment> =
        session.ask(&Person::anonymous(), "comments", &json!({"submission": id}));
    assert_eq!(
        seen.items.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(),
        [reply.id.as_str()]
    );
    assert_eq!(session.refused(&Person::named("c"), "flag", &flag), P::NotFound);
    session.call(&moderator, "decide", &decide("restore")).expect("it is back");
    assert_eq!(counts(&mut session), (1, 2));
    for action in ["pin", "request_edit", "merge", "lock"] {
        assert_eq!(
            session.refused(&moderator, "decide", &decide(action)),
            P::InvalidFields,
            "{action}"
        );
    }
}

#[test]
fn moderators_hide_pin_lock_and_ask_for_an_edit() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let (author, moderator) =
        (Person::named("a").with("organisation", "One"), Person::moderator("m"));
    let id = session.submit(&author, "t", "A title");
    let colleague = Person::moderator("c").with("organisation", "One");
    assert_eq!(
        decide(&mut session, &colleague, &id, json!({"action": "hide", "reason": "spam"})),
        Err(P::OwnCase)
    );
    assert_eq!(
        decide(&mut session, &moderator, &id, json!({"action": "hide", "reason": "nope"})),
        Err(P::InvalidFields)
    );
    let asked = json!({"action": "request_edit", "reason": "unclear", "message": "Say more", "note": "inside"});
    let decision = decide(&mut session, &moderator, &id, asked).expect("it is decided");
    assert_eq!((decision.title.as_str(), decision.note.as_str()), ("A title", "inside"));
    let mine = read(&mut session, &author, &id);
    let verdict = mine.verdict.expect("it was decided");
    assert_eq!((mine.state, verdict.message.as_str()), (State::Pending, "Say more"));
    assert!(!serde_json::to_string(&verdict).expect("it is JSON").contains("inside"));
    session
        .call(&author, "edit", &json!({"submission": id, "version": 1, "patch": {"body": "more"}}))
        .expect("edited");
    assert_eq!(queue(&mut session).counts.edited, 1);
    decide(&mut session, &moderator, &id, json!({"action": "approve", "version": 2}))
        .expect("published");
    decide(&mut session, &moderator, &id, json!({"action": "pin"})).expect("pinned");
    assert_eq!(decide(&mut session, &moderator, &id, json!({"action": "pin"})), Err(P::WrongState));
    assert!(read(&mut session, &author, &id).pinned);
    let thread: Thread = session.ask(&author, "thread", &json!({"thread": "t"}));
    let lock = |action: &str| json!({"draft": {"target": {"kind": "thread", "id": thread.id}, "action": action}});
    session.call(&moderator, "decide", &lock("lock")).expect("locked");
    assert_eq!(session.refused(&moderator, "decide", &lock("lock")), P::WrongState);
    let draft = json!({"kind": "idea", "title": "A", "language": "en"});
    for (name, arguments) in [
        ("submit", json!({"thread": "t", "draft": draft})),
        ("vote", json!({"submission": id, "value": "agree"})),
        ("vote", json!({"submission": id, "value": null})),
        ("comment", json!({"submission": id, "draft": {"body": "b", "stance": "for"}})),
        ("edit", json!({"submission": id, "version": 2, "patch": {"title": "x"}})),
    ] {
        assert_eq!(session.refused(&author, name, &arguments), P::ThreadLocked, "{name}");
    }
    let flag = json!({"target": {"kind": "submission", "id": id}, "draft": {"reason": "spam"}});
    session.call(&Person::named("b"), "flag", &flag).expect("no lock forbids reporting");
    session
        .call(&author, "withdraw", &json!({"submission": id}))
        .expect("nor taking back one's words");
    assert_eq!((counts(&mut session), queue(&mut session).page.items.len()), ((0, 0), 0));
}
