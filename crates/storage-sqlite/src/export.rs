//! Open data.

use rusqlite::Connection;
use storage::{ExportQuery, ExportVoteRow, ForumId, ParticipantId, SubmissionRow};

use crate::{
    fault::Outcome,
    row::{all, word},
    submission, thread,
};

type Position = Option<(i64, i64)>;

/// Published submissions, oldest first.
pub(crate) fn submissions(
    conn: &Connection,
    forum: ForumId,
    thread: &str,
    query: ExportQuery,
) -> Outcome<(Vec<SubmissionRow>, Position)> {
    let thread = thread::find(conn, forum, thread)?;
    let mut rows = Vec::new();
    let mut last = None;
    let after = query.after.unwrap_or((i64::MIN, i64::MIN));
    // Pinned ones do not come first here, so the two runs of the index for
    // oldest first are read apart and the sooner one taken.
    let sql = "SELECT created_at, tie FROM submissions INDEXED BY submissions_oldest
         WHERE thread = ?1 AND state = 'published' AND unpinned = ?2
           AND (created_at, tie) > (?3, ?4)
         ORDER BY created_at, tie LIMIT ?5";
    let mut keys: Vec<(i64, i64)> = Vec::new();
    for unpinned in [0, 1] {
        let params = (thread.seq, unpinned, after.0, after.1, query.limit);
        keys.extend(all(conn, sql, params, |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    keys.sort_unstable();
    keys.truncate(query.limit as usize);
    for key in keys {
        rows.push(submission::load(conn, &thread.row.id, key.1, None)?);
        last = Some(key);
    }
    Ok((rows, last))
}

/// Votes on published submissions, by submission.
pub(crate) fn votes(
    conn: &Connection,
    forum: ForumId,
    thread: &str,
    query: ExportQuery,
) -> Outcome<(Vec<ExportVoteRow>, Position)> {
    let thread = thread::find(conn, forum, thread)?;
    let (mut submission, mut participant) = query.after.unwrap_or((0, 0));
    let mut rows = Vec::new();
    let next_submission = "SELECT seq, reference FROM submissions INDEXED BY submissions_seq
         WHERE thread = ?1 AND state = 'published' AND seq >= ?2 ORDER BY seq LIMIT 1";
    let votes_of = "SELECT participant, value FROM votes
         WHERE submission = ?1 AND participant > ?2 ORDER BY participant LIMIT ?3";
    let limit = query.limit as usize;
    while rows.len() < limit {
        let next = all(conn, next_submission, (thread.seq, submission), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        let Some((seq, reference)) = next.into_iter().next() else { break };
        if seq != submission {
            (submission, participant) = (seq, 0);
        }
        let rest = i64::try_from(limit - rows.len()).unwrap_or(i64::MAX);
        let found = all(conn, votes_of, (seq, participant, rest), |row| {
            Ok(ExportVoteRow {
                submission: reference.clone(),
                participant: ParticipantId(row.get(0)?),
                value: word(row, 1)?,
            })
        })?;
        match found.last() {
            Some(vote) if rows.len() + found.len() == limit => participant = vote.participant.0,
            _ => (submission, participant) = (seq + 1, 0),
        }
        rows.extend(found);
    }
    let last = (!rows.is_empty()).then_some((submission, participant));
    Ok((rows, last))
}
