//! Connections: made again when they were lost, and transactions on them.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use storage::LiveChange;
use storage_sql::sql::{Bound, DatabaseError, Dialect, Result, Row, Session, Told, Transactions};
use tokio::runtime::{Builder, Runtime};

use crate::{
    address::Address,
    dialect::PostgresDialect,
    fault::AWAY,
    link::{Before, Link, Sent, Waiting},
    listener,
    values::PostgresRow,
};

const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// The same with the lock that every write transaction holds; its number is
/// `OFrm`. A snapshot is taken for each statement, so the first that matters is
/// taken once the lock is held: one from before would not see what the process
/// before has written.
const LOCKED: &str =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(1330016877)";

/// How statements are planned: as they are written, along indexes made for
/// them, from few rows to those that belong to these. What one costs is not
/// left to what the database believes of its tables, which it learns late.
macro_rules! planned {
    () => {
        "SET enable_hashjoin = off; SET enable_mergejoin = off; SET random_page_cost = 1.1"
    };
}

/// One connection.
pub struct PostgresConnection {
    address: Arc<Address>,
    /// Taken apart only when it is dropped, which may be where nothing may
    /// block.
    runtime: Option<Runtime>,
    set_up: &'static str,
    begin: &'static str,
    link: RefCell<Option<Link>>,
    in_transaction: Cell<bool>,
    ahead: Cell<Ahead>,
    /// Statements that go out with the next one, after what is ahead of it.
    waiting: RefCell<Vec<Waiting>>,
    told: Told,
}

/// What goes out with the next statement of a command. Nothing waits for its
/// answer alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ahead {
    Nothing,
    /// Of a read: what it begins with.
    Begin(&'static str),
    /// Of a read of one statement, which is a transaction by itself.
    Itself,
    Savepoint,
    Release,
    ReleaseAndSavepoint,
}

impl Ahead {
    const fn sql(self) -> Option<&'static str> {
        match self {
            Self::Nothing | Self::Itself => None,
            Self::Begin(begin) => Some(begin),
            Self::Savepoint => Some("SAVEPOINT command"),
            Self::Release => Some("RELEASE command"),
            Self::ReleaseAndSavepoint => Some("RELEASE command; SAVEPOINT command"),
        }
    }
}

impl PostgresConnection {
    /// A connection that reads.
    pub(crate) fn reader(address: &Arc<Address>) -> Result<Self> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        // What is read by one statement begins nothing that says so.
        let set_up = concat!(
            "SET default_transaction_read_only = on;
             SET idle_in_transaction_session_timeout = '60s';",
            planned!()
        );
        Self::open(address, set_up, begin)
    }

    /// The connection that writes. A process that stops within a transaction
    /// holds the others up no longer than this.
    pub(crate) fn writer(address: &Arc<Address>, locked: bool) -> Result<Self> {
        let set_up = concat!(
            "SET synchronous_commit = on; SET lock_timeout = '5s';
             SET idle_in_transaction_session_timeout = '15s';",
            planned!()
        );
        Self::open(address, set_up, if locked { LOCKED } else { BEGIN })
    }

    /// The connection that brings the schema up to date, or waits for another
    /// process that does.
    pub(crate) fn migrator(address: &Arc<Address>) -> Result<Self> {
        Self::open(address, "SET lock_timeout = '120s'", LOCKED)
    }

    fn open(address: &Arc<Address>, set_up: &'static str, begin: &'static str) -> Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| DatabaseError::Other(Box::new(error)))?;
        let link = Link::open(&runtime, address, set_up)?;
        Ok(Self {
            address: Arc::clone(address),
            runtime: Some(runtime),
            set_up,
            begin,
            link: RefCell::new(Some(link)),
            in_transaction: Cell::new(false),
            ahead: Cell::new(Ahead::Nothing),
            waiting: RefCell::default(),
            told: Told::default(),
        })
    }

    /// Runs something on the link, and lets go of one that is lost.
    fn on_link<T>(&self, work: impl FnOnce(&Runtime, &Link) -> Sent<T>) -> Result<T> {
        let runtime = self.runtime.as_ref().ok_or(AWAY)?;
        let sent = match &*self.link.borrow() {
            Some(link) => work(runtime, link),
            None => Sent::Lost,
        };
        match sent {
            Sent::Done(done) => Ok(done),
            Sent::Failed(error) => Err(error),
            Sent::Lost => {
                *self.link.borrow_mut() = None;
                self.in_transaction.set(false);
                self.ahead.set(Ahead::Nothing);
                self.waiting.take();
                Err(AWAY)
            }
        }
    }

    fn send(&self, sql: &str) -> Result<()> {
        self.flush()?;
        self.on_link(|runtime, link| link.batch(runtime, sql))
    }

    /// Sends what waits, and waits for it.
    fn flush(&self) -> Result<()> {
        let waiting = self.waiting.take();
        if waiting.is_empty() {
            return Ok(());
        }
        self.on_link(|runtime, link| link.execute_all(runtime, &waiting))
    }

    /// Begins a transaction, on a new link where there is none or the one that
    /// was there is lost: nothing has been sent yet that could be lost with it.
    fn begin(&self) -> Result<()> {
        self.told.begin();
        self.ahead.set(Ahead::Nothing);
        self.waiting.take();
        let mut begun = self.send(self.begin);
        if begun.is_err() && self.link.borrow().is_none() {
            let runtime = self.runtime.as_ref().ok_or(AWAY)?;
            *self.link.borrow_mut() = Some(Link::open(runtime, &self.address, self.set_up)?);
            begun = self.send(self.begin);
        }
        match begun {
            Ok(()) => self.in_transaction.set(true),
            // Of several statements the first may have begun it.
            Err(_) => drop(self.send("ROLLBACK")),
        }
        begun
    }

    /// Runs a statement with what goes out ahead of it. Where that begins a
    /// read and the link is lost, nothing is lost with it: once more, on a new
    /// one.
    fn with_ahead<T>(&self, work: impl Fn(&Runtime, &Link, Before<'_>) -> Sent<T>) -> Result<T> {
        let ahead = self.ahead.replace(Ahead::Nothing);
        let waiting = self.waiting.take();
        let before = Before { batch: ahead.sql(), waiting: &waiting };
        let done = self.on_link(|runtime, link| work(runtime, link, before));
        let first_of_read = matches!(ahead, Ahead::Begin(_) | Ahead::Itself);
        let done = if first_of_read && done.is_err() && self.link.borrow().is_none() {
            let runtime = self.runtime.as_ref().ok_or(AWAY)?;
            *self.link.borrow_mut() = Some(Link::open(runtime, &self.address, self.set_up)?);
            self.in_transaction.set(ahead != Ahead::Itself);
            self.on_link(|runtime, link| work(runtime, link, before))
        } else {
            done
        };
        if ahead == Ahead::Itself {
            self.ahead.set(ahead);
        }
        done
    }

    fn end(&self, sql: &str) -> Result<()> {
        self.ahead.set(Ahead::Nothing);
        let ended = self.send(sql);
        if ended.is_err() {
            drop(self.send("ROLLBACK"));
        }
        self.in_transaction.set(false);
        ended
    }
}

