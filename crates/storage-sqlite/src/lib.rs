//! The storage port on `SQLite`.
//!
//! One thread writes: it takes all commands that wait, runs each in a
//! savepoint of one transaction, commits once (WAL, `synchronous=FULL`) and
//! only then answers them, so that a thousand people who vote at the same
//! time share one sync of the disk. Reads go to a small pool of read-only
//! connections, each call in one snapshot.
//!
//! Every query of a list walks an index made for its order; pages are found by
//! their key and never by OFFSET. Two exceptions, held by a test: the `random`
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
mod mail;
mod migrate;
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
mod submission;
#[cfg(test)]
mod tests;
mod thread;
mod vote;
mod writer;

use std::path::Path;

use storage::Result;

use crate::{fault::Fault, migrate::Migration, reader::Readers, writer::Writer};

/// The storage port on one `SQLite` file.
pub struct SqliteStorage {
    writer: Writer,
    readers: Readers,
}

impl SqliteStorage {
    /// Opens or makes the file, and brings its schema up to date. Refuses a
    /// file that a newer version of this program has changed
    /// ([`storage::StorageError::Newer`]).
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, migrate::MIGRATIONS)
    }

    fn open_with(path: &Path, migrations: &[Migration]) -> Result<Self> {
        let mut writer = writer::connect(path).map_err(Fault::from)?;
        migrate::run(&mut writer, migrations)?;
        let readers = Readers::open(path)?;
        Ok(Self { writer: Writer::start(writer)?, readers })
    }
}
