//! Forums.

use contract::Forum;
use storage::{ForumId, ForumRow, StorageError};

use crate::{
    fault::Outcome,
    row::{all, json, maybe, run},
    sql::{Connection, Row},
};

fn read(row: &Row<'_>) -> crate::sql::Result<ForumRow> {
    Ok(ForumRow {
        id: ForumId(row.get(0)?),
        slug: row.get(1)?,
        config: json(row, 2)?,
        created_at: row.get(3)?,
    })
}

pub(crate) fn get(conn: &Connection, slug: &str) -> Outcome<ForumRow> {
    let sql = "SELECT seq, slug, config, created_at FROM forums WHERE slug = ?1";
    Ok(maybe(conn, sql, [slug], read)?.ok_or(StorageError::NotFound)?)
}

pub(crate) fn list(conn: &Connection) -> Outcome<Vec<ForumRow>> {
    all(conn, "SELECT seq, slug, config, created_at FROM forums ORDER BY slug", (), read)
}

pub(crate) fn upsert(
    conn: &Connection,
    slug: &str,
    config: &Forum,
    now_ms: i64,
) -> Outcome<ForumRow> {
    let sectors: Vec<&str> = config.sectors.iter().map(|sector| sector.id.as_str()).collect();
    run(
        conn,
        "INSERT INTO forums (slug, config, sectors, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (slug) DO UPDATE SET config = excluded.config, sectors = excluded.sectors",
        (slug, serde_json::to_string(config)?, serde_json::to_string(&sectors)?, now_ms),
    )?;
    get(conn, slug)
}

/// A forum's taxonomy and limits.
pub(crate) fn config(conn: &Connection, forum: ForumId) -> Outcome<Forum> {
    let sql = "SELECT config FROM forums WHERE seq = ?1";
    Ok(maybe(conn, sql, [forum.0], |row| json(row, 0))?.ok_or(StorageError::NotFound)?)
}

/// Ids of the forum's sectors.
pub(crate) fn sectors(conn: &Connection, forum: ForumId) -> Outcome<Vec<String>> {
    let sql = "SELECT sectors FROM forums WHERE seq = ?1";
    Ok(maybe(conn, sql, [forum.0], |row| json(row, 0))?.ok_or(StorageError::NotFound)?)
}
