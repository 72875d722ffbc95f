//! Opening, closing, and what a fault does to the writes beside it.

use std::{sync::Arc, thread};

use contract::VoteChoice;
use storage::{Storage, StorageError, suite::NOW, suite::World};
use storage_sql::{Outcome, migrate::Migration, sql::Connection, testing};

use super::{database, open};
use crate::{
    Address,
    connection::PostgresConnection,
    migrate::{MIGRATIONS, run_with},
};

/// Brings a schema up to date by these steps.
fn migrate(address: &Address, migrations: &[Migration]) -> Outcome<()> {
    let address = Arc::new(address.clone());
    run_with(&PostgresConnection::migrator(&address).expect("a connection"), migrations)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_after_opening_again() {
    let Some((storage, address)) = open() else { return };
    let world = World::new(Arc::clone(&storage)).await;
    let person = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, person, "s", |_| ()).await;
    let vote = storage.put_vote(world.forum, &row.id, person, VoteChoice::Agree, NOW).await;
    let cells = vote.expect("a vote").cells;
    storage.close().await.expect("closed");
    storage.close().await.expect("closing twice is nothing");
    assert!(matches!(storage.thread(world.forum, "open").await, Err(StorageError::Unavailable(_))));
    let vote = storage.put_vote(world.forum, &row.id, person, VoteChoice::Pass, NOW).await;
    assert!(matches!(vote, Err(StorageError::Unavailable(_))));
    let again = crate::open(&address).expect("opened again");
    let seen = again.submission(world.forum, &row.id, None).await.expect("kept");
    assert_eq!(seen.submission.cells, cells);
}

#[test]
fn migrations_are_only_added() {
    let Some(address) = database() else { return };
    let mut more = MIGRATIONS.to_vec();
    more.push(Migration { name: "later", sql: "CREATE TABLE later (a BIGINT)" });
    migrate(&address, &more).expect("made by a newer version");
    let known = u32::try_from(MIGRATIONS.len()).expect("a count");
    match crate::open(&address).err() {
        Some(StorageError::Newer { found, known: told }) => {
            assert_eq!((found, told), (known + 1, known));
        }
        other => panic!("not refused as newer: {other:?}"),
    }
    more[0].sql = "CREATE TABLE other (a BIGINT)";
    let refused = migrate(&address, &more).map_err(StorageError::from);
    assert!(matches!(refused, Err(StorageError::Inconsistent(_))));
}

#[test]
fn a_failed_migration_leaves_nothing() {
    let Some(address) = database() else { return };
    let mut broken = MIGRATIONS.to_vec();
    let sql = "CREATE TABLE ok (a BIGINT); CREATE TABLE ok (a BIGINT);";
    broken.push(Migration { name: "broken", sql });
    assert!(migrate(&address, &broken).is_err());
    crate::open(&address).expect("as if it had not been tried");
}

#[test]
fn of_processes_that_start_at_once_one_makes_the_schema() {
    let Some(address) = database() else { return };
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| crate::open(&address).map(drop).expect("opened"));
        }
    });
}

#[test]
fn another_programs_database_is_left_alone() {
    let Some(address) = database() else { return };
    let shared = Arc::new(address.clone());
    let theirs = PostgresConnection::writer(&shared, false).expect("a connection");
    storage_sql::sql::Session::batch(&theirs, "CREATE TABLE theirs (a BIGINT)").expect("a table");
    assert!(matches!(crate::open(&address).err(), Some(StorageError::Inconsistent(_))));
    let nowhere: Address = "postgres://forum@127.0.0.1:1/nowhere".parse().expect("an address");
    assert!(matches!(crate::open(&nowhere).err(), Some(StorageError::Unavailable(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_undoes_its_own_write_alone() {
    const INSERT: &str =
        "INSERT INTO forums (slug, config, sectors, created_at) VALUES (?1, '', '', 0)";
    let Some(address) = database() else { return };
    let storage = crate::open(&address).expect("a storage");
    let insert = |conn: &Connection, slug: &str| testing::run(conn, INSERT, [slug]);
    let bad = storage.write(move |conn| -> Outcome<()> {
        insert(conn, "bad").expect("inserted");
        panic!("on purpose");
    });
    let good = storage.write(move |conn| insert(conn, "good"));
    let twice = storage.write(move |conn| {
        insert(conn, "twice")?;
        insert(conn, "good")
    });
    // Nobody waited for what failed, and nothing was asked after it.
    let ahead = storage.write(move |conn| {
        insert(conn, "ahead")?;
        testing::run_ahead(conn, INSERT, ["good"])?;
        testing::run_ahead(conn, INSERT, ["behind"])
    });
    let kept = storage.write(move |conn| {
        testing::run_ahead(conn, INSERT, ["kept"])?;
        testing::run_ahead(conn, INSERT, ["kept too"])
    });
    let late = storage.write(move |conn| insert(conn, "late"));
    let nothing = storage.write(|_| Ok(()));
    let (bad, good, twice, ahead, kept, late, nothing) =
        tokio::join!(bad, good, twice, ahead, kept, late, nothing);
    assert!(matches!(bad, Err(StorageError::Inconsistent(_))));
    let told = twice.expect_err("refused").to_string();
    assert!(told.contains("forums_slug_key") && !told.contains("good"), "{told}");
    let told = ahead.expect_err("refused").to_string();
    assert!(told.contains("forums_slug_key"), "{told}");
    good.and(late).expect("the others stand");
    kept.expect("what went well ahead stands as well");
    nothing.expect("so does one that does nothing");
    // A failure that a command keeps to itself must not pass for its success.
    let hushed = storage.write(move |conn| {
        insert(conn, "hushed")?;
        drop(insert(conn, "good"));
        Ok(())
    });
    hushed.await.expect_err("the database undid it");
    let sql = "SELECT slug FROM forums ORDER BY slug";
    let slugs = storage.read(|conn| testing::all(conn, sql, (), |row| row.get::<String>(0))).await;
    assert_eq!(slugs.expect("read"), ["good", "kept", "kept too", "late"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_was_ended_is_made_again() {
    let Some(address) = database() else { return };
    let storage = crate::open(&address).expect("a storage");
    for _ in 0..3 {
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()";
        storage.read(|conn| testing::all(conn, sql, (), |_| Ok(()))).await.expect("ended");
        storage.ping().await.expect("the next call finds it well");
    }
    // One that is ended within a transaction undoes it, and says so.
    let sql = "SELECT pg_terminate_backend(pg_backend_pid())";
    let cut = storage.write(|conn| testing::all(conn, sql, (), |_| Ok(()))).await;
    assert!(matches!(cut, Err(StorageError::Unavailable(_))), "{cut:?}");
    storage.ping().await.expect("and is made again");
}
