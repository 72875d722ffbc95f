//! Port: what waits for moderators, what they decide, and what they note.

use async_trait::async_trait;
use contract::{
    Action, AppealState, Author, DecidedBy, FlagSummary, Id, QueueCounts, QueueKind, QueueSort,
    RuleHit, Target,
};

use crate::{
    comment::CommentRow,
    cursor::Cursor,
    error::Result,
    forum::ForumId,
    idempotency::{Created, Idempotency},
    organisation::OrganisationRow,
    participant::ParticipantId,
    query::{Listing, PageQuery},
    submission::{RevisionRow, SubmissionRow, SubmissionView},
    thread::ThreadRow,
};

/// How long a claim holds unless it is renewed, ms.
pub const CLAIM_MS: i64 = 10 * 60 * 1000;

/// Whose claims a list of the queue is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// What the asking moderator is looking at.
    Me,
    /// What other moderators are looking at.
    Others,
    /// What nobody is looking at.
    Nobody,
}

/// Which part of the queue to read.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueQuery {
    /// Only rows of this kind.
    pub kind: Option<QueueKind>,
    /// The order.
    pub sort: QueueSort,
    /// Only what stands in this thread (id or slug).
    pub thread: Option<String>,
    /// Only what is written in this language.
    pub language: Option<String>,
    /// Whose claims.
    pub claimed: Option<Claimed>,
    /// Text to find in submissions, as it was typed; empty finds everything.
    pub q: String,
    /// Where to go on. One of another order answers
    /// [`crate::StorageError::BadCursor`].
    pub cursor: Option<Cursor>,
    /// At most this many, from 1.
    pub limit: u32,
    /// Who asks.
    pub moderator: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// A row of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueRow {
    /// What waits.
    pub target: Target,
    /// Why.
    pub kind: QueueKind,
    /// Since when, ms.
    pub since: i64,
    /// From 0 to 1.
    pub harm: f64,
    /// People who commented or, where tallies are shown from the beginning, voted.
    pub reach: u32,
    /// Its thread.
    pub thread: Option<ThreadRow>,
    /// The submission, where it is one.
    pub submission: Option<SubmissionRow>,
    /// The comment, where it is one.
    pub comment: Option<CommentRow>,
    /// The organisation, where it is one.
    pub organisation: Option<OrganisationRow>,
    /// The version that moderators last published, of an edited submission.
    pub previous: Option<RevisionRow>,
    /// The decision that is objected to, of an appeal.
    pub appealed: Option<DecisionRow>,
    /// The reports by reason.
    pub flags: Vec<FlagSummary>,
    /// Rules that hold it or were met by it.
    pub rules: Vec<RuleHit>,
    /// How many rows stand for this one, itself included.
    pub cluster_size: u32,
    /// Who is looking at it.
    pub claim: Option<ClaimRow>,
    /// Notes of moderators about it.
    pub notes_count: u32,
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuePage {
    /// At most `limit` rows, the next place, and the number with these
    /// filters where that is cheap to know.
    pub listing: Listing<QueueRow>,
    /// How much waits in all, without filters.
    pub counts: QueueCounts,
}

/// A moderator who is looking at something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// Who.
    pub by: Author,
    /// Since when, ms.
    pub at: i64,
    /// Until when, ms.
    pub until: i64,
}

/// A moderator's decision to make. The reason is one of the forum's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// Id.
    pub id: Id,
    /// About what.
    pub target: Target,
    /// What is decided.
    pub action: Action,
    /// One of the forum's reasons.
    pub reason: Option<String>,
    /// For moderators only.
    pub note: String,
    /// What the author reads.
    pub message: String,
    /// The thread to move to (id or slug), or the submission that it repeats.
    pub into: Option<String>,
    /// When to check an organisation again, ms; a year from now where it is
    /// absent.
    pub recheck_at: Option<i64>,
    /// The version that was read; another one is `Stale`.
    pub version: Option<u32>,
    /// Who decides. `OwnCase` where they, or their organisation, wrote it.
    pub moderator: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// A decision on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// Id.
    pub id: Id,
    /// About what.
    pub target: Target,
    /// Its title, or the beginning of its text, as it is now.
    pub title: String,
    /// Its reference, where it has one.
    pub reference: Option<String>,
    /// What was decided.
    pub action: Action,
    /// One of the forum's reasons.
    pub reason: Option<String>,
    /// For moderators only.
    pub note: String,
    /// What the author reads.
    pub message: String,
    /// Where it was moved, or which one it is said to repeat.
    pub into: Option<Id>,
    /// Who or what decided.
    pub by: DecidedBy,
    /// The rule, where one decided.
    pub rule: Option<String>,
    /// The moderator; none where a rule decided or their account is gone.
    pub moderator: Option<Author>,
    /// When, ms.
    pub at: i64,
    /// Who took it back.
    pub undone_by: Option<Author>,
    /// When it was taken back, ms.
    pub undone_at: Option<i64>,
    /// What its author objects.
    pub appeal: Option<AppealRow>,
}

