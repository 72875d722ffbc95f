//! Pages of a thread's submissions.
//!
//! A page is made in two steps: the keys of its rows by one walk along the
//! index of its order, then each row by its number. The viewer's own pending
//! and hidden submissions, which are few, are found by their author, put in
//! order here and merged into the page.

mod sql;

use std::cmp::Ordering;

use contract::Sort;
use storage::{ForumId, Key, ListQuery, ThreadPage};

use self::sql::Order;
use crate::{
    fault::Outcome,
    row::{all, maybe},
    search::Words,
    sql::{Connection, Value},
    submission,
    thread::{self, Found},
};

/// Threads up to this size are counted through when a list is filtered.
const COUNTED: u64 = 2_000;

/// The place of a row in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    pinned: bool,
    key: Key,
    seq: i64,
}

pub(crate) fn page(
    conn: &Connection,
    forum: ForumId,
    thread: &str,
    query: &ListQuery,
) -> Outcome<ThreadPage> {
    let Found { seq: thread_seq, row: thread } = thread::find(conn, forum, thread)?;
    thread.check_sort(query.now_ms, query.sort)?;
    let by_author = [&query.filters.sectors, &query.filters.countries];
    if thread.anonymous && by_author.iter().any(|filter| !filter.is_empty()) {
        // Nobody's sector or country is known here, so nobody is of these.
        return Ok(ThreadPage { thread, items: Vec::new(), next: None, total: Some(0) });
    }
    let order = Order::of(query);
    let after = query.cursor.as_ref().map(|cursor| order.place(cursor)).transpose()?;
    let list = sql::List { conn, thread: thread_seq, query, order, words: Words::of(&query.q) };
    let limit = query.limit as usize;

    let mut own = own(conn, &list)?;
    let own_count = own.len() as u64;
    own.retain(|place| after.is_none_or(|after| compare(order, after, *place).is_lt()));
    let mut places = if query.filters.mine { Vec::new() } else { published(conn, &list, after)? };
    places.extend(own);
    places.sort_by(|a, b| compare(order, *a, *b));
    let more = places.len() > limit;
    places.truncate(limit);
    let next = places.last().filter(|_| more).map(|last| order.cursor(last));

    let is_plain = query.filters.is_empty() && list.words.is_empty() && query.sort != Sort::Unseen;
    let total = if query.filters.mine {
        Some(own_count)
    } else if is_plain {
        Some(thread.counts.submissions + own_count)
    } else if thread.counts.submissions <= COUNTED {
        Some(count(conn, &list)? + own_count)
    } else {
        None
    };
    let items = places
        .iter()
        .map(|place| submission::load(conn, &thread.id, place.seq, query.viewer))
        .collect::<Outcome<_>>()?;
    Ok(ThreadPage { thread, items, next, total })
}

/// Published submissions after a place.
fn published(conn: &Connection, list: &sql::List<'_>, after: Option<Place>) -> Outcome<Vec<Place>> {
    let (sql, params) = list.published(after);
    places(conn, list.order, &sql, params)
}

/// The viewer's own: those that others do not see, or all of them where only
/// they are asked for. In no order.
fn own(conn: &Connection, list: &sql::List<'_>) -> Outcome<Vec<Place>> {
    // What is not published takes no votes, so it is not waiting for one.
    let hides_unpublished = list.query.sort == Sort::Unseen && !list.query.filters.mine;
    match list.query.viewer {
        Some(viewer) if !hides_unpublished => {
            let (sql, params) = list.own(viewer);
            places(conn, list.order, &sql, params)
        }
        _ => Ok(Vec::new()),
    }
}

fn places(conn: &Connection, order: Order, sql: &str, params: Vec<Value>) -> Outcome<Vec<Place>> {
    all(conn, sql, params, |row| {
        let key = if order.is_real() { Key::Real(row.get(1)?) } else { Key::Int(row.get(1)?) };
        Ok(Place { pinned: row.get(0)?, key, seq: row.get(2)? })
    })
}

fn count(conn: &Connection, list: &sql::List<'_>) -> Outcome<u64> {
    let (sql, params) = list.count();
    Ok(maybe(conn, &sql, params, |row| row.get(0))?.unwrap_or(0))
}

/// The order of two places, as the SQL has it.
fn compare(order: Order, a: Place, b: Place) -> Ordering {
    let keys = match (a.key, b.key) {
        (Key::Int(a), Key::Int(b)) => a.cmp(&b),
        (Key::Real(a), Key::Real(b)) => a.total_cmp(&b),
        (Key::Int(_), Key::Real(_)) => Ordering::Less,
        (Key::Real(_), Key::Int(_)) => Ordering::Greater,
    };
    let keys = keys.then(a.seq.cmp(&b.seq));
    b.pinned.cmp(&a.pinned).then(if order.is_descending() { keys.reverse() } else { keys })
}
