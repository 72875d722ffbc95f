//! The schema, step by step. Steps are only ever added: the text of one that
//! was released never changes, which its checksum in the database holds.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use storage::StorageError;

use crate::{
    fault::Outcome,
    row::{all, run},
    sql::Connection,
};

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// What it does, for the log.
    pub name: &'static str,
    /// The statements, in the words of one database.
    pub sql: &'static str,
}

/// Brings the schema up to date from what the table `migrations` (`version`,
/// `name`, `checksum`) says was done, within the caller's transaction. A
/// step's number is its place, from 1. Errors: `Newer` where the database knows
/// more steps, `Inconsistent` where one of them was another.
pub fn apply(conn: &Connection, migrations: &[Migration]) -> Outcome<()> {
    let sql = "SELECT checksum FROM migrations ORDER BY version";
    let done: Vec<String> = all(conn, sql, (), |row| row.get(0))?;
    if done.len() > migrations.len() {
        let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
        let (found, known) = (count(done.len()), count(migrations.len()));
        return Err(StorageError::Newer { found, known }.into());
    }
    for (number, migration) in (1_i64..).zip(migrations) {
        let checksum = checksum(migration.sql);
        match done.get(usize::try_from(number - 1).unwrap_or(usize::MAX)) {
            Some(known) if *known == checksum => {}
            Some(_) => {
                let name = migration.name;
                return Err(StorageError::Inconsistent(format!(
                    "migration {number} ({name}) is not the one that made this database"
                ))
                .into());
            }
            None => {
                conn.batch(migration.sql)?;
                let sql = "INSERT INTO migrations (version, name, checksum) VALUES (?1, ?2, ?3)";
                run(conn, sql, (number, migration.name, checksum))?;
            }
        }
    }
    Ok(())
}

fn checksum(sql: &str) -> String {
    Sha256::digest(sql).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
