//! Moderation: what waits, what is decided, why, and the way to object.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    comment::{Comment, FlagReason},
    forum::LocalizedText,
    organisation::OrganisationProfile,
    page::Page,
    problem::Problem,
    submission::{Author, Revision, Submission},
    wire::words,
};

words! {
    /// What a decision, a note or an event is about.
    TargetKind {
        /// A submission.
        Submission = "submission",
        /// A comment.
        Comment = "comment",
        /// A thread.
        Thread = "thread",
        /// An organisation.
        Organisation = "organisation",
    }
}

/// One thing of a forum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What it is.
    pub kind: TargetKind,
    /// Its id.
    pub id: Id,
}

words! {
    /// What a moderator decides.
    Action {
        /// Publish what waits.
        Approve = "approve",
        /// Do not publish what waits.
        Reject = "reject",
        /// Ask its author to change it; it waits until then.
        RequestEdit = "request_edit",
        /// Take away what was published.
        Hide = "hide",
        /// Publish again what was hidden or rejected.
        Restore = "restore",
        /// Propose to its author that it says the same as another (`into`).
        Merge = "merge",
        /// Put it into another thread (`into`).
        Move = "move",
        /// Stop all writing in a thread.
        Lock = "lock",
        /// Allow writing in a thread again.
        Unlock = "unlock",
        /// Show it first.
        Pin = "pin",
        /// Show it in its place again.
        Unpin = "unpin",
        /// Confirm that an organisation is who it says.
        Verify = "verify",
        /// Refuse to confirm an organisation.
        Refuse = "refuse",
    }
}

words! {
    /// Who or what decided.
    DecidedBy {
        /// A moderator.
        Moderator = "moderator",
        /// A rule of the forum, until a moderator looks.
        Rule = "rule",
        /// Another moderator, about an appeal.
        Appeal = "appeal",
    }
}

/// One reason that a forum offers for decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The stable id that decisions carry.
    pub id: String,
    /// What moderators choose from, by language.
    pub name: LocalizedText,
    /// What the author reads, by language.
    pub text: LocalizedText,
    /// For which decisions it is offered.
    pub actions: Vec<Action>,
}

/// A decision on record, as moderators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decision {
    /// Id.
    pub id: Id,
    /// What was decided about.
    pub target: Target,
    /// Its title, or the beginning of its text, when this was read.
    pub title: String,
    /// Its reference, where it has one.
    pub reference: Option<String>,
    /// What was decided.
    pub action: Action,
    /// One of the forum's reasons.
    pub reason: Option<String>,
    /// For moderators only.
    pub note: String,
    /// What the author reads beside the reason's own text.
    pub message: String,
    /// Where it was moved, or which one it is said to repeat.
    pub into: Option<Id>,
    /// Who or what decided.
    pub by: DecidedBy,
    /// The rule, where one decided.
    pub rule: Option<String>,
    /// The moderator; none where a rule decided.
    pub moderator: Option<Author>,
    /// When.
    pub at: Timestamp,
    /// Who took it back.
    pub undone_by: Option<Author>,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
    /// What its author objects.
    pub appeal: Option<Appeal>,
}

/// What a moderator sends to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecisionDraft {
    /// What is decided about.
    pub target: Target,
    /// What is decided.
    pub action: Action,
    /// One of the forum's reasons for this action; needed to reject, hide,
    /// ask for an edit and refuse.
    #[serde(default)]
    pub reason: Option<String>,
    /// For moderators only.
    #[serde(default)]
    pub note: String,
    /// What the author reads beside the reason's own text.
    #[serde(default)]
    pub message: String,
    /// The thread to move to, or the submission that it repeats.
    #[serde(default)]
    pub into: Option<Id>,
    /// The version that the moderator read; another one is 412.
    #[serde(default)]
    pub version: Option<u32>,
}

