//! Editing a submission, and edits that wait for a moderator.
//!
//! Where texts are read before they are published, an edit of a published
//! submission waits beside it: everybody reads what was published, its author
//! what they wrote. Elsewhere an edit is published and comes into the queue.

use contract::{QueueKind, RuleHit, State, TargetKind};
use rules::phases::Action;
use storage::{
    Change, ForumId, ParticipantId, RevisionRow, StorageError, SubmissionChange, SubmissionRow,
    SubmissionView, ThreadRow,
};

use super::{
    read::{find, load},
    write::{changes, deed, set_groups},
};
use crate::{
    fault::Outcome,
    live,
    moderation::{
        queue::{self, Waiting},
        thing::Thing,
    },
    organisation::{self, NAME_LIKE},
    report,
    row::{json, maybe, run, word},
    search,
    sql::{Connection, Row, named_params},
    thread,
};

/// Why a published submission shows its author another text than everybody
/// else: their edit waits.
pub(crate) const EDIT_WAITS: &str = "edit_waits";

/// Changes a submission by its author.
pub(crate) fn edit(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    author: ParticipantId,
    expected: Option<u32>,
    change: SubmissionChange,
    now_ms: i64,
) -> Outcome<SubmissionView> {
    let found = find(conn, forum, id)?;
    found.check_visible(Some(author))?;
    if found.author != author.0 {
        return Err(StorageError::NotAuthor.into());
    }
    let thread = thread::by_seq(conn, found.thread)?;
    // What was never published has no votes that an edit could betray.
    let action = if found.state == State::Pending { Action::Comment } else { Action::Edit };
    thread.check(now_ms, action)?;
    let old = load(conn, &thread.id, found.seq, Some(author))?;
    if expected.is_some_and(|expected| expected != old.version) {
        return Err(StorageError::Stale { current: old.version }.into());
    }
    let for_verified = |organisation: &contract::Organisation| organisation.verified;
    let vouched_for =
        change.by_moderator || old.author.organisation.as_ref().is_some_and(for_verified);
    let mut new = changed(&old, change);
    if new == old {
        return Ok(SubmissionView { thread, submission: old });
    }
    new.version += 1;
    let rules = held_by(conn, &thread, author, vouched_for)?;
    let thing = Thing::by_seq(conn, TargetKind::Submission, found.seq)?;
    let waits = queue::held(conn, &thing)?;
    let kind = match (found.state, waits) {
        // What was not read yet is simply another text of the same row.
        (State::Pending, Some(held)) => held.kind,
        _ => QueueKind::Edited,
    };
    if found.state == State::Published && !rules.is_empty() {
        keep(conn, found.seq, &new, now_ms)?;
    } else {
        run(conn, "DELETE FROM waiting_edits WHERE submission = ?1", [found.seq])?;
        apply(conn, found.seq, &new, now_ms)?;
    }
    let rules: &[RuleHit] = if found.state == State::Published { &rules } else { &[] };
    let thing = Thing::by_seq(conn, TargetKind::Submission, found.seq)?;
    let waiting =
        Waiting { forum, thing: &thing, kind, since: now_ms, harm: None, appealed: None, rules };
    queue::put(conn, &waiting)?;
    let changes = changes(&old, &new)?;
    deed(conn, forum, id, author, "submission.edit", now_ms, changes.into_iter())?;
    let submission = load(conn, &thread.id, found.seq, Some(author))?;
    Ok(SubmissionView { thread, submission })
}

/// A submission with what its author changes.
fn changed(old: &SubmissionRow, change: SubmissionChange) -> SubmissionRow {
    let mut new = old.clone();
    new.kind = change.kind.unwrap_or(new.kind);
    new.title = change.title.unwrap_or(new.title);
    new.body = change.body.unwrap_or(new.body);
    new.theme = match change.theme {
        Change::Keep => new.theme,
        Change::Clear => None,
        Change::Set(theme) => Some(theme),
    };
    new.groups = change.groups.unwrap_or(new.groups);
    new.links = change.links.unwrap_or(new.links);
    new
}

/// The rules by which a text of this person waits for a moderator in this
/// thread; none where it is published at once.
pub(crate) fn held_by(
    conn: &Connection,
    thread: &ThreadRow,
    author: ParticipantId,
    vouched_for: bool,
) -> Outcome<Vec<RuleHit>> {
    let hit = |rule: &str| RuleHit { rule: rule.to_owned(), detail: String::new() };
    let mut rules = Vec::new();
    if thread.premoderated {
        rules.push(hit("premoderated"));
    }
    if thread.newcomers_held && !vouched_for && report::is_newcomer(conn, author.0)? {
        rules.push(hit("newcomer"));
    }
    // Where nobody is named, nobody passes for another.
    if !thread.anonymous
        && !vouched_for
        && let Some(detail) = organisation::name_like(conn, author)?
    {
        rules.push(RuleHit { rule: NAME_LIKE.to_owned(), detail });
    }
    Ok(rules)
}

