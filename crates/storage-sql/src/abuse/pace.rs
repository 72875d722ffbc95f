//! What limits of pace remember.

use storage::PaceRow;

use crate::{
    fault::Outcome,
    row::{all, maybe, run},
    sql::Connection,
};

pub(crate) fn load(conn: &Connection, now_ms: i64) -> Outcome<Vec<PaceRow>> {
    let sql = "SELECT name, key, until_ms FROM pace WHERE until_ms > ?1";
    all(conn, sql, [now_ms], |row| {
        Ok(PaceRow { name: row.get(0)?, key: row.get(1)?, until_ms: row.get(2)? })
    })
}

pub(super) fn save(conn: &Connection, rows: &[PaceRow]) -> Outcome<()> {
    for row in rows {
        run(
            conn,
            "INSERT INTO pace (name, key, until_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT (name, key) DO UPDATE SET
               until_ms = CASE WHEN pace.until_ms > excluded.until_ms
                 THEN pace.until_ms ELSE excluded.until_ms END",
            (&row.name, row.key, row.until_ms),
        )?;
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
