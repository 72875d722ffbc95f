//! Submissions.

use std::collections::BTreeMap;

use contract::{
    Author, Id, Kind, Link, OrganisationTally, Recognition, Source, State, Status, VoteChoice,
};

use crate::{
    cursor::Cursor,
    moderation::DecisionRow,
    participant::ParticipantId,
    thread::{Change, ThreadRow},
    vote::Cells,
};

/// A submission as one viewer may read it, with its raw counters: whoever
/// renders it applies the rules for hidden results and small cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionRow {
    /// Id.
    pub id: Id,
    /// Short name that can be read out; unique in its forum.
    pub reference: String,
    /// The thread it stands in.
    pub thread_id: Id,
    /// What it is.
    pub kind: Kind,
    /// One sentence.
    pub title: String,
    /// The text.
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// One of the forum's themes.
    pub theme: Option<String>,
    /// Groups concerned, in the order in which they were given.
    pub groups: Vec<String>,
    /// Evidence.
    pub links: Vec<Link>,
    /// Who wrote it.
    pub author: Author,
    /// How far the host is with it.
    pub status: Status,
    /// Who may see it.
    pub state: State,
    /// Why it is not published.
    pub state_reason: Option<String>,
    /// What was last decided about it; for its author and for moderators and
    /// officials.
    pub verdict: Option<DecisionRow>,
    /// Counts edits, from 1.
    pub version: u32,
    /// Votes by sector, exact.
    pub cells: Cells,
    /// Votes of organisations that are verified now, exact.
    pub organisations: OrganisationTally,
    /// The viewer's vote.
    pub my_vote: Option<VoteChoice>,
    /// The votes of organisations whose delegate the viewer is.
    pub organisation_votes: BTreeMap<Id, VoteChoice>,
    /// True where the viewer wrote it.
    pub mine: bool,
    /// Published comments.
    pub comments_count: u32,
    /// The host's answer.
    pub response: Option<ResponseRow>,
    /// The answer that the host owes.
    pub owed: Option<Owed>,
    /// Awards and nominations.
    pub recognitions: Vec<Recognition>,
    /// The submission that leads, where this is a duplicate.
    pub merged_into: Option<Id>,
    /// The submission that leads: linked, or proposed to the viewer and not
    /// answered yet.
    pub duplicate_of: Option<DuplicateRow>,
    /// Linked submissions that this one leads.
    pub duplicates: Vec<DuplicateRow>,
    /// People who support this one or one of its duplicates, each once; none
    /// where it leads nothing.
    pub union_support: Option<u32>,
    /// True where the viewer has voted on all that `union_support` is made of.
    pub union_seen: bool,
    /// True where it stands first.
    pub pinned: bool,
    /// Where it was imported from.
    pub source: Option<Source>,
    /// When it was sent, ms.
    pub created_at: i64,
    /// When it was last edited, ms.
    pub edited_at: Option<i64>,
}

/// An answer that is owed and not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// By when, ms.
    pub due_at: i64,
    /// From when it is told: later than now where it would tell results, ms.
    pub told_at: i64,
}

/// The other end of a link between two submissions that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateRow {
    /// Its id.
    pub id: Id,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// BCP 47 tag of the title.
    pub language: String,
    /// Its thread.
    pub thread_id: Id,
    /// Whether the author of the repeating one has agreed.
    pub accepted: bool,
    /// When it was proposed, ms.
    pub at: i64,
}

/// A submission and the thread that says what of it may be shown, read in one
/// transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionView {
    /// Its thread.
    pub thread: ThreadRow,
    /// The submission.
    pub submission: SubmissionRow,
}

/// A page of submissions and their thread, read in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadPage {
    /// The thread.
    pub thread: ThreadRow,
    /// At most `limit` items.
    pub items: Vec<SubmissionRow>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// How many there are with these filters, where that is cheap to know.
    pub total: Option<u64>,
}

/// The host's answer as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ResponseRow {
    /// What was decided.
    pub status: Status,
    /// The answer.
    pub body: String,
    /// What the host heard.
    #[serde(default)]
    pub heard: String,
    /// What the host will do, or why it will not.
    #[serde(default)]
    pub action: String,
    /// Who does it.
    #[serde(default)]
    pub office: Option<String>,
    /// By when, ms.
    #[serde(default)]
    pub due_at: Option<i64>,
    /// BCP 47 tag of the texts, where it is known.
    #[serde(default)]
    pub language: Option<String>,
    /// The answer whose versions can be read.
    #[serde(default)]
    pub answer_id: Option<Id>,
    /// Counts what was published, from 1; 0 where it was imported.
    #[serde(default)]
    pub version: u32,
    /// Who answered.
    pub author: Author,
    /// When, ms.
    pub published_at: i64,
}

/// A submission to make. Everything is validated already; the phase, the lock
/// and the state (`pending` where the thread is premoderated) are decided in
/// the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmission {
    /// Id.
    pub id: Id,
    /// Reference; a taken one answers [`crate::Conflict::Reference`], and the
    /// caller tries another.
    pub reference: String,
    /// Who writes.
    pub author: ParticipantId,
    /// What it is.
    pub kind: Kind,
    /// One sentence.
    pub title: String,
    /// The text.
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// One of the forum's themes.
    pub theme: Option<String>,
    /// Groups concerned.
    pub groups: Vec<String>,
    /// Evidence.
    pub links: Vec<Link>,
    /// The verified organisation that it is made for; its author is one of its
    /// people.
    pub organisation: Option<Id>,
    /// True where a moderator writes: they are no newcomer.
    pub by_moderator: bool,
    /// Its place in shuffled lists: `rules::ranking::shuffle_from_bits` of
    /// random bits.
    pub shuffle: u32,
    /// Now, ms.
    pub now_ms: i64,
}

/// What its author changes of a submission; `None` and `Keep` stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubmissionChange {
    /// What it is.
    pub kind: Option<Kind>,
    /// One sentence.
    pub title: Option<String>,
    /// The text.
    pub body: Option<String>,
    /// One of the forum's themes.
    pub theme: Change<String>,
    /// Groups concerned.
    pub groups: Option<Vec<String>>,
    /// Evidence.
    pub links: Option<Vec<Link>>,
    /// True where a moderator edits their own: they are no newcomer.
    pub by_moderator: bool,
}

/// One version of a submission; the last is the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionRow {
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
    /// When that version was made, ms.
    pub at: i64,
}
