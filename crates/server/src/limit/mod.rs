//! Limits of pace, the addresses that they go by, and what is kept of both.

mod address;
mod keep;
mod rate;
mod store;

pub use address::{Client, client};
pub use keep::{Deeds, address_key, flush, keep};
pub use rate::{Limits, Pace};
