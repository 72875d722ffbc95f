//! The schema, step by step. Steps are only ever added: the text of one that
//! was released never changes, which its checksum in the database holds.

use std::fmt::Write as _;

use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest as _, Sha256};
use storage::StorageError;

use crate::fault::Outcome;

/// Marks a file as ours (`PRAGMA application_id`): `OFrm`.
const APPLICATION_ID: i64 = 0x4F46_726D;

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// What it does, for the log.
    pub(crate) name: &'static str,
    /// The statements.
    pub(crate) sql: &'static str,
}

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
];

/// Brings the schema up to date, all steps or none.
pub(crate) fn run(conn: &mut Connection, migrations: &[Migration]) -> Outcome<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let id: i64 = tx.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && (id != 0 || tables > 0) {
        return Err(StorageError::Inconsistent("the file is not a forum's database".into()).into());
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (
           version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL
         ) STRICT",
    )?;
    let done: Vec<String> = tx
        .prepare("SELECT checksum FROM migrations ORDER BY version")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if done.len() > migrations.len() {
        let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
        return Err(StorageError::Newer {
            found: count(done.len()),
            known: count(migrations.len()),
        }
        .into());
    }
    for (place, migration) in migrations.iter().enumerate() {
        let checksum = checksum(migration.sql);
        match done.get(place) {
            Some(known) if *known == checksum => {}
            Some(_) => {
                let name = migration.name;
                return Err(StorageError::Inconsistent(format!(
                    "migration {} ({name}) is not the one that made this database",
                    place + 1
                ))
                .into());
            }
            None => {
                tx.execute_batch(migration.sql)?;
                tx.execute(
                    "INSERT INTO migrations (name, checksum) VALUES (?1, ?2)",
                    (migration.name, checksum),
                )?;
            }
        }
    }
    tx.commit()?;
    Ok(())
}

fn checksum(sql: &str) -> String {
    Sha256::digest(sql).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
