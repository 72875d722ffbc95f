//! Lists: orders, filters, cursors, search, likeness, one's own, and threads in
//! which nobody is named.

use std::collections::HashSet;

use contract::{Page, ProblemCode as P, Submission, Thread};
use postgrest_checks::{Database, Person, Session};
use serde_json::{Value, json};

fn list(session: &mut Session, who: &Person, mut arguments: Value) -> Page<Submission> {
    arguments["thread"] = json!("t");
    session.ask(who, "submissions", &arguments)
}

/// 23 submissions of three authors, some pinned, commented and voted on; one pending
/// and one hidden.
fn filled() -> (Database, Vec<String>) {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let mut ids = Vec::new();
    for n in 0..23_u32 {
        let author = Person::named(&format!("author {}", n % 3))
            .with("sector", ["cso", "business", "media"][n as usize % 3]);
        let draft = json!({"kind": if n % 2 == 0 { "idea" } else { "concern" }, "language": "en",
            "title": format!("Number {n}"), "theme": if n % 5 == 0 { "health" } else { "digital" },
            "groups": if n % 4 == 0 { json!(["youth", "women"]) } else { json!([]) }});
        ids.push(
            session
                .ask::<Submission>(&author, "submit", &json!({"thread": "t", "draft": draft}))
                .id,
        );
    }
    for (n, id) in ids.iter().enumerate() {
        for voter in 0..n % 6 {
            let who = Person::named(&format!("voter {voter}")).with("sector", "cso");
            let value = if voter % 3 == 2 { "disagree" } else { "agree" };
            session.call(&who, "vote", &json!({"submission": id, "value": value})).expect("a vote");
            if n % 2 == 0 {
                let draft = json!({"body": "b", "stance": "for"});
                session
                    .call(&who, "comment", &json!({"submission": id, "draft": draft}))
                    .expect("a comment");
            }
        }
    }
    let sql = format!(
        "UPDATE open_forum.submissions SET pinned = true WHERE id IN ('{}', '{}');
         UPDATE open_forum.submissions SET state = 'pending' WHERE id = '{}';
         UPDATE open_forum.submissions SET state = 'hidden' WHERE id = '{}';
         UPDATE open_forum.threads SET submissions_count = 21",
        ids[4], ids[9], ids[2], ids[3]
    );
    database.operator().batch_execute(&sql).expect("it stands so");
    (database, ids)
}

#[test]
fn pages_of_every_order_are_the_whole_list_once() {
    let (database, ids) = filled();
    let mut session = database.session();
    let author = Person::named("author 2").with("sector", "media");
    for who in [Person::anonymous(), Person::named("voter 1").with("sector", "cso"), author.clone()]
    {
        for sort in ["newest", "support", "broad", "discussed", "unseen", "random"] {
            let whole =
                list(&mut session, &who, json!({"sort": sort, "page_size": 100, "seed": "a"}));
            assert_eq!(whole.next_cursor, None);
            let mut paged = Vec::new();
            let mut cursor = String::new();
            loop {
                let with = json!({"sort": sort, "page_size": 3, "seed": "a", "cursor": cursor});
                let page = list(&mut session, &who, with);
                assert!(page.items.len() <= 3);
                paged.extend(page.items.into_iter().map(|item| item.id));
                let Some(next) = page.next_cursor else { break };
                cursor = next;
            }
            let all: Vec<_> = whole.items.iter().map(|item| item.id.clone()).collect();
            assert_eq!(paged, all, "{sort} {}", who.claims);
            assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
            assert!(
                whole.items.iter().take_while(|item| item.pinned).count()
                    == whole.items.iter().filter(|item| item.pinned).count()
            );
            let own = usize::from(who.claims["sub"] == "author 2" && sort != "unseen");
            if sort != "unseen" {
                assert_eq!(all.len(), 21 + own, "{sort}");
                assert_eq!(whole.total, Some(all.len() as u64));
            }
            for item in &whole.items {
                let is_own = item.id == ids[2];
                assert!(
                    item.state == contract::State::Published || (is_own && item.mine),
                    "{sort}"
                );
            }
        }
    }
    let voter = Person::named("voter 1").with("sector", "cso");
    let unseen = list(&mut session, &voter, json!({"sort": "unseen", "page_size": 100}));
    assert!(unseen.items.iter().all(|item| item.my_vote.is_none()) && unseen.items.len() < 21);
    let mine = list(&mut session, &author, json!({"author": "me", "page_size": 100}));
    assert!(mine.items.iter().all(|item| item.mine) && mine.items.len() == 7);
    assert_eq!(list(&mut session, &Person::anonymous(), json!({"author": "me"})).items.len(), 0);
}

