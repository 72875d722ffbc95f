//! What a check is, and the list of all.

use std::fmt;

use contract::Capability;

use crate::{fail::Held, suite::Suite};

/// How much of the contract a backend is held against. Each level holds those
/// before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Level {
    /// What anonymous readers ask for: lists, search, open data, conditional
    /// requests, problems.
    Read,
    /// What participants do: submit, edit, vote, comment, report.
    Participate,
    /// What moderators do: the queue, decisions, appeals, the public log.
    Moderate,
    /// What officials do, organisations, the inbox and accounts, live events.
    Full,
}

impl Level {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Participate => "participate",
            Self::Moderate => "moderate",
            Self::Full => "full",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where the sentence of a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A section of `docs/api.md`.
    Section(&'static str),
    /// An operation of `docs/openapi.json`.
    Operation(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Section(name) => write!(f, "docs/api.md, {name}"),
            Self::Operation(id) => write!(f, "docs/openapi.json, {id}"),
        }
    }
}

/// One sentence of the contract, and how it is asked whether a backend holds
/// it.
#[derive(Debug)]
pub struct Check {
    /// Stable name, `group.what`.
    pub id: &'static str,
    /// The level that it belongs to.
    pub level: Level,
    /// What the forum must offer for it.
    pub needs: &'static [Capability],
    /// Where the sentence stands.
    pub source: Source,
    /// The sentence.
    pub holds: &'static str,
    pub(crate) run: fn(&Suite) -> Held,
}

impl Check {
    /// What the id begins with: checks of one subject.
    #[must_use]
    pub fn group(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }
}

/// Every check, in the order in which they run.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    crate::checks::ALL.iter().flat_map(|checks| checks.iter())
}
