//! What can go wrong, for the log and for people.

use contract::{Phase, ProblemCode};

/// The result of every call.
pub type Result<T, E = StorageError> = core::result::Result<T, E>;

/// What exists already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// A thread of this slug.
    Slug,
    /// A submission of this reference: try another.
    Reference,
    /// A row of this id.
    Id,
    /// A report of this person on this target.
    AlreadyFlagged,
    /// Another answer to this submission.
    Answered,
    /// An answer that is owed for this submission.
    Owed,
    /// An appeal against this decision.
    AlreadyAppealed,
    /// The submission or comment is not published, so it takes no votes,
    /// comments or reports.
    NotPublished,
}

/// Why a storage did not do what it was asked.
///
/// `Display` is for the log and names the cause; [`StorageError::code`] and
/// [`StorageError::detail`] are for people and name nothing internal.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Nothing of that name is here, or not for this viewer.
    #[error("not found")]
    NotFound,
    /// Its author has taken it back.
    #[error("withdrawn by its author")]
    Withdrawn,
    /// It exists or was done already.
    #[error("conflict: {0:?}")]
    Conflict(Conflict),
    /// It was changed since it was read.
    #[error("stale: the version is {current}")]
    Stale {
        /// The version now.
        current: u32,
    },
    /// The key came with another body.
    #[error("idempotency key reused with another body")]
    KeyReused,
    /// No supports left in this thread.
    #[error("vote budget spent")]
    BudgetSpent,
    /// The thread does not take this in its phase.
    #[error("thread closed: its phase is {phase}")]
    Closed {
        /// The phase now.
        phase: Phase,
    },
    /// A moderator has stopped all writing in this thread.
    #[error("thread locked")]
    Locked,
    /// Only its author may do this.
    #[error("not the author")]
    NotAuthor,
    /// This vote is not of the thread's mode.
    #[error("wrong voting mode")]
    WrongVotingMode,
    /// The comment that is answered is itself a reply.
    #[error("replies are one level deep")]
    ReplyTooDeep,
    /// The comment that is answered is not one of this submission.
    #[error("unknown comment to reply to")]
    UnknownReplyTo,
    /// The thread to move to, or the submission that is repeated, is not here.
    #[error("unknown thread or submission to go into")]
    UnknownInto,
    /// The organisation that somebody wants to speak for is not here, or not
    /// for them.
    #[error("unknown organisation to speak for")]
    UnknownOrganisation,
    /// What is answered is not a published submission of this forum.
    #[error("submission {place} is unknown")]
    UnknownSubmission {
        /// Its place in the list.
        place: usize,
    },
    /// The thread that is named is not one of this forum.
    #[error("unknown thread")]
    UnknownThread,
    /// This order would tell results that are hidden.
    #[error("results are hidden")]
    ResultsHidden,
    /// The cursor is not one that this list gave.
    #[error(transparent)]
    BadCursor(#[from] crate::BadCursor),
    /// It does not follow from how the thing stands now: it was decided
    /// meanwhile, or is of another kind.
    #[error("wrong state: {0}")]
    WrongState(&'static str),
    /// What was promised to people cannot be taken back.
    #[error("promise kept: {0}")]
    PromiseKept(&'static str),
    /// Nobody judges what they wrote or decided themselves.
    #[error("own case")]
    OwnCase,
    /// The code is wrong, used or has ended.
    #[error("wrong code")]
    WrongCode,
    /// This person may not do it.
    #[error("not allowed: {0}")]
    NotAllowed(&'static str),
    /// A new account waits a little before it posts.
    #[error("new account: {wait_ms} ms to wait")]
    NewAccount {
        /// How long, ms.
        wait_ms: i64,
    },
    /// Too much waits, or the storage is closing: worth trying again.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// The database is of a newer version of this program.
    #[error("the database is at migration {found}, this program knows {known}")]
    Newer {
        /// The database's last migration.
        found: u32,
        /// The last that this program knows.
        known: u32,
    },
    /// A row says what cannot be.
    #[error("inconsistent row: {0}")]
    Inconsistent(String),
    /// A fault of the database.
    #[error("database: {0}")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StorageError {
    /// The stable code for people.
    #[must_use]
    pub const fn code(&self) -> ProblemCode {
        match self {
            Self::NotFound => ProblemCode::NotFound,
            Self::Withdrawn => ProblemCode::Withdrawn,
            Self::Conflict(_) => ProblemCode::Conflict,
            Self::Stale { .. } => ProblemCode::Stale,
            Self::KeyReused => ProblemCode::KeyReused,
            Self::BudgetSpent => ProblemCode::BudgetSpent,
            Self::Closed { .. } => ProblemCode::ThreadClosed,
            Self::Locked => ProblemCode::ThreadLocked,
            Self::NotAuthor | Self::NotAllowed(_) => ProblemCode::NotAllowed,
            Self::WrongState(_) => ProblemCode::WrongState,
            Self::PromiseKept(_) => ProblemCode::PromiseKept,
            Self::OwnCase => ProblemCode::OwnCase,
            Self::WrongCode => ProblemCode::WrongCode,
            Self::NewAccount { .. } => ProblemCode::NewAccount,
            Self::WrongVotingMode => ProblemCode::WrongVotingMode,
            Self::ReplyTooDeep
            | Self::UnknownReplyTo
            | Self::UnknownInto
            | Self::UnknownOrganisation
            | Self::UnknownSubmission { .. }
            | Self::UnknownThread => ProblemCode::InvalidFields,
            Self::ResultsHidden => ProblemCode::ResultsHidden,
            Self::BadCursor(_) => ProblemCode::BadCursor,
            Self::Unavailable(_) => ProblemCode::Unavailable,
            Self::Newer { .. } | Self::Inconsistent(_) | Self::Database(_) => ProblemCode::Internal,
        }
    }

    /// What happened here, for people, where that says more than the code.
    #[must_use]
    pub const fn detail(&self) -> Option<&'static str> {
        Some(match self {
            Self::Conflict(Conflict::Slug) => "A thread of this short name exists already.",
            Self::Conflict(Conflict::AlreadyFlagged) => "You have reported this already.",
            Self::Conflict(Conflict::AlreadyAppealed) => "You have objected to this already.",
            Self::Conflict(Conflict::NotPublished) => {
                "This is not published, so it takes no votes, comments or reports."
            }
            Self::Stale { .. } => "It was changed since you read it. Read it again.",
            Self::BudgetSpent => "You have given all your supports here. Take one back first.",
            Self::Closed { phase } => match phase {
                Phase::Upcoming => "This consultation has not opened yet.",
                Phase::Collecting => "Voting has not opened yet.",
                Phase::Voting => "Submissions are no longer taken; people vote now.",
                Phase::Open => "This consultation does not take this.",
                Phase::Closed | Phase::Answered => "This consultation has ended.",
            },
            Self::WrongState(detail) | Self::PromiseKept(detail) | Self::NotAllowed(detail) => {
                detail
            }
            Self::NotAuthor => "Only its author may do this.",
            Self::ReplyTooDeep => "A reply cannot be replied to.",
            Self::Conflict(Conflict::Answered) => {
                "Another answer answers one of these submissions already. Change that one."
            }
            Self::Conflict(Conflict::Owed) => {
                "An answer to this is owed or was given already. See the ledger."
            }
            Self::UnknownSubmission { .. } => "This is not a published submission of this forum.",
            Self::UnknownThread => "This forum has no such thread.",
            Self::UnknownReplyTo => "The comment that this answers is not here.",
            Self::UnknownInto => "The thread or submission that this goes into is not here.",
            Self::UnknownOrganisation => "No organisation of yours has this id.",
            _ => return None,
        })
    }
}
