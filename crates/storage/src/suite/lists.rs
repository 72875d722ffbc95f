//! Lists of submissions: orders, filters, pages.

use contract::{Kind, ResultsRule, Sort, VoteChoice};
use rules::ranking::{random_key, seed_multiplier};

use super::world::{NOW, World, assert_refused, list};
use crate::{Filters, ListQuery, ParticipantId, StorageError, ThreadRow};

/// Twelve submissions with different votes, comments, times and pins.
async fn fill(world: &World) -> (ThreadRow, Vec<ParticipantId>) {
    let mut people = Vec::new();
    for n in 0..12 {
        let sector = ["cso", "business"][n % 2];
        people.push(world.person(&format!("voter{n}"), Some(sector)).await);
    }
    let thread = world.thread("open", |_| ()).await;
    for n in 0..12_usize {
        let row = world
            .submit(&thread, people[0], &format!("s{n:02}"), |new| {
                // Pairs of the same time, so that the second key decides.
                new.now_ms = NOW + i64::try_from(n / 2).unwrap_or_default();
            })
            .await;
        for (place, person) in people.iter().enumerate().take(n) {
            let value = match (place + n) % 5 {
                0 => VoteChoice::Disagree,
                1 => VoteChoice::Pass,
                _ => VoteChoice::Agree,
            };
            let vote = world.storage.put_vote(world.forum, &row.id, *person, value, NOW);
            vote.await.expect("a vote");
        }
        for _ in 0..n % 3 {
            let comment = world.new_comment(people[1], "A comment");
            let made = world.storage.create_comment(world.forum, &row.id, comment, None);
            made.await.expect("a comment");
        }
    }
    (thread, people)
}

/// Every order is the one that the rules say, and every page size gives the
/// same list.
pub async fn orders(world: &World) {
    let (thread, people) = fill(world).await;
    let all = world.page(&thread, &list(Sort::Newest, None)).await.expect("a page");
    assert_eq!(all.total, Some(12));
    for sort in Sort::ALL.iter().copied().filter(|sort| *sort != Sort::Random) {
        for viewer in [None, Some(people[6])] {
            let mut expected = all.items.clone();
            if sort == Sort::Unseen && viewer.is_some() {
                // This person voted on every one from the seventh on.
                expected.retain(|row| row.title.as_str() < "s07");
            }
            // Stable: the newest first is what equal ones keep.
            expected.sort_by(|a, b| {
                let score = |row: &crate::SubmissionRow| {
                    let votes = crate::sum(&row.cells);
                    match sort {
                        Sort::Support => rules::ranking::support_score(thread.voting.mode, &votes),
                        Sort::Broad => {
                            rules::ranking::broad_score(rules::tally::broad(row.cells.values()))
                        }
                        Sort::Discussed => f64::from(row.comments_count),
                        _ => 0.0,
                    }
                };
                score(b).total_cmp(&score(a))
            });
            if sort == Sort::Unseen {
                expected.reverse();
            }
            let expected: Vec<_> = expected.into_iter().map(|row| row.title).collect();
            for limit in [1, 2, 5, 12, 13] {
                let query = ListQuery { limit, ..list(sort, viewer) };
                assert_eq!(world.titles(&thread, &query).await, expected, "{sort}, {limit}");
            }
        }
    }
    let newest: Vec<_> = all.items.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(newest[..3], ["s11", "s10", "s09"]);
}

/// `random` is a shuffle by seed: the same for one seed, another for another.
pub async fn random(world: &World) {
    let author = world.person("a", None).await;
    let thread = world.thread("open", |_| ()).await;
    let mut places = Vec::new();
    for n in 0..20 {
        let new = world.new_submission(author, &format!("s{n}"));
        places.push((new.shuffle, new.title.clone()));
        let made = world.storage.create_submission(world.forum, &thread.id, new, None);
        made.await.expect("created");
    }
    let mut lists = Vec::new();
    for seed in ["1", "2", "ก"] {
        let query = ListQuery { seed: seed.into(), limit: 3, ..list(Sort::Random, None) };
        let mut expected = places.clone();
        expected.sort_by_key(|(shuffle, _)| random_key(*shuffle, seed_multiplier(seed)));
        let expected: Vec<_> = expected.into_iter().map(|(_, title)| title).collect();
        assert_eq!(world.titles(&thread, &query).await, expected);
        lists.push(expected);
    }
    assert!(lists[0] != lists[1] && lists[1] != lists[2], "seeds shuffle differently");
}