impl Session for PostgresConnection {
    fn query(
        &self,
        sql: &str,
        params: Bound<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        let rows =
            self.with_ahead(|runtime, link, before| link.query(runtime, before, sql, params))?;
        for row in &rows {
            if !each(&Row::new(&PostgresRow::new(row)))? {
                break;
            }
        }
        Ok(())
    }

    fn execute(&self, sql: &str, params: Bound<'_>) -> Result<usize> {
        let run = |runtime: &_, link: &Link, before: Before<'_>| {
            link.execute(runtime, before, sql, params)
        };
        let changed = self.with_ahead(run)?;
        usize::try_from(changed).map_err(|_| DatabaseError::OutOfRange)
    }

    fn execute_ahead(&self, sql: &str, params: Bound<'_>) -> Result<()> {
        if self.ahead.get() != Ahead::Nothing {
            return self.execute(sql, params).map(drop);
        }
        let waiting = self.on_link(|runtime, link| link.waiting(runtime, sql, params))?;
        self.waiting.borrow_mut().push(waiting);
        Ok(())
    }

    fn batch(&self, sql: &str) -> Result<()> {
        if let Some(ahead) = self.ahead.replace(Ahead::Nothing).sql() {
            self.send(ahead)?;
        }
        self.send(sql)
    }

    fn tell(&self, change: LiveChange) {
        self.told.tell(change);
    }

    fn dialect(&self) -> &'static dyn Dialect {
        &PostgresDialect
    }
}

impl Transactions for PostgresConnection {
    fn begin_read(&self) -> Result<()> {
        self.ahead.set(Ahead::Begin(self.begin));
        self.in_transaction.set(true);
        Ok(())
    }

    fn begin_one(&self) -> Result<()> {
        self.ahead.set(Ahead::Itself);
        Ok(())
    }

    fn end_read(&self) -> Result<()> {
        self.in_transaction.set(false);
        match self.ahead.replace(Ahead::Nothing) {
            // Nothing was asked for, or it ended by itself.
            Ahead::Begin(_) | Ahead::Itself => Ok(()),
            // Nothing was written, so no answer is waited for.
            _ => self.on_link(|runtime, link| link.tell(runtime, "COMMIT")),
        }
    }

    fn begin_write(&self) -> Result<()> {
        self.begin()
    }

    fn savepoint(&self) -> Result<()> {
        self.told.savepoint();
        self.ahead.set(match self.ahead.get() {
            Ahead::Release | Ahead::ReleaseAndSavepoint => Ahead::ReleaseAndSavepoint,
            Ahead::Nothing | Ahead::Begin(_) | Ahead::Itself | Ahead::Savepoint => Ahead::Savepoint,
        });
        Ok(())
    }

    fn release(&self) -> Result<()> {
        self.flush()?;
        self.ahead.set(match self.ahead.get() {
            // The command sent nothing.
            Ahead::Savepoint => Ahead::Nothing,
            Ahead::Nothing
            | Ahead::Begin(_)
            | Ahead::Itself
            | Ahead::Release
            | Ahead::ReleaseAndSavepoint => Ahead::Release,
        });
        Ok(())
    }

    fn undo(&self) -> Result<()> {
        self.told.undo();
        self.waiting.take();
        match self.ahead.get() {
            Ahead::Nothing => self.send("ROLLBACK TO command; RELEASE command"),
            _ => self.release(),
        }
    }

    fn commit(&self) -> Result<()> {
        // A COMMIT alone is answered well also where a statement has failed and
        // it undoes everything; RELEASE is refused then.
        let release = match self.ahead.get() {
            Ahead::Release => "RELEASE command; ",
            _ => "",
        };
        let notify = listener::notify(&self.told.take());
        self.end(&format!("{release}{notify}COMMIT"))
    }

    fn is_in_transaction(&self) -> bool {
        self.in_transaction.get()
    }

    fn is_open(&self) -> bool {
        self.link.borrow().is_some() && !self.in_transaction.get()
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

impl Drop for PostgresConnection {
    fn drop(&mut self) {
        self.link.replace(None);
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
