//! The queue, the record, and what moderators tell each other. Here is also how
//! checks decide about something.

use contract::{
    Action, Capability, Claim, DecidedBy, Decision, ModerationNote, Page, ProblemCode, Queue,
    QueueKind, State, Submission, Thread, Verdict,
};
use serde_json::{Value, json};

use super::{MODERATE, Source, check, submit};
use crate::{
    Check,
    answer::Answer,
    content::merge,
    fail::{Held, Stop},
    people::Person,
    suite::{FINE, Suite},
};

const NEEDS: &[Capability] = &[Capability::Submit, Capability::Moderation];

pub(super) const CHECKS: &[Check] = &[
    check(
        "moderation.queue",
        MODERATE,
        NEEDS,
        Source::Operation("get_queue"),
        "What waits stands in the queue, the oldest first, with why it waits, and is counted.",
        queue,
    ),
    check(
        "moderation.reports",
        MODERATE,
        &[Capability::Submit, Capability::Moderation, Capability::Flags],
        Source::Operation("get_queue"),
        "What was reported stands in the queue by reason, with the words of those who reported it and without their names.",
        reports,
    ),
    check(
        "moderation.record",
        MODERATE,
        NEEDS,
        Source::Operation("get_moderation_log"),
        "Every decision is on record, the newest first, with who decided and the note.",
        record,
    ),
    check(
        "moderation.notes",
        MODERATE,
        NEEDS,
        Source::Operation("create_note"),
        "Moderators leave notes for each other, which its author does not read.",
        notes,
    ),
    check(
        "moderation.claims",
        MODERATE,
        NEEDS,
        Source::Operation("put_claim"),
        "A moderator who looks at something is seen by the others, and lets go of it.",
        claims,
    ),
];

/// A moderator who is not this person.
pub(super) fn moderator(suite: &Suite, author: &Person) -> Held<Person> {
    let moderator = suite.moderator(1)?;
    if moderator.token == author.token {
        return Err(Stop::needs("a moderator who is not the author: --moderator"));
    }
    Ok(moderator)
}

/// One of the forum's reasons for an action.
pub(super) fn reason(suite: &Suite, action: Action) -> Held<String> {
    let offered = suite.forum.reasons.iter().find(|reason| reason.actions.contains(&action));
    offered
        .map(|reason| reason.id.clone())
        .ok_or_else(|| Stop::needs(format!("a forum with a reason to {action}")))
}

/// A decision to make about a submission, with a reason where one is needed.
pub(super) fn decision(suite: &Suite, kind: &str, id: &str, action: Action) -> Held<Value> {
    let mut draft = json!({"target": {"kind": kind, "id": id}, "action": action});
    if rules::decisions::needs_reason(action) {
        draft["reason"] = json!(reason(suite, action)?);
    }
    Ok(draft)
}

/// Asks for a decision.
pub(super) fn ask(suite: &Suite, by: &Person, draft: &Value) -> Held<Answer> {
    suite.post("/v1/moderation/decisions", draft).by(by).send()
}

/// Decides about something, with more in it.
pub(super) fn decide(
    suite: &Suite,
    by: &Person,
    kind: &str,
    id: &str,
    action: Action,
    with: Value,
) -> Held<Decision> {
    let mut draft = decision(suite, kind, id, action)?;
    merge(&mut draft, with);
    let answer = ask(suite, by, &draft)?.is(201)?;
    let made: Decision = answer.read()?;
    let as_asked =
        (made.action, made.target.id.as_str(), made.by) == (action, id, DecidedBy::Moderator);
    answer.holds(as_asked && made.undone_at.is_none(), "the decision as it was asked for")?;
    Ok(made)
}

/// A submission that waits, its author and a moderator.
pub(super) fn waiting(suite: &Suite, title: &str) -> Held<(Thread, Submission, Person, Person)> {
    let author = suite.participant(1)?;
    let moderator = moderator(suite, &author)?;
    let (thread, one) = submit::pending(suite, &author, title)?;
    Ok((thread, one, author, moderator))
}

/// A published submission, its author and a moderator.
pub(super) fn published(suite: &Suite, title: &str) -> Held<(Thread, Submission, Person, Person)> {
    let author = suite.participant(1)?;
    let moderator = moderator(suite, &author)?;
    let thread = suite.plain()?;
    let one = suite.submit(&thread, &author, title)?;
    Ok((thread, one, author, moderator))
}

/// Holds the state of a submission as its author reads it; answers the
/// verdict.
pub(super) fn stands(
    suite: &Suite,
    id: &str,
    author: &Person,
    state: State,
) -> Held<(Answer, Option<Verdict>)> {
    let answer = suite.get(format!("/v1/submissions/{id}")).by(author).send()?.is(200)?;
    let one: Submission = answer.read()?;
    answer.equal("state, for its author,", &one.state, &state)?;
    Ok((answer, one.verdict))
}

