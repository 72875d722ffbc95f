//! What `SQLite` says in words of its own: JSON, and the trigram index of FTS5.

use storage_sql::{
    Outcome,
    sql::{Column, Connection, Dialect, Grams, Params as _, Value},
};

/// The words.
pub(crate) struct SqliteDialect;

/// A string of the index's query language; nothing in it is an operator.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// All of these words.
fn all_of(words: &[String]) -> Value {
    Value::Text(words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "))
}

impl Dialect for SqliteDialect {
    fn contains(&self, text: &str, part: &str) -> String {
        format!("instr({text}, {part}) > 0")
    }

    fn rows(&self, param: &str, columns: &[Column]) -> String {
        let columns = columns.iter().enumerate().map(|(place, column)| match column {
            Column::Integer(name) | Column::Text(name) => {
                format!("json_extract(value, '$[{place}]') AS {name}")
            }
            Column::Bytes(name) => format!("unhex(json_extract(value, '$[{place}]')) AS {name}"),
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        format!("(SELECT {columns} FROM json_each({param}))")
    }

    fn list_holds(&self, list: &str, item: &str) -> String {
        format!("EXISTS (SELECT 1 FROM json_each({list}) one WHERE one.value = {item})")
    }

    fn index_text(&self, conn: &Connection, seq: i64, folded: &str) -> Outcome<()> {
        for sql in [
            "INSERT INTO submission_text (seq, folded) VALUES (?1, ?2)",
            "INSERT INTO submission_search (rowid, folded) VALUES (?1, ?2)",
        ] {
            (seq, folded).bind(|params| conn.execute(sql, params))?;
        }
        Ok(())
    }

    fn forget_text(&self, conn: &Connection, seq: i64) -> Outcome<()> {
        // An index without a text of its own has to be told what it forgets.
        for sql in [
            "INSERT INTO submission_search (submission_search, rowid, folded)
             SELECT 'delete', seq, folded FROM submission_text WHERE seq = ?1",
            "DELETE FROM submission_text WHERE seq = ?1",
        ] {
            [seq].bind(|params| conn.execute(sql, params))?;
        }
        Ok(())
    }

    fn found_submissions(&self) -> &'static str {
        "submission_search f CROSS JOIN submissions s ON s.seq = f.rowid"
    }

    fn found(&self, words: &[String], params: &mut Vec<Value>) -> String {
        params.push(all_of(words));
        "f.submission_search MATCH ?".into()
    }

    fn is_found(&self, column: &str, words: &[String], params: &mut Vec<Value>) -> String {
        params.push(all_of(words));
        format!("{column} IN (SELECT rowid FROM submission_search WHERE submission_search MATCH ?)")
    }

    fn frequencies(&self, conn: &Connection, grams: Vec<String>) -> Outcome<Grams> {
        let sql = "SELECT doc FROM submission_trigrams WHERE term = ?1";
        let mut known = Grams::new();
        for gram in grams {
            let mut count = None;
            [&gram].bind(|params| {
                conn.query(sql, params, &mut |row| {
                    count = Some(row.get(0)?);
                    Ok(false)
                })
            })?;
            known.extend(count.map(|count| (count, gram)));
        }
        Ok(known)
    }

    fn sharing(
        &self,
        conn: &Connection,
        thread: i64,
        grams: &Grams,
        limit: u32,
    ) -> Outcome<Vec<i64>> {
        let sql = "SELECT f.rowid
             FROM submission_search f CROSS JOIN submissions s ON s.seq = f.rowid
             WHERE f.submission_search MATCH ?1 AND s.thread = ?2 AND s.state = 'published'
             ORDER BY f.rank LIMIT ?3";
        let any_of = grams.iter().map(|(_, gram)| quoted(gram)).collect::<Vec<_>>().join(" OR ");
        let mut found = Vec::new();
        (any_of, thread, limit).bind(|params| {
            conn.query(sql, params, &mut |row| {
                found.push(row.get(0)?);
                Ok(true)
            })
        })?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, all_of};

    #[test]
    fn words_are_quoted() {
        let words = ["say", "\"not\"", "ab*"].map(str::to_owned);
        assert_eq!(all_of(&words), Value::Text("\"say\" \"\"\"not\"\"\" \"ab*\"".into()));
    }
}
