//! Open data.

use std::{collections::BTreeSet, sync::Arc};

use storage::{
    ChooseParts, ExportOrganisationVoteRow, ExportVoteRow, ForumId, OrganisationRow, ParticipantId,
    Reader, SubmissionRow, ThreadExport,
};

use crate::{
    fault::Outcome,
    organisation,
    row::{all, word},
    sql::Connection,
    submission,
    thread::{self, Found},
};

/// What a thread publishes. Rows are only gathered here, so that the snapshot,
/// which keeps the log from being written back, is held no longer than that.
pub(crate) fn read(
    conn: &Connection,
    forum: ForumId,
    thread: &str,
    choose: ChooseParts,
) -> Outcome<ThreadExport> {
    let Found { seq, row: thread } = thread::find(conn, forum, thread)?;
    let parts = choose(&thread);
    let submissions =
        if parts.submissions { submissions(conn, seq, &thread.id)? } else { Vec::new() };
    let votes = if parts.votes { votes(conn, seq)? } else { Vec::new() };
    let organisation_votes =
        if parts.organisation_votes { organisation_votes(conn, seq)? } else { Vec::new() };
    let organisations = if parts.organisations && !thread.anonymous {
        organisations(conn, seq)?
    } else {
        Vec::new()
    };
    Ok(ThreadExport { thread, submissions, votes, organisation_votes, organisations })
}

/// Published submissions, oldest first.
fn submissions(conn: &Connection, thread: i64, thread_id: &str) -> Outcome<Vec<SubmissionRow>> {
    // Pinned ones do not come first here, so the two runs of the index for
    // oldest first are read apart and merged.
    let sql = "SELECT created_at, tie FROM submissions INDEXED BY submissions_oldest
         WHERE thread = ?1 AND state = 'published' AND unpinned = ?2
         ORDER BY created_at, tie";
    let mut keys: Vec<(i64, i64)> = Vec::new();
    for unpinned in [0, 1] {
        keys.extend(all(conn, sql, (thread, unpinned), |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    keys.sort_unstable();
    keys.into_iter().map(|(_, seq)| submission::load(conn, thread_id, seq, None)).collect()
}

/// Published submissions with their references, oldest first.
fn published(conn: &Connection, thread: i64) -> Outcome<Vec<(i64, Arc<str>)>> {
    let sql = "SELECT seq, reference FROM submissions INDEXED BY submissions_seq
         WHERE thread = ?1 AND state = 'published' ORDER BY seq";
    all(conn, sql, [thread], |row| Ok((row.get(0)?, Arc::<str>::from(row.text(1)?))))
}

/// Votes on published submissions, by submission.
fn votes(conn: &Connection, thread: i64) -> Outcome<Vec<ExportVoteRow>> {
    let votes_of = "SELECT participant, value FROM votes
         WHERE submission = ?1 ORDER BY participant";
    let mut votes = Vec::new();
    for (seq, reference) in published(conn, thread)? {
        votes.extend(all(conn, votes_of, [seq], |row| {
            Ok(ExportVoteRow {
                submission: Arc::clone(&reference),
                participant: ParticipantId(row.get(0)?),
                value: word(row, 1)?,
            })
        })?);
    }
    Ok(votes)
}

/// Votes of verified organisations on published submissions, by submission.
fn organisation_votes(conn: &Connection, thread: i64) -> Outcome<Vec<ExportOrganisationVoteRow>> {
    let mut votes = Vec::new();
    for (seq, reference) in published(conn, thread)? {
        votes.extend(organisation::votes_of(conn, seq, &reference)?);
    }
    Ok(votes)
}

/// Verified organisations for which a published submission was written, in the
/// order in which they registered.
fn organisations(conn: &Connection, thread: i64) -> Outcome<Vec<OrganisationRow>> {
    let sql = "SELECT r.seq FROM submissions s
         JOIN registered_organisations r ON r.seq = s.organisation
         WHERE s.thread = ?1 AND s.state = 'published' AND r.state = 'verified'";
    let found: BTreeSet<i64> = all(conn, sql, [thread], |row| row.get(0))?.into_iter().collect();
    let nobody = Reader::default();
    found.into_iter().map(|seq| organisation::by_seq(conn, seq, nobody)).collect()
}
