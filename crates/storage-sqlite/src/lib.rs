//! The storage port on `SQLite`: the driver under [`storage_sql`].
//!
//! The writer's transactions end with `synchronous=FULL` in WAL mode, so what
//! is answered is on the disk. Reads have read-only connections.

mod connection;
mod dialect;
mod migrate;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use storage::Result;
use storage_sql::{Fault, SqlStorage, migrate::Migration, sql};

use crate::connection::SqliteConnection;

/// The storage port on one `SQLite` file.
pub type SqliteStorage = SqlStorage<Sqlite>;

/// One `SQLite` file.
pub struct Sqlite {
    path: PathBuf,
    announcer: sql::Announcer,
}

impl sql::Database for Sqlite {
    // The database reads from memory mostly, so a few more than cores is
    // enough, and each holds a page cache of its own.
    const READERS: usize = 4;
    const SHARED: bool = false;
    type Connection = SqliteConnection;

    fn reader(&self) -> sql::Result<SqliteConnection> {
        SqliteConnection::reader(&self.path)
    }

    // Of another process on the same file nothing is heard; only the commands
    // of the program itself write beside a server.
    fn hear(&self) -> sql::Result<sql::Heard> {
        Ok(self.announcer.hear())
    }
}

/// Opens or makes the file, and brings its schema up to date. Refuses a file
/// that a newer version of this program has changed
/// ([`storage::StorageError::Newer`]).
pub fn open(path: &Path) -> Result<SqliteStorage> {
    open_with(path, migrate::MIGRATIONS)
}

fn open_with(path: &Path, migrations: &[Migration]) -> Result<SqliteStorage> {
    let announcer = sql::Announcer::default();
    let writer = SqliteConnection::writer(path, announcer.clone()).map_err(Fault::from)?;
    migrate::run(&writer, migrations)?;
    SqlStorage::start(Sqlite { path: path.to_owned(), announcer }, writer)
}
