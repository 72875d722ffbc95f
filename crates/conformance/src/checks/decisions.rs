//! What follows from each decision.

use contract::{
    Action, Capability, Decision, Page, ProblemCode, Queue, QueueKind, State, Submission, Thread,
};
use serde_json::json;

use super::{
    MODERATE, Source, check,
    moderation::{decide, published, stands, waiting},
};
use crate::{
    Check,
    content::{is_published, submissions_of},
    fail::{Held, Stop},
    suite::{FINE, Suite},
};

const DECIDE: Source = Source::Operation("create_decision");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::Moderation];

pub(super) const CHECKS: &[Check] = &[
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
];

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
