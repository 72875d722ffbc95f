//! What is told of writes to those who follow live.

use core::time::Duration;

use contract::{Action, ResultsRule, Target, TargetKind, VoteChoice};
use tokio::time::timeout;

use super::{
    answers::new_answer,
    world::{NOW, World, assert_refused, created},
};
use crate::{
    Changed, Changes, Import, Live, NewAnnouncement, ParticipantId, StorageError, SubmissionChange,
    ThreadChange,
};

/// How long to wait for what must come.
const SURELY: Duration = Duration::from_mins(1);

/// Somebody who hears, and who writes what tells them that they heard
/// everything before it.
struct Ear<'a> {
    world: &'a World,
    changes: Box<dyn Changes>,
    official: ParticipantId,
}

impl<'a> Ear<'a> {
    /// Hears from now on.
    async fn open(world: &'a World) -> Self {
        let changes = world.storage.changes().expect("changes");
        let official = world.person("marker", None).await;
        let mut ear = Self { world, changes, official };
        // It may take a moment until the database is listened to.
        for _ in 0..300 {
            ear.mark().await;
            let heard = timeout(Duration::from_millis(200), ear.changes.next()).await;
            if let Ok(Some(Live::Changed(_))) = heard {
                ear.hear().await;
                return ear;
            }
        }
        panic!("nothing is heard");
    }

    /// Writes what is heard for certain; answers its id.
    async fn mark(&self) -> String {
        let new = NewAnnouncement {
            id: self.world.id(),
            title: "Marker".into(),
            body: String::new(),
            language: "en".into(),
            thread: None,
            pinned: false,
            by: self.official,
            now_ms: NOW,
        };
        let made = self.world.storage.create_announcement(self.world.forum, new, None).await;
        created(made).id
    }

    /// What was told until now, with the threads, in its order.
    async fn hear(&mut self) -> Vec<(String, Changed)> {
        let marker = self.mark().await;
        let mut heard = Vec::new();
        loop {
            let next = timeout(SURELY, self.changes.next()).await.expect("more to hear");
            let Some(Live::Changed(change)) = next else { panic!("lost: {next:?}") };
            assert_eq!(change.forum, self.world.forum);
            match (change.thread, change.what) {
                (None, Changed::Announcement { id, .. }) if id == marker => return heard,
                (None, _) => {}
                (Some(thread), what) => heard.push((thread, what)),
            }
        }
    }
}

/// Each write is told once it stands, by ids, and with whether it was public.
pub async fn told(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let storage = &world.storage;
    let thread = world.thread("open", |_| ()).await;
    let other = world.thread("other", |_| ()).await;
    let mut ear = Ear::open(world).await;

    let id = world.submit(&thread, author, "One", |_| ()).await.id;
    let shown = |was_public| Changed::Submission { id: id.clone(), was_public };
    let here = |what| vec![(thread.id.clone(), what)];
    assert_eq!(ear.hear().await, here(shown(false)));

    let vote = storage.put_vote(world.forum, &id, author, VoteChoice::Agree, NOW).await;
    vote.expect("a vote");
    assert_eq!(ear.hear().await, here(Changed::Tally { submission: id.clone() }));
    storage.delete_vote(world.forum, &id, author, NOW).await.expect("taken back");
    assert_eq!(ear.hear().await, here(Changed::Tally { submission: id.clone() }));

    let title = SubmissionChange { title: Some("Two".into()), ..SubmissionChange::default() };
    let edited = storage.edit_submission(world.forum, &id, author, None, title, NOW).await;
    edited.expect("edited");
    assert_eq!(ear.hear().await, here(shown(false)));

    let comment = world.new_comment(author, "a comment");
    let comment = created(storage.create_comment(world.forum, &id, comment, None).await).id;
    let said =
        |was_public| Changed::Comment { id: comment.clone(), submission: id.clone(), was_public };
    assert_eq!(ear.hear().await, here(said(false)));
    assert_eq!(storage.public_comment(world.forum, &comment).await.expect("seen").id, comment);
    let target = Target { kind: TargetKind::Comment, id: comment.clone() };
    let hide = world.deciding(moderator, target, Action::Hide);
    created(storage.decide(world.forum, hide, None).await);
    assert_eq!(ear.hear().await, here(said(true)));
    let unseen = storage.public_comment(world.forum, &comment).await;
    assert_refused!(unseen, StorageError::NotFound);

    let answer = new_answer(world, author, &[&id], "Answer");
    let answer = created(storage.create_answer(world.forum, answer, None).await).id;
    assert_eq!(ear.hear().await, [], "a draft");
    let published = storage.publish_answer(world.forum, &answer, None, author, NOW).await;
    published.expect("published");
    assert_eq!(ear.hear().await, here(Changed::Response { submission: id.clone() }));

    let hidden = world.decide(moderator, &id, Action::Hide).await.expect("hidden").id;
    assert_eq!(ear.hear().await, here(shown(true)));
    storage.undo(world.forum, &hidden, moderator, NOW).await.expect("undone");
    assert_eq!(ear.hear().await, here(shown(false)));

    let target = Target { kind: TargetKind::Submission, id: id.clone() };
    let mut to = world.deciding(moderator, target, Action::Move);
    to.into = Some("other".into());
    created(storage.decide(world.forum, to, None).await);
    let moved = [(thread.id.clone(), shown(true)), (other.id.clone(), shown(true))];
    assert_eq!(ear.hear().await, moved);
    storage.withdraw_submission(world.forum, &id, author, NOW).await.expect("withdrawn");
    assert_eq!(ear.hear().await, [(other.id.clone(), shown(true))]);

    let change = ThreadChange { title: Some("Better".into()), ..ThreadChange::default() };
    storage.change_thread(world.forum, "open", None, change).await.expect("changed");
    assert_eq!(ear.hear().await, here(Changed::Thread));
}

