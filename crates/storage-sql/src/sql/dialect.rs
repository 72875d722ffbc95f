//! What databases say in different words.

use super::{session::Connection, value::Value};
use crate::fault::Outcome;

/// Words of one database. Whatever both say alike is written once, where it is
/// used; only what differs stands here.
pub trait Dialect: Send + Sync {
    /// A condition that is met where the first argument holds the second:
    /// two expressions of text.
    fn contains(&self, text: &str, part: &str) -> String;

    /// A table of what a parameter holds as text: a JSON list of rows, each a
    /// list with a value for each of these columns. Texts hold no NUL.
    fn rows(&self, param: &str, columns: &[Column]) -> String;

    /// A condition that is met where a JSON list holds a text: two
    /// expressions.
    fn list_holds(&self, list: &str, item: &str) -> String;

    /// Puts a folded text into the search index, under a submission's number.
    fn index_text(&self, conn: &Connection, seq: i64, folded: &str) -> Outcome<()>;

    /// Takes it out.
    fn forget_text(&self, conn: &Connection, seq: i64) -> Outcome<()>;

    /// The table of the search index, as `f`, for `FROM`, and joined to it
    /// submissions as `s`: the finds are few, so they come first.
    fn found_submissions(&self) -> &'static str;

    /// The condition on `f` that all words stand in the text, each of at least
    /// three characters; adds what is bound to its `?`s.
    fn found(&self, words: &[String], params: &mut Vec<Value>) -> String;

    /// The same for a column that holds a submission's number.
    fn is_found(&self, column: &str, words: &[String], params: &mut Vec<Value>) -> String;

    /// In about how many texts each of these trigrams stands; those that stand
    /// in none are left out.
    fn frequencies(&self, conn: &Connection, grams: Vec<String>) -> Outcome<Grams>;

    /// Numbers of published submissions of a thread that hold some of these
    /// trigrams, those that share the rarest first.
    fn sharing(
        &self,
        conn: &Connection,
        thread: i64,
        grams: &Grams,
        limit: u32,
    ) -> Outcome<Vec<i64>>;
}

/// A column of rows that a statement is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// A whole number, by this name.
    Integer(&'static str),
    /// Text, by this name.
    Text(&'static str),
    /// Bytes by this name, which the list holds as hexadecimal digits.
    Bytes(&'static str),
}

/// Trigrams, each with the number of texts that it stands in.
pub type Grams = Vec<(i64, String)>;