/// Puts a text in the place of the present one, which becomes a version.
fn apply(conn: &Connection, seq: i64, new: &SubmissionRow, now_ms: i64) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO revisions (submission, version, title, body, theme, groups, links, at)
         SELECT seq, version, title, body, theme, groups, links, coalesce(edited_at, created_at)
         FROM submissions WHERE seq = ?1",
        [seq],
    )?;
    write(conn, seq, new, Some(now_ms))
}

/// Writes a text over the present one.
fn write(conn: &Connection, seq: i64, new: &SubmissionRow, edited_at: Option<i64>) -> Outcome<()> {
    run(
        conn,
        "UPDATE submissions SET kind = :kind, title = :title, body = :body, theme = :theme,
           groups = :groups, links = :links, version = :version, edited_at = :edited_at
         WHERE seq = :seq",
        named_params! {
            ":seq": seq,
            ":kind": new.kind.as_str(),
            ":title": new.title,
            ":body": new.body,
            ":theme": new.theme,
            ":groups": serde_json::to_string(&new.groups)?,
            ":links": serde_json::to_string(&new.links)?,
            ":version": new.version,
            ":edited_at": edited_at,
        },
    )?;
    run(conn, "DELETE FROM submission_groups WHERE submission = ?1", [seq])?;
    set_groups(conn, seq, &new.groups)?;
    search::remove(conn, seq)?;
    search::add(conn, seq, &new.reference, &new.title, &new.body)?;
    live::submission(conn, seq, false)
}

/// Keeps a text beside the present one until a moderator has read it.
fn keep(conn: &Connection, seq: i64, new: &SubmissionRow, now_ms: i64) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO waiting_edits
           (submission, version, kind, title, body, theme, groups, links, at)
         VALUES (:seq, :version, :kind, :title, :body, :theme, :groups, :links, :at)
         ON CONFLICT (submission) DO UPDATE SET version = excluded.version,
           kind = excluded.kind, title = excluded.title, body = excluded.body,
           theme = excluded.theme, groups = excluded.groups, links = excluded.links,
           at = excluded.at, decision = NULL, published = 0, was_kind = NULL",
        named_params! {
            ":seq": seq,
            ":version": new.version,
            ":kind": new.kind.as_str(),
            ":title": new.title,
            ":body": new.body,
            ":theme": new.theme,
            ":groups": serde_json::to_string(&new.groups)?,
            ":links": serde_json::to_string(&new.links)?,
            ":at": now_ms,
        },
    )?;
    Ok(())
}

/// Puts the edit that waits, if one does, over the text of a row: what its
/// author and moderators read.
pub(crate) fn overlay(conn: &Connection, seq: i64, row: &mut SubmissionRow) -> Outcome<bool> {
    let sql = "SELECT version, kind, title, body, theme, groups, links, at FROM waiting_edits
         WHERE submission = ?1 AND decision IS NULL";
    let read = |from: &Row<'_>| {
        row.version = from.get(0)?;
        row.kind = word(from, 1)?;
        row.title = from.get(2)?;
        row.body = from.get(3)?;
        row.theme = from.get(4)?;
        row.groups = json(from, 5)?;
        row.links = json(from, 6)?;
        row.edited_at = from.get(7)?;
        row.state_reason = Some(EDIT_WAITS.to_owned());
        Ok(())
    };
    Ok(maybe(conn, sql, [seq], read)?.is_some())
}

/// The version of the edit that waits, if one does.
pub(crate) fn waiting_version(conn: &Connection, thing: &Thing) -> Outcome<Option<u32>> {
    if thing.kind != TargetKind::Submission {
        return Ok(None);
    }
    let sql = "SELECT version FROM waiting_edits WHERE submission = ?1 AND decision IS NULL";
    maybe(conn, sql, [thing.seq], |row| row.get(0))
}

/// Whether an edit of this thing waits.
pub(crate) fn waits(conn: &Connection, thing: &Thing) -> Outcome<bool> {
    Ok(waiting_version(conn, thing)?.is_some())
}

