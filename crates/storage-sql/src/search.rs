//! Finding text: folded keys, the trigram index, and candidates for "similar".

use rules::{Normalizer, search};
use storage::{ForumId, SimilarQuery, SubmissionRow};

use crate::{fault::Outcome, sql::Connection, submission, thread};

/// The trigram index finds nothing shorter.
const TRIGRAM: usize = 3;
/// Most trigrams of a text that are looked at for candidates.
const PROBES: usize = 24;
/// How many of those, the rarest, are looked for: common ones tell little and
/// cost much.
const RAREST: usize = 8;

/// The form in which texts are compared (languages.md: the second search key,
/// without combining marks, so that a forgotten tone mark finds too). NUL, at
/// which the index's query language would end, stands in no text.
fn fold(text: &str) -> String {
    search::keys(&text.replace('\0', " "), &Normalizer::UNICODE).loose
}

/// Makes a submission findable.
pub(crate) fn add(
    conn: &Connection,
    seq: i64,
    reference: &str,
    title: &str,
    body: &str,
) -> Outcome<()> {
    let folded = format!("{}\n{}\n{}", fold(reference), fold(title), fold(body));
    conn.dialect().index_text(conn, seq, &folded)
}

/// Makes a submission findable no more.
pub(crate) fn remove(conn: &Connection, seq: i64) -> Outcome<()> {
    conn.dialect().forget_text(conn, seq)
}

/// What to look for: every word must stand somewhere in reference, title or
/// body, also within a longer word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// For the index.
    pub(crate) indexed: Vec<String>,
    /// Too short for it: looked for in the text itself.
    pub(crate) short: Vec<String>,
}

impl Words {
    /// The words of what somebody typed.
    pub(crate) fn of(q: &str) -> Self {
        let folded = fold(q);
        let (short, indexed) = folded
            .split_whitespace()
            .map(str::to_owned)
            .partition(|word| word.chars().count() < TRIGRAM);
        Self { indexed, short }
    }

    /// True where nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.indexed.is_empty() && self.short.is_empty()
    }
}

/// A condition that is met where the text of the submission of this number, a
/// column, holds a short word.
pub(crate) fn holds(conn: &Connection, column: &str) -> String {
    let contains = conn.dialect().contains("t.folded", "?");
    format!("EXISTS (SELECT 1 FROM submission_text t WHERE t.seq = {column} AND {contains})")
}

/// Published submissions of a thread that share trigrams with a text, those
/// that share the rarest first.
pub(crate) fn similar(
    conn: &Connection,
    forum: ForumId,
    thread: &str,
    query: &SimilarQuery,
) -> Outcome<Vec<SubmissionRow>> {
    let thread = thread::find(conn, forum, thread)?;
    let probes = probes(&format!("{} {}", query.title, query.body));
    let mut known = conn.dialect().frequencies(conn, probes)?;
    known.sort_unstable();
    known.truncate(RAREST);
    if known.is_empty() {
        return Ok(Vec::new());
    }
    conn.dialect()
        .sharing(conn, thread.seq, &known, query.limit)?
        .into_iter()
        .map(|seq| submission::load(conn, &thread.row.id, seq, query.viewer))
        .collect()
}

/// Trigrams spread over a text, so that a long one costs no more than a title.
fn probes(text: &str) -> Vec<String> {
    let folded = fold(text);
    let chars: Vec<char> = folded.chars().collect();
    let mut all: Vec<String> = chars
        .windows(TRIGRAM)
        .filter(|window| window.iter().filter(|c| c.is_alphanumeric()).count() == TRIGRAM)
        .map(|window| window.iter().collect())
        .collect();
    all.sort_unstable();
    all.dedup();
    let step = all.len().div_ceil(PROBES).max(1);
    all.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod unit {
    use super::{PROBES, Words, probes};

    #[test]
    fn words_are_sorted_by_length() {
        let words = Words::of("Say \"NOT\" OR ab* ไฟ");
        assert_eq!(words.indexed, ["say", "\"not\"", "ab*"]);
        assert_eq!(words.short, ["or", "ไฟ"]);
        assert!(Words::of(" \u{200b} ").is_empty());
        assert_eq!(Words::of("one\0two\0"), Words::of("one two"));
    }

    #[test]
    fn probes_are_few_whatever_the_length() {
        assert!(probes("ab").is_empty());
        assert_eq!(probes("abc abc").len(), 1);
        let long = (0..2_000).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ");
        assert!(probes(&long).len() <= PROBES);
    }
}
