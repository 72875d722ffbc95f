//! Reading decisions.

use contract::{Author, Target, TargetKind};
use storage::{Cursor, DecisionQuery, DecisionRow, ForumId, Key, Listing, StorageError};

use super::thing::Thing;
use crate::{
    appeal,
    fault::Outcome,
    row::{AUTHOR, AUTHOR_LEN, all, author, maybe, word},
    sql::{Connection, Row},
};

/// Marks cursors of this list.
const LIST: u32 = 0x6465;

const SELECT: &str = "d.seq, d.id, d.target_kind, d.target, d.action, d.reason, d.note, d.message,
       d.into_id, d.decided_by, d.rule, d.moderator, d.at, d.undone_by, d.undone_at
     FROM decisions d LEFT JOIN participants p ON p.seq = d.moderator
     LEFT JOIN organisations o ON o.seq = p.organisation";

/// A row with the numbers of what else has to be read for it.
struct Found {
    seq: i64,
    kind: TargetKind,
    target: i64,
    undone_by: Option<i64>,
    row: DecisionRow,
}

fn read(row: &Row<'_>) -> crate::sql::Result<Found> {
    const D: usize = AUTHOR_LEN;
    let is_person = row.get::<Option<i64>>(D + 11)?.is_some();
    let kind = word(row, D + 2)?;
    let decision = DecisionRow {
        id: row.get(D + 1)?,
        target: Target { kind, id: String::new() },
        title: String::new(),
        reference: None,
        action: word(row, D + 4)?,
        reason: row.get(D + 5)?,
        note: row.get(D + 6)?,
        message: row.get(D + 7)?,
        into: row.get(D + 8)?,
        by: word(row, D + 9)?,
        rule: row.get(D + 10)?,
        moderator: is_person.then(|| author(row, 0)).transpose()?,
        at: row.get(D + 12)?,
        undone_by: None,
        undone_at: row.get(D + 14)?,
        appeal: None,
    };
    Ok(Found {
        seq: row.get(D)?,
        kind,
        target: row.get(D + 3)?,
        undone_by: row.get(D + 13)?,
        row: decision,
    })
}

fn complete(conn: &Connection, found: Found) -> Outcome<DecisionRow> {
    let mut row = found.row;
    let thing = Thing::by_seq(conn, found.kind, found.target)?;
    row.target = thing.target();
    row.title = thing.title;
    row.reference = thing.reference;
    row.appeal = appeal::of(conn, found.seq)?;
    row.undone_by = found.undone_by.map(|seq| person(conn, seq)).transpose()?.flatten();
    Ok(row)
}

/// A person of this number, as others see them.
fn person(conn: &Connection, seq: i64) -> Outcome<Option<Author>> {
    let sql = format!(
        "SELECT {AUTHOR} FROM participants p LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE p.seq = ?1"
    );
    maybe(conn, &sql, [seq], |row| author(row, 0))
}

/// A decision by its number.
pub(crate) fn by_seq(conn: &Connection, seq: i64) -> Outcome<DecisionRow> {
    let sql = format!("SELECT {AUTHOR}, {SELECT} WHERE d.seq = ?1");
    let found = maybe(conn, &sql, [seq], read)?.ok_or(StorageError::NotFound)?;
    complete(conn, found)
}

/// The number of the decision of this id.
pub(crate) fn seq_of(conn: &Connection, forum: ForumId, id: &str) -> Outcome<i64> {
    let sql = "SELECT seq FROM decisions WHERE id = ?1 AND forum = ?2";
    Ok(maybe(conn, sql, (id, forum.0), |row| row.get(0))?.ok_or(StorageError::NotFound)?)
}

/// What was last decided about a thing and stands, beside its place in lists.
pub(crate) fn standing(
    conn: &Connection,
    kind: TargetKind,
    target: i64,
) -> Outcome<Option<DecisionRow>> {
    let sql = "SELECT seq FROM decisions
         WHERE target_kind = ?1 AND target = ?2 AND undone_at IS NULL
           AND action NOT IN ('pin', 'unpin')
         ORDER BY seq DESC LIMIT 1";
    let last: Option<i64> = maybe(conn, sql, (kind.as_str(), target), |row| row.get(0))?;
    last.map(|seq| by_seq(conn, seq)).transpose()
}

/// Decisions, newest first.
pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    query: &DecisionQuery,
) -> Outcome<Listing<DecisionRow>> {
    let before = match query.cursor {
        None => i64::MAX,
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(_), row }) => row,
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let limit = query.limit + 1;
    let end = "d.seq < ?3 ORDER BY d.seq DESC LIMIT ?4";
    let mut found = match (&query.target, query.moderator) {
        (Some(target), moderator) => {
            let thing = Thing::find(conn, forum, target)?;
            let sql = format!(
                "SELECT {AUTHOR}, {SELECT} WHERE d.target_kind = ?1 AND d.target = ?2
                   AND (d.moderator = ?5 OR ?5 IS NULL) AND {end}"
            );
            let moderator = moderator.map(|moderator| moderator.0);
            let params = (thing.kind.as_str(), thing.seq, before, limit, moderator);
            all(conn, &sql, params, read)?
        }
        (None, Some(moderator)) => {
            let sql = format!(
                "SELECT {AUTHOR}, {SELECT} WHERE d.forum = ?1 AND d.moderator = ?2 AND {end}"
            );
            all(conn, &sql, (forum.0, moderator.0, before, limit), read)?
        }
        (None, None) => {
            let sql = format!("SELECT {AUTHOR}, {SELECT} WHERE d.forum = ?1 AND ?2 = 1 AND {end}");
            all(conn, &sql, (forum.0, true, before, limit), read)?
        }
    };
    let more = found.len() > query.limit as usize;
    found.truncate(query.limit as usize);
    let next = found.last().filter(|_| more).map(|last| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(0),
        row: last.seq,
    });
    let items = found.into_iter().map(|found| complete(conn, found)).collect::<Outcome<_>>()?;
    Ok(Listing { items, next, total: None })
}
