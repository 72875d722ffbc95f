//! Official answers.

use contract::{AnswerState, AnswerText, Status};
use tokio::task::JoinSet;

use super::world::{NOW, World, assert_refused, created};
use crate::{
    AnswerChange, AnswerRow, Conflict, NewAnnouncement, NewAnswer, PageQuery, ParticipantId,
    StorageError,
};

/// A text that says this.
pub(super) fn text(status: Status, body: &str) -> AnswerText {
    AnswerText {
        status,
        heard: String::new(),
        action: "We will".into(),
        body: body.into(),
        office: Some("secretariat".into()),
        due_at: None,
        language: "en".into(),
    }
}

/// An answer to these submissions.
pub(super) fn new_answer(world: &World, by: ParticipantId, ids: &[&str], body: &str) -> NewAnswer {
    NewAnswer {
        id: world.id(),
        submissions: ids.iter().map(|id| (*id).to_owned()).collect(),
        text: text(Status::Accepted, body),
        by,
        now_ms: NOW,
    }
}

async fn draft(world: &World, by: ParticipantId, ids: &[&str]) -> AnswerRow {
    let new = new_answer(world, by, ids, "First");
    created(world.storage.create_answer(world.forum, new, None).await)
}

fn change(by: ParticipantId, body: &str) -> AnswerChange {
    let text = text(Status::NotAccepted, body);
    AnswerChange { submissions: None, text, by, now_ms: NOW + 1 }
}

/// A draft is seen by nobody; what is published is, at each submission, with
/// every version.
pub async fn drafted_and_published(world: &World) {
    let storage = &world.storage;
    let (author, official) = (world.person("a", None).await, world.person("o", None).await);
    let thread = world.thread("open", |_| ()).await;
    let one = world.submit(&thread, author, "one", |_| ()).await.id;
    let two = world.submit(&thread, author, "two", |_| ()).await.id;
    let row = draft(world, official, &[&one, &two]).await;
    assert_eq!((row.state, row.version, row.changed), (AnswerState::Draft, 1, false));
    assert_eq!(row.submissions.iter().map(|one| &*one.title).collect::<Vec<_>>(), ["one", "two"]);
    let seen = || async { storage.submission(world.forum, &one, None).await.expect("seen") };
    assert_eq!(seen().await.submission.response, None);
    assert_refused!(storage.answer_versions(world.forum, &row.id).await, StorageError::NotFound);
    let publish = |version| storage.publish_answer(world.forum, &row.id, version, official, NOW);
    let out = publish(Some(1)).await.expect("published");
    assert_eq!((out.state, out.version, out.published_at), (AnswerState::Published, 2, Some(NOW)));
    assert_refused!(publish(Some(1)).await, StorageError::Stale { current: 2 });
    assert_refused!(publish(None).await, StorageError::WrongState(_));
    let shown = seen().await.submission;
    let response = shown.response.expect("an answer");
    assert_eq!((shown.status, &*response.body, response.version), (Status::Accepted, "First", 1));
    assert_eq!(response.answer_id.as_deref(), Some(&*row.id));

    let changed =
        storage.change_answer(world.forum, &row.id, Some(2), change(official, "Second")).await;
    assert!(changed.expect("changed").changed);
    assert_eq!(seen().await.submission.response.expect("an answer").body, "First");
    publish(None).await.expect("published again");
    let shown = seen().await.submission;
    assert_eq!(shown.status, Status::NotAccepted);
    assert_eq!(shown.response.expect("an answer").version, 2);
    let versions = storage.answer_versions(world.forum, &row.id).await.expect("versions");
    let said: Vec<_> = versions.iter().map(|one| (one.version, &*one.text.body)).collect();
    assert_eq!(said, [(1, "First"), (2, "Second")]);
    assert_refused!(
        storage.delete_answer(world.forum, &row.id, official, NOW).await,
        StorageError::WrongState(_)
    );
}

