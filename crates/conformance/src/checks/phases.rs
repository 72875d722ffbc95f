//! What a thread takes when.

use contract::{Capability, Phase, ProblemCode, Submission, Thread, VoteChoice};
use serde_json::json;

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    ask::Ask,
    content::submissions_of,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

const PHASES: Source = Source::Section("Phases");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::VoteOpinion];

pub(super) const CHECKS: &[Check] = &[
    check(
        "phases.upcoming",
        PARTICIPATE,
        NEEDS,
        PHASES,
        "An upcoming thread is read, and takes no submission: 403 thread-closed.",
        upcoming,
    ),
    check(
        "phases.collecting",
        PARTICIPATE,
        NEEDS,
        PHASES,
        "While a thread collects it takes submissions and comments, and no votes.",
        collecting,
    ),
    check(
        "phases.voting",
        PARTICIPATE,
        NEEDS,
        PHASES,
        "While a thread votes it takes votes and comments, and no submissions.",
        voting,
    ),
    check(
        "phases.closed",
        PARTICIPATE,
        NEEDS,
        PHASES,
        "A closed thread is read and takes nothing: 403 thread-closed; what one wrote can still be withdrawn.",
        closed,
    ),
    check(
        "phases.locked",
        PARTICIPATE,
        NEEDS,
        PHASES,
        "A locked thread takes nothing: 403 thread-locked; reports are taken and reading goes on.",
        locked,
    ),
];

/// Everything that a phase decides about: a submission, an edit, a vote, a
/// vote taken back, a comment.
fn writes(
    suite: &Suite,
    thread: &Thread,
    one: Option<&Submission>,
    by: &Person,
) -> Vec<(&'static str, Ask)> {
    let mut all = vec![("submit", suite.post(submissions_of(thread), &suite.draft("Another")))];
    if let Some(one) = one {
        let path = format!("/v1/submissions/{}", one.id);
        all.push(("vote", suite.put(format!("{path}/vote"), &json!({"value": "agree"}))));
        if suite.offers(Capability::VoteWithdraw) {
            all.push(("vote", suite.delete(format!("{path}/vote"))));
        }
        if suite.offers(Capability::Edit) {
            all.push(("edit", suite.patch(&*path, &json!({"title": "Edited"}))));
        }
        if suite.offers(Capability::Comments) {
            let body = json!({"body": "Well", "stance": "neutral"});
            all.push(("comment", suite.post(format!("{path}/comments"), &body)));
        }
    }
    all.into_iter().map(|(what, ask)| (what, ask.by(by))).collect()
}

/// Holds which writes are taken; the others are refused with this problem.
fn takes(
    suite: &Suite,
    thread: &Thread,
    one: Option<&Submission>,
    taken: &[&str],
    code: ProblemCode,
) -> Held {
    let author = suite.participant(1)?;
    for (what, ask) in writes(suite, thread, one, &author) {
        let answer = ask.send()?;
        if taken.contains(&what) {
            answer.holds(matches!(answer.status, 200 | 201), "status 200 or 201")?;
            if what == "submit" {
                suite.remember(&answer.read()?, &author);
            }
        } else {
            answer.problem(code)?;
        }
    }
    FINE
}

/// A moment from now, as text.
fn later(suite: &Suite, ms: i64) -> String {
    rules::time::format_ms(suite.now() + ms)
}

const DAY: i64 = 24 * 3_600 * 1_000;

fn phase(suite: &Suite, thread: &Thread, expected: Phase) -> Held {
    let answer = suite.get(format!("/v1/threads/{}", thread.id)).send()?.is(200)?;
    answer.equal("phase", &answer.read::<Thread>()?.phase, &expected)?;
    suite.get(submissions_of(thread)).send()?.is(200).map(drop)
}

fn upcoming(suite: &Suite) -> Held {
    let thread = suite.open(json!({"opens_at": later(suite, DAY)}))?;
    phase(suite, &thread, Phase::Upcoming)?;
    takes(suite, &thread, None, &[], ProblemCode::ThreadClosed)
}

fn collecting(suite: &Suite) -> Held {
    let thread = suite.open(json!({"voting_opens_at": later(suite, DAY)}))?;
    phase(suite, &thread, Phase::Collecting)?;
    let one = suite.submit(&thread, &suite.participant(1)?, "Collected")?;
    takes(suite, &thread, Some(&one), &["submit", "edit", "comment"], ProblemCode::ThreadClosed)
}

fn voting(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let (thread, wait) = suite.ending(|at| json!({"voting_opens_at": at}))?;
    let one = suite.submit(&thread, &author, "To vote on")?;
    wait.over();
    phase(suite, &thread, Phase::Voting)?;
    takes(suite, &thread, Some(&one), &["vote", "comment"], ProblemCode::ThreadClosed)
}

fn closed(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let (thread, wait) = suite.ending(|at| json!({"closes_at": at}))?;
    let one = suite.submit(&thread, &author, "Before the end")?;
    suite.vote(&one.id, &author, VoteChoice::Agree)?;
    wait.over();
    phase(suite, &thread, Phase::Closed)?;
    takes(suite, &thread, Some(&one), &[], ProblemCode::ThreadClosed)?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    let agree = answer.read::<Submission>()?.tally.map(|tally| tally.agree);
    answer.equal("agree, as at the end,", &agree, &Some(1))?;
    if suite.offers(Capability::Withdraw) {
        suite.delete(format!("/v1/submissions/{}", one.id)).by(&author).done()?;
    }
    FINE
}

fn locked(suite: &Suite) -> Held {
    let (author, official) = (suite.participant(1)?, suite.official()?);
    let thread = suite.open(json!({}))?;
    let one = suite.submit(&thread, &author, "Before the lock")?;
    let path = format!("/v1/threads/{}", thread.id);
    let lock = |on: bool| suite.patch(&*path, &json!({"locked": on})).by(&official);
    let answer = lock(true).send()?.is(200)?;
    answer.equal("locked", &answer.read::<Thread>()?.locked, &true)?;
    takes(suite, &thread, Some(&one), &[], ProblemCode::ThreadLocked)?;
    phase(suite, &thread, Phase::Open)?;
    if suite.offers(Capability::Flags) {
        let reporter = suite.participant(2)?;
        let flag =
            suite.post(format!("/v1/submissions/{}/flags", one.id), &json!({"reason": "spam"}));
        flag.by(&reporter).send()?.is(201)?;
    }
    lock(false).send()?.is(200)?;
    takes(
        suite,
        &thread,
        Some(&one),
        &["submit", "edit", "vote", "comment"],
        ProblemCode::ThreadLocked,
    )
}
