//! Submissions: what people post.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    answer::SubmissionRef,
    moderation::Verdict,
    tally::{Tally, VoteChoice},
    wire::words,
};

words! {
    /// What a submission is.
    Kind {
        /// An idea.
        Idea = "idea",
        /// A concern.
        Concern = "concern",
        /// A question.
        Question = "question",
        /// Something that already works somewhere.
        GoodPractice = "good_practice",
        /// An offer to work together.
        PartnershipOffer = "partnership_offer",
    }
}

words! {
    /// Who may see a submission or comment.
    State {
        /// Everybody.
        Published = "published",
        /// Waits for a moderator; its author sees it.
        Pending = "pending",
        /// Taken away by a moderator or a rule; its author sees it.
        Hidden = "hidden",
        /// Taken back by its author; nobody sees it (410).
        Withdrawn = "withdrawn",
    }
}

words! {
    /// How far the host is with a submission.
    Status {
        /// Received.
        Received = "received",
        /// Under review.
        UnderReview = "under_review",
        /// Accepted.
        Accepted = "accepted",
        /// Accepted in part.
        PartlyAccepted = "partly_accepted",
        /// Not accepted.
        NotAccepted = "not_accepted",
        /// Being done.
        InProgress = "in_progress",
        /// Done.
        Done = "done",
    }
}

/// A submission as the asking person may see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submission {
    /// Id.
    pub id: Id,
    /// Short, can be read out, never changes (`OF-7K2-93QD`).
    pub reference: String,
    /// The thread it stands in.
    pub thread_id: Id,
    /// What it is.
    pub kind: Kind,
    /// One sentence, plain text.
    pub title: String,
    /// The text, in the allowed text subset.
    pub body: String,
    /// Language of title and body, as a BCP 47 tag.
    pub language: String,
    /// One of the forum's themes.
    pub theme: Option<String>,
    /// Groups concerned, of the forum's groups.
    pub groups: Vec<String>,
    /// Evidence.
    pub links: Vec<Link>,
    /// Who wrote it.
    pub author: Author,
    /// How far the host is with it.
    pub status: Status,
    /// Who may see it.
    pub state: State,
    /// Why it is not published, for its author and moderators; `edit_waits`
    /// where it is, and what they read is an edit that waits.
    #[serde(default)]
    pub state_reason: Option<String>,
    /// What was last decided about it, for its author and moderators.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// Counts edits, from 1.
    pub version: u32,
    /// The votes; `null` while they are hidden from the asking person.
    pub tally: Option<Tally>,
    /// The asking person's vote.
    pub my_vote: Option<VoteChoice>,
    /// The votes of organisations for which the asking person votes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub organisation_votes: BTreeMap<Id, VoteChoice>,
    /// True where the asking person wrote it.
    #[serde(default)]
    pub mine: bool,
    /// Published comments.
    pub comments_count: u32,
    /// The host's answer.
    pub response: Option<Response>,
    /// Until when the host owes an answer.
    pub answer_due_at: Option<Timestamp>,
    /// Awards and nominations.
    pub recognitions: Vec<Recognition>,
    /// The submission that leads, where this one is a duplicate.
    pub merged_into: Option<Id>,
    /// The submission that leads: linked, or proposed and not answered yet
    /// (that only for its author and moderators).
    #[serde(default)]
    pub duplicate_of: Option<Duplicate>,
    /// Linked submissions that this one leads.
    #[serde(default)]
    pub duplicates: Vec<Duplicate>,
    /// People who support this one or one of its duplicates, each once; beside
    /// the own count. None without duplicates, or while results are hidden.
    #[serde(default)]
    pub union_support: Option<u32>,
    /// True where it stands first.
    pub pinned: bool,
    /// Where it was imported from.
    pub source: Option<Source>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
}

/// A link between two submissions that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duplicate {
    /// The other one.
    pub submission: SubmissionRef,
    /// Whether the author of the repeating one has agreed.
    pub accepted: bool,
    /// When it was proposed.
    pub at: Timestamp,
}

/// What the author of a repeating submission sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DuplicateAnswer {
    /// True links them; false leaves them apart.
    pub accept: bool,
}

/// A link that a person gave as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// `http`, `https` or `mailto`.
    pub url: String,
    /// What to call it; empty shows the address.
    #[serde(default)]
    pub label: String,
}

/// Who wrote something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Author {
    /// Id within the forum.
    pub id: Id,
    /// Shown name; empty for a person without one.
    pub name: String,
    /// The organisation that they speak for.
    pub organisation: Option<Organisation>,
    /// One of the forum's sectors.
    pub sector: Option<String>,
    /// One of the forum's countries.
    pub country: Option<String>,
    /// True for the host's own people.
    pub official: bool,
}

/// An organisation beside an author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    /// Id within the forum.
    pub id: Id,
    /// Name.
    pub name: String,
    /// True where a moderator has checked it.
    pub verified: bool,
}

/// The host's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Response {
    /// What was decided.
    pub status: Status,
    /// The answer, in the allowed text subset.
    pub body: String,
    /// What the host heard, in the allowed text subset.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heard: String,
    /// What the host will do, or why it will not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// Who does it: one of the forum's offices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// BCP 47 tag of the texts, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The answer's id, whose versions can be read; none for an imported one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_id: Option<Id>,
    /// Counts what was published, from 1.
    #[serde(default)]
    pub version: u32,
    /// Who answered.
    pub author: Author,
    /// When.
    pub published_at: Timestamp,
}

/// An award or a nomination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recognition {
    /// Id; none for an imported one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// Name of the award.
    pub award: String,
    /// Category within it.
    pub category: String,
    /// Year, common era.
    pub year: u16,
    /// For what.
    pub citation: String,
}

/// Where a submission was imported from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// Name of the other system.
    pub system: String,
    /// Its id there.
    pub id: String,
}

/// One earlier or present version of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revision {
    /// From 1.
    pub version: u32,
    /// Title at that version.
    pub title: String,
    /// Body at that version.
    pub body: String,
    /// Theme at that version.
    pub theme: Option<String>,
    /// Groups at that version.
    pub groups: Vec<String>,
    /// Links at that version.
    pub links: Vec<Link>,
    /// When that version was made.
    pub at: Timestamp,
}

/// What a person sends to submit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmissionDraft {
    /// What it is.
    pub kind: Kind,
    /// One sentence.
    pub title: String,
    /// The text; may be empty.
    #[serde(default)]
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// One of the forum's themes.
    #[serde(default)]
    pub theme: Option<String>,
    /// Groups concerned.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Evidence.
    #[serde(default)]
    pub links: Vec<Link>,
    /// The organisation that it is made for; the person is one of its people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Id>,
}

/// What an author changes of a submission; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SubmissionPatch {
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// One sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// One of the forum's themes; empty takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Groups concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// Evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Link>>,
}
