//! Organisations that registered here, their people, and their votes.

mod import;
mod like;
mod membership;
mod port;
mod read;
mod status;
mod vote;
mod write;

pub(crate) use like::{NAME_LIKE, let_pass, person as name_like};

pub(crate) use membership::speaking;
pub(crate) use read::by_seq;
pub(crate) use status::{decided, is_of, people, read as status, set, sweep, tell};
pub(crate) use vote::{
    ByOrganisation, export_of as votes_of, has_votes, of_viewer, of_viewers, tallies, tally,
};
#[cfg(feature = "testing")]
pub(crate) use {
    membership::{members, memberships},
    read::list,
};
