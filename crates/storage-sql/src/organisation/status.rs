//! How far the check of an organisation is: decided, taken back, run out.

use contract::{Action, InboxKind, OrganisationState, QueueKind, RuleHit, TargetKind};
use storage::{CHECK_GRACE_MS, CHECK_MS, ForumId, OrganisationStatus, ParticipantId, StorageError};

use super::{like, vote};
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    inbox::{self, News},
    moderation::{
        decide::Deciding,
        queue::{self, Waiting},
        thing::Thing,
    },
    row::{all, maybe, run, word},
    sql::Connection,
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

/// How the check stands after a moderator verified or refused. Verifying what is
/// verified renews its check.
pub(crate) fn decided(
    was: &OrganisationStatus,
    new: &Deciding<'_>,
) -> Result<OrganisationStatus, StorageError> {
    let verified = new.action == Action::Verify;
    let state = if verified { OrganisationState::Verified } else { OrganisationState::Refused };
    if !verified && was.state == state {
        return Err(StorageError::WrongState("This organisation was refused already."));
    }
    Ok(OrganisationStatus {
        state,
        reason: new.reason.filter(|_| !verified).map(str::to_owned),
        message: new.message.to_owned(),
        verified_at: verified.then_some(new.now_ms),
        recheck_at: verified.then(|| new.recheck_at.unwrap_or(new.now_ms + CHECK_MS)),
    })
}

/// Whether a person belongs to an organisation, or to the one that something was
/// written for: they do not decide about it.
pub(crate) fn is_of(conn: &Connection, thing: &Thing, person: ParticipantId) -> Outcome<bool> {
    let sql = match thing.kind {
        TargetKind::Organisation => "SELECT CAST(?1 AS BIGINT)",
        TargetKind::Submission => "SELECT organisation FROM submissions WHERE seq = ?1",
        TargetKind::Comment => "SELECT organisation FROM comments WHERE seq = ?1",
        TargetKind::Thread => return Ok(false),
    };
    let organisation: Option<i64> = maybe(conn, sql, [thing.seq], |row| row.get(0))?.flatten();
    let sql = "SELECT 1 FROM organisation_members WHERE organisation = ?1 AND participant = ?2";
    match organisation {
        Some(seq) => Ok(maybe(conn, sql, (seq, person.0), |_| Ok(()))?.is_some()),
        None => Ok(false),
    }
}

/// The people of an organisation.
pub(crate) fn people(conn: &Connection, seq: i64) -> Outcome<Vec<ParticipantId>> {
    let sql = "SELECT participant FROM organisation_members WHERE organisation = ?1";
    all(conn, sql, [seq], |row| Ok(ParticipantId(row.get(0)?)))
}

/// Tells an organisation's people how its check stands.
pub(crate) fn tell(
    conn: &Connection,
    forum: ForumId,
    seq: i64,
    cause: &str,
    now_ms: i64,
) -> Outcome<()> {
    let thing = Thing::by_seq(conn, TargetKind::Organisation, seq)?;
    let (target, title) = (thing.target(), thing.title);
    let state = read(conn, seq)?.state;
    for to in people(conn, seq)? {
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

/// An organisation begins to wait for a moderator, with the names that its own
/// is like.
pub(super) fn wait(
    conn: &Connection,
    forum: ForumId,
    seq: i64,
    rule: Option<RuleHit>,
    now_ms: i64,
) -> Outcome<()> {
    let thing = Thing::by_seq(conn, TargetKind::Organisation, seq)?;
    let like = like::organisation(conn, forum, seq, &thing.title)?;
    let like = like.into_iter().map(|detail| RuleHit { rule: like::NAME_LIKE.into(), detail });
    let rules: Vec<RuleHit> = like.take(1).chain(rule).collect();
    // What it waited for before may be true no more; since when it does stays.
    let since = queue::clear(conn, &thing)?.map_or(now_ms, |held| held.since);
    let waiting = Waiting {
        forum,
        thing: &thing,
        kind: QueueKind::Organisation,
        since,
        harm: None,
        appealed: None,
        rules: &rules,
    };
    queue::put(conn, &waiting)
}

/// Checks that ran out wait for a moderator; after [`CHECK_GRACE_MS`] the
/// organisation is pending again, and its votes leave the tallies until somebody
/// has looked. Invitations that ran out go.
pub(crate) fn sweep(conn: &Connection, now_ms: i64) -> Outcome<u64> {
    let sql = "DELETE FROM organisation_invitations WHERE expires_at <= ?1";
    let gone = run(conn, sql, [now_ms])? as u64;
    let sql = "SELECT seq, forum, id, recheck_at FROM registered_organisations
         WHERE state = 'verified' AND recheck_at IS NOT NULL AND recheck_at <= ?1";
    let due = all(conn, sql, [now_ms], |row| {
        let ended: i64 = row.get(3)?;
        Ok((row.get::<i64>(0)?, ForumId(row.get(1)?), row.get::<String>(2)?, ended))
    })?;
    let mut lapsed = 0;
    for (seq, forum, id, ended) in due {
        let thing = Thing::by_seq(conn, TargetKind::Organisation, seq)?;
        if queue::held(conn, &thing)?.is_none() {
            let rule = RuleHit { rule: "recheck".into(), detail: String::new() };
            wait(conn, forum, seq, Some(rule), ended)?;
        }
        if ended + CHECK_GRACE_MS > now_ms {
            continue;
        }
        let before = read(conn, seq)?;
        set(conn, seq, &OrganisationStatus { state: OrganisationState::Pending, ..before })?;
        let words = [OrganisationState::Verified, OrganisationState::Pending];
        let [was, is] = words.map(OrganisationState::as_str);
        let changes: Vec<_> = audit::change("state", Some(was), Some(is)).into_iter().collect();
        let deed = Deed {
            forum,
            now_ms,
            actor: None,
            action: "organisation.lapse",
            target_kind: TargetKind::Organisation.as_str(),
            target_id: &id,
            changes: &changes,
        };
        audit::record(conn, &deed)?;
        tell(conn, forum, seq, &format!("{id}:{ended}"), now_ms)?;
        lapsed += 1;
    }
    Ok(gone + lapsed)
}
