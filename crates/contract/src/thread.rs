//! Threads: one question that a ministry puts.

use serde::{Deserialize, Serialize};

use crate::{Id, Timestamp, submission::Response, wire::words};

words! {
    /// What a thread collects.
    ThreadKind {
        /// Ideas, concerns and the like.
        Proposals = "proposals",
        /// Nominations for recognition.
        Nominations = "nominations",
        /// Questions to the host.
        Questions = "questions",
    }
}

words! {
    /// How far participation goes: the levels of the IAP2 spectrum.
    ThreadPromise {
        /// We keep you informed.
        Inform = "inform",
        /// We listen and tell you what changed.
        Consult = "consult",
        /// Your concerns show in the options.
        Involve = "involve",
        /// We work the solution out with you.
        Collaborate = "collaborate",
        /// You decide.
        Empower = "empower",
    }
}

words! {
    /// Where a thread stands in time.
    Phase {
        /// Not open yet: read only.
        Upcoming = "upcoming",
        /// Submissions and comments, no votes yet.
        Collecting = "collecting",
        /// Votes and comments, no more submissions.
        Voting = "voting",
        /// Submissions, comments and votes.
        Open = "open",
        /// Read only; no overall answer yet.
        Closed = "closed",
        /// Read only; the host has answered.
        Answered = "answered",
    }
}

words! {
    /// Which votes a thread takes.
    VotingMode {
        /// Agree, disagree or pass.
        Opinion = "opinion",
        /// Support or nothing.
        Support = "support",
    }
}

words! {
    /// When tallies are shown, to anybody and in the API as well.
    ResultsRule {
        /// At any time.
        Always = "always",
        /// To a person who has voted on that submission; to all after the end.
        AfterVote = "after_vote",
        /// To nobody before the end.
        AfterClose = "after_close",
    }
}

/// How people vote in a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Voting {
    /// Which votes count.
    pub mode: VotingMode,
    /// Most supports that one person may give in this thread at a time.
    pub budget: Option<u32>,
    /// When tallies are shown.
    pub results: ResultsRule,
    /// Supports at which the host owes an answer.
    pub answer_at: Option<u32>,
}

/// Counts over a thread's published submissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    /// Published submissions.
    pub submissions: u64,
    /// Published comments.
    pub comments: u64,
    /// Votes on published submissions; none while results are hidden from
    /// everybody, because where there is one submission they are its result.
    #[serde(default)]
    pub votes: Option<u64>,
    /// People who voted, wrote or commented.
    pub participants: u64,
}

/// A thread as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the API by itself")]
pub struct Thread {
    /// Id.
    pub id: Id,
    /// Short name, usable wherever the id is.
    pub slug: String,
    /// What it collects.
    pub kind: ThreadKind,
    /// The question.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The whole introduction, in the allowed text subset.
    pub body: String,
    /// Language of title, summary and body, as a BCP 47 tag.
    pub language: String,
    /// The same texts in other languages.
    #[serde(default)]
    pub translations: Vec<ThreadTranslation>,
    /// How far participation goes.
    pub promise: ThreadPromise,
    /// Where it stands now.
    pub phase: Phase,
    /// From when people may take part.
    pub opens_at: Option<Timestamp>,
    /// From when people may vote, where collecting and voting are apart.
    #[serde(default)]
    pub voting_opens_at: Option<Timestamp>,
    /// Until when people may take part.
    pub closes_at: Option<Timestamp>,
    /// How people vote.
    pub voting: Voting,
    /// Its rules, in the allowed text subset; empty where the forum's own are
    /// enough.
    #[serde(default)]
    pub rules: String,
    /// Languages in which people are asked to write; empty for all of the
    /// forum's.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Sectors that are asked; empty for all.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// True where nobody's name is shown, now and later: an author has then no
    /// name, organisation, sector or country, and an id of zeros.
    #[serde(default)]
    pub anonymous: bool,
    /// True where new submissions wait for a moderator.
    pub premoderated: bool,
    /// True where texts of people wait for a moderator until two of theirs
    /// were published.
    #[serde(default)]
    pub newcomers_held: bool,
    /// True where it stands first.
    pub pinned: bool,
    /// True where a moderator stopped all writing.
    pub locked: bool,
    /// Counts.
    pub counts: Counts,
    /// The host's answer to the whole thread.
    #[serde(default)]
    pub response: Option<Response>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits, for `If-Match`.
    #[serde(default)]
    pub version: u32,
}

/// A thread's texts in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThreadTranslation {
    /// BCP 47 tag.
    pub language: String,
    /// The question.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The whole introduction.
    pub body: String,
}

/// What an official sends to open a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the API by itself")]
pub struct ThreadDraft {
    /// Lower-case Latin letters, digits and hyphens.
    pub slug: String,
    /// What it collects.
    pub kind: ThreadKind,
    /// The question.
    pub title: String,
    /// One or two sentences.
    #[serde(default)]
    pub summary: String,
    /// The whole introduction.
    #[serde(default)]
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// The same texts in other languages.
    #[serde(default)]
    pub translations: Vec<ThreadTranslation>,
    /// How far participation goes.
    pub promise: ThreadPromise,
    /// From when people may take part; none is at once.
    #[serde(default)]
    pub opens_at: Option<Timestamp>,
    /// From when people may vote, where collecting and voting are apart.
    #[serde(default)]
    pub voting_opens_at: Option<Timestamp>,
    /// Until when; none is without end.
    #[serde(default)]
    pub closes_at: Option<Timestamp>,
    /// How people vote.
    pub voting: Voting,
    /// Its rules, in the allowed text subset.
    #[serde(default)]
    pub rules: String,
    /// Languages in which people are asked to write.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Sectors that are asked.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// True where nobody's name is shown; it cannot be taken back.
    #[serde(default)]
    pub anonymous: bool,
    /// True where new submissions wait for a moderator.
    #[serde(default)]
    pub premoderated: bool,
    /// True where texts of newcomers wait for a moderator.
    #[serde(default)]
    pub newcomers_held: bool,
    /// True where it stands first.
    #[serde(default)]
    pub pinned: bool,
    /// True where all writing is stopped.
    #[serde(default)]
    pub locked: bool,
}

/// What an official changes of a thread; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ThreadPatch {
    /// The question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One or two sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The whole introduction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// How far participation goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise: Option<ThreadPromise>,
    /// From when people may take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    /// From when people may vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voting_opens_at: Option<Timestamp>,
    /// Until when people may take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// Its rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// Languages in which people are asked to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<String>>,
    /// Sectors that are asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sectors: Option<Vec<String>>,
    /// The texts in other languages, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<Vec<ThreadTranslation>>,
    /// How people vote. The mode holds once somebody has voted, and results
    /// that were promised to be hidden stay so until their moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voting: Option<Voting>,
    /// Whether nobody's name is shown; `false` only while it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<bool>,
    /// Whether texts of newcomers wait for a moderator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newcomers_held: Option<bool>,
    /// Whether new submissions wait for a moderator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premoderated: Option<bool>,
    /// Whether it stands first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Whether all writing is stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
}
