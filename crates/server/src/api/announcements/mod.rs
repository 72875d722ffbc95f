//! News from the host.

pub mod change;
pub mod create;
pub mod delete;
pub mod get;
pub mod list;
pub mod shape;