/// The same decision about several things, each for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BatchDraft {
    /// At most [`BatchDraft::TARGETS_MAX`] things.
    pub targets: Vec<Target>,
    /// Also decides about everything that is collapsed with these in the
    /// queue.
    #[serde(default)]
    pub clusters: bool,
    /// What is decided.
    pub action: Action,
    /// One of the forum's reasons.
    #[serde(default)]
    pub reason: Option<String>,
    /// For moderators only.
    #[serde(default)]
    pub note: String,
    /// What the authors read.
    #[serde(default)]
    pub message: String,
}

impl BatchDraft {
    /// Most things in one batch.
    pub const TARGETS_MAX: usize = 100;
}

/// What became of one thing of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchOutcome {
    /// The thing.
    pub target: Target,
    /// The decision, where it was made.
    pub decision: Option<Decision>,
    /// Why not, where it was not.
    pub problem: Option<Problem>,
}

/// What a batch answers: every target with its outcome, in the order asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchResult {
    /// One for each target, and for each collapsed one after its lead.
    pub items: Vec<BatchOutcome>,
}

words! {
    /// Why something waits for a moderator.
    QueueKind {
        /// New, and held before it is published.
        New = "new",
        /// Reported by people.
        Flagged = "flagged",
        /// Changed by its author.
        Edited = "edited",
        /// Its author objects to a decision.
        Appeal = "appeal",
        /// An organisation to check.
        Organisation = "organisation",
    }
}

words! {
    /// Orders of the queue.
    QueueSort {
        /// What waits longest first.
        Oldest = "oldest",
        /// What may do most harm to most people first.
        Harm = "harm",
    }
}

/// One row of the moderation queue. Near-identical submissions are one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueItem {
    /// What waits.
    pub target: Target,
    /// Why it waits.
    pub kind: QueueKind,
    /// Since when.
    pub since: Timestamp,
    /// From 0 (harmless) to 1: by the weight and the kind of the reports.
    pub harm: f64,
    /// People who commented it or, where everybody sees the tallies from the
    /// beginning, voted on it.
    pub reach: u32,
    /// Its thread.
    pub thread_id: Option<Id>,
    /// Its thread's title.
    pub thread_title: Option<String>,
    /// The submission, where it is one.
    pub submission: Option<Submission>,
    /// The comment, where it is one.
    pub comment: Option<Comment>,
    /// The organisation, where it is one.
    pub organisation: Option<OrganisationProfile>,
    /// The version that moderators last published, of an edited submission.
    pub previous: Option<Revision>,
    /// The decision and what is objected, of an appeal.
    pub appealed: Option<Decision>,
    /// The reports by reason.
    pub flags: Vec<FlagSummary>,
    /// Rules that hold it or were met by it.
    pub rules: Vec<RuleHit>,
    /// How many rows stand for this one, itself included.
    pub cluster_size: u32,
    /// Who is looking at it.
    pub claim: Option<Claim>,
    /// Notes of moderators about it.
    pub notes_count: u32,
}

/// Reports of one reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FlagSummary {
    /// Why.
    pub reason: FlagReason,
    /// How many people.
    pub count: u32,
    /// The sum of their weights: each between 0 and 1, by how often the
    /// reporter was right.
    pub weight: f64,
    /// Their own words, newest first, at most five; without names.
    pub notes: Vec<String>,
}

/// A rule that held something, or that points at something in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleHit {
    /// Stable name: `premoderated`, `newcomer`, `flags`, `name_like`,
    /// `contact_data`, `new_account`, `recheck`.
    pub rule: String,
    /// What it met, such as the name that is like another or a number in the
    /// text; empty where there is nothing to say.
    pub detail: String,
}

/// A moderator who is looking at something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    /// Who.
    pub by: Author,
    /// Since when.
    pub at: Timestamp,
    /// Until when it holds if they do nothing.
    pub until: Timestamp,
}

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueCounts {
    /// New rows; near-identical ones count once.
    pub new: u64,
    /// Reported ones.
    pub flagged: u64,
    /// Edited ones.
    pub edited: u64,
    /// Appeals.
    pub appeals: u64,
    /// Organisations.
    pub organisations: u64,
    /// Answers that are owed.
    pub answers_due: u64,
    /// Of these, past their date.
    pub answers_overdue: u64,
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Queue {
    /// The rows.
    #[serde(flatten)]
    pub page: Page<QueueItem>,
    /// How much waits in all, without filters.
    pub counts: QueueCounts,
}

/// What moderators tell each other about something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModerationNote {
    /// Id.
    pub id: Id,
    /// About what.
    pub target: Target,
    /// Plain text.
    pub body: String,
    /// Who wrote it.
    pub author: Author,
    /// When.
    pub at: Timestamp,
}

