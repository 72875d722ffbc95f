//! Open data: what a thread publishes, as it was at one moment.

use std::sync::Arc;

use contract::{Id, VoteChoice};

use crate::{
    organisation::OrganisationRow, participant::ParticipantId, submission::SubmissionRow,
    thread::ThreadRow,
};

/// Which parts of an export to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each part by itself, in any combination")]
pub struct ExportParts {
    /// The published submissions.
    pub submissions: bool,
    /// The votes on them.
    pub votes: bool,
    /// The votes of organisations on them.
    pub organisation_votes: bool,
    /// The organisations for which they were written.
    pub organisations: bool,
}

/// Says which parts to read, once the thread is known: whether its votes may
/// be told depends on it.
pub type ChooseParts = Box<dyn FnOnce(&ThreadRow) -> ExportParts + Send>;

/// What a thread publishes, read in one transaction: its counters equal its
/// rows, whatever is written meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadExport {
    /// The thread.
    pub thread: ThreadRow,
    /// Published submissions, oldest first; none where they were not asked for.
    pub submissions: Vec<SubmissionRow>,
    /// Votes on published submissions, by submission; none where they were not
    /// asked for.
    pub votes: Vec<ExportVoteRow>,
    /// Votes of organisations that are verified now, by submission; none where
    /// they were not asked for.
    pub organisation_votes: Vec<ExportOrganisationVoteRow>,
    /// Verified organisations for which one of the submissions was written;
    /// none where they were not asked for, or where nobody is named.
    pub organisations: Vec<OrganisationRow>,
}

/// One vote on a published submission. The participant's number must not be
/// published: the server numbers voters anew within each export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportVoteRow {
    /// The submission's reference, shared by all its votes.
    pub submission: Arc<str>,
    /// Who voted.
    pub participant: ParticipantId,
    /// The vote.
    pub value: VoteChoice,
}

/// One vote of an organisation on a published submission. Its id must not be
/// published with the vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportOrganisationVoteRow {
    /// The submission's reference, shared by all its votes.
    pub submission: Arc<str>,
    /// Which one voted.
    pub organisation: Id,
    /// The vote.
    pub value: VoteChoice,
}
