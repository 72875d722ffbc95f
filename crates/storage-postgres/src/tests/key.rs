//! A test of the test: without the lock that every write transaction takes, two
//! processes count one person twice, and with it they do not.

use std::sync::Arc;

use contract::VoteChoice;
use storage::{Storage, StorageError, suite::NOW, suite::World};

use super::database;
use crate::{Address, open_with};

/// The round, if there was one of so many, in which one person's votes through
/// two storages left counters that do not belong to the vote that stands, or
/// counters below nothing, which the storage refuses to read.
async fn drifts(address: &Address, locked: bool, rounds: usize) -> Option<usize> {
    let open = || Arc::new(open_with(address, locked).expect("a storage"));
    let (first, second): (Arc<dyn Storage>, Arc<dyn Storage>) = (open(), open());
    let world = World::new(Arc::clone(&first)).await;
    let thread = world.thread("race", |_| ()).await;
    let author = world.person("author", None).await;
    let mut wrong = None;
    for round in 0..rounds {
        let row = world.submit(&thread, author, &format!("s{round}"), |_| ()).await;
        let voter = world.person(&format!("v{round}"), Some("cso")).await;
        let mut cast = tokio::task::JoinSet::new();
        for number in 0..8 {
            let storage = Arc::clone(if number % 2 == 0 { &first } else { &second });
            let (forum, id) = (world.forum, row.id.clone());
            let value = [VoteChoice::Agree, VoteChoice::Pass][(number / 2) % 2];
            cast.spawn(async move { storage.put_vote(forum, &id, voter, value, NOW).await });
        }
        let mut right = true;
        while let Some(vote) = cast.join_next().await {
            right &= whole(vote.expect("no panic")).is_some();
        }
        let seen = whole(first.submission(world.forum, &row.id, Some(voter)).await);
        right &= seen.is_some_and(|seen| {
            let cells = seen.submission.cells.values();
            let counted: u32 = cells.map(contract::SectorTally::participants).sum();
            counted == 1 && seen.submission.my_vote.is_some()
        });
        if !right {
            wrong = Some(round);
            break;
        }
    }
    first.close().await.expect("closed");
    second.close().await.expect("closed");
    wrong
}

/// What was answered, or nothing where the rows contradict each other. Every other error is a fault.
fn whole<T>(answer: Result<T, StorageError>) -> Option<T> {
    match answer {
        Ok(value) => Some(value),
        Err(StorageError::Inconsistent(_)) => None,
        Err(other) => panic!("a vote, or counters that contradict each other: {other}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_count_one_person_once() {
    let Some(address) = database() else { return };
    assert_eq!(drifts(&address, true, 30).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_lock_the_race_is_lost() {
    let Some(address) = database() else { return };
    assert!(drifts(&address, false, 2_000).await.is_some(), "the race must be seen to be lost");
}
