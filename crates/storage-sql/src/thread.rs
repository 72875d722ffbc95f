//! Threads.

mod change;

pub(crate) use change::change;
use contract::{Counts, Voting};
use storage::{
    Cursor, ForumId, Idempotency, Key, Listing, NewThread, PageQuery, StorageError, ThreadRow,
};

use crate::{
    fault::Outcome,
    idempotency,
    row::{added, all, json, json_or_null, maybe, source, word},
    sql::{Connection, Row, named_params},
};

/// Marks cursors of this list.
const LIST: u32 = 0x7468;

const COLUMNS: &str = "seq, id, slug, kind, title, summary, body, language, translations, promise, \
     opens_at, voting_opens_at, closes_at, voting_mode, voting_budget, voting_results, \
     voting_answer_at, premoderated, pinned, locked, response, source_system, source_id, \
     submissions_count, comments_count, votes_count, participants_count, created_at, version, \
     rules, languages, sectors, anonymous, newcomers_held";

/// A thread and its number.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) seq: i64,
    pub(crate) row: ThreadRow,
}

fn read(row: &Row<'_>) -> crate::sql::Result<Found> {
    Ok(Found {
        seq: row.get(0)?,
        row: ThreadRow {
            id: row.get(1)?,
            slug: row.get(2)?,
            kind: word(row, 3)?,
            title: row.get(4)?,
            summary: row.get(5)?,
            body: row.get(6)?,
            language: row.get(7)?,
            translations: json(row, 8)?,
            promise: word(row, 9)?,
            opens_at: row.get(10)?,
            voting_opens_at: row.get(11)?,
            closes_at: row.get(12)?,
            voting: Voting {
                mode: word(row, 13)?,
                budget: row.get(14)?,
                results: word(row, 15)?,
                answer_at: row.get(16)?,
            },
            premoderated: row.get(17)?,
            pinned: row.get(18)?,
            locked: row.get(19)?,
            response: json_or_null(row, 20)?,
            source: source(row, 21)?,
            counts: Counts {
                submissions: row.get(23)?,
                comments: row.get(24)?,
                votes: Some(row.get(25)?),
                participants: row.get(26)?,
            },
            created_at: row.get(27)?,
            version: row.get(28)?,
            rules: row.get(29)?,
            languages: json(row, 30)?,
            sectors: json(row, 31)?,
            anonymous: row.get(32)?,
            newcomers_held: row.get(33)?,
        },
    })
}

/// A thread by its id or slug.
pub(crate) fn find(conn: &Connection, forum: ForumId, id_or_slug: &str) -> Outcome<Found> {
    let by_id = format!("SELECT {COLUMNS} FROM threads WHERE id = ?2 AND forum = ?1");
    if let Some(found) = maybe(conn, &by_id, (forum.0, id_or_slug), read)? {
        return Ok(found);
    }
    let by_slug = format!("SELECT {COLUMNS} FROM threads WHERE forum = ?1 AND slug = ?2");
    Ok(maybe(conn, &by_slug, (forum.0, id_or_slug), read)?.ok_or(StorageError::NotFound)?)
}

/// A thread by its number.
pub(crate) fn by_seq(conn: &Connection, seq: i64) -> Outcome<ThreadRow> {
    let sql = format!("SELECT {COLUMNS} FROM threads WHERE seq = ?1");
    Ok(maybe(conn, &sql, [seq], read)?.ok_or(StorageError::NotFound)?.row)
}

pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    query: &PageQuery,
) -> Outcome<Listing<ThreadRow>> {
    let after = match query.cursor {
        None => (true, i64::MAX, i64::MAX),
        Some(Cursor { list: LIST, pinned, key: Key::Int(at), row }) => (pinned, at, row),
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM threads
         WHERE forum = ?1 AND (pinned, created_at, tie) < (?2, ?3, ?4)
         ORDER BY pinned DESC, created_at DESC, tie DESC LIMIT ?5"
    );
    let limit = query.limit as usize;
    let params = (forum.0, after.0, after.1, after.2, query.limit + 1);
    let mut found = all(conn, &sql, params, read)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| Cursor {
        list: LIST,
        pinned: last.row.pinned,
        key: Key::Int(last.row.created_at),
        row: last.seq,
    });
    Ok(Listing { items: found.into_iter().map(|found| found.row).collect(), next, total: None })
}

/// Opens a thread.
pub(crate) fn create(
    conn: &Connection,
    forum: ForumId,
    new: &NewThread,
    idempotency: Option<Idempotency<ThreadRow>>,
) -> Outcome<storage::Created<ThreadRow>> {
    let insert = || {
        let seq = insert(conn, forum, new)?;
        let row = by_seq(conn, seq)?;
        change::record_new(conn, forum, new, &row)?;
        Ok(row)
    };
    match new.by {
        Some(by) => idempotency::once(conn, by, new.created_at, idempotency, insert),
        None => Ok(storage::Created::New(insert()?, None)),
    }
}

/// Inserts a thread; answers its number.
pub(crate) fn insert(conn: &Connection, forum: ForumId, new: &NewThread) -> Outcome<i64> {
    let response = new.response.as_ref().map(serde_json::to_string).transpose()?;
    added(
        conn,
        "INSERT INTO threads (forum, id, slug, kind, title, summary, body, language, translations,
           promise, opens_at, voting_opens_at, closes_at, voting_mode, voting_budget,
           voting_results, voting_answer_at, premoderated, pinned, locked, response,
           source_system, source_id, created_at, rules, languages, sectors, anonymous,
           newcomers_held)
         VALUES (:forum, :id, :slug, :kind, :title, :summary, :body, :language, :translations,
           :promise, :opens_at, :voting_opens_at, :closes_at, :mode, :budget, :results,
           :answer_at, :premoderated, :pinned, :locked, :response, :source_system, :source_id,
           :created_at, :rules, :languages, :sectors, :anonymous, :newcomers_held) RETURNING seq",
        named_params! {
            ":forum": forum.0,
            ":id": new.id,
            ":slug": new.slug,
            ":kind": new.kind.as_str(),
            ":title": new.title,
            ":summary": new.summary,
            ":body": new.body,
            ":language": new.language,
            ":translations": serde_json::to_string(&new.translations)?,
            ":promise": new.promise.as_str(),
            ":opens_at": new.opens_at,
            ":voting_opens_at": new.voting_opens_at,
            ":closes_at": new.closes_at,
            ":mode": new.voting.mode.as_str(),
            ":budget": new.voting.budget,
            ":results": new.voting.results.as_str(),
            ":answer_at": new.voting.answer_at,
            ":premoderated": new.premoderated,
            ":pinned": new.pinned,
            ":locked": new.locked,
            ":response": response,
            ":source_system": new.source.as_ref().map(|source| &source.system),
            ":source_id": new.source.as_ref().map(|source| &source.id),
            ":created_at": new.created_at,
            ":rules": new.rules,
            ":languages": serde_json::to_string(&new.languages)?,
            ":sectors": serde_json::to_string(&new.sectors)?,
            ":anonymous": new.anonymous,
            ":newcomers_held": new.newcomers_held,
        },
    )
}
