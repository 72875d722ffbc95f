//! A black-box suite for the contract: it speaks HTTP to a backend and says,
//! check by check, what the backend does right, wrong, or does not offer.
//!
//! It knows a backend by the shapes of `contract` and by what `rules` say
//! follows from them, and by nothing else: no storage, no server. Each check
//! holds one sentence of the contract ([`Check::holds`]) and has a stable id.
//!
//! What the suite needs, it makes: threads with an official's token,
//! submissions with a participant's. At its end it withdraws what it wrote.
//! It is to be run against a test instance.

mod answer;
mod ask;
mod check;
mod checks;
mod cleanup;
mod client;
mod content;
mod events;
mod fail;
mod minter;
mod options;
mod people;
mod reading;
mod report;
mod shape;
mod suite;

pub use check::{Check, Level, Source, checks};
pub use fail::Failure;
pub use options::Options;
pub use report::{Cleaned, Finding, Outcome, Report};
pub use suite::{CannotRun, run};