/// A submission has one answer; what was answered stays with it.
pub async fn one_answer_each(world: &World) {
    let storage = &world.storage;
    let (author, official) = (world.person("a", None).await, world.person("o", None).await);
    let thread = world.thread("open", |_| ()).await;
    let mut ids = Vec::new();
    for title in ["one", "two", "three"] {
        ids.push(world.submit(&thread, author, title, |_| ()).await.id);
    }
    let held = world.thread("held", |new| new.premoderated = true).await;
    let pending = world.submit(&held, author, "waits", |_| ()).await.id;
    let new = new_answer(world, official, &[&ids[0], &pending], "x");
    assert_refused!(
        storage.create_answer(world.forum, new, None).await,
        StorageError::UnknownSubmission { place: 1 }
    );
    let first = draft(world, official, &[&ids[0], &ids[1]]).await;
    let again = new_answer(world, official, &[&ids[2], &ids[0]], "x");
    assert_refused!(
        storage.create_answer(world.forum, again, None).await,
        StorageError::Conflict(Conflict::Answered)
    );
    // Both of them know this one, so it is changed there.
    assert_refused!(
        storage.respond(world.forum, new_answer(world, official, &[&ids[1]], "x")).await,
        StorageError::WrongState(_)
    );
    let only = |ids: &[&String]| AnswerChange {
        submissions: Some(ids.iter().map(|id| (*id).clone()).collect()),
        ..change(official, "More")
    };
    let fewer = storage.change_answer(world.forum, &first.id, None, only(&[&ids[0]])).await;
    assert_eq!(fewer.expect("fewer").submissions.len(), 1);
    let alone = storage.respond(world.forum, new_answer(world, official, &[&ids[1]], "Alone"));
    assert_eq!(alone.await.expect("free again").submission.status, Status::Accepted);
    let second = storage.respond(world.forum, new_answer(world, official, &[&ids[1]], "Anew"));
    assert_eq!(second.await.expect("anew").submission.response.expect("one").version, 2);
    storage.publish_answer(world.forum, &first.id, None, official, NOW).await.expect("out");
    assert_refused!(
        storage.change_answer(world.forum, &first.id, None, only(&[&ids[2]])).await,
        StorageError::WrongState(_)
    );
    let wider = only(&[&ids[2], &ids[0]]);
    let wider = storage.change_answer(world.forum, &first.id, None, wider).await.expect("wider");
    assert!(wider.changed);
    let third = storage.submission(world.forum, &ids[2], None).await.expect("seen").submission;
    assert_eq!(third.response, None, "not out before it is published");

    let page = |state, cursor| {
        let query = PageQuery { cursor, limit: 1 };
        async move { storage.answers(world.forum, state, &query).await.expect("a page") }
    };
    let (mut cursor, mut found) = (None, Vec::new());
    loop {
        let listing = page(Some(AnswerState::Published), cursor).await;
        found.extend(listing.items.into_iter().map(|row| row.id));
        cursor = listing.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found.len(), 2);
    assert!(page(Some(AnswerState::Draft), None).await.items.is_empty());
    let fourth = world.submit(&thread, author, "four", |_| ()).await.id;
    let third = draft(world, official, &[&fourth]).await;
    storage.delete_answer(world.forum, &third.id, official, NOW).await.expect("thrown away");
    assert_refused!(storage.answer(world.forum, &third.id).await, StorageError::NotFound);
}

/// Two officials publish the same at the same time: one does, and there is one
/// version.
pub async fn published_at_once(world: &World) {
    let author = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let mut officials = Vec::new();
    for n in 0..8 {
        officials.push(world.person(&format!("o{n}"), None).await);
    }
    for round in 0..20 {
        let id = world.submit(&thread, author, &format!("s{round}"), |_| ()).await.id;
        let row = draft(world, officials[0], &[&id]).await;
        let mut running = JoinSet::new();
        for by in officials.clone() {
            let (storage, forum, id) = (world.storage.clone(), world.forum, row.id.clone());
            running
                .spawn(async move { storage.publish_answer(forum, &id, Some(1), by, NOW).await });
        }
        let mut done = 0;
        while let Some(outcome) = running.join_next().await {
            match outcome.expect("no panic") {
                Ok(_) => done += 1,
                Err(StorageError::Stale { current: 2 }) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(done, 1, "round {round}");
        let versions = world.storage.answer_versions(world.forum, &row.id).await;
        assert_eq!(versions.expect("versions").len(), 1);
    }
}

/// Announcements: pinned first, then newest; of a thread alone; changed, gone.
pub async fn announcements(world: &World) {
    let storage = &world.storage;
    let official = world.person("o", None).await;
    let thread = world.thread("open", |_| ()).await;
    let new = |title: &str, pinned, about: Option<&str>, age| NewAnnouncement {
        id: world.id(),
        title: title.into(),
        body: String::new(),
        language: "en".into(),
        thread: about.map(Into::into),
        pinned,
        by: official,
        now_ms: NOW - age,
    };
    let mut ids = Vec::new();
    for (title, pinned, about, age) in
        [("a", false, None, 3), ("b", true, Some("open"), 9), ("c", false, Some("open"), 1)]
    {
        let new = new(title, pinned, about, age);
        ids.push(created(storage.create_announcement(world.forum, new, None).await).id);
    }
    let unknown = new("d", false, Some("no"), 0);
    assert_refused!(
        storage.create_announcement(world.forum, unknown, None).await,
        StorageError::UnknownThread
    );
    let titles = |about: Option<&'static str>| async move {
        let mut query = PageQuery { cursor: None, limit: 1 };
        let mut titles = String::new();
        loop {
            let page = storage.announcements(world.forum, about, &query).await.expect("a page");
            titles.extend(page.items.into_iter().map(|row| row.title));
            query.cursor = page.next;
            if query.cursor.is_none() {
                return titles;
            }
        }
    };
    assert_eq!((titles(None).await, titles(Some("open")).await), ("bca".into(), "bc".into()));
    let again = NewAnnouncement { id: ids[0].clone(), ..new("e", true, None, 0) };
    let row = storage.change_announcement(world.forum, again).await.expect("changed");
    assert_eq!((row.edited_at, row.published_at), (Some(NOW), NOW - 3));
    assert_eq!(row.thread_id, None);
    assert_eq!(titles(None).await, "ebc");
    storage.delete_announcement(world.forum, &ids[1], official, NOW).await.expect("gone");
    assert_refused!(
        storage.delete_announcement(world.forum, &ids[1], official, NOW).await,
        StorageError::NotFound
    );
    assert_eq!(titles(None).await, "ec");
    assert_eq!(storage.thread(world.forum, "open").await.expect("stays").id, thread.id);
}
