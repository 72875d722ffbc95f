//! Whole threads from elsewhere: imports and the demonstration's content.

use contract::{Id, Kind, Link, Recognition, Source, Stance, State, Status, VoteChoice};

use crate::{participant::Claims, submission::ResponseRow, thread::NewThread};

/// A thread with everything in it. It is written in one transaction, whole or
/// not at all, and a second time changes nothing: the thread is known by its
/// slug and source, people by issuer and subject, submissions and comments by
/// their source, votes by person and submission.
///
/// Phases and budgets do not bind an import.
#[derive(Debug, Clone)]
pub struct Import {
    /// The thread; its `source` is needed. A thread of this slug from
    /// elsewhere answers [`crate::Conflict::Slug`].
    pub thread: NewThread,
    /// The people.
    pub participants: Vec<ImportedParticipant>,
    /// The submissions.
    pub submissions: Vec<ImportedSubmission>,
    /// The votes in the order in which they were cast; the last of a person
    /// on a submission counts.
    pub votes: Vec<ImportedVote>,
    /// The comments; a reply stands after what it answers.
    pub comments: Vec<ImportedComment>,
}

/// A person of an import.
#[derive(Debug, Clone)]
pub struct ImportedParticipant {
    /// Id to take when they are new.
    pub id: Id,
    /// Id to take for their organisation when it is new.
    pub organisation_id: Id,
    /// Who they are.
    pub claims: Claims,
    /// Since when they are there, ms.
    pub created_at: i64,
}

/// A submission of an import.
#[derive(Debug, Clone)]
pub struct ImportedSubmission {
    /// Id to take when it is new.
    pub id: Id,
    /// Reference to take when it is new.
    pub reference: String,
    /// Where it comes from; unique in its thread.
    pub source: Source,
    /// Whether the source is shown to readers (`Submission.source`).
    pub show_source: bool,
    /// Place of its author in [`Import::participants`].
    pub author: usize,
    /// What it is.
    pub kind: Kind,
    /// One sentence.
    pub title: String,
    /// The text.
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// One of the forum's themes.
    pub theme: Option<String>,
    /// Groups concerned.
    pub groups: Vec<String>,
    /// Evidence.
    pub links: Vec<Link>,
    /// How far the host is with it.
    pub status: Status,
    /// Who may see it.
    pub state: State,
    /// Why it is not published.
    pub state_reason: Option<String>,
    /// The host's answer.
    pub response: Option<ResponseRow>,
    /// Awards and nominations.
    pub recognitions: Vec<Recognition>,
    /// True where it stands first.
    pub pinned: bool,
    /// Its place in shuffled lists (`rules::ranking::shuffle_from_bits`).
    pub shuffle: u32,
    /// When it was sent, ms.
    pub created_at: i64,
}

/// A vote of an import.
#[derive(Debug, Clone, Copy)]
pub struct ImportedVote {
    /// Place of the submission in [`Import::submissions`].
    pub submission: usize,
    /// Place of the voter in [`Import::participants`].
    pub participant: usize,
    /// The vote.
    pub value: VoteChoice,
    /// When it was cast, ms.
    pub at: i64,
}

/// A comment of an import.
#[derive(Debug, Clone)]
pub struct ImportedComment {
    /// Id to take when it is new.
    pub id: Id,
    /// Where it comes from; unique in its thread.
    pub source: Source,
    /// Place of the submission in [`Import::submissions`].
    pub submission: usize,
    /// Place of its author in [`Import::participants`].
    pub author: usize,
    /// Place of the comment that it answers in [`Import::comments`].
    pub reply_to: Option<usize>,
    /// What it argues.
    pub stance: Stance,
    /// The text.
    pub body: String,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Who may see it.
    pub state: State,
    /// When it was sent, ms.
    pub created_at: i64,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows written or found.
    pub done: usize,
    /// Rows in all.
    pub total: usize,
}

/// What an import changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// True where the thread is new.
    pub thread_created: bool,
    /// People that are new.
    pub participants_created: usize,
    /// Submissions that are new.
    pub submissions_created: usize,
    /// Comments that are new.
    pub comments_created: usize,
    /// Votes that are new or differ from the one that stood there.
    pub votes_changed: usize,
    /// Votes after the import, one a person and submission.
    pub votes: usize,
}
