//! Hidden results and small cells: no function tells what nobody may know.

use std::collections::BTreeMap;

use contract::{Page, ProblemCode as P, Queue, SectorTally, Submission, Thread, VoteResult};
use postgrest_checks::{Database, Person, Session};
use proptest::{prelude::*, test_runner::TestRunner};
use rules::tally::{Cell, tally};
use serde_json::{Value, json};

/// Everything that the functions of the API answer to a person about a thread.
fn all_answers(session: &mut Session, who: &Person, thread: &str, id: &str) -> Vec<Value> {
    let mut calls = vec![
        ("threads", json!({})),
        ("thread", json!({"thread": thread})),
        ("submission", json!({"submission": id})),
        ("history", json!({"submission": id})),
        ("comments", json!({"submission": id})),
        ("similar", json!({"thread": thread, "title": "A title"})),
    ];
    for sort in ["newest", "discussed", "unseen", "random"] {
        calls.push(("submissions", json!({"thread": thread, "sort": sort, "page_size": 1})));
        calls.push(("submissions", json!({"thread": thread, "sort": sort, "q": "title"})));
    }
    if who.role == "authenticated" {
        calls.push(("me", json!({})));
        calls.push(("submissions", json!({"thread": thread, "author": "me"})));
    }
    if who.claims["roles"].as_array().is_some_and(|roles| roles.contains(&json!("moderator"))) {
        calls.push(("queue", json!({})));
    }
    calls
        .into_iter()
        .map(|(name, arguments)| session.call(who, name, &arguments).expect("it answers"))
        .collect()
}

/// Every value of a field of this name, however deep.
fn fields<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get(name));
            object.values().for_each(|value| fields(value, name, found));
        }
        Value::Array(items) => items.iter().for_each(|value| fields(value, name, found)),
        _ => {}
    }
}

/// Makes a thread in which 31 people of three sectors voted on the first of two submissions.
fn voted(database: &Database, slug: &str, results: &str) -> [String; 2] {
    database.thread(
        slug,
        &[("voting_results", &format!("'{results}'")), ("closes_at", "now() + interval '1 day'")],
    );
    let mut session = database.session();
    let author = Person::named("author");
    let ids =
        [session.submit(&author, slug, "A title"), session.submit(&author, slug, "Another title")];
    let flag = json!({"target": {"kind": "submission", "id": ids[0]}, "draft": {"reason": "spam"}});
    session.call(&Person::named("reporter"), "flag", &flag).expect("it is reported");
    for n in 0..31 {
        let sector = ["cso", "business", "resident"][n % 3];
        let voter = Person::named(&format!("voter {n}")).with("sector", sector);
        let value = if n % 4 == 0 { "disagree" } else { "agree" };
        session
            .call(&voter, "vote", &json!({"submission": ids[0], "value": value}))
            .expect("it counts");
    }
    ids
}

#[test]
fn hidden_results_are_in_no_answer() {
    let database = Database::new();
    for (slug, results) in [("after-vote", "after_vote"), ("after-close", "after_close")] {
        let [id, _] = voted(&database, slug, results);
        let mut session = database.session();
        let people = [
            Person::anonymous(),
            Person::named("author"),
            Person::named("reader"),
            Person::moderator("moderator"),
            Person::named("official").with("roles", json!(["official", "participant"])),
        ];
        for who in &people {
            for answer in all_answers(&mut session, who, slug, &id) {
                for name in
                    ["tally", "votes", "union_support", "broad", "by_sector", "answer_due_at"]
                {
                    let mut found = Vec::new();
                    fields(&answer, name, &mut found);
                    found.retain(|value| !value.is_null());
                    assert!(found.is_empty(), "{slug} {name} {}: {answer:#}", who.claims);
                }
                let mut reach = Vec::new();
                fields(&answer, "reach", &mut reach);
                assert!(reach.iter().all(|reach| **reach == json!(0)), "{reach:?}");
            }
            for sort in ["support", "broad"] {
                let list = json!({"thread": slug, "sort": sort});
                assert_eq!(session.refused(who, "submissions", &list), P::ResultsHidden);
            }
        }
        let voter = Person::named("voter 1").with("sector", "business");
        let vote = json!({"submission": id, "value": "pass"});
        let own: VoteResult = session.ask(&voter, "vote", &vote);
        assert_eq!(own.tally.is_some(), results == "after_vote", "{slug}");
        let taken: VoteResult =
            session.ask(&voter, "vote", &json!({"submission": id, "value": null}));
        assert_eq!(taken.tally, None, "{slug}");
    }
}

#[test]
fn after_the_end_everybody_sees_results() {
    let database = Database::new();
    for (slug, results) in [("after-vote", "after_vote"), ("after-close", "after_close")] {
        let [id, _] = voted(&database, slug, results);
        // The end comes; only the operator of the database can move it by hand.
        let end = format!(
            "ALTER TABLE open_forum.threads DISABLE TRIGGER keep_promises;
             UPDATE open_forum.threads SET closes_at = now() WHERE slug = '{slug}';
             ALTER TABLE open_forum.threads ENABLE TRIGGER keep_promises"
        );
        database.operator().batch_execute(&end).expect("it ends");
        let (mut session, reader) = (database.session(), Person::anonymous());
        let seen: Submission = session.ask(&reader, "submission", &json!({"submission": id}));
        assert_eq!(seen.tally.expect("it ended").participants, 31);
        let thread: Thread = session.ask(&reader, "thread", &json!({"thread": slug}));
        assert_eq!(thread.counts.votes, Some(31));
        let list: Page<Submission> =
            session.ask(&reader, "submissions", &json!({"thread": slug, "sort": "support"}));
        assert_eq!(list.items[0].id, id);
    }
}

