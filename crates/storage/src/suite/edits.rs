//! Edits: where they wait, what moderators make of them, and what is undone.

use contract::{Action, QueueKind, QueueSort, State};

use super::{
    reports::decide,
    world::{NOW, World, assert_refused},
};
use crate::{
    ParticipantId, QueueQuery, QueueRow, Result, StorageError, SubmissionChange, SubmissionRow,
    SubmissionView,
};

async fn edit(
    world: &World,
    row: &SubmissionRow,
    author: ParticipantId,
    expected: Option<u32>,
    title: &str,
) -> Result<SubmissionView> {
    let change = SubmissionChange { title: Some(title.into()), ..SubmissionChange::default() };
    world.storage.edit_submission(world.forum, &row.id, author, expected, change, NOW).await
}

async fn queue(world: &World, moderator: ParticipantId) -> Vec<QueueRow> {
    let query = QueueQuery {
        kind: None,
        sort: QueueSort::Oldest,
        thread: None,
        language: None,
        claimed: None,
        q: String::new(),
        cursor: None,
        limit: 100,
        moderator,
        now_ms: NOW,
    };
    world.storage.queue(world.forum, &query).await.expect("the queue").listing.items
}

/// `kind: title <- previous title` of the only row.
async fn waits(world: &World, moderator: ParticipantId) -> String {
    let rows = queue(world, moderator).await;
    assert!(rows.len() < 2, "{rows:?}");
    rows.first().map_or_else(String::new, |row| {
        let title = row.submission.as_ref().map_or("", |submission| &submission.title);
        match &row.previous {
            Some(previous) => format!("{}: {title} <- {}", row.kind, previous.title),
            None => format!("{}: {title}", row.kind),
        }
    })
}

/// The title and version as somebody reads it.
async fn read(world: &World, id: &str, viewer: Option<ParticipantId>) -> (String, u32) {
    let view = world.storage.submission(world.forum, id, viewer).await.expect("it is there");
    (view.submission.title, view.submission.version)
}

async fn scene(world: &World) -> (ParticipantId, ParticipantId) {
    (world.person("author", None).await, world.person("moderator", None).await)
}

/// Where texts are read first, the published version stays for everybody until
/// the edit is approved; its author sees theirs. Taken back, it is as before.
pub async fn wait_where_premoderated(world: &World) {
    let (author, moderator) = scene(world).await;
    let thread = world.thread("t", |new| new.premoderated = true).await;
    let row = world.submit(&thread, author, "one", |_| ()).await;
    decide(world, &row, Action::Approve, moderator).await.expect("approved");
    let view = edit(world, &row, author, Some(1), "two").await.expect("edited");
    assert_eq!(view.submission.state_reason.as_deref(), Some("edit_waits"));
    assert_eq!((view.submission.state, view.submission.version), (State::Published, 2));
    assert_eq!(read(world, &row.id, Some(author)).await, ("two".into(), 2));
    for viewer in [None, Some(moderator)] {
        assert_eq!(read(world, &row.id, viewer).await, ("one".into(), 1));
    }
    assert_eq!(waits(world, moderator).await, "edited: two <- one");
    // A newer edit takes its place; one that was made of an older text is stale.
    assert_refused!(
        edit(world, &row, author, Some(1), "x").await,
        StorageError::Stale { current: 2 }
    );
    edit(world, &row, author, Some(2), "three").await.expect("edited");
    assert_eq!(waits(world, moderator).await, "edited: three <- one");

    let approved = decide(world, &row, Action::Approve, moderator).await.expect("approved");
    assert_eq!(read(world, &row.id, None).await, ("three".into(), 3));
    assert_eq!(waits(world, moderator).await, "");
    let history = world.storage.history(world.forum, &row.id, None).await.expect("versions");
    let titles: Vec<_> = history.iter().map(|one| (one.title.as_str(), one.version)).collect();
    assert_eq!(titles, [("one", 1), ("three", 3)]);

    world.storage.undo(world.forum, &approved.id, moderator, NOW).await.expect("taken back");
    assert_eq!(read(world, &row.id, None).await, ("one".into(), 1));
    assert_eq!(read(world, &row.id, Some(author)).await, ("three".into(), 3));
    assert_eq!(waits(world, moderator).await, "edited: three <- one");
    let history = world.storage.history(world.forum, &row.id, None).await.expect("versions");
    assert_eq!(history.len(), 1);

    // Refused, what was published stays, and the author reads why.
    let refused = decide(world, &row, Action::Reject, moderator).await.expect("refused");
    let view = world.storage.submission(world.forum, &row.id, Some(author)).await.expect("seen");
    assert_eq!((view.submission.title.as_str(), view.submission.state), ("one", State::Published));
    let verdict = view.submission.verdict.expect("why");
    assert_eq!((verdict.action, verdict.message.as_str()), (Action::Reject, "Please"));
    assert_eq!(waits(world, moderator).await, "");
    world.storage.undo(world.forum, &refused.id, moderator, NOW).await.expect("taken back");
    assert_eq!(waits(world, moderator).await, "edited: three <- one");
}

