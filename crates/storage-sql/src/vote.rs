//! Votes.

use std::collections::BTreeMap;

use contract::{Id, State, VoteChoice};
use rules::{phases::Action, results};
use storage::{Changed, Conflict, ForumId, ParticipantId, StorageError, ThreadRow, VoteOutcome};

use crate::{
    answer,
    audit::{self, Deed},
    cells, duplicate,
    fault::Outcome,
    live,
    moderation::queue,
    organisation, participant, people,
    row::{all, maybe, run, word},
    sql::Connection,
    submission::{self, Found},
    thread,
};

/// A vote that stands, and the sector that it was counted in.
struct Standing {
    value: VoteChoice,
    sector: String,
}

/// Casts or changes a vote.
pub(crate) fn put(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    participant: ParticipantId,
    value: VoteChoice,
    now_ms: i64,
) -> Outcome<VoteOutcome> {
    let sector = participant::sector(conn, forum, participant)?;
    let (found, thread) = open(conn, forum, id, participant, now_ms)?;
    thread.check_vote(value)?;
    let before = standing(conn, found.seq, participant)?;
    if before.as_ref().is_none_or(|before| before.value != VoteChoice::Support)
        && value == VoteChoice::Support
        && left(conn, found.thread, &thread, participant)? == Some(0)
    {
        return Err(StorageError::BudgetSpent.into());
    }
    // The key of the table makes this one row, whatever was read before.
    run(
        conn,
        "INSERT INTO votes (submission, participant, thread, value, sector, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (submission, participant) DO UPDATE SET
           value = excluded.value, sector = excluded.sector, at = excluded.at",
        (found.seq, participant.0, found.thread, value.as_str(), &sector, now_ms),
    )?;
    if let Some(before) = &before {
        cells::count(conn, found.seq, &before.sector, before.value, -1)?;
    } else {
        let sql = "UPDATE threads SET votes_count = votes_count + 1 WHERE seq = ?1";
        run(conn, sql, [found.thread])?;
        people::add(conn, found.thread, participant.0, 1)?;
    }
    cells::count(conn, found.seq, &sector, value, 1)?;
    answer::reached(conn, forum, found.seq, &thread, now_ms)?;
    let before = before.map(|before| before.value);
    duplicate::voted(conn, found.seq, participant, before, Some(value))?;
    trail(conn, forum, id, participant, "vote.put", now_ms)?;
    live::tell(conn, forum, &thread.id, Changed::Tally { submission: id.to_owned() });
    outcome(conn, forum, &found, &thread, participant, Some(value))
}

/// Takes a vote back.
pub(crate) fn delete(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    participant: ParticipantId,
    now_ms: i64,
) -> Outcome<VoteOutcome> {
    participant::sector(conn, forum, participant)?;
    let (found, thread) = open(conn, forum, id, participant, now_ms)?;
    if let Some(before) = standing(conn, found.seq, participant)? {
        let sql = "DELETE FROM votes WHERE submission = ?1 AND participant = ?2";
        run(conn, sql, (found.seq, participant.0))?;
        cells::count(conn, found.seq, &before.sector, before.value, -1)?;
        let sql = "UPDATE threads SET votes_count = votes_count - 1 WHERE seq = ?1";
        run(conn, sql, [found.thread])?;
        people::remove(conn, found.thread, participant.0)?;
        duplicate::voted(conn, found.seq, participant, Some(before.value), None)?;
        trail(conn, forum, id, participant, "vote.delete", now_ms)?;
        live::tell(conn, forum, &thread.id, Changed::Tally { submission: id.to_owned() });
    }
    outcome(conn, forum, &found, &thread, participant, None)
}

/// A vote is on record as a deed, without what it says.
fn trail(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    participant: ParticipantId,
    action: &'static str,
    now_ms: i64,
) -> Outcome<()> {
    audit::record(
        conn,
        &Deed {
            forum,
            now_ms,
            actor: Some(participant),
            action,
            target_kind: "submission",
            target_id: id,
            changes: &[],
        },
    )
}

