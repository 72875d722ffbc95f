//! What each phase of a thread takes, and keys by which something sent twice is created once.

use contract::{ProblemCode as P, Submission};
use postgrest_checks::{Database, Person};
use serde_json::json;

#[test]
fn phases_take_what_they_take() {
    let database = Database::new();
    let (past, soon, later) =
        ("now() - interval '1 day'", "now() + interval '1 day'", "now() + interval '2 days'");
    let answer = "'{}'::jsonb";
    for (slug, with, taken) in [
        ("upcoming", vec![("opens_at", soon)], [false; 4]),
        (
            "collecting",
            vec![("voting_opens_at", soon), ("closes_at", later)],
            [true, true, false, true],
        ),
        (
            "voting",
            vec![("voting_opens_at", past), ("closes_at", soon)],
            [false, false, true, true],
        ),
        ("open", vec![("opens_at", past), ("closes_at", soon)], [true; 4]),
        ("open-answered", vec![("closes_at", soon), ("response", answer)], [true; 4]),
        ("closed", vec![("closes_at", past)], [false; 4]),
        ("answered", vec![("closes_at", past), ("response", answer)], [false; 4]),
        ("answered-open-end", vec![("response", answer)], [false; 4]),
    ] {
        database.thread(slug, &[]);
        let mut session = database.session();
        let author = Person::named("a");
        let id = session.submit(&author, slug, "A title");
        let set: Vec<_> = with.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let sql = format!("UPDATE open_forum.threads SET {} WHERE slug = '{slug}'", set.join(", "));
        database.operator().batch_execute(&sql).expect("it stands so");
        let draft = json!({"kind": "idea", "title": "A", "language": "en"});
        let calls = [
            ("submit", json!({"thread": slug, "draft": draft})),
            ("edit", json!({"submission": id, "version": 1, "patch": {"title": "x"}})),
            ("vote", json!({"submission": id, "value": "agree"})),
            ("comment", json!({"submission": id, "draft": {"body": "b", "stance": "for"}})),
        ];
        for ((name, arguments), taken) in calls.iter().zip(taken) {
            let code =
                session.call(&author, name, arguments).err().and_then(|refusal| refusal.code);
            assert_eq!(code, (!taken).then_some(P::ThreadClosed), "{name} in {slug}");
        }
        session.call(&author, "withdraw", &json!({"submission": id})).expect("always");
    }
}

#[test]
fn a_key_creates_once() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let (author, other) = (Person::named("a"), Person::named("b"));
    let submit = |title: &str, key: &str| json!({"thread": "t", "draft": {"kind": "idea", "title": title, "language": "en"}, "key": key});
    let first: Submission = session.ask(&author, "submit", &submit("A", "k"));
    let again: Submission = session.ask(&author, "submit", &submit("A", "k"));
    assert_eq!(first, again);
    assert_eq!(session.refused(&author, "submit", &submit("B", "k")), P::KeyReused);
    let comment =
        json!({"submission": first.id, "draft": {"body": "b", "stance": "for"}, "key": "k"});
    assert_eq!(session.refused(&author, "comment", &comment), P::KeyReused);
    let theirs: Submission = session.ask(&other, "submit", &submit("A", "k"));
    assert_ne!(theirs.id, first.id);
    for bad in ["with space", "ก", &"k".repeat(129)] {
        assert_eq!(
            session.refused(&author, "submit", &submit("A", bad)),
            P::InvalidFields,
            "{bad:?}"
        );
    }
    // In several windows at the same time too.
    let ids: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..8)
            .map(|_| {
                let (database, author) = (&database, &author);
                scope.spawn(move || {
                    let mut session = database.session();
                    session.ask::<Submission>(author, "submit", &submit("At once", "once")).id
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().expect("it ends")).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let flag = json!({"target": {"kind": "submission", "id": first.id}, "draft": {"reason": "spam"}, "key": "f"});
    let one = session.call(&other, "flag", &flag).expect("it is taken");
    assert_eq!(session.call(&other, "flag", &flag).expect("it is the same"), one);
    let old = "UPDATE open_forum.idempotency SET at = at - interval '25 hours'";
    database.operator().batch_execute(old).expect("a day passes");
    let later: Submission = session.ask(&author, "submit", &submit("C", "k"));
    assert_ne!(later.id, first.id);
}
