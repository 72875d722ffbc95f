//! Conditional reading.

use super::{Source, read};
use crate::{
    Check,
    content::submissions_of,
    fail::Held,
    suite::{FINE, Suite},
};
use contract::Capability;

pub(super) const CHECKS: &[Check] = &[
    read(
        "conditional.not-modified",
        &[],
        Source::Section("Ground rules"),
        "Everything that anonymous readers load has an ETag; with it in If-None-Match the answer is 304 without a body.",
        not_modified,
    ),
    read(
        "conditional.other-tag",
        &[],
        Source::Section("Ground rules"),
        "With another tag in If-None-Match the answer is whole.",
        other_tag,
    ),
    read(
        "conditional.list-of-tags",
        &[],
        Source::Section("Ground rules"),
        "If-None-Match takes weak tags and a list of them.",
        list_of_tags,
    ),
];

fn paths(suite: &Suite) -> Held<Vec<String>> {
    let (thread, all) = suite.reading()?;
    let mut paths = vec![
        "/v1/forum".to_owned(),
        "/v1/threads".to_owned(),
        format!("/v1/threads/{}", thread.slug),
        submissions_of(&thread),
    ];
    if let Some(one) = all.first() {
        paths.extend(suite.readings_of(&one.id));
    }
    for (capability, path) in [
        (Capability::Export, format!("/v1/threads/{}/export.json", thread.slug)),
        (Capability::Export, format!("/v1/threads/{}/export.csv", thread.slug)),
        (Capability::Similar, format!("/v1/threads/{}/similar?title=number", thread.slug)),
        (Capability::Answers, "/v1/announcements".to_owned()),
        (Capability::Answers, "/v1/ledger".to_owned()),
        (Capability::Organisations, "/v1/organisations".to_owned()),
        (Capability::Recognitions, "/v1/recognitions".to_owned()),
        (Capability::Moderation, "/v1/log".to_owned()),
    ] {
        if suite.offers(capability) {
            paths.push(path);
        }
    }
    Ok(paths)
}

fn not_modified(suite: &Suite) -> Held {
    for path in paths(suite)? {
        let answer = suite.get(path.as_str()).send()?.is(200)?;
        let etag = answer.header("etag").to_owned();
        let bare = etag.strip_prefix("W/").unwrap_or(&etag);
        let of_form = bare.len() > 2 && bare.starts_with('"') && bare.ends_with('"');
        answer.holds(of_form, format!("an etag in quotes, not {etag:?}"))?;
        let again = suite.get(path).header("if-none-match", etag).send()?.is(304)?;
        again.holds(again.bytes().is_empty(), "no body")?;
    }
    FINE
}

fn other_tag(suite: &Suite) -> Held {
    for path in paths(suite)? {
        let answer = suite.get(path).header("if-none-match", "\"conformance\"").send()?.is(200)?;
        answer.holds(!answer.bytes().is_empty(), "a body")?;
    }
    FINE
}

fn list_of_tags(suite: &Suite) -> Held {
    let etag = suite.get("/v1/forum").send()?.is(200)?.header("etag").to_owned();
    let bare = etag.strip_prefix("W/").unwrap_or(&etag);
    for tags in [format!("\"conformance\", {etag}"), format!("W/{bare}"), "*".to_owned()] {
        suite.get("/v1/forum").header("if-none-match", tags).send()?.is(304)?;
    }
    FINE
}
