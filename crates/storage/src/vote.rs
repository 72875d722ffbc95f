//! Votes and their counters.

use std::collections::BTreeMap;

use contract::{Id, OrganisationTally, SectorTally, VoteChoice};

use crate::{participant::ParticipantId, thread::ThreadRow};

/// Exact votes by sector. People without a sector are under the empty name.
/// The sector is the one that a person had when they cast the vote.
pub type Cells = BTreeMap<String, SectorTally>;

/// The sum over all sectors.
#[must_use]
pub fn sum(cells: &Cells) -> SectorTally {
    cells.values().fold(SectorTally::default(), |sum, cell| SectorTally {
        agree: sum.agree + cell.agree,
        disagree: sum.disagree + cell.disagree,
        pass: sum.pass + cell.pass,
        support: sum.support + cell.support,
    })
}

/// What is true after a vote was cast, changed or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoteOutcome {
    /// The thread, which says whether the tally may be shown.
    pub thread: ThreadRow,
    /// Who voted.
    pub participant: ParticipantId,
    /// Their vote now.
    pub my_vote: Option<VoteChoice>,
    /// The counters, exact.
    pub cells: Cells,
    /// Votes of organisations that are verified now, exact.
    pub organisations: OrganisationTally,
    /// The votes of organisations whose delegate the person is.
    pub organisation_votes: BTreeMap<Id, VoteChoice>,
    /// Supports left, in a thread with a budget.
    pub votes_left: Option<u32>,
}