/// What an author objects to a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealRow {
    /// Id.
    pub id: Id,
    /// In their words.
    pub text: String,
    /// How far it is.
    pub state: AppealState,
    /// What the moderator who judged it answers.
    pub answer: String,
    /// When it was made, ms.
    pub at: i64,
    /// When it was judged, ms.
    pub judged_at: Option<i64>,
}

/// Which decisions to read: newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DecisionQuery {
    /// Only about this thing.
    pub target: Option<Target>,
    /// Only of this moderator.
    pub moderator: Option<ParticipantId>,
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// At most this many.
    pub limit: u32,
}

/// A note to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// Id.
    pub id: Id,
    /// About what.
    pub target: Target,
    /// Plain text.
    pub body: String,
    /// Who writes.
    pub author: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// A note as it was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Id.
    pub id: Id,
    /// About what.
    pub target: Target,
    /// Plain text.
    pub body: String,
    /// Who wrote it.
    pub author: Author,
    /// When, ms.
    pub at: i64,
}

/// What waits for moderators, what they decide, and what they note.
///
/// Whoever calls this knows that the asking person is a moderator (or, to
/// read, an official).
#[async_trait]
pub trait ModerationStorage: Send + Sync + 'static {
    /// A page of the queue. Near-identical submissions are one row.
    async fn queue(&self, forum: ForumId, query: &QueueQuery) -> Result<QueuePage>;

    /// What is collapsed with a row of the queue, oldest first, without the
    /// row itself.
    async fn cluster(&self, forum: ForumId, target: &Target) -> Result<Vec<Target>>;

    /// Claims something for [`CLAIM_MS`], or renews one's claim. `WrongState`
    /// while another moderator holds it.
    async fn claim(
        &self,
        forum: ForumId,
        target: &Target,
        moderator: ParticipantId,
        now_ms: i64,
    ) -> Result<ClaimRow>;

    /// Gives one's claim up; without one nothing changes.
    async fn release(
        &self,
        forum: ForumId,
        target: &Target,
        moderator: ParticipantId,
    ) -> Result<()>;

    /// Decides. `WrongState` where it does not follow from how the thing
    /// stands; of two who decide at the same time one is refused so.
    async fn decide(
        &self,
        forum: ForumId,
        decision: NewDecision,
        idempotency: Option<Idempotency<DecisionRow>>,
    ) -> Result<Created<DecisionRow>>;

    /// Takes a decision back: everything is as it was before. `WrongState`
    /// where something later was decided about the same thing, or it would
    /// publish a text that was changed since.
    async fn undo(
        &self,
        forum: ForumId,
        id: &str,
        moderator: ParticipantId,
        now_ms: i64,
    ) -> Result<DecisionRow>;

    /// Decisions, newest first.
    async fn decisions(
        &self,
        forum: ForumId,
        query: &DecisionQuery,
    ) -> Result<Listing<DecisionRow>>;

    /// One decision.
    async fn decision(&self, forum: ForumId, id: &str) -> Result<DecisionRow>;

    /// Notes about a thing, oldest first.
    async fn notes(
        &self,
        forum: ForumId,
        target: &Target,
        query: &PageQuery,
    ) -> Result<Listing<NoteRow>>;

    /// Leaves a note.
    async fn add_note(
        &self,
        forum: ForumId,
        note: NewNote,
        idempotency: Option<Idempotency<NoteRow>>,
    ) -> Result<Created<NoteRow>>;

    /// A submission for moderators and officials: also a pending or hidden
    /// one, with what was last decided about it.
    async fn staff_submission(
        &self,
        forum: ForumId,
        id: &str,
        viewer: ParticipantId,
    ) -> Result<SubmissionView>;

    /// All versions of a submission, oldest first, for moderators and
    /// officials.
    async fn staff_history(&self, forum: ForumId, id: &str) -> Result<Vec<RevisionRow>>;
}
