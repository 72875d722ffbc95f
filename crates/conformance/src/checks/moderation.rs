//! The queue and decisions.

use std::thread;

use contract::{
    Action, BatchResult, Capability, Claim, DecidedBy, Decision, ModerationNote, Page, ProblemCode,
    Queue, QueueKind, State, Submission, Thread, Verdict,
};
use serde_json::{Value, json};

use super::{MODERATE, Source, check, submit};
use crate::{
    Check,
    answer::Answer,
    content::{is_published, merge, submissions_of},
    fail::{Held, Stop},
    people::Person,
    suite::{FINE, Suite},
};

const DECIDE: Source = Source::Operation("create_decision");
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
        "moderation.approve",
        MODERATE,
        NEEDS,
        DECIDE,
        "approve publishes what waits: everybody reads it, and it waits no more.",
        approve,
    ),
    check(
        "moderation.reject",
        MODERATE,
        NEEDS,
        DECIDE,
        "reject keeps it from being read; its author reads the reason and the message, and not the note; for others it is 404.",
        reject,
    ),
    check(
        "moderation.hide",
        MODERATE,
        NEEDS,
        DECIDE,
        "hide takes away what was published, with its votes and comments, and restore gives it back as it was.",
        hide,
    ),
    check(
        "moderation.comments",
        MODERATE,
        &[Capability::Submit, Capability::Moderation, Capability::Comments],
        DECIDE,
        "A hidden comment is read by its author alone and not counted.",
        comments,
    ),
    check(
        "moderation.undo",
        MODERATE,
        NEEDS,
        Source::Operation("undo_decision"),
        "DELETE undoes a decision once: the thing stands as before, and the record says who took it back.",
        undo,
    ),
    check(
        "moderation.request-edit",
        MODERATE,
        &[Capability::Submit, Capability::Moderation, Capability::Edit],
        DECIDE,
        "request_edit tells the author what to change; once edited it waits again, beside what it was.",
        request_edit,
    ),
    check(
        "moderation.lock",
        MODERATE,
        NEEDS,
        DECIDE,
        "lock stops writing in a thread and unlock allows it again.",
        lock,
    ),
    check(
        "moderation.pin",
        MODERATE,
        NEEDS,
        DECIDE,
        "pin shows a thread first and unpin in its place again.",
        pin,
    ),
    check(
        "moderation.move",
        MODERATE,
        NEEDS,
        DECIDE,
        "move puts a submission into another thread; its address and reference stay.",
        move_it,
    ),
    check(
        "moderation.reasons",
        MODERATE,
        NEEDS,
        DECIDE,
        "Who rejects or hides gives one of the forum's reasons for it; what else does not fit is 422.",
        reasons,
    ),
    check(
        "moderation.follows",
        MODERATE,
        NEEDS,
        DECIDE,
        "What does not follow from how a thing stands is 409 wrong-state, an older version 412, an unknown thing 404.",
        follows,
    ),
    check(
        "moderation.at-once",
        MODERATE,
        NEEDS,
        DECIDE,
        "Of two moderators who decide at once one is told that it was decided.",
        at_once,
    ),
    check(
        "moderation.own-case",
        MODERATE,
        NEEDS,
        DECIDE,
        "Nobody decides about what they wrote: 403 own-case.",
        own_case,
    ),
    check(
        "moderation.batch",
        MODERATE,
        NEEDS,
        Source::Operation("create_decisions"),
        "A batch decides about each thing for itself, and says what became of it.",
        batch,
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
fn ask(suite: &Suite, by: &Person, draft: &Value) -> Held<Answer> {
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
fn waiting(suite: &Suite, title: &str) -> Held<(Thread, Submission, Person, Person)> {
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
fn stands(
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

fn approve(suite: &Suite) -> Held {
    let (thread, one, author, moderator) = waiting(suite, "To approve")?;
    let other = suite.participant(2).ok();
    suite.absent_for_others(&one.id, &[None, other.as_ref()])?;
    let version = json!({"version": one.version});
    decide(suite, &moderator, "submission", &one.id, Action::Approve, version)?;
    stands(suite, &one.id, &author, State::Published)?;
    let answer = suite.get(submissions_of(&thread)).send()?.is(200)?;
    let listed = answer.read::<Page<Submission>>()?.items;
    answer.holds(listed.iter().any(|listed| listed.id == one.id), "it, for everybody")?;
    let path = format!("/v1/moderation/queue?thread={}", thread.slug);
    let answer = suite.get(path).by(&moderator).send()?.is(200)?;
    answer.equal("what still waits", &answer.read::<Queue>()?.page.items.len(), &0)
}

fn reject(suite: &Suite) -> Held {
    let (_, one, author, moderator) = waiting(suite, "To reject")?;
    let said = json!({"message": "Saythisagain", "note": "Notforitsauthor"});
    let made = decide(suite, &moderator, "submission", &one.id, Action::Reject, said)?;
    let (answer, verdict) = stands(suite, &one.id, &author, State::Hidden)?;
    let verdict = verdict.ok_or_else(|| answer.fail("a verdict for its author"))?;
    let told = (verdict.action, &verdict.reason, verdict.message.as_str());
    answer.equal("verdict", &told, &(Action::Reject, &made.reason, "Saythisagain"))?;
    answer.holds(!answer.text().contains("Notforitsauthor"), "not the note")?;
    let other = suite.participant(2).ok();
    suite.absent_for_others(&one.id, &[None, other.as_ref()])
}

fn hide(suite: &Suite) -> Held {
    let (thread, one, author, moderator) = published(suite, "Hiddenandrestored")?;
    let other = suite.participant(2).ok();
    if suite.offers(Capability::VoteOpinion) {
        suite.vote(&one.id, &author, contract::VoteChoice::Agree)?;
    }
    let before = suite.submission(&one.id, None)?;
    decide(suite, &moderator, "submission", &one.id, Action::Hide, json!({"message": "Why"}))?;
    stands(suite, &one.id, &author, State::Hidden)?;
    suite.absent_for_others(&one.id, &[None, other.as_ref()])?;
    let mut ways = vec![submissions_of(&thread)];
    if suite.offers(Capability::Export) {
        ways.push(format!("/v1/threads/{}/export.json", thread.slug));
    }
    for way in ways {
        let answer = suite.get(way).send()?.is(200)?;
        answer.holds(!answer.text().contains("Hiddenandrestored"), "nothing of what is hidden")?;
    }
    decide(suite, &moderator, "submission", &one.id, Action::Restore, json!({}))?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    let now: Submission = answer.read()?;
    let same = (&now.title, &now.tally, now.version, now.comments_count)
        == (&before.title, &before.tally, before.version, before.comments_count);
    answer.holds(same, "as it was before")
}

fn comments(suite: &Suite) -> Held {
    let (_, one, author, moderator) = published(suite, "With a hidden comment")?;
    let body = json!({"body": "Hiddencomment", "stance": "neutral"});
    let comment = suite.comment(&one.id, &author, &body)?;
    decide(suite, &moderator, "comment", &comment.id, Action::Hide, json!({}))?;
    let path = format!("/v1/submissions/{}/comments", one.id);
    for (person, expected) in
        [(None, false), (suite.participant(2).ok(), false), (Some(author), true)]
    {
        let answer = suite.get(&*path).maybe_by(person.as_ref()).send()?.is(200)?;
        let told = answer.text().contains("Hiddencomment");
        answer.equal("the comment is told", &told, &expected)?;
    }
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    answer.equal("comments_count", &answer.read::<Submission>()?.comments_count, &0)?;
    decide(suite, &moderator, "comment", &comment.id, Action::Restore, json!({}))?;
    let answer = suite.get(path).send()?.is(200)?;
    answer.holds(answer.text().contains("Hiddencomment"), "the comment again")
}

fn undo(suite: &Suite) -> Held {
    let (_, one, author, moderator) = published(suite, "Hidden by mistake")?;
    let made = decide(suite, &moderator, "submission", &one.id, Action::Hide, json!({}))?;
    let path = format!("/v1/moderation/decisions/{}", made.id);
    suite.delete(&*path).by(&author).refused(ProblemCode::NotAllowed)?;
    let answer = suite.delete(&*path).by(&moderator).send()?.is(200)?;
    let undone: Decision = answer.read()?;
    let told = undone.undone_at.is_some() && undone.undone_by.is_some();
    answer.holds(told, "undone_at and undone_by")?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    answer.holds(is_published(&answer.read()?), "state published")?;
    suite.delete(path).by(&moderator).refused(ProblemCode::WrongState)
}

fn request_edit(suite: &Suite) -> Held {
    let (thread, one, author, moderator) = waiting(suite, "Unclear")?;
    let said = json!({"message": "Say what for."});
    decide(suite, &moderator, "submission", &one.id, Action::RequestEdit, said)?;
    let (answer, verdict) = stands(suite, &one.id, &author, State::Pending)?;
    let message = verdict.map(|verdict| verdict.message);
    answer.equal("message", &message.as_deref(), &Some("Say what for."))?;
    let path = format!("/v1/submissions/{}", one.id);
    suite.patch(path, &json!({"title": "Clear now"})).by(&author).send()?.is(200)?;
    let path = format!("/v1/moderation/queue?thread={}", thread.slug);
    let answer = suite.get(path).by(&moderator).send()?.is(200)?;
    let items = answer.read::<Queue>()?.page.items;
    let row = items.iter().find(|item| item.target.id == one.id);
    let row = row.ok_or_else(|| answer.fail("what was edited, in the queue"))?;
    let previous = row.previous.as_ref().map(|previous| previous.title.as_str());
    let told = (row.kind, previous);
    answer.equal("kind and what it was", &told, &(QueueKind::Edited, Some("Unclear")))
}

fn lock(suite: &Suite) -> Held {
    let (thread, _, author, moderator) = published(suite, "In a thread to lock")?;
    if suite.official().is_err() {
        return Err(Stop::needs("a thread of the suite's own to lock: --official"));
    }
    let draft = suite.draft("While it is locked");
    let post = suite.post(submissions_of(&thread), &draft).by(&author);
    decide(suite, &moderator, "thread", &thread.id, Action::Lock, json!({}))?;
    post.refused(ProblemCode::ThreadLocked)?;
    let answer = suite.get(format!("/v1/threads/{}", thread.id)).send()?.is(200)?;
    answer.equal("locked", &answer.read::<Thread>()?.locked, &true)?;
    decide(suite, &moderator, "thread", &thread.id, Action::Unlock, json!({}))?;
    suite.remember(&post.created()?, &author);
    FINE
}

fn pin(suite: &Suite) -> Held {
    let (thread, _, _, moderator) = published(suite, "In a thread to pin")?;
    for (action, expected) in [(Action::Pin, true), (Action::Unpin, false)] {
        decide(suite, &moderator, "thread", &thread.id, action, json!({}))?;
        let answer = suite.get("/v1/threads?limit=100").send()?.is(200)?;
        let threads = answer.read::<Page<Thread>>()?.items;
        let pinned = threads.iter().any(|one| one.id == thread.id && one.pinned);
        answer.equal("pinned, in the list,", &pinned, &expected)?;
        answer.holds(threads.is_sorted_by(|a, b| a.pinned >= b.pinned), "pinned ones first")?;
    }
    FINE
}

fn move_it(suite: &Suite) -> Held {
    let (from, one, _, moderator) = published(suite, "In the wrong place")?;
    let to = suite.open(json!({}))?;
    decide(suite, &moderator, "submission", &one.id, Action::Move, json!({"into": to.id}))?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    let now: Submission = answer.read()?;
    answer.equal(
        "thread and reference",
        &(&now.thread_id, &now.reference),
        &(&to.id, &one.reference),
    )?;
    for (thread, expected) in [(&from, false), (&to, true)] {
        let answer = suite.get(submissions_of(thread)).send()?.is(200)?;
        let listed = answer.read::<Page<Submission>>()?.items;
        let is_there = listed.iter().any(|listed| listed.id == one.id);
        answer.equal("it in this list", &is_there, &expected)?;
    }
    FINE
}

fn reasons(suite: &Suite) -> Held {
    let (_, one, _, moderator) = published(suite, "Hidden without a reason")?;
    let draft = |action: &str, with: Value| {
        let mut draft = json!({"target": {"kind": "submission", "id": one.id}, "action": action});
        merge(&mut draft, with);
        draft
    };
    let most = contract::Limits::MODERATION_TEXT_MAX as usize + 1;
    for (draft, field) in [
        (draft("hide", json!({})), "reason required"),
        (draft("hide", json!({"reason": "conformance"})), "reason unknown"),
        (draft("pin", json!({"reason": reason(suite, Action::Hide)?})), "reason invalid"),
        (draft("verify", json!({})), "action invalid"),
        (draft("burn", json!({})), "action unknown"),
        (draft("move", json!({})), "into required"),
        (draft("pin", json!({"into": one.thread_id})), "into invalid"),
        (draft("pin", json!({"note": "ก".repeat(most)})), "note too_long"),
        (draft("pin", json!({"moderator": "x"})), "moderator unknown"),
    ] {
        ask(suite, &moderator, &draft)?.wrong_field(field)?;
    }
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    let now: Submission = answer.read()?;
    answer.holds(is_published(&now) && !now.pinned, "nothing decided")
}

fn follows(suite: &Suite) -> Held {
    let (_, one, _, moderator) = waiting(suite, "It waits")?;
    let of = |id: &str, action| decision(suite, "submission", id, action);
    let hide = of(&one.id, Action::Hide)?;
    ask(suite, &moderator, &hide)?.problem(ProblemCode::WrongState)?;
    let restore = of(&one.id, Action::Restore)?;
    ask(suite, &moderator, &restore)?.problem(ProblemCode::WrongState)?;
    let mut stale = of(&one.id, Action::Approve)?;
    stale["version"] = json!(one.version + 1);
    ask(suite, &moderator, &stale)?.problem(ProblemCode::Stale)?;
    for id in [suite.unknown_id(), "x"] {
        ask(suite, &moderator, &of(id, Action::Approve)?)?.problem(ProblemCode::NotFound)?;
    }
    let approve = of(&one.id, Action::Approve)?;
    ask(suite, &moderator, &approve)?.is(201)?;
    ask(suite, &moderator, &approve)?.problem(ProblemCode::WrongState).map(drop)
}

fn at_once(suite: &Suite) -> Held {
    let second = suite.moderator(2)?;
    for round in 0..4 {
        let (_, one, author, first) = waiting(suite, &format!("Decided at once {round}"))?;
        let approve = decision(suite, "submission", &one.id, Action::Approve)?;
        let reject = decision(suite, "submission", &one.id, Action::Reject)?;
        let (one_answer, other) = thread::scope(|scope| {
            let approve = scope.spawn(|| ask(suite, &first, &approve));
            let reject = scope.spawn(|| ask(suite, &second, &reject));
            (approve.join(), reject.join())
        });
        let (Ok(approved), Ok(rejected)) = (one_answer, other) else { continue };
        let (approved, rejected) = (approved?, rejected?);
        let state = if approved.status == 201 {
            rejected.problem(ProblemCode::WrongState)?;
            State::Published
        } else {
            approved.problem(ProblemCode::WrongState)?;
            rejected.is(201)?;
            State::Hidden
        };
        stands(suite, &one.id, &author, state)?;
    }
    FINE
}

fn own_case(suite: &Suite) -> Held {
    use contract::Role;
    let wanted = suite.wanted("author and moderator", &[Role::Participant, Role::Moderator]);
    let both = suite.made(&wanted)?;
    let thread = suite.plain()?;
    let one = suite.submit(&thread, &both, "Decided by its author")?;
    for action in [Action::Hide, Action::Pin] {
        let draft = decision(suite, "submission", &one.id, action)?;
        ask(suite, &both, &draft)?.problem(ProblemCode::OwnCase)?;
    }
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    answer.holds(is_published(&answer.read()?), "state published")
}

fn batch(suite: &Suite) -> Held {
    let (thread, one, author, moderator) = published(suite, "In a batch")?;
    let other = suite.submit(&thread, &author, "สะพานอีกแห่ง")?;
    let target = |id: &str| json!({"kind": "submission", "id": id});
    let draft = json!({
        "targets": [target(&one.id), target(suite.unknown_id()), target(&other.id)],
        "action": "hide", "reason": reason(suite, Action::Hide)?,
    });
    let answer =
        suite.post("/v1/moderation/decisions/batch", &draft).by(&moderator).send()?.is(200)?;
    let outcomes = answer.read::<BatchResult>()?.items;
    let told: Vec<_> = outcomes
        .iter()
        .map(|one| (one.decision.is_some(), one.problem.as_ref().and_then(contract::Problem::code)))
        .collect();
    let expected = [(true, None), (false, Some(ProblemCode::NotFound)), (true, None)];
    answer.equal("outcomes", &told, &expected.to_vec())?;
    for one in [&one, &other] {
        stands(suite, &one.id, &author, State::Hidden)?;
    }
    FINE
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
