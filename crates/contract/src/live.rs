//! What the live events of a thread carry, beside the shapes that are read
//! elsewhere too.

use serde::{Deserialize, Serialize};

use crate::{
    Id,
    submission::{Response, Status},
    tally::Tally,
    wire::words,
};

/// Data of `tally`: tallies that changed, never while results are hidden.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TallyEvent {
    /// One for each submission.
    pub items: Vec<TallyChange>,
}

/// A tally as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TallyChange {
    /// The submission.
    pub submission_id: Id,
    /// Its tally.
    pub tally: Tally,
}

/// Data of `response`: an official answer that came out or was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseEvent {
    /// The submission that it answers.
    pub submission_id: Id,
    /// The submission's status now.
    pub status: Status,
    /// The answer.
    pub response: Response,
}

words! {
    /// What is not to be seen any more.
    GoneKind {
        /// A submission, with its comments.
        Submission = "submission",
        /// A comment.
        Comment = "comment",
        /// An announcement.
        Announcement = "announcement",
    }
}

/// Data of `gone`: something that everybody saw is hidden, withdrawn, moved
/// or deleted. It does not say which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoneEvent {
    /// What it was.
    pub kind: GoneKind,
    /// Its id.
    pub id: Id,
    /// What a comment commented.
    pub submission_id: Option<Id>,
}
