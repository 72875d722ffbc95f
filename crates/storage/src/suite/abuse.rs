//! Pace that outlives a restart, new accounts, and what patterns are made of.

use contract::SignInMethod;

use super::world::{NOW, World, assert_refused, created};
use crate::{
    DEEDS_KEPT_MS, DeedRow, NewSession, NewSignIn, PaceRow, ParticipantId, SignedIn, StorageError,
};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What holds is loaded again; the last word counts; keys are one for each day.
pub async fn pace(world: &World) {
    let storage = &world.storage;
    let row = |name: &str, key: u8, until_ms| PaceRow {
        name: name.into(),
        key: [key; 16],
        until_ms,
        added_ms: 0,
    };
    let rows = vec![row("a", 1, NOW + 5), row("a", 2, NOW), row("b", 1, NOW + 7)];
    storage.save_pace(rows).await.expect("saved");
    storage.save_pace(vec![row("a", 1, NOW + 9)]).await.expect("saved");
    let mut loaded = storage.load_pace(NOW).await.expect("loaded");
    loaded.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(loaded, [row("a", 1, NOW + 9), row("b", 1, NOW + 7)]);
    // Two servers have added 3 and 5 to the 9 that both had known.
    for added_ms in [3, 5] {
        let row = PaceRow { added_ms, ..row("a", 1, NOW + 9 + added_ms) };
        storage.save_pace(vec![row]).await.expect("saved");
    }
    let loaded = storage.load_pace(NOW + 8).await.expect("loaded");
    assert_eq!(loaded, [row("a", 1, NOW + 17)]);
    storage.sweep(NOW + 8).await.expect("swept");
    assert_eq!(storage.load_pace(NOW).await.expect("loaded"), [row("a", 1, NOW + 17)]);
    assert_eq!(storage.address_key(1, [1; 32]).await.expect("a key"), [1; 32]);
    assert_eq!(storage.address_key(1, [2; 32]).await.expect("a key"), [1; 32]);
    assert_eq!(storage.address_key(2, [2; 32]).await.expect("a key"), [2; 32]);
    storage.sweep(3 * DAY + DEEDS_KEPT_MS).await.expect("swept");
    assert_eq!(storage.address_key(1, [3; 32]).await.expect("a key"), [3; 32], "forgotten");
}

async fn account(world: &World, name: &str) -> ParticipantId {
    let hash = [u8::try_from(world.number()).expect("few"); 32];
    let session = NewSession { id: world.id(), hash, now_ms: NOW, expires_at: NOW + DAY };
    let sign_in = NewSignIn {
        method: SignInMethod::Oidc,
        issuer: "https://login.example".into(),
        subject: Some(name.into()),
        email: None,
        name: Some(name.into()),
        language: "en".into(),
        id: world.id(),
        session,
    };
    match world.storage.sign_in(world.forum, sign_in).await.expect("signed in") {
        SignedIn::Done(person) => person.id,
        other => panic!("not signed in: {other:?}"),
    }
}

/// An account of our own sign-in posts slowly on its first day; who comes with
/// a host's token does not wait.
pub async fn new_accounts(world: &World) {
    let (new, host) = (account(world, "new").await, world.person("host", None).await);
    let thread = world.thread("open", |new| new.closes_at = None).await;
    let under = world.submit(&thread, host, "under", |_| ()).await;
    world.submit(&thread, host, "at once", |_| ()).await;
    let submit = async |at| {
        let mut row = world.new_submission(new, "s");
        row.now_ms = at;
        world.storage.create_submission(world.forum, &thread.id, row, None).await
    };
    let comment = async |at| {
        let mut row = world.new_comment(new, "c");
        row.now_ms = at;
        world.storage.create_comment(world.forum, &under.id, row, None).await
    };
    assert_refused!(submit(NOW + 14_999).await, StorageError::NewAccount { wait_ms: 1 });
    created(submit(NOW + 15_000).await);
    assert_refused!(comment(NOW + 20_000).await, StorageError::NewAccount { wait_ms: 55_000 });
    created(comment(NOW + 75_000).await);
    for n in 1..5 {
        created(submit(NOW + 75_000 + n * 60_000).await);
    }
    let later = NOW + 600_000;
    assert_refused!(submit(later).await, StorageError::NewAccount { .. });
    created(comment(later).await);
    assert_refused!(comment(later + 59_999).await, StorageError::NewAccount { wait_ms: 1 });
    created(submit(NOW + DAY).await);
    created(submit(NOW + DAY).await);
}

/// Deeds are kept by submission for seven days, and stay within their forum.
pub async fn deeds(world: &World) {
    let storage = &world.storage;
    let author = world.person("a", None).await;
    let (one, two) = (world.thread("one", |_| ()).await, world.thread("two", |_| ()).await);
    let first = world.submit(&one, author, "first", |_| ()).await;
    let second = world.submit(&two, author, "second", |_| ()).await;
    let deed = |submission: &str, at| DeedRow {
        forum: world.forum,
        submission: submission.into(),
        participant: author,
        address: -7,
        at,
    };
    let rows = vec![
        deed(&first.id, NOW),
        deed(&second.id, NOW + 1),
        deed(&first.id, NOW + 2 * DAY),
        deed(&world.id(), NOW),
    ];
    storage.note_deeds(rows).await.expect("noted");
    let titles = async |thread: Option<&str>| {
        let found = storage.recent_deeds(world.forum, thread).await.expect("deeds");
        found.into_iter().map(|one| (one.title, one.deeds.len())).collect::<Vec<_>>()
    };
    assert_eq!(titles(None).await, [("first".to_owned(), 2), ("second".to_owned(), 1)]);
    assert_eq!(titles(Some("two")).await, [("second".to_owned(), 1)]);
    assert_refused!(storage.recent_deeds(world.forum, Some("three")).await, StorageError::NotFound);
    let found = storage.recent_deeds(world.forum, None).await.expect("deeds");
    let news: Vec<_> = found[0].deeds.iter().map(|deed| (deed.at, deed.new_account)).collect();
    assert_eq!(news, [(NOW + 2 * DAY, false), (NOW, true)]);
    storage.sweep(NOW + 1 + DEEDS_KEPT_MS).await.expect("swept");
    assert_eq!(titles(None).await, [("first".to_owned(), 1)]);
}
