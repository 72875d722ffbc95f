//! Submissions that say the same: linked by consent, counted exactly, undone.

use std::collections::BTreeSet;

use contract::{Action, Target, TargetKind, VoteChoice};

use super::{
    race::all_votes,
    reports::decide,
    world::{NOW, World, assert_refused, created},
};
use crate::{
    DecisionRow, NewDecision, ParticipantId, Result, StorageError, SubmissionRow, SubmissionView,
    ThreadRow,
};

/// Four of a thread, its author and a moderator.
struct Scene {
    thread: ThreadRow,
    author: ParticipantId,
    moderator: ParticipantId,
    rows: Vec<SubmissionRow>,
}

async fn scene(world: &World) -> Scene {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let thread = world.thread("t", |_| ()).await;
    in_thread(world, &thread, author, moderator).await
}

/// Two that say the same, linked.
pub(super) async fn linked(
    world: &World,
    thread: &ThreadRow,
    author: ParticipantId,
    moderator: ParticipantId,
) {
    let scene = in_thread(world, thread, author, moderator).await;
    link(world, &scene, 0, 3).await;
}

async fn in_thread(
    world: &World,
    thread: &ThreadRow,
    author: ParticipantId,
    moderator: ParticipantId,
) -> Scene {
    let mut rows = Vec::new();
    for n in 0..4 {
        rows.push(world.submit(thread, author, &format!("s{n}"), |_| ()).await);
    }
    Scene { thread: thread.clone(), author, moderator, rows }
}

async fn propose(world: &World, scene: &Scene, of: usize, lead: usize) -> Result<DecisionRow> {
    let new = NewDecision {
        id: world.id(),
        target: Target { kind: TargetKind::Submission, id: scene.rows[of].id.clone() },
        action: Action::Merge,
        reason: Some("duplicate".into()),
        note: String::new(),
        message: String::new(),
        into: Some(scene.rows[lead].id.clone()),
        recheck_at: None,
        version: None,
        moderator: scene.moderator,
        now_ms: NOW,
    };
    let made = world.storage.decide(world.forum, new, None).await;
    made.map(|made| created(Ok(made)))
}

async fn answer(world: &World, scene: &Scene, of: usize, accept: bool) -> Result<SubmissionView> {
    let id = &scene.rows[of].id;
    world.storage.answer_duplicate(world.forum, id, scene.author, accept, NOW).await
}

async fn link(world: &World, scene: &Scene, of: usize, lead: usize) -> DecisionRow {
    let decision = propose(world, scene, of, lead).await.expect("proposed");
    answer(world, scene, of, true).await.expect("linked");
    decision
}

async fn read(world: &World, row: &SubmissionRow, viewer: Option<ParticipantId>) -> SubmissionRow {
    world.storage.submission(world.forum, &row.id, viewer).await.expect("it is there").submission
}

async fn vote(world: &World, row: &SubmissionRow, who: ParticipantId, value: Option<VoteChoice>) {
    let outcome = match value {
        Some(value) => world.storage.put_vote(world.forum, &row.id, who, value, NOW).await,
        None => world.storage.delete_vote(world.forum, &row.id, who, NOW).await,
    };
    outcome.expect("a vote");
}

/// Only when the author of the repeating one agrees; declined, nothing is left.
pub async fn by_consent(world: &World) {
    let scene = scene(world).await;
    let [one, lead, ..] = &scene.rows[..] else { unreachable!() };
    assert_refused!(answer(world, &scene, 0, true).await, StorageError::WrongState(_));
    propose(world, &scene, 0, 1).await.expect("proposed");
    assert_refused!(propose(world, &scene, 0, 2).await, StorageError::WrongState(_));
    // Only its author knows of what is proposed.
    assert!(read(world, one, None).await.duplicate_of.is_none());
    assert!(read(world, lead, None).await.duplicates.is_empty());
    let proposed = read(world, one, Some(scene.author)).await.duplicate_of.expect("proposed");
    assert_eq!((proposed.id.as_str(), proposed.accepted), (lead.id.as_str(), false));
    let stranger = world.person("x", None).await;
    assert_refused!(
        world.storage.answer_duplicate(world.forum, &one.id, stranger, true, NOW).await,
        StorageError::NotAuthor
    );
    answer(world, &scene, 0, false).await.expect("declined");
    assert!(read(world, one, Some(scene.author)).await.duplicate_of.is_none());

    propose(world, &scene, 0, 1).await.expect("proposed again");
    let linked = answer(world, &scene, 0, true).await.expect("linked").submission;
    assert_eq!(linked.merged_into.as_ref(), Some(&lead.id));
    assert_refused!(answer(world, &scene, 0, true).await, StorageError::WrongState(_));
    assert!(read(world, one, None).await.duplicate_of.is_some_and(|lead| lead.accepted));
    let leads = read(world, lead, None).await;
    assert_eq!(leads.duplicates.iter().map(|one| &one.id).collect::<Vec<_>>(), [&one.id]);
    assert_eq!(leads.union_support, Some(0));

    assert_refused!(
        world.storage.unlink_duplicate(world.forum, &one.id, stranger, NOW).await,
        StorageError::NotAuthor
    );
    for _ in 0..2 {
        let apart = world.storage.unlink_duplicate(world.forum, &one.id, scene.author, NOW).await;
        let apart = apart.expect("apart").submission;
        assert_eq!((apart.merged_into, apart.duplicate_of), (None, None));
    }
    let leads = read(world, lead, None).await;
    assert!(leads.duplicates.is_empty() && leads.union_support.is_none());
}

