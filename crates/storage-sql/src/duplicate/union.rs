//! How many people support a submission or one of its duplicates, each once.
//!
//! A row for each of them says how many of these they support, so that the
//! number is exact after any vote without counting anew.

use std::collections::{BTreeMap, BTreeSet};

use contract::VoteChoice;
use storage::ParticipantId;

use crate::{
    fault::Outcome,
    row::{all, all_of, maybe, run},
    sql::{Column::Integer, Connection},
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

/// How the vote of a person on a submission changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) submission: i64,
    pub(crate) participant: ParticipantId,
    pub(crate) before: Option<VoteChoice>,
    pub(crate) after: Option<VoteChoice>,
}

impl Turn {
    /// Whether they support it now, where they did not before or the other way.
    fn supports(&self) -> Option<bool> {
        let supports = |vote| matches!(vote, Some(VoteChoice::Agree | VoteChoice::Support));
        (supports(self.before) != supports(self.after)).then_some(supports(self.after))
    }
}

/// Brings the numbers up to date after votes changed.
pub(crate) fn voted(conn: &Connection, turns: &[Turn]) -> Outcome<()> {
    let turns: Vec<_> = turns.iter().filter_map(|turn| Some((turn, turn.supports()?))).collect();
    let submissions: BTreeSet<_> = turns.iter().map(|(turn, _)| (turn.submission,)).collect();
    let submissions: Vec<_> = submissions.into_iter().collect();
    let sql = |asked: &str| {
        format!(
            "SELECT s.seq, m.seq FROM {asked} one
             CROSS JOIN submissions s ON s.seq = one.submission
             CROSS JOIN submissions m ON m.seq = coalesce(s.merged_into, s.seq)
             WHERE m.union_support IS NOT NULL AND m.thread = s.thread
               AND (s.seq = m.seq OR s.state = 'published')"
        )
    };
    let leads = all_of(conn, &submissions, &[Integer("submission")], sql, |row| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
    })?;
    let leads: BTreeMap<_, _> = leads.into_iter().collect();
    for (turn, supports) in turns {
        if let Some(lead) = leads.get(&turn.submission) {
            count(conn, *lead, turn.participant, supports)?;
        }
    }
    Ok(())
}

/// Counts a person who supports one more of a lead and its duplicates, or one
/// less.
fn count(conn: &Connection, lead: i64, participant: ParticipantId, supports: bool) -> Outcome<()> {
    let by = if supports {
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
