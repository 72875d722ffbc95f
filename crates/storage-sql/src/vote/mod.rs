//! Votes.

mod put;

use std::collections::BTreeMap;

use contract::{Id, State, VoteChoice};
use rules::{phases::Action, results};
use storage::{Changed, Conflict, ForumId, ParticipantId, StorageError, ThreadRow, VoteOutcome};

pub(crate) use self::put::{Cast, put};
use crate::{
    audit::{self, Deed},
    cells,
    duplicate::{self, Turn},
    fault::Outcome,
    live,
    moderation::queue,
    organisation, participant, people,
    row::{all, all_of, maybe, run, word},
    sql::{Column::Integer, Connection},
    submission::{self, Found},
    thread,
};

/// A vote that stands, and the sector that it was counted in.
struct Standing {
    value: VoteChoice,
    sector: String,
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
        let before = Some(before.value);
        duplicate::voted(
            conn,
            &[Turn { submission: found.seq, participant, before, after: None }],
        )?;
        let deed = deed(forum, now_ms, participant, "vote.delete", id);
        audit::record(conn, &deed)?;
        live::tell(conn, forum, &thread.id, Changed::Tally { submission: id.to_owned() });
        let cells = cells::read(conn, found.seq)?;
        cells::rescore(conn, forum, found.seq, thread.voting.mode, &cells)?;
        queue::reached(conn, &[found.seq])?;
    }
    standing_outcome(conn, &found, thread::by_seq(conn, found.thread)?, participant)
}

/// A vote is on record as a deed, without what it says.
fn deed<'a>(
    forum: ForumId,
    now_ms: i64,
    participant: ParticipantId,
    action: &'static str,
    id: &'a str,
) -> Deed<'a> {
    Deed {
        forum,
        now_ms,
        actor: Some(participant),
        action,
        target_kind: "submission",
        target_id: id,
        changes: &[],
    }
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
    check_open(&found, participant)?;
    let thread = thread::by_seq(conn, found.thread)?;
    thread.check(now_ms, Action::Vote)?;
    Ok((found, thread))
}

/// Refuses a submission that this person may not see, or not vote on.
fn check_open(found: &Found, participant: ParticipantId) -> Result<(), StorageError> {
    found.check_visible(Some(participant))?;
    if found.state == State::Published {
        Ok(())
    } else {
        Err(StorageError::Conflict(Conflict::NotPublished))
    }
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

/// What is true now, for one person.
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
    let given = given(conn, &[(participant.0, thread_seq)])?;
    let given = given.get(&(participant.0, thread_seq)).copied();
    Ok(results::votes_left(thread.voting.budget, given.unwrap_or(0)))
}

/// How many supports people have given, each in a thread.
fn given(conn: &Connection, pairs: &[(i64, i64)]) -> Outcome<BTreeMap<(i64, i64), u32>> {
    let sql = |asked: &str| {
        format!(
            "SELECT one.participant, one.thread, (
               SELECT count(*) FROM votes v CROSS JOIN submissions s ON s.seq = v.submission
               WHERE v.participant = one.participant AND v.thread = one.thread
                 AND v.value = 'support' AND s.state = 'published')
             FROM {asked} one"
        )
    };
    let columns = [Integer("participant"), Integer("thread")];
    let given =
        all_of(conn, pairs, &columns, sql, |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(given.into_iter().collect())
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