/// An import is told at once as a whole, and not at all where it changed
/// nothing, or only votes whose results are hidden.
pub async fn told_of_imports(world: &World) {
    let mut ear = Ear::open(world).await;
    for (slug, results) in [("open", ResultsRule::Always), ("hidden", ResultsRule::AfterClose)] {
        let mut import = super::imports::import(world);
        import.thread.slug = slug.into();
        import.thread.voting.results = results;
        let run = async |import: &Import| {
            let told = Box::new(|_| ());
            world.storage.import(world.forum, import.clone(), told).await.expect("imported");
        };
        run(&import).await;
        let thread = world.storage.thread(world.forum, slug).await.expect("found").id;
        let everything = [(thread, Changed::Everything)];
        assert_eq!(ear.hear().await, everything, "{slug}");
        run(&import).await;
        assert_eq!(ear.hear().await, [], "{slug}: the same again");
        for vote in &mut import.votes {
            vote.value = VoteChoice::Pass;
        }
        run(&import).await;
        let is_open = results == ResultsRule::Always;
        assert_eq!(ear.hear().await, if is_open { &everything[..] } else { &[] }, "{slug}: votes");
    }
}

/// What nobody sees is not told, nor what was refused or done before.
pub async fn untold(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let storage = &world.storage;
    let held = world.thread("held", |new| new.premoderated = true).await;
    let open = world.thread("open", |_| ()).await;
    let closed = world.thread("closed", |new| new.closes_at = Some(NOW - 1)).await;
    let shown = world.submit(&open, author, "Shown", |_| ()).await.id;
    let mut ear = Ear::open(world).await;

    let pending = world.submit(&held, author, "Waits", |_| ()).await.id;
    let title = SubmissionChange { title: Some("Two".into()), ..SubmissionChange::default() };
    let edited = storage.edit_submission(world.forum, &pending, author, None, title, NOW).await;
    edited.expect("edited");
    let rejected = world.submit(&held, author, "Refused", |_| ()).await.id;
    world.decide(moderator, &rejected, Action::Reject).await.expect("rejected");
    storage.withdraw_submission(world.forum, &pending, author, NOW).await.expect("withdrawn");
    assert_eq!(ear.hear().await, [], "pending, rejected and withdrawn unseen");

    let refused = storage.put_vote(world.forum, &shown, author, VoteChoice::Support, NOW).await;
    assert_refused!(refused, StorageError::WrongVotingMode);
    let late = world.new_submission(author, "Late");
    let late = storage.create_submission(world.forum, &closed.id, late, None).await;
    assert!(late.is_err(), "the thread is closed");
    storage.delete_vote(world.forum, &shown, author, NOW).await.expect("none was there");
    assert_eq!(ear.hear().await, [], "refused, or without a change");

    let approved = world.submit(&held, author, "Approved", |_| ()).await.id;
    world.decide(moderator, &approved, Action::Approve).await.expect("approved");
    let told = Changed::Submission { id: approved, was_public: false };
    assert_eq!(ear.hear().await, [(held.id, told)]);
}

/// What many tell at the same time is told of all of them.
pub async fn told_by_many(world: &World) {
    const VOTERS: usize = 40;
    let author = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let mut rows = Vec::new();
    for title in ["One", "Two"] {
        rows.push(world.submit(&thread, author, title, |_| ()).await.id);
    }
    let mut ear = Ear::open(world).await;
    let mut votes = tokio::task::JoinSet::new();
    for n in 0..VOTERS {
        let person = world.person(&format!("v{n}"), Some("cso")).await;
        for id in rows.clone() {
            let (storage, forum) = (world.storage.clone(), world.forum);
            votes.spawn(async move {
                storage.put_vote(forum, &id, person, VoteChoice::Agree, NOW).await
            });
        }
    }
    while let Some(vote) = votes.join_next().await {
        vote.expect("a task").expect("a vote");
    }
    let heard = ear.hear().await;
    assert!(heard.len() <= rows.len() * VOTERS, "{}", heard.len());
    for id in rows {
        let told = (thread.id.clone(), Changed::Tally { submission: id });
        assert!(heard.contains(&told), "{told:?}");
    }
}
