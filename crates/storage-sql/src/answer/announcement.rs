//! Announcements.

use contract::AuditChange;
use storage::{
    AnnouncementRow, Changed, Created, Cursor, ForumId, Idempotency, Key, Listing, LiveChange,
    NewAnnouncement, PageQuery, ParticipantId, StorageError,
};

use crate::{
    audit::{self, Deed},
    fault::Outcome,
    idempotency, inbox, participant,
    row::{AUTHOR, AUTHOR_LEN, all, author, maybe, run},
    sql::{Connection, Row},
    thread,
};

/// Marks cursors of this list.
const LIST: u32 = 0x6E65;

const COLUMNS: &str = "n.seq, n.id, n.title, n.body, n.language, \
     (SELECT t.id FROM threads t WHERE t.seq = n.thread), n.pinned, n.published_at, n.edited_at";
const FROM: &str = "JOIN participants p ON p.seq = n.author \
     LEFT JOIN organisations o ON o.seq = p.organisation";

fn read(row: &Row<'_>) -> crate::sql::Result<(i64, AnnouncementRow)> {
    const N: usize = AUTHOR_LEN;
    let announcement = AnnouncementRow {
        id: row.get(N + 1)?,
        title: row.get(N + 2)?,
        body: row.get(N + 3)?,
        language: row.get(N + 4)?,
        thread_id: row.get(N + 5)?,
        pinned: row.get(N + 6)?,
        author: author(row, 0)?,
        published_at: row.get(N + 7)?,
        edited_at: row.get(N + 8)?,
    };
    Ok((row.get(N)?, announcement))
}

/// Pinned first, then newest first.
pub(crate) fn list(
    conn: &Connection,
    forum: ForumId,
    thread: Option<&str>,
    query: &PageQuery,
) -> Outcome<Listing<AnnouncementRow>> {
    let after = match query.cursor {
        None => (1, i64::MAX, i64::MAX),
        Some(Cursor { list: LIST, pinned, key: Key::Int(at), row }) => (i64::from(pinned), at, row),
        Some(_) => return Err(storage::BadCursor.into()),
    };
    let thread = thread.map(|name| thread::find(conn, forum, name)).transpose()?;
    let (index, of, number) = match thread {
        None => ("announcements_listed", "n.forum = ?", forum.0),
        Some(found) => ("announcements_of_thread", "n.thread = ?", found.seq),
    };
    let sql = format!(
        "SELECT {AUTHOR}, {COLUMNS} FROM announcements n INDEXED BY {index} {FROM}
         WHERE {of} AND (n.pinned, n.published_at, n.tie) < (?, ?, ?)
         ORDER BY n.pinned DESC, n.published_at DESC, n.tie DESC LIMIT ?"
    );
    let limit = query.limit as usize;
    let params = [number, after.0, after.1, after.2, i64::from(query.limit) + 1];
    let mut found = all(conn, &sql, params, read)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(seq, last)| Cursor {
        list: LIST,
        pinned: last.pinned,
        key: Key::Int(last.published_at),
        row: *seq,
    });
    let items = found.into_iter().map(|(_, announcement)| announcement).collect();
    Ok(Listing { items, next, total: None })
}

fn find(conn: &Connection, forum: ForumId, id: &str) -> Outcome<(i64, AnnouncementRow)> {
    let sql = format!(
        "SELECT {AUTHOR}, {COLUMNS} FROM announcements n {FROM} WHERE n.id = ?1 AND n.forum = ?2"
    );
    Ok(maybe(conn, &sql, (id, forum.0), read)?.ok_or(StorageError::NotFound)?)
}

pub(super) fn get(conn: &Connection, forum: ForumId, id: &str) -> Outcome<AnnouncementRow> {
    Ok(find(conn, forum, id)?.1)
}

/// The number of the thread that an announcement is about.
fn about(conn: &Connection, forum: ForumId, new: &NewAnnouncement) -> Outcome<Option<i64>> {
    let find = |name: &String| match thread::find(conn, forum, name) {
        Ok(found) => Ok(found.seq),
        Err(crate::Fault::Port(StorageError::NotFound)) => Err(StorageError::UnknownThread.into()),
        Err(fault) => Err(fault),
    };
    new.thread.as_ref().map(find).transpose()
}

