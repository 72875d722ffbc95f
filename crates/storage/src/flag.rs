//! Reports to moderators.

use contract::{FlagReason, Id};

use crate::participant::ParticipantId;

/// What is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlagTarget {
    /// A submission.
    Submission(Id),
    /// A comment.
    Comment(Id),
}

/// A report to take; a second one of the same person on the same target
/// answers [`crate::Conflict::AlreadyFlagged`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFlag {
    /// Id.
    pub id: Id,
    /// Who reports.
    pub participant: ParticipantId,
    /// Why.
    pub reason: FlagReason,
    /// In their words.
    pub note: String,
    /// Now, ms.
    pub now_ms: i64,
}

/// A report as it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagRow {
    /// Id.
    pub id: Id,
    /// Why.
    pub reason: FlagReason,
    /// In their words.
    pub note: String,
    /// When, ms.
    pub created_at: i64,
}
