//! Open data of a thread.

use serde::{Deserialize, Serialize};

use crate::{Id, Timestamp, submission::Submission, tally::VoteChoice, thread::Thread};

/// Everything that a thread publishes, in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Export {
    /// When it was made.
    pub generated_at: Timestamp,
    /// The thread.
    pub thread: Thread,
    /// Published submissions, oldest first.
    pub submissions: Vec<Submission>,
    /// Votes without names; empty while results are hidden.
    pub votes: Vec<ExportedVote>,
    /// Votes of verified organisations without names; `voter` is a number of
    /// the organisation within this one export. Never among those of people.
    #[serde(default)]
    pub organisation_votes: Vec<ExportedVote>,
    /// Verified organisations for which one of the submissions was written.
    #[serde(default)]
    pub organisations: Vec<ExportedOrganisation>,
}

/// A verified organisation as open data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedOrganisation {
    /// Id within the forum.
    pub id: Id,
    /// Name.
    pub name: String,
    /// One of the forum's sectors.
    pub kind: String,
    /// Where it is registered.
    pub registry: String,
    /// Its number there.
    pub number: String,
    /// One of the forum's countries.
    pub country: Option<String>,
    /// Its website.
    pub website: String,
    /// When it was checked.
    pub verified_at: Option<Timestamp>,
}

/// One vote without a name, a time or a sector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedVote {
    /// The submission's reference.
    pub submission: String,
    /// A number for the voter that holds within this one export only.
    pub voter: u32,
    /// The vote.
    pub value: VoteChoice,
}
