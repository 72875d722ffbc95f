//! What both exports have in common: everything that a thread publishes.

use std::{collections::HashMap, hash::Hash};

use contract::{ExportedVote, Submission};
use sha2::{Digest, Sha256};
use storage::{
    ExportOrganisationVoteRow, ExportParts, ExportVoteRow, SubmissionRow, ThreadExport, ThreadRow,
};

use super::render;
use crate::{auth::Viewer, http::problem::ApiError};

/// What a thread publishes, of one moment. Votes are left unread while its
/// results are hidden.
pub async fn read(
    viewer: &Viewer,
    thread: &str,
    parts: ExportParts,
) -> Result<ThreadExport, ApiError> {
    let now = viewer.now;
    let choose = move |thread: &ThreadRow| ExportParts {
        votes: parts.votes && render::results_are_public(thread, now),
        organisation_votes: parts.organisation_votes && render::results_are_public(thread, now),
        ..parts
    };
    Ok(viewer.app.storage().export(viewer.room.id, thread, Box::new(choose)).await?)
}

/// The published submissions of a thread, oldest first, as nobody in
/// particular reads them.
pub fn submissions(
    rows: Vec<SubmissionRow>,
    thread: &ThreadRow,
    viewer: &Viewer,
) -> Vec<Submission> {
    let forum = &viewer.room.forum;
    rows.into_iter().map(|row| render::submission(row, thread, forum, viewer.now)).collect()
}

/// The votes of people of a thread without names, times or sectors.
pub fn votes(rows: Vec<ExportVoteRow>, thread: &ThreadRow, viewer: &Viewer) -> Vec<ExportedVote> {
    let people = rows.iter().map(|row| row.participant);
    let numbers = number(people, |id| id.0.to_le_bytes(), &viewer.app.export_salt(), thread);
    let mut votes: Vec<_> = rows
        .into_iter()
        .filter_map(|row| {
            let voter = *numbers.get(&row.participant)?;
            Some(ExportedVote { submission: row.submission.to_string(), voter, value: row.value })
        })
        .collect();
    sort(&mut votes);
    votes
}

/// The votes of organisations of a thread without names, numbered apart from
/// people.
pub fn organisation_votes(
    rows: Vec<ExportOrganisationVoteRow>,
    thread: &ThreadRow,
    viewer: &Viewer,
) -> Vec<ExportedVote> {
    let organisations = rows.iter().map(|row| row.organisation.clone());
    let numbers = number(organisations, Clone::clone, &viewer.app.export_salt(), thread);
    let mut votes: Vec<_> = rows
        .into_iter()
        .filter_map(|row| {
            let voter = *numbers.get(&row.organisation)?;
            Some(ExportedVote { submission: row.submission.to_string(), voter, value: row.value })
        })
        .collect();
    sort(&mut votes);
    votes
}

/// By submission and voter, so that the order tells nothing of who came when.
fn sort(votes: &mut [ExportedVote]) {
    votes.sort_by(|a, b| (&a.submission, a.voter).cmp(&(&b.submission, b.voter)));
}

/// Numbers voters from 1 in an order that follows from nothing that anybody
/// outside knows.
fn number<V: Clone + Eq + Hash + Ord, B: AsRef<[u8]>>(
    voters: impl Iterator<Item = V>,
    bytes: impl Fn(&V) -> B,
    salt: &[u8; 16],
    thread: &ThreadRow,
) -> HashMap<V, u32> {
    let mut seen = HashMap::new();
    for voter in voters {
        seen.entry(voter).or_insert(0);
    }
    let mut order: Vec<_> = seen
        .keys()
        .map(|voter| {
            let hash = Sha256::new()
                .chain_update(salt)
                .chain_update(&thread.id)
                .chain_update(bytes(voter));
            (hash.finalize(), voter.clone())
        })
        .collect();
    order.sort_unstable();
    order.into_iter().zip(1..).map(|((_, voter), place)| (voter, place)).collect()
}
