//! What follows from the contract: pure functions that server and widget
//! share, so that both decide alike.
//!
//! Nothing here reads a clock, draws a random number or does I/O; moments come
//! in as milliseconds since 1970 in UTC, random bits as integers, and Unicode
//! normalisation as a [`Normalizer`]. The crate goes into the participants'
//! wasm, so it has no dependency there except `contract`, and it does not
//! panic on any input.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod anonymity;
pub mod answers;
pub mod appeals;
pub mod cluster;
pub mod decisions;
pub mod forum;
pub mod language;
pub mod link;
#[cfg(feature = "unicode")]
pub mod names;
pub mod normalize;
pub mod pace;
pub mod patterns;
pub mod phases;
pub mod promise;
pub mod ranking;
pub mod reference;
pub mod reports;
pub mod results;
pub mod rich_text;
pub mod search;
pub mod similarity;
pub mod tally;
pub mod text;
pub mod time;
pub mod validate;

pub use normalize::Normalizer;
