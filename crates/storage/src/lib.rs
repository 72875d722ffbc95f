//! The storage port: what the server asks of a database, in rows and commands
//! of its own, and the suite that every implementation must pass.
//!
//! Times are milliseconds since 1970 in UTC (`i64`). Ids of rows that people
//! see are [`contract::Id`]s that the caller makes; [`ForumId`] and
//! [`ParticipantId`] are the database's own numbers and never leave the server.
//! No implementation reads a clock or makes randomness: both come in.
//!
//! Whatever depends on the state of a thread (its phase, its lock, a budget)
//! is decided inside the transaction that writes, so that of two requests at
//! closing time the database decides.

mod abuse;
mod account;
mod answer;
mod appeal;
mod audit;
mod comment;
mod cursor;
mod error;
mod export;
mod flag;
mod forum;
mod idempotency;
mod import;
mod inbox;
mod live;
mod mail;
mod moderation;
mod organisation;
mod participant;
mod port;
mod query;
mod recognition;
mod submission;
#[cfg(feature = "suite")]
pub mod suite;
mod thread;
mod vote;

pub use abuse::{
    AbuseStorage, DEEDS_KEPT_MS, DEEDS_MAX, DeedRow, PaceRow, SUBJECTS_MAX, SubjectDeeds,
};
pub use account::{
    AccountChange, AccountRow, AccountStorage, Flow, FlowReturn, Identified, NewEmailCode,
    NewSession, NewSignIn, OwnVote, PersonalRows, RENEWED_TOGETHER_MS, SessionPerson, SessionRow,
    SignedIn,
};
pub use answer::{
    AnnouncementRow, AnswerChange, AnswerRow, AnswerStorage, AnswerVersionRow, ExtensionRow,
    LedgerChange, LedgerPage, LedgerQuery, LedgerRow, NewAnnouncement, NewAnswer, NewReferral,
};
pub use appeal::{AppealStorage, LogRow, NewAppeal, NewJudgement};
pub use audit::{AuditQuery, AuditRow, AuditStorage};
pub use comment::{CommentQuery, CommentRow, NewComment};
pub use cursor::{BadCursor, Cursor, Key};
pub use error::{Conflict, Result, StorageError};
pub use export::{
    ChooseParts, ExportOrganisationVoteRow, ExportParts, ExportVoteRow, ThreadExport,
};
pub use flag::{FlagRow, FlagTarget, NewFlag};
pub use forum::{ForumId, ForumRow};
pub use idempotency::{Created, IDEMPOTENCY_MS, Idempotency, StoredAnswer};
pub use import::{
    Import, ImportSummary, ImportedComment, ImportedParticipant, ImportedSubmission, ImportedVote,
    Progress,
};
pub use inbox::{
    DIGEST_ITEMS_MAX, DueDigest, FOLLOWS_MAX, FollowTarget, InboxPage, InboxRow, InboxStorage,
    UNREAD_MAX,
};
pub use live::{Changed, Changes, Live, LiveChange, LiveStorage};
pub use mail::{MailRow, MailStorage, NewMail};
pub use moderation::{
    AppealRow, CLAIM_MS, ClaimRow, Claimed, DecisionQuery, DecisionRow, ModerationStorage,
    NewDecision, NewNote, NoteRow, QueuePage, QueueQuery, QueueRow,
};
pub use organisation::{
    CHECK_GRACE_MS, CHECK_MS, INVITATION_MS, INVITATIONS_MAX, ImportedOrganisation, InvitationRow,
    MemberRow, NewInvitation, NewOrganisation, OrganisationChange, OrganisationQuery,
    OrganisationRow, OrganisationStatus, OrganisationStorage, Reader, WAITING_MAX,
};
pub use participant::{Claims, NewParticipant, Participant, ParticipantId};
pub use port::{Storage, StorageStats};
pub use query::{Filters, ListQuery, Listing, PageQuery, SimilarQuery};
pub use recognition::{GalleryQuery, NewRecognition, Recognised, RecognitionStorage};
pub use submission::{
    DuplicateRow, NewSubmission, Owed, ResponseRow, RevisionRow, SubmissionChange, SubmissionRow,
    SubmissionView, ThreadPage,
};
pub use thread::{Change, NewThread, ThreadChange, ThreadRow};
pub use vote::{Cells, VoteOutcome, sum};