/// After any votes, in any order with the links: the people who agree with the
/// lead or a duplicate, each once.
pub async fn counted_exactly(world: &World) {
    let scene = scene(world).await;
    let mut people = Vec::new();
    for n in 0..9 {
        people.push(world.person(&format!("p{n}"), None).await);
    }
    let values = [
        Some(VoteChoice::Agree),
        Some(VoteChoice::Disagree),
        None,
        Some(VoteChoice::Agree),
        Some(VoteChoice::Pass),
    ];
    let mut linked = BTreeSet::new();
    let mut dice = 7_usize;
    let mut throw = |sides: usize| {
        dice = dice.wrapping_mul(1_103_515_245).wrapping_add(12_345) % 2_147_483_648;
        dice / 65_536 % sides
    };
    for step in 0..400 {
        if step % 40 == 20 {
            let of = 1 + throw(3);
            if linked.remove(&of) {
                let id = &scene.rows[of].id;
                let apart = world.storage.unlink_duplicate(world.forum, id, scene.author, NOW);
                apart.await.expect("apart");
            } else {
                link(world, &scene, of, 0).await;
                linked.insert(of);
            }
        }
        let (row, who) = (&scene.rows[throw(4)], people[throw(9)]);
        vote(world, row, who, values[throw(5)]).await;
        let counted = read(world, &scene.rows[0], None).await.union_support;
        let counts = |reference: &str| {
            scene.rows.iter().enumerate().any(|(place, row)| {
                row.reference == reference && (place == 0 || linked.contains(&place))
            })
        };
        let supporters: BTreeSet<_> = all_votes(world, &scene.thread)
            .await
            .into_iter()
            .filter(|(reference, _, value)| *value == VoteChoice::Agree && counts(reference))
            .map(|(_, who, _)| who)
            .collect();
        let expected = (!linked.is_empty()).then_some(supporters.len());
        assert_eq!(counted.map(|count| count as usize), expected, "step {step}, {linked:?}");
    }
}

/// What is hidden does not count and is not told; restored it does again.
/// Withdrawn, it is gone, and so is every link to it.
pub async fn hidden_and_gone(world: &World) {
    let scene = scene(world).await;
    let [one, lead, ..] = &scene.rows[..] else { unreachable!() };
    link(world, &scene, 0, 1).await;
    let (p, q) = (world.person("p", None).await, world.person("q", None).await);
    vote(world, one, p, Some(VoteChoice::Agree)).await;
    vote(world, lead, q, Some(VoteChoice::Agree)).await;
    assert_eq!(read(world, lead, None).await.union_support, Some(2));
    // Who has voted on one of them only is not told the sum before its time.
    assert!(!read(world, lead, Some(q)).await.union_seen);
    vote(world, one, q, Some(VoteChoice::Disagree)).await;
    assert!(read(world, lead, Some(q)).await.union_seen);

    decide(world, one, Action::Hide, scene.moderator).await.expect("hidden");
    let leads = read(world, lead, None).await;
    assert!(leads.duplicates.is_empty() && leads.union_support.is_none());
    decide(world, one, Action::Restore, scene.moderator).await.expect("restored");
    assert_eq!(read(world, lead, None).await.union_support, Some(2));
    decide(world, lead, Action::Hide, scene.moderator).await.expect("hidden");
    let apart = read(world, one, None).await;
    assert_eq!((apart.merged_into, apart.duplicate_of), (None, None));
    decide(world, lead, Action::Restore, scene.moderator).await.expect("restored");

    let withdrawn = world.storage.withdraw_submission(world.forum, &lead.id, scene.author, NOW);
    withdrawn.await.expect("withdrawn");
    let apart = read(world, one, Some(scene.author)).await;
    assert_eq!((apart.merged_into, apart.duplicate_of), (None, None));
    link(world, &scene, 0, 2).await;
    let withdrawn = world.storage.withdraw_submission(world.forum, &one.id, scene.author, NOW);
    withdrawn.await.expect("withdrawn");
    assert!(read(world, &scene.rows[2], None).await.union_support.is_none());
}

/// The moderator who takes the proposal back takes the link back, answered or
/// not.
pub async fn undone(world: &World) {
    let scene = scene(world).await;
    for accept in [false, true] {
        let decision = propose(world, &scene, 0, 1).await.expect("proposed");
        if accept {
            answer(world, &scene, 0, true).await.expect("linked");
        }
        let undo = world.storage.undo(world.forum, &decision.id, scene.moderator, NOW);
        undo.await.expect("taken back");
        let apart = read(world, &scene.rows[0], Some(scene.author)).await;
        assert_eq!((apart.merged_into, apart.duplicate_of), (None, None));
        assert!(read(world, &scene.rows[1], None).await.union_support.is_none());
    }
}

/// No chains, nothing of another thread, nothing that is not published.
pub async fn one_level(world: &World) {
    let scene = scene(world).await;
    link(world, &scene, 0, 1).await;
    assert_refused!(propose(world, &scene, 2, 0).await, StorageError::WrongState(_));
    assert_refused!(propose(world, &scene, 1, 2).await, StorageError::WrongState(_));
    assert!(propose(world, &scene, 2, 2).await.is_err());
    let elsewhere = world.thread("other", |_| ()).await;
    let there = world.submit(&elsewhere, scene.author, "there", |_| ()).await;
    let mut with = Scene { rows: scene.rows.clone(), ..scene };
    with.rows.push(there);
    assert_refused!(propose(world, &with, 2, 4).await, StorageError::WrongState(_));
    // What became impossible meanwhile is refused when it is answered.
    propose(world, &with, 2, 3).await.expect("proposed");
    decide(world, &with.rows[3], Action::Hide, with.moderator).await.expect("hidden");
    assert_refused!(answer(world, &with, 2, true).await, StorageError::WrongState(_));
}
