//! Comments and reports.

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    moderation::Verdict,
    submission::{Author, State},
    wire::words,
};

words! {
    /// What a comment argues.
    Stance {
        /// For the submission.
        For = "for",
        /// Against the submission.
        Against = "against",
        /// Neither.
        Neutral = "neutral",
    }
}

/// A comment on a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comment {
    /// Id.
    pub id: Id,
    /// The submission it is about.
    pub submission_id: Id,
    /// The comment that it answers; that one answers none.
    pub reply_to: Option<Id>,
    /// What it argues.
    pub stance: Stance,
    /// The text, in the allowed text subset.
    pub body: String,
    /// Language of the body, as a BCP 47 tag, where it is known.
    #[serde(default)]
    pub language: Option<String>,
    /// Who wrote it.
    pub author: Author,
    /// Who may see it.
    pub state: State,
    /// What was decided about it, for its author and moderators.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// True where the asking person wrote it.
    #[serde(default)]
    pub mine: bool,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
}

/// What a person sends to comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommentDraft {
    /// The text.
    pub body: String,
    /// What it argues.
    pub stance: Stance,
    /// The comment that it answers.
    #[serde(default)]
    pub reply_to: Option<Id>,
    /// BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
    /// The organisation that it is made for; the person is one of its people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Id>,
}

words! {
    /// Why somebody reports something.
    FlagReason {
        /// Advertising or repetition.
        Spam = "spam",
        /// Insults, threats, hate.
        Offensive = "offensive",
        /// Not about the thread's question.
        OffTopic = "off_topic",
        /// Said already.
        Duplicate = "duplicate",
        /// Names, numbers or addresses of people.
        PersonalData = "personal_data",
        /// Against the law.
        Illegal = "illegal",
        /// Anything else, with a note.
        Other = "other",
    }
}

/// What a person sends to report something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FlagDraft {
    /// Why.
    pub reason: FlagReason,
    /// In their words; needed with `other`.
    #[serde(default)]
    pub note: String,
}

/// A report as it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Flag {
    /// Id.
    pub id: Id,
    /// Why.
    pub reason: FlagReason,
    /// In their words.
    pub note: String,
    /// When.
    pub created_at: Timestamp,
}
