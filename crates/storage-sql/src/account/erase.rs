//! Deleting an account.

use contract::{ContentChoice, State, TargetKind};
use storage::{ForumId, ParticipantId, StorageError};

use super::person;
use crate::{
    audit, cells, duplicate,
    fault::Outcome,
    live,
    moderation::consequences,
    participant, people,
    row::{all, run, word},
    sql::Connection,
    submission, thread,
};

/// Rows that are about a person and nobody else: they go. Each takes the
/// person's number.
const FORGET: &[&str] = &[
    "DELETE FROM sessions WHERE participant = ?1",
    "DELETE FROM accounts WHERE participant = ?1",
    "DELETE FROM account_roles WHERE participant = ?1",
    "DELETE FROM organisation_members WHERE participant = ?1",
    "DELETE FROM outbox WHERE participant = ?1",
    "DELETE FROM inbox WHERE participant = ?1",
    "DELETE FROM follows WHERE participant = ?1",
    "DELETE FROM mail_settings WHERE participant = ?1",
    "DELETE FROM deeds WHERE participant = ?1",
    "DELETE FROM first_posts WHERE participant = ?1",
    "DELETE FROM idempotency WHERE participant = ?1",
    "UPDATE flags SET note = '' WHERE participant = ?1",
    "UPDATE appeals SET text = '' WHERE author = ?1",
    "UPDATE audit SET actor = NULL WHERE actor = ?1",
];

/// Deletes an account; see the port.
pub(super) fn erase(
    conn: &Connection,
    forum: ForumId,
    id: ParticipantId,
    content: ContentChoice,
    now_ms: i64,
) -> Outcome<()> {
    let who = participant::by_seq(conn, id)?.ok_or(StorageError::NotFound)?;
    take_votes_back(conn, forum, id)?;
    if content == ContentChoice::Remove {
        remove_submissions(conn, forum, id, now_ms)?;
        remove_comments(conn, forum, id, now_ms)?;
    } else {
        tell_nameless(conn, forum, id)?;
    }
    let sql = "DELETE FROM email_codes WHERE forum = ?1 AND email =
           (SELECT email FROM accounts WHERE participant = ?2)";
    run(conn, sql, (forum.0, id.0))?;
    for sql in FORGET {
        run(conn, sql, [id.0])?;
    }
    // What the trail says of the person themselves names them.
    forget_changes(conn, forum, &who.author.id)?;
    let own = person::tombstone(&who.claims.issuer, &who.claims.subject);
    let sql = "INSERT INTO tombstones (forum, hash, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (forum, hash) DO UPDATE SET at = excluded.at";
    run(conn, sql, (forum.0, own, now_ms))?;
    let sql = "UPDATE participants SET issuer = '', subject = id, name = '', organisation = NULL,
           sector = NULL, country = NULL WHERE seq = ?1";
    run(conn, sql, [id.0])?;
    let changes = audit::change("content", None, Some(content.as_str()));
    let deed = audit::Deed {
        forum,
        now_ms,
        actor: None,
        action: "account.delete",
        target_kind: "person",
        target_id: &who.author.id,
        changes: changes.as_slice(),
    };
    audit::record(conn, &deed)
}

fn forget_changes(conn: &Connection, forum: ForumId, target: &str) -> Outcome<()> {
    let sql = "UPDATE audit SET changes = '[]' WHERE forum = ?1 AND target_id = ?2";
    run(conn, sql, (forum.0, target))?;
    Ok(())
}

