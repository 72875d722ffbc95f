//! Results that a thread hides are hidden everywhere.

use contract::{Capability, Export, Page, ResultsRule, Submission, Thread, VoteChoice, VoteResult};
use serde_json::{Value, json};

use super::{PARTICIPATE, Source, check, sorts};
use crate::{
    Check,
    content::submissions_of,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

const HIDDEN: Source = Source::Section("Known quirks");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::VoteOpinion];

pub(super) const CHECKS: &[Check] = &[
    check(
        "results.after-vote",
        PARTICIPATE,
        NEEDS,
        HIDDEN,
        "Where results are shown after voting, the tally is null until one's own vote on that submission stands, and again once it is taken back.",
        after_vote,
    ),
    check(
        "results.after-close",
        PARTICIPATE,
        NEEDS,
        HIDDEN,
        "Where results are shown after the end, nobody reads a tally before it, whoever they are; then everybody does.",
        after_close,
    ),
    check(
        "results.orders",
        PARTICIPATE,
        NEEDS,
        HIDDEN,
        "While results are hidden, sort=support and sort=broad are 422 results-hidden, for those who voted as well.",
        orders,
    ),
    check(
        "results.ways",
        PARTICIPATE,
        NEEDS,
        HIDDEN,
        "While results are hidden, no list, search, similar submission or thread tells them.",
        ways,
    ),
    check(
        "results.export",
        PARTICIPATE,
        &[Capability::Submit, Capability::VoteOpinion, Capability::Export],
        HIDDEN,
        "While results are hidden, open data leave tallies and votes out.",
        export,
    ),
];

/// A thread that hides results, with a submission on which the second
/// participant has voted.
fn hidden(suite: &Suite, results: ResultsRule) -> Held<(Thread, Submission, Person)> {
    let day = 24 * 3_600 * 1_000;
    let closes_at = rules::time::format_ms(suite.now() + day);
    let thread = suite.open(json!({"voting": opinion(results), "closes_at": closes_at}))?;
    let (author, voter) = (suite.participant(1)?, suite.participant(2)?);
    let one = suite.submit(&thread, &author, "Hiddenresult")?;
    suite.vote(&one.id, &voter, VoteChoice::Agree)?;
    Ok((thread, one, voter))
}

fn opinion(results: ResultsRule) -> Value {
    json!({"mode": "opinion", "budget": null, "results": results, "answer_at": null})
}

/// Holds whether somebody reads the tally of a submission.
fn reads(suite: &Suite, thread: &Thread, id: &str, by: Option<&Person>, expected: bool) -> Held {
    let answer = suite.get(format!("/v1/submissions/{id}")).maybe_by(by).send()?.is(200)?;
    let tally = answer.read::<Submission>()?.tally;
    let what = if expected { "a tally" } else { "tally null" };
    answer.holds(tally.is_some() == expected, what)?;
    let answer = suite.get(submissions_of(thread)).maybe_by(by).send()?.is(200)?;
    let listed = answer.read::<Page<Submission>>()?.items.into_iter().find(|one| one.id == id);
    let listed = listed.is_some_and(|one| one.tally.is_some());
    answer.holds(listed == expected, format!("{what} in the list"))
}

fn after_vote(suite: &Suite) -> Held {
    let (thread, one, voter) = hidden(suite, ResultsRule::AfterVote)?;
    let author = suite.participant(1)?;
    let other = suite.submit(&thread, &author, "Not voted on")?;
    reads(suite, &thread, &one.id, Some(&voter), true)?;
    reads(suite, &thread, &one.id, None, false)?;
    reads(suite, &thread, &one.id, Some(&author), false)?;
    reads(suite, &thread, &other.id, Some(&voter), false)?;
    let path = format!("/v1/submissions/{}/vote", one.id);
    let answer = suite.put(&*path, &json!({"value": "pass"})).by(&author).send()?.is(200)?;
    let tally = answer.read::<VoteResult>()?.tally.map(|tally| tally.participants);
    answer.equal("participants, for who has voted now,", &tally, &Some(2))?;
    let answer = suite.delete(path).by(&author).send()?.is(200)?;
    answer.equal("tally", &answer.read::<VoteResult>()?.tally, &None)?;
    reads(suite, &thread, &one.id, Some(&author), false)
}

