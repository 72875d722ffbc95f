//! Text: stored as typed, measured, folded and compared as `rules` does.

use std::{fs, path::Path};

use contract::{Comment, FieldCode, Page, Submission};
use postgrest_checks::{Database, Person};
use proptest::{prelude::*, test_runner::TestRunner};
use rules::{Normalizer, link, ranking, reference, search, similarity, text};
use serde_json::json;

const N: &Normalizer = &Normalizer::UNICODE;

/// The Big List of Naughty Strings, which lies beside the project, and more of
/// what has broken something somewhere.
fn naughty() -> Vec<String> {
    let list =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/security/blns.json");
    let list: Vec<String> = fs::read_to_string(list)
        .map(|json| serde_json::from_str(&json).expect("a list of strings"))
        .unwrap_or_default();
    let own = [
        "is.here",
        "in.(1,2)",
        "not.eq.1",
        "eq.",
        "'; DROP TABLE open_forum.votes; --",
        "$1 %s %1$s",
        "\\u0000",
        "น้ำใจ",
        "น้ํา",
        "นํ้า",
        "เเม่แม่",
        "๒๕๖๔",
        "e\u{301}",
        "\u{1f469}\u{200d}\u{1f469}",
        "\u{feff}",
        "ßẞİıσς",
        "Đường résumé",
        "老人日間照顧中心",
        "ក្មេងៗនៅជនបទ",
        "ສະບາຍດີ",
        "မင်္ဂလာပါ",
        "தமிழ் ௨௦௨௧",
        "かな カナ",
        "a\r\nb\tc",
    ];
    list.into_iter().chain(own.map(str::to_owned)).filter(|text| !text.contains('\0')).collect()
}

#[test]
fn what_is_typed_comes_out_as_typed() {
    let database = Database::new();
    database.thread("t", &[]);
    let (mut session, who) = (database.session(), Person::named("author"));
    let mut as_titles = 0;
    for naughty in naughty() {
        let is_title = !text::is_blank(&naughty) && N.length(&naughty) <= 120;
        let title = if is_title { naughty.as_str() } else { "A title" };
        as_titles += u32::from(is_title);
        let draft = json!({"kind": "idea", "title": title, "body": naughty, "language": "en"});
        let made: Submission = session.ask(&who, "submit", &json!({"thread": "t", "draft": draft}));
        let read: Submission =
            session.ask(&Person::anonymous(), "submission", &json!({"submission": made.id}));
        assert_eq!((read.title.as_str(), &read.body), (title, &naughty));
        if !text::is_blank(&naughty) && N.length(&naughty) <= 1000 {
            let draft = json!({"body": naughty, "stance": "neutral"});
            let comment = json!({"submission": made.id, "draft": draft});
            let made: Comment = session.ask(&who, "comment", &comment);
            assert_eq!(made.body, naughty);
        }
        if N.length(&naughty) <= 200 {
            let search = json!({"thread": "t", "q": naughty, "page_size": 1});
            let found: Page<Submission> = session.ask(&who, "submissions", &search);
            assert!(!found.items.is_empty(), "{naughty:?} is found by itself");
        }
    }
    assert!(as_titles > 15);
    let nul = json!({"thread": "t", "draft": {"kind": "idea", "title": "a\0b", "language": "en"}});
    let refusal = session.call(&who, "submit", &nul).expect_err("PostgreSQL cannot hold it");
    assert_eq!(refusal.state, "22P05", "{refusal:?}");
}

#[test]
fn limits_count_scalars_after_nfc() {
    let database = Database::new();
    database.thread("t", &[]);
    let (mut session, who) = (database.session(), Person::named("author"));
    let mut fields = |title: &str, body: &str, comment: &str| {
        let draft = json!({"kind": "idea", "title": title, "body": body, "language": "en"});
        let submit = session.call(&who, "submit", &json!({"thread": "t", "draft": draft}));
        let fields = match submit {
            Ok(made) => {
                let draft = json!({"body": comment, "stance": "for"});
                let comment = json!({"submission": made["id"], "draft": draft});
                session.call(&who, "comment", &comment).err().map(|refusal| refusal.fields)
            }
            Err(refusal) => Some(refusal.fields),
        };
        let fields = fields.unwrap_or_default().into_iter();
        fields
            .map(|error| format!("{} {} {}", error.field, error.code, error.message))
            .collect::<Vec<_>>()
    };
    // Two scalars as typed, one after NFC.
    let e = "e\u{301}";
    assert_eq!(fields(&e.repeat(120), &e.repeat(3000), &e.repeat(1000)), Vec::<String>::new());
    assert_eq!(
        fields(&e.repeat(121), &e.repeat(3002), ""),
        [
            "title too_long At most 120 characters; this is 1 too many.",
            "body too_long At most 3000 characters; this is 2 too many.",
        ]
    );
    assert_eq!(
        fields("t", "", &"ก".repeat(1001)),
        ["body too_long At most 1000 characters; this is 1 too many.",]
    );
    assert_eq!(fields(" \u{200b}\u{2800}", "", ""), ["title required Write something here."]);
}

