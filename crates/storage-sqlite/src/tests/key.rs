//! A test of the test: without the unique key of the votes table, the suite's
//! race must fail. Nothing else differs: the same code runs on a schema whose
//! key is a plain index.

use std::sync::Arc;

use storage::{Storage, suite::World, suite::race::vote_at_once};

use storage_sql::migrate::Migration;

use crate::{migrate::MIGRATIONS, open_with};

const KEY: &str = "  PRIMARY KEY (submission, participant)
) STRICT, WITHOUT ROWID;

CREATE INDEX votes_participant";
const NO_KEY: &str = "  CHECK (true)
) STRICT;

CREATE INDEX votes_submission ON votes (submission, participant);
CREATE INDEX votes_participant";

/// The storage with these migrations, after some rounds of the race.
async fn race(migrations: &[Migration]) -> Result<(), String> {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("forum.db");
    let storage = open_with(&path, migrations).expect("a database");
    let storage: Arc<dyn Storage> = Arc::new(storage);
    let world = World::new(Arc::clone(&storage)).await;
    let told = vote_at_once(&world, 10).await;
    storage.close().await.expect("closed");
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_key_the_race_is_lost() {
    let mut migrations = MIGRATIONS.to_vec();
    let with_key = migrations[0].sql;
    assert_eq!(with_key.matches(KEY).count(), 1, "the votes table has its key");
    migrations[0].sql = with_key.replace(KEY, NO_KEY).leak();
    let lost = race(&migrations).await.expect_err("the suite must see doubled votes");
    assert!(lost.contains("rows of one person's vote"), "{lost}");
    assert_eq!(race(MIGRATIONS).await, Ok(()), "and with the key it is won");
}
