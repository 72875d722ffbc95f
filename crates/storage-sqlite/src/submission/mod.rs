//! Submissions.

mod read;
mod write;

pub(crate) use read::{Found, find, history, load, view};
pub(crate) use write::{Insert, create, edit, insert, withdraw};
