//! The one thread that writes, and how writes that wait share a commit.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use storage::{Result, StorageError, StorageStats};
use tokio::sync::{mpsc, oneshot};

use crate::{
    fault::{Fault, Outcome},
    sql::{Connection, Transactions},
};

/// Most writes that may wait; more are told to come back.
pub const QUEUE: usize = 4096;
/// Most writes in one transaction, so that nobody waits for a long one.
pub const BATCH: usize = 512;

const CLOSING: StorageError = StorageError::Unavailable("the storage is closing");

/// The handle to the thread.
pub(crate) struct Writer {
    commands: mpsc::Sender<Command>,
    counters: Arc<Counters>,
}

#[derive(Default)]
struct Counters {
    writes: AtomicU64,
    commits: AtomicU64,
}

enum Command {
    Write(Box<dyn Write>),
    Close(Closed),
}

/// Tells whoever closes that it is done.
type Closed = oneshot::Sender<Result<()>>;

/// One write: it runs, and is answered after the commit.
trait Write: Send {
    fn run(&mut self, conn: &dyn Transactions);
    fn answer(self: Box<Self>, committed: Result<()>);
}

struct Pending<F, T> {
    work: Option<F>,
    result: Result<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<F, T> Write for Pending<F, T>
where
    F: FnOnce(&Connection) -> Outcome<T> + Send,
    T: Send,
{
    fn run(&mut self, conn: &dyn Transactions) {
        let Some(work) = self.work.take() else { return };
        self.result = in_savepoint(conn, work);
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let result = committed.and(self.result);
        // Whoever asked may have gone; the write stands all the same.
        let _ = self.reply.send(result);
    }
}

/// Runs one command so that its failure undoes it alone. A panic in it ends
/// neither the thread nor the others.
fn in_savepoint<T>(
    conn: &dyn Transactions,
    work: impl FnOnce(&Connection) -> Outcome<T>,
) -> Result<T> {
    conn.savepoint().map_err(Fault::from)?;
    let result = catch_unwind(AssertUnwindSafe(|| work(conn)))
        .unwrap_or_else(|_| Err(StorageError::Inconsistent("a write panicked".into()).into()));
    if conn.is_in_transaction() {
        if result.is_ok() { conn.release() } else { conn.undo() }.map_err(Fault::from)?;
    }
    Ok(result?)
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(conn: Box<dyn Transactions>) -> Result<Self> {
        let (commands, queue) = mpsc::channel(QUEUE);
        let counters = Arc::new(Counters::default());
        let shared = Arc::clone(&counters);
        thread::Builder::new()
            .name("storage-writer".into())
            .spawn(move || work(conn, queue, &shared))
            .map_err(|error| StorageError::Database(Box::new(error)))?;
        Ok(Self { commands, counters })
    }

    /// Runs a write and answers when it is on the disk.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let pending = Pending { work: Some(work), result: Err(CLOSING), reply };
        self.commands.try_send(Command::Write(Box::new(pending))).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StorageError::Unavailable("too many writes wait"),
            mpsc::error::TrySendError::Closed(_) => CLOSING,
        })?;
        answer.await.map_err(|_| CLOSING)?
    }

    /// Does what waits, writes the log back into the file and ends the thread.
    pub(crate) async fn close(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        if self.commands.send(Command::Close(reply)).await.is_err() {
            return Ok(());
        }
        answer.await.map_err(|_| CLOSING)?
    }

    pub(crate) fn stats(&self) -> StorageStats {
        StorageStats {
            queued: (self.commands.max_capacity() - self.commands.capacity()) as u64,
            writes: self.counters.writes.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
        }
    }
}

fn work(conn: Box<dyn Transactions>, mut queue: mpsc::Receiver<Command>, counters: &Counters) {
    while let Some(first) = queue.blocking_recv() {
        let (batch, close) = collect(first, &mut queue);
        commit(&*conn, batch, counters);
        if let Some(reply) = close {
            queue.close();
            while let Ok(Command::Write(write)) = queue.try_recv() {
                commit(&*conn, vec![write], counters);
            }
            let _ = reply.send(end(conn));
            return;
        }
    }
    // Every handle is gone without a word: the log is written back all the
    // same, and nobody is left to tell of a failure.
    let _ = end(conn);
}

/// Everything that waits now, up to a full batch or the word to close.
fn collect(
    first: Command,
    queue: &mut mpsc::Receiver<Command>,
) -> (Vec<Box<dyn Write>>, Option<Closed>) {
    let mut batch = Vec::new();
    let mut next = Some(first);
    while let Some(command) = next {
        match command {
            Command::Write(write) => batch.push(write),
            Command::Close(reply) => return (batch, Some(reply)),
        }
        next = if batch.len() < BATCH { queue.try_recv().ok() } else { None };
    }
    (batch, None)
}

/// Runs a batch in one transaction, commits, then answers all.
fn commit(conn: &dyn Transactions, mut batch: Vec<Box<dyn Write>>, counters: &Counters) {
    if batch.is_empty() {
        return;
    }
    let outcome = transact(conn, &mut batch);
    let count = batch.len() as u64;
    counters.writes.fetch_add(count, Ordering::Relaxed);
    counters.commits.fetch_add(1, Ordering::Relaxed);
    let failure = outcome.map_err(StorageError::from).err();
    for write in batch {
        write.answer(match &failure {
            None => Ok(()),
            Some(StorageError::Unavailable(why)) => Err(StorageError::Unavailable(why)),
            Some(error) => Err(StorageError::Database(error.to_string().into())),
        });
    }
}

fn transact(conn: &dyn Transactions, batch: &mut [Box<dyn Write>]) -> Outcome<()> {
    conn.begin_write()?;
    for write in batch {
        write.run(conn);
        // A failing disk or connection ends the transaction by itself; what
        // would follow must not begin another.
        if !conn.is_in_transaction() {
            return Err(StorageError::Unavailable("the database gave up a transaction").into());
        }
    }
    Ok(conn.commit()?)
}

fn end(conn: Box<dyn Transactions>) -> Result<()> {
    conn.finish().map_err(Fault::from)?;
    Ok(())
}
