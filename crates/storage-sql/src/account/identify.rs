//! Whom hosts' tokens speak for. Every request with one asks; those that wait
//! for the database are asked together, in one statement.

use std::{
    fmt::Write as _,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use storage::{ForumId, Identified, Result, StorageError};
use tokio::sync::oneshot;

use super::person::tombstone;
use crate::{
    fault::{Outcome, for_each},
    participant,
    reader::Readers,
    row::{AUTHOR, AUTHOR_LEN, all_of},
    sql::{
        Column::{Bytes, Integer, Text},
        Connection, Database,
    },
};

/// Most that are asked in one statement.
const TOGETHER: usize = 256;

/// Whom a token names.
pub(crate) struct Asked {
    forum: i64,
    issuer: String,
    subject: String,
    /// Of what would stay of them, in hexadecimal.
    tombstone: String,
}

impl Asked {
    pub(crate) fn new(forum: ForumId, issuer: &str, subject: &str) -> Self {
        let mut hash = String::with_capacity(64);
        for byte in tombstone(issuer, subject) {
            // Writing to a string does not fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Self { forum: forum.0, issuer: issuer.into(), subject: subject.into(), tombstone: hash }
    }
}

type Reply = oneshot::Sender<Result<Identified>>;

/// Those who wait.
#[derive(Default)]
struct Waiting {
    queue: Vec<(Asked, Reply)>,
    /// Whether a task asks, which will take them.
    is_served: bool,
}

/// Asks for all who wait.
#[derive(Default)]
pub(crate) struct Identifier(Arc<Mutex<Waiting>>);

impl Identifier {
    pub(super) async fn identify<D: Database>(
        &self,
        readers: &Arc<Readers<D>>,
        asked: Asked,
    ) -> Result<Identified> {
        let (reply, answer) = oneshot::channel();
        let is_served = {
            let mut waiting = lock(&self.0);
            waiting.queue.push((asked, reply));
            mem::replace(&mut waiting.is_served, true)
        };
        if !is_served {
            // A task of its own: whoever came first may go away.
            tokio::spawn(serve(Arc::clone(&self.0), Arc::clone(readers)));
        }
        answer.await.map_err(|_| StorageError::Unavailable("the storage is closing"))?
    }
}

fn lock(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A task that asks. Where it ends before its work does, with the runtime or by
/// a panic, those who wait are told, and the next one is served again.
struct Serving {
    waiting: Arc<Mutex<Waiting>>,
    is_done: bool,
}

impl Drop for Serving {
    fn drop(&mut self) {
        if !self.is_done {
            *lock(&self.waiting) = Waiting::default();
        }
    }
}

/// Asks until nobody waits.
async fn serve<D: Database>(waiting: Arc<Mutex<Waiting>>, readers: Arc<Readers<D>>) {
    let mut serving = Serving { waiting, is_done: false };
    loop {
        let (asked, replies): (Vec<_>, Vec<_>) = {
            let mut waiting = lock(&serving.waiting);
            if waiting.queue.is_empty() {
                waiting.is_served = false;
                drop(waiting);
                serving.is_done = true;
                return;
            }
            let some = waiting.queue.len().min(TOGETHER);
            waiting.queue.drain(..some).unzip()
        };
        for (answer, reply) in ask(&readers, asked).await.into_iter().zip(replies) {
            // Whoever asked may have gone.
            let _ = reply.send(answer);
        }
    }
}

/// Asks for these together, and where that fails for each by itself: what is
/// wrong with one is not the others' concern.
async fn ask<D: Database>(readers: &Readers<D>, asked: Vec<Asked>) -> Vec<Result<Identified>> {
    let asked: Arc<[Asked]> = asked.into();
    let all = Arc::clone(&asked);
    let failure = match readers.read_one(move |conn| find(conn, &all)).await {
        Ok(found) => return found.into_iter().map(Ok).collect(),
        Err(failure) => failure,
    };
    if asked.len() == 1 {
        return vec![Err(failure)];
    }
    let mut answers = Vec::with_capacity(asked.len());
    for place in 0..asked.len() {
        // A database that is away is not asked again for everybody.
        if matches!(failure, StorageError::Unavailable(_)) {
            answers.push(Err(for_each(&failure)));
            continue;
        }
        let all = Arc::clone(&asked);
        let found = readers.read_one(move |conn| find(conn, &all[place..=place])).await;
        answers.push(found.map(|found| found.into_iter().next().unwrap_or_default()));
    }
    answers
}

/// Each in its place.
pub(crate) fn find(conn: &Connection, asked: &[Asked]) -> Outcome<Vec<Identified>> {
    let rows: Vec<_> = asked
        .iter()
        .enumerate()
        .map(|(place, one)| (place, one.forum, &one.issuer, &one.subject, &one.tombstone))
        .collect();
    let columns =
        [Integer("place"), Integer("forum"), Text("issuer"), Text("subject"), Bytes("hash")];
    let sql = |asked: &str| {
        format!(
            "SELECT {AUTHOR}, p.seq, p.issuer, p.subject, one.place, t.at FROM {asked} one
             LEFT JOIN participants p
               ON p.forum = one.forum AND p.issuer = one.issuer AND p.subject = one.subject
             LEFT JOIN organisations o ON o.seq = p.organisation
             LEFT JOIN tombstones t ON t.forum = one.forum AND t.hash = one.hash"
        )
    };
    let found = all_of(conn, &rows, &columns, sql, |row| {
        let is_known = row.get::<Option<i64>>(AUTHOR_LEN)?.is_some();
        let participant = is_known.then(|| participant::read(row)).transpose()?;
        let erased_at = row.get(AUTHOR_LEN + 4)?;
        Ok((row.get::<usize>(AUTHOR_LEN + 3)?, Identified { participant, erased_at }))
    })?;
    let mut answers = vec![Identified::default(); asked.len()];
    for (place, identified) in found {
        if let Some(answer) = answers.get_mut(place) {
            *answer = identified;
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod unit {
    use tokio::sync::oneshot;

    use super::*;

    /// Who waits for a task that is no more would wait for ever.
    #[test]
    fn whoever_waits_for_a_task_that_ends_early_is_told() {
        let waiting = Arc::<Mutex<Waiting>>::default();
        let (reply, mut answer) = oneshot::channel();
        lock(&waiting).queue.push((Asked::new(ForumId(1), "issuer", "subject"), reply));
        lock(&waiting).is_served = true;
        drop(Serving { waiting: Arc::clone(&waiting), is_done: false });
        assert!(
            answer.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Closed)
        );
        assert!(!lock(&waiting).is_served);

        // Another task may have begun since.
        lock(&waiting).is_served = true;
        drop(Serving { waiting: Arc::clone(&waiting), is_done: true });
        assert!(lock(&waiting).is_served);
    }
}
