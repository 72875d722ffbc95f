//! Reading answers.

use contract::{AnswerState, AnswerText, SubmissionRef};
use storage::{
    AnswerRow, AnswerVersionRow, Cursor, ForumId, Key, Listing, PageQuery, StorageError,
};

use crate::{
    fault::Outcome,
    row::{AUTHOR, AUTHOR_LEN, all, author, json, maybe, word},
    sql::{Connection, Row, Value},
};

/// Marks cursors of this list.
const LIST: u32 = 0x616E;

const COLUMNS: &str = "a.seq, a.id, a.state, a.text, a.version, a.changed, a.created_at, \
     a.edited_at, a.published_at";
const FROM: &str = "JOIN participants p ON p.seq = a.author \
     LEFT JOIN organisations o ON o.seq = p.organisation";

/// An answer and its number.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) seq: i64,
    pub(super) row: AnswerRow,
}

fn read(row: &Row<'_>) -> crate::sql::Result<Found> {
    const A: usize = AUTHOR_LEN;
    Ok(Found {
        seq: row.get(A)?,
        row: AnswerRow {
            id: row.get(A + 1)?,
            state: word(row, A + 2)?,
            text: json(row, A + 3)?,
            submissions: Vec::new(),
            author: author(row, 0)?,
            version: row.get(A + 4)?,
            changed: row.get(A + 5)?,
            created_at: row.get(A + 6)?,
            edited_at: row.get(A + 7)?,
            published_at: row.get(A + 8)?,
        },
    })
}

/// An answer by its id.
pub(super) fn find(conn: &Connection, forum: ForumId, id: &str) -> Outcome<Found> {
    let sql = format!(
        "SELECT {AUTHOR}, {COLUMNS} FROM answers a {FROM} WHERE a.id = ?1 AND a.forum = ?2"
    );
    let mut found = maybe(conn, &sql, (id, forum.0), read)?.ok_or(StorageError::NotFound)?;
    found.row.submissions = submissions(conn, found.seq)?;
    Ok(found)
}

/// An answer as officials see it.
pub(crate) fn get(conn: &Connection, forum: ForumId, id: &str) -> Outcome<AnswerRow> {
    Ok(find(conn, forum, id)?.row)
}

/// What an answer answers, without what was withdrawn.
fn submissions(conn: &Connection, answer: i64) -> Outcome<Vec<SubmissionRef>> {
    let sql = format!(
        "SELECT {REF} FROM answer_submissions b
         JOIN submissions s ON s.seq = b.submission JOIN threads t ON t.seq = s.thread
         WHERE b.answer = ?1 AND s.state <> 'withdrawn' ORDER BY b.place"
    );
    all(conn, &sql, [answer], |row| submission_ref(row, 0))
}

/// Columns of a submission's name: submissions `s`, threads `t`.
pub(super) const REF: &str = "s.id, s.reference, s.title, s.language, t.id";

/// A submission's name from [`REF`] columns.
pub(super) fn submission_ref(row: &Row<'_>, first: usize) -> crate::sql::Result<SubmissionRef> {
    Ok(SubmissionRef {
        id: row.get(first)?,
        reference: row.get(first + 1)?,
        title: row.get(first + 2)?,
        language: row.get(first + 3)?,
        thread_id: row.get(first + 4)?,
    })
}

/// Answers, last changed first.
pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    state: Option<AnswerState>,
    query: &PageQuery,
) -> Outcome<Listing<AnswerRow>> {
    let after = match query.cursor {
        None => (i64::MAX, i64::MAX),
        Some(Cursor { list: LIST, pinned: false, key: Key::Int(at), row }) => (at, row),
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let (index, of_state) = match state {
        None => ("answers_listed", ""),
        Some(_) => ("answers_by_state", " AND a.state = ?"),
    };
    let sql = format!(
        "SELECT {AUTHOR}, {COLUMNS} FROM answers a INDEXED BY {index} {FROM}
         WHERE a.forum = ?{of_state} AND (a.edited_at, a.tie) < (?, ?)
         ORDER BY a.edited_at DESC, a.tie DESC LIMIT ?"
    );
    let limit = query.limit as usize;
    let mut params = vec![Value::Integer(forum.0)];
    params.extend(state.map(|state| Value::Text(state.to_string())));
    params.extend([after.0, after.1, i64::from(query.limit) + 1].map(Value::Integer));
    let mut found = all(conn, &sql, params, read)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| Cursor {
        list: LIST,
        pinned: false,
        key: Key::Int(last.row.edited_at),
        row: last.seq,
    });
    let with_names = |found: Found| {
        let submissions = submissions(conn, found.seq)?;
        Ok(AnswerRow { submissions, ..found.row })
    };
    let items = found.into_iter().map(with_names).collect::<Outcome<_>>()?;
    Ok(Listing { items, next, total: None })
}

/// What was published of an answer that stands at a published submission.
pub(crate) fn versions(
    conn: &Connection,
    forum: ForumId,
    id: &str,
) -> Outcome<Vec<AnswerVersionRow>> {
    let found = find(conn, forum, id)?;
    let shown = "SELECT 1 FROM answer_submissions b JOIN submissions s ON s.seq = b.submission
         WHERE b.answer = ?1 AND b.answered = 1 AND s.state = 'published' LIMIT 1";
    maybe(conn, shown, [found.seq], |_| Ok(()))?.ok_or(StorageError::NotFound)?;
    let sql = format!(
        "SELECT {AUTHOR}, v.version, v.text, v.published_at FROM answer_versions v
         JOIN participants p ON p.seq = v.author
         LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE v.answer = ?1 ORDER BY v.version"
    );
    all(conn, &sql, [found.seq], |row| {
        Ok(AnswerVersionRow {
            version: row.get(AUTHOR_LEN)?,
            text: json(row, AUTHOR_LEN + 1)?,
            author: author(row, 0)?,
            published_at: row.get(AUTHOR_LEN + 2)?,
        })
    })
}

/// What an answer said when it was last published, and how often that was.
pub(super) fn published(conn: &Connection, answer: i64) -> Outcome<Option<(u32, AnswerText)>> {
    let sql = "SELECT version, text FROM answer_versions WHERE answer = ?1
         ORDER BY version DESC LIMIT 1";
    maybe(conn, sql, [answer], |row| Ok((row.get(0)?, json(row, 1)?)))
}
