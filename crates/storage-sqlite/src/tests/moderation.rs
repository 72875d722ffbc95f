//! What the queue costs, however many copies of one text wait in it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use contract::QueueSort;
use rusqlite::{
    StatementStatus,
    trace::{TraceEvent, TraceEventCodes},
};
use storage::{ForumId, NewSubmission, ParticipantId, QueueQuery, suite::NOW, suite::World};
use storage_sql::{sql::Announcer, testing};

use super::open;
use crate::connection::SqliteConnection;

/// Steps of the database's machine in statements about the queue.
static STEPS: AtomicI64 = AtomicI64::new(0);

fn count(event: TraceEvent<'_>) {
    if let TraceEvent::Profile(statement, _) = event
        && statement.sql().contains("queue")
    {
        let steps = statement.get_status(StatementStatus::VmStep);
        STEPS.fetch_add(steps.into(), Ordering::SeqCst);
    }
}

/// What a piece of work costs on a connection of its own, whose statements
/// have counted nothing yet.
fn steps(conn: &SqliteConnection, work: impl FnOnce(&SqliteConnection)) -> i64 {
    STEPS.store(0, Ordering::SeqCst);
    conn.conn.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(count));
    work(conn);
    conn.conn.trace_v2(TraceEventCodes::empty(), None);
    STEPS.load(Ordering::SeqCst)
}

fn copy(world: &World, author: ParticipantId, number: usize) -> NewSubmission {
    let mut new = world.new_submission(author, "Golden goose for everybody");
    new.body = format!(
        "Vote for the golden goose, the only goose that lays golden eggs for every household in \
         every province, day and night, all the year round. {number}"
    );
    new
}

fn page(conn: &SqliteConnection, forum: ForumId, moderator: ParticipantId) {
    for sort in [QueueSort::Oldest, QueueSort::Harm] {
        let query = QueueQuery {
            kind: None,
            sort,
            thread: None,
            language: None,
            claimed: None,
            q: String::new(),
            cursor: None,
            limit: 20,
            moderator,
            now_ms: NOW,
        };
        let page = testing::queue(conn, forum, &query).expect("a queue");
        assert_eq!(page.listing.items.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_copies_cost_what_two_cost() {
    let (storage, dir) = open();
    let world = World::new(Arc::clone(&storage)).await;
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let path = dir.path().join("forum.db");
    let mut costs = Vec::new();
    let mut made = 0;
    for copies in [2, 1_000] {
        while made < copies {
            let new = copy(&world, author, made);
            let done = storage.create_submission(world.forum, &careful.id, new, None).await;
            done.expect("made");
            made += 1;
        }
        let reading = SqliteConnection::reader(&path).expect("a connection");
        let read = steps(&reading, |conn| page(conn, world.forum, moderator));
        let writing = SqliteConnection::writer(&path, Announcer::default()).expect("a connection");
        let new = copy(&world, author, made);
        made += 1;
        let written = steps(&writing, |conn| {
            testing::submit(conn, world.forum, &careful.id, &new).expect("made");
        });
        costs.push((read, written));
    }
    let [(read_two, write_two), (read_all, write_all)] = costs[..] else { panic!("two costs") };
    assert!(read_two > 0 && write_two > 0, "{costs:?}");
    // A few steps more, as the trees of the indexes are deeper.
    assert!(read_all <= read_two + 50, "reading: {costs:?}");
    assert!(write_all <= write_two + 50, "writing: {costs:?}");
}
