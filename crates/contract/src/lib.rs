//! The shapes of the Open Forum REST API, version 1.
//!
//! This crate is the port between the widget and any backend: what goes over
//! the wire, the codes of problems, the limits and the names of the taxonomy.
//! It has no logic and does no I/O; what follows from these shapes is in
//! `rules`.
//!
//! Names are `snake_case` JSON. Times are RFC 3339 in UTC with milliseconds
//! ([`Timestamp`]); ids are `UUIDv7` in text.

mod account;
mod answer;
mod comment;
mod export;
mod forum;
mod inbox;
mod limits;
mod live;
mod me;
mod moderation;
mod organisation;
mod page;
mod problem;
mod submission;
mod tally;
mod thread;
mod wire;

pub use account::{
    Account, AccountDeletion, AccountPatch, ContentChoice, EmailCodeCheck, EmailCodeRequest,
    EmailCodeSent, FlowFinish, PersonalData, PersonalVote, RefreshRequest, Session, SessionToken,
    SignInFinish, SignInProvider,
};
pub use answer::{
    Announcement, AnnouncementDraft, Answer, AnswerDraft, AnswerPatch, AnswerState, AnswerText,
    AnswerVersion, DueCause, DueState, Extension, GalleryItem, Ledger, LedgerCounts, LedgerEntry,
    LedgerPatch, RecognitionDraft, ReferralDraft, SubmissionRef,
};
pub use comment::{Comment, CommentDraft, Flag, FlagDraft, FlagReason, Stance};
pub use export::{Export, ExportedOrganisation, ExportedVote};
pub use forum::{Capability, Forum, LocalizedText, SignInMethod, Term};
pub use inbox::{Digest, Inbox, InboxItem, InboxKind, InboxRead, MailSettings};
pub use limits::Limits;
pub use live::{GoneEvent, GoneKind, ResponseEvent, TallyChange, TallyEvent};
pub use me::{Follow, Me, Role};
pub use moderation::{
    Action, Appeal, AppealDraft, AppealState, AuditChange, AuditEntry, BatchDraft, BatchOutcome,
    BatchResult, Claim, DecidedBy, Decision, DecisionDraft, FlagSummary, Judgement, LogCounts,
    LogEntry, ModerationNote, NoteDraft, Pattern, PatternKind, Queue, QueueCounts, QueueItem,
    QueueKind, QueueSort, Reason, RuleHit, Target, TargetKind, Verdict,
};
pub use organisation::{
    Invitation, InvitationDraft, JoinRequest, Member, MemberRole, Membership, OrganisationDraft,
    OrganisationPatch, OrganisationProfile, OrganisationState,
};
pub use page::{Page, Sort};
pub use problem::{FieldCode, FieldError, Problem, ProblemCode};
pub use submission::{
    Author, Duplicate, DuplicateAnswer, Kind, Link, Organisation, Recognition, Response, Revision,
    Source, State, Status, Submission, SubmissionDraft, SubmissionPatch,
};
pub use tally::{OrganisationTally, SectorTally, Tally, VoteChoice, VoteRequest, VoteResult};
pub use thread::{
    Counts, Phase, ResultsRule, Thread, ThreadDraft, ThreadKind, ThreadPatch, ThreadPromise,
    ThreadTranslation, Voting, VotingMode,
};

/// A moment as RFC 3339 text in UTC with milliseconds, such as
/// `2021-08-26T03:42:00.000Z`. Text of this one form sorts as time does.
pub type Timestamp = String;

/// A `UUIDv7` in its text form, such as `0198c0de-7c1d-7b3a-9f6e-2f1f0a4d9b11`.
pub type Id = String;
