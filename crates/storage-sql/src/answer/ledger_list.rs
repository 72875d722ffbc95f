//! Reading what is owed. What would tell hidden results is left out until they
//! are told, and what is about a submission that is not published as well.

use std::fmt::Write as _;

use contract::{DueState, LedgerCounts};
use storage::{
    Cursor, ExtensionRow, ForumId, Key, LedgerPage, LedgerQuery, LedgerRow, Listing, StorageError,
};

use super::read::{REF, submission_ref};
use crate::{
    fault::Outcome,
    row::{all, maybe, word},
    sql::{Connection, Row, Value},
    thread,
};

/// Marks cursors of this list.
const LIST: u32 = 0x6C65;

const COLUMNS: &str = "l.seq, l.id, l.office, l.due_at, l.cause, l.told_at, l.answered_at";
const FROM: &str = "CROSS JOIN submissions s ON s.seq = l.submission \
     JOIN threads t ON t.seq = s.thread";
/// What everybody may know; `?1` is the forum, `?2` now.
const TOLD: &str = "l.forum = ?1 AND l.told_at <= ?2 AND s.state = 'published'";

fn read(row: &Row<'_>) -> crate::sql::Result<(i64, LedgerRow)> {
    let entry = LedgerRow {
        id: row.get(1)?,
        submission: submission_ref(row, 7)?,
        office: row.get(2)?,
        due_at: row.get(3)?,
        cause: word(row, 4)?,
        opened_at: row.get(5)?,
        answered_at: row.get(6)?,
        extensions: Vec::new(),
    };
    Ok((row.get(0)?, entry))
}

/// An entry by its id, with its number.
pub(super) fn find(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    now_ms: i64,
) -> Outcome<(i64, LedgerRow)> {
    let sql = format!("SELECT {COLUMNS}, {REF} FROM ledger l {FROM} WHERE l.id = ?3 AND {TOLD}");
    let found = maybe(conn, &sql, (forum.0, now_ms, id), read)?;
    Ok(found.ok_or(StorageError::NotFound)?)
}

/// An entry as everybody reads it.
pub(super) fn load(conn: &Connection, forum: ForumId, id: &str, now_ms: i64) -> Outcome<LedgerRow> {
    with_extensions(conn, find(conn, forum, id, now_ms)?)
}

fn with_extensions(conn: &Connection, (seq, entry): (i64, LedgerRow)) -> Outcome<LedgerRow> {
    let sql = "SELECT before, after, reason, at FROM ledger_extensions
         WHERE entry = ?1 ORDER BY number";
    let extensions = all(conn, sql, [seq], |row| {
        Ok(ExtensionRow {
            from: row.get(0)?,
            to: row.get(1)?,
            reason: row.get(2)?,
            at: row.get(3)?,
        })
    })?;
    Ok(LedgerRow { extensions, ..entry })
}

