//! Threads.

use contract::{
    Counts, Id, Phase, ProblemCode, Sort, Source, ThreadKind, ThreadPromise, ThreadTranslation,
    VoteChoice, Voting,
};
use rules::{
    phases::{Action, Schedule},
    promise::Promised,
    results,
};

use crate::{
    error::{Result, StorageError},
    participant::ParticipantId,
    submission::ResponseRow,
};

/// A thread as it is stored. Its phase follows from the dates, `response` and
/// the time (`rules`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the API by itself")]
pub struct ThreadRow {
    /// Id.
    pub id: Id,
    /// Short name, unique in its forum.
    pub slug: String,
    /// What it collects.
    pub kind: ThreadKind,
    /// The question.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The whole introduction.
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// The same texts in other languages.
    pub translations: Vec<ThreadTranslation>,
    /// How far participation goes.
    pub promise: ThreadPromise,
    /// From when people may take part, ms.
    pub opens_at: Option<i64>,
    /// From when people may vote, ms.
    pub voting_opens_at: Option<i64>,
    /// Until when people may take part, ms (exclusive).
    pub closes_at: Option<i64>,
    /// How people vote.
    pub voting: Voting,
    /// Its rules, in the allowed text subset.
    pub rules: String,
    /// Languages in which people are asked to write; empty for all.
    pub languages: Vec<String>,
    /// Sectors that are asked; empty for all.
    pub sectors: Vec<String>,
    /// True where nobody's name is shown.
    pub anonymous: bool,
    /// True where new submissions wait for a moderator.
    pub premoderated: bool,
    /// True where texts of newcomers wait for a moderator.
    pub newcomers_held: bool,
    /// True where it stands first.
    pub pinned: bool,
    /// True where all writing is stopped.
    pub locked: bool,
    /// Counts over published submissions, maintained with every write.
    pub counts: Counts,
    /// The host's answer to the whole thread.
    pub response: Option<ResponseRow>,
    /// Where it was imported from.
    pub source: Option<Source>,
    /// When it was made, ms.
    pub created_at: i64,
    /// Counts edits, from 1.
    pub version: u32,
}

/// A thread to make. Everything is validated already.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the API by itself")]
pub struct NewThread {
    /// Id.
    pub id: Id,
    /// Short name; taken ones answer [`crate::Conflict::Slug`].
    pub slug: String,
    /// What it collects.
    pub kind: ThreadKind,
    /// The question.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The whole introduction.
    pub body: String,
    /// BCP 47 tag.
    pub language: String,
    /// The same texts in other languages.
    pub translations: Vec<ThreadTranslation>,
    /// How far participation goes.
    pub promise: ThreadPromise,
    /// From when people may take part, ms.
    pub opens_at: Option<i64>,
    /// From when people may vote, ms.
    pub voting_opens_at: Option<i64>,
    /// Until when people may take part, ms.
    pub closes_at: Option<i64>,
    /// How people vote.
    pub voting: Voting,
    /// Its rules, in the allowed text subset.
    pub rules: String,
    /// Languages in which people are asked to write; empty for all.
    pub languages: Vec<String>,
    /// Sectors that are asked; empty for all.
    pub sectors: Vec<String>,
    /// True where nobody's name is shown.
    pub anonymous: bool,
    /// True where new submissions wait for a moderator.
    pub premoderated: bool,
    /// True where texts of newcomers wait for a moderator.
    pub newcomers_held: bool,
    /// True where it stands first.
    pub pinned: bool,
    /// True where all writing is stopped.
    pub locked: bool,
    /// The host's answer, for imports.
    pub response: Option<ResponseRow>,
    /// Where it is imported from.
    pub source: Option<Source>,
    /// The official who opens it (for the idempotency record); none in imports.
    pub by: Option<ParticipantId>,
    /// When it is made, ms.
    pub created_at: i64,
}

/// What becomes of a field that may be absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is taken away.
    Clear,
    /// It becomes this.
    Set(T),
}

/// What changes of a thread; `None` and `Keep` stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThreadChange {
    /// The question.
    pub title: Option<String>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// The whole introduction.
    pub body: Option<String>,
    /// How far participation goes.
    pub promise: Option<ThreadPromise>,
    /// From when people may take part, ms.
    pub opens_at: Change<i64>,
    /// From when people may vote, ms.
    pub voting_opens_at: Change<i64>,
    /// Until when people may take part, ms.
    pub closes_at: Change<i64>,
    /// How people vote.
    pub voting: Option<Voting>,
    /// The texts in other languages, all of them.
    pub translations: Option<Vec<ThreadTranslation>>,
    /// Its rules.
    pub rules: Option<String>,
    /// Languages in which people are asked to write.
    pub languages: Option<Vec<String>>,
    /// Sectors that are asked.
    pub sectors: Option<Vec<String>>,
    /// Whether nobody's name is shown.
    pub anonymous: Option<bool>,
    /// Whether new submissions wait for a moderator.
    pub premoderated: Option<bool>,
    /// Whether texts of newcomers wait for a moderator.
    pub newcomers_held: Option<bool>,
    /// Whether it stands first.
    pub pinned: Option<bool>,
    /// Whether all writing is stopped.
    pub locked: Option<bool>,
    /// The official who changes it; none is the server itself.
    pub by: Option<ParticipantId>,
    /// Now, ms: what was promised binds from the moment at which it opened.
    pub now_ms: i64,
}

impl ThreadRow {
    /// What decides its phase.
    #[must_use]
    pub const fn schedule(&self) -> Schedule {
        Schedule {
            opens_at: self.opens_at,
            voting_opens_at: self.voting_opens_at,
            closes_at: self.closes_at,
            answered: self.response.is_some(),
            locked: self.locked,
        }
    }

    /// Its phase at a moment, ms.
    #[must_use]
    pub fn phase(&self, now_ms: i64) -> Phase {
        self.schedule().phase(now_ms)
    }

    /// Whether it takes an action at a moment; every storage asks this inside
    /// the transaction that writes.
    pub fn check(&self, now_ms: i64, action: Action) -> Result<()> {
        self.schedule().check(now_ms, action).map_err(|code| match code {
            ProblemCode::ThreadLocked => StorageError::Locked,
            _ => StorageError::Closed { phase: self.phase(now_ms) },
        })
    }

    /// What of it is promised to the people in it.
    #[must_use]
    pub const fn promised(&self) -> Promised {
        Promised {
            voting: self.voting,
            level: self.promise,
            anonymous: self.anonymous,
            closes_at: self.closes_at,
        }
    }

    /// Refuses an order that would tell results which are hidden.
    pub fn check_sort(&self, now_ms: i64, sort: Sort) -> Result<()> {
        results::check_sort(sort, self.voting.results, self.phase(now_ms))
            .map_err(|_| StorageError::ResultsHidden)
    }

    /// Refuses a vote that is not of its mode.
    pub fn check_vote(&self, vote: VoteChoice) -> Result<()> {
        results::check_vote(self.voting.mode, vote).map_err(|_| StorageError::WrongVotingMode)
    }
}
