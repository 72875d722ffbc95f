//! Submissions: states, gates, versions.

use contract::{Kind, Link, Sort, State, VoteChoice};

use super::world::{NOW, World, assert_refused, created, list};
use crate::{Change, Conflict, StorageError, SubmissionChange};

/// Published for all; pending for its author alone.
pub async fn states(world: &World) {
    let (author, other) = (world.person("a", Some("cso")).await, world.person("b", None).await);
    let open = world.thread("open", |_| ()).await;
    let new = {
        let mut new = world.new_submission(author, "Title <b>&\0");
        new.kind = Kind::GoodPractice;
        new.theme = Some("health".into());
        new.groups = vec!["youth".into(), "children".into()];
        new.links = vec![Link { url: "https://example.org".into(), label: String::new() }];
        new
    };
    let view =
        created(world.storage.create_submission(world.forum, "open", new.clone(), None).await);
    let row = &view.submission;
    assert_eq!((&row.id, &row.reference, &row.thread_id), (&new.id, &new.reference, &open.id));
    assert_eq!((&row.title, &row.body, row.kind), (&new.title, &new.body, new.kind));
    assert_eq!((&row.theme, &row.groups, &row.links), (&new.theme, &new.groups, &new.links));
    assert_eq!((row.state, row.version, row.mine), (State::Published, 1, true));
    assert_eq!(row.author.sector.as_deref(), Some("cso"));
    assert_eq!((view.thread.counts.submissions, view.thread.counts.participants), (1, 1));
    let seen = world.storage.submission(world.forum, &new.id, None).await.expect("public");
    assert!(!seen.submission.mine);

    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let pending = world.submit(&careful, author, "Waits", |_| ()).await;
    assert_eq!(pending.state, State::Pending);
    for viewer in [None, Some(other)] {
        assert_refused!(
            world.storage.submission(world.forum, &pending.id, viewer).await,
            StorageError::NotFound
        );
        assert_refused!(
            world.storage.history(world.forum, &pending.id, viewer).await,
            StorageError::NotFound
        );
    }
    let own = world.storage.submission(world.forum, &pending.id, Some(author)).await.expect("own");
    assert_eq!(own.thread.counts.submissions, 0, "only published ones count");
    assert_refused!(
        world.storage.put_vote(world.forum, &pending.id, author, VoteChoice::Agree, NOW).await,
        StorageError::Conflict(Conflict::NotPublished)
    );
    assert_refused!(
        world.storage.put_vote(world.forum, &pending.id, other, VoteChoice::Agree, NOW).await,
        StorageError::NotFound
    );
}

/// Phases and locks are decided where the write is.
pub async fn gates(world: &World) {
    let author = world.person("a", None).await;
    let closing = world.thread("closing", |new| new.closes_at = Some(NOW)).await;
    let new = world.new_submission(author, "At the last moment");
    let mut before = new.clone();
    before.now_ms = NOW - 1;
    let storage = &world.storage;
    assert_refused!(
        storage.create_submission(world.forum, &closing.id, new, None).await,
        StorageError::Closed { .. }
    );
    let made = created(storage.create_submission(world.forum, &closing.id, before, None).await);
    let edit = SubmissionChange { title: Some("Later".into()), ..SubmissionChange::default() };
    assert_refused!(
        storage.edit_submission(world.forum, &made.submission.id, author, None, edit, NOW).await,
        StorageError::Closed { .. }
    );
    let locked = world.thread("locked", |new| new.locked = true).await;
    let new = world.new_submission(author, "Locked out");
    assert_refused!(
        storage.create_submission(world.forum, &locked.id, new, None).await,
        StorageError::Locked
    );
    let new = world.new_submission(author, "Nowhere");
    assert_refused!(
        storage.create_submission(world.forum, "nowhere", new, None).await,
        StorageError::NotFound
    );
    // Taking one's own words back is possible at any time.
    storage
        .withdraw_submission(world.forum, &made.submission.id, author, NOW)
        .await
        .expect("withdrawn after the end");
}

