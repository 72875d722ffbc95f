//! Comments and reports.

use contract::{FlagReason, State};

use super::world::{NOW, World, assert_refused, created};
use crate::{CommentQuery, Conflict, FlagTarget, NewFlag, StorageError};

/// Oldest first, each once, with its count.
pub async fn listed(world: &World) {
    let (author, viewer) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    for n in 0..7_i64 {
        let mut comment = world.new_comment(author, &format!("c{n}"));
        // Two of each time, so that the second key decides.
        comment.now_ms = NOW + n / 2;
        let made = created(world.storage.create_comment(world.forum, &row.id, comment, None).await);
        assert_eq!((made.state, made.mine), (State::Published, true));
    }
    for limit in 1..=8 {
        let mut query = CommentQuery { cursor: None, limit, viewer: Some(viewer), staff: false };
        let mut bodies = Vec::new();
        loop {
            let page = world.storage.comments(world.forum, &row.id, &query).await.expect("a page");
            assert_eq!(page.total, Some(7));
            assert!(page.items.iter().all(|comment| !comment.mine));
            bodies.extend(page.items.into_iter().map(|comment| comment.body));
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
        }
        assert_eq!(bodies, ["c0", "c1", "c2", "c3", "c4", "c5", "c6"], "{limit} at a time");
    }
    let view = world.storage.submission(world.forum, &row.id, None).await.expect("seen");
    assert_eq!((view.submission.comments_count, view.thread.counts.comments), (7, 7));
    let bad = CommentQuery { cursor: "1-0i0-1".parse().ok(), limit: 1, ..CommentQuery::default() };
    assert_refused!(
        world.storage.comments(world.forum, &row.id, &bad).await,
        StorageError::BadCursor(_)
    );
}

/// Replies stand one level deep, on the same submission.
pub async fn replies(world: &World) {
    let author = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let other = world.submit(&thread, author, "other", |_| ()).await;
    let comment = |submission: &str, reply_to: Option<String>| {
        let mut new = world.new_comment(author, "c");
        new.reply_to = reply_to;
        let id = submission.to_owned();
        async move { world.storage.create_comment(world.forum, &id, new, None).await }
    };
    let first = created(comment(&row.id, None).await);
    let reply = created(comment(&row.id, Some(first.id.clone())).await);
    assert_eq!(reply.reply_to.as_ref(), Some(&first.id));
    assert_refused!(comment(&row.id, Some(reply.id)).await, StorageError::ReplyTooDeep);
    assert_refused!(comment(&other.id, Some(first.id)).await, StorageError::UnknownReplyTo);
    assert_refused!(comment(&row.id, Some(world.id())).await, StorageError::UnknownReplyTo);
}

/// Comments are taken while the thread takes them, on what is published.
pub async fn gates(world: &World) {
    let (author, other) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let mut late = world.new_comment(other, "late");
    late.now_ms = NOW + 1_000_000;
    assert_refused!(
        world.storage.create_comment(world.forum, &row.id, late, None).await,
        StorageError::Closed { .. }
    );
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let pending = world.submit(&careful, author, "waits", |_| ()).await;
    let comment = |who| {
        let new = world.new_comment(who, "c");
        world.storage.create_comment(world.forum, &pending.id, new, None)
    };
    assert_refused!(comment(author).await, StorageError::Conflict(Conflict::NotPublished));
    assert_refused!(comment(other).await, StorageError::NotFound);
    let query = CommentQuery { limit: 5, ..CommentQuery::default() };
    assert_refused!(
        world.storage.comments(world.forum, &pending.id, &query).await,
        StorageError::NotFound
    );
}

/// A person reports one thing once.
pub async fn flags(world: &World) {
    let (author, other) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let comment = world.new_comment(author, "c");
    let comment = created(world.storage.create_comment(world.forum, &row.id, comment, None).await);
    let flag = |target: FlagTarget, who| {
        let new = NewFlag {
            id: world.id(),
            participant: who,
            reason: FlagReason::Other,
            note: "Because".into(),
            now_ms: NOW,
        };
        async move { world.storage.create_flag(world.forum, &target, new, None).await }
    };
    for target in [FlagTarget::Submission(row.id), FlagTarget::Comment(comment.id)] {
        let made = created(flag(target.clone(), other).await);
        assert_eq!((made.reason, made.note.as_str()), (FlagReason::Other, "Because"));
        assert_refused!(
            flag(target.clone(), other).await,
            StorageError::Conflict(Conflict::AlreadyFlagged)
        );
        created(flag(target, author).await);
    }
    for target in [FlagTarget::Submission(world.id()), FlagTarget::Comment(world.id())] {
        assert_refused!(flag(target, other).await, StorageError::NotFound);
    }
}
