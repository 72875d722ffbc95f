//! One person, one vote; counters that are exact whatever comes at the same time.

use std::thread::scope;

use contract::{ProblemCode as P, Submission, Thread, VoteResult};
use postgrest_checks::{Database, Person};
use serde_json::{Value, json};

const CONNECTIONS: usize = 8;
const ROUNDS: usize = 200;
const AT_ONCE: usize = 64;

/// Every counter beside what it counts; all must be equal.
const COUNTERS: &str = "
    SELECT coalesce(bool_and(ok), true) FROM (
      SELECT s.votes_count = (SELECT count(*) FROM open_forum.votes v WHERE v.submission = s.id)
        AND s.votes_count = (SELECT coalesce(sum(agree + disagree + pass + support), 0)
          FROM open_forum.tallies c WHERE c.submission = s.id)
        AND s.comments_count = (SELECT count(*) FROM open_forum.comments c
          WHERE c.submission = s.id AND c.state = 'published')
        AND NOT EXISTS (SELECT FROM open_forum.tallies c WHERE c.submission = s.id
          AND (c.agree, c.disagree, c.pass, c.support) <> (
            SELECT count(*) FILTER (WHERE value = 'agree'), count(*) FILTER (WHERE value = 'disagree'),
              count(*) FILTER (WHERE value = 'pass'), count(*) FILTER (WHERE value = 'support')
            FROM open_forum.votes v WHERE v.submission = s.id AND v.sector = c.sector)) AS ok
      FROM open_forum.submissions s
      UNION ALL
      SELECT t.submissions_count = count(s.id) AND t.votes_count = coalesce(sum(s.votes_count), 0)
        AND t.comments_count = coalesce(sum(s.comments_count), 0)
        AND t.participants_count = (SELECT count(*) FROM open_forum.thread_people p WHERE p.thread = t.id)
      FROM open_forum.threads t
      LEFT JOIN open_forum.submissions s ON s.thread = t.id AND s.state = 'published'
      GROUP BY t.id) AS of";

/// Who took part in a thread and how often, counted anew.
const DEEDS: &str = "
    SELECT NOT EXISTS (
      (SELECT thread, participant, deeds::bigint FROM open_forum.thread_people)
      EXCEPT
      SELECT thread, person, count(*) FROM (
        SELECT thread, author AS person FROM open_forum.submissions
        UNION ALL SELECT thread, participant FROM open_forum.votes
        UNION ALL SELECT s.thread, c.author FROM open_forum.comments c
          JOIN open_forum.submissions s ON s.id = c.submission) AS deeds
      GROUP BY thread, person)";

#[test]
fn sixty_four_votes_of_one_person_at_once_are_one_vote() {
    let database = Database::new();
    database.thread("t", &[]);
    let id = database.session().submit(&Person::named("author"), "t", "A title");
    let voter = Person::named("voter").with("sector", "cso");
    let values = [json!("agree"), json!("disagree"), json!("pass"), Value::Null];
    let mut sessions: Vec<_> = (0..CONNECTIONS).map(|_| database.session()).collect();
    let mut operator = database.operator();
    for round in 0..ROUNDS {
        scope(|scope| {
            for (connection, session) in sessions.iter_mut().enumerate() {
                let (id, voter, values) = (&id, &voter, &values);
                scope.spawn(move || {
                    for turn in 0..AT_ONCE / CONNECTIONS {
                        // The last of each round casts a vote, so that one row is left.
                        let last = turn + 1 == AT_ONCE / CONNECTIONS;
                        let kinds = if last { 3 } else { 4 };
                        let value = &values[(round + turn * 7 + connection * 5) % kinds];
                        let arguments = json!({"submission": id, "value": value});
                        session.ask::<VoteResult>(voter, "vote", &arguments);
                    }
                });
            }
        });
        let rows = operator.query_one("SELECT count(*) FROM open_forum.votes", &[]);
        assert_eq!(rows.expect("it counts").get::<_, i64>(0), 1, "round {round}");
        let exact = operator.query_one(COUNTERS, &[]).expect("it counts");
        assert!(exact.get::<_, bool>(0), "counters of round {round}");
    }
    assert!(database.value::<bool>(DEEDS));
    let seen: Submission = database.session().ask(&voter, "submission", &json!({"submission": id}));
    let tally = seen.tally.expect("open results");
    assert_eq!(tally.participants, 1);
    assert!(seen.my_vote.is_some());
}

