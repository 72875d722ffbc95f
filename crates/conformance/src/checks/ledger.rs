//! Answers that are owed.

use contract::{Capability, DueCause, DueState, Ledger, LedgerEntry, ProblemCode, Submission};
use serde_json::{Value, json};

use super::{
    FULL, Source,
    answers::{ready, says},
    check,
};
use crate::{
    Check,
    answer::Answer,
    fail::{Held, Stop},
    people::Person,
    suite::Suite,
};

const NEEDS: &[Capability] = &[Capability::Submit, Capability::Answers];

pub(super) const CHECKS: &[Check] = &[
    check(
        "ledger.referral",
        FULL,
        NEEDS,
        Source::Operation("refer_submission"),
        "A referral owes an answer: it stands in the public ledger with its office and date, and at the submission; once.",
        referral,
    ),
    check(
        "ledger.later",
        FULL,
        NEEDS,
        Source::Operation("change_ledger"),
        "A later date needs a public reason; an earlier one is 409.",
        later,
    ),
    check(
        "ledger.answered",
        FULL,
        NEEDS,
        Source::Operation("get_ledger"),
        "What is answered is counted as answered.",
        answered,
    ),
];

fn office(suite: &Suite) -> Held<String> {
    let office = suite.forum.offices.first().map(|office| office.id.clone());
    office.ok_or_else(|| Stop::needs("a forum with an office that answers"))
}

fn entry(suite: &Suite, id: &str) -> Held<(Answer, LedgerEntry)> {
    let all: Vec<LedgerEntry> = suite.whole("/v1/ledger", 100, None)?;
    let answer = suite.get("/v1/ledger?limit=100").send()?.is(200)?;
    answer.read::<Ledger>()?;
    let found = all.into_iter().find(|entry| entry.submission.id == id);
    let found = found.ok_or_else(|| answer.fail("the submission in the ledger"))?;
    Ok((answer, found))
}

/// A referral of a submission.
fn refer(suite: &Suite, title: &str) -> Held<(Submission, LedgerEntry, Person)> {
    let (one, _, official) = ready(suite, title)?;
    let body = json!({"office": office(suite)?});
    let path = format!("/v1/submissions/{}/referral", one.id);
    let entry = suite.post(path, &body).by(&official).created()?;
    Ok((one, entry, official))
}

fn referral(suite: &Suite) -> Held {
    let (one, made, official) = refer(suite, "Referred")?;
    let path = format!("/v1/submissions/{}/referral", one.id);
    let again = json!({"office": office(suite)?});
    suite.post(&*path, &again).by(&official).refused(ProblemCode::Conflict)?;
    let (answer, entry) = entry(suite, &one.id)?;
    answer.equal("entry", &entry, &made)?;
    let told = (entry.state, entry.cause, entry.office.as_deref());
    answer.equal(
        "state, cause, office",
        &told,
        &(DueState::Due, DueCause::Referral, Some(&*office(suite)?)),
    )?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    let due = answer.read::<Submission>()?.answer_due_at;
    answer.equal("answer_due_at", &due.as_ref(), &Some(&made.due_at))?;
    let (other, ..) = ready(suite, "Referred wrongly")?;
    let path = format!("/v1/submissions/{}/referral", other.id);
    let wrong = json!({"office": "conformance", "due_at": "2021-01-01T00:00:00Z"});
    suite.post(&*path, &wrong).by(&official).wrong("office unknown")?;
    suite.post(path, &wrong).by(&official).wrong("due_at invalid")
}

fn later(suite: &Suite) -> Held {
    let (one, made, official) = refer(suite, "Answered later")?;
    let path = format!("/v1/ledger/{}", made.id);
    let due = rules::time::parse_ms(&made.due_at).unwrap_or_default();
    let at = |days: i64| rules::time::format_ms(due + days * 24 * 3_600 * 1_000);
    let change = |body: Value| suite.ask("PATCH", &*path).json(&body).by(&official);
    change(json!({"due_at": at(30)})).wrong("reason required")?;
    let reason = "We asked the provinces.";
    change(json!({"due_at": at(-10), "reason": reason})).refused(ProblemCode::WrongState)?;
    change(json!({"due_at": at(30), "reason": reason})).send()?.is(200)?;
    let (answer, entry) = entry(suite, &one.id)?;
    answer.equal("due_at", &entry.due_at, &at(30))?;
    let told: Vec<_> =
        entry.extensions.iter().map(|one| (one.reason.as_str(), &one.from, &one.to)).collect();
    answer.equal("extensions", &told, &vec![(reason, &made.due_at, &at(30))])
}

fn answered(suite: &Suite) -> Held {
    let (one, _, official) = refer(suite, "Owed and answered")?;
    let before = suite.get("/v1/ledger").ok::<Ledger>()?.counts;
    let path = format!("/v1/submissions/{}/response", one.id);
    suite.put(path, &says(suite, "Here it is.", json!({}))).by(&official).send()?.is(200)?;
    let (answer, entry) = entry(suite, &one.id)?;
    answer.equal("state", &entry.state, &DueState::Answered)?;
    answer.holds(entry.answered_at.is_some(), "answered_at")?;
    let after = suite.get("/v1/ledger").ok::<Ledger>()?.counts;
    let told = (after.answered, after.due);
    answer.equal(
        "counts of answered and due",
        &told,
        &(before.answered + 1, before.due.saturating_sub(1)),
    )
}
