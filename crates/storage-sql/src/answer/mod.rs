//! Official answers, what is owed, announcements.

mod announcement;
mod ledger;
mod ledger_list;
mod port;
mod publish;
mod read;
mod write;

#[cfg(feature = "testing")]
pub(crate) use announcement::list as announcements;
pub(crate) use ledger::{all_reached, moved, reached, retell};
pub(crate) use ledger_list::owed;
#[cfg(feature = "testing")]
pub(crate) use ledger_list::page;
#[cfg(feature = "testing")]
pub(crate) use read::{get, list, versions};
