//! Votes, one after the other and together. What comes at the same time of one
//! person is in `race`.

use std::sync::Arc;

use contract::{SectorTally, Sort, VoteChoice, VotingMode};
use tokio::task::JoinSet;

use super::world::{NOW, World, assert_refused};
use crate::{Claims, ListQuery, StorageError, sum};

/// The last vote counts, once; taking it back leaves nothing.
pub async fn cast_change_take_back(world: &World) {
    let (author, voter) = (world.person("a", None).await, world.person("v", Some("cso")).await);
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let put = |value| world.storage.put_vote(world.forum, &row.id, voter, value, NOW);
    for value in [VoteChoice::Agree, VoteChoice::Agree, VoteChoice::Disagree, VoteChoice::Pass] {
        let outcome = put(value).await.expect("a vote");
        assert_eq!((outcome.my_vote, outcome.votes_left), (Some(value), None));
        assert_eq!(sum(&outcome.cells).participants(), 1);
        assert_eq!((outcome.thread.counts.votes, outcome.thread.counts.participants), (Some(1), 2));
    }
    let cells = put(VoteChoice::Pass).await.expect("again").cells;
    let pass = SectorTally { pass: 1, ..SectorTally::default() };
    assert_eq!(cells, [("cso".to_owned(), pass)].into());
    let seen = world.storage.submission(world.forum, &row.id, Some(voter)).await.expect("seen");
    assert_eq!(seen.submission.my_vote, Some(VoteChoice::Pass));
    for _ in 0..2 {
        let taken = world.storage.delete_vote(world.forum, &row.id, voter, NOW).await;
        let taken = taken.expect("taken back");
        assert_eq!(taken.my_vote, None);
        assert!(taken.cells.is_empty(), "no cell is left");
        assert_eq!((taken.thread.counts.votes, taken.thread.counts.participants), (Some(0), 1));
    }
}

/// A thread takes the votes of its mode, while it takes votes.
pub async fn modes_and_gates(world: &World) {
    let person = world.person("a", None).await;
    let opinion = world.thread("opinion", |_| ()).await;
    let support = world.thread("support", |new| new.voting.mode = VotingMode::Support).await;
    let collecting = world.thread("collecting", |new| new.voting_opens_at = Some(NOW + 10)).await;
    for (thread, value, taken) in [
        (&opinion, VoteChoice::Pass, true),
        (&opinion, VoteChoice::Support, false),
        (&support, VoteChoice::Support, true),
        (&support, VoteChoice::Agree, false),
    ] {
        let row = world.submit(thread, person, "s", |_| ()).await;
        let put = world.storage.put_vote(world.forum, &row.id, person, value, NOW).await;
        if taken {
            put.expect("a vote of the mode");
        } else {
            assert_refused!(put, StorageError::WrongVotingMode);
        }
    }
    let row = world.submit(&collecting, person, "s", |_| ()).await;
    let put = |now| world.storage.put_vote(world.forum, &row.id, person, VoteChoice::Agree, now);
    assert_refused!(put(NOW + 9).await, StorageError::Closed { .. });
    put(NOW + 10).await.expect("voting has opened");
    assert_refused!(put(NOW + 1_000_000).await, StorageError::Closed { .. });
    let taken = world.storage.delete_vote(world.forum, &row.id, person, NOW + 1_000_000).await;
    assert_refused!(taken, StorageError::Closed { .. });
    let unknown = world.storage.put_vote(world.forum, "?", person, VoteChoice::Agree, NOW).await;
    assert_refused!(unknown, StorageError::NotFound);
}

/// A vote is counted in the sector of the time it was cast, and leaves that
/// one when it changes.
pub async fn sectors(world: &World) {
    let author = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let claims = |sector: Option<&str>| Claims {
        issuer: "i".into(),
        subject: "s".into(),
        sector: sector.map(Into::into),
        ..Claims::default()
    };
    let put = |who, value| world.storage.put_vote(world.forum, &row.id, who, value, NOW);
    let voter = world.participant(claims(Some("cso"))).await.id;
    put(voter, VoteChoice::Agree).await.expect("a vote");
    world.participant(claims(Some("business"))).await;
    let seen = world.storage.submission(world.forum, &row.id, None).await.expect("seen");
    assert_eq!(seen.submission.cells.keys().collect::<Vec<_>>(), ["cso"]);
    let cells = put(voter, VoteChoice::Disagree).await.expect("changed").cells;
    assert_eq!(cells.keys().collect::<Vec<_>>(), ["business"]);
    world.participant(claims(None)).await;
    let cells = put(voter, VoteChoice::Pass).await.expect("changed").cells;
    assert_eq!(cells.keys().collect::<Vec<_>>(), [""]);
    assert_eq!(sum(&cells).participants(), 1);
}

