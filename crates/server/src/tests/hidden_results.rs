//! While a thread hides its results, nobody reads them anywhere.

use axum::http::StatusCode;
use contract::{Page, ProblemCode, QueueItem, Role, Submission, VoteResult};
use serde_json::{Value, json};

use crate::testing::{Answer, TestApp};

/// When the threads of these tests end: a day after they begin.
const END: &str = "2021-08-27T03:42:00Z";

async fn ready(results: &str) -> (TestApp, Submission) {
    let test = TestApp::start().await;
    let voting = json!({"mode": "opinion", "budget": null, "results": results, "answer_at": null});
    test.thread("t", json!({"voting": voting, "closes_at": END})).await;
    let submission = test.submit("t", &test.user("author"), "A title").await;
    for number in 0..13 {
        test.vote(&submission.id, &test.user(&format!("v{number}")), "agree").await;
    }
    (test, submission)
}

/// Whether an answer tells a tally.
fn tells(answer: &Answer) -> bool {
    let text = answer.text();
    // The head line of a table names the column and tells nothing.
    let rows: String = text.lines().skip(1).collect();
    text.contains("\"agree\":")
        || rows.contains(",13,")
        || rows.contains(",12,")
        || rows.contains(",agree")
}

/// Every way to read a tally without having voted.
fn ways(id: &str) -> Vec<String> {
    vec![
        "/v1/threads/t/submissions".to_owned(),
        "/v1/threads/t/submissions?sort=random".to_owned(),
        "/v1/threads/t/submissions?q=title".to_owned(),
        "/v1/threads/t/similar?title=A+title".to_owned(),
        format!("/v1/submissions/{id}"),
        "/v1/threads/t/export.json".to_owned(),
        "/v1/threads/t/export.csv".to_owned(),
        "/v1/threads/t/export.csv?part=votes".to_owned(),
    ]
}

#[tokio::test]
async fn after_close_means_to_nobody_before() {
    let (test, submission) = ready("after_close").await;
    let voter = test.user("v0");
    for path in ways(&submission.id) {
        for token in [None, Some(&voter), Some(&test.user("author")), Some(&test.official())] {
            let ask = test.get(&path);
            let answer = match token {
                Some(token) => ask.by(token).send().await,
                None => ask.send().await,
            };
            assert_eq!(answer.status, StatusCode::OK);
            assert!(!tells(&answer), "{path} {}", answer.text());
        }
    }
    let result: VoteResult = test.vote(&submission.id, &voter, "disagree").await.json();
    assert_eq!(result.tally, None);
    let path = format!("/v1/submissions/{}/vote", submission.id);
    let answer = test.ask(axum::http::Method::DELETE, &path).by(&voter).send().await;
    assert_eq!(answer.json::<VoteResult>().tally, None);
    for sort in ["support", "broad"] {
        let path = format!("/v1/threads/t/submissions?sort={sort}");
        for ask in [test.get(&path), test.get(&path).by(&voter)] {
            assert_eq!(ask.send().await.problem(), ProblemCode::ResultsHidden, "{sort}");
        }
    }
    test.clock.advance(std::time::Duration::from_hours(24));
    for path in ways(&submission.id) {
        assert!(tells(&test.get(&path).send().await), "{path}");
    }
    let by_support = test.get("/v1/threads/t/submissions?sort=support").send().await;
    assert_eq!(by_support.status, StatusCode::OK);
}

#[tokio::test]
async fn after_vote_means_to_whoever_voted_on_that_one() {
    let (test, submission) = ready("after_vote").await;
    let other = test.submit("t", &test.user("author"), "Another title").await;
    let path = format!("/v1/submissions/{}", submission.id);
    assert_eq!(test.get(&path).send().await.json::<Submission>().tally, None);
    let late = test.user("late");
    assert_eq!(test.get(&path).by(&late).send().await.json::<Submission>().tally, None);
    let result: VoteResult = test.vote(&submission.id, &late, "pass").await.json();
    assert_eq!(result.tally.map(|tally| tally.participants), Some(14));
    let page: Page<Submission> =
        test.get("/v1/threads/t/submissions").by(&late).send().await.json();
    for one in page.items {
        assert_eq!(one.tally.is_some(), one.id == submission.id);
    }
    let vote = format!("{path}/vote");
    let back = test.ask(axum::http::Method::DELETE, &vote).by(&late).send().await;
    assert_eq!(back.json::<VoteResult>().tally, None);
    for path in ["/v1/threads/t/export.json", "/v1/threads/t/export.csv?part=votes"] {
        assert!(!tells(&test.get(path).by(&test.user("v0")).send().await), "{path}");
    }
    let refused =
        test.get("/v1/threads/t/submissions?sort=broad").by(&test.user("v0")).send().await;
    assert_eq!(refused.problem(), ProblemCode::ResultsHidden);
    assert_eq!(other.tally, None);
}

#[tokio::test]
async fn exported_votes_add_up_to_the_tallies_and_name_nobody() {
    let (test, submission) = ready("always").await;
    let export: Value = test.get("/v1/threads/t/export.json").send().await.json();
    let votes = export["votes"].as_array().expect("votes");
    assert_eq!(votes.len(), 13);
    assert!(votes.iter().all(|vote| vote["submission"] == submission.reference.as_str()));
    let mut people: Vec<_> = votes.iter().filter_map(|vote| vote["voter"].as_u64()).collect();
    people.dedup();
    assert_eq!(people, (1..=13).collect::<Vec<_>>());
    assert_eq!(votes[0].as_object().expect("a vote").len(), 3);
    assert_eq!(export["submissions"][0]["tally"]["agree"], 13);
    let csv = test.get("/v1/threads/t/export.csv?part=votes").send().await.text();
    assert_eq!(csv.lines().count(), 14);
}

#[tokio::test]
async fn a_small_sector_is_not_told() {
    let test = TestApp::start().await;
    test.thread("t", json!({})).await;
    let submission = test.submit("t", &test.user("author"), "A title").await;
    for number in 0..4 {
        test.vote(&submission.id, &test.user(&format!("v{number}")), "agree").await;
    }
    let path = format!("/v1/submissions/{}", submission.id);
    let tally = test.get(&path).send().await.json::<Submission>().tally.expect("open");
    assert_eq!((tally.agree, tally.by_sector["cso"]), (4, None));
}

#[tokio::test]
async fn the_queue_tells_a_moderator_no_more_than_others_see() {
    for (results, reach) in [("after_close", 0), ("after_vote", 0), ("always", 13)] {
        let (test, submission) = ready(results).await;
        let path = format!("/v1/submissions/{}/flags", submission.id);
        let flag = json!({"reason": "spam", "note": ""});
        let flagged = test.post(&path, &flag).by(&test.user("v0")).send().await;
        assert_eq!(flagged.status, StatusCode::CREATED);
        // Once more after the report, for the number is kept with the row.
        test.vote(&submission.id, &test.user("v1"), "disagree").await;
        let queue = test
            .get("/v1/moderation/queue")
            .by(&test.token("default", "m", &[Role::Moderator]))
            .send()
            .await;
        let items = queue.json::<Page<QueueItem>>().items;
        assert_eq!(items.iter().map(|item| item.reach).collect::<Vec<_>>(), [reach], "{results}");
    }
}
