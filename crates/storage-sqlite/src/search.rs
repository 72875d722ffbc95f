//! Finding text: folded keys, the trigram index, and candidates for "similar".

use rules::{Normalizer, search};
use rusqlite::Connection;
use storage::{ForumId, SimilarQuery, SubmissionRow};

use crate::{
    fault::Outcome,
    row::{all, maybe, run},
    submission, thread,
};

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
    let sql = "INSERT INTO submission_text (seq, folded) VALUES (?1, ?2)";
    run(conn, sql, (seq, &folded))?;
    let sql = "INSERT INTO submission_search (rowid, folded) VALUES (?1, ?2)";
    run(conn, sql, (seq, &folded))?;
    Ok(())
}

/// Makes a submission findable no more.
pub(crate) fn remove(conn: &Connection, seq: i64) -> Outcome<()> {
    let sql = "SELECT folded FROM submission_text WHERE seq = ?1";
    let Some(folded) = maybe(conn, sql, [seq], |row| row.get::<_, String>(0))? else {
        return Ok(());
    };
    // An index without a text of its own has to be told what it forgets.
    let sql = "INSERT INTO submission_search (submission_search, rowid, folded)
         VALUES ('delete', ?1, ?2)";
    run(conn, sql, (seq, folded))?;
    run(conn, "DELETE FROM submission_text WHERE seq = ?1", [seq])?;
    Ok(())
}

/// What to look for: every word must stand somewhere in reference, title or
/// body, also within a longer word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// For `MATCH`; empty where all words are too short for the index.
    pub(crate) indexed: String,
    /// Looked for in the text itself.
    pub(crate) short: Vec<String>,
}

impl Words {
    /// The words of what somebody typed.
    pub(crate) fn of(q: &str) -> Self {
        let mut words = Self::default();
        for word in fold(q).split_whitespace() {
            if word.chars().count() < TRIGRAM {
                words.short.push(word.to_owned());
            } else {
                if !words.indexed.is_empty() {
                    words.indexed.push(' ');
                }
                words.indexed.push_str(&quoted(word));
            }
        }
        words
    }

    /// True where nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.indexed.is_empty() && self.short.is_empty()
    }
}

/// A string of the index's query language; nothing in it is an operator.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
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
    let mut known = Vec::new();
    for probe in probes {
        let sql = "SELECT doc FROM submission_trigrams WHERE term = ?1";
        let count: Option<i64> = maybe(conn, sql, [&probe], |row| row.get(0))?;
        known.extend(count.map(|count| (count, quoted(&probe))));
    }
    known.sort_unstable();
    known.truncate(RAREST);
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let probes: Vec<String> = known.into_iter().map(|(_, probe)| probe).collect();
    let sql = "SELECT f.rowid FROM submission_search f CROSS JOIN submissions s ON s.seq = f.rowid
         WHERE f.submission_search MATCH ?1 AND s.thread = ?2 AND s.state = 'published'
         ORDER BY f.rank LIMIT ?3";
    let params = (probes.join(" OR "), thread.seq, query.limit);
    all(conn, sql, params, |row| row.get(0))?
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
    fn words_are_quoted_and_sorted_by_length() {
        let words = Words::of("Say \"NOT\" OR ab* ไฟ");
        assert_eq!(words.indexed, "\"say\" \"\"\"not\"\"\" \"ab*\"");
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
