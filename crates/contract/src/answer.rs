//! Official answers, what is owed and by when, announcements, recognitions.

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    page::Page,
    submission::{Author, Organisation, Recognition, Status},
    wire::words,
};

words! {
    /// Whether an answer is out.
    AnswerState {
        /// Only officials see it.
        Draft = "draft",
        /// Everybody sees it.
        Published = "published",
    }
}

/// A submission, as short as it can be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubmissionRef {
    /// Id.
    pub id: Id,
    /// Reference.
    pub reference: String,
    /// Title.
    pub title: String,
    /// BCP 47 tag of the title.
    pub language: String,
    /// Its thread.
    pub thread_id: Id,
}

/// An official answer to one or several submissions, as officials see it. What
/// is published stands as `response` at each submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// Id.
    pub id: Id,
    /// Whether it is out.
    pub state: AnswerState,
    /// What it answers, and what will be said.
    #[serde(flatten)]
    pub text: AnswerText,
    /// The submissions.
    pub submissions: Vec<SubmissionRef>,
    /// Who wrote it last.
    pub author: Author,
    /// Counts edits, for `If-Match`.
    pub version: u32,
    /// True where it was changed since it was published, and the change is not
    /// out.
    pub changed: bool,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub edited_at: Timestamp,
    /// When it was last published.
    pub published_at: Option<Timestamp>,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerText {
    /// What was decided.
    pub status: Status,
    /// What the host heard, in the allowed text subset.
    #[serde(default)]
    pub heard: String,
    /// What the host will do, or why it will not.
    #[serde(default)]
    pub action: String,
    /// Anything else.
    #[serde(default)]
    pub body: String,
    /// Who does it: one of the forum's offices.
    #[serde(default)]
    pub office: Option<String>,
    /// By when.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    /// BCP 47 tag of the texts.
    #[serde(default)]
    pub language: String,
}

/// What an official sends to begin an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerDraft {
    /// Ids of the submissions: 1 to 100, each without another answer.
    pub submissions: Vec<Id>,
    /// What it says.
    #[serde(flatten)]
    pub text: AnswerText,
}

/// What an official changes of an answer: all of its text at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerPatch {
    /// Ids of the submissions; absent leaves them as they are.
    #[serde(default)]
    pub submissions: Option<Vec<Id>>,
    /// What it says.
    #[serde(flatten)]
    pub text: AnswerText,
}

/// What a version of an answer said, once it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerVersion {
    /// From 1, counting what was published.
    pub version: u32,
    /// What it said.
    #[serde(flatten)]
    pub text: AnswerText,
    /// Who published it.
    pub author: Author,
    /// When.
    pub published_at: Timestamp,
}

words! {
    /// How far the host is with an answer that it owes.
    DueState {
        /// Not answered, and there is time.
        Due = "due",
        /// Not answered, and its date has passed.
        Overdue = "overdue",
        /// Answered.
        Answered = "answered",
    }
}

words! {
    /// Why an answer is owed.
    DueCause {
        /// It reached the thread's number of supports.
        Threshold = "threshold",
        /// A moderator or official referred it.
        Referral = "referral",
    }
}

/// One answer that the host owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerEntry {
    /// Id.
    pub id: Id,
    /// What is to be answered.
    pub submission: SubmissionRef,
    /// Who owes it: one of the forum's offices.
    pub office: Option<String>,
    /// By when, after all extensions.
    pub due_at: Timestamp,
    /// How far it is.
    pub state: DueState,
    /// Why it is owed.
    pub cause: DueCause,
    /// Since when.
    pub opened_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Every change of the date, oldest first.
    pub extensions: Vec<Extension>,
}

/// A change of the date by which an answer is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Extension {
    /// The date before.
    pub from: Timestamp,
    /// The date after.
    pub to: Timestamp,
    /// Why, for everybody to read.
    pub reason: String,
    /// When it was changed.
    pub at: Timestamp,
}

/// The ledger in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerCounts {
    /// Not answered, in time.
    pub due: u64,
    /// Not answered, late.
    pub overdue: u64,
    /// Answered.
    pub answered: u64,
    /// Median days from owing to answering; none without answers.
    pub median_days: Option<u32>,
}

/// A page of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ledger {
    /// Entries, the nearest date first; answered ones newest first.
    #[serde(flatten)]
    pub page: Page<LedgerEntry>,
    /// In all, without filters.
    pub counts: LedgerCounts,
}

/// What a moderator or official sends to ask an office for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReferralDraft {
    /// One of the forum's offices.
    pub office: String,
    /// By when; the forum's usual time where it is absent.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
}

/// What an official changes of an entry of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct LedgerPatch {
    /// Another office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// A later date; needs a reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Why, for everybody to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// News from the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Announcement {
    /// Id.
    pub id: Id,
    /// Title, plain text.
    pub title: String,
    /// The text, in the allowed text subset.
    pub body: String,
    /// BCP 47 tag of title and body.
    pub language: String,
    /// The thread that it is about; none is for the whole forum.
    pub thread_id: Option<Id>,
    /// True where it stands first.
    pub pinned: bool,
    /// Who wrote it.
    pub author: Author,
    /// When.
    pub published_at: Timestamp,
    /// When it was last changed.
    pub edited_at: Option<Timestamp>,
}

/// What an official sends to announce, or to change an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnnouncementDraft {
    /// Title.
    pub title: String,
    /// The text.
    #[serde(default)]
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// The thread that it is about: id or slug.
    #[serde(default)]
    pub thread_id: Option<String>,
    /// Whether it stands first.
    #[serde(default)]
    pub pinned: bool,
}

/// What an official sends to recognise a submission or organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecognitionDraft {
    /// Name of the award.
    pub award: String,
    /// Category within it.
    #[serde(default)]
    pub category: String,
    /// Year, common era.
    pub year: u16,
    /// For what.
    #[serde(default)]
    pub citation: String,
}

/// One entry of the gallery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GalleryItem {
    /// The award.
    pub recognition: Recognition,
    /// The submission that has it, if one has.
    pub submission: Option<SubmissionRef>,
    /// The organisation that has it, or that wrote the submission.
    pub organisation: Option<Organisation>,
}
