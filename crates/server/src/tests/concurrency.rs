//! One person, one vote, whatever comes at the same time.

use contract::{Submission, VoteResult};
use serde_json::json;

use crate::testing::TestApp;

/// Votes of one person at the same time.
const AT_ONCE: usize = 64;
/// How often that is done.
const ROUNDS: usize = 200;

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
        let answers = futures_util::future::join_all(votes).await;
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
    let answers = futures_util::future::join_all(votes).await;
    let taken = answers.iter().filter(|answer| answer.status.is_success()).count();
    let refused = answers.iter().filter(|answer| answer.status.as_u16() == 409).count();
    assert_eq!((taken, refused), (3, 7));
    let me: contract::Me = test.get("/v1/me").by(&person).send().await.json();
    assert_eq!(me.votes_left.values().copied().collect::<Vec<_>>(), [0]);
}
