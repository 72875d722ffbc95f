//! Opening, closing, and what a fault does to the writes beside it.

use std::{sync::Arc, time::Duration};

use contract::VoteChoice;
use storage::{Storage, StorageError, suite::NOW, suite::World};
use storage_sql::{BATCH, Outcome, QUEUE, migrate::Migration, sql::Connection, testing};

use super::open;
use crate::{migrate::MIGRATIONS, open as open_file, open_with};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_after_opening_again() {
    let (storage, dir) = open();
    let world = World::new(Arc::clone(&storage)).await;
    let person = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, person, "s", |_| ()).await;
    let vote = storage.put_vote(world.forum, &row.id, person, VoteChoice::Agree, NOW).await;
    let cells = vote.expect("a vote").cells;
    storage.close().await.expect("closed");
    storage.close().await.expect("closing twice is nothing");
    assert!(matches!(storage.thread(world.forum, "open").await, Err(StorageError::Unavailable(_))));
    assert!(matches!(
        storage.put_vote(world.forum, &row.id, person, VoteChoice::Pass, NOW).await,
        Err(StorageError::Unavailable(_))
    ));
    let path = dir.path().join("forum.db");
    assert!(!dir.path().join("forum.db-wal").exists(), "the log is written back");
    let again = open_file(&path).expect("opened again");
    let seen = again.submission(world.forum, &row.id, None).await.expect("kept");
    assert_eq!(seen.submission.cells, cells);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_that_the_database_refuses_takes_no_other_with_it() {
    const REFUSED: usize = 3;
    let dir = tempfile::tempdir().expect("a directory");
    let storage = Arc::new(open_file(&dir.path().join("forum.db")).expect("a database"));
    let world = World::new(Arc::clone(&storage) as Arc<dyn Storage>).await;
    let author = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let mut voters = Vec::new();
    for n in 0..10 {
        voters.push(world.person(&format!("v{n}"), None).await);
    }
    let trigger = format!(
        "CREATE TRIGGER refuses BEFORE INSERT ON votes WHEN new.participant = {}
         BEGIN SELECT RAISE(ABORT, 'refused'); END",
        voters[REFUSED].0
    );
    storage.write(move |conn| Ok(conn.batch(&trigger)?)).await.expect("a trigger");
    // While this one holds the writer, all votes come to wait.
    let busy = tokio::spawn({
        let storage = Arc::clone(&storage);
        async move {
            let wait = |_: &Connection| {
                std::thread::sleep(Duration::from_millis(500));
                Ok(())
            };
            storage.write(wait).await
        }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let before = storage.stats();
    let mut voting = tokio::task::JoinSet::new();
    for (n, voter) in voters.into_iter().enumerate() {
        let (storage, forum, id) = (Arc::clone(&storage), world.forum, row.id.clone());
        let vote = async move { storage.put_vote(forum, &id, voter, VoteChoice::Agree, NOW).await };
        voting.spawn(async move { (n, vote.await) });
    }
    while let Some(voted) = voting.join_next().await {
        let (n, answer) = voted.expect("no panic");
        assert_eq!(answer.is_err(), n == REFUSED, "{n}: {answer:?}");
    }
    busy.await.expect("no panic").expect("written");
    let after = storage.stats();
    assert_eq!((after.writes - before.writes, after.commits - before.commits), (11, 2));
    let seen = storage.submission(world.forum, &row.id, None).await.expect("seen");
    assert_eq!(storage::sum(&seen.submission.cells).agree, 9);
}

#[test]
fn migrations_are_only_added() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("forum.db");
    let mut more = MIGRATIONS.to_vec();
    more.push(Migration { name: "later", sql: "CREATE TABLE later (a INTEGER) STRICT" });
    drop(open_with(&path, &more).expect("made by a newer version"));
    let known = u32::try_from(MIGRATIONS.len()).expect("a count");
    match open_file(&path).err() {
        Some(StorageError::Newer { found, known: told }) => {
            assert_eq!((found, told), (known + 1, known));
        }
        other => panic!("not refused as newer: {other:?}"),
    }
    more[0].sql = "CREATE TABLE other (a INTEGER) STRICT";
    assert!(matches!(open_with(&path, &more).err(), Some(StorageError::Inconsistent(_))));
}

#[test]
fn a_failed_migration_leaves_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("forum.db");
    let mut broken = MIGRATIONS.to_vec();
    broken.push(Migration { name: "broken", sql: "CREATE TABLE ok (a); CREATE TABLE ok (a);" });
    assert!(open_with(&path, &broken).is_err());
    open_file(&path).expect("as if it had not been tried");
}

#[test]
fn another_programs_file_is_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("theirs.db");
    let theirs = rusqlite::Connection::open(&path).expect("a database");
    theirs.execute_batch("CREATE TABLE theirs (a)").expect("a table");
    assert!(matches!(open_file(&path).err(), Some(StorageError::Inconsistent(_))));
    std::fs::write(dir.path().join("text.db"), "no database at all, only text").expect("a file");
    assert!(open_file(&dir.path().join("text.db")).is_err());
    assert!(open_file(&dir.path().join("no/such/directory.db")).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_undoes_its_own_write_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let storage = open_file(&dir.path().join("forum.db")).expect("a database");
    let insert = |conn: &Connection, slug: &str| {
        let sql = "INSERT INTO forums (slug, config, sectors, created_at) VALUES (?1, '', '', 0)";
        testing::run(conn, sql, [slug]).expect("inserted");
    };
    let bad = storage.write(move |conn| -> Outcome<()> {
        insert(conn, "bad");
        panic!("on purpose");
    });
    let good = storage.write(move |conn| {
        insert(conn, "good");
        Ok(())
    });
    let (bad, good) = tokio::join!(bad, good);
    assert!(matches!(bad, Err(StorageError::Inconsistent(_))));
    good.expect("the other write stands");
    let sql = "SELECT slug FROM forums";
    let slugs = storage.read(|conn| testing::all(conn, sql, (), |row| row.get::<String>(0))).await;
    let slugs = slugs.expect("read");
    assert_eq!(slugs, ["good"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_writes_share_a_commit_and_too_many_are_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let storage = open_file(&dir.path().join("forum.db")).expect("a database");
    let storage = Arc::new(storage);
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (begun, beginning) = std::sync::mpsc::channel();
    let mut writes = tokio::task::JoinSet::new();
    let first = Arc::clone(&storage);
    writes.spawn(async move {
        let hold = move |_: &Connection| {
            begun.send(()).expect("somebody waits");
            released.recv().expect("released");
            Ok(0)
        };
        first.write(hold).await
    });
    beginning.recv().expect("the first write runs");
    for _ in 0..QUEUE {
        let storage = Arc::clone(&storage);
        writes.spawn(async move { storage.sweep(NOW).await });
    }
    while storage.stats().queued < QUEUE as u64 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(storage.sweep(NOW).await, Err(StorageError::Unavailable(_))));
    release.send(()).expect("the first write waits");
    while let Some(write) = writes.join_next().await {
        assert_eq!(write.expect("no panic").expect("written"), 0);
    }
    let stats = storage.stats();
    assert_eq!((stats.queued, stats.writes), (0, QUEUE as u64 + 1));
    assert!(stats.commits <= 2 + (QUEUE / BATCH) as u64, "{} commits", stats.commits);
}
