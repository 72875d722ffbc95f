//! Threads.

use contract::{Counts, Phase, Status};

use super::world::{NOW, World, assert_refused};
use crate::{Change, Conflict, PageQuery, ResponseRow, StorageError, ThreadChange};

/// A thread comes back as it was made, by id and by slug.
pub async fn create_and_find(world: &World) {
    let response = ResponseRow {
        status: Status::PartlyAccepted,
        body: "Thank you".into(),
        heard: String::new(),
        action: "We will".into(),
        office: Some("secretariat".into()),
        due_at: Some(NOW + 1),
        language: Some("en".into()),
        answer_id: None,
        version: 0,
        author: contract::Author::default(),
        published_at: NOW,
    };
    let made = world
        .thread("open-question", |new| {
            new.voting.budget = Some(3);
            new.voting_opens_at = Some(NOW + 10);
            new.response = Some(response.clone());
        })
        .await;
    assert_eq!(made.version, 1);
    assert_eq!(made.counts, Counts { votes: Some(0), ..Counts::default() });
    assert_eq!(made.response, Some(response));
    assert_eq!(made.phase(NOW), Phase::Collecting);
    assert_eq!(made.phase(NOW + 10), Phase::Voting);
    assert_eq!(made.phase(NOW + 1_000_000), Phase::Answered);
    for name in [made.id.as_str(), "open-question"] {
        let found = world.storage.thread(world.forum, name).await.expect("found");
        assert_eq!(found, made);
    }
    assert_refused!(world.storage.thread(world.forum, "no").await, StorageError::NotFound);
}

/// Pinned first, then newest first; pages hold each once.
pub async fn pages(world: &World) {
    for (slug, pinned, age) in
        [("a", false, 1), ("b", true, 9), ("c", false, 5), ("d", true, 2), ("e", false, 1)]
    {
        world
            .thread(slug, |new| {
                new.pinned = pinned;
                new.created_at = NOW - age;
            })
            .await;
    }
    for limit in 1..=6 {
        let mut query = PageQuery { cursor: None, limit };
        let mut slugs = Vec::new();
        loop {
            let page = world.storage.threads(world.forum, &query).await.expect("a page");
            assert!(page.items.len() <= limit as usize);
            slugs.extend(page.items.into_iter().map(|thread| thread.slug));
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
        }
        assert_eq!(slugs, ["d", "b", "e", "a", "c"], "{limit} at a time");
    }
}

/// Changes apply to the version that was read.
pub async fn change(world: &World) {
    let storage = &world.storage;
    let thread = world.thread("question", |new| new.opens_at = Some(NOW - 5)).await;
    let change = ThreadChange {
        title: Some("Better".into()),
        opens_at: Change::Clear,
        closes_at: Change::Set(NOW + 7),
        pinned: Some(true),
        locked: Some(true),
        ..ThreadChange::default()
    };
    let changed =
        storage.change_thread(world.forum, "question", Some(1), change).await.expect("changed");
    assert_eq!(changed.title, "Better");
    assert_eq!(changed.summary, thread.summary);
    assert_eq!((changed.opens_at, changed.closes_at), (None, Some(NOW + 7)));
    assert_eq!((changed.pinned, changed.locked, changed.version), (true, true, 2));
    let stale = ThreadChange { title: Some("Late".into()), ..ThreadChange::default() };
    assert_refused!(
        storage.change_thread(world.forum, &thread.id, Some(1), stale).await,
        StorageError::Stale { current: 2 }
    );
    assert_eq!(storage.thread(world.forum, &thread.id).await.ok(), Some(changed));
}

/// A slug is given once in a forum.
pub async fn conflicts(world: &World) {
    world.thread("question", |_| ()).await;
    let again = world.new_thread("question");
    assert_refused!(
        world.storage.create_thread(world.forum, again, None).await,
        StorageError::Conflict(Conflict::Slug)
    );
}