pub(super) fn create(
    conn: &Connection,
    forum: ForumId,
    new: &NewAnnouncement,
    idempotency: Option<Idempotency<AnnouncementRow>>,
) -> Outcome<Created<AnnouncementRow>> {
    idempotency::once(conn, new.by, new.now_ms, idempotency, || {
        participant::sector(conn, forum, new.by)?;
        let thread = about(conn, forum, new)?;
        run(
            conn,
            "INSERT INTO announcements
               (forum, id, thread, title, body, language, pinned, author, published_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (
                forum.0,
                &new.id,
                thread,
                &new.title,
                &new.body,
                &new.language,
                new.pinned,
                new.by.0,
                new.now_ms,
            ),
        )?;
        let row = get(conn, forum, &new.id)?;
        let changes = differences(None, Some(&row));
        record(conn, forum, (new.by, new.now_ms), "announcement.create", &new.id, &changes)?;
        live(conn, forum, &row, false);
        if let Some(thread) = thread {
            inbox::announced(conn, thread, new.by, &new.id, &new.title, new.now_ms)?;
        }
        Ok(row)
    })
}

pub(super) fn change(
    conn: &Connection,
    forum: ForumId,
    new: &NewAnnouncement,
) -> Outcome<AnnouncementRow> {
    let (seq, old) = find(conn, forum, &new.id)?;
    let thread = about(conn, forum, new)?;
    run(
        conn,
        "UPDATE announcements SET thread = ?2, title = ?3, body = ?4, language = ?5, pinned = ?6,
           edited_at = ?7 WHERE seq = ?1",
        (seq, thread, &new.title, &new.body, &new.language, new.pinned, new.now_ms),
    )?;
    let row = get(conn, forum, &new.id)?;
    if old.thread_id != row.thread_id {
        live(conn, forum, &old, true);
    }
    live(conn, forum, &row, old.thread_id == row.thread_id);
    let changes = differences(Some(&old), Some(&row));
    record(conn, forum, (new.by, new.now_ms), "announcement.change", &new.id, &changes)?;
    Ok(row)
}

pub(super) fn delete(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    by: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let (seq, old) = find(conn, forum, id)?;
    run(conn, "DELETE FROM announcements WHERE seq = ?1", [seq])?;
    live(conn, forum, &old, true);
    let changes = differences(Some(&old), None);
    record(conn, forum, (by, now_ms), "announcement.delete", id, &changes)
}

/// Tells those who follow the thread that it stands in, or all, live.
fn live(conn: &Connection, forum: ForumId, row: &AnnouncementRow, was_public: bool) {
    let what = Changed::Announcement { id: row.id.clone(), was_public };
    conn.tell(LiveChange { forum, thread: row.thread_id.clone(), what });
}

fn differences(old: Option<&AnnouncementRow>, new: Option<&AnnouncementRow>) -> Vec<AuditChange> {
    let text = |row: Option<&AnnouncementRow>, part: fn(&AnnouncementRow) -> &String| {
        row.map(part).filter(|text| !text.is_empty()).cloned()
    };
    let pinned =
        |row: Option<&AnnouncementRow>| row.filter(|row| row.pinned).map(|_| "true".to_owned());
    let thread = |row: Option<&AnnouncementRow>| row.and_then(|row| row.thread_id.clone());
    let fields = [
        ("title", text(old, |row| &row.title), text(new, |row| &row.title)),
        ("body", text(old, |row| &row.body), text(new, |row| &row.body)),
        ("language", text(old, |row| &row.language), text(new, |row| &row.language)),
        ("thread_id", thread(old), thread(new)),
        ("pinned", pinned(old), pinned(new)),
    ];
    let changes = fields.into_iter();
    changes.filter_map(|(field, before, after)| audit::change(field, before, after)).collect()
}

fn record(
    conn: &Connection,
    forum: ForumId,
    (by, now_ms): (ParticipantId, i64),
    action: &'static str,
    id: &str,
    changes: &[AuditChange],
) -> Outcome<()> {
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(by),
        action,
        target_kind: "announcement",
        target_id: id,
        changes,
    };
    audit::record(conn, &deed)
}
