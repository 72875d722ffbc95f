//! Search and likeness.

use contract::Sort;

use super::world::{NOW, World, list};
use crate::{ListQuery, SimilarQuery, SubmissionChange};

/// Parts of words are found in any script, folded, in reference, title and
/// body; what is edited or withdrawn is found no more.
pub async fn finds(world: &World) {
    let author = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let elsewhere = world.thread("elsewhere", |_| ()).await;
    let thai = world.submit(&thread, author, "แหล่งน้ำสะอาดสำหรับชุมชนห่างไกล", |_| ()).await;
    world.submit(&thread, author, "Clean WATER for remote villages", |_| ()).await;
    world.submit(&thread, author, "100% renewable_energy \"now\"", |_| ()).await;
    world.submit(&elsewhere, author, "Clean water elsewhere", |_| ()).await;
    let titles = async |q: &str| {
        world
            .titles(&thread, &ListQuery { q: q.into(), limit: 2, ..list(Sort::Newest, None) })
            .await
    };
    for (q, expected) in [
        ("สะอาด", &["แหล่งน้ำสะอาดสำหรับชุมชนห่างไกล"][..]),
        ("น้ำ", &["แหล่งน้ำสะอาดสำหรับชุมชนห่างไกล"]),
        ("นำสะอาด", &["แหล่งน้ำสะอาดสำหรับชุมชนห่างไกล"]),
        ("water", &["Clean WATER for remote villages"]),
        ("Villages clean", &["Clean WATER for remote villages"]),
        ("water ชุมชน", &[]),
        ("ate", &["Clean WATER for remote villages"]),
        ("at", &["Clean WATER for remote villages"]),
        ("0%", &["100% renewable_energy \"now\""]),
        ("%", &["100% renewable_energy \"now\""]),
        ("_", &["100% renewable_energy \"now\""]),
        ("\"now\"", &["100% renewable_energy \"now\""]),
        ("NEAR(water, 3)", &[]),
        ("water OR สะอาด", &[]),
        ("title: water*", &[]),
        (
            "-",
            &[
                "100% renewable_energy \"now\"",
                "Clean WATER for remote villages",
                "แหล่งน้ำสะอาดสำหรับชุมชนห่างไกล",
            ],
        ),
        (thai.reference.as_str(), &["แหล่งน้ำสะอาดสำหรับชุมชนห่างไกล"]),
    ] {
        assert_eq!(titles(q).await, expected, "{q}");
    }
    assert_eq!(titles("  ").await.len(), 3, "blank finds everything");

    let similar = SimilarQuery {
        title: "Water for villages".into(),
        body: String::new(),
        viewer: Some(author),
        limit: 10,
    };
    let found = world.storage.similar(world.forum, &thread.id, &similar).await.expect("found");
    let first = found.first().map(|row| row.title.as_str());
    assert_eq!(first, Some("Clean WATER for remote villages"));
    assert!(found.iter().all(|row| row.thread_id == thread.id), "only of this thread");

    let change = SubmissionChange {
        title: Some("ถนน".into()),
        body: Some("ใหม่".into()),
        ..SubmissionChange::default()
    };
    let edited =
        world.storage.edit_submission(world.forum, &thai.id, author, None, change, NOW).await;
    edited.expect("edited");
    assert_eq!(titles("สะอาด").await, [""; 0]);
    assert_eq!(titles("ถนน").await, ["ถนน"]);
    let gone = world.storage.withdraw_submission(world.forum, &thai.id, author, NOW).await;
    gone.expect("withdrawn");
    assert_eq!(titles("ถนน").await, [""; 0]);
}
