//! The schema of a file.

use storage::StorageError;
use storage_sql::{
    Outcome,
    migrate::{Migration, apply},
    sql::{Session as _, Transactions as _},
};

use crate::connection::{SqliteConnection, error};

/// Marks a file as ours (`PRAGMA application_id`): `OFrm`.
const APPLICATION_ID: i64 = 0x4F46_726D;

/// All steps, oldest first. A step's number is its place, from 1.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { name: "initial", sql: include_str!("../migrations/0001_initial.sql") },
    Migration { name: "audit", sql: include_str!("../migrations/0002_audit.sql") },
    Migration { name: "moderation", sql: include_str!("../migrations/0003_moderation.sql") },
    Migration { name: "appeals", sql: include_str!("../migrations/0004_appeals.sql") },
    Migration { name: "accounts", sql: include_str!("../migrations/0005_accounts.sql") },
    Migration { name: "organisations", sql: include_str!("../migrations/0006_organisations.sql") },
    Migration { name: "answers", sql: include_str!("../migrations/0007_answers.sql") },
    Migration { name: "inbox", sql: include_str!("../migrations/0008_inbox.sql") },
    Migration { name: "abuse", sql: include_str!("../migrations/0009_abuse.sql") },
    Migration { name: "renewals", sql: include_str!("../migrations/0010_renewals.sql") },
];

/// Brings the schema up to date, all steps or none.
pub(crate) fn run(conn: &SqliteConnection, migrations: &[Migration]) -> Outcome<()> {
    conn.begin_write()?;
    let done = in_transaction(conn, migrations);
    if done.is_ok() {
        return Ok(conn.commit()?);
    }
    if conn.is_in_transaction() {
        conn.batch("ROLLBACK")?;
    }
    done
}

fn in_transaction(conn: &SqliteConnection, migrations: &[Migration]) -> Outcome<()> {
    let number = |sql| conn.conn.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(error);
    let id = number("PRAGMA application_id")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    if id != APPLICATION_ID && (id != 0 || tables > 0) {
        return Err(StorageError::Inconsistent("the file is not a forum's database".into()).into());
    }
    conn.batch(&format!("PRAGMA application_id = {APPLICATION_ID}"))?;
    conn.batch(
        "CREATE TABLE IF NOT EXISTS migrations (
           version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL
         ) STRICT",
    )?;
    apply(conn, migrations)
}