#[test]
fn orders_are_what_they_say() {
    let (database, ids) = filled();
    let mut session = database.session();
    let mut keys = |sort: &str, key: &dyn Fn(&Submission) -> f64| {
        let page =
            list(&mut session, &Person::anonymous(), json!({"sort": sort, "page_size": 100}));
        let rest: Vec<_> = page.items.iter().filter(|item| !item.pinned).map(key).collect();
        assert!(rest.windows(2).all(|two| two[0] >= two[1]), "{sort}: {rest:?}");
    };
    keys("discussed", &|item| f64::from(item.comments_count));
    keys("support", &|item| {
        let tally = item.tally.as_ref().expect("open results");
        rules::ranking::wilson_lower(tally.agree, tally.agree + tally.disagree)
    });
    keys("newest", &|item| {
        let place = ids.iter().position(|id| *id == item.id).expect("it is one");
        f64::from(u32::try_from(place).expect("few"))
    });
    let mut shuffled = |seed: &str| -> Vec<String> {
        let page = list(
            &mut session,
            &Person::anonymous(),
            json!({"sort": "random", "seed": seed, "page_size": 100}),
        );
        page.items.into_iter().map(|item| item.id).collect()
    };
    assert_eq!(shuffled("1"), shuffled("1"));
    assert_ne!(shuffled("1"), shuffled("2"));
}

#[test]
fn filters_leave_what_fits_all_of_them() {
    let (database, _) = filled();
    let mut session = database.session();
    let reader = Person::anonymous();
    let mut count = |with: Value| {
        let page = list(&mut session, &reader, with);
        let items = page.items.len() as u64;
        assert!(page.next_cursor.is_some() || page.total == Some(items));
        page.total.expect("a small thread")
    };
    assert_eq!(count(json!({"theme": "health"})), 5);
    assert_eq!(count(json!({"theme": "health,digital"})), 21);
    assert_eq!(count(json!({"theme": "health", "kind": "idea"})), 3);
    assert_eq!(count(json!({"group": "youth"})), 6);
    assert_eq!(count(json!({"group": "youth,women", "sector": "cso"})), 2);
    assert_eq!(count(json!({"sector": "cso,business"})), 15);
    assert_eq!(count(json!({"country": "TH"})), 0);
    assert_eq!(count(json!({"language": "th"})), 0);
    assert_eq!(count(json!({"status": "received"})), 21);
    assert_eq!(count(json!({"status": "done"})), 0);
    assert_eq!(count(json!({"q": "number 22"})), 1);
    assert_eq!(count(json!({"q": "Nümber"})), 21);
    assert_eq!(count(json!({"q": "22 nothing"})), 0);
    for filter in ["theme", "group", "sector", "country", "status", "language", "kind"] {
        let mut with = json!({"thread": "t"});
        with[filter] = json!("x' OR '1'='1");
        let refusal = session.call(&reader, "submissions", &with).expect_err("it is unknown");
        assert_eq!(
            (refusal.code, refusal.fields[0].field.as_str()),
            (Some(P::InvalidFields), filter)
        );
    }
    for (field, value) in [
        ("sort", json!("votes")),
        ("author", json!("you")),
        ("q", json!("q".repeat(201))),
        ("seed", json!("s".repeat(65))),
        ("page_size", json!(0)),
        ("page_size", json!(101)),
    ] {
        let mut with = json!({"thread": "t"});
        with[field] = value;
        let refusal = session.call(&reader, "submissions", &with).expect_err("it is refused");
        assert_eq!(refusal.fields[0].field, field, "{refusal:?}");
    }
    assert_eq!(session.refused(&reader, "submissions", &json!({"thread": "nope"})), P::NotFound);
}

