//! Votes of organisations and their counters. They stand beside those of people
//! and never among them.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Id, MemberRole, OrganisationState, OrganisationTally, VoteChoice};
use storage::{ExportOrganisationVoteRow, ForumId, ParticipantId, StorageError, VoteOutcome};

use super::membership::{self, Speaker};
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    live,
    row::{all, all_of, maybe, run, word},
    sql::{Column::Integer, Connection, Row},
    vote,
};

pub(super) fn put(
    conn: &Connection,
    forum: ForumId,
    submission: &str,
    participant: ParticipantId,
    organisation: &str,
    value: VoteChoice,
    now_ms: i64,
) -> Outcome<VoteOutcome> {
    let (found, thread) = vote::open(conn, forum, submission, participant, now_ms)?;
    let speaker = membership::speaks_for(conn, forum, participant, organisation)?;
    check_delegate(&speaker)?;
    thread.check_vote(value)?;
    let before = standing(conn, found.seq, speaker.organisation)?;
    // The key of the table makes this one row, whatever was read before.
    run(
        conn,
        "INSERT INTO organisation_votes (submission, organisation, value, at)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (submission, organisation) DO UPDATE SET value = excluded.value, at = excluded.at",
        (found.seq, speaker.organisation, value.as_str(), now_ms),
    )?;
    if let Some(before) = before {
        count(conn, found.seq, before, -1)?;
    }
    count(conn, found.seq, value, 1)?;
    note(conn, forum, participant, "organisation_vote.put", submission, organisation, now_ms)?;
    live::tally(conn, found.seq)?;
    vote::standing_outcome(conn, &found, thread, participant)
}

pub(super) fn delete(
    conn: &Connection,
    forum: ForumId,
    submission: &str,
    participant: ParticipantId,
    organisation: &str,
    now_ms: i64,
) -> Outcome<VoteOutcome> {
    let (found, thread) = vote::open(conn, forum, submission, participant, now_ms)?;
    let speaker = membership::speaks_for(conn, forum, participant, organisation)?;
    check_delegate(&speaker)?;
    if let Some(before) = standing(conn, found.seq, speaker.organisation)? {
        let sql = "DELETE FROM organisation_votes WHERE submission = ?1 AND organisation = ?2";
        run(conn, sql, (found.seq, speaker.organisation))?;
        count(conn, found.seq, before, -1)?;
        note(
            conn,
            forum,
            participant,
            "organisation_vote.delete",
            submission,
            organisation,
            now_ms,
        )?;
        live::tally(conn, found.seq)?;
    }
    vote::standing_outcome(conn, &found, thread, participant)
}

fn check_delegate(speaker: &Speaker) -> Result<(), StorageError> {
    speaker.check_verified()?;
    if speaker.role == MemberRole::Delegate {
        Ok(())
    } else {
        Err(StorageError::NotAllowed("Only a delegate votes for an organisation."))
    }
}

fn standing(conn: &Connection, submission: i64, organisation: i64) -> Outcome<Option<VoteChoice>> {
    let sql = "SELECT value FROM organisation_votes WHERE submission = ?1 AND organisation = ?2";
    maybe(conn, sql, (submission, organisation), |row| word(row, 0))
}

/// Puts the deed on record: who did it and for whom, and not what the vote says.
fn note(
    conn: &Connection,
    forum: ForumId,
    participant: ParticipantId,
    action: &'static str,
    submission: &str,
    organisation: &str,
    now_ms: i64,
) -> Outcome<()> {
    let changes: Vec<_> =
        audit::change("organisation", None, Some(organisation)).into_iter().collect();
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(participant),
        action,
        target_kind: "submission",
        target_id: submission,
        changes: &changes,
    };
    audit::record(conn, &deed)
}

/// Whether an organisation has a vote on a submission, counted or not.
pub(crate) fn has_votes(conn: &Connection, submission: i64) -> Outcome<bool> {
    let sql = "SELECT 1 FROM organisation_votes WHERE submission = ?1 LIMIT 1";
    Ok(maybe(conn, sql, [submission], |_| Ok(()))?.is_some())
}

/// Adds to (or with -1 takes from) the counter of a vote.
fn count(conn: &Connection, submission: i64, value: VoteChoice, by: i64) -> Outcome<()> {
    // The column is one of four words of the contract, never a person's text.
    let column = value.as_str();
    let sql = format!(
        "INSERT INTO organisation_tallies (submission, {column}) VALUES (?1, ?2)
         ON CONFLICT (submission) DO UPDATE SET {column} = organisation_tallies.{column} + excluded.{column}"
    );
    run(conn, &sql, (submission, by))?;
    Ok(())
}

