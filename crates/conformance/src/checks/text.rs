//! Text comes out as it was typed.

use contract::{Capability, Comment, Submission};
use serde_json::json;

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    content::submissions_of,
    fail::Held,
    suite::{FINE, Suite},
};

const TYPED: Source = Source::Section("Ground rules");

/// Texts that have broken other software: markup, queries, directions, signs
/// that nobody sees, letters of many parts.
pub(super) const HOSTILE: [&str; 44] = [
    "<script>alert('x')</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "[a link](javascript:alert(1))",
    "&lt;b&gt; &amp; &nbsp; &#60; &copy",
    "<![CDATA[ x ]]>",
    "<!-- a comment -->",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "'; DROP TABLE submissions; --",
    "1' OR '1'='1",
    "\" OR \"\"=\"",
    "Robert'); DROP TABLE votes;--",
    "%27%20OR%201%3D1 %00 %0d%0a",
    "\\ \\\\ \\n \\u0000 \\x00",
    "$(touch /tmp/x) `id` | cat ; & echo",
    "../../../../etc/passwd",
    "=1+1",
    "+66 2 000 0000",
    "-1",
    "@SUM(1+1)",
    "'quoted'",
    "  two spaces before and after  ",
    "a\u{a0}no-break\u{202f}space\u{3000}wide",
    "one\u{200b}zero\u{200b}width",
    "soft\u{ad}hyphen\u{2060}joiner\u{feff}mark",
    "left\u{202e}txet desrever\u{202c}right",
    "\u{2067}isolated\u{2069} \u{200f}mark",
    "שלום עולם مرحبا بالعالم",
    "👩\u{200d}👩\u{200d}👧\u{200d}👦 👍🏽 🏳️\u{200d}🌈 🇹🇭",
    "e\u{301} and é, A\u{30a} and Å, \u{1100}\u{1161}\u{11a8} and 각",
    "Z\u{36c}\u{300}\u{316}\u{317}\u{318}\u{319}\u{31c}\u{31d}\u{31e}a\u{334}\u{335}\u{336}lgo",
    "น้ำ น้\u{e4d}\u{e32} นํ้า เเปลก แปลก ๑๐๐ กก็",
    "ភាសាខ្មែរ မြန်မာဘာသာ ພາສາລາວ",
    "İstanbul ıI ß ẞ ﬁ ﬀ Ω Ω K K",
    "𝐁𝐨𝐥𝐝 𝕒𝕟𝕕 Ｆｕｌｌ ①②③ ℌ",
    "\u{1f4a9}\u{e0067}\u{e0062}\u{e007f} \u{10ffff}",
    "null undefined NaN true 0 -0 1e309 None",
    "{\"json\": [1, null]} [] {}",
    "a\tb",
    "**bold** _italic_ # title > quote * item `code`",
    "http://example.org/?a=1&b=2#c mailto:a@example.org",
    "The end\u{2028}of\u{2029}a line\u{85}here",
];

pub(super) const CHECKS: &[Check] = &[
    check(
        "text.title",
        PARTICIPATE,
        &[Capability::Submit],
        TYPED,
        "Every title comes out as it was typed: not escaped, not normalised, nothing taken out.",
        title,
    ),
    check(
        "text.body",
        PARTICIPATE,
        &[Capability::Submit],
        TYPED,
        "Every body comes out as it was typed, line breaks included.",
        body,
    ),
    check(
        "text.comment",
        PARTICIPATE,
        &[Capability::Submit, Capability::Comments],
        TYPED,
        "Every comment comes out as it was typed.",
        comment,
    ),
    check(
        "text.nul",
        PARTICIPATE,
        &[Capability::Submit],
        TYPED,
        "U+0000 is refused with the field and never cut off at; other control characters are kept.",
        nul,
    ),
];

fn title(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    for text in HOSTILE {
        let made = suite.submit_with(&thread, &author, text, json!({}))?;
        let answer = suite.get(format!("/v1/submissions/{}", made.id)).send()?.is(200)?;
        let one: Submission = answer.read()?;
        answer.equal("title", &one.title.as_str(), &text)?;
    }
    FINE
}

fn body(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let all = HOSTILE.join("\n\n");
    let most = suite.forum.limits.body_max as usize;
    let all: String = all.chars().take(most / 2).collect();
    for text in [
        all.as_str(),
        "one\r\ntwo\rthree\nfour\n",
        "\n\n  indented\n\ttab",
        "ก\u{300}\u{301}\u{302}",
    ] {
        let made = suite.submit_with(&thread, &author, "A body", json!({"body": text}))?;
        let answer = suite.get(format!("/v1/submissions/{}", made.id)).send()?.is(200)?;
        let one: Submission = answer.read()?;
        answer.equal("body", &one.body.as_str(), &text)?;
    }
    let listed = suite.all(&thread, "author=me", Some(&author))?;
    let answer = suite.get(submissions_of(&thread)).send()?.is(200)?;
    answer.holds(listed.iter().any(|one| one.body == all), "the same text in a list")
}

fn comment(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let one = suite.submit(&thread, &author, "Commented")?;
    let path = format!("/v1/submissions/{}/comments", one.id);
    for text in HOSTILE {
        suite.comment(&one.id, &author, &json!({"body": text, "stance": "neutral"}))?;
    }
    let comments: Vec<Comment> = suite.whole(&path, 100, None)?;
    let answer = suite.get(path).send()?.is(200)?;
    let bodies: Vec<_> = comments.iter().map(|comment| comment.body.as_str()).collect();
    answer.equal("comments", &bodies.len(), &HOSTILE.len())?;
    for (found, typed) in bodies.iter().zip(HOSTILE) {
        answer.equal("a comment", found, &typed)?;
    }
    FINE
}

fn nul(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let mut draft = suite.draft("a\0b");
    suite.post(submissions_of(&thread), &draft).by(&author).wrong("title invalid")?;
    draft = suite.draft("A title");
    draft["body"] = json!("a\0b");
    suite.post(submissions_of(&thread), &draft).by(&author).wrong("body invalid")?;
    let text = "bell\u{7} escape\u{1b}[2J delete\u{7f} end";
    let made = suite.submit_with(&thread, &author, "Controls", json!({"body": text}))?;
    let answer = suite.get(format!("/v1/submissions/{}", made.id)).send()?.is(200)?;
    answer.equal("body", &answer.read::<Submission>()?.body.as_str(), &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_fits_the_limits_and_shows_something() {
        for text in HOSTILE {
            assert!(text.chars().count() <= 120, "{text}");
            assert!(!rules::text::is_blank(text) && !text.contains('\0'), "{text}");
        }
        let mut once = HOSTILE.to_vec();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), HOSTILE.len());
    }
}
