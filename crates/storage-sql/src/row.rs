//! Reading columns.

use core::str::FromStr;

use contract::{Author, Organisation, Source};
use rules::anonymity;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use storage::StorageError;

use crate::{
    fault::Outcome,
    sql::{self, Column, Connection, DatabaseError, Params, Row},
};

/// A column with one of the contract's words.
pub(crate) fn word<T: FromStr<Err = ()>>(row: &Row<'_>, column: usize) -> sql::Result<T> {
    let text = row.text(column)?;
    let unknown = || DatabaseError::unreadable(column, format!("unknown word {text:?}"));
    text.parse().map_err(|()| unknown())
}

/// A column with JSON.
pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> sql::Result<T> {
    serde_json::from_str(row.text(column)?)
        .map_err(|error| DatabaseError::unreadable(column, error))
}

/// A column with JSON or NULL.
pub(crate) fn json_or_null<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> sql::Result<Option<T>> {
    row.text_or_null(column)?
        .map(|text| {
            serde_json::from_str(text).map_err(|error| DatabaseError::unreadable(column, error))
        })
        .transpose()
}

/// Two columns with a source.
pub(crate) fn source(row: &Row<'_>, column: usize) -> sql::Result<Option<Source>> {
    let system: Option<String> = row.get(column)?;
    let id: Option<String> = row.get(column + 1)?;
    Ok(system.zip(id).map(|(system, id)| Source { system, id }))
}

/// Columns of an author: participants `p`, organisations `o`.
pub(crate) const AUTHOR: &str =
    "p.id, p.name, p.sector, p.country, p.official, o.id, o.name, o.verified";
/// The same where something was written for a registered organisation `r`, which
/// is joined only while it is verified: that one is shown then.
pub(crate) const AUTHOR_FOR: &str = "p.id, p.name, p.sector, p.country, p.official, \
     coalesce(r.id, o.id), coalesce(r.name, o.name), r.id IS NOT NULL";
/// How many they are.
pub(crate) const AUTHOR_LEN: usize = 8;

/// An author from [`AUTHOR`] columns.
pub(crate) fn author(row: &Row<'_>, first: usize) -> sql::Result<Author> {
    let organisation = match row.get(first + 5)? {
        None => None,
        Some(id) => {
            Some(Organisation { id, name: row.get(first + 6)?, verified: row.get(first + 7)? })
        }
    };
    Ok(Author {
        id: row.get(first)?,
        name: row.get(first + 1)?,
        organisation,
        sector: row.get(first + 2)?,
        country: row.get(first + 3)?,
        official: row.get(first + 4)?,
    })
}

/// The author of something in a thread, from [`AUTHOR`] columns that stand
/// first. Nobody is named where the thread is anonymous: this is the one way by
/// which authors of submissions and comments are read.
pub(crate) fn author_of(row: &Row<'_>, anonymous: bool) -> sql::Result<Author> {
    let author = author(row, 0)?;
    Ok(if anonymous { anonymity::masked(&author) } else { author })
}

/// An id of `UUIDv7`'s form for something that follows from something else:
/// its chance is that other thing's hash.
pub(crate) fn derived_id(of: Sha256, now_ms: i64) -> String {
    let mut random = [0; 10];
    random.copy_from_slice(&of.finalize()[..10]);
    let millis = u64::try_from(now_ms).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
}

/// The first row of a query, if there is one, with its statement kept.
#[expect(clippy::needless_pass_by_value, reason = "who asks hands over what it makes")]
pub(crate) fn maybe<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> sql::Result<T>,
) -> Outcome<Option<T>> {
    let (mut read, mut found) = (Some(read), None);
    params.bind(|params| {
        conn.query(sql, params, &mut |row| {
            found = read.take().map(|read| read(row)).transpose()?;
            Ok(false)
        })
    })?;
    Ok(found)
}

/// All rows of a query, with its statement kept.
#[expect(clippy::needless_pass_by_value, reason = "who asks hands over what it makes")]
pub(crate) fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> sql::Result<T>,
) -> Outcome<Vec<T>> {
    let mut found = Vec::new();
    params.bind(|params| {
        conn.query(sql, params, &mut |row| {
            found.push(read(row)?);
            Ok(true)
        })
    })?;
    Ok(found)
}

/// Runs a statement, kept; says how many rows it changed.
#[expect(clippy::needless_pass_by_value, reason = "who asks hands over what it makes")]
pub(crate) fn run(conn: &Connection, sql: &str, params: impl Params) -> Outcome<usize> {
    Ok(params.bind(|params| conn.execute(sql, params))?)
}

/// Runs a statement, kept, whose answer nobody waits for
/// ([`sql::Session::execute_ahead`]).
#[expect(clippy::needless_pass_by_value, reason = "who asks hands over what it makes")]
pub(crate) fn run_ahead(conn: &Connection, sql: &str, params: impl Params) -> Outcome<()> {
    Ok(params.bind(|params| conn.execute_ahead(sql, params))?)
}

/// All rows of a query of many things at once: `sql` makes it of a table of
/// these rows ([`sql::Dialect::rows`]).
pub(crate) fn all_of<T>(
    conn: &Connection,
    rows: &[impl Serialize],
    columns: &[Column],
    sql: impl FnOnce(&str) -> String,
    read: impl FnMut(&Row<'_>) -> sql::Result<T>,
) -> Outcome<Vec<T>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql(&conn.dialect().rows("?1", columns));
    all(conn, &sql, [serde_json::to_string(rows)?], read)
}

/// Runs a statement with many rows at once, made in the same way; nobody waits
/// for its answer.
pub(crate) fn run_of(
    conn: &Connection,
    rows: &[impl Serialize],
    columns: &[Column],
    sql: impl FnOnce(&str) -> String,
) -> Outcome<()> {
    if !rows.is_empty() {
        let sql = sql(&conn.dialect().rows("?1", columns));
        run_ahead(conn, &sql, [serde_json::to_string(rows)?])?;
    }
    Ok(())
}

/// Runs an `INSERT … RETURNING seq` of one row, kept; answers its number.
pub(crate) fn added(conn: &Connection, sql: &str, params: impl Params) -> Outcome<i64> {
    let seq = maybe(conn, sql, params, |row| row.get(0))?;
    Ok(seq.ok_or_else(|| StorageError::Inconsistent("an insert added no row".into()))?)
}
