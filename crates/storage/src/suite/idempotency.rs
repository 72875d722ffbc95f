//! Keys that make a creation happen once.

use super::world::{NOW, World, assert_refused};
use crate::{
    Created, IDEMPOTENCY_MS, Idempotency, NewSubmission, ParticipantId, Result, StorageError,
    StoredAnswer, SubmissionView, ThreadRow,
};

async fn create(
    world: &World,
    thread: &ThreadRow,
    new: NewSubmission,
    hash: u8,
) -> Result<Created<SubmissionView>> {
    let idempotency = Idempotency {
        key: "key".into(),
        hash: [hash; 32],
        render: Box::new(|view: &SubmissionView| StoredAnswer {
            status: 201,
            body: view.submission.title.clone().into_bytes(),
            location: Some(format!("/{}", view.submission.id)),
        }),
    };
    world.storage.create_submission(world.forum, &thread.id, new, Some(idempotency)).await
}

fn answer(made: Result<Created<SubmissionView>>) -> (bool, StoredAnswer) {
    match made {
        Ok(Created::New(_, Some(answer))) => (true, answer),
        Ok(Created::Replayed(answer)) => (false, answer),
        other => panic!("not answered: {other:?}"),
    }
}

/// The same key answers the same, whatever became of the thread since; another
/// body is refused; another person's key is another key.
pub async fn replay(world: &World) {
    let (author, other) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let new = |who: ParticipantId, title| world.new_submission(who, title);
    let (is_new, first) = answer(create(world, &thread, new(author, "First"), 1).await);
    assert!(is_new);
    assert_eq!(first.body, b"First");
    let mut late = new(author, "Again");
    late.now_ms = NOW + 2_000_000;
    assert_eq!(answer(create(world, &thread, late, 1).await), (false, first));
    assert_refused!(create(world, &thread, new(author, "x"), 2).await, StorageError::KeyReused);
    let (is_new, theirs) = answer(create(world, &thread, new(other, "Theirs"), 2).await);
    assert!(is_new);
    assert_eq!(theirs.body, b"Theirs");
    let counts = world.storage.thread(world.forum, &thread.id).await.expect("found").counts;
    assert_eq!(counts.submissions, 2);
}

/// A refused creation leaves no key; a key lives for a day.
pub async fn lifetime(world: &World) {
    let author = world.person("a", None).await;
    let thread = world.thread("open", |new| new.closes_at = None).await;
    let locked = world.thread("locked", |new| new.locked = true).await;
    let at = |title: &str, now_ms| NewSubmission { now_ms, ..world.new_submission(author, title) };
    assert_refused!(create(world, &locked, at("No", NOW), 1).await, StorageError::Locked);
    assert!(answer(create(world, &thread, at("First", NOW), 2).await).0);
    let last = NOW + IDEMPOTENCY_MS - 1;
    assert!(!answer(create(world, &thread, at("Late", last), 2).await).0);
    assert_eq!(world.storage.sweep(last).await.ok(), Some(0));
    assert!(answer(create(world, &thread, at("Next day", last + 1), 3).await).0);
    assert_eq!(world.storage.sweep(last + 1).await.ok(), Some(0), "the key is a new one");
    assert_eq!(world.storage.sweep(last + 1 + IDEMPOTENCY_MS).await.ok(), Some(1));
}