/// Publishes the edit that waits, by a decision.
pub(crate) fn publish(conn: &Connection, seq: i64, decision: i64) -> Outcome<()> {
    let mut row = load(conn, "", seq, None)?;
    let was_kind = row.kind;
    if overlay(conn, seq, &mut row)? {
        let at = row.edited_at.unwrap_or(row.created_at);
        apply(conn, seq, &row, at)?;
        let sql = "UPDATE waiting_edits SET decision = ?2, published = 1, was_kind = ?3
             WHERE submission = ?1";
        run(conn, sql, (seq, decision, was_kind.as_str()))?;
    }
    Ok(())
}

/// Drops the edit that waits, by a decision.
pub(crate) fn drop_waiting(conn: &Connection, seq: i64, decision: i64) -> Outcome<()> {
    let sql = "UPDATE waiting_edits SET decision = ?2 WHERE submission = ?1 AND decision IS NULL";
    run(conn, sql, (seq, decision))?;
    Ok(())
}

/// Lets an edit that a decision dropped wait again; false where it was
/// replaced since.
pub(crate) fn reopen(conn: &Connection, decision: i64) -> Outcome<bool> {
    let sql = "UPDATE waiting_edits SET decision = NULL WHERE decision = ?1 AND published = 0";
    Ok(run(conn, sql, [decision])? > 0)
}

/// Takes back what a decision did to an edit: it waits again, and where it was
/// published, what was there before is there again. Errors: `WrongState` where
/// the text was changed since.
pub(crate) fn undo(conn: &Connection, decision: i64) -> Outcome<()> {
    if reopen(conn, decision)? {
        return Ok(());
    }
    let sql = "SELECT w.submission, w.version = s.version, w.was_kind FROM waiting_edits w
         JOIN submissions s ON s.seq = w.submission WHERE w.decision = ?1 AND w.published = 1";
    let found = maybe(conn, sql, [decision], |row| {
        Ok((row.get::<i64>(0)?, row.get::<bool>(1)?, word(row, 2)?))
    })?;
    let Some((seq, stands, was_kind)) = found else { return Ok(()) };
    if !stands {
        return Err(StorageError::WrongState("Its text was changed since.").into());
    }
    let sql = "SELECT version, title, body, theme, groups, links, at FROM revisions
         WHERE submission = ?1 ORDER BY version DESC LIMIT 1";
    let mut row = load(conn, "", seq, None)?;
    row.kind = was_kind;
    let mut at = row.created_at;
    maybe(conn, sql, [seq], |from| {
        row.version = from.get(0)?;
        row.title = from.get(1)?;
        row.body = from.get(2)?;
        row.theme = from.get(3)?;
        row.groups = json(from, 4)?;
        row.links = json(from, 5)?;
        at = from.get(6)?;
        Ok(())
    })?;
    let edited_at = Some(at).filter(|at| *at != row.created_at);
    write(conn, seq, &row, edited_at)?;
    let sql = "DELETE FROM revisions WHERE submission = ?1 AND version = ?2";
    run(conn, sql, (seq, row.version))?;
    let sql = "UPDATE waiting_edits SET decision = NULL, published = 0 WHERE submission = ?1";
    run(conn, sql, [seq])?;
    Ok(())
}

/// The version beside which an edited submission is read: the published one
/// where the edit waits, otherwise the last that moderators decided about, or
/// the first. None where nothing was changed since.
pub(crate) fn previous(conn: &Connection, seq: i64) -> Outcome<Option<RevisionRow>> {
    let read = |row: &Row<'_>| {
        Ok(RevisionRow {
            version: row.get(0)?,
            title: row.get(1)?,
            body: row.get(2)?,
            theme: row.get(3)?,
            groups: json(row, 4)?,
            links: json(row, 5)?,
            at: row.get(6)?,
        })
    };
    let published = "SELECT s.version, s.title, s.body, s.theme, s.groups, s.links,
           coalesce(s.edited_at, s.created_at) FROM submissions s
         WHERE s.seq = ?1 AND EXISTS (
           SELECT 1 FROM waiting_edits w WHERE w.submission = s.seq AND w.decision IS NULL)";
    if let Some(revision) = maybe(conn, published, [seq], read)? {
        return Ok(Some(revision));
    }
    let read_last = "SELECT coalesce(max(version), 1) FROM decisions
         WHERE target_kind = 'submission' AND target = ?1 AND undone_at IS NULL
           AND action IN ('approve', 'reject', 'request_edit', 'hide', 'restore')
           AND decided_by <> 'rule'";
    let version: u32 = maybe(conn, read_last, [seq], |row| row.get(0))?.unwrap_or(1);
    let sql = "SELECT version, title, body, theme, groups, links, at FROM revisions
         WHERE submission = ?1 AND version = ?2";
    maybe(conn, sql, (seq, version), read)
}
