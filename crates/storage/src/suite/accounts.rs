//! Sign-ins with a provider, and what stays of an account that is deleted.

use std::sync::Arc;

use contract::{ContentChoice, Id, MemberRole, SignInMethod};
use tokio::task::JoinSet;

use super::{
    organisations::{join, verified},
    world::{NOW, World},
};
use crate::{Flow, FlowReturn, NewSession, NewSignIn, RENEWED_TOGETHER_MS, SignedIn};

/// Ten minutes, ms.
const GOOD_MS: i64 = 600_000;

fn flow(id: &str, hash: u8) -> Flow {
    Flow {
        id: id.into(),
        provider: "p".into(),
        hash: [hash; 32],
        nonce: "n".into(),
        pkce: "v".into(),
        code: None,
        identity: None,
        created_at: NOW,
    }
}

/// Only who began a sign-in and came back with it goes on: the secret of the
/// beginning and the name of the way back are both needed, once.
pub async fn flows(world: &World) {
    let storage = &world.storage;
    let back = |id: &str| FlowReturn { id: id.into(), code: "c".into() };
    let returned = |provider: &'static str, id: &'static str, new: &str, now| {
        storage.return_flow(world.forum, provider, id, back(new), now)
    };
    let take =
        |id: &'static str, hash: u8, now| storage.take_flow(world.forum, id, [hash; 32], now);
    storage.begin_flow(world.forum, flow("state", 1)).await.expect("begun");
    assert_eq!(take("state", 1, NOW).await.expect("asked"), None, "nobody came back");
    assert!(!returned("other", "state", "back", NOW).await.expect("asked"), "another provider");
    assert!(!returned("p", "state", "back", NOW + GOOD_MS).await.expect("asked"), "too late");
    assert!(returned("p", "state", "back", NOW).await.expect("asked"));
    assert!(!returned("p", "state", "again", NOW).await.expect("asked"), "once");
    assert!(!returned("p", "back", "again", NOW).await.expect("asked"), "once under any name");
    assert_eq!(
        take("state", 1, NOW).await.expect("asked"),
        None,
        "who began and did not come back"
    );
    assert_eq!(take("back", 2, NOW).await.expect("asked"), None, "who came back and did not begin");
    assert_eq!(take("back", 1, NOW + GOOD_MS).await.expect("asked"), None, "too late");
    let taken = take("back", 1, NOW).await.expect("asked").expect("both");
    assert_eq!((taken.code.as_deref(), taken.nonce.as_str()), (Some("c"), "n"));
    assert_eq!(take("back", 1, NOW).await.expect("asked"), None, "once");
}

/// A token renews its session once, and again for the tabs that share it; who
/// comes with it later ends the session for all.
pub async fn renewals(world: &World) {
    let (forum, end) = (world.forum, NOW + GOOD_MS);
    let session = NewSession { id: "session".into(), hash: [1; 32], now_ms: NOW, expires_at: end };
    let sign_in = NewSignIn {
        method: SignInMethod::Oidc,
        issuer: "https://issuer".into(),
        subject: Some("somebody".into()),
        email: None,
        name: Some("Somebody".into()),
        language: "en".into(),
        id: "somebody".into(),
        session,
    };
    let begun = world.storage.sign_in(forum, sign_in).await.expect("signed in");
    assert!(matches!(begun, SignedIn::Done(_)), "{begun:?}");
    let renew = async |old: u8, new: u8, now| {
        let renewed = world.storage.renew_session(forum, [old; 32], [new; 32], now, end).await;
        renewed.expect("asked").map(|(id, _)| id)
    };
    let goes_on: Option<Id> = Some("session".into());
    assert_eq!(renew(9, 10, NOW).await, None, "nobody's token");
    assert_eq!(renew(1, 2, NOW).await, goes_on);
    assert_eq!(renew(1, 3, NOW + 1).await, goes_on, "another tab");
    assert_eq!(renew(1, 4, NOW + RENEWED_TOGETHER_MS - 1).await, goes_on, "counted from the first");
    assert_eq!(renew(3, 5, NOW + RENEWED_TOGETHER_MS).await, goes_on, "each goes on by its own");
    assert_eq!(renew(1, 6, NOW + RENEWED_TOGETHER_MS).await, None, "kept by somebody");
    assert_eq!(renew(2, 7, NOW + RENEWED_TOGETHER_MS).await, None, "it has ended for all");
}

/// Who deleted their account speaks for no organisation.
pub async fn memberships_end(world: &World) {
    let (organisation, delegate) = verified(world, "Green River").await;
    let member = world.person("member", None).await;
    join(world, &organisation, delegate, member, MemberRole::Delegate).await;
    let held = |who| world.storage.memberships(world.forum, who);
    assert_eq!(held(member).await.expect("read").len(), 1);
    let gone = world.storage.delete_account(world.forum, member, ContentChoice::Keep, NOW);
    gone.await.expect("deleted");
    assert_eq!(held(member).await.expect("read").len(), 0);
    assert_eq!(held(delegate).await.expect("read").len(), 1);
}

/// Of many who are asked for at the same time each is told of themselves,
/// whatever is wrong with another's name.
pub async fn identified_together(world: &World) {
    const KNOWN: usize = 20;
    const ISSUER: &str = "https://ministry.example";
    let mut known = Vec::new();
    for number in 0..KNOWN {
        known.push(world.person(&format!("person \"{number}\""), Some("cso")).await);
    }
    for gone in known.iter().step_by(5) {
        let erased = world.storage.delete_account(world.forum, *gone, ContentChoice::Keep, NOW);
        erased.await.expect("deleted");
    }
    let mut asked = JoinSet::new();
    for number in 0..KNOWN * 4 {
        let (storage, forum) = (Arc::clone(&world.storage), world.forum);
        let number = number % (KNOWN * 2);
        asked.spawn(async move {
            let subject = format!("person \"{number}\"");
            (number, storage.identify(forum, ISSUER, &subject).await)
        });
        let storage = Arc::clone(&world.storage);
        // No database has such a person, and one takes no such text.
        asked.spawn(async move {
            let found = storage.identify(forum, ISSUER, "per\0son").await;
            (usize::MAX, Ok(found.unwrap_or_default()))
        });
    }
    while let Some(told) = asked.join_next().await {
        let (number, identified) = told.expect("no panic");
        let identified = identified.expect("identified");
        let is_erased = number < KNOWN && number.is_multiple_of(5);
        assert_eq!(identified.erased_at, is_erased.then_some(NOW), "{number}");
        let expected = known.get(number).filter(|_| !is_erased);
        assert_eq!(identified.participant.map(|one| one.id), expected.copied(), "{number}");
    }
}
