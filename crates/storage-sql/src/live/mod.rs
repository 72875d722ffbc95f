//! Telling those who follow a thread live of what commands changed.

mod port;

use contract::State;
use storage::{Changed, ForumId, LiveChange};

use crate::{
    fault::Outcome,
    row::{maybe, word},
    sql::Connection,
};

/// Tells of a change in a thread.
pub(crate) fn tell(conn: &Connection, forum: ForumId, thread: &str, what: Changed) {
    conn.tell(LiveChange { forum, thread: Some(thread.to_owned()), what });
}

/// Where a submission stands now.
struct Place {
    forum: ForumId,
    thread: String,
    id: String,
    is_public: bool,
}

fn place(conn: &Connection, seq: i64) -> Outcome<Option<Place>> {
    let sql = "SELECT s.forum, t.id, s.id, s.state FROM submissions s
         JOIN threads t ON t.seq = s.thread WHERE s.seq = ?1";
    maybe(conn, sql, [seq], |row| {
        Ok(Place {
            forum: ForumId(row.get(0)?),
            thread: row.get(1)?,
            id: row.get(2)?,
            is_public: word::<State>(row, 3)? == State::Published,
        })
    })
}

/// Tells of a submission where everybody sees it, or saw it before.
pub(crate) fn submission(conn: &Connection, seq: i64, was_public: bool) -> Outcome<()> {
    if let Some(place) = place(conn, seq)?
        && (place.is_public || was_public)
    {
        let what = Changed::Submission { id: place.id, was_public };
        tell(conn, place.forum, &place.thread, what);
    }
    Ok(())
}

/// Tells of the votes on a submission.
pub(crate) fn tally(conn: &Connection, seq: i64) -> Outcome<()> {
    if let Some(place) = place(conn, seq)?
        && place.is_public
    {
        tell(conn, place.forum, &place.thread, Changed::Tally { submission: place.id });
    }
    Ok(())
}

/// Tells of the official answer to a submission.
pub(crate) fn response(conn: &Connection, seq: i64) -> Outcome<()> {
    if let Some(place) = place(conn, seq)?
        && place.is_public
    {
        tell(conn, place.forum, &place.thread, Changed::Response { submission: place.id });
    }
    Ok(())
}

/// Tells of a comment where everybody sees it, or saw it before.
pub(crate) fn comment(conn: &Connection, seq: i64, was_public: bool) -> Outcome<()> {
    let sql = "SELECT submission, id, state FROM comments WHERE seq = ?1";
    let found = maybe(conn, sql, [seq], |row| {
        let is_public = word::<State>(row, 2)? == State::Published;
        Ok((row.get(0)?, row.get(1)?, is_public))
    })?;
    if let Some((submission, id, is_public)) = found
        && let Some(place) = place(conn, submission)?
        && place.is_public
        && (is_public || was_public)
    {
        let what = Changed::Comment { id, submission: place.id, was_public };
        tell(conn, place.forum, &place.thread, what);
    }
    Ok(())
}
