//! Who somebody is, what they may do, and what they change of it.

use contract::Role;
use sha2::{Digest as _, Sha256};
use storage::{
    AccountChange, AccountRow, Change, ForumId, Participant, ParticipantId, StorageError,
};

use super::deed;
use crate::{
    audit,
    fault::Outcome,
    participant::by_seq,
    row::{all, maybe, run, word},
    sql::Connection,
};

/// Texts that a person must have published to be a newcomer no longer.
const KNOWN_AFTER: u32 = 2;

/// What stays of somebody who deleted their account.
pub(super) fn tombstone(issuer: &str, subject: &str) -> [u8; 32] {
    let hash = Sha256::new().chain_update(issuer).chain_update([0]).chain_update(subject);
    hash.finalize().into()
}

/// What a person may do beyond taking part.
pub(super) fn roles(conn: &Connection, id: ParticipantId) -> Outcome<Vec<Role>> {
    let sql = "SELECT role FROM account_roles WHERE participant = ?1 ORDER BY role";
    all(conn, sql, [id.0], |row| word(row, 0))
}

/// What the database knows of an account.
pub(super) fn account(conn: &Connection, forum: ForumId, id: ParticipantId) -> Outcome<AccountRow> {
    let sql = "SELECT a.method IS NOT NULL, a.method, a.email,
           coalesce(a.created_at, p.created_at)
         FROM participants p LEFT JOIN accounts a ON a.participant = p.seq
         WHERE p.seq = ?1 AND p.forum = ?2";
    let row = maybe(conn, sql, (id.0, forum.0), |row| {
        let own: bool = row.get(0)?;
        Ok(AccountRow {
            method: own.then(|| word(row, 1)).transpose()?,
            email: row.get(2)?,
            created_at: row.get(3)?,
            newcomer: true,
        })
    })?;
    let mut account = row.ok_or(StorageError::NotFound)?;
    account.newcomer = newcomer(conn, id)?;
    Ok(account)
}

/// Whether fewer than two texts of a person were published, and nobody vouches
/// for them: the host's own people and those of a verified organisation are
/// never newcomers.
fn newcomer(conn: &Connection, id: ParticipantId) -> Outcome<bool> {
    let vouched = "SELECT p.official = 1 OR coalesce(o.verified, 0) = 1
         OR EXISTS (SELECT 1 FROM account_roles r WHERE r.participant = p.seq)
         FROM participants p LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE p.seq = ?1";
    if maybe(conn, vouched, [id.0], |row| row.get(0))?.unwrap_or(false) {
        return Ok(false);
    }
    let mut known = 0;
    for sql in [
        "SELECT count(*) FROM (SELECT 1 FROM submissions
           WHERE author = ?1 AND state = 'published' LIMIT ?2) AS texts",
        "SELECT count(*) FROM (SELECT 1 FROM comments
           WHERE author = ?1 AND state = 'published' LIMIT ?2) AS texts",
    ] {
        known += maybe(conn, sql, (id.0, KNOWN_AFTER), |row| row.get::<u32>(0))?.unwrap_or(0);
    }
    Ok(known < KNOWN_AFTER)
}

/// Changes an account; see the port.
pub(super) fn change(
    conn: &Connection,
    forum: ForumId,
    id: ParticipantId,
    change: &AccountChange,
    now_ms: i64,
) -> Outcome<Participant> {
    let sql = "SELECT 1 FROM accounts WHERE participant = ?1 AND forum = ?2";
    if maybe(conn, sql, (id.0, forum.0), |_| Ok(()))?.is_none() {
        let detail = "Your name comes from the website that you signed in with.";
        return Err(StorageError::NotAllowed(detail).into());
    }
    let before = by_seq(conn, id)?.ok_or(StorageError::NotFound)?;
    let old = &before.claims;
    let name = change.name.as_ref().unwrap_or(&old.name);
    let sector = changed(&change.sector, old.sector.as_ref());
    let country = changed(&change.country, old.country.as_ref());
    if old.sector.is_some() && sector != old.sector.as_ref() && has_voted(conn, id)? {
        let detail = "Votes of yours are counted by your sector, so it stays.";
        return Err(StorageError::WrongState(detail).into());
    }
    let changes: Vec<_> = [
        audit::change("name", Some(&old.name), Some(name)),
        audit::change("sector", old.sector.as_ref(), sector),
        audit::change("country", old.country.as_ref(), country),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        return Ok(before);
    }
    let sql = "UPDATE participants SET name = ?2, sector = ?3, country = ?4 WHERE seq = ?1";
    run(conn, sql, (id.0, name, sector, country))?;
    deed(conn, forum, id, "account.change", "person", &before.author.id, &changes, now_ms)?;
    Ok(by_seq(conn, id)?.ok_or(StorageError::NotFound)?)
}

fn changed<'a>(change: &'a Change<String>, old: Option<&'a String>) -> Option<&'a String> {
    match change {
        Change::Keep => old,
        Change::Clear => None,
        Change::Set(value) => Some(value),
    }
}

fn has_voted(conn: &Connection, id: ParticipantId) -> Outcome<bool> {
    let sql = "SELECT 1 FROM votes WHERE participant = ?1 LIMIT 1";
    Ok(maybe(conn, sql, [id.0], |_| Ok(()))?.is_some())
}

/// Gives and takes roles by address; see the port.
pub(super) fn change_roles(
    conn: &Connection,
    forum: ForumId,
    email: &str,
    add: &[Role],
    remove: &[Role],
    now_ms: i64,
) -> Outcome<Vec<(String, Vec<Role>)>> {
    let sql = "SELECT participant FROM accounts WHERE forum = ?1 AND email = ?2";
    let mut changed = Vec::new();
    for seq in all(conn, sql, (forum.0, email), |row| row.get(0))? {
        let id = ParticipantId(seq);
        let before = words(&roles(conn, id)?);
        for role in add {
            let sql = "INSERT INTO account_roles (participant, role) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            run(conn, sql, (seq, role.as_str()))?;
        }
        for role in remove {
            let sql = "DELETE FROM account_roles WHERE participant = ?1 AND role = ?2";
            run(conn, sql, (seq, role.as_str()))?;
        }
        let now = roles(conn, id)?;
        let sql = "UPDATE participants SET official = ?2 WHERE seq = ?1";
        run(conn, sql, (seq, now.contains(&Role::Official)))?;
        let person = by_seq(conn, id)?.ok_or(StorageError::NotFound)?;
        if let Some(change) = audit::change("roles", Some(before), Some(words(&now))) {
            let deed = audit::Deed {
                forum,
                now_ms,
                actor: None,
                action: "account.roles",
                target_kind: "person",
                target_id: &person.author.id,
                changes: &[change],
            };
            audit::record(conn, &deed)?;
        }
        changed.push((person.claims.name, now));
    }
    Ok(changed)
}

fn words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ")
}
