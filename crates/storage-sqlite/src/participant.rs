//! Participants and their organisations.

use rules::names;
use rusqlite::{Connection, Row};
use storage::{Claims, ForumId, NewParticipant, Participant, ParticipantId, StorageError};

use crate::{
    fault::Outcome,
    row::{AUTHOR, AUTHOR_LEN, author, maybe, run},
};

fn read(row: &Row<'_>) -> rusqlite::Result<Participant> {
    let author = author(row, 0)?;
    Ok(Participant {
        id: ParticipantId(row.get(AUTHOR_LEN)?),
        claims: Claims {
            issuer: row.get(AUTHOR_LEN + 1)?,
            subject: row.get(AUTHOR_LEN + 2)?,
            name: author.name.clone(),
            organisation: author.organisation.as_ref().map(|org| org.name.clone()),
            sector: author.sector.clone(),
            country: author.country.clone(),
            official: author.official,
        },
        author,
    })
}

pub(crate) fn find(
    conn: &Connection,
    forum: ForumId,
    issuer: &str,
    subject: &str,
) -> Outcome<Option<Participant>> {
    let sql = format!(
        "SELECT {AUTHOR}, p.seq, p.issuer, p.subject
         FROM participants p LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE p.forum = ?1 AND p.issuer = ?2 AND p.subject = ?3"
    );
    maybe(conn, &sql, (forum.0, issuer, subject), read)
}

/// A person by their number.
pub(crate) fn by_seq(conn: &Connection, id: ParticipantId) -> Outcome<Option<Participant>> {
    let sql = format!(
        "SELECT {AUTHOR}, p.seq, p.issuer, p.subject
         FROM participants p LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE p.seq = ?1"
    );
    maybe(conn, &sql, [id.0], read)
}

pub(crate) fn upsert(
    conn: &Connection,
    forum: ForumId,
    new: &NewParticipant,
) -> Outcome<Participant> {
    let claims = &new.claims;
    let organisation = claims
        .organisation
        .as_deref()
        .map(|name| organisation(conn, forum, name, new))
        .transpose()?;
    run(
        conn,
        "INSERT INTO participants
           (forum, id, issuer, subject, name, organisation, sector, country, official, created_at,
            folded)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (forum, issuer, subject) DO UPDATE SET
           name = excluded.name, folded = excluded.folded, organisation = excluded.organisation,
           sector = excluded.sector, country = excluded.country, official = excluded.official",
        (
            forum.0,
            &new.id,
            &claims.issuer,
            &claims.subject,
            &claims.name,
            organisation,
            &claims.sector,
            &claims.country,
            claims.official,
            new.now_ms,
            names::fold(&claims.name),
        ),
    )?;
    Ok(find(conn, forum, &claims.issuer, &claims.subject)?.ok_or(StorageError::NotFound)?)
}

fn organisation(
    conn: &Connection,
    forum: ForumId,
    name: &str,
    new: &NewParticipant,
) -> Outcome<i64> {
    run(
        conn,
        "INSERT INTO organisations (forum, id, name, created_at, folded)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (forum, name) DO NOTHING",
        (forum.0, &new.organisation_id, name, new.now_ms, names::fold(name)),
    )?;
    let sql = "SELECT seq FROM organisations WHERE forum = ?1 AND name = ?2";
    Ok(maybe(conn, sql, (forum.0, name), |row| row.get(0))?.ok_or(StorageError::NotFound)?)
}

/// The sector of a person of this forum (empty for none).
pub(crate) fn sector(conn: &Connection, forum: ForumId, id: ParticipantId) -> Outcome<String> {
    let sql = "SELECT coalesce(sector, '') FROM participants WHERE seq = ?1 AND forum = ?2";
    Ok(maybe(conn, sql, (id.0, forum.0), |row| row.get(0))?.ok_or(StorageError::NotFound)?)
}
