//! Links as they are shown.

use storage::DuplicateRow;

use crate::{
    fault::Outcome,
    row::{all, maybe},
    sql::{Connection, Row},
};

/// Columns of a link: the other submission `s`, its thread `t`, the link `d`.
const COLUMNS: &str = "s.id, s.reference, s.title, s.language, t.id, d.accepted, d.at";

fn read(row: &Row<'_>) -> crate::sql::Result<DuplicateRow> {
    Ok(DuplicateRow {
        id: row.get(0)?,
        reference: row.get(1)?,
        title: row.get(2)?,
        language: row.get(3)?,
        thread_id: row.get(4)?,
        accepted: row.get(5)?,
        at: row.get(6)?,
    })
}

/// The submission that leads this one, while it is published; `proposed` also
/// tells of one that the author has not answered yet.
pub(crate) fn of(
    conn: &Connection,
    submission: i64,
    proposed: bool,
) -> Outcome<Option<DuplicateRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM duplicates d JOIN submissions s ON s.seq = d.lead
         JOIN threads t ON t.seq = s.thread
         WHERE d.submission = ?1 AND (d.accepted = 1 OR ?2 = 1) AND s.state = 'published'"
    );
    maybe(conn, &sql, (submission, proposed), read)
}

/// Published submissions that this one leads, oldest first.
pub(crate) fn led(conn: &Connection, lead: i64) -> Outcome<Vec<DuplicateRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM duplicates d INDEXED BY duplicates_of_lead
         JOIN submissions s ON s.seq = d.submission JOIN threads t ON t.seq = s.thread
         WHERE d.lead = ?1 AND d.accepted = 1 AND s.state = 'published'
         ORDER BY d.submission"
    );
    all(conn, &sql, [lead], read)
}
