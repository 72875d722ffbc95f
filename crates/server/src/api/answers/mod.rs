//! Official answers and what is owed.

pub mod change;
pub mod create;
pub mod delete;
pub mod get;
pub mod ledger;
pub mod ledger_change;
pub mod list;
pub mod publish;
pub mod referral;
mod render;
pub mod response;
pub mod versions;
