//! Connections to the file.

use std::{path::Path, time::Duration};

use rusqlite::{
    Connection, ErrorCode, OpenFlags, Statement, ToSql,
    types::{ToSqlOutput, ValueRef as Raw},
};
use storage::{Live, LiveChange};
use storage_sql::sql::{
    Announcer, Bound, Columns, DatabaseError, Dialect, Result, Row, Session, Told, Transactions,
    ValueRef,
};

use crate::dialect::SqliteDialect;

/// How long to wait for another process (an import) to finish writing.
const BUSY: Duration = Duration::from_secs(5);

/// One connection.
pub struct SqliteConnection {
    pub(crate) conn: Connection,
    told: Told,
    /// Whom the changes of a commit are told.
    announcer: Announcer,
}

impl SqliteConnection {
    /// Opens the connection that writes.
    pub(crate) fn writer(path: &Path, announcer: Announcer) -> Result<Self> {
        let conn = Connection::open(path).map_err(error)?;
        conn.set_prepared_statement_cache_capacity(96);
        Self::set_up(
            conn,
            announcer,
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -8000;
             PRAGMA temp_store = MEMORY;
             PRAGMA journal_size_limit = 16777216;",
        )
    }

    /// Opens a connection that reads.
    pub(crate) fn reader(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags).map_err(error)?;
        conn.set_prepared_statement_cache_capacity(64);
        Self::set_up(
            conn,
            Announcer::default(),
            "PRAGMA query_only = ON; PRAGMA cache_size = -2000; PRAGMA temp_store = MEMORY;",
        )
    }

    fn set_up(conn: Connection, announcer: Announcer, pragmas: &str) -> Result<Self> {
        conn.busy_timeout(BUSY).map_err(error)?;
        conn.execute_batch(pragmas).map_err(error)?;
        Ok(Self { conn, told: Told::default(), announcer })
    }
}

impl Session for SqliteConnection {
    fn query(
        &self,
        sql: &str,
        params: Bound<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql).map_err(error)?;
        bind(&mut statement, params).map_err(error)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(error)? {
            if !each(&Row::new(&SqliteRow(row)))? {
                break;
            }
        }
        Ok(())
    }

    fn execute(&self, sql: &str, params: Bound<'_>) -> Result<usize> {
        let mut statement = self.conn.prepare_cached(sql).map_err(error)?;
        bind(&mut statement, params).map_err(error)?;
        statement.raw_execute().map_err(error)
    }

    fn batch(&self, sql: &str) -> Result<()> {
        self.conn.execute_batch(sql).map_err(error)
    }

    fn tell(&self, change: LiveChange) {
        self.told.tell(change);
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &SqliteDialect
    }
}

impl Transactions for SqliteConnection {
    fn begin_read(&self) -> Result<()> {
        self.batch("BEGIN")
    }

    fn end_read(&self) -> Result<()> {
        self.batch("ROLLBACK")
    }

    fn begin_write(&self) -> Result<()> {
        self.told.begin();
        self.batch("BEGIN IMMEDIATE")
    }

    fn savepoint(&self) -> Result<()> {
        self.told.savepoint();
        self.batch("SAVEPOINT command")
    }

    fn release(&self) -> Result<()> {
        self.batch("RELEASE command")
    }

    fn undo(&self) -> Result<()> {
        self.told.undo();
        self.batch("ROLLBACK TO command; RELEASE command")
    }

    fn commit(&self) -> Result<()> {
        let committed = self.batch("COMMIT");
        if committed.is_err() && self.is_in_transaction() {
            self.batch("ROLLBACK")?;
        }
        if committed.is_ok() {
            for change in self.told.take() {
                self.announcer.tell(Live::Changed(change));
            }
        }
        committed
    }

    fn is_in_transaction(&self) -> bool {
        !self.conn.is_autocommit()
    }

    fn is_open(&self) -> bool {
        self.conn.is_autocommit()
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")?;
        self.conn.close().map_err(|(_, cause)| error(cause))
    }
}

/// A value on its way into a statement.
struct Given<'a>(ValueRef<'a>);

impl ToSql for Given<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            ValueRef::Null => Raw::Null,
            ValueRef::Integer(int) => Raw::Integer(int),
            ValueRef::Real(real) => Raw::Real(real),
            ValueRef::Text(text) => Raw::Text(text.as_bytes()),
            ValueRef::Blob(bytes) => Raw::Blob(bytes),
        }))
    }
}

fn bind(statement: &mut Statement<'_>, params: Bound<'_>) -> rusqlite::Result<()> {
    let count = statement.parameter_count();
    let given = match params {
        Bound::Numbered(values) => {
            for (place, value) in (1..).zip(values) {
                statement.raw_bind_parameter(place, Given(*value))?;
            }
            values.len()
        }
        Bound::Named(values) => {
            for (name, value) in values {
                let place = statement.parameter_index(name)?;
                let unknown = || rusqlite::Error::InvalidParameterName((*name).to_owned());
                statement.raw_bind_parameter(place.ok_or_else(unknown)?, Given(*value))?;
            }
            values.len()
        }
    };
    if given == count { Ok(()) } else { Err(rusqlite::Error::InvalidParameterCount(given, count)) }
}

/// A row on its way out.
struct SqliteRow<'a>(&'a rusqlite::Row<'a>);

impl Columns for SqliteRow<'_> {
    fn value(&self, column: usize) -> Result<ValueRef<'_>> {
        Ok(match self.0.get_ref(column).map_err(error)? {
            Raw::Null => ValueRef::Null,
            Raw::Integer(int) => ValueRef::Integer(int),
            Raw::Real(real) => ValueRef::Real(real),
            Raw::Text(bytes) => ValueRef::Text(
                str::from_utf8(bytes).map_err(|error| DatabaseError::unreadable(column, error))?,
            ),
            Raw::Blob(bytes) => ValueRef::Blob(bytes),
        })
    }
}

/// What an error of the database says in the seam's words.
pub(crate) fn error(error: rusqlite::Error) -> DatabaseError {
    let rusqlite::Error::SqliteFailure(cause, message) = &error else {
        return DatabaseError::Other(Box::new(error));
    };
    match cause.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            DatabaseError::Unavailable("another process writes to the database")
        }
        ErrorCode::DiskFull => DatabaseError::Unavailable("the disk is full"),
        ErrorCode::ConstraintViolation => match message.as_deref().and_then(key) {
            Some(key) => DatabaseError::Unique { key, cause: Box::new(error) },
            None => DatabaseError::Other(Box::new(error)),
        },
        _ => DatabaseError::Other(Box::new(error)),
    }
}

/// The name of the unique key that a message tells of: the database names its
/// columns, as `table.column, table.column`.
fn key(message: &str) -> Option<String> {
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    let (table, _) = columns.split_once('.')?;
    let names = columns.split(", ").filter_map(|column| Some(column.split_once('.')?.1));
    Some(names.fold(table.to_owned(), |key, name| key + "_" + name) + "_key")
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_go_by_their_columns() {
        let told = key("UNIQUE constraint failed: threads.forum, threads.slug");
        assert_eq!(told.as_deref(), Some("threads_forum_slug_key"));
        assert_eq!(key("NOT NULL constraint failed: threads.slug"), None);
    }
}
