//! Reading an inbox.

use contract::{Target, TargetKind};
use storage::{
    Cursor, ForumId, InboxPage, InboxRow, Key, Listing, PageQuery, ParticipantId, StorageError,
    UNREAD_MAX,
};

use crate::{
    fault::Outcome,
    row::{all, maybe, run, word},
    sql::{Connection, Row},
};

/// Marks cursors of this list.
const LIST: u32 = 0x696E;

/// Columns of an item `i` with its submission `s`.
pub(super) const COLUMNS: &str =
    "i.seq, i.id, i.kind, i.target_kind, i.target_id, s.id, i.title, i.word, i.at, i.read";
/// What is about a submission that this person may not see any more is left
/// out. `i.participant` is whose inbox it is.
pub(super) const FROM: &str = "FROM inbox i LEFT JOIN submissions s ON s.seq = i.submission";
pub(super) const SEEN: &str =
    "(i.submission IS NULL OR s.state = 'published' OR s.author = i.participant)";

/// An item with its number.
pub(super) fn item(row: &Row<'_>) -> crate::sql::Result<(i64, InboxRow)> {
    let kind: TargetKind = word(row, 3)?;
    let item = InboxRow {
        id: row.get(1)?,
        kind: word(row, 2)?,
        target: Target { kind, id: row.get(4)? },
        submission_id: row.get(5)?,
        title: row.get(6)?,
        word: row.get(7)?,
        at: row.get(8)?,
        read: row.get(9)?,
    };
    Ok((row.get(0)?, item))
}

pub(crate) fn page(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    query: &PageQuery,
) -> Outcome<InboxPage> {
    let before = match query.cursor {
        None => i64::MAX,
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(_), row }) => row,
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let sql = format!(
        "SELECT {COLUMNS} {FROM}
         WHERE i.participant = ?1 AND i.seq < ?2 AND i.forum = ?3 AND {SEEN}
         ORDER BY i.seq DESC LIMIT ?4"
    );
    let limit = query.limit as usize;
    let params = (participant.0, before, forum.0, query.limit + 1);
    let mut found = all(conn, &sql, params, item)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(seq, last)| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(last.at),
        row: *seq,
    });
    let items = found.into_iter().map(|(_, item)| item).collect();
    let unread = unread(conn, forum, participant)?;
    Ok(InboxPage { items: Listing { items, next, total: None }, unread })
}

pub(crate) fn unread(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
) -> Outcome<u32> {
    let sql = format!(
        "SELECT 1 {FROM}
         WHERE i.participant = ?1 AND i.read = 0 AND i.forum = ?2 AND {SEEN} LIMIT ?3"
    );
    // Counted here, so that an inbox of any size is read up to the most alone.
    let rows = all(conn, &sql, (participant.0, forum.0, UNREAD_MAX), |_| Ok(()))?;
    Ok(u32::try_from(rows.len()).unwrap_or(UNREAD_MAX))
}

pub(crate) fn read(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    up_to: &str,
) -> Outcome<()> {
    let sql = "SELECT seq FROM inbox WHERE id = ?1 AND participant = ?2 AND forum = ?3";
    let seq: Option<i64> = maybe(conn, sql, (up_to, participant.0, forum.0), |row| row.get(0))?;
    let seq = seq.ok_or(StorageError::NotFound)?;
    let sql = "UPDATE inbox SET read = 1 WHERE participant = ?1 AND read = 0 AND seq <= ?2";
    run(conn, sql, (participant.0, seq))?;
    Ok(())
}