/// Counts all votes of an organisation that is verified again, or with -1 takes
/// those of one that is not any more.
pub(super) fn count_all(conn: &Connection, organisation: i64, by: i64) -> Outcome<()> {
    let sql = "SELECT submission, value FROM organisation_votes WHERE organisation = ?1";
    let votes = all(conn, sql, [organisation], |row| Ok((row.get(0)?, word(row, 1)?)))?;
    for (submission, value) in votes {
        count(conn, submission, value, by)?;
        live::tally(conn, submission)?;
    }
    Ok(())
}

/// Writes a vote of a verified organisation as it is imported.
pub(super) fn import(
    conn: &Connection,
    submission: i64,
    organisation: i64,
    value: VoteChoice,
    at: i64,
) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO organisation_votes (submission, organisation, value, at)
         VALUES (?1, ?2, ?3, ?4)",
        (submission, organisation, value.as_str(), at),
    )?;
    count(conn, submission, value, 1)
}

/// The counters of a submission.
pub(crate) fn tally(conn: &Connection, submission: i64) -> Outcome<OrganisationTally> {
    let sql = "SELECT agree, disagree, pass, support FROM organisation_tallies
         WHERE submission = ?1";
    Ok(maybe(conn, sql, [submission], |row| read_tally(row, 0))?.unwrap_or_default())
}

/// The same of several submissions; one without such a vote is left out.
pub(crate) fn tallies(
    conn: &Connection,
    submissions: &[i64],
) -> Outcome<BTreeMap<i64, OrganisationTally>> {
    let rows: Vec<_> = submissions.iter().map(|seq| (seq,)).collect();
    let sql = |asked: &str| {
        format!(
            "SELECT t.submission, t.agree, t.disagree, t.pass, t.support
             FROM {asked} one CROSS JOIN organisation_tallies t ON t.submission = one.submission"
        )
    };
    let tallies = all_of(conn, &rows, &[Integer("submission")], sql, |row| {
        Ok((row.get(0)?, read_tally(row, 1)?))
    })?;
    Ok(tallies.into_iter().collect())
}

fn read_tally(row: &Row<'_>, first: usize) -> crate::sql::Result<OrganisationTally> {
    Ok(OrganisationTally {
        agree: row.get(first)?,
        disagree: row.get(first + 1)?,
        pass: row.get(first + 2)?,
        support: row.get(first + 3)?,
    })
}

/// Votes of organisations by their ids.
pub(crate) type ByOrganisation = BTreeMap<Id, VoteChoice>;

/// The votes on a submission of organisations whose delegate a person is; also
/// of those that are not counted now.
pub(crate) fn of_viewer(
    conn: &Connection,
    submission: i64,
    viewer: ParticipantId,
) -> Outcome<ByOrganisation> {
    let sql = "SELECT r.id, v.value FROM organisation_members m
         JOIN organisation_votes v ON v.submission = ?1 AND v.organisation = m.organisation
         JOIN registered_organisations r ON r.seq = m.organisation
         WHERE m.participant = ?2 AND m.role = 'delegate'";
    let votes = all(conn, sql, (submission, viewer.0), |row| Ok((row.get(0)?, word(row, 1)?)))?;
    Ok(votes.into_iter().collect())
}

/// The same for several people, each with a submission; pairs without such a
/// vote are left out.
pub(crate) fn of_viewers(
    conn: &Connection,
    pairs: &[(i64, i64)],
) -> Outcome<BTreeMap<(i64, i64), ByOrganisation>> {
    let sql = |asked: &str| {
        format!(
            "SELECT v.submission, m.participant, r.id, v.value FROM {asked} one
             CROSS JOIN organisation_members m
               ON m.participant = one.participant AND m.role = 'delegate'
             CROSS JOIN organisation_votes v
               ON v.submission = one.submission AND v.organisation = m.organisation
             CROSS JOIN registered_organisations r ON r.seq = m.organisation"
        )
    };
    let columns = [Integer("submission"), Integer("participant")];
    let votes = all_of(conn, pairs, &columns, sql, |row| {
        Ok(((row.get(0)?, row.get(1)?), row.get(2)?, word(row, 3)?))
    })?;
    let mut all = BTreeMap::<_, ByOrganisation>::new();
    for (pair, organisation, value) in votes {
        all.entry(pair).or_default().insert(organisation, value);
    }
    Ok(all)
}

/// The votes on a submission of organisations that are verified now.
pub(crate) fn export_of(
    conn: &Connection,
    submission: i64,
    reference: &Arc<str>,
) -> Outcome<Vec<ExportOrganisationVoteRow>> {
    let sql = "SELECT r.id, v.value FROM organisation_votes v
         JOIN registered_organisations r ON r.seq = v.organisation
         WHERE v.submission = ?1 AND r.state = ?2 ORDER BY v.organisation";
    all(conn, sql, (submission, OrganisationState::Verified.as_str()), |row| {
        Ok(ExportOrganisationVoteRow {
            submission: Arc::clone(reference),
            organisation: row.get(0)?,
            value: word(row, 1)?,
        })
    })
}
