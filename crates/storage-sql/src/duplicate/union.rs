//! How many people support a submission or one of its duplicates, each once.
//!
//! A row for each of them says how many of these they support, so that the
//! number is exact after any vote without counting anew.

use contract::VoteChoice;
use storage::ParticipantId;

use crate::{
    fault::Outcome,
    row::{all, maybe, run},
    sql::Connection,
};

/// What counts besides the lead's own votes: published duplicates of its
/// thread.
const COUNTED: &str = "SELECT d.submission FROM duplicates d INDEXED BY duplicates_of_lead
     JOIN submissions s ON s.seq = d.submission
     JOIN submissions m ON m.seq = d.lead
     WHERE d.lead = ?1 AND d.accepted = 1 AND s.state = 'published' AND s.thread = m.thread";

/// Counts anew for one that leads, or may lead no more.
pub(super) fn recount(conn: &Connection, lead: i64) -> Outcome<()> {
    run(conn, "DELETE FROM union_supporters WHERE lead = ?1", [lead])?;
    let duplicates: Vec<i64> = all(conn, COUNTED, [lead], |row| row.get(0))?;
    if duplicates.is_empty() {
        run(conn, "UPDATE submissions SET union_support = NULL WHERE seq = ?1", [lead])?;
        return Ok(());
    }
    for submission in duplicates.into_iter().chain([lead]) {
        run(
            conn,
            "INSERT INTO union_supporters (lead, participant, votes)
             SELECT CAST(?1 AS BIGINT), participant, 1 FROM votes
             WHERE submission = ?2 AND value IN ('agree', 'support')
             ON CONFLICT (lead, participant) DO UPDATE SET
               votes = union_supporters.votes + 1",
            (lead, submission),
        )?;
    }
    let sql = "UPDATE submissions SET union_support =
           (SELECT count(*) FROM union_supporters WHERE lead = ?1) WHERE seq = ?1";
    run(conn, sql, [lead])?;
    Ok(())
}

/// Counts anew wherever a submission counts, after it was published, taken
/// away or moved.
pub(crate) fn refresh(conn: &Connection, submission: i64) -> Outcome<()> {
    let sql = "SELECT lead FROM duplicates WHERE submission = ?1 AND accepted = 1
         UNION SELECT lead FROM duplicates INDEXED BY duplicates_of_lead
         WHERE lead = ?1 AND accepted = 1";
    for lead in all(conn, sql, [submission], |row| row.get(0))? {
        recount(conn, lead)?;
    }
    Ok(())
}

/// Brings the number up to date after a person's vote on a submission went
/// from one value to another.
pub(crate) fn voted(
    conn: &Connection,
    submission: i64,
    participant: ParticipantId,
    before: Option<VoteChoice>,
    after: Option<VoteChoice>,
) -> Outcome<()> {
    let supports = |vote| matches!(vote, Some(VoteChoice::Agree | VoteChoice::Support));
    if supports(before) == supports(after) {
        return Ok(());
    }
    let sql = "SELECT m.seq FROM submissions s
         JOIN submissions m ON m.seq = coalesce(s.merged_into, s.seq)
         WHERE s.seq = ?1 AND m.union_support IS NOT NULL AND m.thread = s.thread
           AND (s.seq = m.seq OR s.state = 'published')";
    let Some(lead): Option<i64> = maybe(conn, sql, [submission], |row| row.get(0))? else {
        return Ok(());
    };
    let by = if supports(after) {
        run(
            conn,
            "INSERT INTO union_supporters (lead, participant, votes) VALUES (?1, ?2, 1)
             ON CONFLICT (lead, participant) DO UPDATE SET
               votes = union_supporters.votes + 1",
            (lead, participant.0),
        )?;
        let sql = "SELECT votes = 1 FROM union_supporters WHERE lead = ?1 AND participant = ?2";
        i64::from(maybe(conn, sql, (lead, participant.0), |row| row.get(0))? == Some(true))
    } else {
        run(
            conn,
            "UPDATE union_supporters SET votes = votes - 1 WHERE lead = ?1 AND participant = ?2",
            (lead, participant.0),
        )?;
        let sql = "DELETE FROM union_supporters
             WHERE lead = ?1 AND participant = ?2 AND votes <= 0";
        -i64::from(run(conn, sql, (lead, participant.0))? > 0)
    };
    let sql = "UPDATE submissions SET union_support = union_support + ?2 WHERE seq = ?1";
    run(conn, sql, (lead, by))?;
    Ok(())
}

/// Whether a person has voted on a lead and on everything that counts with it:
/// only then does the sum tell them nothing that is hidden from them.
pub(crate) fn seen(conn: &Connection, lead: i64, viewer: ParticipantId) -> Outcome<bool> {
    let duplicates: Vec<i64> = all(conn, COUNTED, [lead], |row| row.get(0))?;
    for submission in duplicates.into_iter().chain([lead]) {
        let sql = "SELECT 1 FROM votes WHERE submission = ?1 AND participant = ?2";
        if maybe(conn, sql, (submission, viewer.0), |_| Ok(()))?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