#[test]
fn fields_are_held_against_the_forum_all_at_once() {
    let database = Database::new();
    database.thread("t", &[]);
    let mut session = database.session();
    let draft = json!({
        "kind": "poem", "title": "A title", "language": "xx", "theme": "nope",
        "groups": ["youth", "nope", "youth"], "organisation": "01a22058-bdf2-7b60-aa31-66eec9222152",
        "links": [{"url": "javascript:alert(1)"}, {"url": ""}, {"url": "https://a.org", "label": "l".repeat(121)},
            {"url": "https://a.org"}],
    });
    let refusal = session
        .call(&Person::named("a"), "submit", &json!({"thread": "t", "draft": draft}))
        .expect_err("it is refused");
    let found: Vec<_> = refusal.fields.iter().map(|one| (one.field.as_str(), one.code)).collect();
    assert_eq!(
        found,
        [
            ("kind", FieldCode::Unknown),
            ("language", FieldCode::Unknown),
            ("theme", FieldCode::Unknown),
            ("groups[1]", FieldCode::Unknown),
            ("groups[2]", FieldCode::Repeated),
            ("links[0].url", FieldCode::Invalid),
            ("links[1].url", FieldCode::Required),
            ("links[2].label", FieldCode::TooLong),
            ("links[3].url", FieldCode::Repeated),
            ("organisation", FieldCode::Unknown),
        ]
    );
    let many = json!({"kind": "idea", "title": "A", "language": "en",
        "links": (0..6).map(|n| json!({"url": format!("https://a.org/{n}")})).collect::<Vec<_>>()});
    let refusal = session
        .call(&Person::named("a"), "submit", &json!({"thread": "t", "draft": many}))
        .expect_err("it is refused");
    assert_eq!(
        (refusal.fields[0].field.as_str(), refusal.fields[0].code),
        ("links", FieldCode::TooMany)
    );
    for (field, value) in [
        ("title", json!(7)),
        ("groups", json!("youth")),
        ("links", json!([7])),
        ("links", json!([{"url": "https://a.org", "rel": "me"}])),
    ] {
        let mut draft = json!({"kind": "idea", "title": "A", "language": "en"});
        draft[field] = value;
        let code =
            session.refused(&Person::named("a"), "submit", &json!({"thread": "t", "draft": draft}));
        assert_eq!(code, contract::ProblemCode::Malformed, "{field}");
    }
    let large = json!({"kind": "idea", "title": "A", "language": "en", "body": "b".repeat(70_000)});
    let code =
        session.refused(&Person::named("a"), "submit", &json!({"thread": "t", "draft": large}));
    assert_eq!(code, contract::ProblemCode::TooLarge);
}

/// Texts of scripts of the region, of emoji, marks and spaces of all kinds.
fn texts() -> impl Strategy<Value = String> {
    let known = "[a-zA-Z0-9 .,;:@/?#<>\"'\\\\{}|^`\\[\\]_-]|[ก-๛]|[ກ-ໝ]|[က-႟]|[ក-៹]|[ஂ-௺]|[一-龥]|[ぁ-ヿ]\
        |[À-ɏ]|[Ḁ-ỿ]|[\u{300}-\u{36f}]|[\u{2000}-\u{206f}]|[\u{fe00}-\u{fe0f}]|[＀-￯]|[🀀-🫿]";
    prop_oneof![
        prop::collection::vec(known, 0..40).prop_map(|parts| parts.concat()),
        any::<String>(),
    ]
    .prop_map(|text: String| text.replace('\0', ""))
}

/// Calls a function of the database with each text, and compares.
fn compare<T>(database: &Database, function: &str, expected: impl Fn(&str) -> T)
where
    T: for<'a> postgres::types::FromSql<'a> + PartialEq + std::fmt::Debug,
{
    let mut operator = database.operator();
    let sql = format!(
        "SELECT {function} FROM unnest($1::text[]) WITH ORDINALITY AS of (text, place) ORDER BY place"
    );
    let statement = operator.prepare(&sql).expect("a function");
    let mut check = |texts: &[String]| {
        let rows = operator
            .query(&statement, &[&texts])
            .unwrap_or_else(|error| panic!("{error:?} {texts:?}"));
        for (row, text) in rows.iter().zip(texts) {
            assert_eq!(row.get::<_, T>(0), expected(text), "{function} of {text:?}");
        }
    };
    check(&naughty());
    let all = (1..0x1_0000_u32).chain(0xe_0000..0xe_0200);
    let all: Vec<String> = all.filter_map(char::from_u32).map(String::from).collect();
    check(&all);
    let operator = std::cell::RefCell::new(check);
    TestRunner::new(ProptestConfig { cases: 20, ..ProptestConfig::default() })
        .run(&prop::collection::vec(texts(), 50), |texts| {
            (operator.borrow_mut())(&texts);
            Ok(())
        })
        .expect("as the rules have it");
}

