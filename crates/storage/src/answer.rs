//! Port: official answers, what is owed and by when, announcements.

use async_trait::async_trait;
use contract::{
    AnswerState, AnswerText, Author, DueCause, DueState, Id, LedgerCounts, SubmissionRef,
};

use crate::{
    cursor::Cursor,
    error::Result,
    forum::ForumId,
    idempotency::{Created, Idempotency},
    participant::ParticipantId,
    query::{Listing, PageQuery},
    submission::SubmissionView,
};

/// An answer as officials see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// Id.
    pub id: Id,
    /// Whether it is out.
    pub state: AnswerState,
    /// What it says, or will.
    pub text: AnswerText,
    /// What it answers, in the order in which it was given.
    pub submissions: Vec<SubmissionRef>,
    /// Who wrote it last.
    pub author: Author,
    /// Counts edits and publications, from 1.
    pub version: u32,
    /// True where it differs from what was published.
    pub changed: bool,
    /// When it was begun, ms.
    pub created_at: i64,
    /// When it was last changed, ms.
    pub edited_at: i64,
    /// When it was last published, ms.
    pub published_at: Option<i64>,
}

/// An answer to begin. Everything is validated already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// Id.
    pub id: Id,
    /// The submissions, each once. One that is not published answers
    /// [`crate::StorageError::UnknownSubmission`], one that another answer
    /// answers [`crate::Conflict::Answered`].
    pub submissions: Vec<Id>,
    /// What it says.
    pub text: AnswerText,
    /// Who begins it.
    pub by: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// What changes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerChange {
    /// The submissions; `None` leaves them. One that was answered stays.
    pub submissions: Option<Vec<Id>>,
    /// All of its text.
    pub text: AnswerText,
    /// Who changes it.
    pub by: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// What was published of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerVersionRow {
    /// From 1.
    pub version: u32,
    /// What it said.
    pub text: AnswerText,
    /// Who published it.
    pub author: Author,
    /// When, ms.
    pub published_at: i64,
}

/// One answer that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// Id.
    pub id: Id,
    /// What is to be answered.
    pub submission: SubmissionRef,
    /// Who owes it.
    pub office: Option<String>,
    /// By when, ms.
    pub due_at: i64,
    /// Why.
    pub cause: DueCause,
    /// Since when, as everybody is told, ms.
    pub opened_at: i64,
    /// When it was answered, ms.
    pub answered_at: Option<i64>,
    /// Every change of the date, oldest first.
    pub extensions: Vec<ExtensionRow>,
}

impl LedgerRow {
    /// How far the host is at a moment.
    #[must_use]
    pub const fn state(&self, now_ms: i64) -> DueState {
        match self.answered_at {
            Some(_) => DueState::Answered,
            None if self.due_at <= now_ms => DueState::Overdue,
            None => DueState::Due,
        }
    }
}

/// A change of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionRow {
    /// The date before, ms.
    pub from: i64,
    /// The date after, ms.
    pub to: i64,
    /// Why.
    pub reason: String,
    /// When it was changed, ms.
    pub at: i64,
}

/// Which entries of the ledger to list: what is open by its date, then what
/// was answered, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LedgerQuery {
    /// Only these; all where it is absent.
    pub state: Option<DueState>,
    /// Only of one of these offices; all where it is empty.
    pub offices: Vec<String>,
    /// Only of this thread, by id or slug.
    pub thread: Option<String>,
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// At most this many.
    pub limit: u32,
    /// Now, ms.
    pub now_ms: i64,
}

/// A page of the ledger and its figures, of one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerPage {
    /// The entries.
    pub listing: Listing<LedgerRow>,
    /// In all, without filters.
    pub counts: LedgerCounts,
}

/// An answer that somebody asks an office for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReferral {
    /// Id to take where nothing was owed yet.
    pub id: Id,
    /// One of the forum's offices.
    pub office: String,
    /// By when, ms.
    pub due_at: i64,
    /// Who asks.
    pub by: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// What changes of what is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerChange {
    /// Another office.
    pub office: Option<String>,
    /// A later date, ms, and why.
    pub extension: Option<(i64, String)>,
    /// Who changes it.
    pub by: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// News from the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncementRow {
    /// Id.
    pub id: Id,
    /// Title.
    pub title: String,
    /// The text.
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// The thread that it is about.
    pub thread_id: Option<Id>,
    /// True where it stands first.
    pub pinned: bool,
    /// Who wrote it.
    pub author: Author,
    /// When, ms.
    pub published_at: i64,
    /// When it was last changed, ms.
    pub edited_at: Option<i64>,
}

