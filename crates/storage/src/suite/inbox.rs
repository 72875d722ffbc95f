//! What people are told, what they follow, and when it is mailed.

use contract::{Digest, InboxKind, MailSettings};

use super::world::{NOW, World, assert_refused, created};
use crate::{FollowTarget, NewMail, PageQuery, ParticipantId, StorageError, SubmissionRow};

const HOUR: i64 = 60 * 60 * 1000;
/// Midnight UTC after [`NOW`], which is on a Thursday.
const MIDNIGHT: i64 = 1_630_022_400_000;
/// The Monday after.
const MONDAY: i64 = MIDNIGHT + 3 * 24 * HOUR;

async fn say(world: &World, row: &SubmissionRow, by: ParticipantId, now_ms: i64) {
    let mut new = world.new_comment(by, "c");
    new.now_ms = now_ms;
    created(world.storage.create_comment(world.forum, &row.id, new, None).await);
}

async fn unread(world: &World, of: ParticipantId) -> u32 {
    world.storage.unread(world.forum, of).await.expect("a number")
}

/// Each thing once, to those whom it concerns, in pages, until it is read.
pub async fn told(world: &World) {
    let (author, other) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    for n in 0..5 {
        say(world, &row, if n == 2 { author } else { other }, NOW + n).await;
    }
    assert_eq!((unread(world, author).await, unread(world, other).await), (4, 0));
    for limit in 1..=5 {
        let mut query = PageQuery { cursor: None, limit };
        let mut times = Vec::new();
        loop {
            let page = world.storage.inbox(world.forum, author, &query).await.expect("a page");
            assert_eq!(page.unread, 4);
            times.extend(page.items.items.iter().map(|item| item.at - NOW));
            query.cursor = page.items.next;
            if query.cursor.is_none() {
                break;
            }
        }
        assert_eq!(times, [4, 3, 1, 0], "{limit} at a time");
    }
    let query = PageQuery { cursor: None, limit: 5 };
    let page = world.storage.inbox(world.forum, author, &query).await.expect("a page");
    let item = &page.items.items[1];
    assert_refused!(
        world.storage.read_inbox(world.forum, other, &item.id).await,
        StorageError::NotFound
    );
    world.storage.read_inbox(world.forum, author, &item.id).await.expect("read");
    assert_eq!(unread(world, author).await, 1);
}

/// Follows are idempotent; only what can be seen is followed.
pub async fn follows(world: &World) {
    let (author, fan) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let pending = world.submit(&careful, author, "p", |_| ()).await;
    let (forum, storage) = (world.forum, &world.storage);
    let submission = FollowTarget::Submission(row.id.clone());
    for target in [&submission, &FollowTarget::Thread("open".into())] {
        for _ in 0..2 {
            storage.follow(forum, fan, target, NOW).await.expect("followed");
        }
    }
    let unseen = FollowTarget::Submission(pending.id);
    assert_refused!(storage.follow(forum, fan, &unseen, NOW).await, StorageError::NotFound);
    assert_refused!(storage.unfollow(forum, fan, &unseen, NOW).await, StorageError::NotFound);
    assert_eq!(storage.follows(forum, fan).await.expect("follows").len(), 2);
    say(world, &row, author, NOW).await;
    assert_eq!((unread(world, fan).await, unread(world, author).await), (1, 0));
    for _ in 0..2 {
        storage.unfollow(forum, fan, &submission, NOW).await.expect("no more");
    }
    say(world, &row, author, NOW).await;
    assert_eq!(unread(world, fan).await, 1);
    assert_eq!(storage.follows(forum, fan).await.expect("follows").len(), 1);
}

/// A digest is due once there is something to tell and its time has come, and
/// goes out once.
pub async fn mail(world: &World) {
    let other = world.person("other", None).await;
    let thread = world.thread("open", |new| new.closes_at = None).await;
    let (forum, storage) = (world.forum, &world.storage);
    let due = async |now| storage.due_digests(now, 10).await.expect("digests");
    let settings = |digest, kinds: &[InboxKind]| MailSettings {
        digest,
        language: "th".into(),
        kinds: kinds.to_vec(),
    };
    for (digest, at) in
        [(Digest::Immediate, NOW + HOUR), (Digest::Daily, MIDNIGHT), (Digest::Weekly, MONDAY)]
    {
        let author = world.person(digest.as_str(), None).await;
        let row = world.submit(&thread, author, "s", |_| ()).await;
        say(world, &row, other, NOW).await;
        let wanted = settings(digest, &[InboxKind::Commented]);
        storage.set_mail_settings(forum, author, &wanted, NOW).await.expect("set");
        assert!(due(MONDAY * 2).await.is_empty(), "{digest}: what was before is not mailed");
        say(world, &row, other, NOW + HOUR).await;
        assert!(due(at - 1).await.is_empty(), "{digest}: too early");
        let found = due(at).await;
        assert_eq!(found.len(), 1, "{digest}");
        assert_eq!((found[0].participant, found[0].items.len(), found[0].more), (author, 1, 0));
        let mail = || NewMail {
            id: world.id(),
            participant: Some(author),
            address: "a@example.org".into(),
            language: "th".into(),
            subject: "s".into(),
            text: "t".into(),
            html: "h".into(),
            headers: Vec::new(),
            now_ms: at,
            expires_at: at + HOUR,
        };
        let mut sent = Vec::new();
        for _ in 0..2 {
            let mails = vec![mail()];
            sent.push(storage.send_digest(&found[0], mails, at).await.expect("asked"));
        }
        assert_eq!(sent, [true, false], "{digest}: once");
        let taken = storage.take_mails(at, HOUR, 10).await.expect("mails");
        assert_eq!(taken.len(), 1, "{digest}: one mail");
        storage.mail_done(&taken[0].id).await.expect("done");
        assert!(due(MONDAY * 2).await.is_empty(), "{digest}: nothing to tell");
        // Another thing, and then no mail any more.
        say(world, &row, other, NOW + HOUR).await;
        let found = due(MONDAY * 2).await;
        storage.unsubscribe(forum, &found[0].person_id, NOW).await.expect("unsubscribed");
        storage.unsubscribe(forum, &found[0].person_id, NOW).await.expect("a second time");
        let sent = storage.send_digest(&found[0], vec![mail()], MONDAY * 2).await.expect("asked");
        assert!(!sent && due(MONDAY * 2).await.is_empty(), "{digest}: unsubscribed");
    }
    let author = world.person("reader", None).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let only_answers = settings(Digest::Immediate, &[InboxKind::Answered]);
    storage.set_mail_settings(forum, author, &only_answers, NOW).await.expect("set");
    say(world, &row, other, NOW).await;
    let found = due(NOW).await;
    assert!(found[0].items.is_empty(), "not of a kind that they want");
    assert!(storage.send_digest(&found[0], Vec::new(), NOW).await.expect("asked"));
    assert!(due(MONDAY).await.is_empty());
}
