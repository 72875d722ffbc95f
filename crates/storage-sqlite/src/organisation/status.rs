//! How far the check of an organisation is: decided, taken back, run out.

use contract::{InboxKind, OrganisationState, Target, TargetKind};
use rusqlite::Connection;
use storage::{CHECK_GRACE_MS, CHECK_MS, ForumId, OrganisationStatus, ParticipantId, StorageError};

use super::vote;
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    inbox::{self, News},
    row::{all, maybe, run, word},
};

/// The check of an organisation as it stands.
pub(crate) fn read(conn: &Connection, seq: i64) -> Outcome<OrganisationStatus> {
    let sql = "SELECT state, reason, message, verified_at, recheck_at
         FROM registered_organisations WHERE seq = ?1";
    let status = maybe(conn, sql, [seq], |row| {
        Ok(OrganisationStatus {
            state: word(row, 0)?,
            reason: row.get(1)?,
            message: row.get(2)?,
            verified_at: row.get(3)?,
            recheck_at: row.get(4)?,
        })
    })?;
    Ok(status.ok_or(StorageError::NotFound)?)
}

/// Replaces the check of an organisation. Its votes are counted exactly while it
/// is verified.
pub(crate) fn set(conn: &Connection, seq: i64, status: &OrganisationStatus) -> Outcome<()> {
    let before = read(conn, seq)?;
    run(
        conn,
        "UPDATE registered_organisations SET state = ?2, reason = ?3, message = ?4,
           verified_at = ?5, recheck_at = ?6 WHERE seq = ?1",
        (
            seq,
            status.state.as_str(),
            &status.reason,
            &status.message,
            status.verified_at,
            status.recheck_at,
        ),
    )?;
    let counted = |status: &OrganisationStatus| status.state == OrganisationState::Verified;
    match (counted(&before), counted(status)) {
        (false, true) => vote::count_all(conn, seq, 1),
        (true, false) => vote::count_all(conn, seq, -1),
        _ => Ok(()),
    }
}

/// What a moderator decides about an organisation.
#[derive(Debug)]
pub(crate) struct Check<'a> {
    pub(crate) forum: ForumId,
    /// The organisation's number.
    pub(crate) seq: i64,
    pub(crate) verified: bool,
    /// Needed to refuse.
    pub(crate) reason: Option<&'a str>,
    /// What its people read.
    pub(crate) message: &'a str,
    /// When to look again; a year from now where it is absent.
    pub(crate) recheck_at: Option<i64>,
    pub(crate) by: ParticipantId,
    /// Id of the decision.
    pub(crate) cause: &'a str,
    pub(crate) now_ms: i64,
}

/// Verifies or refuses an organisation and tells its people; answers how it
/// stood before, for taking it back. Verifying a verified one renews its check.
pub(crate) fn decide(conn: &Connection, check: &Check<'_>) -> Outcome<OrganisationStatus> {
    let before = read(conn, check.seq)?;
    let sql = "SELECT 1 FROM organisation_members WHERE organisation = ?1 AND participant = ?2";
    if maybe(conn, sql, (check.seq, check.by.0), |_| Ok(()))?.is_some() {
        return Err(StorageError::OwnCase.into());
    }
    let state =
        if check.verified { OrganisationState::Verified } else { OrganisationState::Refused };
    if state == OrganisationState::Refused && before.state == state {
        return Err(StorageError::WrongState("This organisation was refused already.").into());
    }
    let after = OrganisationStatus {
        state,
        reason: check.reason.filter(|_| !check.verified).map(str::to_owned),
        message: check.message.to_owned(),
        verified_at: check.verified.then_some(check.now_ms),
        recheck_at: check.verified.then(|| check.recheck_at.unwrap_or(check.now_ms + CHECK_MS)),
    };
    set(conn, check.seq, &after)?;
    tell(conn, check.forum, check.seq, state, check.cause, check.now_ms)?;
    Ok(before)
}

/// Tells an organisation's people how its check stands.
fn tell(
    conn: &Connection,
    forum: ForumId,
    seq: i64,
    state: OrganisationState,
    cause: &str,
    now_ms: i64,
) -> Outcome<()> {
    let (id, title) = name(conn, seq)?;
    let target = Target { kind: TargetKind::Organisation, id };
    let sql = "SELECT participant FROM organisation_members WHERE organisation = ?1";
    for to in all(conn, sql, [seq], |row| Ok(ParticipantId(row.get(0)?)))? {
        let news = News {
            forum,
            to,
            kind: InboxKind::Organisation,
            target: &target,
            submission: None,
            title: &title,
            word: Some(state.as_str()),
            cause,
            now_ms,
        };
        inbox::tell(conn, &news)?;
    }
    Ok(())
}

fn name(conn: &Connection, seq: i64) -> Outcome<(String, String)> {
    let sql = "SELECT id, name FROM registered_organisations WHERE seq = ?1";
    let found = maybe(conn, sql, [seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.ok_or(StorageError::NotFound)?)
}

/// Checks that ran out and that no moderator renewed in time are pending again;
/// their votes leave the tallies until they are. Invitations that ran out go.
pub(crate) fn sweep(conn: &Connection, now_ms: i64) -> Outcome<u64> {
    let sql = "DELETE FROM organisation_invitations WHERE expires_at <= ?1";
    let gone = run(conn, sql, [now_ms])? as u64;
    let sql = "SELECT seq, forum, id, recheck_at FROM registered_organisations
         WHERE state = 'verified' AND recheck_at IS NOT NULL AND recheck_at <= ?1";
    let lapsed = all(conn, sql, [now_ms - CHECK_GRACE_MS], |row| {
        let ended: i64 = row.get(3)?;
        Ok((row.get::<_, i64>(0)?, ForumId(row.get(1)?), row.get::<_, String>(2)?, ended))
    })?;
    for (seq, forum, id, ended) in &lapsed {
        let before = read(conn, *seq)?;
        let after = OrganisationStatus { state: OrganisationState::Pending, ..before };
        set(conn, *seq, &after)?;
        let words = [OrganisationState::Verified.as_str(), OrganisationState::Pending.as_str()];
        let changes: Vec<_> =
            audit::change("state", Some(words[0]), Some(words[1])).into_iter().collect();
        let deed = Deed {
            forum: *forum,
            now_ms,
            actor: None,
            action: "organisation.lapse",
            target_kind: "organisation",
            target_id: id,
            changes: &changes,
        };
        audit::record(conn, &deed)?;
        tell(conn, *forum, *seq, OrganisationState::Pending, &format!("{id} {ended}"), now_ms)?;
    }
    Ok(gone + lapsed.len() as u64)
}
