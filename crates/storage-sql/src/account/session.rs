//! Sessions, and the tokens that renew them.

use contract::Id;
use storage::{
    ForumId, NewSession, Participant, ParticipantId, RENEWED_TOGETHER_MS, SessionPerson,
    SessionRow, StorageError,
};

use super::{deed, person};
use crate::{
    fault::Outcome,
    participant,
    row::{added, all, maybe, run, word},
    sql::Connection,
};

/// A session's number, id and person, by the hash of a token that renews it.
struct Renewal {
    session: i64,
    id: Id,
    participant: ParticipantId,
    spent: bool,
    spent_at: Option<i64>,
    expires_at: i64,
}

impl Renewal {
    /// Whether somebody holds a token that should long be gone.
    fn is_stolen(&self, now_ms: i64) -> bool {
        self.spent && self.spent_at.is_none_or(|at| now_ms - at >= RENEWED_TOGETHER_MS)
    }
}

/// Begins a session.
pub(super) fn begin(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    method: contract::SignInMethod,
    new: &NewSession,
) -> Outcome<()> {
    let session = added(
        conn,
        "INSERT INTO sessions
           (participant, forum, id, method, created_at, renewed_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6) RETURNING seq",
        (participant.0, forum.0, &new.id, method.as_str(), new.now_ms, new.expires_at),
    )?;
    keep(conn, session, &new.hash)?;
    deed(conn, forum, participant, "session.begin", "session", &new.id, &[], new.now_ms)
}

fn keep(conn: &Connection, session: i64, hash: &[u8; 32]) -> Outcome<()> {
    run(conn, "INSERT INTO session_renewals (hash, session) VALUES (?1, ?2)", (hash, session))?;
    Ok(())
}

fn find(conn: &Connection, forum: ForumId, hash: &[u8; 32]) -> Outcome<Option<Renewal>> {
    let sql = "SELECT s.seq, s.id, s.participant, r.spent, r.spent_at, s.expires_at
         FROM session_renewals r JOIN sessions s ON s.seq = r.session
         WHERE r.hash = ?1 AND s.forum = ?2";
    maybe(conn, sql, (hash, forum.0), |row| {
        Ok(Renewal {
            session: row.get(0)?,
            id: row.get(1)?,
            participant: ParticipantId(row.get(2)?),
            spent: row.get(3)?,
            spent_at: row.get(4)?,
            expires_at: row.get(5)?,
        })
    })
}

fn end(conn: &Connection, forum: ForumId, renewal: &Renewal, now_ms: i64) -> Outcome<()> {
    run(conn, "DELETE FROM sessions WHERE seq = ?1", [renewal.session])?;
    let id = &renewal.id;
    deed(conn, forum, renewal.participant, "session.end", "session", id, &[], now_ms)
}

/// Renews a session; see the port.
pub(super) fn renew(
    conn: &Connection,
    forum: ForumId,
    old: &[u8; 32],
    new: &[u8; 32],
    now_ms: i64,
    expires_at: i64,
) -> Outcome<Option<(Id, Participant)>> {
    let Some(renewal) = find(conn, forum, old)? else { return Ok(None) };
    if renewal.is_stolen(now_ms) || renewal.expires_at <= now_ms {
        // Whoever has it, two people do: neither goes on.
        end(conn, forum, &renewal, now_ms)?;
        return Ok(None);
    }
    if !renewal.spent {
        let sql = "UPDATE session_renewals SET spent = 1, spent_at = ?2 WHERE hash = ?1";
        run(conn, sql, (old, now_ms))?;
    }
    keep(conn, renewal.session, new)?;
    let sql = "UPDATE sessions SET renewed_at = ?2, expires_at = ?3 WHERE seq = ?1";
    run(conn, sql, (renewal.session, now_ms, expires_at))?;
    Ok(participant::by_seq(conn, renewal.participant)?.map(|participant| (renewal.id, participant)))
}

/// Ends the session of a token that renews.
pub(super) fn end_by(
    conn: &Connection,
    forum: ForumId,
    hash: &[u8; 32],
    now_ms: i64,
) -> Outcome<()> {
    match find(conn, forum, hash)? {
        Some(renewal) => end(conn, forum, &renewal, now_ms),
        None => Ok(()),
    }
}

/// Ends one session of a person.
pub(super) fn end_own(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    id: &str,
    now_ms: i64,
) -> Outcome<()> {
    let sql = "DELETE FROM sessions WHERE id = ?1 AND participant = ?2 AND forum = ?3";
    if run(conn, sql, (id, participant.0, forum.0))? == 0 {
        return Err(StorageError::NotFound.into());
    }
    deed(conn, forum, participant, "session.end", "session", id, &[], now_ms)
}

/// A person's sessions, newest first.
pub(super) fn list(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    now_ms: i64,
) -> Outcome<Vec<SessionRow>> {
    let sql = "SELECT id, method, created_at, renewed_at FROM sessions
         WHERE participant = ?1 AND forum = ?2 AND expires_at > ?3 ORDER BY seq DESC";
    all(conn, sql, (participant.0, forum.0, now_ms), |row| {
        Ok(SessionRow {
            id: row.get(0)?,
            method: word(row, 1)?,
            created_at: row.get(2)?,
            renewed_at: row.get(3)?,
        })
    })
}

/// Whom a session speaks for.
pub(super) fn speaker(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    now_ms: i64,
) -> Outcome<Option<SessionPerson>> {
    let sql = "SELECT s.participant, a.created_at FROM sessions s
         JOIN accounts a ON a.participant = s.participant
         WHERE s.id = ?1 AND s.forum = ?2 AND s.expires_at > ?3";
    let found = maybe(conn, sql, (id, forum.0, now_ms), |row| {
        Ok((ParticipantId(row.get(0)?), row.get(1)?))
    })?;
    let Some((participant, created_at)) = found else { return Ok(None) };
    let roles = person::roles(conn, participant)?;
    let participant = participant::by_seq(conn, participant)?;
    Ok(participant.map(|participant| SessionPerson { participant, roles, created_at }))
}
