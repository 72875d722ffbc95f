//! Registering an organisation, and what its delegates change of it.

use contract::{AuditChange, MemberRole, OrganisationState};
use rules::{Normalizer, names, search};
use storage::{
    Change, Created, ForumId, Idempotency, NewOrganisation, OrganisationChange, OrganisationRow,
    OrganisationStatus, Reader, StorageError, WAITING_MAX,
};

use super::{
    membership::{add, note},
    read::{Found, by_seq, find, for_delegate},
    status,
};
use crate::{
    audit,
    fault::Outcome,
    idempotency, participant,
    row::{added, maybe, run},
    sql::{Connection, named_params},
};

pub(super) fn register(
    conn: &Connection,
    forum: ForumId,
    new: &NewOrganisation,
    idempotency: Option<Idempotency<OrganisationRow>>,
) -> Outcome<Created<OrganisationRow>> {
    idempotency::once(conn, new.by, new.now_ms, idempotency, || {
        participant::sector(conn, forum, new.by)?;
        let sql = "SELECT count(*) FROM organisation_members m
             JOIN registered_organisations r ON r.seq = m.organisation
             WHERE m.participant = ?1 AND r.state = 'pending'";
        let waiting: u32 = maybe(conn, sql, [new.by.0], |row| row.get(0))?.unwrap_or(0);
        if waiting >= WAITING_MAX {
            let detail = "Several organisations of yours wait for a moderator already.";
            return Err(StorageError::WrongState(detail).into());
        }
        let seq = insert(conn, forum, new, &waits())?;
        add(conn, seq, new.by, MemberRole::Delegate, new.now_ms)?;
        status::wait(conn, forum, seq, None, new.now_ms)?;
        let changes = [audit::change("name", None, Some(&new.name))];
        note(conn, forum, new.by, "organisation.register", &new.id, changes, new.now_ms)?;
        by_seq(conn, seq, Reader { viewer: Some(new.by), moderator: false })
    })
}

/// What an organisation is before a moderator looked.
const fn waits() -> OrganisationStatus {
    OrganisationStatus {
        state: OrganisationState::Pending,
        reason: None,
        message: String::new(),
        verified_at: None,
        recheck_at: None,
    }
}

/// Inserts a row; answers its number.
pub(super) fn insert(
    conn: &Connection,
    forum: ForumId,
    new: &NewOrganisation,
    status: &OrganisationStatus,
) -> Outcome<i64> {
    added(
        conn,
        "INSERT INTO registered_organisations (forum, id, name, folded, key, kind, registry,
           number, country, website, contact, state, reason, message, verified_at, recheck_at,
           created_at)
         VALUES (:forum, :id, :name, :folded, :key, :kind, :registry, :number, :country, :website,
           :contact, :state, :reason, :message, :verified_at, :recheck_at, :created_at) RETURNING seq",
        named_params! {
            ":forum": forum.0,
            ":id": new.id,
            ":name": new.name,
            ":folded": names::fold(&new.name),
            ":key": search::keys(&new.name, &Normalizer::UNICODE).loose,
            ":kind": new.kind,
            ":registry": new.registry,
            ":number": new.number,
            ":country": new.country,
            ":website": new.website,
            ":contact": new.contact,
            ":state": status.state.as_str(),
            ":reason": status.reason,
            ":message": status.message,
            ":verified_at": status.verified_at,
            ":recheck_at": status.recheck_at,
            ":created_at": new.now_ms,
        },
    )
}

pub(super) fn change(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    reader: Reader,
    expected: Option<u32>,
    change: OrganisationChange,
    now_ms: i64,
) -> Outcome<OrganisationRow> {
    let by = reader.viewer.ok_or(StorageError::NotFound)?;
    // A moderator sees it, and may not change what its people say.
    find(conn, forum, id, reader)?;
    let Found { seq, row: old, .. } =
        for_delegate(conn, forum, id, by).map_err(|fault| match fault {
            crate::Fault::Port(StorageError::NotFound) => {
                StorageError::NotAllowed("Only a delegate of the organisation may do this.").into()
            }
            other => other,
        })?;
    if expected.is_some_and(|expected| expected != old.version) {
        return Err(StorageError::Stale { current: old.version }.into());
    }
    let mut new = old.clone();
    new.name = change.name.unwrap_or(new.name);
    new.kind = change.kind.unwrap_or(new.kind);
    new.registry = change.registry.unwrap_or(new.registry);
    new.number = change.number.unwrap_or(new.number);
    new.country = match change.country {
        Change::Keep => new.country,
        Change::Clear => None,
        Change::Set(country) => Some(country),
    };
    new.website = change.website.unwrap_or(new.website);
    new.contact = change.contact.unwrap_or(new.contact);
    if new == old {
        return Ok(old);
    }
    run(
        conn,
        "UPDATE registered_organisations SET name = :name, folded = :folded, key = :key,
           kind = :kind, registry = :registry, number = :number, country = :country,
           website = :website, contact = :contact, version = version + 1 WHERE seq = :seq",
        named_params! {
            ":seq": seq,
            ":name": new.name,
            ":folded": names::fold(&new.name),
            ":key": search::keys(&new.name, &Normalizer::UNICODE).loose,
            ":kind": new.kind,
            ":registry": new.registry,
            ":number": new.number,
            ":country": new.country,
            ":website": new.website,
            ":contact": new.contact,
        },
    )?;
    let is_another = new.name != old.name
        || new.registry != old.registry
        || new.number != old.number
        || old.status.state == OrganisationState::Refused;
    let waits_now = is_another && old.status.state != OrganisationState::Pending;
    if waits_now {
        status::set(conn, seq, &waits())?;
    }
    if waits_now || new.name != old.name {
        status::wait(conn, forum, seq, None, now_ms)?;
    }
    let mut changes = differences(&old, &new);
    if waits_now {
        let (before, after) = (old.status.state.as_str(), OrganisationState::Pending.as_str());
        changes.push(audit::change("state", Some(before), Some(after)));
    }
    note(conn, forum, by, "organisation.change", id, changes, now_ms)?;
    by_seq(conn, seq, Reader { viewer: Some(by), moderator: false })
}

/// What changed, for the trail. How to reach its people stays out of it.
fn differences(old: &OrganisationRow, new: &OrganisationRow) -> Vec<Option<AuditChange>> {
    let text = |field, old: &String, new: &String| audit::change(field, Some(old), Some(new));
    let hidden = AuditChange { field: "contact".into(), before: None, after: None };
    vec![
        text("name", &old.name, &new.name),
        text("kind", &old.kind, &new.kind),
        text("registry", &old.registry, &new.registry),
        text("number", &old.number, &new.number),
        audit::change("country", old.country.as_ref(), new.country.as_ref()),
        text("website", &old.website, &new.website),
        (old.contact != new.contact).then_some(hidden),
    ]
}
