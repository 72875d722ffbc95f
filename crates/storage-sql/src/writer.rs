//! The one thread that writes, and how writes that wait share a commit. Votes
//! that wait share their statements too: each of these is a way to the database
//! and back.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use storage::{Result, StorageError, StorageStats, VoteOutcome};
use tokio::sync::{mpsc, oneshot};

use crate::{
    fault::{Fault, Outcome, for_each},
    sql::{Connection, Transactions},
    vote::{self, Cast},
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
    Cast(Cast, oneshot::Sender<Result<VoteOutcome>>),
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

/// A vote; all of a batch are cast together.
struct PendingCast {
    cast: Cast,
    result: Result<VoteOutcome>,
    reply: oneshot::Sender<Result<VoteOutcome>>,
}

/// What is done in one transaction. All of it was asked for before any of it is
/// answered, so its order is free.
#[derive(Default)]
struct Batch {
    writes: Vec<Box<dyn Write>>,
    casts: Vec<PendingCast>,
}

impl Batch {
    fn len(&self) -> usize {
        self.writes.len() + self.casts.len()
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
    if !conn.is_in_transaction() {
        return Ok(result?);
    }
    let result = result.and_then(|done| conn.release().map(|()| done).map_err(Fault::from));
    if result.is_err() && conn.is_in_transaction() {
        conn.undo().map_err(Fault::from)?;
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
        self.send(Command::Write(Box::new(pending)))?;
        answer.await.map_err(|_| CLOSING)?
    }

    /// Casts a vote, together with those that wait, and answers when it is on
    /// the disk.
    pub(crate) async fn cast(&self, cast: Cast) -> Result<VoteOutcome> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Cast(cast, reply))?;
        answer.await.map_err(|_| CLOSING)?
    }

    fn send(&self, command: Command) -> Result<()> {
        self.commands.try_send(command).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StorageError::Unavailable("too many writes wait"),
            mpsc::error::TrySendError::Closed(_) => CLOSING,
        })
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
            while let Ok(command) = queue.try_recv() {
                commit(&*conn, collect(command, &mut queue).0, counters);
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
fn collect(first: Command, queue: &mut mpsc::Receiver<Command>) -> (Batch, Option<Closed>) {
    let mut batch = Batch::default();
    let mut next = Some(first);
    while let Some(command) = next {
        match command {
            Command::Write(write) => batch.writes.push(write),
            Command::Cast(cast, reply) => {
                batch.casts.push(PendingCast { cast, result: Err(CLOSING), reply });
            }
            Command::Close(reply) => return (batch, Some(reply)),
        }
        next = if batch.len() < BATCH { queue.try_recv().ok() } else { None };
    }
    (batch, None)
}

/// Runs a batch in one transaction, commits, then answers all.
fn commit(conn: &dyn Transactions, mut batch: Batch, counters: &Counters) {
    if batch.len() == 0 {
        return;
    }
    let outcome = transact(conn, &mut batch);
    counters.writes.fetch_add(batch.len() as u64, Ordering::Relaxed);
    counters.commits.fetch_add(1, Ordering::Relaxed);
    let failure = outcome.map_err(StorageError::from).err();
    let committed = || failure.as_ref().map_or(Ok(()), |failure| Err(for_each(failure)));
    for write in batch.writes {
        write.answer(committed());
    }
    for PendingCast { result, reply, .. } in batch.casts {
        // Whoever asked may have gone; the vote stands all the same.
        let _ = reply.send(committed().and(result));
    }
}

fn transact(conn: &dyn Transactions, batch: &mut Batch) -> Outcome<()> {
    conn.begin_write()?;
    for write in &mut batch.writes {
        write.run(conn);
        check(conn)?;
    }
    if !batch.casts.is_empty() {
        cast_all(conn, &mut batch.casts);
        check(conn)?;
    }
    Ok(conn.commit()?)
}

/// A failing disk or connection ends the transaction by itself; what would
/// follow must not begin another.
fn check(conn: &dyn Transactions) -> Outcome<()> {
    if conn.is_in_transaction() {
        Ok(())
    } else {
        Err(StorageError::Unavailable("the database gave up a transaction").into())
    }
}

/// Casts votes together. Where the database refuses that, each is cast by
/// itself, so that none is lost with another.
fn cast_all(conn: &dyn Transactions, pending: &mut [PendingCast]) {
    let casts: Vec<_> = pending.iter().map(|pending| &pending.cast).collect();
    match in_savepoint(conn, |conn| vote::put(conn, &casts)) {
        Ok(results) => {
            for (pending, result) in pending.iter_mut().zip(results) {
                pending.result = result;
            }
        }
        Err(error) => match pending {
            [alone] => alone.result = Err(error),
            _ => {
                for pending in pending {
                    if conn.is_in_transaction() {
                        cast_all(conn, core::slice::from_mut(pending));
                    }
                }
            }
        },
    }
}

fn end(conn: Box<dyn Transactions>) -> Result<()> {
    conn.finish().map_err(Fault::from)?;
    Ok(())
}