fn after_close(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let voter = suite.participant(2)?;
    let with = |closes_at: &str| json!({"voting": opinion(ResultsRule::AfterClose), "closes_at": closes_at});
    let (thread, wait) = suite.ending(with)?;
    let one = suite.submit(&thread, &author, "Hidden until the end")?;
    let path = format!("/v1/submissions/{}/vote", one.id);
    let answer = suite.put(path, &json!({"value": "agree"})).by(&voter).send()?.is(200)?;
    answer.equal("tally in the answer", &answer.read::<VoteResult>()?.tally, &None)?;
    for person in [None, Some(&voter), Some(&author), suite.official().ok().as_ref()] {
        reads(suite, &thread, &one.id, person, false)?;
    }
    wait.over();
    for person in [None, Some(&author)] {
        reads(suite, &thread, &one.id, person, true)?;
    }
    suite.get(format!("{}?sort=support", submissions_of(&thread))).send()?.is(200).map(drop)
}

fn orders(suite: &Suite) -> Held {
    for results in [ResultsRule::AfterVote, ResultsRule::AfterClose] {
        let (thread, _, voter) = hidden(suite, results)?;
        sorts::refused(suite, &thread)?;
        let path = format!("{}?sort=support", submissions_of(&thread));
        suite.get(path).by(&voter).refused(contract::ProblemCode::ResultsHidden)?;
        for sort in ["newest", "discussed", "random", "unseen"] {
            suite.get(format!("{}?sort={sort}", submissions_of(&thread))).send()?.is(200)?;
        }
    }
    FINE
}

fn ways(suite: &Suite) -> Held {
    for results in [ResultsRule::AfterVote, ResultsRule::AfterClose] {
        let (thread, _, _) = hidden(suite, results)?;
        let list = submissions_of(&thread);
        let mut ways = vec![
            list.clone(),
            format!("{list}?sort=random"),
            format!("/v1/threads/{}", thread.slug),
        ];
        if suite.offers(Capability::Search) {
            ways.push(format!("{list}?q=Hiddenresult"));
        }
        if suite.offers(Capability::Similar) {
            ways.push(format!("/v1/threads/{}/similar?title=Hiddenresult", thread.slug));
        }
        for way in ways {
            let answer = suite.get(way).send()?.is(200)?;
            let value: Value = answer.value()?;
            answer.equal("votes that are told", &told(&value), &0)?;
        }
    }
    FINE
}

/// How many counts of votes an answer tells.
fn told(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(told).sum(),
        Value::Object(fields) => {
            let counts = ["agree", "disagree", "participants_voted", "by_sector", "union_support"];
            let tells = |name: &str, value: &Value| {
                let hidden = value.is_null();
                counts.contains(&name) && !hidden || name == "votes" && value.is_number()
            };
            fields.iter().map(|(name, value)| usize::from(tells(name, value)) + told(value)).sum()
        }
        _ => 0,
    }
}

fn export(suite: &Suite) -> Held {
    for results in [ResultsRule::AfterVote, ResultsRule::AfterClose] {
        let (thread, _, voter) = hidden(suite, results)?;
        let path = format!("/v1/threads/{}/export.json", thread.slug);
        for person in [None, Some(&voter)] {
            let answer = suite.get(&*path).maybe_by(person).send()?.is(200)?;
            let export: Export = answer.read()?;
            answer.equal("votes", &export.votes.len(), &0)?;
            answer.equal("organisation_votes", &export.organisation_votes.len(), &0)?;
            answer.equal("thread.counts.votes", &export.thread.counts.votes, &None)?;
            let shown = export.submissions.iter().filter(|one| one.tally.is_some()).count();
            answer.equal("tallies", &shown, &0)?;
            answer.equal("submissions", &export.submissions.len(), &1)?;
        }
        let part = format!("/v1/threads/{}/export.csv?part=votes", thread.slug);
        let answer = suite.get(part).send()?.is(200)?;
        answer.holds(answer.text().trim_end().lines().count() == 1, "a head line and no votes")?;
        let csv = format!("/v1/threads/{}/export.csv", thread.slug);
        let answer = suite.get(csv).by(&voter).send()?.is(200)?;
        for row in super::export::rows(&answer)? {
            let counts = ["agree", "disagree", "pass", "support", "participants", "broad"];
            let empty = counts.iter().all(|name| row.get(*name).is_none_or(String::is_empty));
            answer.holds(empty, "empty cells for tallies")?;
        }
    }
    FINE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_a_tally_is_found() {
        assert_eq!(told(&json!({"tally": null, "counts": {"votes": null}})), 0);
        assert_eq!(told(&json!({"items": [{"tally": {"agree": 0, "by_sector": {}}}]})), 2);
        assert_eq!(told(&json!({"counts": {"votes": 3}})), 1);
    }
}
