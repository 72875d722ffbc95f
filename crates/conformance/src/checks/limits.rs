//! Limits of lengths, at their borders.

use contract::{Capability, Limits};
use serde_json::{Value, json};

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    content::{merge, submissions_of},
    fail::Held,
    suite::{FINE, Suite},
};

const LENGTHS: Source = Source::Section("Ground rules");
const SUBMIT: &[Capability] = &[Capability::Submit];

/// One letter of two scalars, which NFC makes one.
const DECOMPOSED: &str = "e\u{301}";
/// One scalar outside of the first plane: two units of UTF-16, four of UTF-8.
const ASTRAL: &str = "🌏";

pub(super) const CHECKS: &[Check] = &[
    check(
        "limits.title",
        PARTICIPATE,
        SUBMIT,
        LENGTHS,
        "A title has at most title_max characters: so many Thai letters are taken, and one more is 422 too_long.",
        title,
    ),
    check(
        "limits.nfc",
        PARTICIPATE,
        SUBMIT,
        LENGTHS,
        "Lengths count Unicode scalar values after NFC: decomposed letters and those outside of the first plane count once.",
        nfc,
    ),
    check(
        "limits.body",
        PARTICIPATE,
        SUBMIT,
        LENGTHS,
        "A body has at most body_max characters.",
        body,
    ),
    check(
        "limits.links",
        PARTICIPATE,
        SUBMIT,
        LENGTHS,
        "A submission has at most links_max links, whose addresses and labels have limits too.",
        links,
    ),
    check(
        "limits.comment",
        PARTICIPATE,
        &[Capability::Submit, Capability::Comments],
        LENGTHS,
        "A comment has at most comment_max characters.",
        comment,
    ),
    check(
        "limits.flag-note",
        PARTICIPATE,
        &[Capability::Submit, Capability::Flags],
        Source::Operation("flag_submission"),
        "The note of a report has at most 500 characters.",
        flag_note,
    ),
];

/// So often a text.
fn times(text: &str, count: u32) -> String {
    text.repeat(count as usize)
}

/// Holds that the first is taken and the second is refused.
fn border(suite: &Suite, within: Value, over: Value, field: &str) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    suite.submit_with(&thread, &author, "Within", within)?;
    let mut draft = suite.draft("Over");
    merge(&mut draft, over);
    suite.post(submissions_of(&thread), &draft).by(&author).wrong(field)
}

fn title(suite: &Suite) -> Held {
    let most = suite.forum.limits.title_max;
    let thai = |count| json!({"title": times("ก", count)});
    border(suite, thai(most), thai(most + 1), "title too_long")?;
    let latin = |count| json!({"title": times("x", count)});
    border(suite, latin(most), latin(most + 1), "title too_long")
}

fn nfc(suite: &Suite) -> Held {
    let most = suite.forum.limits.title_max;
    for letter in [DECOMPOSED, ASTRAL, "น\u{e49}", "\u{1100}\u{1161}"] {
        // Marks that do not compose count beside their base.
        let each = if letter == "น\u{e49}" { 2 } else { 1 };
        let of = |count| json!({"title": times(letter, count)});
        border(suite, of(most / each), of(most / each + 1), "title too_long")?;
    }
    FINE
}

fn body(suite: &Suite) -> Held {
    let most = suite.forum.limits.body_max;
    let of = |count| json!({"body": times("ก", count)});
    border(suite, of(most), of(most + 1), "body too_long")
}

fn links(suite: &Suite) -> Held {
    let most = suite.forum.limits.links_max;
    let of = |count| {
        let links =
            (0..count).map(|n| json!({"url": format!("https://example.org/{n}"), "label": ""}));
        json!({"links": links.collect::<Vec<_>>()})
    };
    border(suite, of(most), of(most + 1), "links too_many")?;
    let start = "https://example.org/";
    let url = |length: u32| {
        let rest = times("x", length - u32::try_from(start.len()).unwrap_or_default());
        json!({"links": [{"url": format!("{start}{rest}"), "label": ""}]})
    };
    border(suite, url(Limits::URL_MAX), url(Limits::URL_MAX + 1), "links[0].url too_long")?;
    let label = |count| json!({"links": [{"url": start, "label": times("ก", count)}]});
    border(suite, label(Limits::LABEL_MAX), label(Limits::LABEL_MAX + 1), "links[0].label too_long")
}

fn comment(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let one = suite.submit(&thread, &author, "Commented")?;
    let most = suite.forum.limits.comment_max;
    let path = format!("/v1/submissions/{}/comments", one.id);
    for letter in ["ก", DECOMPOSED] {
        let of = |count| json!({"body": times(letter, count), "stance": "neutral"});
        suite.post(&*path, &of(most)).by(&author).send()?.is(201)?;
        suite.post(&*path, &of(most + 1)).by(&author).wrong("body too_long")?;
    }
    FINE
}

fn flag_note(suite: &Suite) -> Held {
    let (author, reporter) = (suite.participant(1)?, suite.participant(2)?);
    let one = suite.submit(&suite.plain()?, &author, "Reported")?;
    let path = format!("/v1/submissions/{}/flags", one.id);
    let of = |count| json!({"reason": "other", "note": times("ก", count)});
    let over = of(Limits::FLAG_NOTE_MAX + 1);
    suite.post(&*path, &over).by(&reporter).wrong("note too_long")?;
    suite.post(&*path, &of(Limits::FLAG_NOTE_MAX)).by(&reporter).send()?.is(201).map(drop)
}
