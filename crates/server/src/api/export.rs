//! What both exports have in common: everything that a thread publishes.

use std::collections::HashMap;

use contract::{ExportedVote, Submission};
use sha2::{Digest, Sha256};
use storage::{ExportQuery, ParticipantId, ThreadRow};

use super::render;
use crate::{auth::Viewer, http::problem::ApiError};

/// Rows that are read at a time.
const PAGE: u32 = 1_000;

/// The published submissions of a thread, oldest first, as nobody in
/// particular reads them.
pub async fn submissions(viewer: &Viewer, thread: &ThreadRow) -> Result<Vec<Submission>, ApiError> {
    let mut found = Vec::new();
    let mut query = ExportQuery { after: None, limit: PAGE };
    loop {
        let storage = viewer.app.storage();
        let (rows, last) = storage.export_submissions(viewer.room.id, &thread.id, query).await?;
        let forum = &viewer.room.forum;
        let rendered = rows.into_iter();
        found.extend(rendered.map(|row| render::submission(row, thread, forum, viewer.now)));
        let Some(last) = last else { return Ok(found) };
        query.after = Some(last);
    }
}

/// The votes of a thread without names, times or sectors; none while its
/// results are hidden. Sorted by submission and voter, so that the order tells
/// nothing of who came when.
pub async fn votes(viewer: &Viewer, thread: &ThreadRow) -> Result<Vec<ExportedVote>, ApiError> {
    if !render::results_are_public(thread, viewer.now) {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    let mut query = ExportQuery { after: None, limit: PAGE };
    loop {
        let storage = viewer.app.storage();
        let (page, last) = storage.export_votes(viewer.room.id, &thread.id, query).await?;
        rows.extend(page);
        let Some(last) = last else { break };
        query.after = Some(last);
    }
    let numbers = number(rows.iter().map(|row| row.participant), &viewer.app.export_salt(), thread);
    let mut votes: Vec<_> = rows
        .into_iter()
        .filter_map(|row| {
            let voter = *numbers.get(&row.participant)?;
            Some(ExportedVote { submission: row.submission, voter, value: row.value })
        })
        .collect();
    votes.sort_by(|a, b| (&a.submission, a.voter).cmp(&(&b.submission, b.voter)));
    Ok(votes)
}

/// Numbers voters from 1 in an order that follows from nothing that anybody
/// outside knows.
fn number(
    voters: impl Iterator<Item = ParticipantId>,
    salt: &[u8; 16],
    thread: &ThreadRow,
) -> HashMap<ParticipantId, u32> {
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
                .chain_update(voter.0.to_le_bytes());
            (hash.finalize(), *voter)
        })
        .collect();
    order.sort_unstable();
    order.into_iter().zip(1..).map(|((_, voter), place)| (voter, place)).collect()
}
