//! What comes at the same time.

use std::{collections::BTreeMap, sync::Arc};

use contract::VoteChoice;
use tokio::task::JoinSet;

use super::world::{NOW, World};
use crate::{
    Created, ExportParts, Idempotency, ParticipantId, StorageError, StoredAnswer, ThreadExport,
    ThreadRow, sum,
};

/// Rounds of [`one_vote_each`].
const ROUNDS: usize = 200;
/// Votes at the same time in each round.
const AT_ONCE: usize = 64;
/// Exports while votes come in, for [`exports_add_up`].
const EXPORTS: usize = 40;

/// 64 simultaneous votes of one person on one submission, mixed values, 200
/// rounds: one row each, counters equal to the rows.
pub async fn one_vote_each(world: &World) {
    let told = vote_at_once(world, ROUNDS).await;
    assert_eq!(told, Ok(()));
}

/// The rounds of [`one_vote_each`]; says what is wrong in the first that ends
/// with other than one vote. A storage without its unique key must fail here,
/// which its own tests prove.
pub async fn vote_at_once(world: &World, rounds: usize) -> Result<(), String> {
    let author = world.person("author", None).await;
    let thread = world.thread("race", |_| ()).await;
    for round in 0..rounds {
        let voter = world.person(&format!("voter{round}"), Some("cso")).await;
        let row = world.submit(&thread, author, &format!("s{round}"), |_| ()).await;
        let mut running = JoinSet::new();
        for n in 0..AT_ONCE {
            let (storage, forum, id) = (Arc::clone(&world.storage), world.forum, row.id.clone());
            running.spawn(async move {
                match (n + round) % 4 {
                    0 => storage.put_vote(forum, &id, voter, VoteChoice::Agree, NOW).await,
                    1 => storage.put_vote(forum, &id, voter, VoteChoice::Disagree, NOW).await,
                    2 => storage.put_vote(forum, &id, voter, VoteChoice::Pass, NOW).await,
                    _ if n % 8 == 3 => storage.delete_vote(forum, &id, voter, NOW).await,
                    _ => storage.put_vote(forum, &id, voter, VoteChoice::Agree, NOW).await,
                }
            });
        }
        let mut answers = Vec::new();
        while let Some(vote) = running.join_next().await {
            answers.push(vote.map_err(|error| error.to_string())?);
        }
        // The last word, so that a vote stands whichever came last before.
        let last = world.storage.put_vote(world.forum, &row.id, voter, VoteChoice::Pass, NOW);
        answers.push(last.await);
        check(world, &thread, &row.id, &row.reference, voter)
            .await
            .map_err(|wrong| format!("round {round}: {wrong}"))?;
        if let Some(error) = answers.into_iter().find_map(Result::err) {
            return Err(format!("round {round}: a vote was refused: {error}"));
        }
    }
    let counts = world.storage.thread(world.forum, &thread.id).await;
    let votes = counts.map_err(|error| error.to_string())?.counts.votes;
    if votes == Some(rounds as u64) {
        Ok(())
    } else {
        Err(format!("the thread counts {votes:?} votes"))
    }
}

/// One row, and counters that equal it.
async fn check(
    world: &World,
    thread: &ThreadRow,
    id: &str,
    reference: &str,
    voter: ParticipantId,
) -> Result<(), String> {
    let rows: Vec<_> =
        all_votes(world, thread).await.into_iter().filter(|row| row.0 == reference).collect();
    if rows.len() != 1 {
        return Err(format!("{} rows of one person's vote", rows.len()));
    }
    let view = world.storage.submission(world.forum, id, Some(voter)).await;
    let submission = view.map_err(|error| error.to_string())?.submission;
    let counted = sum(&submission.cells);
    if submission.my_vote == Some(VoteChoice::Pass)
        && (counted.pass, counted.participants()) == (1, 1)
    {
        Ok(())
    } else {
        Err(format!("{:?} counted as {counted:?}", submission.my_vote))
    }
}

/// All votes of a thread.
pub(super) async fn all_votes(
    world: &World,
    thread: &ThreadRow,
) -> Vec<(String, ParticipantId, VoteChoice)> {
    let only_votes = ExportParts { votes: true, ..ExportParts::default() };
    let read = world.storage.export(world.forum, &thread.id, Box::new(move |_| only_votes)).await;
    let rows = read.expect("votes").votes.into_iter();
    rows.map(|row| (row.submission.to_string(), row.participant, row.value)).collect()
}

/// 40 exports while people vote, change their votes and take them back: in each
/// the rows of votes equal the counters of the submissions and of the thread.
pub async fn exports_add_up(world: &World) {
    let author = world.person("author", None).await;
    let thread = world.thread("busy", |_| ()).await;
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(world.submit(&thread, author, &format!("s{n}"), |_| ()).await.id);
    }
    let mut voting = JoinSet::new();
    for n in 0..12 {
        let voter = world.person(&format!("voter{n}"), Some("cso")).await;
        let (storage, forum, ids) = (Arc::clone(&world.storage), world.forum, ids.clone());
        voting.spawn(async move {
            for (round, id) in (n..).zip(ids.iter().cycle()) {
                let place = round / ids.len() % 4;
                match VoteChoice::ALL.get(place).filter(|value| **value != VoteChoice::Support) {
                    Some(value) => storage.put_vote(forum, id, voter, *value, NOW).await,
                    None => storage.delete_vote(forum, id, voter, NOW).await,
                }
                .expect("a vote");
            }
        });
    }
    let whole = ExportParts {
        submissions: true,
        votes: true,
        organisation_votes: true,
        organisations: true,
    };
    let mut before = Vec::new();
    let mut changed = 0;
    // Those between which no vote was written prove nothing.
    while changed < EXPORTS {
        let read = world.storage.export(world.forum, "busy", Box::new(move |_| whole)).await;
        let export = read.expect("an export");
        assert_eq!(export.submissions.len(), ids.len());
        assert_eq!(adds_up(&export), Ok(()), "after {changed} exports that did");
        changed += usize::from(before != export.votes);
        before = export.votes;
        assert!(voting.try_join_next().is_none(), "all vote on");
    }
    voting.shutdown().await;
}

