//! Filters of submissions, held against the whole list.

use std::collections::BTreeSet;

use contract::{Capability, Submission, Thread};

use super::{PARTICIPATE, Source, check, read};
use crate::{
    Check,
    content::{encode, submissions_of},
    fail::Held,
    suite::{FINE, Suite},
};

pub(super) const CHECKS: &[Check] = &[
    read(
        "filters.each",
        &[],
        Source::Section("Known quirks"),
        "A filter leaves exactly those of the whole list that fit it, in their order.",
        each,
    ),
    read(
        "filters.together",
        &[],
        Source::Section("Known quirks"),
        "Within one filter any value may fit, given twice or with a comma; between filters all must.",
        together,
    ),
    read(
        "filters.unknown",
        &[],
        Source::Section("Known quirks"),
        "A value that the forum does not know is 422.",
        unknown,
    ),
    check(
        "filters.mine",
        PARTICIPATE,
        &[Capability::Submit],
        Source::Operation("list_submissions"),
        "author=me leaves one's own, and nothing without a token.",
        mine,
    ),
];

/// A filter: its name, the words that it knows, and the words of one item.
type Filter = (&'static str, Vec<String>, fn(&Submission) -> Vec<String>);

fn filters(suite: &Suite) -> Vec<Filter> {
    let ids = |terms: &[contract::Term]| terms.iter().map(|term| term.id.clone()).collect();
    let forum = &suite.forum;
    vec![
        ("kind", ids(&forum.kinds), |of| vec![of.kind.to_string()]),
        ("theme", ids(&forum.themes), |of| of.theme.clone().into_iter().collect()),
        ("group", ids(&forum.groups), |of| of.groups.clone()),
        ("sector", ids(&forum.sectors), |of| of.author.sector.clone().into_iter().collect()),
        ("country", ids(&forum.countries), |of| of.author.country.clone().into_iter().collect()),
        ("status", ids(&forum.statuses), |of| vec![of.status.to_string()]),
        ("language", forum.languages.clone(), |of| vec![of.language.clone()]),
    ]
}

/// Holds that a query leaves those of all that fit.
fn leaves(
    suite: &Suite,
    thread: &Thread,
    query: &str,
    all: &[Submission],
    fits: impl Fn(&Submission) -> bool,
) -> Held {
    let references =
        |all: &[&Submission]| all.iter().map(|one| one.reference.clone()).collect::<Vec<_>>();
    let expected: Vec<_> = all.iter().filter(|one| fits(one)).collect();
    let found = suite.all(thread, query, None)?;
    let answer = suite.get(format!("{}?{query}", submissions_of(thread))).send()?.is(200)?;
    let found: Vec<_> = found.iter().collect();
    answer.equal(query, &references(&found), &references(&expected))
}

fn each(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    for (name, words, of) in filters(suite) {
        let there: BTreeSet<String> = all.iter().flat_map(of).collect();
        let absent = words.iter().find(|word| !there.contains(*word));
        let known = there.iter().filter(|word| words.contains(*word));
        for word in known.chain(absent) {
            let query = format!("{name}={}", encode(word));
            leaves(suite, &thread, &query, &all, |one| of(one).contains(word))?;
        }
    }
    FINE
}

fn together(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let filters = filters(suite);
    for (name, words, of) in &filters {
        let [one, other, ..] = &words[..] else { continue };
        for query in [
            format!("{name}={}&{name}={}", encode(one), encode(other)),
            format!("{name}={},{}", encode(one), encode(other)),
        ] {
            let fits = |of: Vec<String>| of.contains(one) || of.contains(other);
            leaves(suite, &thread, &query, &all, |item| fits(of(item)))?;
        }
    }
    let first = |name: &str| {
        let (_, _, of) = filters.iter().find(|(known, ..)| *known == name)?;
        let word = all.iter().flat_map(of).next()?;
        Some((word, *of))
    };
    if let (Some((kind, of_kind)), Some((language, of_language))) =
        (first("kind"), first("language"))
    {
        let query = format!("kind={}&language={}", encode(&kind), encode(&language));
        leaves(suite, &thread, &query, &all, |one| {
            of_kind(one).contains(&kind) && of_language(one).contains(&language)
        })?;
    }
    FINE
}

fn unknown(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    let path = submissions_of(&thread);
    for (name, ..) in filters(suite) {
        for wrong in ["conformance", ""] {
            suite.get(format!("{path}?{name}={wrong}")).wrong(&format!("{name} unknown"))?;
        }
    }
    suite.get(format!("{path}?author=you")).wrong("author unknown")
}

fn mine(suite: &Suite) -> Held {
    let (one, other) = (suite.participant(1)?, suite.participant(2)?);
    let thread = suite.plain()?;
    let own = suite.submit(&thread, &one, "Mine")?;
    let theirs = suite.submit(&thread, &other, "Theirs")?;
    let path = format!("{}?author=me", submissions_of(&thread));
    for (person, expected) in
        [(Some(&one), Some(&own)), (Some(&other), Some(&theirs)), (None, None)]
    {
        let answer = suite.get(&*path).maybe_by(person).send()?.is(200)?;
        let found = suite.all(&thread, "author=me", person)?;
        let all_mine = found.iter().all(|one| one.mine);
        answer.holds(all_mine, "mine true in each")?;
        for submission in [&own, &theirs] {
            let is_there = found.iter().any(|one| one.id == submission.id);
            let expected = expected.is_some_and(|own| own.id == submission.id);
            answer.equal("one's own", &is_there, &expected)?;
        }
    }
    FINE
}