#[test]
fn a_promise_about_results_is_kept_by_the_database() {
    let database = Database::new();
    let [id, _] = voted(&database, "t", "after_close");
    let mut operator = database.operator();
    for change in [
        "voting_results = 'always'",
        "voting_results = 'after_vote'",
        "voting_mode = 'support'",
        "closes_at = now()",
        "closes_at = closes_at - interval '1 second'",
    ] {
        let sql = format!("UPDATE open_forum.threads SET {change} WHERE slug = 't'");
        let error = operator.batch_execute(&sql).expect_err("it was promised");
        let said = error.as_db_error().map(|error| error.message().to_owned());
        assert_eq!(said.as_deref(), Some("promise-kept"), "{change}");
    }
    let sql = "UPDATE open_forum.threads SET closes_at = closes_at + interval '1 day', title = 'B'";
    operator.batch_execute(sql).expect("later is allowed");
    operator.batch_execute("UPDATE open_forum.threads SET anonymous = true").expect("stricter too");
    operator
        .batch_execute("UPDATE open_forum.threads SET anonymous = false")
        .expect_err("for good");
    let mut session = database.session();
    let queue: Queue = session.ask(&Person::moderator("m"), "queue", &json!({}));
    assert_eq!(queue.page.items[0].target.id, id);
}

#[test]
fn small_cells_are_those_of_the_rules() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let id = session.submit(&Person::named("author"), "t", "A title");
    let forum: contract::Forum = session.ask(&Person::anonymous(), "forum", &json!({}));
    let sectors: Vec<String> = forum.sectors.into_iter().map(|term| term.id).collect();
    let mut operator = database.operator();
    let set = operator
        .prepare(
            "INSERT INTO open_forum.tallies SELECT $1::text::uuid, x.* FROM jsonb_to_recordset($2)
             AS x (sector text, agree int, disagree int, pass int, support int)",
        )
        .expect("a statement");
    // Few sectors have votes and most cells are small, as in life.
    let cells = prop::collection::btree_map(
        0..15_usize,
        (0..4_u32, 0..4_u32, 0..3_u32, prop_oneof![Just(0_u32), 0..12_u32]),
        0..7,
    );
    let mut runner = TestRunner::new(ProptestConfig { cases: 400, ..ProptestConfig::default() });
    let session = std::cell::RefCell::new(session);
    let operator = std::cell::RefCell::new(operator);
    runner
        .run(&cells, |cells| {
            let votes = |(agree, disagree, pass, more): (u32, u32, u32, u32)| SectorTally {
                agree: agree + more,
                disagree,
                pass,
                support: 0,
            };
            // Number 13 named no sector, number 14 one that the forum has no more.
            let name = |n: usize| match n {
                13 => "",
                14 => "gone",
                n => sectors[n].as_str(),
            };
            let cells: BTreeMap<&str, SectorTally> =
                cells.into_iter().map(|(n, counts)| (name(n), votes(counts))).collect();
            let rows: Vec<_> = cells
                .iter()
                .map(|(sector, votes)| {
                    let mut row = serde_json::to_value(votes).expect("numbers");
                    row["sector"] = json!(sector);
                    row
                })
                .collect();
            let mut operator = operator.borrow_mut();
            operator.batch_execute("DELETE FROM open_forum.tallies").expect("none are left");
            operator.execute(&set, &[&id, &json!(rows)]).expect("they are set");
            let found: Submission = session.borrow_mut().ask(
                &Person::anonymous(),
                "submission",
                &json!({"submission": id}),
            );
            let mut found = found.tally.expect("open results");
            let known = cells.iter().map(|(sector, votes)| Cell {
                sector: (!sector.is_empty()).then_some(*sector),
                votes: *votes,
            });
            let mut expected = tally(sectors.iter().map(String::as_str), known);
            let (a, b) = (found.broad.take(), expected.broad.take());
            prop_assert_eq!(found, expected);
            prop_assert_eq!(a.is_some(), b.is_some());
            prop_assert!((a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() < 1e-12);
            Ok(())
        })
        .expect("as the rules have it");
}

#[test]
fn orders_tell_no_more_than_the_published_cells() {
    let database = Database::new();
    let [id, other] = voted(&database, "t", "always");
    let mut session = database.session();
    let list: Page<Submission> =
        session.ask(&Person::anonymous(), "submissions", &json!({"thread": "t", "sort": "broad"}));
    assert_eq!([&list.items[0].id, &list.items[1].id], [&id, &other]);
    let kept: f64 = database
        .value(&format!("SELECT broad_score FROM open_forum.submissions WHERE id = '{id}'"));
    let broad = list.items[0].tally.as_ref().and_then(|tally| tally.broad).expect("three sectors");
    assert!((kept - broad).abs() < 1e-12);
    let support: f64 = database
        .value(&format!("SELECT support_score FROM open_forum.submissions WHERE id = '{id}'"));
    assert!((support - rules::ranking::wilson_lower(23, 31)).abs() < 1e-12, "{support}");
}
