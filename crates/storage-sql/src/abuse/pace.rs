//! What limits of pace remember.

use storage::PaceRow;

use crate::{
    fault::Outcome,
    row::{all, maybe, run, run_ahead},
    sql::Connection,
};

pub(crate) fn load(conn: &Connection, now_ms: i64) -> Outcome<Vec<PaceRow>> {
    let sql = "SELECT name, key, until_ms FROM pace WHERE until_ms > ?1";
    all(conn, sql, [now_ms], |row| {
        let (name, key, until_ms) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(PaceRow { name, key, until_ms, added_ms: 0 })
    })
}

/// Whoever saves has added to what stood there when they began, so where others
/// have added meanwhile, both count.
pub(super) fn save(conn: &Connection, rows: &[PaceRow]) -> Outcome<()> {
    let sql = "INSERT INTO pace (name, key, until_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (name, key) DO UPDATE SET
           until_ms = CASE WHEN pace.until_ms + ?4 > excluded.until_ms
             THEN pace.until_ms + ?4 ELSE excluded.until_ms END";
    for row in rows {
        run_ahead(conn, sql, (&row.name, &row.key, row.until_ms, row.added_ms))?;
    }
    Ok(())
}

pub(super) fn address_key(conn: &Connection, day: i64, fresh: [u8; 32]) -> Outcome<[u8; 32]> {
    run(
        conn,
        "INSERT INTO address_keys (day, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        (day, fresh),
    )?;
    let sql = "SELECT key FROM address_keys WHERE day = ?1";
    Ok(maybe(conn, sql, [day], |row| row.get(0))?.unwrap_or(fresh))
}
