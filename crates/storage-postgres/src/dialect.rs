//! What `PostgreSQL` says in words of its own: JSON, and the index of trigrams.
//!
//! A trigram is a number, three code points of 21 bits, and a text has them as
//! an array under a GIN index: no extension is needed.

use std::{collections::BTreeSet, fmt::Write as _};

use storage_sql::{
    Outcome,
    sql::{Column, Connection, Dialect, Grams, Params as _, Value},
};

/// The words.
pub(crate) struct PostgresDialect;

/// An array that comes as text, as statements are given no arrays.
macro_rules! array {
    ($parameter:literal, $of:literal) => {
        concat!("CAST(CAST(", $parameter, " AS TEXT) AS ", $of, "[])")
    };
}

/// How many texts with one trigram are counted; beyond that it is common.
const COUNTED: u32 = 10_000;

/// The trigrams of a text, as numbers.
fn grams(text: &str) -> BTreeSet<i64> {
    let letters: Vec<i64> = text.chars().map(|letter| i64::from(u32::from(letter))).collect();
    letters.windows(3).map(|three| (three[0] << 42) | (three[1] << 21) | three[2]).collect()
}

/// An array as text.
fn array<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut text = String::from("{");
    for item in items {
        // Writing to a string does not fail.
        let _ = write!(text, "{}{item}", if text.len() > 1 { "," } else { "" });
    }
    text.push('}');
    text
}

impl Dialect for PostgresDialect {
    fn contains(&self, text: &str, part: &str) -> String {
        format!("strpos({text}, {part}) > 0")
    }

    fn rows(&self, param: &str, columns: &[Column]) -> String {
        let columns = columns.iter().enumerate().map(|(place, column)| match column {
            Column::Integer(name) => format!("CAST(value ->> {place} AS BIGINT) AS {name}"),
            Column::Text(name) => format!("value ->> {place} AS {name}"),
            Column::Bytes(name) => format!("decode(value ->> {place}, 'hex') AS {name}"),
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        format!(
            "(SELECT {columns} FROM jsonb_array_elements(CAST(CAST({param} AS TEXT) AS JSONB)))"
        )
    }

    fn list_holds(&self, list: &str, item: &str) -> String {
        format!("CAST({list} AS JSONB) @> to_jsonb({item})")
    }

    fn index_text(&self, conn: &Connection, seq: i64, folded: &str) -> Outcome<()> {
        let sql = concat!(
            "INSERT INTO submission_text (seq, folded, grams) VALUES (?1, ?2, ",
            array!("?3", "BIGINT"),
            ")"
        );
        (seq, folded, array(grams(folded))).bind(|params| conn.execute(sql, params))?;
        Ok(())
    }

    fn forget_text(&self, conn: &Connection, seq: i64) -> Outcome<()> {
        let sql = "DELETE FROM submission_text WHERE seq = ?1";
        [seq].bind(|params| conn.execute(sql, params))?;
        Ok(())
    }

    fn found_submissions(&self) -> &'static str {
        "submission_text f JOIN submissions s ON s.seq = f.seq"
    }

    fn found(&self, words: &[String], params: &mut Vec<Value>) -> String {
        let all = words.iter().flat_map(|word| grams(word)).collect::<BTreeSet<_>>();
        params.push(Value::Text(array(all)));
        let mut sql = String::from(concat!("f.grams @> ", array!("?", "BIGINT")));
        // The trigrams of a word may stand in a text apart from each other.
        for word in words {
            sql.push_str(" AND strpos(f.folded, ?) > 0");
            params.push(Value::Text(word.clone()));
        }
        sql
    }

    fn is_found(&self, column: &str, words: &[String], params: &mut Vec<Value>) -> String {
        let found = self.found(words, params);
        format!("{column} IN (SELECT f.seq FROM submission_text f WHERE {found})")
    }

    fn frequencies(&self, conn: &Connection, probes: Vec<String>) -> Outcome<Grams> {
        let sql = format!(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM submission_text t
               WHERE t.grams @> ARRAY[one.gram] LIMIT {COUNTED}) AS counted)
             FROM unnest({}) WITH ORDINALITY AS one (gram, place) ORDER BY one.place",
            array!("?1", "BIGINT")
        );
        let mut counts = Vec::new();
        [array(probes.iter().flat_map(|probe| grams(probe)))].bind(|params| {
            conn.query(&sql, params, &mut |row| {
                counts.push(row.get::<i64>(0)?);
                Ok(true)
            })
        })?;
        Ok(counts.into_iter().zip(probes).filter(|(count, _)| *count > 0).collect())
    }

    fn sharing(
        &self,
        conn: &Connection,
        thread: i64,
        known: &Grams,
        limit: u32,
    ) -> Outcome<Vec<i64>> {
        let sql = format!(
            "SELECT f.seq FROM submission_text f JOIN submissions s ON s.seq = f.seq
             WHERE f.grams && {grams} AND s.thread = ?2 AND s.state = 'published'
             ORDER BY (SELECT sum(1.0 / one.count) FROM unnest({grams}, {counts})
               AS one (gram, count) WHERE f.grams @> ARRAY[one.gram]) DESC, f.seq LIMIT ?4",
            grams = array!("?1", "BIGINT"),
            counts = array!("?3", "DOUBLE PRECISION"),
        );
        let numbers = array(known.iter().flat_map(|(_, gram)| grams(gram)));
        let counts = array(known.iter().map(|(count, _)| count));
        let mut found = Vec::new();
        (numbers, thread, counts, limit).bind(|params| {
            conn.query(&sql, params, &mut |row| {
                found.push(row.get(0)?);
                Ok(true)
            })
        })?;
        Ok(found)
    }
}

#[cfg(test)]
mod unit {
    use super::{array, grams};

    #[test]
    fn trigrams_are_numbers() {
        assert!(grams("ab").is_empty());
        assert_eq!(grams("abab"), grams("bababab"));
        assert_eq!(grams("abcabc").len(), 3);
        let last = grams("\u{10ffff}\u{10ffff}\u{10ffff}");
        assert!(last.iter().all(|gram| *gram > 0), "{last:?}");
        assert_ne!(grams("ไฟฟ"), grams("ไฟไ"));
    }

    #[test]
    fn arrays_are_written() {
        assert_eq!(array([1, -2]), "{1,-2}");
        assert_eq!(array(Vec::<i64>::new()), "{}");
    }
}
