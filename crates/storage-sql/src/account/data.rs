//! Everything of one person, for themselves.

use storage::{FlagRow, ForumId, OwnVote, ParticipantId, PersonalRows, SubmissionView};

use super::person;
use crate::{
    comment,
    fault::Outcome,
    row::{all, word},
    sql::Connection,
    submission, thread,
};

/// Reads it all; see the port.
pub(super) fn read(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
) -> Outcome<PersonalRows> {
    let key = (participant.0, forum.0);
    let sql = "SELECT seq, thread FROM submissions
         WHERE author = ?1 AND forum = ?2 ORDER BY author, seq";
    let mut submissions = Vec::new();
    for (seq, thread) in all(conn, sql, key, |row| Ok((row.get(0)?, row.get(1)?)))? {
        let thread = thread::by_seq(conn, thread)?;
        let submission = submission::load(conn, &thread.id, seq, Some(participant))?;
        submissions.push(SubmissionView { thread, submission });
    }
    let sql = "SELECT s.id, v.value, v.at FROM votes v JOIN submissions s ON s.seq = v.submission
         WHERE v.participant = ?1 AND s.forum = ?2";
    let votes = all(conn, sql, key, |row| {
        let value = word(row, 1)?;
        let (submission_id, at) = (row.get(0)?, row.get(2)?);
        Ok(OwnVote { submission_id, organisation_id: None, value, at })
    })?;
    let sql = "SELECT id, reason, note, created_at FROM flags
         WHERE participant = ?1 AND forum = ?2 ORDER BY participant, seq";
    let flags = all(conn, sql, key, |row| {
        let reason = word(row, 1)?;
        Ok(FlagRow { id: row.get(0)?, reason, note: row.get(2)?, created_at: row.get(3)? })
    })?;
    Ok(PersonalRows {
        account: person::account(conn, forum, participant)?,
        submissions,
        comments: comment::of_author(conn, forum, participant)?,
        votes,
        flags,
    })
}
