//! What the checks of the `PostgREST` backend stand on: databases of their own,
//! people with tokens, and a REST server.
//!
//! `cargo xtask test postgrest` starts a private `PostgreSQL` and runs them.

mod database;
mod people;
mod rest;

pub use database::{Database, Refusal, Session};
pub use people::{Person, SECRET};
pub use rest::{Answer, Rest};
