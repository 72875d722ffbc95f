//! Appeals: who makes them, who judges them, and what follows; and the log.

use contract::{Action, AppealState, DecidedBy, State};

use super::{
    reports::{self, decide},
    world::{NOW, World, assert_refused, created},
};
use crate::{
    AppealRow, Conflict, DecisionRow, NewAppeal, NewJudgement, PageQuery, ParticipantId, Result,
    StorageError, SubmissionRow,
};

async fn object(world: &World, decision: &DecisionRow, author: ParticipantId) -> Result<AppealRow> {
    let new = NewAppeal { id: world.id(), author, text: "Why?".into(), now_ms: NOW };
    let made = world.storage.appeal(world.forum, &decision.id, new, None).await;
    made.map(|made| created(Ok(made)))
}

async fn judge(
    world: &World,
    appeal: &AppealRow,
    moderator: ParticipantId,
    overturned: bool,
) -> Result<DecisionRow> {
    let new = NewJudgement {
        id: world.id(),
        overturned,
        answer: "We read it again.".into(),
        note: String::new(),
        moderator,
        now_ms: NOW,
    };
    world.storage.judge_appeal(world.forum, &appeal.id, new).await
}

async fn seen(world: &World, row: &SubmissionRow, author: ParticipantId) -> SubmissionRow {
    let view = world.storage.submission(world.forum, &row.id, Some(author)).await;
    view.expect("its author sees it").submission
}

