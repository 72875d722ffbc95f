//! Who is looking at what.

use storage::{CLAIM_MS, ClaimRow, ParticipantId, StorageError};

use super::thing::Thing;
use crate::{
    fault::Outcome,
    row::{AUTHOR, AUTHOR_LEN, author, maybe, run},
    sql::{Connection, Row},
};

/// Claims a thing, or renews the claim of the one who holds it.
pub(super) fn take(
    conn: &Connection,
    thing: &Thing,
    moderator: ParticipantId,
    now_ms: i64,
) -> Outcome<ClaimRow> {
    thing.check_there()?;
    // Who holds it keeps it until it ends: then this changes nothing.
    let taken = run(
        conn,
        "INSERT INTO claims (target_kind, target, moderator, at, until)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (target_kind, target) DO UPDATE SET
           at = CASE WHEN claims.moderator = excluded.moderator AND claims.until > excluded.at
             THEN claims.at ELSE excluded.at END,
           moderator = excluded.moderator, until = excluded.until
         WHERE claims.moderator = excluded.moderator OR claims.until <= excluded.at",
        (thing.kind.as_str(), thing.seq, moderator.0, now_ms, now_ms + CLAIM_MS),
    )?;
    if taken == 0 {
        return Err(StorageError::WrongState("Another moderator is looking at this.").into());
    }
    Ok(of(conn, thing, now_ms)?.ok_or(StorageError::NotFound)?)
}

/// Gives a claim up.
pub(super) fn release(conn: &Connection, thing: &Thing, moderator: ParticipantId) -> Outcome<()> {
    let sql = "DELETE FROM claims WHERE target_kind = ?1 AND target = ?2 AND moderator = ?3";
    run(conn, sql, (thing.kind.as_str(), thing.seq, moderator.0))?;
    Ok(())
}

/// Ends whatever claim there is: the thing was decided.
pub(super) fn clear(conn: &Connection, thing: &Thing) -> Outcome<()> {
    let sql = "DELETE FROM claims WHERE target_kind = ?1 AND target = ?2";
    run(conn, sql, (thing.kind.as_str(), thing.seq))?;
    Ok(())
}

/// Who is looking at a thing now.
pub(super) fn of(conn: &Connection, thing: &Thing, now_ms: i64) -> Outcome<Option<ClaimRow>> {
    let sql = format!(
        "SELECT {AUTHOR}, c.at, c.until FROM claims c JOIN participants p ON p.seq = c.moderator
         LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE c.target_kind = ?1 AND c.target = ?2 AND c.until > ?3"
    );
    let read = |row: &Row<'_>| {
        let (at, until) = (row.get(AUTHOR_LEN)?, row.get(AUTHOR_LEN + 1)?);
        Ok(ClaimRow { by: author(row, 0)?, at, until })
    };
    maybe(conn, &sql, (thing.kind.as_str(), thing.seq, now_ms), read)
}

/// Forgets claims that ended.
pub(crate) fn sweep(conn: &Connection, now_ms: i64) -> Outcome<u64> {
    Ok(run(conn, "DELETE FROM claims WHERE until <= ?1", [now_ms])? as u64)
}
