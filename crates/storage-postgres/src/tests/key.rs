//! A test of the test: without the lock that every write transaction takes, two
//! processes count one person twice, and with it they do not.

use std::sync::Arc;

use contract::VoteChoice;
use storage::{Storage, suite::NOW, suite::World};

use super::database;
use crate::{Address, open_with};

/// The round, if there was one of so many, in which one person's votes through
/// two storages left counters that do not belong to the vote that stands.
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
        let mut votes = tokio::task::JoinSet::new();
        for number in 0..8 {
            let storage = Arc::clone(if number % 2 == 0 { &first } else { &second });
            let (forum, id) = (world.forum, row.id.clone());
            let value = [VoteChoice::Agree, VoteChoice::Pass][(number / 2) % 2];
            votes.spawn(async move { storage.put_vote(forum, &id, voter, value, NOW).await });
        }
        while let Some(vote) = votes.join_next().await {
            vote.expect("no panic").expect("a vote");
        }
        let seen = first.submission(world.forum, &row.id, Some(voter)).await.expect("read");
        let counted: u32 = seen.submission.cells.values().map(|cell| cell.participants()).sum();
        if counted != 1 || seen.submission.my_vote.is_none() {
            wrong = Some(round);
            break;
        }
    }
    first.close().await.expect("closed");
    second.close().await.expect("closed");
    wrong
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