/// Once to each decision that is against them, by the author alone.
pub async fn once_by_the_author(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let thread = world.thread("t", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let hidden = decide(world, &row, Action::Hide, moderator).await.expect("hidden");
    let stranger = world.person("x", None).await;
    for (decision, who) in [(&hidden, stranger), (&hidden, moderator)] {
        assert_refused!(object(world, decision, who).await, StorageError::NotFound);
    }
    let appeal = object(world, &hidden, author).await.expect("an appeal");
    assert_refused!(
        object(world, &hidden, author).await,
        StorageError::Conflict(Conflict::AlreadyAppealed)
    );
    let verdict = seen(world, &row, author).await.verdict.expect("what was decided");
    assert_eq!(verdict.appeal.map(|appeal| appeal.state), Some(AppealState::Open));
    // While it is open nobody decides around it.
    assert_refused!(
        decide(world, &row, Action::Restore, moderator).await,
        StorageError::WrongState(_)
    );
    // Who decided may take it back, which ends the appeal well.
    world.storage.undo(world.forum, &hidden.id, moderator, NOW).await.expect("taken back");
    assert_eq!(seen(world, &row, author).await.state, State::Published);
    let other = world.person("m2", None).await;
    assert_refused!(judge(world, &appeal, other, false).await, StorageError::WrongState(_));
    let decision = world.storage.decision(world.forum, &hidden.id).await.expect("on record");
    assert_eq!(decision.appeal.map(|appeal| appeal.state), Some(AppealState::Overturned));
    // Nothing to object to.
    let pinned = decide(world, &row, Action::Pin, moderator).await.expect("pinned");
    assert_refused!(object(world, &pinned, author).await, StorageError::WrongState(_));
    let again = decide(world, &row, Action::Hide, moderator).await.expect("hidden");
    let restored = decide(world, &row, Action::Restore, moderator).await.expect("restored");
    for decision in [&again, &restored, &hidden] {
        let refused = object(world, decision, author).await;
        assert!(refused.is_err(), "{:?}", decision.action);
    }
}

/// Neither who decided nor who wrote it, nor somebody of their organisation,
/// judges; another moderator does, once.
pub async fn another_judges(world: &World) {
    let of = |name: &str, organisation: Option<&str>| crate::Claims {
        issuer: "https://ministry.example".into(),
        subject: name.into(),
        name: name.into(),
        organisation: organisation.map(Into::into),
        ..crate::Claims::default()
    };
    let author = world.participant(of("a", Some("Ours"))).await.id;
    let colleague = world.participant(of("c", Some("Ours"))).await.id;
    let moderator = world.participant(of("m", Some("Ministry"))).await.id;
    let other = world.participant(of("o", Some("Ministry"))).await.id;
    let thread = world.thread("t", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let hidden = decide(world, &row, Action::Hide, moderator).await.expect("hidden");
    let appeal = object(world, &hidden, author).await.expect("an appeal");
    for who in [moderator, author, colleague] {
        assert_refused!(judge(world, &appeal, who, true).await, StorageError::OwnCase);
    }
    let upheld = judge(world, &appeal, other, false).await.expect("judged");
    let state = upheld.appeal.as_ref().map(|appeal| (appeal.state, appeal.answer.as_str()));
    assert_eq!(state, Some((AppealState::Upheld, "We read it again.")));
    let now = seen(world, &row, author).await;
    let verdict = now.verdict.expect("what was decided");
    assert_eq!((now.state, verdict.action), (State::Hidden, Action::Hide));
    assert_eq!(verdict.appeal.map(|appeal| appeal.answer).as_deref(), Some("We read it again."));
    assert_refused!(judge(world, &appeal, other, true).await, StorageError::WrongState(_));
    let nothing = AppealRow { id: world.id(), ..appeal };
    assert_refused!(judge(world, &nothing, other, true).await, StorageError::NotFound);
}

/// Overturned, the decision is taken back and what was written is published,
/// from every state; the author reads the answer.
pub async fn overturned(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let other = world.person("o", None).await;
    for (slug, premoderated, action) in [
        ("hidden", false, Action::Hide),
        ("rejected", true, Action::Reject),
        ("asked", true, Action::RequestEdit),
    ] {
        let thread = world.thread(slug, |new| new.premoderated = premoderated).await;
        let row = world.submit(&thread, author, "s", |_| ()).await;
        let decision = decide(world, &row, action, moderator).await.expect("decided");
        let appeal = object(world, &decision, author).await.expect("an appeal");
        let judged = judge(world, &appeal, other, true).await.expect("judged");
        assert!(judged.undone_at.is_some(), "{slug}");
        assert_eq!(judged.appeal.map(|appeal| appeal.state), Some(AppealState::Overturned));
        let now = seen(world, &row, author).await;
        let verdict = now.verdict.expect("what was decided");
        assert_eq!((now.state, verdict.by), (State::Published, DecidedBy::Appeal), "{slug}");
        let answer = verdict.appeal.map(|appeal| appeal.answer);
        assert_eq!(answer.as_deref(), Some("We read it again."), "{slug}");
        let counts = world.storage.thread(world.forum, slug).await.expect("a thread").counts;
        assert_eq!(counts.submissions, 1, "{slug}");
        // What was judged stands.
        assert_refused!(
            world.storage.undo(world.forum, &verdict.id, moderator, NOW).await,
            StorageError::WrongState(_)
        );
    }
}

/// What a rule hid is won back like the rest, and whoever reported it was
/// wrong.
pub async fn of_a_rule(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let thread = world.thread("t", |_| ()).await;
    let reporters = reports::four(world).await;
    for slug in ["first", "second"] {
        let row = world.submit(&thread, author, slug, |_| ()).await;
        reports::by(world, &row, &reporters).await;
        let now = seen(world, &row, author).await;
        if slug == "second" {
            // Each weighs a third now.
            assert_eq!(now.state, State::Published);
            continue;
        }
        let by_rule = now.verdict.expect("what was decided");
        assert_eq!((now.state, by_rule.by), (State::Hidden, DecidedBy::Rule));
        let appeal = object(world, &by_rule, author).await.expect("an appeal");
        judge(world, &appeal, moderator, true).await.expect("judged");
        assert_eq!(seen(world, &row, author).await.state, State::Published);
    }
    let counts = world.storage.log_counts(world.forum).await.expect("the counts");
    assert_eq!((counts.by_rule, counts.undone), (0, 1));
}

/// Taken back by its author, it waits for nobody, and no appeal stays open.
pub async fn withdrawn(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let other = world.person("o", None).await;
    let thread = world.thread("t", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let hidden = decide(world, &row, Action::Hide, moderator).await.expect("hidden");
    let appeal = object(world, &hidden, author).await.expect("an appeal");
    let withdrawn = world.storage.withdraw_submission(world.forum, &row.id, author, NOW);
    withdrawn.await.expect("withdrawn");
    assert_refused!(judge(world, &appeal, other, true).await, StorageError::Withdrawn);
    assert_refused!(object(world, &hidden, author).await, StorageError::Withdrawn);
    let counts = world.storage.log_counts(world.forum).await.expect("the counts");
    assert_eq!(counts.appeals.get("open"), None);
}

/// An edit that was refused is published when the appeal is won.
pub async fn overturned_edit(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let other = world.person("o", None).await;
    let thread = world.thread("t", |new| new.premoderated = true).await;
    let row = world.submit(&thread, author, "one", |_| ()).await;
    decide(world, &row, Action::Approve, moderator).await.expect("approved");
    let change =
        crate::SubmissionChange { title: Some("two".into()), ..crate::SubmissionChange::default() };
    let edited = world.storage.edit_submission(world.forum, &row.id, author, None, change, NOW);
    edited.await.expect("edited");
    let refused = decide(world, &row, Action::Reject, moderator).await.expect("refused");
    let appeal = object(world, &refused, author).await.expect("an appeal");
    judge(world, &appeal, other, true).await.expect("judged");
    let public = world.storage.submission(world.forum, &row.id, None).await.expect("published");
    assert_eq!((public.submission.title.as_str(), public.submission.version), ("two", 2));
}

/// The log tells every decision without names and texts, newest first, and the
/// reference only while it is published.
pub async fn log(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let other = world.person("o", None).await;
    let thread = world.thread("t", |_| ()).await;
    let row = world.submit(&thread, author, "s", |_| ()).await;
    let gone = world.submit(&thread, author, "g", |_| ()).await;
    let hidden = decide(world, &row, Action::Hide, moderator).await.expect("hidden");
    decide(world, &gone, Action::Hide, moderator).await.expect("hidden");
    let appeal = object(world, &hidden, author).await.expect("an appeal");
    judge(world, &appeal, other, true).await.expect("judged");
    let mut query = PageQuery { cursor: None, limit: 2 };
    let first = world.storage.log(world.forum, &query).await.expect("the log");
    query.cursor = first.next;
    let rest = world.storage.log(world.forum, &query).await.expect("the log");
    assert!(first.next.is_some() && rest.next.is_none());
    let told: Vec<_> = first
        .items
        .iter()
        .chain(&rest.items)
        .map(|entry| (entry.action, entry.by, entry.undone, entry.appeal, entry.reference.clone()))
        .collect();
    let reference = Some(row.reference.clone());
    assert_eq!(
        told,
        [
            (Action::Restore, DecidedBy::Appeal, false, None, reference.clone()),
            (Action::Hide, DecidedBy::Moderator, false, None, None),
            (Action::Hide, DecidedBy::Moderator, true, Some(AppealState::Overturned), reference),
        ]
    );
    assert_eq!(first.items[0].thread_id.as_ref(), Some(&thread.id));
    let counts = world.storage.log_counts(world.forum).await.expect("the counts");
    assert_eq!((counts.decisions, counts.undone, counts.by_rule), (2, 1, 0));
    let of = |map: &std::collections::BTreeMap<String, u64>, key: &str| map.get(key).copied();
    assert_eq!(of(&counts.by_action, "hide"), Some(1));
    assert_eq!(of(&counts.by_action, "restore"), Some(1));
    assert_eq!(of(&counts.by_reason, "off_topic"), Some(1));
    assert_eq!(of(&counts.appeals, "overturned"), Some(1));
    let nobodys = world.storage.upsert_forum("other", &super::world::config(&[]), NOW).await;
    let nobodys = nobodys.expect("a forum").id;
    let query = PageQuery { cursor: None, limit: 2 };
    assert!(world.storage.log(nobodys, &query).await.expect("empty").items.is_empty());
    let new = NewJudgement {
        id: world.id(),
        overturned: true,
        answer: String::new(),
        note: String::new(),
        moderator: other,
        now_ms: NOW,
    };
    assert_refused!(
        world.storage.judge_appeal(nobodys, &appeal.id, new).await,
        StorageError::NotFound
    );
}
