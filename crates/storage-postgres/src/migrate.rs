//! The schema of a database.

use storage::StorageError;
use storage_sql::{
    Outcome,
    migrate::{Migration, apply},
    sql::{Bound, Session as _, Transactions as _},
};

use crate::connection::PostgresConnection;

/// All steps, oldest first. A step's number is its place, from 1.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { name: "initial", sql: include_str!("../migrations/0001_initial.sql") },
    Migration { name: "renewals", sql: include_str!("../migrations/0002_renewals.sql") },
];

/// Brings the schema up to date, all steps or none, under the lock of writes:
/// a second process waits, and finds it done.
pub(crate) fn run(conn: &PostgresConnection) -> Outcome<()> {
    run_with(conn, MIGRATIONS)
}

pub(crate) fn run_with(conn: &PostgresConnection, migrations: &[Migration]) -> Outcome<()> {
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

fn in_transaction(conn: &PostgresConnection, migrations: &[Migration]) -> Outcome<()> {
    let mut others = false;
    let sql = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1";
    let is_ours = "SELECT 1 FROM pg_tables
         WHERE schemaname = current_schema() AND tablename = 'migrations'";
    let mut ours = false;
    conn.query(is_ours, Bound::Numbered(&[]), &mut |_| {
        ours = true;
        Ok(false)
    })?;
    conn.query(sql, Bound::Numbered(&[]), &mut |_| {
        others = !ours;
        Ok(false)
    })?;
    if others {
        let text = "the database holds tables of another program; give the forum one of its own";
        return Err(StorageError::Inconsistent(text.into()).into());
    }
    if !ours {
        conn.batch(
            "CREATE TABLE migrations (
               version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL
             )",
        )?;
    }
    apply(conn, migrations)
}
