//! Limits of pace, and the addresses that they go by.

mod address;
mod rate;

pub use address::{Client, client};
pub use rate::{Limits, Pace};
