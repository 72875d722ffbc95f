//! What a person is told, and how.

use serde::{Deserialize, Serialize};

use crate::{Id, Timestamp, moderation::Target, page::Page, wire::words};

words! {
    /// What an item of the inbox tells.
    InboxKind {
        /// A moderator or rule decided about something of theirs.
        Decided = "decided",
        /// A moderator asks them to change something.
        EditRequested = "edit_requested",
        /// An appeal of theirs was judged.
        AppealJudged = "appeal_judged",
        /// Something of theirs is said to repeat another one.
        DuplicateProposed = "duplicate_proposed",
        /// The host answered something that they wrote or follow.
        Answered = "answered",
        /// Somebody commented something that they wrote or follow.
        Commented = "commented",
        /// Something of theirs was recognised.
        Recognised = "recognised",
        /// Their organisation was verified or refused.
        Organisation = "organisation",
        /// The host announced something about a thread that they follow.
        Announced = "announced",
    }
}

/// One item of the inbox. Its sentence is made by whoever shows it, in the
/// person's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboxItem {
    /// Id.
    pub id: Id,
    /// What it tells.
    pub kind: InboxKind,
    /// About what.
    pub target: Target,
    /// The submission to go to, where there is one.
    pub submission_id: Option<Id>,
    /// Its title, or the name of what it is about.
    pub title: String,
    /// The word that goes with the kind: an action, a status, an outcome.
    pub word: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Whether the person has seen it.
    pub read: bool,
}

/// A page of the inbox, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inbox {
    /// The items.
    #[serde(flatten)]
    pub page: Page<InboxItem>,
    /// Items that were not seen, in all.
    pub unread: u32,
}

/// What a person sends when they have seen their inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InboxRead {
    /// The newest item that they have seen; it and all older ones are read.
    pub up_to: Id,
}

words! {
    /// How often a person gets mail.
    Digest {
        /// Never.
        Off = "off",
        /// At once, each thing for itself.
        Immediate = "immediate",
        /// Once a day, if there is anything.
        Daily = "daily",
        /// Once a week, if there is anything.
        Weekly = "weekly",
    }
}

/// What mail a person gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// How often.
    pub digest: Digest,
    /// In which language, as a BCP 47 tag.
    pub language: String,
    /// About what.
    pub kinds: Vec<InboxKind>,
}