/// What a moderator sends to leave a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteDraft {
    /// About what.
    pub target: Target,
    /// Plain text.
    pub body: String,
}

words! {
    /// How far an appeal is.
    AppealState {
        /// Waits for another moderator.
        Open = "open",
        /// The decision stands.
        Upheld = "upheld",
        /// The decision was taken back.
        Overturned = "overturned",
    }
}

/// What an author objects to a decision; once for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Appeal {
    /// Id.
    pub id: Id,
    /// In their words, plain text.
    pub text: String,
    /// How far it is.
    pub state: AppealState,
    /// What the moderator who judged it answers.
    pub answer: String,
    /// When it was made.
    pub at: Timestamp,
    /// When it was judged.
    pub judged_at: Option<Timestamp>,
}

/// What an author sends to object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AppealDraft {
    /// In their words.
    pub text: String,
}

/// What another moderator sends to judge an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// `upheld` or `overturned`.
    pub outcome: AppealState,
    /// What the author reads.
    #[serde(default)]
    pub answer: String,
    /// For moderators only.
    #[serde(default)]
    pub note: String,
}

/// A decision as the author of what it is about sees it: what happened, why,
/// whether a rule or a person did it, and whether they can object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verdict {
    /// The decision's id, to appeal.
    pub id: Id,
    /// What was decided.
    pub action: Action,
    /// One of the forum's reasons.
    pub reason: Option<String>,
    /// What the moderator wrote to the author.
    pub message: String,
    /// Who or what decided.
    pub by: DecidedBy,
    /// The rule, where one decided.
    pub rule: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What the author objected.
    pub appeal: Option<Appeal>,
    /// Whether the author may object now.
    pub can_appeal: bool,
}

/// One entry of the public moderation log. It names nobody, and not the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogEntry {
    /// The decision's id.
    pub id: Id,
    /// When.
    pub at: Timestamp,
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

/// The public log in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogCounts {
    /// Decisions that stand, in all.
    pub decisions: u64,
    /// Decisions that stand, by action.
    pub by_action: BTreeMap<String, u64>,
    /// Decisions that stand, by reason.
    pub by_reason: BTreeMap<String, u64>,
    /// Decisions that stand and that a rule made.
    pub by_rule: u64,
    /// Decisions that were taken back.
    pub undone: u64,
    /// Appeals by what became of them.
    pub appeals: BTreeMap<String, u64>,
}

words! {
    /// What looks like several hands of one person.
    PatternKind {
        /// Many votes or texts within minutes.
        Burst = "burst",
        /// Several people from one address.
        SameAddress = "same_address",
        /// Several people within the same minute.
        SameMinute = "same_minute",
    }
}

/// A pattern that moderators should know of. It blocks nobody by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// The submission on which it was seen.
    pub submission_id: Id,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How many people.
    pub people: u32,
    /// Of these, accounts younger than a day.
    pub new_accounts: u32,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// From 0 to 100: how unlikely it is to be chance.
    pub confidence: u8,
}

/// One entry of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Counts up without reuse.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who; none for the server itself and for deleted accounts.
    pub actor: Option<Author>,
    /// What, as `thing.verb` (`submission.edit`).
    pub action: String,
    /// Kind of the thing.
    pub target_kind: String,
    /// Id of the thing.
    pub target_id: Id,
    /// What changed. Never secrets, never what somebody voted.
    pub changes: Vec<AuditChange>,
}

/// One field that a mutation changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditChange {
    /// Name of the field.
    pub field: String,
    /// Its value before; none where it was not there.
    pub before: Option<String>,
    /// Its value after; none where it is not there any more.
    pub after: Option<String>,
}
