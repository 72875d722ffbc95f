//! The gallery: awards of what everybody may see.

use contract::{GalleryItem, Organisation, SubmissionRef};
use storage::{Cursor, ForumId, GalleryQuery, Key, Listing};

use super::{COLUMNS, COLUMNS_LEN, read};
use crate::{
    fault::Outcome,
    row::all,
    sql::{Connection, Row, Value},
};

/// Marks cursors of this list.
const LIST: u32 = 0x7265;

/// Everything that a row shows is read beside it: the submission `s` with its
/// thread, the organisation `h` that has the award, the one `w` that the
/// submission was written for, and the one `v` that a host names for its author;
/// the last two not where its thread names nobody.
const SELECT: &str = "s.id, s.reference, s.title, s.language, t.id, \
     coalesce(h.id, w.id, v.id), coalesce(h.name, w.name, v.name), \
     coalesce(h.seq, w.seq) IS NOT NULL, a.seq
     FROM recognitions a
     LEFT JOIN submissions s ON s.seq = a.submission
     LEFT JOIN threads t ON t.seq = s.thread
     LEFT JOIN registered_organisations h ON h.seq = a.organisation AND h.state = 'verified'
     LEFT JOIN registered_organisations w ON w.seq = s.organisation AND w.state = 'verified'
       AND t.anonymous = 0
     LEFT JOIN participants p ON p.seq = s.author AND t.anonymous = 0
     LEFT JOIN organisations v ON v.seq = p.organisation
     WHERE a.forum = ? AND (s.state = 'published' OR h.seq IS NOT NULL)";

fn item(row: &Row<'_>) -> crate::sql::Result<(i64, GalleryItem)> {
    const C: usize = COLUMNS_LEN;
    let submission = match row.get(C)? {
        None => None,
        Some(id) => Some(SubmissionRef {
            id,
            reference: row.get(C + 1)?,
            title: row.get(C + 2)?,
            language: row.get(C + 3)?,
            thread_id: row.get(C + 4)?,
        }),
    };
    let organisation = match row.get(C + 5)? {
        None => None,
        Some(id) => Some(Organisation { id, name: row.get(C + 6)?, verified: row.get(C + 7)? }),
    };
    Ok((row.get(C + 8)?, GalleryItem { recognition: read(row)?, submission, organisation }))
}

/// A page: newest year first, within a year the last one given first.
pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    query: &GalleryQuery,
) -> Outcome<Listing<GalleryItem>> {
    let after = match query.cursor {
        None => (i64::MAX, i64::MAX),
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(year), row }) => (year, row),
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let mut sql = format!("SELECT {COLUMNS}, {SELECT} AND (a.year, a.tie) < (?, ?)");
    let int = Value::Integer;
    let mut params = vec![int(forum.0), int(after.0), int(after.1)];
    if let Some(year) = query.year {
        sql.push_str(" AND a.year = ?");
        params.push(int(year.into()));
    }
    for (filter, value) in
        [(" AND a.award = ?", &query.award), (" AND a.category = ?", &query.category)]
    {
        if let Some(value) = value {
            sql.push_str(filter);
            params.push(Value::Text(value.clone()));
        }
    }
    sql.push_str(" ORDER BY a.year DESC, a.tie DESC LIMIT ?");
    params.push(int(i64::from(query.limit) + 1));
    let mut found = all(conn, &sql, params, item)?;
    let more = found.len() > query.limit as usize;
    found.truncate(query.limit as usize);
    let next = found.last().filter(|_| more).map(|(seq, last)| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(last.recognition.year.into()),
        row: *seq,
    });
    Ok(Listing { items: found.into_iter().map(|(_, item)| item).collect(), next, total: None })
}
