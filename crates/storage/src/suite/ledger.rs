//! What is owed.

use contract::{DueCause, DueState, ResultsRule, Status, VoteChoice, VotingMode};
use tokio::task::JoinSet;

use super::{
    answers::{new_answer, text},
    world::{NOW, World, assert_refused, created},
};
use crate::{
    Change, Conflict, LedgerChange, LedgerPage, LedgerQuery, LedgerRow, NewAnswer, NewReferral,
    ParticipantId, Result, StorageError, SubmissionRow, ThreadChange, ThreadRow, VoteOutcome,
};

/// The days of the suite's forum, ms.
const DAYS: i64 = 30 * DAY;
const DAY: i64 = 86_400_000;
/// The end of the suite's threads.
const END: i64 = NOW + 1_000_000;

async fn support(world: &World, slug: &str, number: u32, results: ResultsRule) -> ThreadRow {
    world
        .thread(slug, |new| {
            new.voting.mode = VotingMode::Support;
            new.voting.answer_at = Some(number);
            new.voting.results = results;
        })
        .await
}

async fn give(world: &World, id: &str, by: &str, at: i64) -> Result<VoteOutcome> {
    let person = world.person(by, Some("cso")).await;
    world.storage.put_vote(world.forum, id, person, VoteChoice::Support, at).await
}

async fn read(world: &World, now_ms: i64) -> LedgerPage {
    let query = LedgerQuery { limit: 100, now_ms, ..LedgerQuery::default() };
    world.storage.ledger(world.forum, &query).await.expect("the ledger")
}

async fn load(world: &World, id: &str) -> SubmissionRow {
    world.storage.submission(world.forum, id, None).await.expect("seen").submission
}

fn referral(world: &World, by: ParticipantId, due_at: i64, now_ms: i64) -> NewReferral {
    NewReferral { id: world.id(), office: "older".into(), due_at, by, now_ms }
}

/// An entry opens with the vote that reaches the number, once, and stays.
pub async fn owed_by_votes(world: &World) {
    let author = world.person("a", None).await;
    let thread = support(world, "t", 2, ResultsRule::Always).await;
    let id = world.submit(&thread, author, "s", |_| ()).await.id;
    give(world, &id, "v0", NOW).await.expect("a vote");
    assert!(read(world, NOW).await.listing.items.is_empty());
    assert_eq!(load(world, &id).await.owed, None);
    give(world, &id, "v1", NOW + 5).await.expect("a vote");
    give(world, &id, "v2", NOW + 6).await.expect("a vote");
    for by in ["v0", "v1", "v2"] {
        let person = world.person(by, Some("cso")).await;
        let taken = world.storage.delete_vote(world.forum, &id, person, NOW + 7).await;
        taken.expect("taken back");
    }
    give(world, &id, "v1", NOW + 8).await.expect("a vote");
    give(world, &id, "v2", NOW + 9).await.expect("a vote");
    let page = read(world, NOW + 9).await;
    let [entry] = &page.listing.items[..] else { panic!("{page:?}") };
    assert_eq!((entry.opened_at, entry.due_at), (NOW + 5, NOW + 5 + DAYS));
    assert_eq!((entry.cause, &entry.submission.id), (DueCause::Threshold, &id));
    assert_eq!(entry.state(NOW), DueState::Due);
    assert_eq!(entry.state(entry.due_at), DueState::Overdue);
    assert_eq!((page.counts.due, page.counts.overdue), (1, 0));
    assert_eq!(load(world, &id).await.owed.map(|owed| owed.due_at), Some(entry.due_at));

    // Opinions count by those who agree.
    let opinion = world.thread("o", |new| new.voting.answer_at = Some(1)).await;
    let other = world.submit(&opinion, author, "o", |_| ()).await.id;
    let vote = |value| world.storage.put_vote(world.forum, &other, author, value, NOW);
    vote(VoteChoice::Disagree).await.expect("a vote");
    assert_eq!(load(world, &other).await.owed, None);
    vote(VoteChoice::Agree).await.expect("a vote");
    assert!(load(world, &other).await.owed.is_some());
    let gone = world.storage.withdraw_submission(world.forum, &other, author, NOW).await;
    gone.expect("withdrawn");
    let page = read(world, NOW + 9).await;
    assert_eq!((page.listing.items.len(), page.counts.due), (1, 1), "what is gone is not owed");
}