#[test]
fn cursors_belong_to_one_list() {
    let (database, _) = filled();
    let mut session = database.session();
    let reader = Person::anonymous();
    let page = list(&mut session, &reader, json!({"page_size": 2}));
    let cursor = page.next_cursor.expect("there is more");
    for (with, name) in [
        (json!({"thread": "t", "cursor": cursor, "sort": "discussed"}), "submissions"),
        (json!({"thread": "t", "cursor": "nonsense"}), "submissions"),
        (json!({"thread": "t", "cursor": "zz"}), "submissions"),
        (json!({"thread": "t", "cursor": "7b7d"}), "submissions"),
        (json!({"cursor": cursor}), "threads"),
    ] {
        assert_eq!(session.refused(&reader, name, &with), P::BadCursor, "{with}");
    }
    // Somebody may make a cursor up; it is a place in the list and nothing more.
    let hex =
        |text: &str| text.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    for (key, fine) in [
        ("2026-01-01", true),
        ("infinity", true),
        ("1; DROP TABLE open_forum.votes", false),
        ("s.title", false),
    ] {
        let made = json!({"list": "submissions newest 1", "kind": "time", "pinned": false, "key": key,
            "id": "01a22058-bdf2-7b60-aa31-66eec9222152"});
        let arguments = json!({"thread": "t", "cursor": hex(&made.to_string())});
        let answer = session.call(&reader, "submissions", &arguments);
        let code = answer.err().and_then(|refusal| refusal.code);
        assert_eq!(code, (!fine).then_some(P::BadCursor), "{key}");
    }
    let random =
        list(&mut session, &reader, json!({"sort": "random", "seed": "1", "page_size": 2}));
    let with = json!({"thread": "t", "sort": "random", "seed": "2", "cursor": random.next_cursor});
    assert_eq!(session.refused(&reader, "submissions", &with), P::BadCursor);
}

#[test]
fn the_like_ones_are_found_in_any_language() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let who = Person::named("a");
    let long = "Everyone has the right to freedom of thought, conscience and religion; this right includes \
        freedom to change his religion or belief, and freedom, either alone or in community with others";
    for (title, body) in [
        ("Free Wi-Fi in every village", ""),
        ("Day care for older persons", ""),
        ("ศูนย์ดูแลผู้สูงอายุในชุมชน", ""),
        ("老人日間照顧中心", ""),
        ("Something else", long),
    ] {
        let draft = json!({"kind": "idea", "title": title, "body": body, "language": "en"});
        session.call(&who, "submit", &json!({"thread": "t", "draft": draft})).expect("it is taken");
    }
    let mut like = |title: &str, body: &str| -> Vec<String> {
        let with = json!({"thread": "t", "title": title, "body": body});
        let page: Page<Submission> = session.ask(&Person::anonymous(), "similar", &with);
        page.items.into_iter().map(|item| item.title).collect()
    };
    assert_eq!(like("Wi-Fi for all villages, free of charge", ""), ["Free Wi-Fi in every village"]);
    assert_eq!(like("ขอให้มีศูนย์ดูแลผู้สูงอายุทุกชุมชน", ""), ["ศูนย์ดูแลผู้สูงอายุในชุมชน"]);
    assert_eq!(like("增設老人日間照顧", ""), ["老人日間照顧中心"]);
    assert_eq!(like("x", &long.replace("his", "their")), ["Something else"]);
    assert!(like("", "").is_empty());
    assert!(like("!!!", "???").is_empty());
}