/// An announcement to make, or what becomes of one; validated already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnnouncement {
    /// Id; of the one that is changed.
    pub id: Id,
    /// Title.
    pub title: String,
    /// The text.
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// The thread that it is about, by id or slug.
    pub thread: Option<String>,
    /// Whether it stands first.
    pub pinned: bool,
    /// Who writes it.
    pub by: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// Official answers, what is owed and by when, announcements.
///
/// A submission has at most one answer, an answer any number of submissions.
/// What is published stands in [`crate::SubmissionRow::response`].
///
/// An entry of the ledger opens in the transaction of the vote that reaches
/// the thread's number, once for a submission: votes that are taken back later
/// do not take the debt away, or a rival could buy the host free. While the
/// thread hides its results nobody is told of an entry that votes opened; its
/// time begins with the thread's end. It is closed by the publication of an
/// answer whose status says that something was decided.
#[async_trait]
pub trait AnswerStorage: Send + Sync + 'static {
    /// Answers, last changed first.
    async fn answers(
        &self,
        forum: ForumId,
        state: Option<AnswerState>,
        query: &PageQuery,
    ) -> Result<Listing<AnswerRow>>;

    /// One answer.
    async fn answer(&self, forum: ForumId, id: &str) -> Result<AnswerRow>;

    /// Begins an answer.
    async fn create_answer(
        &self,
        forum: ForumId,
        answer: NewAnswer,
        idempotency: Option<Idempotency<AnswerRow>>,
    ) -> Result<Created<AnswerRow>>;

    /// Changes an answer whose version is still `expected` (`None`: whatever
    /// it is). What is published stays as it was.
    async fn change_answer(
        &self,
        forum: ForumId,
        id: &str,
        expected: Option<u32>,
        change: AnswerChange,
    ) -> Result<AnswerRow>;

    /// Throws away a draft that was never published.
    async fn delete_answer(
        &self,
        forum: ForumId,
        id: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()>;

    /// Publishes an answer as it stands, for all of its submissions.
    async fn publish_answer(
        &self,
        forum: ForumId,
        id: &str,
        expected: Option<u32>,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<AnswerRow>;

    /// What was published of an answer, oldest first; `NotFound` for a draft.
    async fn answer_versions(&self, forum: ForumId, id: &str) -> Result<Vec<AnswerVersionRow>>;

    /// Answers one submission at once: begins and publishes an answer, or
    /// publishes a new version of the one that it has alone. The id of `answer`
    /// is taken where there is none yet; its submission is the only one.
    async fn respond(&self, forum: ForumId, answer: NewAnswer) -> Result<SubmissionView>;

    /// A page of what is owed.
    async fn ledger(&self, forum: ForumId, query: &LedgerQuery) -> Result<LedgerPage>;

    /// Asks an office for an answer.
    async fn refer(
        &self,
        forum: ForumId,
        submission: &str,
        referral: NewReferral,
        idempotency: Option<Idempotency<LedgerRow>>,
    ) -> Result<Created<LedgerRow>>;

    /// Gives what is owed to another office, or a later date.
    async fn change_ledger(
        &self,
        forum: ForumId,
        id: &str,
        change: LedgerChange,
    ) -> Result<LedgerRow>;

    /// Announcements, pinned first, then newest first; of one thread where one
    /// is named.
    async fn announcements(
        &self,
        forum: ForumId,
        thread: Option<&str>,
        query: &PageQuery,
    ) -> Result<Listing<AnnouncementRow>>;

    /// One announcement.
    async fn announcement(&self, forum: ForumId, id: &str) -> Result<AnnouncementRow>;

    /// Announces, and tells those who follow the thread.
    async fn create_announcement(
        &self,
        forum: ForumId,
        announcement: NewAnnouncement,
        idempotency: Option<Idempotency<AnnouncementRow>>,
    ) -> Result<Created<AnnouncementRow>>;

    /// Changes an announcement, all of it.
    async fn change_announcement(
        &self,
        forum: ForumId,
        announcement: NewAnnouncement,
    ) -> Result<AnnouncementRow>;

    /// Takes an announcement away.
    async fn delete_announcement(
        &self,
        forum: ForumId,
        id: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()>;
}
