//! Reading one submission.

use std::collections::{BTreeMap, BTreeSet};

use contract::{OrganisationTally, State, TargetKind, VoteChoice};
use storage::{
    ForumId, Owed, ParticipantId, RevisionRow, StorageError, SubmissionRow, SubmissionView,
};

use super::edit;
use crate::{
    cells, duplicate,
    fault::Outcome,
    moderation::decision,
    organisation, recognition,
    row::{
        AUTHOR_FOR, AUTHOR_LEN, all, all_of, author_of, json, json_or_null, maybe, source, word,
    },
    sql::{
        Column::{Integer, Text},
        Connection, Row,
    },
    thread,
};

/// What a submission's row says about who may do what.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) seq: i64,
    pub(crate) thread: i64,
    pub(crate) author: i64,
    pub(crate) state: State,
}

impl Found {
    /// Refuses what moderators and officials do not see either.
    pub(crate) fn check_there(&self) -> Result<(), StorageError> {
        match self.state {
            State::Withdrawn => Err(StorageError::Withdrawn),
            State::Published | State::Pending | State::Hidden => Ok(()),
        }
    }

    /// Refuses what this person may not see.
    pub(crate) fn check_visible(&self, viewer: Option<ParticipantId>) -> Result<(), StorageError> {
        match self.state {
            State::Published => Ok(()),
            State::Withdrawn => Err(StorageError::Withdrawn),
            State::Pending | State::Hidden => {
                if viewer.is_some_and(|viewer| viewer.0 == self.author) {
                    Ok(())
                } else {
                    Err(StorageError::NotFound)
                }
            }
        }
    }
}

/// A submission by its id.
pub(crate) fn find(conn: &Connection, forum: ForumId, id: &str) -> Outcome<Found> {
    let sql = "SELECT seq, thread, author, state FROM submissions WHERE id = ?1 AND forum = ?2";
    Ok(maybe(conn, sql, (id, forum.0), read_found)?.ok_or(StorageError::NotFound)?)
}

/// From the columns number, thread, author and state, which stand first.
pub(crate) fn read_found(row: &Row<'_>) -> crate::sql::Result<Found> {
    Ok(Found { seq: row.get(0)?, thread: row.get(1)?, author: row.get(2)?, state: word(row, 3)? })
}

/// Submissions by their ids; those that are not there are left out.
pub(crate) fn find_all(
    conn: &Connection,
    forum: ForumId,
    ids: &BTreeSet<&str>,
) -> Outcome<BTreeMap<String, Found>> {
    // No id holds NUL, and no row that a statement is given may.
    let known = ids.iter().filter(|id| !id.contains('\0'));
    let rows: Vec<_> = known.map(|id| (id, forum.0)).collect();
    let columns = [Text("id"), Integer("forum")];
    let sql = |asked: &str| {
        format!(
            "SELECT s.seq, s.thread, s.author, s.state, s.id FROM {asked} one
             CROSS JOIN submissions s ON s.id = one.id AND s.forum = one.forum"
        )
    };
    let found = all_of(conn, &rows, &columns, sql, |row| Ok((row.get(4)?, read_found(row)?)))?;
    Ok(found.into_iter().collect())
}

/// A submission and its thread, for one viewer.
pub(crate) fn view(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    viewer: Option<ParticipantId>,
) -> Outcome<SubmissionView> {
    let found = find(conn, forum, id)?;
    found.check_visible(viewer)?;
    let thread = thread::by_seq(conn, found.thread)?;
    let submission = load(conn, &thread.id, found.seq, viewer)?;
    Ok(SubmissionView { thread, submission })
}

/// A submission and its thread, for a moderator or official.
pub(crate) fn view_for_staff(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    viewer: ParticipantId,
) -> Outcome<SubmissionView> {
    let found = find(conn, forum, id)?;
    found.check_there()?;
    let thread = thread::by_seq(conn, found.thread)?;
    let submission = load_for_staff(conn, &thread.id, found.seq, Some(viewer))?;
    Ok(SubmissionView { thread, submission })
}

/// The row of a submission with what was last decided about it.
pub(crate) fn load_for_staff(
    conn: &Connection,
    thread_id: &str,
    seq: i64,
    viewer: Option<ParticipantId>,
) -> Outcome<SubmissionRow> {
    let mut submission = load(conn, thread_id, seq, viewer)?;
    edit::overlay(conn, seq, &mut submission)?;
    submission.duplicate_of = duplicate::of(conn, seq, true)?;
    submission.verdict = decision::standing(conn, TargetKind::Submission, seq)?;
    Ok(submission)
}

