//! The SQL of lists: one walk along one index, with what is filtered on the
//! way.

use std::fmt::Write as _;

use contract::Sort;
use rules::ranking::{self, SHUFFLE_MODULUS};
use storage::{BadCursor, Cursor, Key, ListQuery, ParticipantId};

use super::Place;
use crate::{
    search::{self, Words},
    sql::{Connection, Value},
};

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    sort: Sort,
    /// What shuffles the random order.
    factor: u32,
}

impl Order {
    pub(super) fn of(query: &ListQuery) -> Self {
        let factor =
            if query.sort == Sort::Random { ranking::seed_multiplier(&query.seed) } else { 1 };
        Self { sort: query.sort, factor }
    }

    pub(super) const fn is_real(self) -> bool {
        matches!(self.sort, Sort::Support | Sort::Broad)
    }

    pub(super) const fn is_descending(self) -> bool {
        !matches!(self.sort, Sort::Unseen | Sort::Random)
    }

    fn key(self) -> String {
        match self.sort {
            Sort::Newest | Sort::Unseen => "s.created_at".into(),
            Sort::Support => "s.support_score".into(),
            Sort::Broad => "s.broad_score".into(),
            Sort::Discussed => "s.comments_count".into(),
            Sort::Random => format!("(s.shuffle * {}) % {SHUFFLE_MODULUS}", self.factor),
        }
    }

    /// The index that is walked. `random` can only read a whole thread from
    /// its own, and sorts what it computes.
    const fn index(self) -> &'static str {
        match self.sort {
            Sort::Newest => "submissions_newest",
            Sort::Support => "submissions_support",
            Sort::Broad => "submissions_broad",
            Sort::Discussed => "submissions_discussed",
            Sort::Unseen => "submissions_oldest",
            Sort::Random => "submissions_random",
        }
    }

    /// What stands before and after the key, as the index has it. What is
    /// computed for a whole thread uses no generated column, so that it comes
    /// from the index alone.
    const fn pin_and_tie(self) -> (&'static str, &'static str) {
        match self.sort {
            Sort::Random => ("1 - s.pinned", "s.seq"),
            Sort::Unseen => ("s.unpinned", "s.tie"),
            _ => ("s.pinned", "s.tie"),
        }
    }

    /// Marks cursors of this order, and of this seed.
    const fn list(self) -> u32 {
        self.factor.wrapping_mul(8).wrapping_add(self.sort as u32)
    }

    pub(super) const fn cursor(self, place: &Place) -> Cursor {
        Cursor { list: self.list(), pinned: place.pinned, key: place.key, row: place.seq }
    }

    pub(super) const fn place(self, cursor: &Cursor) -> Result<Place, BadCursor> {
        let is_mine =
            cursor.list == self.list() && matches!(cursor.key, Key::Real(_)) == self.is_real();
        if is_mine {
            Ok(Place { pinned: cursor.pinned, key: cursor.key, seq: cursor.row })
        } else {
            Err(BadCursor)
        }
    }
}

/// A statement and what is bound to its `?`s.
pub(super) type Statement = (String, Vec<Value>);

/// What is listed.
pub(super) struct List<'a> {
    pub(super) conn: &'a Connection,
    pub(super) thread: i64,
    pub(super) query: &'a ListQuery,
    pub(super) order: Order,
    pub(super) words: Words,
}

