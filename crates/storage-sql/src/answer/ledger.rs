//! What is owed: how it begins, changes and ends.

use contract::{DueCause, SectorTally, State, VotingMode};
use rules::{results, time::format_ms};
use sha2::{Digest as _, Sha256};
use storage::{
    Conflict, Created, ForumId, Idempotency, LedgerChange, LedgerRow, NewReferral, ParticipantId,
    StorageError, ThreadRow, sum,
};

use super::ledger_list::{find, load};
use crate::{
    audit::{self, Deed},
    cells,
    fault::Outcome,
    forum, idempotency,
    row::{all, derived_id, maybe, run},
    sql::Connection,
    submission, thread,
};

const DAY_MS: i64 = 86_400_000;
/// When an entry is told whose thread hides results and names no end: the last
/// millisecond that has four digits for its year.
const NEVER: i64 = 253_402_300_799_999;

/// The counter that a thread's number is held against.
const fn counter(mode: VotingMode) -> &'static str {
    match mode {
        VotingMode::Opinion => "agree",
        VotingMode::Support => "support",
    }
}

/// Opens an entry where a vote has brought a submission to its thread's number.
pub(crate) fn reached(
    conn: &Connection,
    forum: ForumId,
    submission: i64,
    thread: &ThreadRow,
    votes: &SectorTally,
    now_ms: i64,
) -> Outcome<()> {
    let counted = match thread.voting.mode {
        VotingMode::Opinion => votes.agree,
        VotingMode::Support => votes.support,
    };
    if thread.voting.answer_at.is_some_and(|number| counted >= number) {
        owe(conn, forum, submission, thread, now_ms)?;
    }
    Ok(())
}

/// The same for a whole thread: its number may have fallen, or many votes have
/// come at once. Each entry is as old as the vote that reached the number, and
/// not older than `since`.
pub(crate) fn all_reached(
    conn: &Connection,
    forum: ForumId,
    thread_seq: i64,
    thread: &ThreadRow,
    since: i64,
) -> Outcome<()> {
    let Some(number) = thread.voting.answer_at else { return Ok(()) };
    let counter = counter(thread.voting.mode);
    let sql = format!(
        "SELECT s.seq FROM submissions s INDEXED BY submissions_seq
         WHERE s.thread = ?1 AND s.state = 'published'
           AND (SELECT CAST(sum(t.{counter}) AS BIGINT) FROM tallies t
             WHERE t.submission = s.seq) >= ?2"
    );
    for submission in all(conn, &sql, (thread_seq, number), |row| row.get(0))? {
        let sql = "SELECT at FROM votes WHERE submission = ?1 AND value = ?2
             ORDER BY at LIMIT 1 OFFSET ?3";
        let at: Option<i64> =
            maybe(conn, sql, (submission, counter, number - 1), |row| row.get(0))?;
        owe(conn, forum, submission, thread, at.unwrap_or(since).max(since))?;
    }
    Ok(())
}

/// Opens an entry, unless there is one or an answer that settles. Its id
/// follows from the submission's, because no chance comes with a vote.
fn owe(
    conn: &Connection,
    forum: ForumId,
    submission: i64,
    thread: &ThreadRow,
    now_ms: i64,
) -> Outcome<()> {
    let known = "SELECT 1 FROM ledger WHERE submission = ?1";
    if maybe(conn, known, [submission], |_| Ok(()))?.is_some() || is_answered(conn, submission)? {
        return Ok(());
    }
    let hidden = !results::public(thread.voting.results, thread.phase(now_ms));
    let told_at = if hidden { thread.closes_at.unwrap_or(NEVER) } else { now_ms };
    let config = forum::config(conn, forum)?;
    let entry = Entry {
        id: derived_id(
            Sha256::new()
                .chain_update("ledger")
                .chain_update(submission.to_be_bytes())
                .chain_update(&thread.id),
            now_ms,
        ),
        submission,
        office: config.offices.first().map(|office| office.id.clone()),
        cause: DueCause::Threshold,
        opened_at: now_ms,
        told_at,
        due_at: told_at + i64::from(config.answer_days) * DAY_MS,
    };
    insert(conn, forum, &entry)?;
    // While nobody may know of it, the trail does not tell it either.
    if hidden { Ok(()) } else { opened(conn, forum, None, &entry) }
}

/// Whether an answer stands at a submission that settles what is owed.
fn is_answered(conn: &Connection, submission: i64) -> Outcome<bool> {
    let sql = "SELECT status FROM submissions WHERE seq = ?1 AND response IS NOT NULL";
    let status = maybe(conn, sql, [submission], |row| crate::row::word(row, 0))?;
    Ok(status.is_some_and(rules::answers::settles))
}

/// An entry to open.
struct Entry {
    id: String,
    submission: i64,
    office: Option<String>,
    cause: DueCause,
    opened_at: i64,
    told_at: i64,
    due_at: i64,
}

fn insert(conn: &Connection, forum: ForumId, entry: &Entry) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO ledger (forum, id, submission, office, cause, opened_at, told_at, due_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            forum.0,
            &entry.id,
            entry.submission,
            &entry.office,
            entry.cause.as_str(),
            entry.opened_at,
            entry.told_at,
            entry.due_at,
        ),
    )?;
    Ok(())
}