/// Elsewhere an edit is published at once and comes into the queue beside the
/// version that was read last.
pub async fn published_elsewhere(world: &World) {
    let (author, moderator) = scene(world).await;
    let thread = world.thread("t", |_| ()).await;
    let row = world.submit(&thread, author, "one", |_| ()).await;
    edit(world, &row, author, None, "two").await.expect("edited");
    edit(world, &row, author, None, "three").await.expect("edited");
    assert_eq!(read(world, &row.id, None).await, ("three".into(), 3));
    assert_eq!(waits(world, moderator).await, "edited: three <- one");
    decide(world, &row, Action::Approve, moderator).await.expect("kept");
    assert_eq!(waits(world, moderator).await, "");
    edit(world, &row, author, None, "four").await.expect("edited");
    assert_eq!(waits(world, moderator).await, "edited: four <- three");
    // Search finds what is published.
    let found = world.storage.history(world.forum, &row.id, None).await.expect("versions");
    assert_eq!(found.len(), 4);
}

/// Asked to edit, it waits for its author; their edit brings it back into the
/// queue, and approved it is published.
pub async fn asked_for(world: &World) {
    let (author, moderator) = scene(world).await;
    let thread = world.thread("t", |_| ()).await;
    let row = world.submit(&thread, author, "one", |_| ()).await;
    decide(world, &row, Action::RequestEdit, moderator).await.expect("asked");
    assert_eq!(waits(world, moderator).await, "");
    let view = edit(world, &row, author, None, "two").await.expect("edited");
    assert_eq!(view.submission.state, State::Pending);
    assert_eq!(waits(world, moderator).await, "edited: two <- one");
    let rows = queue(world, moderator).await;
    assert_eq!(rows.first().map(|row| row.kind), Some(QueueKind::Edited));
    decide(world, &row, Action::Approve, moderator).await.expect("approved");
    assert_eq!(read(world, &row.id, None).await, ("two".into(), 2));
    let counts = world.storage.thread(world.forum, &thread.id).await.expect("a thread").counts;
    assert_eq!(counts.submissions, 1);
}

/// Asked to edit what has an edit waiting, the author goes on from that; taken
/// back, all is as before.
pub async fn asked_while_one_waits(world: &World) {
    let (author, moderator) = scene(world).await;
    let thread = world.thread("t", |new| new.premoderated = true).await;
    let row = world.submit(&thread, author, "one", |_| ()).await;
    decide(world, &row, Action::Approve, moderator).await.expect("approved");
    edit(world, &row, author, None, "two").await.expect("edited");
    let asked = decide(world, &row, Action::RequestEdit, moderator).await.expect("asked");
    assert_eq!(read(world, &row.id, Some(author)).await, ("two".into(), 2));
    assert_refused!(
        world.storage.submission(world.forum, &row.id, None).await,
        StorageError::NotFound
    );
    world.storage.undo(world.forum, &asked.id, moderator, NOW).await.expect("taken back");
    assert_eq!(read(world, &row.id, None).await, ("one".into(), 1));
    assert_eq!(waits(world, moderator).await, "edited: two <- one");
}

/// What a moderator read must be what they decide about.
pub async fn read_before_decided(world: &World) {
    let (author, moderator) = scene(world).await;
    let thread = world.thread("t", |new| new.premoderated = true).await;
    let row = world.submit(&thread, author, "one", |_| ()).await;
    decide(world, &row, Action::Approve, moderator).await.expect("approved");
    edit(world, &row, author, None, "two").await.expect("edited");
    for (version, stale) in [(1, true), (3, true), (2, false)] {
        let target =
            contract::Target { kind: contract::TargetKind::Submission, id: row.id.clone() };
        let new = crate::NewDecision {
            id: world.id(),
            target,
            action: Action::Approve,
            reason: None,
            note: String::new(),
            message: String::new(),
            into: None,
            recheck_at: None,
            version: Some(version),
            moderator,
            now_ms: NOW,
        };
        let made = world.storage.decide(world.forum, new, None).await;
        assert_eq!(made.is_err(), stale, "{version}");
    }
}
