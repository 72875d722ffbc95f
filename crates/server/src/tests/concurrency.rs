//! One person, one vote, whatever comes at the same time.

use std::{cell::Cell, collections::HashMap};

use contract::{Export, Submission, VoteChoice, VoteResult};
use futures_util::future::join_all;
use serde_json::json;

use crate::testing::TestApp;

/// Votes of one person at the same time.
const AT_ONCE: usize = 64;
/// How often that is done.
const ROUNDS: usize = 200;
/// Exports while votes come in.
const EXPORTS: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_votes_at_once_one_counts_in_each_of_200_rounds() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let submission = test.submit("t", &test.user("author"), "A title").await;
    let path = format!("/v1/submissions/{}", submission.id);
    let person = test.user("voter");
    for round in 0..ROUNDS {
        let votes = (0..AT_ONCE).map(|number| {
            let value = ["agree", "disagree", "pass"][(number * 7 + round) % 3];
            test.vote(&submission.id, &person, value)
        });
        let answers = join_all(votes).await;
        for answer in answers {
            let result: VoteResult = answer.json();
            let tally = result.tally.expect("results are open");
            assert_eq!(tally.participants, 1, "round {round}");
        }
        let now: Submission = test.get(&path).by(&person).send().await.json();
        let tally = now.tally.expect("results are open");
        let counted = [tally.agree, tally.disagree, tally.pass, tally.support];
        assert_eq!(counted.iter().sum::<u32>(), 1, "round {round}: {counted:?}");
        let mine = now.my_vote.expect("voted").as_str();
        let place = ["agree", "disagree", "pass"].iter().position(|value| *value == mine);
        assert_eq!(counted[place.expect("a known vote")], 1, "round {round}");
    }
    let export: serde_json::Value = test.get("/v1/threads/t/export.json").send().await.json();
    assert_eq!(export["votes"].as_array().expect("votes").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_budget_is_never_overspent() {
    let test = TestApp::start().await;
    let voting = json!({"mode": "support", "budget": 3, "results": "always", "answer_at": null});
    test.thread("t", json!({"voting": voting})).await;
    let person = test.user("voter");
    let mut submissions = Vec::new();
    for number in 0..10 {
        submissions.push(test.submit("t", &person, &format!("Number {number}")).await);
    }
    let votes = submissions.iter().map(|submission| test.vote(&submission.id, &person, "support"));
    let answers = join_all(votes).await;
    let taken = answers.iter().filter(|answer| answer.status.is_success()).count();
    let refused = answers.iter().filter(|answer| answer.status.as_u16() == 409).count();
    assert_eq!((taken, refused), (3, 7));
    let me: contract::Me = test.get("/v1/me").by(&person).send().await.json();
    assert_eq!(me.votes_left.values().copied().collect::<Vec<_>>(), [0]);
}

/// Whoever adds up the votes of an export gets its tallies, whatever comes in
/// while it is read.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_of_40_exports_adds_up_while_people_vote() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let author = test.user("author");
    let titles: Vec<_> = (0..6).map(|number| format!("Number {number}")).collect();
    let submissions = join_all(titles.iter().map(|title| test.submit("t", &author, title))).await;
    let people: Vec<_> = (0..12).map(|number| test.user(&format!("v{number}"))).collect();
    let ended = Cell::new(false);
    let voting = async {
        let mut round = 0;
        while !ended.get() {
            let votes = people.iter().enumerate().map(|(number, person)| {
                let value = ["agree", "disagree", "pass"][(number + round / 6) % 3];
                test.vote(&submissions[(number + round) % 6].id, person, value)
            });
            for answer in join_all(votes).await {
                assert!(answer.status.is_success(), "{}", answer.text());
            }
            round += 1;
        }
    };
    let exporting = async {
        let mut before = Vec::new();
        let mut changed = 0;
        // Those between which no vote was written prove nothing.
        while changed < EXPORTS {
            let export: Export = test.get("/v1/threads/t/export.json").send().await.json();
            assert_adds_up(&export, changed);
            changed += usize::from(before != export.votes);
            before = export.votes;
        }
        ended.set(true);
    };
    futures_util::future::join(voting, exporting).await;
}

/// Tallies equal the rows of votes, and the thread's own count does too.
fn assert_adds_up(export: &Export, number: usize) {
    let mut rows: HashMap<_, u32> = HashMap::new();
    for vote in &export.votes {
        *rows.entry((vote.submission.as_str(), vote.value.as_str())).or_default() += 1;
    }
    assert_eq!(export.submissions.len(), 6);
    for submission in &export.submissions {
        let tally = submission.tally.as_ref().expect("results are open");
        let counted = [
            (VoteChoice::Agree, tally.agree),
            (VoteChoice::Disagree, tally.disagree),
            (VoteChoice::Pass, tally.pass),
            (VoteChoice::Support, tally.support),
        ];
        for (value, counted) in counted {
            let found = rows.remove(&(submission.reference.as_str(), value.as_str()));
            assert_eq!(found.unwrap_or_default(), counted, "export {number}: {value:?}");
        }
    }
    assert!(rows.is_empty(), "export {number}: votes on what it does not hold: {rows:?}");
    assert_eq!(Some(export.votes.len() as u64), export.thread.counts.votes, "export {number}");
}
