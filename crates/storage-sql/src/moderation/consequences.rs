//! What follows a decision beside the state of the thing: what reports were
//! worth, edits that waited, links between submissions, and appeals.

use contract::{Action, QueueKind, State, TargetKind};
use rules::decisions::settles;
use storage::ForumId;

use super::{
    claim,
    decide::{Decider, Deciding, Was},
    effects::Snapshot,
    queue::{self, Waiting},
    thing::Thing,
};
use crate::{appeal, duplicate, fault::Outcome, inbox, report, sql::Connection, submission::edit};

/// Lets follow what follows a decision that was recorded under this number.
pub(super) fn follow(conn: &Connection, new: &Deciding<'_>, seq: i64, was: &Was) -> Outcome<()> {
    let thing = new.thing;
    if new.action == Action::Merge
        && let Some(lead) = new.into
    {
        duplicate::propose(conn, new.forum, thing.seq, lead, seq, new.now_ms)?;
    }
    if settles(new.action) && !matches!(new.by, Decider::Rule(_)) {
        let right = was.after.state != Some(State::Published);
        report::judge(conn, thing.kind, thing.seq, seq, right)?;
        settle_edit(conn, new, seq, was)?;
    }
    if thing.kind == TargetKind::Comment && was.after.state == Some(State::Published) {
        // Each is told once, whenever it is published first.
        inbox::commented(conn, thing.seq, new.now_ms)?;
    }
    refresh(conn, thing, &was.before, &was.after)
}

/// What a decision does to an edit that waits.
fn settle_edit(conn: &Connection, new: &Deciding<'_>, seq: i64, was: &Was) -> Outcome<()> {
    let thing = new.thing;
    if !edit::waits(conn, thing)? {
        return Ok(());
    }
    match new.action {
        // Its author goes on from what they wrote last.
        Action::Approve | Action::RequestEdit => edit::publish(conn, thing.seq, seq),
        Action::Reject => edit::drop_waiting(conn, thing.seq, seq),
        _ if was.after.state == Some(State::Published) => {
            let (forum, since) = (new.forum, new.now_ms);
            queue::put(conn, &edited(forum, thing, since))
        }
        _ => Ok(()),
    }
}

const fn edited(forum: ForumId, thing: &Thing, since: i64) -> Waiting<'_> {
    let kind = QueueKind::Edited;
    Waiting { forum, thing, kind, since, harm: None, appealed: None, rules: &[] }
}

/// Counts the people of linked submissions anew where one came or went.
fn refresh(conn: &Connection, thing: &Thing, from: &Snapshot, to: &Snapshot) -> Outcome<()> {
    if thing.kind == TargetKind::Submission && (from.state != to.state || from.thread != to.thread)
    {
        duplicate::refresh(conn, thing.seq)?;
    }
    Ok(())
}

/// Lets what its author took back wait for nobody any more.
pub(crate) fn withdrawn(conn: &Connection, kind: TargetKind, seq: i64, now_ms: i64) -> Outcome<()> {
    let thing = Thing::by_seq(conn, kind, seq)?;
    queue::clear(conn, &thing)?;
    claim::clear(conn, &thing)?;
    appeal::withdrawn(conn, &thing, now_ms)
}

/// Takes back what a decision did to a text, before its state is taken back.
pub(super) fn undo_text(conn: &Connection, decision: i64) -> Outcome<()> {
    edit::undo(conn, decision)
}

/// Takes the rest back, once the thing stands as it did before; `from` is how
/// the decision had left it. Why it waits again is the caller's.
pub(super) fn undo(
    conn: &Connection,
    forum: ForumId,
    thing: &Thing,
    decision: i64,
    by_rule: bool,
    (from, to): (&Snapshot, &Snapshot),
    now_ms: i64,
) -> Outcome<()> {
    report::unjudge(conn, decision)?;
    duplicate::undo(conn, decision)?;
    refresh(conn, thing, from, to)?;
    let held = queue::held(conn, thing)?;
    if held.is_some_and(|held| held.appealed == Some(decision)) {
        queue::clear(conn, thing)?;
    }
    appeal::settle(conn, forum, thing, decision, now_ms)?;
    if by_rule {
        // A moderator has looked, and the reports were not right.
        report::judge(conn, thing.kind, thing.seq, decision, false)?;
        queue::clear(conn, thing)?;
    }
    Ok(())
}
