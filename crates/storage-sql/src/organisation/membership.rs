//! Who speaks for an organisation, and how people come and go.

use contract::{AuditChange, MemberRole, Membership, Organisation, OrganisationState};
use storage::{
    Cursor, ForumId, INVITATION_MS, INVITATIONS_MAX, InvitationRow, Key, Listing, MemberRow,
    NewInvitation, ParticipantId, Reader, StorageError,
};

use super::read::{find, for_delegate};
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    row::{AUTHOR, AUTHOR_LEN, all, author, maybe, run, word},
    sql::Connection,
};

/// Marks cursors of this list.
const LIST: u32 = 0x6D65;

/// Somebody who wants to speak for an organisation and is one of its people.
#[derive(Debug)]
pub(crate) struct Speaker {
    pub(crate) organisation: i64,
    pub(crate) role: MemberRole,
    state: OrganisationState,
}

impl Speaker {
    /// Only a verified organisation speaks.
    pub(crate) const fn check_verified(&self) -> Result<(), StorageError> {
        match self.state {
            OrganisationState::Verified => Ok(()),
            _ => Err(StorageError::WrongState("This organisation is not verified now.")),
        }
    }
}

/// Whether a person is one of an organisation's people. What they may not see
/// is unknown to them.
pub(crate) fn speaks_for(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    organisation: &str,
) -> Outcome<Speaker> {
    let sql = "SELECT r.seq, r.state, m.role FROM registered_organisations r
         LEFT JOIN organisation_members m ON m.organisation = r.seq AND m.participant = ?1
         WHERE r.id = ?2 AND r.forum = ?3";
    let found = maybe(conn, sql, (participant.0, organisation, forum.0), |row| {
        let role: Option<String> = row.get(2)?;
        Ok((row.get(0)?, word(row, 1)?, role.and_then(|role| role.parse().ok())))
    })?;
    match found {
        Some((organisation, state, Some(role))) => Ok(Speaker { organisation, role, state }),
        Some((_, OrganisationState::Verified, None)) => {
            let detail = "You are not one of this organisation's people.";
            Err(StorageError::NotAllowed(detail).into())
        }
        _ => Err(StorageError::UnknownOrganisation.into()),
    }
}

/// The number of the verified organisation that something is written for, by
/// one of its people.
pub(crate) fn speaking(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    organisation: Option<&str>,
) -> Outcome<Option<i64>> {
    let Some(organisation) = organisation else { return Ok(None) };
    let speaker = speaks_for(conn, forum, participant, organisation)?;
    speaker.check_verified()?;
    Ok(Some(speaker.organisation))
}

/// Organisations that a person speaks for, in the order in which they joined.
pub(crate) fn memberships(
    conn: &Connection,
    participant: ParticipantId,
) -> Outcome<Vec<Membership>> {
    let sql = "SELECT r.id, r.name, r.state, m.role, m.since, m.seq FROM organisation_members m
         JOIN registered_organisations r ON r.seq = m.organisation WHERE m.participant = ?1";
    let mut found = all(conn, sql, [participant.0], |row| {
        let state: OrganisationState = word(row, 2)?;
        let verified = state == OrganisationState::Verified;
        let organisation = Organisation { id: row.get(0)?, name: row.get(1)?, verified };
        let joined: (i64, i64) = (row.get(4)?, row.get(5)?);
        Ok((joined, Membership { organisation, state, role: word(row, 3)? }))
    })?;
    found.sort_by_key(|(joined, _)| *joined);
    Ok(found.into_iter().map(|(_, membership)| membership).collect())
}

/// Adds a person, or makes a member a delegate.
pub(super) fn add(
    conn: &Connection,
    organisation: i64,
    participant: ParticipantId,
    role: MemberRole,
    now_ms: i64,
) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO organisation_members (organisation, participant, role, since)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (organisation, participant) DO UPDATE SET role = excluded.role",
        (organisation, participant.0, role.as_str(), now_ms),
    )?;
    Ok(())
}

