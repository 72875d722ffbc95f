//! Participants and their organisations.

use rules::names;
use storage::{Claims, ForumId, NewParticipant, Participant, ParticipantId, StorageError};

use crate::{
    audit::{self, Deed},
    fault::Outcome,
    row::{AUTHOR, AUTHOR_LEN, author, maybe, run},
    sql::{Connection, Row},
};

/// Somebody from [`AUTHOR`] columns, number, issuer and subject.
pub(crate) fn read(row: &Row<'_>) -> crate::sql::Result<Participant> {
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
    let before = find(conn, forum, &claims.issuer, &claims.subject)?;
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
    let after = find(conn, forum, &claims.issuer, &claims.subject)?;
    let after = after.ok_or(StorageError::NotFound)?;
    record(conn, forum, before.as_ref(), &after, new.now_ms)?;
    Ok(after)
}

/// Puts on record that somebody came, or what their token says of them now.
/// Who they are stays out of the trail: it would outlive their account.
fn record(
    conn: &Connection,
    forum: ForumId,
    before: Option<&Participant>,
    after: &Participant,
    now_ms: i64,
) -> Outcome<()> {
    let sector = |person: &Participant| person.claims.sector.clone();
    let country = |person: &Participant| person.claims.country.clone();
    let official = |person: &Participant| person.claims.official.to_string();
    let fields = [
        audit::change("sector", before.and_then(sector), sector(after)),
        audit::change("country", before.and_then(country), country(after)),
        audit::change("official", before.map(official), Some(official(after))),
    ];
    let is_new = before.is_none();
    audit::record(
        conn,
        &Deed {
            forum,
            now_ms,
            actor: Some(after.id),
            action: if is_new { "participant.create" } else { "participant.change" },
            target_kind: "participant",
            target_id: &after.author.id,
            changes: &fields.into_iter().flatten().collect::<Vec<_>>(),
        },
    )
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
