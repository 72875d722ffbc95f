//! Port: appeals, links between submissions that say the same, and the public
//! log.

use async_trait::async_trait;
use contract::{Action, AppealState, DecidedBy, Id, LogCounts, TargetKind};

use crate::{
    error::Result,
    forum::ForumId,
    idempotency::{Created, Idempotency},
    moderation::{AppealRow, DecisionRow},
    participant::ParticipantId,
    query::{Listing, PageQuery},
    submission::SubmissionView,
};

/// An appeal to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAppeal {
    /// Id.
    pub id: Id,
    /// Who objects.
    pub author: ParticipantId,
    /// In their words.
    pub text: String,
    /// Now, ms.
    pub now_ms: i64,
}

/// What another moderator judges about an appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJudgement {
    /// Id of the decision that it leads to, where it overturns one.
    pub id: Id,
    /// Whether the decision is taken back.
    pub overturned: bool,
    /// What the author reads.
    pub answer: String,
    /// For moderators only.
    pub note: String,
    /// Who judges.
    pub moderator: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// A decision as the public log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// The decision's id.
    pub id: Id,
    /// When, ms.
    pub at: i64,
    /// What was decided.
    pub action: Action,
    /// About what kind of thing.
    pub target_kind: TargetKind,
    /// The reference of the submission, or of that which was commented, while
    /// it is published.
    pub reference: Option<String>,
    /// The thread.
    pub thread_id: Option<Id>,
    /// One of the forum's reasons.
    pub reason: Option<String>,
    /// Who or what decided.
    pub by: DecidedBy,
    /// The rule, where one decided.
    pub rule: Option<String>,
    /// Whether it was taken back.
    pub undone: bool,
    /// What became of the appeal, if there was one.
    pub appeal: Option<AppealState>,
}

/// Appeals, links between submissions that say the same, and the public log.
#[async_trait]
pub trait AppealStorage: Send + Sync + 'static {
    /// The author of a thing objects to a decision about it. `NotFound` for
    /// everybody else; `WrongState` where it is none to object to, was taken
    /// back, or something else was decided since;
    /// [`crate::Conflict::AlreadyAppealed`] a second time.
    async fn appeal(
        &self,
        forum: ForumId,
        decision: &str,
        appeal: NewAppeal,
        idempotency: Option<Idempotency<AppealRow>>,
    ) -> Result<Created<AppealRow>>;

    /// Another moderator judges an appeal; answers the decision that was
    /// appealed. `OwnCase` for who decided, and for who or whose organisation
    /// wrote it; `WrongState` where it was judged already.
    async fn judge_appeal(
        &self,
        forum: ForumId,
        appeal: &str,
        judgement: NewJudgement,
    ) -> Result<DecisionRow>;

    /// The author of a submission answers whether it says the same as the one
    /// that a moderator proposed. `WrongState` where nothing is proposed, or
    /// the two cannot be linked any more.
    async fn answer_duplicate(
        &self,
        forum: ForumId,
        submission: &str,
        author: ParticipantId,
        accept: bool,
        now_ms: i64,
    ) -> Result<SubmissionView>;

    /// The author of a submission takes its link to the one that leads away,
    /// or what was proposed; without one nothing changes.
    async fn unlink_duplicate(
        &self,
        forum: ForumId,
        submission: &str,
        author: ParticipantId,
        now_ms: i64,
    ) -> Result<SubmissionView>;

    /// Every decision for everybody, newest first: without names and texts.
    async fn log(&self, forum: ForumId, query: &PageQuery) -> Result<Listing<LogRow>>;

    /// The same in numbers.
    async fn log_counts(&self, forum: ForumId) -> Result<LogCounts>;
}
