//! Open data, read in pages so that no thread is held in memory whole.

use contract::VoteChoice;

use crate::participant::ParticipantId;

/// Which part of an export to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportQuery {
    /// Go on after this position; `None` begins. Positions come from the
    /// answer before.
    pub after: Option<(i64, i64)>,
    /// At most this many rows.
    pub limit: u32,
}

/// One vote on a published submission. The participant's number must not be
/// published: the server numbers voters anew within each export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportVoteRow {
    /// The submission's reference.
    pub submission: String,
    /// Who voted.
    pub participant: ParticipantId,
    /// The vote.
    pub value: VoteChoice,
}
