//! What stands in a database, table by table, to see whether anything changed.

use std::{cell::Cell, collections::BTreeMap};

use rusqlite::{Connection, OpenFlags, types::ValueRef};
use sha2::{Digest as _, Sha256};

use crate::testing::TestApp;

/// What a refused request may change: how often somebody asked.
const PASSED_OVER: [&str; 3] = ["pace", "deeds", "deed_subjects"];

/// A digest of every table.
pub(super) struct Dump {
    conn: Connection,
    version: Cell<i64>,
    tables: BTreeMap<String, [u8; 32]>,
}

impl Dump {
    /// Reads all of it.
    pub(super) fn of(test: &TestApp) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(test.database(), flags).expect("a connection");
        let version = version(&conn);
        let names = names(&conn);
        let tables = names
            .into_iter()
            .filter(|name| !PASSED_OVER.contains(&name.as_str()))
            .map(|name| (name.clone(), digest(&conn, &name)))
            .collect();
        Self { conn, version: Cell::new(version), tables }
    }

    /// Whether anything was written since; cheap to ask, told once.
    pub(super) fn is_past(&self) -> bool {
        let now = version(&self.conn);
        self.version.replace(now) != now
    }

    /// Names of the tables that are not the same.
    pub(super) fn differs_from(&self, other: &Self) -> Vec<String> {
        let differs = |(name, digest): (&String, &[u8; 32])| {
            (other.tables.get(name) != Some(digest)).then(|| name.clone())
        };
        self.tables.iter().filter_map(differs).collect()
    }
}

fn names(conn: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'
         AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'submission_trigrams%'";
    let mut names = conn.prepare(sql).expect("tables");
    names.query_map([], |row| row.get(0)).expect("names").flatten().collect()
}

/// Changes when another connection commits.
fn version(conn: &Connection) -> i64 {
    conn.pragma_query_value(None, "data_version", |row| row.get(0)).expect("a number")
}

fn digest(conn: &Connection, table: &str) -> [u8; 32] {
    let mut statement = conn.prepare(&format!("SELECT * FROM \"{table}\"")).expect(table);
    let columns = statement.column_count();
    let mut rows = statement.query([]).expect(table);
    let mut hash = Sha256::new();
    while let Some(row) = rows.next().expect(table) {
        for column in 0..columns {
            match row.get_ref(column).expect(table) {
                ValueRef::Null => hash.update([0]),
                ValueRef::Integer(number) => hash.update(number.to_be_bytes()),
                ValueRef::Real(number) => hash.update(number.to_be_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    hash.update(bytes.len().to_be_bytes());
                    hash.update(bytes);
                }
            }
        }
        hash.update([1]);
    }
    hash.finalize().into()
}
