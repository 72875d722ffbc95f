//! Awards and their gallery.

use contract::ThreadKind;

use super::world::{NOW, World, assert_refused, created};
use crate::{Claims, GalleryQuery, NewRecognition, ParticipantId, Recognised, StorageError};

fn award(world: &World, by: ParticipantId, year: u16, category: &str) -> NewRecognition {
    NewRecognition {
        id: world.id(),
        award: "Outstanding Social Welfare and Development Award".into(),
        category: category.into(),
        year,
        citation: "<script>alert(1)</script>".into(),
        by,
        now_ms: NOW,
    }
}

/// Awards stand at what has them and in the gallery, newest year first, while
/// everybody may see it.
pub async fn gallery(world: &World) {
    let official = world.person("official", None).await;
    let author = world
        .participant(Claims {
            issuer: "https://ministry.example".into(),
            subject: "author".into(),
            name: "Author".into(),
            organisation: Some("Named by its host".into()),
            ..Claims::default()
        })
        .await
        .id;
    let thread = world.thread("named", |new| new.kind = ThreadKind::Nominations).await;
    let mut given = Vec::new();
    let mut rows = Vec::new();
    for (n, year) in [2021, 2023, 2021, 2022].into_iter().enumerate() {
        let row = world.submit(&thread, author, &format!("Nominated {n}"), |_| ()).await;
        let new = award(world, official, year, if n == 0 { "ngo" } else { "private" });
        let target = Recognised::Submission(row.id.clone());
        given.push(created(world.storage.recognise(world.forum, target, new, None).await));
        rows.push(row);
    }
    let pages = |query: GalleryQuery| async move {
        let mut query = GalleryQuery { limit: 1, ..query };
        let mut items = Vec::new();
        loop {
            let page = world.storage.recognitions(world.forum, &query).await.expect("a page");
            items.extend(page.items);
            match page.next {
                Some(next) => query.cursor = Some(next),
                None => return items,
            }
        }
    };
    let titles = |query| async move {
        let items = pages(query).await.into_iter();
        items.filter_map(|item| item.submission).map(|one| one.title).collect::<Vec<_>>()
    };
    let pages = &pages;
    let titles = &titles;
    let all = GalleryQuery::default;
    let everything = ["Nominated 1", "Nominated 3", "Nominated 2", "Nominated 0"];
    assert_eq!(titles(all()).await, everything);
    let year = GalleryQuery { year: Some(2021), ..all() };
    assert_eq!(titles(year).await, ["Nominated 2", "Nominated 0"]);
    let category = GalleryQuery { category: Some("ngo".into()), ..all() };
    assert_eq!(titles(category).await, ["Nominated 0"]);
    let other = GalleryQuery { award: Some("Outstanding".into()), ..all() };
    assert!(titles(other).await.is_empty());
    let first = pages(all()).await.remove(0);
    assert_eq!(first.recognition.citation, "<script>alert(1)</script>");
    assert_eq!(
        first.organisation.map(|one| (one.name, one.verified)),
        Some(("Named by its host".into(), false))
    );

    let view = world.storage.submission(world.forum, &rows[0].id, None).await.expect("seen");
    assert_eq!(view.submission.recognitions, given[..1]);
    let id = given[0].id.clone().expect("an id");
    let remove = |row: usize| {
        let target = Recognised::Submission(rows[row].id.clone());
        world.storage.remove_recognition(world.forum, target, &id, official, NOW)
    };
    assert_refused!(remove(1).await, StorageError::NotFound);
    remove(0).await.expect("gone");
    assert_refused!(remove(0).await, StorageError::NotFound);
    assert_eq!(titles(all()).await, everything[..3]);
    world.storage.withdraw_submission(world.forum, &rows[1].id, author, NOW).await.expect("gone");
    assert_eq!(titles(all()).await, everything[1..3]);
    let gone = Recognised::Submission(rows[1].id.clone());
    let new = award(world, official, 2024, "");
    assert_refused!(
        world.storage.recognise(world.forum, gone, new, None).await,
        StorageError::Withdrawn
    );
    let unknown = Recognised::Organisation(world.id());
    let new = award(world, official, 2024, "");
    assert_refused!(
        world.storage.recognise(world.forum, unknown, new, None).await,
        StorageError::NotFound
    );
}
