//! Pages of the queue: one walk along the index of the order, with what is
//! filtered on the way, then each row by its number.

use std::fmt::Write as _;

use contract::{QueueCounts, QueueKind, QueueSort, State, Target, TargetKind};
use storage::{
    BadCursor, Claimed, Cursor, ForumId, Key, Listing, QueuePage, QueueQuery, QueueRow, Reader,
};

use super::{claim, decision, note, thing::Thing};
use crate::{
    answer, comment,
    fault::Outcome,
    organisation,
    row::{all, maybe, word},
    search::{self, Words},
    sql::{Connection, Row, Value},
    submission, thread,
};

/// Marks cursors of this list.
const LIST: u32 = 0x7175;
/// Queues up to this size are counted through when they are filtered.
const COUNTED: u64 = 2_000;

/// A row as it stands in the table.
struct Found {
    seq: i64,
    since: i64,
    calm: f64,
    kind: QueueKind,
    target_kind: TargetKind,
    target: i64,
    harm: f64,
    reach: u32,
    appealed: Option<i64>,
    rules: String,
    cluster_size: u32,
}

const COLUMNS: &str = "q.seq, q.since, q.calm, q.kind, q.target_kind, q.target, q.harm, q.reach, \
     q.appealed, q.rules, q.cluster_size";

fn read(row: &Row<'_>) -> crate::sql::Result<Found> {
    Ok(Found {
        seq: row.get(0)?,
        since: row.get(1)?,
        calm: row.get(2)?,
        kind: word(row, 3)?,
        target_kind: word(row, 4)?,
        target: row.get(5)?,
        harm: row.get(6)?,
        reach: row.get(7)?,
        appealed: row.get(8)?,
        rules: row.get(9)?,
        cluster_size: row.get(10)?,
    })
}

const fn index(query: &QueueQuery) -> &'static str {
    match (query.sort, query.kind.is_some()) {
        (QueueSort::Oldest, false) => "queue_oldest",
        (QueueSort::Oldest, true) => "queue_kind_oldest",
        (QueueSort::Harm, false) => "queue_harm",
        (QueueSort::Harm, true) => "queue_kind_harm",
    }
}

const fn key(sort: QueueSort) -> &'static str {
    match sort {
        QueueSort::Oldest => "q.since",
        QueueSort::Harm => "q.calm",
    }
}

/// What follows `FROM`, and what is bound to its `?`s.
fn from(conn: &Connection, forum: ForumId, query: &QueueQuery) -> Outcome<(String, Vec<Value>)> {
    let mut sql =
        format!("FROM queue q INDEXED BY {} WHERE q.forum = ? AND q.lead = 1", index(query));
    let mut params = vec![Value::Integer(forum.0)];
    let mut and = |condition: &str, values: &mut dyn Iterator<Item = Value>| {
        let _ = write!(sql, " AND {condition}");
        params.extend(values);
    };
    let text = |text: &str| Value::Text(text.to_owned());
    if let Some(kind) = query.kind {
        and("q.kind = ?", &mut [text(kind.as_str())].into_iter());
    }
    if let Some(name) = &query.thread {
        let thread = thread::find(conn, forum, name)?.seq;
        and("q.thread = ?", &mut [Value::Integer(thread)].into_iter());
    }
    if let Some(language) = &query.language {
        and("q.language = ?", &mut [text(language)].into_iter());
    }
    let claim = "SELECT 1 FROM claims c
         WHERE c.target_kind = q.target_kind AND c.target = q.target AND c.until > ?";
    let (now, me) = (Value::Integer(query.now_ms), Value::Integer(query.moderator.0));
    match query.claimed {
        None => {}
        Some(Claimed::Me) => {
            let sql = format!("EXISTS ({claim} AND c.moderator = ?)");
            and(&sql, &mut [now, me].into_iter());
        }
        Some(Claimed::Others) => {
            let sql = format!("EXISTS ({claim} AND c.moderator <> ?)");
            and(&sql, &mut [now, me].into_iter());
        }
        Some(Claimed::Nobody) => and(&format!("NOT EXISTS ({claim})"), &mut [now].into_iter()),
    }
    let words = Words::of(&query.q);
    if !words.is_empty() {
        and("q.target_kind = 'submission'", &mut std::iter::empty());
    }
    if !words.indexed.is_empty() {
        let mut values = Vec::new();
        let found = conn.dialect().is_found("q.target", &words.indexed, &mut values);
        and(&found, &mut values.into_iter());
    }
    for word in words.short {
        and(&search::holds(conn, "q.target"), &mut [Value::Text(word)].into_iter());
    }
    Ok((sql, params))
}