/// Votes that race at the number open exactly one entry.
pub async fn raced(world: &World) {
    let author = world.person("a", None).await;
    let thread = support(world, "t", 20, ResultsRule::Always).await;
    let mut voters = Vec::new();
    for n in 0..40 {
        voters.push(world.person(&format!("v{n}"), Some("cso")).await);
    }
    for round in 0..10 {
        let id = world.submit(&thread, author, &format!("s{round}"), |_| ()).await.id;
        let mut running = JoinSet::new();
        for (n, voter) in voters.iter().copied().enumerate() {
            let (storage, forum, id) = (world.storage.clone(), world.forum, id.clone());
            running.spawn(async move {
                storage.put_vote(forum, &id, voter, VoteChoice::Support, NOW).await?;
                if n % 2 == 0 {
                    storage.delete_vote(forum, &id, voter, NOW).await?;
                    storage.put_vote(forum, &id, voter, VoteChoice::Support, NOW).await?;
                }
                Ok::<_, StorageError>(())
            });
        }
        while let Some(vote) = running.join_next().await {
            vote.expect("no panic").expect("a vote");
        }
        let page = read(world, NOW).await;
        let of_this = page.listing.items.iter().filter(|entry| entry.submission.id == id);
        assert_eq!(of_this.count(), 1, "round {round}");
        assert_eq!(page.counts.due, round + 1);
    }
}

/// While results are hidden nobody is told of what votes opened, whatever is
/// asked; the time begins with the end, also when that moves.
pub async fn hidden_until_the_end(world: &World) {
    let storage = &world.storage;
    let (author, official) = (world.person("a", None).await, world.person("o", None).await);
    let thread = support(world, "t", 1, ResultsRule::AfterClose).await;
    let one = world.submit(&thread, author, "one", |_| ()).await.id;
    let two = world.submit(&thread, author, "two", |_| ()).await.id;
    for id in [&one, &two] {
        give(world, id, "v", NOW).await.expect("a vote");
        assert!(load(world, id).await.owed.is_some_and(|owed| owed.told_at == END));
    }
    assert_eq!(
        read(world, NOW).await,
        LedgerPage {
            listing: crate::Listing { items: Vec::new(), next: None, total: None },
            counts: contract::LedgerCounts::default(),
        }
    );
    // A referral answers as it does where no vote was cast.
    let referred = referral(world, official, NOW + 9, NOW);
    let entry = created(storage.refer(world.forum, &two, referred, None).await);
    assert_eq!((entry.cause, entry.opened_at), (DueCause::Referral, NOW));
    let later = ThreadChange {
        closes_at: Change::Set(END + 500),
        by: Some(official),
        now_ms: NOW,
        ..ThreadChange::default()
    };
    storage.change_thread(world.forum, "t", None, later).await.expect("a later end");
    assert_eq!(
        read(world, END + 499).await.counts.due + read(world, END + 499).await.counts.overdue,
        1
    );
    let page = read(world, END + 500).await;
    let told: Vec<_> = page.listing.items.iter().filter(|row| row.submission.id == one).collect();
    let [entry] = &told[..] else { panic!("{page:?}") };
    assert_eq!((entry.opened_at, entry.due_at), (END + 500, END + 500 + DAYS));
}

/// A number that falls opens what has reached it; one answered before owes
/// nothing.
pub async fn a_number_that_falls(world: &World) {
    let (author, official) = (world.person("a", None).await, world.person("o", None).await);
    let thread = support(world, "t", 9, ResultsRule::Always).await;
    let mut ids = Vec::new();
    for title in ["one", "two", "none"] {
        ids.push(world.submit(&thread, author, title, |_| ()).await.id);
    }
    for id in &ids[..2] {
        give(world, id, "v", NOW).await.expect("a vote");
    }
    let answer = new_answer(world, official, &[&ids[1]], "Already");
    world.storage.respond(world.forum, answer).await.expect("answered");
    let mut voting = thread.voting;
    voting.answer_at = Some(1);
    let falls = ThreadChange {
        voting: Some(voting),
        by: Some(official),
        now_ms: NOW + 3,
        ..ThreadChange::default()
    };
    world.storage.change_thread(world.forum, "t", None, falls).await.expect("it falls");
    let items = read(world, NOW + 3).await.listing.items;
    let titles: Vec<_> = items.iter().map(|row| (&*row.submission.title, row.opened_at)).collect();
    assert_eq!(titles, [("one", NOW + 3)]);
}