/// The whole row of a submission, whoever may see it.
pub(crate) fn load(
    conn: &Connection,
    thread_id: &str,
    seq: i64,
    viewer: Option<ParticipantId>,
) -> Outcome<SubmissionRow> {
    let sql = format!(
        "SELECT {AUTHOR_FOR}, s.author, s.id, s.reference, s.kind, s.title, s.body, s.language,
           s.theme, s.groups, s.links, s.status, s.state, s.state_reason, s.version,
           s.comments_count, s.response,
           (SELECT l.due_at FROM ledger l WHERE l.submission = s.seq AND l.answered_at IS NULL),
           (SELECT m.id FROM submissions m
            WHERE m.seq = s.merged_into AND m.state = 'published'), s.pinned,
           CASE WHEN s.source_shown = 1 THEN s.source_system END, s.source_id, s.created_at, s.edited_at,
           (SELECT t.anonymous FROM threads t WHERE t.seq = s.thread),
           (SELECT l.told_at FROM ledger l WHERE l.submission = s.seq AND l.answered_at IS NULL),
           s.union_support
         FROM submissions s
         JOIN participants p ON p.seq = s.author
         LEFT JOIN organisations o ON o.seq = p.organisation
         LEFT JOIN registered_organisations r
           ON r.seq = s.organisation AND r.state = 'verified'
         WHERE s.seq = ?1"
    );
    let row = maybe(conn, &sql, [seq], |row| read(row, thread_id, viewer))?;
    let mut submission = row.ok_or(StorageError::NotFound)?;
    submission.cells = cells::read(conn, seq)?;
    submission.organisations = organisation::tally(conn, seq)?;
    submission.recognitions = recognition::of_submission(conn, seq)?;
    if let Some(viewer) = viewer {
        submission.my_vote = my_vote(conn, seq, viewer)?;
        submission.organisation_votes = organisation::of_viewer(conn, seq, viewer)?;
    }
    if submission.mine || submission.merged_into.is_some() {
        submission.duplicate_of = duplicate::of(conn, seq, submission.mine)?;
    }
    if submission.union_support.is_some() {
        submission.duplicates = duplicate::led(conn, seq)?;
        submission.union_seen = match viewer {
            Some(viewer) if submission.my_vote.is_some() => duplicate::seen(conn, seq, viewer)?,
            _ => false,
        };
    }
    if submission.mine {
        edit::overlay(conn, seq, &mut submission)?;
        submission.verdict = decision::standing(conn, TargetKind::Submission, seq)?;
    }
    Ok(submission)
}

pub(crate) fn my_vote(
    conn: &Connection,
    seq: i64,
    viewer: ParticipantId,
) -> Outcome<Option<VoteChoice>> {
    let sql = "SELECT value FROM votes WHERE submission = ?1 AND participant = ?2";
    maybe(conn, sql, (seq, viewer.0), |row| word(row, 0))
}

fn read(
    row: &Row<'_>,
    thread_id: &str,
    viewer: Option<ParticipantId>,
) -> crate::sql::Result<SubmissionRow> {
    const S: usize = AUTHOR_LEN;
    let author_seq: i64 = row.get(S)?;
    Ok(SubmissionRow {
        id: row.get(S + 1)?,
        reference: row.get(S + 2)?,
        thread_id: thread_id.to_owned(),
        kind: word(row, S + 3)?,
        title: row.get(S + 4)?,
        body: row.get(S + 5)?,
        language: row.get(S + 6)?,
        theme: row.get(S + 7)?,
        groups: json(row, S + 8)?,
        links: json(row, S + 9)?,
        author: author_of(row, row.get(S + 23)?)?,
        status: word(row, S + 10)?,
        state: word(row, S + 11)?,
        state_reason: row.get(S + 12)?,
        verdict: None,
        version: row.get(S + 13)?,
        cells: storage::Cells::new(),
        organisations: OrganisationTally::default(),
        my_vote: None,
        organisation_votes: BTreeMap::new(),
        mine: viewer.is_some_and(|viewer| viewer.0 == author_seq),
        comments_count: row.get(S + 14)?,
        response: json_or_null(row, S + 15)?,
        owed: row
            .get::<Option<i64>>(S + 16)?
            .zip(row.get(S + 24)?)
            .map(|(due_at, told_at)| Owed { due_at, told_at }),
        recognitions: Vec::new(),
        merged_into: row.get(S + 17)?,
        duplicate_of: None,
        duplicates: Vec::new(),
        union_support: row.get(S + 25)?,
        union_seen: false,
        pinned: row.get(S + 18)?,
        source: source(row, S + 19)?,
        created_at: row.get(S + 21)?,
        edited_at: row.get(S + 22)?,
    })
}

/// All versions, oldest first.
pub(crate) fn history(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    viewer: Option<ParticipantId>,
) -> Outcome<Vec<RevisionRow>> {
    let found = find(conn, forum, id)?;
    found.check_visible(viewer)?;
    versions(conn, &found)
}

/// All versions, oldest first, for moderators and officials.
pub(crate) fn history_for_staff(
    conn: &Connection,
    forum: ForumId,
    id: &str,
) -> Outcome<Vec<RevisionRow>> {
    let found = find(conn, forum, id)?;
    found.check_there()?;
    versions(conn, &found)
}

fn versions(conn: &Connection, found: &Found) -> Outcome<Vec<RevisionRow>> {
    let read = |row: &Row<'_>| {
        Ok(RevisionRow {
            version: row.get(0)?,
            title: row.get(1)?,
            body: row.get(2)?,
            theme: row.get(3)?,
            groups: json(row, 4)?,
            links: json(row, 5)?,
            at: row.get(6)?,
        })
    };
    let earlier = "SELECT version, title, body, theme, groups, links, at FROM revisions
         WHERE submission = ?1 ORDER BY version";
    let mut revisions = all(conn, earlier, [found.seq], read)?;
    let present = "SELECT version, title, body, theme, groups, links,
           coalesce(edited_at, created_at) FROM submissions WHERE seq = ?1";
    revisions.extend(maybe(conn, present, [found.seq], read)?);
    Ok(revisions)
}