fn opened(
    conn: &Connection,
    forum: ForumId,
    actor: Option<ParticipantId>,
    entry: &Entry,
) -> Outcome<()> {
    let due_at = format_ms(entry.due_at);
    let changes: Vec<_> = [
        audit::change("cause", None, Some(entry.cause.as_str())),
        audit::change("office", None, entry.office.as_deref()),
        audit::change("due_at", None, Some(due_at.as_str())),
    ]
    .into_iter()
    .flatten()
    .collect();
    let deed = Deed {
        forum,
        now_ms: entry.opened_at,
        actor,
        action: "ledger.open",
        target_kind: "ledger",
        target_id: &entry.id,
        changes: &changes,
    };
    audit::record(conn, &deed)
}

/// Brings entries that nobody was told of yet to the end of their thread, after
/// that has moved.
pub(crate) fn retell(
    conn: &Connection,
    thread_seq: i64,
    thread: &ThreadRow,
    now_ms: i64,
) -> Outcome<()> {
    let hidden = !results::public(thread.voting.results, thread.phase(now_ms));
    let told_at = if hidden { thread.closes_at.unwrap_or(NEVER) } else { now_ms };
    run(
        conn,
        "UPDATE ledger SET told_at = ?2, due_at = ?2 + due_at - told_at
         WHERE told_at > ?3 AND submission IN (
           SELECT s.seq FROM submissions s INDEXED BY submissions_seq WHERE s.thread = ?1)",
        (thread_seq, told_at, now_ms),
    )?;
    Ok(())
}

/// Holds a submission that came from another thread against the number and the
/// end of this one.
pub(crate) fn moved(
    conn: &Connection,
    forum: ForumId,
    submission: i64,
    thread_seq: i64,
    now_ms: i64,
) -> Outcome<()> {
    let thread = thread::by_seq(conn, thread_seq)?;
    retell(conn, thread_seq, &thread, now_ms)?;
    reached(conn, forum, submission, &thread, &sum(&cells::read(conn, submission)?), now_ms)
}

/// Closes what is owed for a submission, if anything is.
pub(super) fn settle(conn: &Connection, submission: i64, now_ms: i64) -> Outcome<()> {
    run(
        conn,
        "UPDATE ledger SET answered_at = ?2, took_days =
           CASE WHEN ?2 > told_at THEN (?2 - told_at) / ?3 ELSE 0 END
         WHERE submission = ?1 AND answered_at IS NULL",
        (submission, now_ms, DAY_MS),
    )?;
    Ok(())
}

/// Asks an office for an answer. An entry that nobody was told of yet becomes
/// this one, so that the question does not tell that there was one.
pub(super) fn refer(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    referral: &NewReferral,
    idempotency: Option<Idempotency<LedgerRow>>,
) -> Outcome<Created<LedgerRow>> {
    let now_ms = referral.now_ms;
    idempotency::once(conn, referral.by, now_ms, idempotency, || {
        let found = submission::find(conn, forum, id)?;
        match found.state {
            State::Published => {}
            State::Withdrawn => return Err(StorageError::Withdrawn.into()),
            State::Pending | State::Hidden => {
                return Err(StorageError::Conflict(Conflict::NotPublished).into());
            }
        }
        let untold = "DELETE FROM ledger
             WHERE submission = ?1 AND told_at > ?2 AND answered_at IS NULL";
        run(conn, untold, (found.seq, now_ms))?;
        if is_answered(conn, found.seq)? {
            return Err(StorageError::Conflict(Conflict::Owed).into());
        }
        let entry = Entry {
            id: referral.id.clone(),
            submission: found.seq,
            office: Some(referral.office.clone()),
            cause: DueCause::Referral,
            opened_at: now_ms,
            told_at: now_ms,
            due_at: referral.due_at,
        };
        insert(conn, forum, &entry)?;
        opened(conn, forum, Some(referral.by), &entry)?;
        load(conn, forum, &entry.id, now_ms)
    })
}

/// Gives an entry to another office, or a later date.
pub(super) fn change(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    change: &LedgerChange,
) -> Outcome<LedgerRow> {
    let (seq, old) = find(conn, forum, id, change.now_ms)?;
    if old.answered_at.is_some() {
        return Err(StorageError::WrongState("It has been answered.").into());
    }
    let mut changes = Vec::new();
    if let Some(office) = &change.office {
        run(conn, "UPDATE ledger SET office = ?2 WHERE seq = ?1", (seq, office))?;
        changes.extend(audit::change("office", old.office.as_ref(), Some(office)));
    }
    if let Some((to, reason)) = &change.extension {
        if *to <= old.due_at {
            let why = "A new date must be later than the present one.";
            return Err(StorageError::WrongState(why).into());
        }
        run(
            conn,
            "INSERT INTO ledger_extensions (entry, number, before, after, reason, at)
             SELECT CAST(?1 AS BIGINT), count(*) + 1, CAST(?2 AS BIGINT), CAST(?3 AS BIGINT),
               CAST(?4 AS TEXT), CAST(?5 AS BIGINT) FROM ledger_extensions WHERE entry = ?1",
            (seq, old.due_at, to, reason, change.now_ms),
        )?;
        run(conn, "UPDATE ledger SET due_at = ?2 WHERE seq = ?1", (seq, to))?;
        let dates = (format_ms(old.due_at), format_ms(*to));
        changes.extend(audit::change("due_at", Some(dates.0), Some(dates.1)));
        changes.extend(audit::change("reason", None, Some(reason)));
    }
    let deed = Deed {
        forum,
        now_ms: change.now_ms,
        actor: Some(change.by),
        action: "ledger.change",
        target_kind: "ledger",
        target_id: id,
        changes: &changes,
    };
    audit::record(conn, &deed)?;
    load(conn, forum, id, change.now_ms)
}
