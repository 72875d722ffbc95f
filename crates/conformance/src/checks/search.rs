//! Search, and what is similar.

use contract::{Capability, Limits, Page, Submission, Thread};
use serde_json::json;

use super::{PARTICIPATE, Source, check, read};
use crate::{
    Check,
    content::{encode, submissions_of},
    fail::Held,
    suite::{FINE, Suite},
};

const QUIRKS: Source = Source::Section("Known quirks");

pub(super) const CHECKS: &[Check] = &[
    read(
        "search.finds",
        &[Capability::Search],
        QUIRKS,
        "q finds a submission by a word of its title and by its reference.",
        finds,
    ),
    read(
        "search.anything",
        &[Capability::Search],
        QUIRKS,
        "q may hold any character up to 200 of them; more is 422, and what is not percent-encoded UTF-8 is 400.",
        anything,
    ),
    check(
        "search.thai",
        PARTICIPATE,
        &[Capability::Search, Capability::Submit],
        QUIRKS,
        "A Thai word is found inside a text without spaces, and with a forgotten tone mark.",
        thai,
    ),
    check(
        "search.same",
        PARTICIPATE,
        &[Capability::Search, Capability::Submit],
        QUIRKS,
        "Search folds digits of all scripts (๑๐ and 10), sara am in its two forms (น้ำ and น้ํา), เเ for แ, case and full-width forms.",
        same,
    ),
    check(
        "search.every-word",
        PARTICIPATE,
        &[Capability::Search, Capability::Submit],
        QUIRKS,
        "q wants every word somewhere in title, text or reference.",
        every_word,
    ),
    read(
        "similar.shape",
        &[Capability::Similar],
        Source::Operation("find_similar"),
        "GET …/similar answers at most 5 published submissions of the thread, without a next page, for any text.",
        similar_shape,
    ),
    check(
        "similar.finds",
        PARTICIPATE,
        &[Capability::Similar, Capability::Submit],
        Source::Operation("find_similar"),
        "GET …/similar finds a submission by a title like its own, and not one about something else.",
        similar_finds,
    ),
];

fn query(thread: &Thread, q: &str) -> String {
    format!("{}?q={}", submissions_of(thread), encode(q))
}

/// Holds that a text finds a submission, or does not.
fn held(suite: &Suite, thread: &Thread, q: &str, id: &str, expected: bool) -> Held {
    let path = query(thread, q);
    let found: Vec<Submission> = suite.whole(&path, 100, None)?;
    let answer = suite.get(path).send()?.is(200)?;
    let is_there = found.iter().any(|one| one.id == id);
    let what = if expected { "the submission found" } else { "the submission not found" };
    answer.holds(is_there == expected, format!("{what} by {q:?}"))
}

fn finds(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    for one in all.iter().take(3) {
        held(suite, &thread, &one.reference, &one.id, true)?;
        let word = one.title.split_whitespace().max_by_key(|word| word.chars().count());
        if let Some(word) = word.filter(|word| word.chars().count() >= 3) {
            held(suite, &thread, word, &one.id, true)?;
        }
        held(suite, &thread, "conformancefindsnothing", &one.id, false)?;
    }
    FINE
}

fn anything(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    let path = submissions_of(&thread);
    for q in [
        "%00",
        "ab%00",
        "%22",
        "%27%20OR%201%3D1%20--",
        "%25%25%25",
        "__",
        "AND%20OR%20NOT",
        "NEAR(a%20b)",
        "***",
        "%5Eabc",
        "%7Ba%7D%3A%20x",
        "-abc",
        "%1B%5B2J",
        "%E0%B9%88",
        "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9",
    ] {
        suite.get(format!("{path}?q={q}")).send()?.is(200)?.read::<Page<Submission>>()?;
    }
    for q in ["%", "%4", "%zz", "%ff", "%C3%28"] {
        suite.get(format!("{path}?q={q}")).refused(contract::ProblemCode::Malformed)?;
    }
    let longest = encode(&"ก".repeat(Limits::QUERY_MAX as usize));
    suite.get(format!("{path}?q={longest}")).send()?.is(200)?;
    suite.get(format!("{path}?q={longest}%E0%B8%81")).wrong("q too_long")
}

fn thai(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let thread = suite.plain()?;
    let tag = suite.fresh();
    let title = format!("ขอให้มีคลินิกกลางคืนสำหรับผู้สูงอายุ {tag}");
    let one = suite.submit(&thread, &author, &title)?;
    for q in ["คลินิก", "กลางคืน", "ผู้สูงอายุ", "คลินิกกลางคืน", "ผูสูงอายุ"]
    {
        held(suite, &thread, q, &one.id, true)?;
    }
    held(suite, &thread, "โรงเรียน", &one.id, false)
}

fn same(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let thread = suite.plain()?;
    let title = "แจกน้ำสะอาด ๑๐ จุด Every School";
    let one = suite.submit_with(&thread, &author, title, json!({"body": "แม่น้ํา 25 แห่ง"}))?;
    for q in [
        "น้ำ",
        "น้\u{e4d}\u{e32}",
        "น\u{e4d}\u{e49}\u{e32}",
        "10",
        "๑๐",
        "25",
        "๒๕",
        "เเจก",
        "แจก",
        "EVERY",
        "school",
        "ｓｃｈｏｏｌ",
        "แม่น้ำ",
    ] {
        held(suite, &thread, q, &one.id, true)?;
    }
    // A reference is searched too, and no part of one has as many digits.
    held(suite, &thread, "๑๑๑๑๑", &one.id, false)
}

fn every_word(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let thread = suite.plain()?;
    let body = json!({"body": "for shift workers"});
    let one = suite.submit_with(&thread, &author, "Night buses", body)?;
    for (q, expected) in [
        ("buses workers", true),
        ("workers  night", true),
        (&*format!("shift {}", one.reference), true),
        ("buses clinics", false),
    ] {
        held(suite, &thread, q, &one.id, expected)?;
    }
    FINE
}

fn similar_shape(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let path = format!("/v1/threads/{}/similar", thread.slug);
    let long = encode(&"ก ".repeat(100));
    let titles = all.iter().take(3).map(|one| encode(&one.title)).chain([
        long,
        String::new(),
        "%00".to_owned(),
    ]);
    for title in titles {
        let answer = suite.get(format!("{path}?title={title}&body={title}")).send()?.is(200)?;
        let page: Page<Submission> = answer.read()?;
        answer.holds(page.items.len() <= Limits::SIMILAR_MAX, "at most 5")?;
        answer.holds(page.next_cursor.is_none(), "next_cursor null")?;
        let ours = page.items.iter().all(|one| all.iter().any(|other| other.id == one.id));
        answer.holds(ours, "published submissions of this thread")?;
    }
    FINE
}

fn similar_finds(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let thread = suite.plain()?;
    let mut like = Vec::new();
    for number in 0..6 {
        let title = format!("Open the night clinic of the province, part {number}");
        like.push(suite.submit(&thread, &author, &title)?.id);
    }
    let other = suite.submit(&thread, &author, "ซ่อมสะพานเก่า")?;
    let title = encode("Open a night clinic in the province");
    let path = format!("/v1/threads/{}/similar?title={title}", thread.slug);
    let answer = suite.get(path).send()?.is(200)?;
    let found = answer.read::<Page<Submission>>()?.items;
    let alike = found.iter().filter(|one| like.contains(&one.id)).count();
    answer.equal("of six that are alike", &alike, &Limits::SIMILAR_MAX)?;
    answer.holds(found.iter().all(|one| one.id != other.id), "not one about something else")
}