/// Takes all votes of a person out of every counter, whatever phase their
/// thread is in.
fn take_votes_back(conn: &Connection, forum: ForumId, id: ParticipantId) -> Outcome<()> {
    let sql = "SELECT v.submission, v.thread, v.value, v.sector, s.state
         FROM votes v JOIN submissions s ON s.seq = v.submission
         WHERE v.participant = ?1 AND s.forum = ?2";
    let votes = all(conn, sql, (id.0, forum.0), |row| {
        let (value, state) = (word(row, 2)?, word::<State>(row, 4)?);
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, value, row.get::<String>(3)?, state))
    })?;
    for (submission, thread_seq, value, sector, state) in votes {
        let sql = "DELETE FROM votes WHERE submission = ?1 AND participant = ?2";
        run(conn, sql, (submission, id.0))?;
        cells::count(conn, submission, &sector, value, -1)?;
        // A thread counts the votes of what is published.
        if state == State::Published {
            let sql = "UPDATE threads SET votes_count = votes_count - 1 WHERE seq = ?1";
            run(conn, sql, [thread_seq])?;
        }
        people::remove(conn, thread_seq, id.0)?;
        let turn =
            duplicate::Turn { submission, participant: id, before: Some(value), after: None };
        duplicate::voted(conn, &[turn])?;
        let mode = thread::by_seq(conn, thread_seq)?.voting.mode;
        cells::rescore(conn, forum, submission, mode, &cells::read(conn, submission)?)?;
        live::tally(conn, submission)?;
    }
    Ok(())
}

/// Withdraws what a person submitted, and empties it.
fn remove_submissions(
    conn: &Connection,
    forum: ForumId,
    id: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let sql = "SELECT seq, id, state FROM submissions
         WHERE author = ?1 AND forum = ?2 ORDER BY author, seq";
    let written = all(conn, sql, (id.0, forum.0), |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?, word::<State>(row, 2)?))
    })?;
    for (seq, public, state) in written {
        if state != State::Withdrawn {
            submission::withdraw(conn, forum, &public, id, now_ms)?;
        }
        run(conn, "DELETE FROM revisions WHERE submission = ?1", [seq])?;
        let sql = "UPDATE submissions SET title = '', body = '', links = '[]' WHERE seq = ?1";
        run(conn, sql, [seq])?;
        forget_changes(conn, forum, &public)?;
    }
    Ok(())
}

/// Tells those who follow live that what a person wrote names nobody any more.
fn tell_nameless(conn: &Connection, forum: ForumId, id: ParticipantId) -> Outcome<()> {
    let sql = "SELECT seq FROM submissions WHERE author = ?1 AND forum = ?2 ORDER BY author, seq";
    for seq in all(conn, sql, (id.0, forum.0), |row| row.get(0))? {
        live::submission(conn, seq, false)?;
    }
    let sql = "SELECT seq FROM comments WHERE author = ?1 AND forum = ?2 ORDER BY author, seq";
    for seq in all(conn, sql, (id.0, forum.0), |row| row.get(0))? {
        live::comment(conn, seq, false)?;
    }
    Ok(())
}

/// Withdraws what a person commented, and empties it.
fn remove_comments(
    conn: &Connection,
    forum: ForumId,
    id: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let sql = "SELECT c.seq, c.id, c.state, c.submission, s.thread, s.state
         FROM comments c JOIN submissions s ON s.seq = c.submission
         WHERE c.author = ?1 AND c.forum = ?2 ORDER BY c.author, c.seq";
    let written = all(conn, sql, (id.0, forum.0), |row| {
        let (state, under) = (word::<State>(row, 2)?, word::<State>(row, 5)?);
        Ok((row.get(0)?, row.get::<String>(1)?, state, row.get(3)?, row.get(4)?, under))
    })?;
    for (seq, public, state, submission, thread, under) in written {
        let (seq, submission, thread): (i64, i64, i64) = (seq, submission, thread);
        if state == State::Published {
            let sql = "UPDATE submissions SET comments_count = comments_count - 1 WHERE seq = ?1";
            run(conn, sql, [submission])?;
            if under == State::Published {
                let sql = "UPDATE threads SET comments_count = comments_count - 1 WHERE seq = ?1";
                run(conn, sql, [thread])?;
            }
        }
        run(conn, "UPDATE comments SET state = 'withdrawn', body = '' WHERE seq = ?1", [seq])?;
        live::comment(conn, seq, state == State::Published)?;
        consequences::withdrawn(conn, TargetKind::Comment, seq, now_ms)?;
        forget_changes(conn, forum, &public)?;
    }
    Ok(())
}
