//! What moderators tell each other about something.

use contract::{Target, TargetKind};
use storage::{
    Created, Cursor, ForumId, Idempotency, Key, Listing, NewNote, NoteRow, PageQuery, StorageError,
};

use super::thing::Thing;
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    idempotency, participant,
    row::{AUTHOR, AUTHOR_LEN, added, all, author, maybe, word},
    sql::{Connection, Row},
};

/// Marks cursors of this list.
const LIST: u32 = 0x6E6F;

const SELECT: &str = "n.seq, n.id, n.target_kind, n.target_id, n.body, n.at FROM notes n
     JOIN participants p ON p.seq = n.author LEFT JOIN organisations o ON o.seq = p.organisation";

fn read(row: &Row<'_>) -> crate::sql::Result<(i64, NoteRow)> {
    const N: usize = AUTHOR_LEN;
    let kind: TargetKind = word(row, N + 2)?;
    let note = NoteRow {
        id: row.get(N + 1)?,
        target: Target { kind, id: row.get(N + 3)? },
        body: row.get(N + 4)?,
        author: author(row, 0)?,
        at: row.get(N + 5)?,
    };
    Ok((row.get(N)?, note))
}

pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    target: &Target,
    query: &PageQuery,
) -> Outcome<Listing<NoteRow>> {
    let thing = Thing::find(conn, forum, target)?;
    let after = match query.cursor {
        None => 0,
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(_), row }) => row,
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let sql = format!(
        "SELECT {AUTHOR}, {SELECT}
         WHERE n.target_kind = ?1 AND n.target = ?2 AND n.seq > ?3 ORDER BY n.seq LIMIT ?4"
    );
    let params = (thing.kind.as_str(), thing.seq, after, query.limit + 1);
    let mut found = all(conn, &sql, params, read)?;
    let more = found.len() > query.limit as usize;
    found.truncate(query.limit as usize);
    let next = found.last().filter(|_| more).map(|(seq, _)| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(0),
        row: *seq,
    });
    let total = Some(u64::from(count(conn, &thing)?));
    Ok(Listing { items: found.into_iter().map(|(_, note)| note).collect(), next, total })
}

/// How many notes there are about a thing.
pub(super) fn count(conn: &Connection, thing: &Thing) -> Outcome<u32> {
    let sql = "SELECT count(*) FROM notes WHERE target_kind = ?1 AND target = ?2";
    Ok(maybe(conn, sql, (thing.kind.as_str(), thing.seq), |row| row.get(0))?.unwrap_or(0))
}

pub(super) fn add(
    conn: &Connection,
    forum: ForumId,
    new: &NewNote,
    idempotency: Option<Idempotency<NoteRow>>,
) -> Outcome<Created<NoteRow>> {
    idempotency::once(conn, new.author, new.now_ms, idempotency, || {
        participant::sector(conn, forum, new.author)?;
        let thing = Thing::find(conn, forum, &new.target)?;
        let sql = "INSERT INTO notes (forum, id, target_kind, target, target_id, body, author, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING seq";
        let kind = thing.kind.as_str();
        let params =
            (forum.0, &new.id, kind, thing.seq, &thing.id, &new.body, new.author.0, new.now_ms);
        let seq = added(conn, sql, params)?;
        audit::record(
            conn,
            &Deed {
                forum,
                now_ms: new.now_ms,
                actor: Some(new.author),
                action: "note.create",
                target_kind: kind,
                target_id: &thing.id,
                changes: &[],
            },
        )?;
        let sql = format!("SELECT {AUTHOR}, {SELECT} WHERE n.seq = ?1");
        Ok(maybe(conn, &sql, [seq], read)?.ok_or(StorageError::NotFound)?.1)
    })
}