/// OR within a filter, AND between filters, with totals.
pub async fn filters(world: &World) {
    let cso = world.person("a", Some("cso")).await;
    let business = world.person("b", Some("business")).await;
    let thread = world.thread("open", |_| ()).await;
    for (title, author, kind, theme, groups, language) in [
        ("one", cso, Kind::Idea, "health", &["youth"][..], "en"),
        ("two", cso, Kind::Concern, "peace", &["youth", "women"], "th"),
        ("three", business, Kind::Idea, "health", &[], "th"),
        ("four", business, Kind::Question, "respect", &["women"], "en"),
    ] {
        world
            .submit(&thread, author, title, |new| {
                new.kind = kind;
                new.theme = Some(theme.into());
                new.groups = groups.iter().map(|group| (*group).into()).collect();
                new.language = language.into();
            })
            .await;
    }
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let none = Filters::default;
    for (filters, expected) in [
        (Filters { themes: texts(&["health"]), ..none() }, &["three", "one"][..]),
        (Filters { themes: texts(&["health", "peace"]), ..none() }, &["three", "two", "one"]),
        (Filters { groups: texts(&["youth", "women"]), ..none() }, &["four", "two", "one"]),
        (Filters { sectors: texts(&["cso"]), ..none() }, &["two", "one"]),
        (Filters { countries: texts(&["LA"]), ..none() }, &[]),
        (Filters { languages: texts(&["th"]), ..none() }, &["three", "two"]),
        (Filters { kinds: vec![Kind::Idea, Kind::Question], ..none() }, &["four", "three", "one"]),
        (Filters { themes: texts(&["health"]), sectors: texts(&["cso"]), ..none() }, &["one"]),
        (Filters { statuses: vec![contract::Status::Done], ..none() }, &[]),
        (Filters { themes: texts(&["' OR 1=1 --"]), ..none() }, &[]),
    ] {
        for limit in [1, 10] {
            let query =
                ListQuery { filters: filters.clone(), limit, ..list(Sort::Newest, Some(cso)) };
            assert_eq!(world.titles(&thread, &query).await, expected, "{filters:?}");
            let total = world.page(&thread, &query).await.expect("a page").total;
            assert_eq!(total, Some(expected.len() as u64), "{filters:?}");
        }
    }
}

/// The author sees own pending ones in place; others do not; `mine` is only
/// one's own.
pub async fn own(world: &World) {
    let (author, other) = (world.person("a", None).await, world.person("b", None).await);
    let thread = world.thread("open", |_| ()).await;
    let at = |n: i64| move |new: &mut crate::NewSubmission| new.now_ms = NOW + n;
    world.submit(&thread, author, "p1", at(1)).await;
    world.submit(&thread, other, "p3", at(3)).await;
    let premoderate =
        crate::ThreadChange { premoderated: Some(true), ..crate::ThreadChange::default() };
    let changed = world.storage.change_thread(world.forum, &thread.id, None, premoderate).await;
    changed.expect("changed");
    world.submit(&thread, author, "w2", at(2)).await;
    world.submit(&thread, author, "w4", at(4)).await;
    world.submit(&thread, other, "w5", at(5)).await;
    for (viewer, mine, expected) in [
        (None, false, &["p3", "p1"][..]),
        (None, true, &[]),
        (Some(author), false, &["w4", "p3", "w2", "p1"]),
        (Some(author), true, &["w4", "w2", "p1"]),
        (Some(other), false, &["w5", "p3", "p1"]),
    ] {
        for limit in 1..=5 {
            let mut query = ListQuery { limit, ..list(Sort::Newest, viewer) };
            query.filters.mine = mine;
            assert_eq!(world.titles(&thread, &query).await, expected, "{viewer:?} {mine} {limit}");
            let total = world.page(&thread, &query).await.expect("a page").total;
            assert_eq!(total, Some(expected.len() as u64));
        }
    }
    // What waits takes no votes, so it is not among those to vote on.
    let unseen = list(Sort::Unseen, Some(author));
    assert_eq!(world.titles(&thread, &unseen).await, ["p1", "p3"]);
}

/// A cursor is one order's own, and survives its text form.
pub async fn cursors(world: &World) {
    let (thread, _) = fill(world).await;
    let first = ListQuery { limit: 4, ..list(Sort::Support, None) };
    let next = world.page(&thread, &first).await.expect("a page").next.expect("more pages");
    assert_eq!(next.to_string().parse(), Ok(next));
    for query in [
        ListQuery { cursor: Some(next), ..list(Sort::Newest, None) },
        ListQuery { cursor: Some(next), ..list(Sort::Broad, None) },
        ListQuery { cursor: Some(next), ..list(Sort::Random, None) },
    ] {
        assert_refused!(world.page(&thread, &query).await, StorageError::BadCursor(_));
    }
    let shuffled = |seed: &str, cursor| ListQuery {
        seed: seed.into(),
        cursor,
        limit: 4,
        ..list(Sort::Random, None)
    };
    let page = world.page(&thread, &shuffled("1", None)).await.expect("a page");
    assert_refused!(
        world.page(&thread, &shuffled("2", page.next)).await,
        StorageError::BadCursor(_)
    );
}

/// While results are hidden, no order tells them.
pub async fn hidden_results(world: &World) {
    for (slug, results) in [("vote", ResultsRule::AfterVote), ("close", ResultsRule::AfterClose)] {
        let thread = world.thread(slug, |new| new.voting.results = results).await;
        for sort in [Sort::Support, Sort::Broad] {
            assert_refused!(
                world.page(&thread, &list(sort, None)).await,
                StorageError::ResultsHidden
            );
            let after = ListQuery { now_ms: NOW + 1_000_000, ..list(sort, None) };
            world.page(&thread, &after).await.expect("shown after the end");
        }
        world.page(&thread, &list(Sort::Discussed, None)).await.expect("tells nothing");
    }
}