#[test]
fn the_last_support_of_a_budget_is_given_once() {
    let database = Database::new();
    let budget = [("voting_mode", "'support'"), ("voting_budget", "2")];
    database.thread("t", &budget);
    let mut session = database.session();
    let ids: Vec<_> = (0..3)
        .map(|n| session.submit(&Person::named("author"), "t", &format!("Title {n}")))
        .collect();
    let mut sessions: Vec<_> = (0..2).map(|_| database.session()).collect();
    for round in 0..100 {
        let voter = Person::named(&format!("voter {round}"));
        let first = json!({"submission": ids[0], "value": "support"});
        let left = session.ask::<VoteResult>(&voter, "vote", &first).votes_left;
        assert_eq!(left, Some(1));
        let outcomes: Vec<_> = scope(|scope| {
            let running: Vec<_> = sessions
                .iter_mut()
                .zip(&ids[1..])
                .map(|(session, id)| {
                    let voter = &voter;
                    scope.spawn(move || {
                        session.call(voter, "vote", &json!({"submission": id, "value": "support"}))
                    })
                })
                .collect();
            running.into_iter().map(|one| one.join().expect("it ends")).collect()
        });
        let refused: Vec<_> = outcomes.iter().filter_map(|one| one.as_ref().err()).collect();
        assert_eq!(refused.len(), 1, "round {round}: {outcomes:?}");
        assert_eq!(refused[0].code, Some(P::BudgetSpent));
    }
    assert!(database.value::<bool>(COUNTERS) && database.value::<bool>(DEEDS));
    // One that is taken back, or whose submission is gone, can be given again.
    let voter = Person::named("voter 0");
    session
        .call(&voter, "vote", &json!({"submission": ids[0], "value": null}))
        .expect("taken back");
    session
        .call(&Person::named("author"), "withdraw", &json!({"submission": ids[1]}))
        .expect("gone");
    let me: contract::Me = session.ask(&voter, "me", &json!({}));
    let left: Vec<_> = me.votes_left.values().copied().collect();
    assert!(left == [1] || left == [2], "{left:?}");
}

#[test]
fn whatever_comes_at_once_the_counters_fit_and_nobody_is_thrown_out() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let authors: Vec<_> = (0..6).map(|n| Person::named(&format!("author {n}"))).collect();
    let ids: Vec<_> = authors.iter().map(|who| session.submit(who, "t", "A title")).collect();
    scope(|scope| {
        for worker in 0..CONNECTIONS {
            let (database, authors, ids) = (&database, &authors, &ids);
            scope.spawn(move || {
                let mut session = database.session();
                // A walk without chance that differs from worker to worker.
                let mut state = 0x9e37_79b9_u64.wrapping_mul(worker as u64 + 1);
                for _ in 0..150 {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let pick = |of: usize, shift: u32| usize::try_from(state >> shift & 0xffff).unwrap_or(0) % of;
                    let id = &ids[pick(ids.len() - 1, 8)];
                    let who = Person::named(&format!("person {}", pick(12, 24)));
                    let target = json!({"kind": "submission", "id": id});
                    let (who, name, arguments) = match pick(8, 40) {
                        0 => (who, "comment", json!({"submission": id, "draft": {"body": "b", "stance": "for"}})),
                        1 => (who, "flag", json!({"target": target, "draft": {"reason": "spam"}})),
                        2 => (Person::moderator("m1"), "decide",
                            json!({"draft": {"target": target, "action": "hide", "reason": "spam"}})),
                        3 | 4 => (Person::moderator("m2"), "decide",
                            json!({"draft": {"target": target, "action": "restore"}})),
                        5 => (who, "vote", json!({"submission": id, "value": null})),
                        _ => (who, "vote", json!({"submission": id, "value": "agree"})),
                    };
                    if let Err(refusal) = session.call(&who, name, &arguments) {
                        assert!(refusal.code.is_some(), "{name}: {refusal:?}");
                    }
                }
                if worker == 0 {
                    let gone = json!({"submission": ids[ids.len() - 1]});
                    session.call(&authors[ids.len() - 1], "withdraw", &gone).expect("taken back");
                }
            });
        }
    });
    assert!(database.value::<bool>(COUNTERS));
    assert!(database.value::<bool>(DEEDS));
}

#[test]
fn a_vote_is_cast_changed_and_taken_back() {
    let database = Database::new();
    database.thread("t", &[]);
    database.thread("s", &[("voting_mode", "'support'")]);
    let mut session = database.session();
    let voter = Person::named("voter");
    let id = session.submit(&Person::named("author"), "t", "A title");
    for (value, counts) in [("agree", [1, 0, 0]), ("disagree", [0, 1, 0]), ("pass", [0, 0, 1])] {
        let arguments = json!({"submission": id, "value": value});
        let result: VoteResult = session.ask(&voter, "vote", &arguments);
        let tally = result.tally.expect("open results");
        assert_eq!([tally.agree, tally.disagree, tally.pass], counts);
    }
    for _ in 0..2 {
        let result: VoteResult =
            session.ask(&voter, "vote", &json!({"submission": id, "value": null}));
        assert_eq!((result.my_vote, result.tally.map(|tally| tally.participants)), (None, Some(0)));
    }
    let wrong = |value: &str| json!({"submission": id, "value": value});
    assert_eq!(session.refused(&voter, "vote", &wrong("support")), P::WrongVotingMode);
    assert_eq!(session.refused(&voter, "vote", &wrong("AGREE")), P::Malformed);
    let other = session.submit(&voter, "s", "A title");
    let opinion = json!({"submission": other, "value": "agree"});
    assert_eq!(session.refused(&voter, "vote", &opinion), P::WrongVotingMode);
    let thread: Thread = session.ask(&voter, "thread", &json!({"thread": "t"}));
    assert_eq!((thread.counts.votes, thread.counts.participants), (Some(0), 1));
}