pub(super) fn invite(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    new: &NewInvitation,
) -> Outcome<InvitationRow> {
    let found = for_delegate(conn, forum, id, new.by)?;
    if found.row.status.state == OrganisationState::Refused {
        return Err(StorageError::WrongState("This organisation was refused.").into());
    }
    let open = open_invitations(conn, found.seq, new.now_ms)?.len();
    if open >= INVITATIONS_MAX as usize {
        return Err(
            StorageError::WrongState("Too many invitations are open. Take one back.").into()
        );
    }
    let expires_at = new.now_ms + INVITATION_MS;
    run(
        conn,
        "INSERT INTO organisation_invitations (organisation, id, hash, role, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (found.seq, &new.id, new.hash, new.role.as_str(), expires_at),
    )?;
    let changes = [audit::change("role", None, Some(new.role.as_str()))];
    note(conn, forum, new.by, "organisation.invite", id, changes, new.now_ms)?;
    Ok(InvitationRow { id: new.id.clone(), role: new.role, expires_at })
}

pub(super) fn invitations(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    by: ParticipantId,
    now_ms: i64,
) -> Outcome<Vec<InvitationRow>> {
    let found = for_delegate(conn, forum, id, by)?;
    open_invitations(conn, found.seq, now_ms)
}

fn open_invitations(conn: &Connection, seq: i64, now_ms: i64) -> Outcome<Vec<InvitationRow>> {
    let sql = "SELECT id, role, expires_at FROM organisation_invitations
         WHERE organisation = ?1 AND expires_at > ?2 ORDER BY seq";
    all(conn, sql, (seq, now_ms), |row| {
        Ok(InvitationRow { id: row.get(0)?, role: word(row, 1)?, expires_at: row.get(2)? })
    })
}

pub(super) fn revoke(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    invitation: &str,
    by: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let found = for_delegate(conn, forum, id, by)?;
    let sql = "DELETE FROM organisation_invitations WHERE organisation = ?1 AND id = ?2";
    if run(conn, sql, (found.seq, invitation))? == 0 {
        return Err(StorageError::NotFound.into());
    }
    note(conn, forum, by, "organisation.revoke_invitation", id, [], now_ms)
}

pub(super) fn join(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    hash: [u8; 32],
    now_ms: i64,
) -> Outcome<Membership> {
    let sql = "SELECT i.seq, i.role, r.seq, r.id, r.name, r.state
         FROM organisation_invitations i JOIN registered_organisations r ON r.seq = i.organisation
         WHERE i.hash = ?1 AND i.expires_at > ?2 AND r.forum = ?3";
    let found = maybe(conn, sql, (hash, now_ms, forum.0), |row| {
        let state: OrganisationState = word(row, 5)?;
        let verified = state == OrganisationState::Verified;
        let organisation = Organisation { id: row.get(3)?, name: row.get(4)?, verified };
        let membership = Membership { organisation, state, role: word(row, 1)? };
        Ok((row.get::<i64>(0)?, row.get::<i64>(2)?, membership))
    })?;
    let (invitation, organisation, membership) = found.ok_or(StorageError::WrongCode)?;
    if membership.state == OrganisationState::Refused {
        return Err(StorageError::WrongCode.into());
    }
    let before = role(conn, organisation, participant)?;
    if matches!(
        (before, membership.role),
        (Some(MemberRole::Delegate), _) | (Some(MemberRole::Member), MemberRole::Member)
    ) {
        // The code stays good for somebody else.
        return Err(StorageError::WrongState("You belong to this organisation already.").into());
    }
    run(conn, "DELETE FROM organisation_invitations WHERE seq = ?1", [invitation])?;
    add(conn, organisation, participant, membership.role, now_ms)?;
    let id = &membership.organisation.id;
    let before = before.map(MemberRole::as_str);
    let changes = [audit::change("role", before, Some(membership.role.as_str()))];
    note(conn, forum, participant, "organisation.join", id, changes, now_ms)?;
    Ok(membership)
}

