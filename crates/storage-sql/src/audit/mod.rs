//! The trail of every mutation: who, what, when, before and after.

use async_trait::async_trait;
use contract::AuditChange;
use rules::anonymity;
use storage::{
    AuditQuery, AuditRow, AuditStorage, Cursor, ForumId, Key, Listing, ParticipantId, Result,
};

use crate::{
    SqlStorage,
    fault::Outcome,
    row::{AUTHOR, AUTHOR_LEN, all, author, json, maybe, run, run_of},
    sql::{
        Column::{Integer, Text},
        Connection, Database, Row,
    },
};

/// One deed, to put on record in the transaction that does it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed<'a> {
    pub(crate) forum: ForumId,
    pub(crate) now_ms: i64,
    /// None for the server itself.
    pub(crate) actor: Option<ParticipantId>,
    /// `thing.verb`, such as `submission.edit`.
    pub(crate) action: &'static str,
    pub(crate) target_kind: &'static str,
    /// The thing's public id.
    pub(crate) target_id: &'a str,
    /// Only fields that differ. Never a secret, never what somebody voted.
    pub(crate) changes: &'a [AuditChange],
}

/// Puts a deed on record.
pub(crate) fn record(conn: &Connection, deed: &Deed<'_>) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO audit (forum, at, actor, action, target_kind, target_id, changes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            deed.forum.0,
            deed.now_ms,
            deed.actor.map(|actor| actor.0),
            deed.action,
            deed.target_kind,
            deed.target_id,
            serde_json::to_string(deed.changes)?,
        ),
    )?;
    Ok(())
}

/// Puts several deeds on record, in their order. What they name is ours and
/// holds no NUL.
pub(crate) fn record_all(conn: &Connection, deeds: &[Deed<'_>]) -> Outcome<()> {
    let rows = deeds.iter().map(|deed| {
        let changes = serde_json::to_string(deed.changes)?;
        let actor = deed.actor.map(|actor| actor.0);
        let Deed { forum, now_ms, action, target_kind, target_id, .. } = deed;
        Ok((forum.0, now_ms, actor, action, target_kind, target_id, changes))
    });
    let columns = [
        Integer("forum"),
        Integer("at"),
        Integer("actor"),
        Text("action"),
        Text("target_kind"),
        Text("target_id"),
        Text("changes"),
    ];
    run_of(conn, &rows.collect::<Outcome<Vec<_>>>()?, &columns, |deeds| {
        format!(
            "INSERT INTO audit (forum, at, actor, action, target_kind, target_id, changes)
             SELECT forum, at, actor, action, target_kind, target_id, changes FROM {deeds} one"
        )
    })
}

/// A field that changed, or nothing where it did not.
pub(crate) fn change<T: AsRef<str>>(
    field: &str,
    before: Option<T>,
    after: Option<T>,
) -> Option<AuditChange> {
    let text = |value: Option<T>| value.map(|value| value.as_ref().to_owned());
    let (before, after) = (text(before), text(after));
    (before != after).then(|| AuditChange { field: field.to_owned(), before, after })
}

/// Marks cursors of this list.
const LIST: u32 = 0x6175;

/// Deeds, newest first.
pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    query: &AuditQuery,
) -> Outcome<Listing<AuditRow>> {
    let before = match query.cursor {
        None => i64::MAX,
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(_), row }) => row,
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let of = if query.target.is_some() {
        "AND a.target_id = ?2"
    } else {
        "AND CAST(?2 AS TEXT) IS NULL"
    };
    let sql = format!(
        "SELECT {AUTHOR}, a.seq, a.at, a.actor, a.action, a.target_kind, a.target_id, a.changes
         FROM audit a LEFT JOIN participants p ON p.seq = a.actor
         LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE a.forum = ?1 {of} AND a.seq < ?3 ORDER BY a.seq DESC LIMIT ?4"
    );
    let read = |row: &Row<'_>| {
        const A: usize = AUTHOR_LEN;
        let is_person = row.get::<Option<i64>>(A + 2)?.is_some();
        Ok(AuditRow {
            number: row.get(A)?,
            at: row.get(A + 1)?,
            actor: is_person.then(|| author(row, 0)).transpose()?,
            action: row.get(A + 3)?,
            target_kind: row.get(A + 4)?,
            target_id: row.get(A + 5)?,
            changes: json(row, A + 6)?,
        })
    };
    let params = (forum.0, &query.target, before, query.limit + 1);
    let mut items = all(conn, &sql, params, read)?;
    for row in &mut items {
        if let Some(actor) = row.actor.take() {
            let is_hidden = is_anonymous(conn, row)?;
            row.actor = Some(if is_hidden { anonymity::masked(&actor) } else { actor });
        }
    }
    let more = items.len() > query.limit as usize;
    items.truncate(query.limit as usize);
    let next = items.last().filter(|_| more).map(|last| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(0),
        row: last.number.cast_signed(),
    });
    Ok(Listing { items, next, total: None })
}

/// Whether a deed was done in an anonymous thread by somebody who wrote, voted
/// or reported there; moderators are named.
fn is_anonymous(conn: &Connection, row: &AuditRow) -> Outcome<bool> {
    let by_staff = [".decide", ".undo", "note."].iter().any(|verb| row.action.contains(verb));
    let sql = match row.target_kind.as_str() {
        _ if by_staff => return Ok(false),
        "submission" => {
            "SELECT t.anonymous FROM submissions s JOIN threads t ON t.seq = s.thread
             WHERE s.id = ?1"
        }
        "comment" => {
            "SELECT t.anonymous FROM comments c JOIN submissions s ON s.seq = c.submission
             JOIN threads t ON t.seq = s.thread WHERE c.id = ?1"
        }
        _ => return Ok(false),
    };
    Ok(maybe(conn, sql, [&row.target_id], |row| row.get(0))?.unwrap_or(false))
}

#[async_trait]
impl<D: Database> AuditStorage for SqlStorage<D> {
    async fn audit(&self, forum: ForumId, query: &AuditQuery) -> Result<Listing<AuditRow>> {
        let query = query.clone();
        self.readers.read(move |conn| list(conn, forum, &query)).await
    }
}
