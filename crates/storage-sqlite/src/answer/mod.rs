//! Official answers, what is owed, announcements.

mod announcement;
mod ledger;
mod ledger_list;
mod port;
mod publish;
mod read;
mod write;

pub(crate) use ledger::{all_reached, reached, retell};