fn queue(suite: &Suite) -> Held {
    let (thread, first, author, moderator) = waiting(suite, "The first that waits")?;
    // Unlike the first, so that they are no cluster.
    let second = submit::wait_in(suite, &thread, &author, "สะพานข้ามคลองชำรุด")?;
    let path = format!("/v1/moderation/queue?thread={}&limit=100", thread.slug);
    let answer = suite.get(&*path).by(&moderator).send()?.is(200)?;
    let queue: Queue = answer.read()?;
    let ids: Vec<_> = queue.page.items.iter().map(|item| item.target.id.as_str()).collect();
    answer.equal(
        "what waits, the oldest first,",
        &ids,
        &vec![first.id.as_str(), second.id.as_str()],
    )?;
    let new = queue.page.items.iter().all(|item| item.kind == QueueKind::New);
    answer.holds(new, "kind new")?;
    answer.holds(queue.counts.new >= 2, "counts.new of 2 or more")?;
    let whole = queue.page.items.iter().all(|item| item.submission.is_some());
    answer.holds(whole, "the submissions themselves")?;
    let one = format!("{path}&kind=flagged");
    let answer = suite.get(one).by(&moderator).send()?.is(200)?;
    answer.equal("what was reported", &answer.read::<Queue>()?.page.items.len(), &0)?;
    suite.get("/v1/moderation/queue").refused(ProblemCode::TokenRequired)?;
    suite.get("/v1/moderation/queue").by(&author).refused(ProblemCode::NotAllowed)
}

fn reports(suite: &Suite) -> Held {
    let (thread, one, _, moderator) = published(suite, "Reported and looked at")?;
    let reporter = suite.participant(2)?;
    let name = suite.me(&reporter)?.author;
    let path = format!("/v1/submissions/{}/flags", one.id);
    let flag = json!({"reason": "personal_data", "note": "It has a number in it"});
    suite.post(path, &flag).by(&reporter).send()?.is(201)?;
    let path = format!("/v1/moderation/queue?thread={}&kind=flagged&limit=100", thread.slug);
    let answer = suite.get(path).by(&moderator).send()?.is(200)?;
    let items = answer.read::<Queue>()?.page.items;
    let row = items.iter().find(|item| item.target.id == one.id);
    let row = row.ok_or_else(|| answer.fail("what was reported"))?;
    let summary = row.flags.first().map(|flag| (flag.reason, flag.count, flag.notes.clone()));
    let expected =
        (contract::FlagReason::PersonalData, 1, vec!["It has a number in it".to_owned()]);
    answer.equal("reports", &summary, &Some(expected))?;
    answer.holds(!answer.text().contains(&name.id), "not who reported")
}

fn record(suite: &Suite) -> Held {
    let (_, one, author, moderator) = published(suite, "On record")?;
    let note = json!({"note": "For the record", "message": "For its author"});
    let hide = decide(suite, &moderator, "submission", &one.id, Action::Hide, note)?;
    let restore = decide(suite, &moderator, "submission", &one.id, Action::Restore, json!({}))?;
    let me = suite.me(&moderator)?.author.id;
    for path in ["/v1/moderation/log", "/v1/moderation/decisions"] {
        let path = format!("{path}?target_kind=submission&target_id={}", one.id);
        let answer = suite.get(&*path).by(&moderator).send()?.is(200)?;
        let all = answer.read::<Page<Decision>>()?.items;
        let ids: Vec<_> = all.iter().map(|one| &one.id).collect();
        answer.equal("decisions, the newest first,", &ids, &vec![&restore.id, &hide.id])?;
        let by = all.iter().all(|one| one.moderator.as_ref().is_some_and(|author| author.id == me));
        answer.holds(by, "who decided")?;
        let noted = all.last().is_some_and(|one| one.note == "For the record");
        answer.holds(noted, "the note")?;
        suite.get(path).by(&author).refused(ProblemCode::NotAllowed)?;
    }
    FINE
}

fn notes(suite: &Suite) -> Held {
    let (_, one, author, moderator) = published(suite, "With a note")?;
    let target = json!({"kind": "submission", "id": one.id});
    let draft = json!({"target": target, "body": "Onlyformoderators <b>"});
    let answer = suite.post("/v1/moderation/notes", &draft).by(&moderator).send()?.is(201)?;
    let made: ModerationNote = answer.read()?;
    answer.equal("body", &made.body.as_str(), &"Onlyformoderators <b>")?;
    let path = format!("/v1/moderation/notes?target_kind=submission&target_id={}", one.id);
    let answer = suite.get(&*path).by(&moderator).send()?.is(200)?;
    let all = answer.read::<Page<ModerationNote>>()?.items;
    answer.equal("notes", &all.iter().map(|note| &note.id).collect::<Vec<_>>(), &vec![&made.id])?;
    suite.get(path).by(&author).refused(ProblemCode::NotAllowed)?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).by(&author).send()?.is(200)?;
    answer.holds(!answer.text().contains("Onlyformoderators"), "nothing of the note")
}

fn claims(suite: &Suite) -> Held {
    let (thread, one, _, moderator) = waiting(suite, "Looked at")?;
    let path = format!("/v1/moderation/claims/submission/{}", one.id);
    let answer = suite.ask("PUT", &*path).by(&moderator).send()?.is(200)?;
    let claim: Claim = answer.read()?;
    answer.equal("by", &claim.by.id, &suite.me(&moderator)?.author.id)?;
    answer.holds(claim.until > claim.at, "until after at")?;
    let seen = |expected: bool| {
        let queue = format!("/v1/moderation/queue?thread={}", thread.slug);
        let answer = suite.get(queue).by(&moderator).send()?.is(200)?;
        let items = answer.read::<Queue>()?.page.items;
        let claimed = items.iter().any(|item| item.claim.is_some());
        answer.equal("claimed, in the queue,", &claimed, &expected)
    };
    seen(true)?;
    suite.delete(path).by(&moderator).done()?;
    seen(false)
}
