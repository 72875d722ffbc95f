//! The trait.

use std::collections::BTreeMap;

use async_trait::async_trait;
use contract::{Forum, Id, VoteChoice};

use crate::{
    AbuseStorage, AccountStorage, AnswerStorage, AppealStorage, AuditStorage, ChooseParts,
    CommentQuery, CommentRow, Created, FlagRow, FlagTarget, ForumId, ForumRow, Idempotency, Import,
    ImportSummary, InboxStorage, ListQuery, Listing, LiveStorage, MailStorage, ModerationStorage,
    NewComment, NewFlag, NewParticipant, NewSubmission, NewThread, OrganisationStorage, PageQuery,
    Participant, ParticipantId, Progress, RecognitionStorage, Result, RevisionRow, SimilarQuery,
    SubmissionChange, SubmissionRow, SubmissionView, ThreadChange, ThreadExport, ThreadPage,
    ThreadRow, VoteOutcome,
};

/// Figures for `/metrics`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StorageStats {
    /// Writes that wait.
    pub queued: u64,
    /// Writes done since the start.
    pub writes: u64,
    /// Commits since the start; fewer than writes, as waiting ones share one.
    pub commits: u64,
}

/// What the server asks of a database.
///
/// `thread` and `id_or_slug` take a thread's id or its slug. Whatever belongs
/// to another forum is [`crate::StorageError::NotFound`]. An answered write is
/// durable: it survives the end of the process and of the power.
#[async_trait]
pub trait Storage:
    ModerationStorage
    + AppealStorage
    + AccountStorage
    + OrganisationStorage
    + RecognitionStorage
    + AnswerStorage
    + InboxStorage
    + MailStorage
    + AbuseStorage
    + AuditStorage
    + LiveStorage
    + Send
    + Sync
    + 'static
{
    /// Makes a forum, or gives the one of this slug this configuration.
    async fn upsert_forum(&self, slug: &str, config: &Forum, now_ms: i64) -> Result<ForumRow>;

    /// The forum of this slug.
    async fn forum(&self, slug: &str) -> Result<ForumRow>;

    /// All forums, by slug.
    async fn forums(&self) -> Result<Vec<ForumRow>>;

    /// The person whom a token speaks for, if they were ever stored. Ask this
    /// first: only new or changed claims need [`Storage::upsert_participant`].
    async fn participant(
        &self,
        forum: ForumId,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Participant>>;

    /// Stores a person or brings their claims up to date.
    async fn upsert_participant(
        &self,
        forum: ForumId,
        participant: NewParticipant,
    ) -> Result<Participant>;

    /// Threads, pinned first, then newest first.
    async fn threads(&self, forum: ForumId, query: &PageQuery) -> Result<Listing<ThreadRow>>;

    /// One thread.
    async fn thread(&self, forum: ForumId, id_or_slug: &str) -> Result<ThreadRow>;

    /// Opens a thread. The key belongs to [`NewThread::by`].
    async fn create_thread(
        &self,
        forum: ForumId,
        thread: NewThread,
        idempotency: Option<Idempotency<ThreadRow>>,
    ) -> Result<Created<ThreadRow>>;

    /// Changes a thread whose version is still `expected` (`None`: whatever
    /// it is).
    async fn change_thread(
        &self,
        forum: ForumId,
        id_or_slug: &str,
        expected: Option<u32>,
        change: ThreadChange,
    ) -> Result<ThreadRow>;

    /// A page of a thread's submissions.
    async fn submissions(
        &self,
        forum: ForumId,
        thread: &str,
        query: &ListQuery,
    ) -> Result<ThreadPage>;

    /// One submission. `Withdrawn` where its author took it back; `NotFound`
    /// where it is pending or hidden and the viewer is not its author.
    async fn submission(
        &self,
        forum: ForumId,
        id: &str,
        viewer: Option<ParticipantId>,
    ) -> Result<SubmissionView>;

    /// Creates a submission: `published`, or `pending` where the thread is
    /// premoderated or holds newcomers.
    async fn create_submission(
        &self,
        forum: ForumId,
        thread: &str,
        submission: NewSubmission,
        idempotency: Option<Idempotency<SubmissionView>>,
    ) -> Result<Created<SubmissionView>>;

    /// Edits a submission whose version is still `expected` (`None`: whatever
    /// it is), and keeps the version before. An edit that changes nothing
    /// makes no version. Takes what `create_submission` takes: the phase and
    /// the lock are checked; what is pending is edited as long as comments are
    /// taken. Where texts are read before they are published, the edit of a
    /// published one waits beside it.
    async fn edit_submission(
        &self,
        forum: ForumId,
        id: &str,
        author: ParticipantId,
        expected: Option<u32>,
        change: SubmissionChange,
        now_ms: i64,
    ) -> Result<SubmissionView>;

    /// Takes a submission back, in any phase. A second time is `Withdrawn`.
    async fn withdraw_submission(
        &self,
        forum: ForumId,
        id: &str,
        author: ParticipantId,
        now_ms: i64,
    ) -> Result<()>;

    /// All versions of a submission, oldest first.
    async fn history(
        &self,
        forum: ForumId,
        id: &str,
        viewer: Option<ParticipantId>,
    ) -> Result<Vec<RevisionRow>>;

    /// Published submissions that share the most with a text; `rules` ranks
    /// them.
    async fn similar(
        &self,
        forum: ForumId,
        thread: &str,
        query: &SimilarQuery,
    ) -> Result<Vec<SubmissionRow>>;

    /// Casts or changes a vote. One person has one vote on a submission,
    /// whatever comes at the same time.
    async fn put_vote(
        &self,
        forum: ForumId,
        submission: &str,
        participant: ParticipantId,
        value: VoteChoice,
        now_ms: i64,
    ) -> Result<VoteOutcome>;

    /// Takes a vote back; without one nothing changes.
    async fn delete_vote(
        &self,
        forum: ForumId,
        submission: &str,
        participant: ParticipantId,
        now_ms: i64,
    ) -> Result<VoteOutcome>;

    /// Comments, oldest first.
    async fn comments(
        &self,
        forum: ForumId,
        submission: &str,
        query: &CommentQuery,
    ) -> Result<Listing<CommentRow>>;

    /// Comments on a submission.
    async fn create_comment(
        &self,
        forum: ForumId,
        submission: &str,
        comment: NewComment,
        idempotency: Option<Idempotency<CommentRow>>,
    ) -> Result<Created<CommentRow>>;

    /// Reports a submission or comment, in any phase.
    async fn create_flag(
        &self,
        forum: ForumId,
        target: &FlagTarget,
        flag: NewFlag,
        idempotency: Option<Idempotency<FlagRow>>,
    ) -> Result<Created<FlagRow>>;

    /// Supports left by thread id, for threads with a budget that take votes
    /// now.
    async fn votes_left(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        now_ms: i64,
    ) -> Result<BTreeMap<Id, u32>>;

    /// What a thread publishes, all of it as it is at one moment: read in one
    /// transaction, so that the votes add up to the counters of the
    /// submissions and of the thread. `parts` is called within it.
    async fn export(
        &self,
        forum: ForumId,
        id_or_slug: &str,
        parts: ChooseParts,
    ) -> Result<ThreadExport>;

    /// Writes a whole thread, in one transaction. `progress` is called from
    /// the thread that writes.
    async fn import(
        &self,
        forum: ForumId,
        import: Import,
        progress: Box<dyn FnMut(Progress) + Send>,
    ) -> Result<ImportSummary>;

    /// Forgets idempotency keys older than a day and invitations that ran out,
    /// and takes the mark of organisations whose check ran out.
    async fn sweep(&self, now_ms: i64) -> Result<u64>;

    /// Answers where the database can be read and written.
    async fn ping(&self) -> Result<()>;

    /// Figures for `/metrics`.
    fn stats(&self) -> StorageStats;

    /// Does what waits, writes the log back and closes. Later calls are
    /// `Unavailable`.
    async fn close(&self) -> Result<()>;
}
