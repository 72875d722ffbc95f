//! Submissions.

pub(crate) mod edit;
mod read;
mod write;

pub(crate) use read::{
    Found, find, find_all, history, history_for_staff, load, load_for_staff, my_vote, read_found,
    view, view_for_staff,
};
pub(crate) use write::{Insert, create, insert, wait, withdraw};