/// A page of the queue.
pub(crate) fn page(conn: &Connection, forum: ForumId, query: &QueueQuery) -> Outcome<QueuePage> {
    let (mut sql, mut params) = from(conn, forum, query)?;
    let counts = counts(conn, forum, query.now_ms)?;
    let all_rows = sum(&counts);
    let is_filtered = query.thread.is_some()
        || query.language.is_some()
        || query.claimed.is_some()
        || !Words::of(&query.q).is_empty();
    let total = match query.kind {
        _ if is_filtered && all_rows > COUNTED => None,
        _ if is_filtered => {
            let sql = format!("SELECT count(*) {sql}");
            maybe(conn, &sql, params.clone(), |row| row.get(0))?
        }
        Some(kind) => Some(of_kind(&counts, kind)),
        None => Some(all_rows),
    };
    let key = key(query.sort);
    if let Some(cursor) = query.cursor {
        let _ = write!(sql, " AND ({key}, q.tie) > (?, ?)");
        params.push(match (cursor, query.sort) {
            (Cursor { list: LIST, pinned: false, key: Key::Int(since), .. }, QueueSort::Oldest) => {
                Value::Integer(since)
            }
            (Cursor { list: LIST, pinned: false, key: Key::Real(calm), .. }, QueueSort::Harm) => {
                Value::Real(calm)
            }
            _ => return Err(BadCursor.into()),
        });
        params.push(Value::Integer(cursor.row));
    }
    let _ = write!(sql, " ORDER BY {key}, q.tie LIMIT ?");
    params.push(Value::Integer(i64::from(query.limit) + 1));
    let sql = format!("SELECT {COLUMNS} {sql}");
    let mut found = all(conn, &sql, params, read)?;
    let more = found.len() > query.limit as usize;
    found.truncate(query.limit as usize);
    let next = found.last().filter(|_| more).map(|last| Cursor {
        list: LIST,
        pinned: false,
        key: match query.sort {
            QueueSort::Oldest => Key::Int(last.since),
            QueueSort::Harm => Key::Real(last.calm),
        },
        row: last.seq,
    });
    let items = found.iter().map(|row| complete(conn, query, row)).collect::<Outcome<_>>()?;
    Ok(QueuePage { listing: Listing { items, next, total }, counts })
}

/// Reads what a row is about.
fn complete(conn: &Connection, query: &QueueQuery, found: &Found) -> Outcome<QueueRow> {
    let thing = Thing::by_seq(conn, found.target_kind, found.target)?;
    let thread = thing.thread.map(|seq| thread::by_seq(conn, seq)).transpose()?;
    let viewer = Some(query.moderator);
    let (mut submission, mut comment) = (None, None);
    let thread_id = thread.as_ref().map(|thread| thread.id.as_str()).unwrap_or_default();
    match thing.kind {
        TargetKind::Submission => {
            submission = Some(submission::load_for_staff(conn, thread_id, thing.seq, viewer)?);
        }
        TargetKind::Comment => comment = Some(comment::load_for_staff(conn, thing.seq, viewer)?),
        TargetKind::Thread | TargetKind::Organisation => {}
    }
    Ok(QueueRow {
        target: thing.target(),
        kind: found.kind,
        since: found.since,
        harm: found.harm,
        reach: found.reach,
        thread,
        submission,
        comment,
        organisation: match thing.kind {
            TargetKind::Organisation => {
                let reader = Reader { viewer: Some(query.moderator), moderator: true };
                Some(organisation::by_seq(conn, thing.seq, reader)?)
            }
            _ => None,
        },
        previous: match thing.kind {
            TargetKind::Submission => submission::edit::previous(conn, thing.seq)?,
            _ => None,
        },
        appealed: found.appealed.map(|seq| decision::by_seq(conn, seq)).transpose()?,
        flags: crate::flag::summaries(conn, &thing)?,
        rules: serde_json::from_str(&found.rules)?,
        cluster_size: found.cluster_size,
        claim: claim::of(conn, &thing, query.now_ms)?,
        notes_count: note::count(conn, &thing)?,
    })
}

/// How much waits, by kind, and how many answers are owed.
fn counts(conn: &Connection, forum: ForumId, now_ms: i64) -> Outcome<QueueCounts> {
    let (in_time, answers_overdue) = answer::owed(conn, forum, now_ms)?;
    let answers_due = in_time + answers_overdue;
    let mut counts = QueueCounts { answers_due, answers_overdue, ..QueueCounts::default() };
    for kind in QueueKind::ALL.iter().copied() {
        let sql = "SELECT count(*) FROM queue INDEXED BY queue_kind_oldest
             WHERE forum = ?1 AND lead = 1 AND kind = ?2";
        let count = maybe(conn, sql, (forum.0, kind.as_str()), |row| row.get(0))?.unwrap_or(0);
        match kind {
            QueueKind::New => counts.new = count,
            QueueKind::Flagged => counts.flagged = count,
            QueueKind::Edited => counts.edited = count,
            QueueKind::Appeal => counts.appeals = count,
            QueueKind::Organisation => counts.organisations = count,
        }
    }
    Ok(counts)
}

const fn of_kind(counts: &QueueCounts, kind: QueueKind) -> u64 {
    match kind {
        QueueKind::New => counts.new,
        QueueKind::Flagged => counts.flagged,
        QueueKind::Edited => counts.edited,
        QueueKind::Appeal => counts.appeals,
        QueueKind::Organisation => counts.organisations,
    }
}

fn sum(counts: &QueueCounts) -> u64 {
    QueueKind::ALL.iter().map(|kind| of_kind(counts, *kind)).sum()
}

/// What is collapsed with a row, oldest first, without the row itself.
pub(crate) fn cluster(conn: &Connection, forum: ForumId, target: &Target) -> Outcome<Vec<Target>> {
    let thing = Thing::find(conn, forum, target)?;
    let sql = "SELECT cluster FROM queue WHERE target_kind = ?1 AND target = ?2";
    let kind = thing.kind.as_str();
    let Some(cluster) = maybe(conn, sql, (kind, thing.seq), |row| row.get::<i64>(0))? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT s.id FROM queue q JOIN submissions s ON s.seq = q.target
         WHERE q.cluster = ?1 AND q.lead = ?2 AND q.target <> ?3 AND s.state <> ?4
         ORDER BY q.tie";
    let mut ids: Vec<String> = Vec::new();
    for lead in [true, false] {
        let params = (cluster, lead, thing.seq, State::Withdrawn.as_str());
        ids.extend(all(conn, sql, params, |row| row.get::<String>(0))?);
    }
    Ok(ids.into_iter().map(|id| Target { kind: thing.kind, id }).collect())
}
