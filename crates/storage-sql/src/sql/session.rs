//! Connections: what statements run on, and how transactions begin and end.

use storage::LiveChange;

use super::{dialect::Dialect, error::Result, params::Bound, row::Row, told::Heard};

/// What statements run on.
pub trait Session {
    /// Runs a statement and hands its rows to `each`, one after the other, for
    /// as long as that says `true`. Statements are kept prepared by their text.
    fn query(
        &self,
        sql: &str,
        params: Bound<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()>;

    /// Runs a statement that answers no rows; says how many it changed.
    fn execute(&self, sql: &str, params: Bound<'_>) -> Result<usize>;

    /// Runs a statement of whose answer nobody needs more than that it went
    /// well. A driver may send it with what comes after it, and tell its
    /// failure there: within a command, at the latest when that is released.
    fn execute_ahead(&self, sql: &str, params: Bound<'_>) -> Result<()> {
        self.execute(sql, params).map(drop)
    }

    /// Runs statements without parameters, one after the other.
    fn batch(&self, sql: &str) -> Result<()>;

    /// Tells those who follow live of a change, once the transaction that it
    /// belongs to is committed. What a command told that is undone is not told.
    fn tell(&self, change: LiveChange);

    /// What this database says in words of its own.
    fn dialect(&self) -> &'static dyn Dialect;
}

/// A connection of whatever database.
pub type Connection = dyn Session;

/// How a connection begins and ends transactions.
///
/// The writer alone begins writes, one at a time, and runs each command in a
/// savepoint. A driver whose database lets several processes write sees to it
/// that no two write transactions run at the same time, from their beginning
/// to their commit.
pub trait Transactions: Session + Send + 'static {
    /// Begins a read: all that follows sees one state of the database.
    fn begin_read(&self) -> Result<()>;
    /// Begins a read of one statement: what it sees is one state by itself.
    fn begin_one(&self) -> Result<()> {
        self.begin_read()
    }
    /// Ends it.
    fn end_read(&self) -> Result<()>;
    /// Begins a write. Errors: `Unavailable` where another process writes for
    /// too long or the database is away; nothing has begun then.
    fn begin_write(&self) -> Result<()>;
    /// Begins a command.
    fn savepoint(&self) -> Result<()>;
    /// Ends a command that went well. Errors: something in it did not; it is to
    /// be undone.
    fn release(&self) -> Result<()>;
    /// Undoes a command, and ends it.
    fn undo(&self) -> Result<()>;
    /// Commits, durably. Errors: after `Unavailable` nobody knows whether it
    /// was kept; after others nothing was, and no transaction is left.
    fn commit(&self) -> Result<()>;
    /// Whether the transaction that was begun still stands: a failing disk or
    /// connection ends it by itself.
    fn is_in_transaction(&self) -> bool;
    /// Whether the connection can be used again.
    fn is_open(&self) -> bool;
    /// Ends what this process leaves behind, after its last write.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// A database that connections are made to.
pub trait Database: Send + Sync + 'static {
    /// Reads at a time.
    const READERS: usize;
    /// Whether several servers may stand on it.
    const SHARED: bool;
    /// Its connections.
    type Connection: Transactions;

    /// Connects to read. It may block, and is called where that is allowed.
    fn reader(&self) -> Result<Self::Connection>;

    /// Hears what is told from now on, of all processes on this database.
    fn hear(&self) -> Result<Heard>;
}
