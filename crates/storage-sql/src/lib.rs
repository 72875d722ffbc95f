//! The storage port in SQL: the statements and what holds between them,
//! written once for every database that a driver connects
//! ([`sql::Database`], [`sql::Transactions`], [`sql::Dialect`]).
//!
//! One thread writes: it takes all commands that wait, runs each in a
//! savepoint of one transaction, commits once and only then answers them, so
//! that a thousand people who vote at the same time share one sync of the
//! disk. Reads go to a small pool of connections, each call in one snapshot.
//!
//! Every query of a list walks an index made for its order; pages are found by
//! their key and never by OFFSET. Two exceptions, held by tests: the `random`
//! order computes its key for a whole thread, and search sorts what it found.

mod abuse;
mod account;
mod answer;
mod appeal;
mod audit;
mod cells;
mod comment;
mod duplicate;
mod export;
mod fault;
mod flag;
mod forum;
mod idempotency;
mod import;
mod inbox;
mod list;
mod live;
mod mail;
pub mod migrate;
mod moderation;
mod organisation;
mod participant;
mod people;
mod port;
mod reader;
mod recognition;
mod report;
mod row;
mod search;
pub mod sql;
mod submission;
#[cfg(feature = "testing")]
pub mod testing;
mod thread;
mod vote;
mod writer;

use std::sync::Arc;

use storage::Result;

use crate::{account::Identifier, reader::Readers, sql::Database, writer::Writer};
pub use crate::{
    fault::{Fault, Outcome},
    writer::{BATCH, QUEUE},
};

/// The storage port on one database.
pub struct SqlStorage<D: Database> {
    writer: Writer,
    readers: Arc<Readers<D>>,
    identifier: Identifier,
}

impl<D: Database> SqlStorage<D> {
    /// Starts on a database whose schema is up to date, with the connection
    /// that writes. It may block.
    pub fn start(database: D, writer: D::Connection) -> Result<Self> {
        Ok(Self {
            readers: Arc::new(Readers::open(database)?),
            identifier: Identifier::default(),
            writer: Writer::start(Box::new(writer))?,
        })
    }
}