#[test]
fn nobody_is_named_where_that_was_promised() {
    let database = Database::new();
    database.thread("t", &[("anonymous", "true"), ("premoderated", "true")]);
    let mut session = database.session();
    let author = Person::named("Suda")
        .with("sector", "parliament")
        .with("country", "TH")
        .with("organisation", "The House");
    let id = session.submit(&author, "t", "A title");
    let approve =
        json!({"draft": {"target": {"kind": "submission", "id": id}, "action": "approve"}});
    session.call(&Person::moderator("m"), "decide", &approve).expect("it is published");
    let draft = json!({"body": "b", "stance": "for"});
    session
        .call(&author, "comment", &json!({"submission": id, "draft": draft}))
        .expect("a comment");
    let me: contract::Me = session.ask(&author, "me", &json!({}));
    for who in [Person::anonymous(), Person::named("b"), Person::moderator("m"), author.clone()] {
        for (name, arguments) in [
            ("submission", json!({"submission": id})),
            ("submissions", json!({"thread": "t"})),
            ("comments", json!({"submission": id})),
            ("history", json!({"submission": id})),
            ("similar", json!({"thread": "t", "title": "A title"})),
        ] {
            let text = session.call(&who, name, &arguments).expect("it answers").to_string();
            for told in ["Suda", "parliament\"", "The House", "\"TH\"", &me.author.id] {
                let in_tally = told == "parliament\"";
                assert!(in_tally || !text.contains(told), "{name} tells {told}: {text}");
            }
            assert!(!text.contains("\"sector\":\"parliament\""), "{text}");
        }
        let with = json!({"sector": "parliament"});
        assert_eq!(list(&mut session, &who, with).items.len(), 0, "a filter would tell who it was");
        assert_eq!(list(&mut session, &who, json!({"country": "TH"})).total, Some(0));
    }
}

#[test]
fn threads_come_pinned_first_in_pages_by_slug_and_id() {
    let database = Database::new();
    for (n, pinned) in ["false", "true", "false", "false", "true"].iter().enumerate() {
        database.thread(&format!("t{n}"), &[("pinned", pinned)]);
    }
    let mut session = database.session();
    let reader = Person::anonymous();
    let mut slugs = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: Page<Thread> =
            session.ask(&reader, "threads", &json!({"page_size": 2, "cursor": cursor}));
        slugs.extend(page.items.into_iter().map(|thread| thread.slug));
        let Some(next) = page.next_cursor else { break };
        cursor = next;
    }
    assert_eq!(slugs, ["t4", "t1", "t3", "t2", "t0"]);
    let by_slug: Thread = session.ask(&reader, "thread", &json!({"thread": "t2"}));
    let by_id: Thread = session.ask(&reader, "thread", &json!({"thread": by_slug.id}));
    assert_eq!(by_slug, by_id);
}

#[test]
fn every_page_of_a_list_is_a_walk_along_an_index() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let id = session.submit(&Person::named("a"), "t", "A title");
    let fill = format!(
        "INSERT INTO open_forum.submissions (id, reference, thread, author, kind, title, body, language, groups, links,
             state, shuffle, created_at)
           SELECT open_forum.new_id(), n::text, thread, author, kind, title, body, language, groups, links, state, n,
             created_at + n * interval '1 second'
           FROM open_forum.submissions, generate_series(1, 5000) AS n WHERE id = '{id}';
         ANALYZE"
    );
    let mut operator = database.operator();
    operator.batch_execute(&fill).expect("many rows");
    for (sort, index) in [
        ("newest", "submissions_newest"),
        ("support", "submissions_support"),
        ("broad", "submissions_broad"),
        ("discussed", "submissions_discussed"),
        ("unseen", "submissions_oldest"),
    ] {
        let before: i64 = scans(&mut operator, index);
        let with = json!({"thread": "t", "sort": sort});
        let page: Page<Submission> = session.ask(&Person::anonymous(), "submissions", &with);
        assert!(page.next_cursor.is_some());
        let with = json!({"thread": "t", "sort": sort, "cursor": page.next_cursor});
        let _: Page<Submission> = session.ask(&Person::anonymous(), "submissions", &with);
        // A connection tells what it did when it goes.
        session = database.session();
        let mut walked = 0;
        for _ in 0..50 {
            walked = scans(&mut operator, index) - before;
            if walked >= 2 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert!(walked >= 2, "{sort} does not walk along {index}");
    }
}

fn scans(operator: &mut postgres::Client, index: &str) -> i64 {
    let sql = format!("SELECT coalesce(pg_stat_get_numscans('open_forum.{index}'::regclass), 0)");
    operator.query_one(&sql, &[]).expect("it counts").get(0)
}