/// A budget is not overspent; taking back and withdrawing free supports.
pub async fn budget(world: &World) {
    let (author, voter) = (world.person("a", None).await, world.person("v", None).await);
    let thread = world
        .thread("support", |new| {
            new.voting.mode = VotingMode::Support;
            new.voting.budget = Some(2);
        })
        .await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(world.submit(&thread, author, &format!("s{n}"), |_| ()).await.id);
    }
    let put =
        |n: usize| world.storage.put_vote(world.forum, &ids[n], voter, VoteChoice::Support, NOW);
    assert_eq!(put(0).await.expect("first").votes_left, Some(1));
    assert_eq!(put(0).await.expect("the same again costs nothing").votes_left, Some(1));
    assert_eq!(put(1).await.expect("second").votes_left, Some(0));
    assert_refused!(put(2).await, StorageError::BudgetSpent);
    put(1).await.expect("what stands can be sent again");
    let taken = world.storage.delete_vote(world.forum, &ids[0], voter, NOW).await.expect("back");
    assert_eq!(taken.votes_left, Some(1));
    put(2).await.expect("freed");
    let gone = world.storage.withdraw_submission(world.forum, &ids[1], author, NOW).await;
    gone.expect("withdrawn");
    let left = |now| world.storage.votes_left(world.forum, voter, now);
    assert_eq!(left(NOW).await.expect("left"), [(thread.id.clone(), 1)].into());
    assert_eq!(left(NOW + 1_000_000).await.expect("ended"), [].into());
    put(3).await.expect("freed by its author");
}

/// Votes that come together are each answered as they would be alone: what is
/// refused is refused by itself, and what is cast is counted once.
pub async fn together(world: &World) {
    const PEOPLE: usize = 40;
    let author = world.person("a", None).await;
    let opinion = world.thread("opinion", |_| ()).await;
    let support = world
        .thread("support", |new| {
            new.voting.mode = VotingMode::Support;
            new.voting.budget = Some(1);
            new.voting.answer_at = Some(3);
        })
        .await;
    let mut ids = Vec::new();
    for thread in [&opinion, &opinion, &support, &support] {
        ids.push(world.submit(thread, author, "s", |_| ()).await.id);
    }
    let other = world.storage.upsert_forum("other", &super::world::config(&["cso"]), NOW).await;
    let other = other.expect("another forum").id;
    let mut voting = JoinSet::new();
    let mut cast = |who, id: &str, value, kind: &'static str| {
        let (storage, forum, id) = (Arc::clone(&world.storage), world.forum, id.to_owned());
        voting.spawn(async move {
            let forum = if kind == "foreign" { other } else { forum };
            (kind, storage.put_vote(forum, &id, who, value, NOW).await)
        });
    };
    for n in 0..PEOPLE {
        let voter = world.person(&format!("v{n}"), Some(["cso", "business"][n % 2])).await;
        let value = [VoteChoice::Agree, VoteChoice::Disagree, VoteChoice::Pass][n % 3];
        cast(voter, &ids[0], value, "cast");
        cast(voter, &ids[1], VoteChoice::Agree, "cast");
        cast(voter, &ids[2], VoteChoice::Support, "one of two");
        cast(voter, &ids[3], VoteChoice::Support, "one of two");
        cast(voter, "a\0b", value, "unknown");
        cast(voter, &ids[0], VoteChoice::Support, "other mode");
        cast(voter, &ids[0], value, "foreign");
    }
    let mut spent = 0;
    while let Some(voted) = voting.join_next().await {
        match voted.expect("no panic") {
            ("cast", outcome) => {
                let outcome = outcome.expect("cast");
                assert!(outcome.my_vote.is_some());
                assert!(!outcome.cells.is_empty());
            }
            ("one of two", Ok(outcome)) => assert_eq!(outcome.votes_left, Some(0)),
            ("one of two", spends) => {
                spent += 1;
                assert_refused!(spends, StorageError::BudgetSpent);
            }
            ("other mode", refused) => assert_refused!(refused, StorageError::WrongVotingMode),
            (_, refused) => assert_refused!(refused, StorageError::NotFound),
        }
    }
    assert_eq!(spent, PEOPLE, "each has one support to give");
    let mut all = Vec::new();
    for id in &ids {
        let seen = world.storage.submission(world.forum, id, None).await.expect("seen");
        all.push(seen.submission);
    }
    let cell = |agree, disagree, pass| SectorTally { agree, disagree, pass, support: 0 };
    // Of 40 people 14 agree, 13 disagree, 13 pass; every second one is of a company.
    let cells = [("cso".to_owned(), cell(7, 6, 7)), ("business".to_owned(), cell(7, 7, 6))];
    assert_eq!(all[0].cells, cells.into());
    assert_eq!(sum(&all[1].cells), cell(40, 0, 0));
    let supports = [&all[2], &all[3]].map(|row| sum(&row.cells).support);
    assert_eq!(supports.iter().sum::<u32>(), 40);
    for (row, supports) in [&all[2], &all[3]].into_iter().zip(supports) {
        assert_eq!(row.owed.is_some(), supports >= 3, "an answer is owed from 3 on");
    }
    for (thread, votes) in [(&opinion, 80), (&support, 40)] {
        let counts = world.storage.thread(world.forum, &thread.id).await.expect("seen").counts;
        // The author took part too.
        assert_eq!((counts.votes, counts.participants), (Some(votes), 41));
    }
    let list = ListQuery { limit: 10, ..super::world::list(Sort::Support, None) };
    let page = world.page(&opinion, &list).await.expect("a page");
    assert_eq!(page.items.first().map(|row| &row.id), Some(&ids[1]), "more agree with it");
}
