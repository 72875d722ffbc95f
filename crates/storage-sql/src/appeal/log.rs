//! The public log: every decision, without names and texts.

use std::collections::BTreeMap;

use contract::LogCounts;
use storage::{Cursor, ForumId, Key, Listing, LogRow, PageQuery};

use crate::{
    fault::Outcome,
    row::{all, maybe, word},
    sql::Connection,
};

/// Marks cursors of this list.
const LIST: u32 = 0x6C6F;

/// Decisions, newest first.
pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    query: &PageQuery,
) -> Outcome<Listing<LogRow>> {
    let before = match query.cursor {
        None => i64::MAX,
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(_), row }) => row,
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let sql = "SELECT d.seq, d.id, d.at, d.action, d.target_kind,
           CASE WHEN s.state = 'published' THEN s.reference END, t.id, d.reason, d.decided_by, d.rule,
           d.undone_at IS NOT NULL, a.state
         FROM decisions d LEFT JOIN submissions s ON s.seq = d.submission
         LEFT JOIN threads t ON t.seq = d.thread
         LEFT JOIN appeals a ON a.decision = d.seq
         WHERE d.forum = ?1 AND d.seq < ?2 ORDER BY d.seq DESC LIMIT ?3";
    let mut found = all(conn, sql, (forum.0, before, query.limit + 1), |row| {
        let appeal = if row.text_or_null(11)?.is_some() { Some(word(row, 11)?) } else { None };
        let entry = LogRow {
            id: row.get(1)?,
            at: row.get(2)?,
            action: word(row, 3)?,
            target_kind: word(row, 4)?,
            reference: row.get(5)?,
            thread_id: row.get(6)?,
            reason: row.get(7)?,
            by: word(row, 8)?,
            rule: row.get(9)?,
            undone: row.get(10)?,
            appeal,
        };
        Ok((row.get::<i64>(0)?, entry))
    })?;
    let more = found.len() > query.limit as usize;
    found.truncate(query.limit as usize);
    let next = found.last().filter(|_| more).map(|(seq, _)| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(0),
        row: *seq,
    });
    Ok(Listing { items: found.into_iter().map(|(_, entry)| entry).collect(), next, total: None })
}

/// The same in numbers, each a walk along an index of its own.
pub(crate) fn counts(conn: &Connection, forum: ForumId) -> Outcome<LogCounts> {
    let by_action = "SELECT action, count(*) FROM decisions INDEXED BY decisions_by_action
         WHERE forum = ?1 AND undone_at IS NULL GROUP BY action";
    let by_reason = "SELECT reason, count(*) FROM decisions INDEXED BY decisions_by_reason
         WHERE forum = ?1 AND undone_at IS NULL AND reason IS NOT NULL GROUP BY reason";
    let by_rule = "SELECT count(*) FROM decisions INDEXED BY decisions_by_rule
         WHERE forum = ?1 AND undone_at IS NULL AND decided_by = 'rule'";
    let undone = "SELECT count(*) FROM decisions INDEXED BY decisions_undone
         WHERE forum = ?1 AND undone_at IS NOT NULL";
    let appeals = "SELECT state, count(*) FROM appeals INDEXED BY appeals_by_state
         WHERE forum = ?1 GROUP BY state";
    let by_action = groups(conn, forum, by_action)?;
    Ok(LogCounts {
        decisions: by_action.values().sum(),
        by_action,
        by_reason: groups(conn, forum, by_reason)?,
        by_rule: number(conn, forum, by_rule)?,
        undone: number(conn, forum, undone)?,
        appeals: groups(conn, forum, appeals)?,
    })
}

fn groups(conn: &Connection, forum: ForumId, sql: &str) -> Outcome<BTreeMap<String, u64>> {
    let rows = all(conn, sql, [forum.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

fn number(conn: &Connection, forum: ForumId, sql: &str) -> Outcome<u64> {
    Ok(maybe(conn, sql, [forum.0], |row| row.get(0))?.unwrap_or(0))
}
