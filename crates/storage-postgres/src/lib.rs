//! The storage port on `PostgreSQL`: the driver under [`storage_sql`].
//!
//! Several servers may stand on one database. Each has one connection that
//! writes; a lock of the database that every write transaction takes first lets
//! them write one after the other, so that what holds between rows holds as it
//! does on `SQLite`, and rows are numbered in the order of their commits. Reads
//! are snapshots on a small pool of connections.
//!
//! A connection that is lost is made again at the next call. What happened to
//! it answers [`storage::StorageError::Unavailable`], also where a commit was
//! sent and its answer never came: repeating is safe.
//!
//! Changes are told by `NOTIFY` in the transaction that makes them. The first
//! who wants to hear them starts the one connection that listens.

mod address;
mod connection;
mod dialect;
mod fault;
mod link;
mod listener;
mod migrate;
mod sql;
mod values;

#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use storage::{Result, StorageError};
use storage_sql::{Fault, SqlStorage, sql as seam};

pub use crate::address::{Address, BadAddress};
use crate::{connection::PostgresConnection, listener::Listener};

/// The storage port on one `PostgreSQL` database.
pub type PostgresStorage = SqlStorage<Postgres>;

/// One `PostgreSQL` database.
pub struct Postgres {
    address: Arc<Address>,
    listener: Mutex<Option<Listener>>,
}

impl seam::Database for Postgres {
    // Each is a process of the database's, of which it has about a hundred for
    // all that connect.
    const READERS: usize = 4;
    const SHARED: bool = true;
    type Connection = PostgresConnection;

    fn reader(&self) -> seam::Result<PostgresConnection> {
        PostgresConnection::reader(&self.address)
    }

    fn hear(&self) -> seam::Result<seam::Heard> {
        let mut listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        let listening = match listener.take() {
            Some(listening) => listening,
            None => Listener::start(&self.address)?,
        };
        Ok(listener.insert(listening).hear())
    }
}

/// Connects, and brings the schema up to date; of several processes that start
/// at the same time one does it. It blocks for as long as that takes. Refuses a
/// database that a newer version of this program has changed
/// ([`StorageError::Newer`]).
pub fn open(address: &Address) -> Result<PostgresStorage> {
    open_with(address, true)
}

/// The same; only a test opens without the lock, to see what is lost then.
fn open_with(address: &Address, locked: bool) -> Result<PostgresStorage> {
    let address = Arc::new(address.clone());
    // The caller may stand in a runtime, where connections cannot be waited
    // for.
    let opened = thread::scope(|scope| {
        let opening =
            thread::Builder::new().name("storage-open".into()).spawn_scoped(scope, || {
                migrate::run(&PostgresConnection::migrator(&address).map_err(Fault::from)?)?;
                let writer = PostgresConnection::writer(&address, locked).map_err(Fault::from)?;
                let database =
                    Postgres { address: Arc::clone(&address), listener: Mutex::default() };
                SqlStorage::start(database, writer)
            });
        opening.map(thread::ScopedJoinHandle::join)
    });
    match opened.map_err(|error| StorageError::Database(Box::new(error)))? {
        Ok(opened) => opened,
        Err(_) => Err(StorageError::Inconsistent("opening the database panicked".into())),
    }
}