/// A page: what is open by its date, then what was answered, newest first.
pub(crate) fn page(conn: &Connection, forum: ForumId, query: &LedgerQuery) -> Outcome<LedgerPage> {
    let thread = query.thread.as_deref().map(|name| thread::find(conn, forum, name)).transpose()?;
    let thread = thread.map(|found| found.seq);
    // Open entries stand first; their cursors are marked as pinned.
    let (open_after, answered_after) = match query.cursor {
        None => (Some((i64::MIN, i64::MIN)), (i64::MAX, i64::MAX)),
        Some(Cursor { list: LIST, pinned, key: Key::Int(at), row }) => {
            if pinned {
                (Some((at, row)), (i64::MAX, i64::MAX))
            } else {
                (None, (at, row))
            }
        }
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let room = query.limit as usize + 1;
    let mut found = Vec::new();
    if let Some(after) = open_after.filter(|_| query.state != Some(DueState::Answered)) {
        let part = Part { open: true, after, room };
        found.extend(entries(conn, forum, query, thread, &part)?);
    }
    if found.len() < room && query.state.is_none_or(|state| state == DueState::Answered) {
        let part = Part { open: false, after: answered_after, room: room - found.len() };
        found.extend(entries(conn, forum, query, thread, &part)?);
    }
    let more = found.len() == room;
    found.truncate(query.limit as usize);
    let next = found.last().filter(|_| more).map(|(seq, last)| Cursor {
        list: LIST,
        pinned: last.answered_at.is_none(),
        key: Key::Int(last.answered_at.unwrap_or(last.due_at)),
        row: *seq,
    });
    let items =
        found.into_iter().map(|entry| with_extensions(conn, entry)).collect::<Outcome<_>>()?;
    let counts = counts(conn, forum, query.now_ms)?;
    Ok(LedgerPage { listing: Listing { items, next, total: None }, counts })
}

/// Which entries to walk along.
struct Part {
    open: bool,
    after: (i64, i64),
    room: usize,
}

fn entries(
    conn: &Connection,
    forum: ForumId,
    query: &LedgerQuery,
    thread: Option<i64>,
    part: &Part,
) -> Outcome<Vec<(i64, LedgerRow)>> {
    let (index, which, key, beyond, direction) = if part.open {
        ("ledger_open", "IS NULL", "l.due_at", ">", "ASC")
    } else {
        ("ledger_answered", "IS NOT NULL", "l.answered_at", "<", "DESC")
    };
    let mut sql = format!(
        "SELECT {COLUMNS}, {REF} FROM ledger l INDEXED BY {index} {FROM}
         WHERE {TOLD} AND l.answered_at {which} AND ({key}, l.tie) {beyond} (?3, ?4)"
    );
    let mut params: Vec<Value> =
        [forum.0, query.now_ms, part.after.0, part.after.1].map(Value::Integer).to_vec();
    match query.state {
        Some(DueState::Due) => sql.push_str(" AND l.due_at > ?2"),
        Some(DueState::Overdue) => sql.push_str(" AND l.due_at <= ?2"),
        Some(DueState::Answered) | None => {}
    }
    if !query.offices.is_empty() {
        let marks = vec!["?"; query.offices.len()].join(", ");
        let _ = write!(sql, " AND l.office IN ({marks})");
        params.extend(query.offices.iter().cloned().map(Value::Text));
    }
    if let Some(thread) = thread {
        sql.push_str(" AND s.thread = ?");
        params.push(Value::Integer(thread));
    }
    let _ = write!(sql, " ORDER BY {key} {direction}, l.tie {direction} LIMIT ?");
    params.push(Value::Integer(i64::try_from(part.room).unwrap_or(i64::MAX)));
    all(conn, &sql, params, read)
}

/// The ledger in numbers. The median is the lower one of two in the middle.
/// What is owed, in time and late.
pub(crate) fn owed(conn: &Connection, forum: ForumId, now_ms: i64) -> Outcome<(u64, u64)> {
    let open = format!(
        "SELECT count(*) FILTER (WHERE l.due_at > ?2), count(*) FILTER (WHERE l.due_at <= ?2)
         FROM ledger l INDEXED BY ledger_open CROSS JOIN submissions s ON s.seq = l.submission
         WHERE {TOLD} AND l.answered_at IS NULL"
    );
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(maybe(conn, &open, (forum.0, now_ms), read)?.unwrap_or((0, 0)))
}

fn counts(conn: &Connection, forum: ForumId, now_ms: i64) -> Outcome<LedgerCounts> {
    let answered_from = format!(
        "FROM ledger l INDEXED BY ledger_took CROSS JOIN submissions s ON s.seq = l.submission
         WHERE {TOLD} AND l.answered_at IS NOT NULL"
    );
    let of = (forum.0, now_ms);
    let (due, overdue) = owed(conn, forum, now_ms)?;
    let count = format!("SELECT count(*) {answered_from}");
    let answered: u64 = maybe(conn, &count, of, |row| row.get(0))?.unwrap_or(0);
    let middle = i64::try_from(answered.saturating_sub(1) / 2).unwrap_or(i64::MAX);
    let median =
        format!("SELECT l.took_days {answered_from} ORDER BY l.took_days LIMIT 1 OFFSET ?3");
    let median_days = maybe(conn, &median, (forum.0, now_ms, middle), |row| row.get(0))?;
    Ok(LedgerCounts { due, overdue, answered, median_days })
}