#[test]
fn blank_links_and_lengths_are_those_of_the_rules() {
    let database = Database::new();
    compare(&database, "open_forum.is_blank(text)", text::is_blank);
    compare(&database, "open_forum.is_link(text)", link::is_allowed);
    for around in ["https://{}.example/{}", "https://{}@{}", "mailto:{}@{}", "HTTP://a{}?{}"] {
        let of = format!("open_forum.is_link(replace('{around}', '{{}}', text))");
        compare(&database, &of, |text| link::is_allowed(&around.replace("{}", text)));
    }
    compare(&database, "open_forum.length_of(text, 1000)", |text| {
        i32::try_from(N.length(text)).expect("short")
    });
}

/// Blocks of the scripts of the forum's languages and of what stands beside them.
/// Newer characters are left out: `PostgreSQL` brings tables of its own.
const BLOCKS: [(u32, u32); 19] = [
    (0x20, 0x52f),
    (0x900, 0xdff),
    (0xe01, 0xe5b),
    (0xe81, 0xedf),
    (0x1000, 0x109f),
    (0x1100, 0x11ff),
    (0x1780, 0x17ff),
    (0x1e00, 0x1fff),
    (0x2000, 0x2064),
    (0x2100, 0x218b),
    (0x2460, 0x24ff),
    (0x3000, 0x33ff),
    (0x4e00, 0x9fff),
    (0xa9e0, 0xa9ff),
    (0xaa60, 0xaa7f),
    (0xac00, 0xd7a3),
    (0xf900, 0xfad9),
    (0xfe00, 0xffef),
    (0x1_d400, 0x1_d6a5),
];

#[test]
fn what_people_look_for_is_folded_as_in_the_rules() {
    let database = Database::new();
    let letters = BLOCKS.iter().flat_map(|(from, to)| *from..=*to).filter_map(char::from_u32);
    // Beside others, as marks behave otherwise alone.
    let all: Vec<String> = letters.map(|letter| format!("a{letter}ก{letter} {letter}")).collect();
    fold(&database, &all);
    fold(&database, &naughty());
}

fn fold(database: &Database, texts: &[String]) {
    let sql =
        "SELECT open_forum.fold(text) FROM unnest($1::text[]) WITH ORDINALITY AS of (text, place)
         ORDER BY place";
    let rows = database.operator().query(sql, &[&texts]).expect("they fold");
    for (row, text) in rows.iter().zip(texts) {
        assert_eq!(row.get::<_, String>(0), search::keys(text, N).loose, "{text:?}");
    }
}

#[test]
fn likeness_is_that_of_the_rules() {
    let database = Database::new();
    let mut operator = database.operator();
    let sql = "SELECT open_forum.likeness(open_forum.grams(open_forum.fold($1)),
         open_forum.grams(open_forum.fold($2)))";
    let statement = operator.prepare(sql).expect("a function");
    let texts = naughty();
    for (a, b) in texts.iter().zip(texts.iter().skip(1)).chain(texts.iter().zip(&texts)) {
        let found: f64 = operator.query_one(&statement, &[a, b]).expect("it compares").get(0);
        let expected = similarity::Grams::of(a, N).similarity(&similarity::Grams::of(b, N));
        assert!((found - expected).abs() < 1e-12, "{a:?} {b:?}: {found} and not {expected}");
    }
}

#[test]
fn numbers_are_those_of_the_rules() {
    let database = Database::new();
    let mut operator = database.operator();
    for (successes, n) in [(0, 0), (0, 5), (1, 1), (9, 10), (90, 100), (130, 130), (40_000, 99_999)]
    {
        let (a, b) = (i64::from(successes), i64::from(n));
        let sql = "SELECT open_forum.wilson_lower($1, $2)";
        let found: f64 = operator.query_one(sql, &[&a, &b]).expect("a number").get(0);
        assert!(
            (found - ranking::wilson_lower(successes, n)).abs() < 1e-12,
            "{successes}/{n}: {found}"
        );
    }
    for bits in [0_i64, 1, 31, 32, 34_359_738_367, 123_456_789_012, 281_474_976_710_655] {
        let sql = "SELECT open_forum.reference_of($1)";
        let found: String = operator.query_one(sql, &[&bits]).expect("a reference").get(0);
        assert_eq!(found, reference::from_bits(bits.cast_unsigned()));
    }
    let ids: i64 = database.value(
        "SELECT count(DISTINCT id) FROM (SELECT open_forum.new_id()::text AS id FROM generate_series(1, 1000)) AS of
         WHERE id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'",
    );
    assert_eq!(ids, 1000, "UUIDv7 and all different");
    let multipliers: bool = database.value(
        "SELECT bool_and(open_forum.multiplier_of(n::text) BETWEEN 1 AND 2147483646) FROM generate_series(1, 5000) AS n",
    );
    assert!(multipliers);
}
