//! Submissions that say the same as another: proposed by a moderator, linked
//! when the author of the repeating one agrees, and undone without a trace in
//! any count.

mod read;
mod union;

use contract::{AuditChange, State};
use storage::{ForumId, ParticipantId, StorageError, SubmissionView};

pub(crate) use self::{
    read::{led, of},
    union::{Turn, refresh, seen, voted},
};
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    live,
    row::{all, maybe, run, word},
    sql::Connection,
    submission,
};

/// A link of the table.
struct Standing {
    lead: i64,
    lead_id: String,
    accepted: bool,
}

/// What the two ends of a link say about themselves.
struct End {
    seq: i64,
    thread: i64,
    state: State,
}

/// Proposes that a submission says the same as another one. `decision` is the
/// moderator's; taking that back takes the link back.
///
/// `WrongState` where the two cannot be linked: only one level deep, within a
/// thread, and both published.
pub(crate) fn propose(
    conn: &Connection,
    forum: ForumId,
    repeating: i64,
    lead: &str,
    decision: i64,
    now_ms: i64,
) -> Outcome<()> {
    let lead = submission::find(conn, forum, lead)?;
    if let Some(standing) = standing(conn, repeating)? {
        return Err(StorageError::WrongState(if standing.accepted {
            "It is linked to another one already."
        } else {
            "A link was proposed already, and its author has not answered."
        })
        .into());
    }
    check(conn, repeating, lead.seq)?;
    run(
        conn,
        "INSERT INTO duplicates (submission, lead, accepted, decision, at)
         VALUES (?1, ?2, 0, ?3, ?4)",
        (repeating, lead.seq, decision, now_ms),
    )?;
    Ok(())
}

/// Refuses two that cannot be linked.
fn check(conn: &Connection, repeating: i64, lead: i64) -> Outcome<()> {
    let refuse = |why| Err(StorageError::WrongState(why).into());
    if repeating == lead {
        return refuse("A submission does not repeat itself.");
    }
    let (repeating, lead) = (end(conn, repeating)?, end(conn, lead)?);
    if repeating.state != State::Published || lead.state != State::Published {
        return refuse("Both must be published.");
    }
    if repeating.thread != lead.thread {
        return refuse("Both must stand in the same thread.");
    }
    if standing(conn, lead.seq)?.is_some_and(|standing| standing.accepted) {
        return refuse("That one repeats another itself. Link to the one that leads.");
    }
    let sql = "SELECT 1 FROM duplicates WHERE lead = ?1 AND accepted = 1 LIMIT 1";
    if maybe(conn, sql, [repeating.seq], |_| Ok(()))?.is_some() {
        return refuse("This one leads others itself.");
    }
    Ok(())
}

/// What the author of the repeating submission answers.
pub(crate) fn answer(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    author: ParticipantId,
    accept: bool,
    now_ms: i64,
) -> Outcome<SubmissionView> {
    let seq = own(conn, forum, id, author)?;
    let standing = standing(conn, seq)?.filter(|standing| !standing.accepted);
    let standing = standing.ok_or(StorageError::WrongState("No link is proposed here."))?;
    let changes = if accept {
        check(conn, seq, standing.lead)?;
        run(conn, "UPDATE duplicates SET accepted = 1 WHERE submission = ?1", [seq])?;
        let sql = "UPDATE submissions SET merged_into = ?2 WHERE seq = ?1";
        run(conn, sql, (seq, standing.lead))?;
        union::recount(conn, standing.lead)?;
        tell(conn, seq, standing.lead)?;
        audit::change("merged_into", None, Some(&standing.lead_id))
    } else {
        run(conn, "DELETE FROM duplicates WHERE submission = ?1", [seq])?;
        None
    };
    let action = if accept { "duplicate.accept" } else { "duplicate.decline" };
    record(conn, forum, author, action, id, now_ms, changes)?;
    submission::view(conn, forum, id, Some(author))
}

/// The author of the repeating submission takes the link away; without one
/// nothing changes.
pub(crate) fn unlink(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    author: ParticipantId,
    now_ms: i64,
) -> Outcome<SubmissionView> {
    let seq = own(conn, forum, id, author)?;
    if let Some(standing) = standing(conn, seq)? {
        remove(conn, seq)?;
        let before = standing.accepted.then_some(&standing.lead_id);
        let changes = audit::change("merged_into", before, None);
        record(conn, forum, author, "duplicate.unlink", id, now_ms, changes)?;
    }
    submission::view(conn, forum, id, Some(author))
}

/// Takes back what a moderator's decision proposed, also where it was accepted
/// meanwhile.
pub(crate) fn undo(conn: &Connection, decision: i64) -> Outcome<()> {
    let sql = "SELECT submission FROM duplicates WHERE decision = ?1";
    for submission in all(conn, sql, [decision], |row| row.get(0))? {
        remove(conn, submission)?;
    }
    Ok(())
}

/// Takes away every link of a submission that is gone for good.
pub(crate) fn withdrawn(conn: &Connection, submission: i64) -> Outcome<()> {
    remove(conn, submission)?;
    let sql = "SELECT submission FROM duplicates WHERE lead = ?1";
    for repeating in all(conn, sql, [submission], |row| row.get(0))? {
        remove(conn, repeating)?;
    }
    Ok(())
}

fn remove(conn: &Connection, submission: i64) -> Outcome<()> {
    let Some(standing) = standing(conn, submission)? else { return Ok(()) };
    run(conn, "DELETE FROM duplicates WHERE submission = ?1", [submission])?;
    if standing.accepted {
        run(conn, "UPDATE submissions SET merged_into = NULL WHERE seq = ?1", [submission])?;
        union::recount(conn, standing.lead)?;
        tell(conn, submission, standing.lead)?;
    }
    Ok(())
}

/// Tells those who follow live that both ends of a link show another one.
fn tell(conn: &Connection, repeating: i64, lead: i64) -> Outcome<()> {
    live::submission(conn, repeating, false)?;
    live::submission(conn, lead, false)
}

fn standing(conn: &Connection, submission: i64) -> Outcome<Option<Standing>> {
    let sql = "SELECT d.lead, m.id, d.accepted FROM duplicates d
         JOIN submissions m ON m.seq = d.lead WHERE d.submission = ?1";
    maybe(conn, sql, [submission], |row| {
        Ok(Standing { lead: row.get(0)?, lead_id: row.get(1)?, accepted: row.get(2)? })
    })
}

fn end(conn: &Connection, submission: i64) -> Outcome<End> {
    let sql = "SELECT seq, thread, state FROM submissions WHERE seq = ?1";
    let found = maybe(conn, sql, [submission], |row| {
        Ok(End { seq: row.get(0)?, thread: row.get(1)?, state: word(row, 2)? })
    })?;
    Ok(found.ok_or(StorageError::NotFound)?)
}

/// The number of a submission of this author.
fn own(conn: &Connection, forum: ForumId, id: &str, author: ParticipantId) -> Outcome<i64> {
    let found = submission::find(conn, forum, id)?;
    found.check_visible(Some(author))?;
    if found.author == author.0 { Ok(found.seq) } else { Err(StorageError::NotAuthor.into()) }
}

fn record(
    conn: &Connection,
    forum: ForumId,
    author: ParticipantId,
    action: &'static str,
    target_id: &str,
    now_ms: i64,
    changes: Option<AuditChange>,
) -> Outcome<()> {
    let changes: Vec<_> = changes.into_iter().collect();
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(author),
        action,
        target_kind: "submission",
        target_id,
        changes: &changes,
    };
    audit::record(conn, &deed)
}
