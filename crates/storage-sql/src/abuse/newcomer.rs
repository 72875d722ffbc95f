//! The pace of new accounts, in the transaction that posts.

use rules::pace::{self, Posted};
use storage::{ParticipantId, StorageError};

use crate::{
    fault::Outcome,
    row::{maybe, run},
    sql::Connection,
};

/// Counts a post of an account of our own sign-in on its first day, or says
/// how long it waits. People of hosts' tokens have no such account.
pub(crate) fn check(
    conn: &Connection,
    author: ParticipantId,
    submits: bool,
    now_ms: i64,
) -> Outcome<()> {
    let sql = "SELECT created_at FROM accounts WHERE participant = ?1 AND created_at > ?2";
    let young = maybe(conn, sql, (author.0, now_ms - pace::NEW_MS), |row| row.get(0))?;
    let Some(created_at) = young else { return Ok(()) };
    let sql = "SELECT last_at, submissions FROM first_posts WHERE participant = ?1";
    let posted = maybe(conn, sql, [author.0], |row| {
        Ok(Posted { last_at: Some(row.get(0)?), submissions: row.get(1)? })
    })?;
    let posted = posted.unwrap_or_default();
    if let Some(wait_ms) = pace::wait_ms(created_at, posted, submits, now_ms) {
        return Err(StorageError::NewAccount { wait_ms }.into());
    }
    run(
        conn,
        "INSERT INTO first_posts (participant, last_at, submissions) VALUES (?1, ?2, ?3)
         ON CONFLICT (participant) DO UPDATE SET
           last_at = excluded.last_at,
           submissions = first_posts.submissions + excluded.submissions",
        (author.0, now_ms, submits),
    )?;
    Ok(())
}
