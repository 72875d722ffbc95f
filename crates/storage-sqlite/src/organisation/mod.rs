//! Organisations that registered here, their people, and their votes.

mod import;
mod like;
mod people;
mod port;
mod read;
mod status;
mod vote;
mod write;

pub(crate) use people::speaking;
pub(crate) use read::by_seq;
#[cfg(test)]
pub(crate) use read::{find, list};
pub(crate) use status::sweep;
pub(crate) use vote::{export_of as votes_of, of_viewer, tally};