/// Whether the rows of an export's votes equal its counters.
fn adds_up(export: &ThreadExport) -> Result<(), String> {
    let mut rows: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for vote in &export.votes {
        *rows.entry((&vote.submission, vote.value.as_str())).or_default() += 1;
    }
    for submission in &export.submissions {
        let counted = sum(&submission.cells);
        for (value, counted) in [
            (VoteChoice::Agree, counted.agree),
            (VoteChoice::Disagree, counted.disagree),
            (VoteChoice::Pass, counted.pass),
            (VoteChoice::Support, counted.support),
        ] {
            let found = rows.remove(&(&submission.reference, value.as_str())).unwrap_or_default();
            if found != counted {
                return Err(format!("{found} rows of {value:?}, counted as {counted}"));
            }
        }
    }
    let counted = export.thread.counts.votes.unwrap_or_default();
    match rows.first_key_value() {
        Some(stray) => Err(format!("votes on what is not in it: {stray:?}")),
        None if export.votes.len() as u64 != counted => {
            Err(format!("{} rows, the thread counts {counted}", export.votes.len()))
        }
        None => Ok(()),
    }
}

/// Many people on a few submissions at the same time: counters by sector equal
/// a recount of the rows.
pub async fn mixed_people(world: &World) {
    let author = world.person("author", None).await;
    let thread = world.thread("crowd", |_| ()).await;
    let mut rows = Vec::new();
    for n in 0..3 {
        rows.push(world.submit(&thread, author, &format!("s{n}"), |_| ()).await);
    }
    let mut running = JoinSet::new();
    for n in 0..40_usize {
        let sector = ["cso", "business", "resident"][n % 3];
        let voter = world.person(&format!("voter{n}"), Some(sector)).await;
        for (place, row) in rows.iter().enumerate() {
            for round in 0..3 {
                let (storage, forum, id) =
                    (Arc::clone(&world.storage), world.forum, row.id.clone());
                running.spawn(async move {
                    let value = [VoteChoice::Agree, VoteChoice::Disagree, VoteChoice::Pass]
                        [(n + place + round) % 3];
                    storage.put_vote(forum, &id, voter, value, NOW).await
                });
            }
        }
    }
    while let Some(vote) = running.join_next().await {
        vote.expect("no panic").expect("a vote");
    }
    let mut recount: BTreeMap<String, [u32; 3]> = BTreeMap::new();
    for (reference, _, value) in all_votes(world, &thread).await {
        let place = VoteChoice::ALL.iter().position(|choice| *choice == value);
        recount.entry(reference).or_default()[place.expect("a choice")] += 1;
    }
    for row in &rows {
        let view = world.storage.submission(world.forum, &row.id, None).await.expect("seen");
        let counted = sum(&view.submission.cells);
        assert_eq!(counted.participants(), 40);
        assert_eq!(
            recount.get(&row.reference),
            Some(&[counted.agree, counted.disagree, counted.pass])
        );
        assert_eq!(view.thread.counts.votes, Some(120));
        assert_eq!(view.thread.counts.participants, 41);
    }
}

/// Creations with one key at the same time create once, and all are told the
/// same.
pub async fn one_creation_each_key(world: &World) {
    let author = world.person("author", None).await;
    let thread = world.thread("keys", |_| ()).await;
    for round in 0..20 {
        let mut creations = JoinSet::new();
        for _ in 0..16 {
            let new = world.new_submission(author, &format!("s{round}"));
            let (storage, forum, thread) =
                (Arc::clone(&world.storage), world.forum, thread.id.clone());
            creations.spawn(async move {
                let idempotency = Idempotency {
                    key: format!("key{round}"),
                    hash: [7; 32],
                    render: Box::new(|view: &crate::SubmissionView| StoredAnswer {
                        status: 201,
                        body: view.submission.id.clone().into_bytes(),
                        location: None,
                    }),
                };
                storage.create_submission(forum, &thread, new, Some(idempotency)).await
            });
        }
        let mut answers = Vec::new();
        while let Some(made) = creations.join_next().await {
            match made.expect("no panic") {
                Ok(Created::New(_, Some(answer)) | Created::Replayed(answer)) => {
                    answers.push(answer);
                }
                other => panic!("not answered: {other:?}"),
            }
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "one answer for one key");
    }
    let thread = world.storage.thread(world.forum, &thread.id).await;
    let thread = thread.unwrap_or_else(|error: StorageError| panic!("{error}"));
    assert_eq!(thread.counts.submissions, 20);
}