/// Referred, extended with a reason, given to another office, answered; in
/// order and in numbers.
pub async fn referred_and_answered(world: &World) {
    let storage = &world.storage;
    let (author, official) = (world.person("a", None).await, world.person("o", None).await);
    let thread = world.thread("t", |_| ()).await;
    let mut entries: Vec<LedgerRow> = Vec::new();
    for n in 0..5 {
        let id = world.submit(&thread, author, &format!("s{n}"), |_| ()).await.id;
        let new = referral(world, official, NOW + 100 - n, NOW);
        entries.push(created(storage.refer(world.forum, &id, new, None).await));
        let again = referral(world, official, NOW + 100, NOW);
        assert_refused!(
            storage.refer(world.forum, &id, again, None).await,
            StorageError::Conflict(Conflict::Owed)
        );
    }
    let change = |office: Option<&str>, extension: Option<i64>| LedgerChange {
        office: office.map(Into::into),
        extension: extension.map(|to| (to, "More to ask".into())),
        by: official,
        now_ms: NOW + 1,
    };
    let change_it = |n: usize, with| storage.change_ledger(world.forum, &entries[n].id, with);
    assert_refused!(change_it(0, change(None, Some(NOW + 100))).await, StorageError::WrongState(_));
    let row = change_it(0, change(Some("children"), Some(NOW + 200))).await.expect("extended");
    assert_eq!((row.due_at, row.office.as_deref()), (NOW + 200, Some("children")));
    assert_eq!((row.extensions[0].from, row.extensions[0].to), (NOW + 100, NOW + 200));
    assert_eq!(row.extensions[0].reason, "More to ask");

    for (n, days, status) in
        [(1, 3, Status::Accepted), (2, 1, Status::Done), (3, 9, Status::UnderReview)]
    {
        let id = entries[n].submission.id.clone();
        let text = text(status, "Said");
        let now_ms = NOW + days * DAY;
        let answer =
            NewAnswer { id: world.id(), submissions: vec![id], text, by: official, now_ms };
        storage.respond(world.forum, answer).await.expect("answered");
    }
    assert_refused!(
        change_it(1, change(Some("children"), None)).await,
        StorageError::WrongState(_)
    );
    assert_eq!(load(world, &entries[1].submission.id).await.owed, None);
    assert!(load(world, &entries[3].submission.id).await.owed.is_some(), "looking is no answer");
    let numbers = |state, thread: Option<&'static str>, offices: &'static [&'static str]| {
        let mut query = LedgerQuery {
            state,
            offices: offices.iter().map(|office| (*office).to_owned()).collect(),
            thread: thread.map(Into::into),
            cursor: None,
            limit: 1,
            now_ms: NOW + 150,
        };
        async move {
            let mut titles = Vec::new();
            loop {
                let page = storage.ledger(world.forum, &query).await.expect("a page");
                assert_eq!((page.counts.due, page.counts.overdue), (1, 2));
                assert_eq!((page.counts.answered, page.counts.median_days), (2, Some(1)));
                titles.extend(page.listing.items.into_iter().map(|row| row.submission.title));
                query.cursor = page.listing.next;
                if query.cursor.is_none() {
                    return titles;
                }
            }
        }
    };
    assert_eq!(numbers(None, None, &[]).await, ["s4", "s3", "s0", "s1", "s2"]);
    assert_eq!(numbers(Some(DueState::Due), None, &[]).await, ["s0"]);
    assert_eq!(numbers(Some(DueState::Overdue), Some("t"), &[]).await, ["s4", "s3"]);
    assert_eq!(numbers(Some(DueState::Answered), None, &["older"]).await, ["s1", "s2"]);
    assert_eq!(numbers(None, None, &["children"]).await, ["s0"]);
    let other = LedgerQuery { thread: Some("no".into()), limit: 1, ..LedgerQuery::default() };
    assert_refused!(storage.ledger(world.forum, &other).await, StorageError::NotFound);
}
