//! Forums and their people.

use contract::{Sort, VoteChoice};

use super::world::{NOW, World, assert_refused, config, list};
use crate::{Claims, StorageError};

/// A forum keeps its number and takes a new configuration.
pub async fn upsert(world: &World) {
    let storage = &world.storage;
    let mut changed = config(&["cso"]);
    changed.default_language = "th".into();
    let row = storage.upsert_forum("default", &changed, NOW + 5).await.expect("kept");
    assert_eq!((row.id, row.created_at, &row.config), (world.forum, NOW, &changed));
    assert_eq!(storage.forum("default").await.expect("found"), row);
    storage.upsert_forum("another", &changed, NOW).await.expect("made");
    let slugs: Vec<_> =
        storage.forums().await.expect("all").into_iter().map(|row| row.slug).collect();
    assert_eq!(slugs, ["another", "default"]);
    assert_refused!(storage.forum("none").await, StorageError::NotFound);
    storage.ping().await.expect("reads and writes");
}

/// Nothing of one forum is reachable through another.
pub async fn apart(world: &World) {
    let storage = &world.storage;
    let other = storage.upsert_forum("other", &config(&[]), NOW).await.expect("made").id;
    let author = world.person("author", None).await;
    let thread = world.thread("question", |_| ()).await;
    let submission = world.submit(&thread, author, "Mine", |_| ()).await;
    let comment = world.new_comment(author, "A comment");
    let agree = VoteChoice::Agree;

    assert_refused!(storage.thread(other, &thread.id).await, StorageError::NotFound);
    assert_refused!(storage.thread(other, "question").await, StorageError::NotFound);
    let query = list(Sort::Newest, None);
    assert_refused!(storage.submissions(other, &thread.id, &query).await, StorageError::NotFound);
    assert_refused!(
        storage.submission(other, &submission.id, Some(author)).await,
        StorageError::NotFound
    );
    assert_refused!(
        storage.put_vote(other, &submission.id, author, agree, NOW).await,
        StorageError::NotFound
    );
    assert_refused!(
        storage.create_comment(other, &submission.id, comment, None).await,
        StorageError::NotFound
    );
    assert_eq!(
        storage.participant(other, "https://ministry.example", "author").await.ok(),
        Some(None)
    );

    // The same slug and the same person are others there.
    let mut theirs = world.new_thread("question");
    theirs.title = "Another question".into();
    storage.create_thread(other, theirs, None).await.expect("a slug is a forum's own");
    let claims = Claims { subject: "author".into(), ..Claims::default() };
    let stranger = storage
        .upsert_participant(other, world.new_participant(claims))
        .await
        .expect("a person there");
    assert_ne!(stranger.id, author);
    assert_refused!(
        storage.put_vote(world.forum, &submission.id, stranger.id, agree, NOW).await,
        StorageError::NotFound
    );
    let foreign = world.new_submission(stranger.id, "Foreign");
    assert_refused!(
        storage.create_submission(world.forum, &thread.id, foreign, None).await,
        StorageError::NotFound
    );
}

/// A person is known by issuer and subject; claims are brought up to date.
pub async fn people(world: &World) {
    let storage = &world.storage;
    let claims = Claims {
        issuer: "a".into(),
        subject: "s".into(),
        name: "Somchai".into(),
        organisation: Some("Foundation".into()),
        sector: Some("cso".into()),
        country: Some("TH".into()),
        official: false,
    };
    let first = world.participant(claims.clone()).await;
    assert_eq!(first.claims, claims);
    assert_eq!(first.author.name, "Somchai");
    assert_eq!(first.author.organisation.as_ref().map(|org| org.verified), Some(false));
    assert_eq!(storage.participant(world.forum, "a", "s").await.ok(), Some(Some(first.clone())));

    let changed = Claims { name: "Somsri".into(), organisation: None, ..claims.clone() };
    let second = world.participant(changed.clone()).await;
    assert_eq!((second.id, &second.author.id), (first.id, &first.author.id));
    assert_eq!(second.claims, changed);
    assert_eq!(second.author.organisation, None);

    let other = world.participant(Claims { issuer: "b".into(), ..claims }).await;
    assert_ne!(other.id, first.id, "another issuer's subject is another person");
    assert_eq!(other.author.organisation, first.author.organisation, "one organisation by name");
}
