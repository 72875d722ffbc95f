//! Votes of support, and their budget.

use std::thread;

use contract::{Capability, ProblemCode, Submission, Thread, VoteChoice, VoteResult};
use serde_json::json;

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    fail::Held,
    suite::{FINE, Suite},
};

/// Supports that a person may give.
const BUDGET: u32 = 3;

const PUT: Source = Source::Operation("put_vote");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::VoteSupport];

pub(super) const CHECKS: &[Check] = &[
    check(
        "support.counts",
        PARTICIPATE,
        NEEDS,
        PUT,
        "In support mode a support counts as one, and agree is 422 wrong-voting-mode.",
        count,
    ),
    check(
        "support.budget",
        PARTICIPATE,
        NEEDS,
        PUT,
        "A person gives as many supports as the budget says; the next is 409 budget-spent, and one taken back is free again.",
        budget,
    ),
    check(
        "support.left",
        PARTICIPATE,
        NEEDS,
        Source::Operation("get_me"),
        "votes_left counts down with each support, in the answer and in /v1/me.",
        left,
    ),
    check(
        "support.at-once",
        PARTICIPATE,
        NEEDS,
        PUT,
        "A budget is not overspent by supports at once.",
        at_once,
    ),
];

fn ready(suite: &Suite, count: usize) -> Held<(Thread, Vec<Submission>)> {
    let voting =
        json!({"mode": "support", "budget": BUDGET, "results": "always", "answer_at": null});
    let thread = suite.open(json!({"voting": voting}))?;
    let author = suite.participant(1)?;
    let titles = (0..count).map(|number| format!("Supported {number}"));
    let all = titles.map(|title| suite.submit(&thread, &author, &title)).collect::<Held<_>>()?;
    Ok((thread, all))
}

fn count(suite: &Suite) -> Held {
    let (_, all) = ready(suite, 1)?;
    let voter = suite.participant(1)?;
    for one in &all {
        let path = format!("/v1/submissions/{}/vote", one.id);
        let agree = suite.put(&*path, &json!({"value": "agree"})).by(&voter);
        agree.refused(ProblemCode::WrongVotingMode)?;
        for _ in 0..2 {
            let answer =
                suite.put(&*path, &json!({"value": "support"})).by(&voter).send()?.is(200)?;
            let result: VoteResult = answer.read()?;
            let tally = result.tally.map(|tally| (tally.support, tally.participants, tally.agree));
            answer.equal("support, participants, agree", &tally, &Some((1, 1, 0)))?;
        }
    }
    FINE
}

fn budget(suite: &Suite) -> Held {
    let (_, all) = ready(suite, BUDGET as usize + 1)?;
    let voter = suite.participant(1)?;
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return FINE };
    for one in all.iter().take(BUDGET as usize) {
        suite.vote(&one.id, &voter, VoteChoice::Support)?;
    }
    let path = format!("/v1/submissions/{}/vote", last.id);
    let over = suite.put(&*path, &json!({"value": "support"})).by(&voter);
    over.refused(ProblemCode::BudgetSpent)?;
    // What stands may be said again.
    suite.vote(&first.id, &voter, VoteChoice::Support)?;
    suite.delete(format!("/v1/submissions/{}/vote", first.id)).by(&voter).send()?.is(200)?;
    over.send()?.is(200)?;
    let answer = suite.get(format!("/v1/submissions/{}", last.id)).send()?.is(200)?;
    let support = answer.read::<Submission>()?.tally.map(|tally| tally.support);
    answer.equal("support", &support, &Some(1))
}

fn left(suite: &Suite) -> Held {
    let (thread, all) = ready(suite, 2)?;
    let voter = suite.participant(1)?;
    for (one, expected) in all.iter().zip([BUDGET - 1, BUDGET - 2]) {
        let path = format!("/v1/submissions/{}/vote", one.id);
        let answer = suite.put(path, &json!({"value": "support"})).by(&voter).send()?.is(200)?;
        answer.equal("votes_left", &answer.read::<VoteResult>()?.votes_left, &Some(expected))?;
        let answer = suite.get("/v1/me").by(&voter).send()?.is(200)?;
        let left = answer.read::<contract::Me>()?.votes_left.get(&thread.id).copied();
        answer.equal("votes_left of the thread", &left, &Some(expected))?;
    }
    FINE
}

fn at_once(suite: &Suite) -> Held {
    let (thread, all) = ready(suite, 10)?;
    let voter = suite.participant(1)?;
    let answers: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = all
            .iter()
            .map(|one| {
                let path = format!("/v1/submissions/{}/vote", one.id);
                let ask = suite.put(path, &json!({"value": "support"})).by(&voter);
                scope.spawn(move || ask.send())
            })
            .collect();
        running.into_iter().filter_map(|vote| vote.join().ok()).collect()
    });
    for answer in answers {
        let answer = answer?;
        if answer.status != 200 {
            answer.problem(ProblemCode::BudgetSpent)?;
        }
    }
    let answer = suite.get(format!("/v1/threads/{}", thread.id)).send()?.is(200)?;
    let shown = suite.all(&thread, "sort=newest", None)?;
    let given: u32 =
        shown.iter().filter_map(|one| one.tally.as_ref()).map(|tally| tally.support).sum();
    answer.equal("supports of one person", &given, &BUDGET)
}