fn role(
    conn: &Connection,
    organisation: i64,
    participant: ParticipantId,
) -> Outcome<Option<MemberRole>> {
    let sql = "SELECT role FROM organisation_members WHERE organisation = ?1 AND participant = ?2";
    maybe(conn, sql, (organisation, participant.0), |row| word(row, 0))
}

pub(crate) fn members(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    reader: Reader,
    cursor: Option<Cursor>,
    limit: u32,
) -> Outcome<Listing<MemberRow>> {
    let after = match cursor {
        None => (i64::MIN, i64::MIN),
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(at), row }) => (at, row),
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let found = find(conn, forum, id, reader)?;
    if found.row.my_role.is_none() && !reader.moderator {
        let detail = "Only its people and moderators see who belongs to an organisation.";
        return Err(StorageError::NotAllowed(detail).into());
    }
    let sql = format!(
        "SELECT {AUTHOR}, m.role, m.since, m.seq FROM organisation_members m
         JOIN participants p ON p.seq = m.participant
         LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE m.organisation = ?1 AND (m.since, m.tie) > (?2, ?3)
         ORDER BY m.since, m.tie LIMIT ?4"
    );
    let mut rows = all(conn, &sql, (found.seq, after.0, after.1, limit + 1), |row| {
        let (role, since) = (word(row, AUTHOR_LEN)?, row.get(AUTHOR_LEN + 1)?);
        Ok((row.get(AUTHOR_LEN + 2)?, MemberRow { author: author(row, 0)?, role, since }))
    })?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|(seq, last)| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(last.since),
        row: *seq,
    });
    Ok(Listing { items: rows.into_iter().map(|(_, member)| member).collect(), next, total: None })
}

pub(super) fn remove(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    author: &str,
    by: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let found = find(conn, forum, id, Reader { viewer: Some(by), moderator: false })?;
    let Some(own) = found.row.my_role else {
        return Err(StorageError::NotAllowed("Only a delegate may do this.").into());
    };
    let sql = "SELECT m.participant, m.role FROM organisation_members m
         JOIN participants p ON p.seq = m.participant WHERE m.organisation = ?1 AND p.id = ?2";
    let member = maybe(conn, sql, (found.seq, author), |row| {
        Ok((ParticipantId(row.get(0)?), word::<MemberRole>(row, 1)?))
    })?;
    let (member, role) = member.ok_or(StorageError::NotFound)?;
    if member != by && own != MemberRole::Delegate {
        return Err(StorageError::NotAllowed("Only a delegate may do this.").into());
    }
    let sql = "SELECT count(*) FROM organisation_members
         WHERE organisation = ?1 AND role = 'delegate'";
    let delegates: i64 = maybe(conn, sql, [found.seq], |row| row.get(0))?.unwrap_or(0);
    if role == MemberRole::Delegate && delegates <= 1 {
        let detail = "An organisation keeps one delegate. Invite another one first.";
        return Err(StorageError::WrongState(detail).into());
    }
    let sql = "DELETE FROM organisation_members WHERE organisation = ?1 AND participant = ?2";
    run(conn, sql, (found.seq, member.0))?;
    let changes = [
        audit::change("member", Some(author), None),
        audit::change("role", Some(role.as_str()), None),
    ];
    note(conn, forum, by, "organisation.remove_member", id, changes, now_ms)
}

/// Puts a deed on record; of its changes those that are some.
pub(super) fn note(
    conn: &Connection,
    forum: ForumId,
    by: ParticipantId,
    action: &'static str,
    organisation: &str,
    changes: impl IntoIterator<Item = Option<AuditChange>>,
    now_ms: i64,
) -> Outcome<()> {
    let changes: Vec<_> = changes.into_iter().flatten().collect();
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(by),
        action,
        target_kind: "organisation",
        target_id: organisation,
        changes: &changes,
    };
    audit::record(conn, &deed)
}