impl List<'_> {
    /// Places of published rows, in order, one more than the page holds.
    pub(super) fn published(&self, after: Option<Place>) -> Statement {
        let (pin, tie) = self.order.pin_and_tie();
        let key = self.order.key();
        let mut sql = format!("SELECT s.pinned, {key}, s.seq {}", self.published_from());
        let mut params = vec![Value::Integer(self.thread)];
        self.filter(&mut sql, &mut params);
        let (beyond, direction) =
            if self.order.is_descending() { ("<", "DESC") } else { (">", "ASC") };
        if let Some(after) = after {
            let _ = write!(sql, " AND ({pin}, {key}, {tie}) {beyond} (?, ?, ?)");
            let pin = i64::from(after.pinned == self.order.is_descending());
            params.push(Value::Integer(pin));
            params.push(match after.key {
                Key::Int(int) => Value::Integer(int),
                Key::Real(real) => Value::Real(real),
            });
            params.push(Value::Integer(after.seq));
        }
        let _ = write!(
            sql,
            " ORDER BY {pin} {direction}, {key} {direction}, {tie} {direction} LIMIT ?"
        );
        params.push(Value::Integer(i64::from(self.query.limit) + 1));
        (sql, params)
    }

    /// How many published rows there are.
    pub(super) fn count(&self) -> Statement {
        let mut sql = format!("SELECT count(*) {}", self.published_from());
        let mut params = vec![Value::Integer(self.thread)];
        self.filter(&mut sql, &mut params);
        (sql, params)
    }

    /// Places of the viewer's own rows.
    pub(super) fn own(&self, viewer: ParticipantId) -> Statement {
        let states = if self.query.filters.mine {
            "'published', 'pending', 'hidden'"
        } else {
            "'pending', 'hidden'"
        };
        let key = self.order.key();
        let mut sql = format!(
            "SELECT s.pinned, {key}, s.seq
             FROM submissions s INDEXED BY submissions_author
             WHERE s.thread = ? AND s.author = ? AND s.state IN ({states})"
        );
        let mut params = vec![Value::Integer(self.thread), Value::Integer(viewer.0)];
        if !self.words.indexed.is_empty() {
            let found = self.conn.dialect().is_found("s.seq", &self.words.indexed, &mut params);
            let _ = write!(sql, " AND {found}");
        }
        self.filter_rest(&mut sql, &mut params);
        (sql, params)
    }

    /// Where published rows come from: the index of the order or, in a search,
    /// the trigram index, whose finds are sorted.
    fn published_from(&self) -> String {
        if self.words.indexed.is_empty() {
            format!(
                "FROM submissions s INDEXED BY {}
                 WHERE s.thread = ? AND s.state = 'published'",
                self.order.index()
            )
        } else {
            let found = self.conn.dialect().found_submissions();
            format!("FROM {found} WHERE s.thread = ? AND s.state = 'published'")
        }
    }

    fn filter(&self, sql: &mut String, params: &mut Vec<Value>) {
        if !self.words.indexed.is_empty() {
            let found = self.conn.dialect().found(&self.words.indexed, params);
            let _ = write!(sql, " AND {found}");
        }
        self.filter_rest(sql, params);
    }

    fn filter_rest(&self, sql: &mut String, params: &mut Vec<Value>) {
        let filters = &self.query.filters;
        let kinds = filters.kinds.iter().map(|kind| kind.as_str());
        any_of(sql, params, "s.kind IN", "", kinds);
        any_of(sql, params, "s.theme IN", "", filters.themes.iter().map(String::as_str));
        any_of(sql, params, "s.language IN", "", filters.languages.iter().map(String::as_str));
        let sector = "EXISTS (SELECT 1 FROM participants p
             WHERE p.seq = s.author AND p.sector IN";
        any_of(sql, params, sector, ")", filters.sectors.iter().map(String::as_str));
        let country = "EXISTS (SELECT 1 FROM participants p
             WHERE p.seq = s.author AND p.country IN";
        any_of(sql, params, country, ")", filters.countries.iter().map(String::as_str));
        let statuses = filters.statuses.iter().map(|status| status.as_str());
        any_of(sql, params, "s.status IN", "", statuses);
        let group = "EXISTS (SELECT 1 FROM submission_groups g
             WHERE g.submission = s.seq AND g.name IN";
        any_of(sql, params, group, ")", filters.groups.iter().map(String::as_str));
        for word in &self.words.short {
            let _ = write!(sql, " AND {}", search::holds(self.conn, "s.seq"));
            params.push(Value::Text(word.clone()));
        }
        if let (Sort::Unseen, Some(viewer)) = (self.query.sort, self.query.viewer) {
            sql.push_str(
                " AND NOT EXISTS (SELECT 1 FROM votes v
                     WHERE v.submission = s.seq AND v.participant = ?)",
            );
            params.push(Value::Integer(viewer.0));
        }
    }
}

/// Adds `AND before (?, …)after` where there are values.
fn any_of<'a>(
    sql: &mut String,
    params: &mut Vec<Value>,
    before: &str,
    after: &str,
    values: impl Iterator<Item = &'a str>,
) {
    let first = params.len();
    params.extend(values.map(|value| Value::Text(value.to_owned())));
    let count = params.len() - first;
    if count > 0 {
        let marks = vec!["?"; count].join(", ");
        let _ = write!(sql, " AND {before} ({marks}){after}");
    }
}
