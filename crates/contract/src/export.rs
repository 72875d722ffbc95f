//! Open data of a thread.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, submission::Submission, tally::VoteChoice, thread::Thread};

/// Everything that a thread publishes, in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Export {
    /// When it was made.
    pub generated_at: Timestamp,
    /// The thread.
    pub thread: Thread,
    /// Published submissions, oldest first.
    pub submissions: Vec<Submission>,
    /// Votes without names; empty while results are hidden.
    pub votes: Vec<ExportedVote>,
}

/// One vote without a name, a time or a sector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedVote {
    /// The submission's reference.
    pub submission: String,
    /// A number for the voter that holds within this one export only.
    pub voter: u32,
    /// The vote.
    pub value: VoteChoice,
}