/// The submission and its thread, where votes are taken now.
pub(crate) fn open(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    participant: ParticipantId,
    now_ms: i64,
) -> Outcome<(Found, ThreadRow)> {
    let found = submission::find(conn, forum, id)?;
    found.check_visible(Some(participant))?;
    if found.state != State::Published {
        return Err(StorageError::Conflict(Conflict::NotPublished).into());
    }
    let thread = thread::by_seq(conn, found.thread)?;
    thread.check(now_ms, Action::Vote)?;
    Ok((found, thread))
}

fn standing(
    conn: &Connection,
    submission: i64,
    participant: ParticipantId,
) -> Outcome<Option<Standing>> {
    let sql = "SELECT value, sector FROM votes WHERE submission = ?1 AND participant = ?2";
    maybe(conn, sql, (submission, participant.0), |row| {
        Ok(Standing { value: word(row, 0)?, sector: row.get(1)? })
    })
}

/// What is true after a vote of an organisation, for its delegate: nothing of
/// people's counters has changed.
pub(crate) fn standing_outcome(
    conn: &Connection,
    found: &Found,
    thread: ThreadRow,
    participant: ParticipantId,
) -> Outcome<VoteOutcome> {
    Ok(VoteOutcome {
        votes_left: left(conn, found.thread, &thread, participant)?,
        thread,
        participant,
        my_vote: submission::my_vote(conn, found.seq, participant)?,
        cells: cells::read(conn, found.seq)?,
        organisations: organisation::tally(conn, found.seq)?,
        organisation_votes: organisation::of_viewer(conn, found.seq, participant)?,
    })
}

fn outcome(
    conn: &Connection,
    forum: ForumId,
    found: &Found,
    thread: &ThreadRow,
    participant: ParticipantId,
    my_vote: Option<VoteChoice>,
) -> Outcome<VoteOutcome> {
    let cells = cells::read(conn, found.seq)?;
    cells::rescore(conn, forum, found.seq, thread.voting.mode, &cells)?;
    queue::reached(conn, found.seq)?;
    Ok(VoteOutcome {
        votes_left: left(conn, found.thread, thread, participant)?,
        thread: thread::by_seq(conn, found.thread)?,
        participant,
        my_vote,
        cells,
        organisations: organisation::tally(conn, found.seq)?,
        organisation_votes: organisation::of_viewer(conn, found.seq, participant)?,
    })
}

/// Supports left in a thread with a budget. Those on submissions that are gone
/// count no more.
fn left(
    conn: &Connection,
    thread_seq: i64,
    thread: &ThreadRow,
    participant: ParticipantId,
) -> Outcome<Option<u32>> {
    if thread.voting.budget.is_none() {
        return Ok(None);
    }
    let given = maybe(
        conn,
        "SELECT count(*) FROM votes v JOIN submissions s ON s.seq = v.submission
         WHERE v.participant = ?1 AND v.thread = ?2 AND v.value = 'support'
           AND s.state = 'published'",
        (participant.0, thread_seq),
        |row| row.get(0),
    )?;
    Ok(results::votes_left(thread.voting.budget, given.unwrap_or(0)))
}

/// Supports left by thread.
pub(crate) fn votes_left(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    now_ms: i64,
) -> Outcome<BTreeMap<Id, u32>> {
    let sql = "SELECT seq FROM threads WHERE forum = ?1 AND voting_budget IS NOT NULL";
    let mut by_thread = BTreeMap::new();
    for seq in all(conn, sql, [forum.0], |row| row.get(0))? {
        let thread = thread::by_seq(conn, seq)?;
        if thread.check(now_ms, Action::Vote).is_ok()
            && let Some(left) = left(conn, seq, &thread, participant)?
        {
            by_thread.insert(thread.id, left);
        }
    }
    Ok(by_thread)
}
