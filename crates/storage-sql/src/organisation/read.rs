//! Reading organisations.

use contract::{MemberRole, OrganisationState};
use rules::{Normalizer, search};
use storage::{
    Cursor, ForumId, Key, Listing, OrganisationQuery, OrganisationRow, OrganisationStatus, Reader,
    StorageError,
};

use super::like;
use crate::{
    fault::Outcome,
    recognition,
    row::{all, maybe, word},
    sql::{Connection, Row, Value},
};

/// Marks cursors of this list.
const LIST: u32 = 0x6F72;

/// Columns of an organisation `r` and of what a member `m` may do.
const COLUMNS: &str = "r.seq, r.id, r.name, r.kind, r.registry, r.number, r.country, r.website, \
     r.contact, r.state, r.reason, r.message, r.verified_at, r.recheck_at, r.version, \
     r.created_at, m.role, r.forum";
/// The reader is `?1`.
const FROM: &str = "FROM registered_organisations r \
     LEFT JOIN organisation_members m ON m.organisation = r.seq AND m.participant = ?1";

/// An organisation and its number.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) seq: i64,
    forum: ForumId,
    pub(crate) row: OrganisationRow,
}

fn read(row: &Row<'_>) -> crate::sql::Result<Found> {
    let role: Option<String> = row.get(16)?;
    Ok(Found {
        seq: row.get(0)?,
        forum: ForumId(row.get(17)?),
        row: OrganisationRow {
            id: row.get(1)?,
            name: row.get(2)?,
            kind: row.get(3)?,
            registry: row.get(4)?,
            number: row.get(5)?,
            country: row.get(6)?,
            website: row.get(7)?,
            contact: row.get(8)?,
            status: OrganisationStatus {
                state: word(row, 9)?,
                reason: row.get(10)?,
                message: row.get(11)?,
                verified_at: row.get(12)?,
                recheck_at: row.get(13)?,
            },
            resembles: Vec::new(),
            my_role: role.and_then(|role| role.parse().ok()),
            recognitions: Vec::new(),
            version: row.get(14)?,
            created_at: row.get(15)?,
        },
    })
}

/// What stands in other tables.
fn complete(conn: &Connection, found: &mut Found, reader: Reader) -> Outcome<()> {
    found.row.recognitions = recognition::of_organisation(conn, found.seq)?;
    if reader.moderator {
        found.row.resembles = like::organisation(conn, found.forum, found.seq, &found.row.name)?;
    }
    Ok(())
}

/// An organisation that this reader may see.
pub(crate) fn find(conn: &Connection, forum: ForumId, id: &str, reader: Reader) -> Outcome<Found> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE r.id = ?2 AND r.forum = ?3");
    let viewer = reader.viewer.map(|viewer| viewer.0);
    let found = maybe(conn, &sql, (viewer, id, forum.0), read)?;
    let seen = |found: &Found| {
        found.row.status.state == OrganisationState::Verified
            || found.row.my_role.is_some()
            || reader.moderator
    };
    let mut found = found.filter(seen).ok_or(StorageError::NotFound)?;
    complete(conn, &mut found, reader)?;
    Ok(found)
}

/// An organisation by its number, for whoever may see all of it.
pub(crate) fn by_seq(conn: &Connection, seq: i64, reader: Reader) -> Outcome<OrganisationRow> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE r.seq = ?2");
    let viewer = reader.viewer.map(|viewer| viewer.0);
    let found = maybe(conn, &sql, (viewer, seq), read)?;
    let mut found = found.ok_or(StorageError::NotFound)?;
    complete(conn, &mut found, reader)?;
    Ok(found.row)
}

/// An organisation for one of its delegates.
pub(crate) fn for_delegate(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    by: storage::ParticipantId,
) -> Outcome<Found> {
    let found = find(conn, forum, id, Reader { viewer: Some(by), moderator: false })?;
    if found.row.my_role == Some(MemberRole::Delegate) {
        Ok(found)
    } else {
        Err(StorageError::NotAllowed("Only a delegate of the organisation may do this.").into())
    }
}

pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    query: &OrganisationQuery,
) -> Outcome<Listing<OrganisationRow>> {
    let after = match query.cursor {
        None => (i64::MAX, i64::MAX),
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(at), row }) => (at, row),
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let int = Value::Integer;
    let text = |text: &str| Value::Text(text.to_owned());
    let viewer = query.reader.viewer.map_or(Value::Null, |viewer| int(viewer.0));
    let mut sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE r.forum = ?2 AND r.state = ?3
           AND (r.created_at, r.tie) < (?4, ?5)"
    );
    let mut params =
        vec![viewer, int(forum.0), text(query.state.as_str()), int(after.0), int(after.1)];
    if query.state != OrganisationState::Verified && !query.reader.moderator {
        sql.push_str(" AND m.role IS NOT NULL");
    }
    let key = search::keys(&query.q, &Normalizer::UNICODE).loose;
    let named = format!(" AND {}", conn.dialect().contains("r.key", "?"));
    let filters = [
        (" AND r.country = ?", query.country.as_deref()),
        (" AND r.kind = ?", query.kind.as_deref()),
        (&named, (!key.is_empty()).then_some(key.as_str())),
    ];
    for (filter, value) in filters {
        if let Some(value) = value {
            sql.push_str(filter);
            params.push(text(value));
        }
    }
    sql.push_str(" ORDER BY r.created_at DESC, r.tie DESC LIMIT ?");
    params.push(int(i64::from(query.limit) + 1));
    let mut found = all(conn, &sql, params, read)?;
    let more = found.len() > query.limit as usize;
    found.truncate(query.limit as usize);
    let next = found.last().filter(|_| more).map(|last| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(last.row.created_at),
        row: last.seq,
    });
    for one in &mut found {
        complete(conn, one, query.reader)?;
    }
    Ok(Listing { items: found.into_iter().map(|found| found.row).collect(), next, total: None })
}
