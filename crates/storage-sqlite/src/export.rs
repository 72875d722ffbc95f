//! Open data.

use std::sync::Arc;

use rusqlite::Connection;
use storage::{ChooseParts, ExportVoteRow, ForumId, ParticipantId, SubmissionRow, ThreadExport};

use crate::{
    fault::Outcome,
    row::{all, word},
    submission,
    thread::{self, Found},
};

/// What a thread publishes. Rows are only gathered here, so that the snapshot,
/// which keeps the log from being written back, is held no longer than that.
pub(crate) fn read(
    conn: &Connection,
    forum: ForumId,
    thread: &str,
    choose: ChooseParts,
) -> Outcome<ThreadExport> {
    let Found { seq, row: thread } = thread::find(conn, forum, thread)?;
    let parts = choose(&thread);
    let submissions =
        if parts.submissions { submissions(conn, seq, &thread.id)? } else { Vec::new() };
    let votes = if parts.votes { votes(conn, seq)? } else { Vec::new() };
    Ok(ThreadExport { thread, submissions, votes })
}

/// Published submissions, oldest first.
fn submissions(conn: &Connection, thread: i64, thread_id: &str) -> Outcome<Vec<SubmissionRow>> {
    // Pinned ones do not come first here, so the two runs of the index for
    // oldest first are read apart and merged.
    let sql = "SELECT created_at, tie FROM submissions INDEXED BY submissions_oldest
         WHERE thread = ?1 AND state = 'published' AND unpinned = ?2
         ORDER BY created_at, tie";
    let mut keys: Vec<(i64, i64)> = Vec::new();
    for unpinned in [0, 1] {
        keys.extend(all(conn, sql, (thread, unpinned), |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    keys.sort_unstable();
    keys.into_iter().map(|(_, seq)| submission::load(conn, thread_id, seq, None)).collect()
}

/// Votes on published submissions, by submission.
fn votes(conn: &Connection, thread: i64) -> Outcome<Vec<ExportVoteRow>> {
    let published = "SELECT seq, reference FROM submissions INDEXED BY submissions_seq
         WHERE thread = ?1 AND state = 'published' ORDER BY seq";
    let votes_of = "SELECT participant, value FROM votes
         WHERE submission = ?1 ORDER BY participant";
    let submissions = all(conn, published, [thread], |row| {
        Ok((row.get::<_, i64>(0)?, Arc::<str>::from(row.get_ref(1)?.as_str()?)))
    })?;
    let mut votes = Vec::new();
    for (seq, reference) in submissions {
        votes.extend(all(conn, votes_of, [seq], |row| {
            Ok(ExportVoteRow {
                submission: Arc::clone(&reference),
                participant: ParticipantId(row.get(0)?),
                value: word(row, 1)?,
            })
        })?);
    }
    Ok(votes)
}