/// An edit makes a version and keeps the one before.
pub async fn edit(world: &World) {
    let (author, other) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let made =
        world.submit(&thread, author, "First", |new| new.theme = Some("health".into())).await;
    let change = |title: &str| SubmissionChange {
        title: Some(title.into()),
        theme: Change::Clear,
        groups: Some(vec!["women".into()]),
        ..SubmissionChange::default()
    };
    let edit = |author, expected, change, now| {
        world.storage.edit_submission(world.forum, &made.id, author, expected, change, now)
    };
    let edited = edit(author, Some(1), change("Second"), NOW + 1).await.expect("edited").submission;
    assert_eq!((edited.version, edited.edited_at), (2, Some(NOW + 1)));
    assert_eq!((edited.title.as_str(), &edited.theme), ("Second", &None));
    assert_eq!((&edited.body, &edited.reference), (&made.body, &made.reference));
    assert_refused!(
        edit(author, Some(1), change("Third"), NOW + 2).await,
        StorageError::Stale { current: 2 }
    );
    assert_refused!(edit(other, Some(2), change("Theirs"), NOW + 2).await, StorageError::NotAuthor);
    let same = edit(author, Some(2), change("Second"), NOW + 3).await.expect("no change");
    assert_eq!(same.submission, edited, "what changes nothing makes no version");
    edit(author, None, change("Third"), NOW + 4).await.expect("edited whatever it was");

    let history = world.storage.history(world.forum, &made.id, None).await.expect("public");
    let told: Vec<_> = history
        .iter()
        .map(|revision| (revision.version, revision.title.as_str(), revision.at))
        .collect();
    assert_eq!(told, [(1, "First", NOW), (2, "Second", NOW + 1), (3, "Third", NOW + 4)]);
    assert_eq!(history.first().and_then(|first| first.theme.as_deref()), Some("health"));
}

/// A withdrawn submission is gone from lists and counts, and says so.
pub async fn withdraw(world: &World) {
    let (author, other) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let kept = world.submit(&thread, author, "Kept", |_| ()).await;
    let gone = world.submit(&thread, author, "Gone", |_| ()).await;
    let storage = &world.storage;
    for id in [&kept.id, &gone.id] {
        storage.put_vote(world.forum, id, other, VoteChoice::Agree, NOW).await.expect("a vote");
        let comment = world.new_comment(other, "Yes");
        storage.create_comment(world.forum, id, comment, None).await.expect("a comment");
    }
    let withdraw = |who| storage.withdraw_submission(world.forum, &gone.id, who, NOW + 1);
    assert_refused!(withdraw(other).await, StorageError::NotAuthor);
    withdraw(author).await.expect("withdrawn");
    assert_refused!(withdraw(author).await, StorageError::Withdrawn);
    for viewer in [None, Some(author)] {
        assert_refused!(
            storage.submission(world.forum, &gone.id, viewer).await,
            StorageError::Withdrawn
        );
        let titles = world.titles(&thread, &list(Sort::Newest, viewer)).await;
        assert_eq!(titles, ["Kept"]);
    }
    assert_refused!(
        storage.put_vote(world.forum, &gone.id, other, VoteChoice::Pass, NOW).await,
        StorageError::Withdrawn
    );
    let counts = storage.thread(world.forum, &thread.id).await.expect("found").counts;
    assert_eq!((counts.submissions, counts.votes, counts.comments), (1, Some(1), 1));
    assert_eq!(counts.participants, 2);
}

/// A reference is given once in a forum; the caller is told to draw again.
pub async fn references(world: &World) {
    let author = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let first = world.submit(&thread, author, "First", |_| ()).await;
    let mut second = world.new_submission(author, "Second");
    second.reference.clone_from(&first.reference);
    assert_refused!(
        world.storage.create_submission(world.forum, &thread.id, second, None).await,
        StorageError::Conflict(Conflict::Reference)
    );
    let counts = world.storage.thread(world.forum, &thread.id).await.expect("found").counts;
    assert_eq!(counts.submissions, 1, "nothing of a refused one stays");
}
