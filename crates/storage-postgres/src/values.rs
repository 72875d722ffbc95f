//! Values on their way in and out. What type a parameter has is the
//! database's word: it follows from the statement.
//!
//! A text of the port may hold NUL, and one of the database may not: NUL is
//! written as U+FDD0, which is no character, and a `0`, and U+FDD0 itself as
//! U+FDD0 and a `1`.

use std::{borrow::Cow, error::Error};

use bytes::BytesMut;
use storage_sql::sql::{Columns, DatabaseError, Result, ValueRef};
use tokio_postgres::{
    Row,
    types::{FromSql, IsNull, ToSql, Type, to_sql_checked},
};

type Failure = Box<dyn Error + Sync + Send>;

/// A value on its way into a statement.
#[derive(Debug)]
pub(crate) struct Given<'a>(pub(crate) ValueRef<'a>);

impl ToSql for Given<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> core::result::Result<IsNull, Failure> {
        match (self.0, wanted) {
            (ValueRef::Null, _) => Ok(IsNull::Yes),
            (ValueRef::Integer(int), &Type::INT8) => int.to_sql(wanted, out),
            (ValueRef::Integer(int), &Type::INT4) => i32::try_from(int)?.to_sql(wanted, out),
            (ValueRef::Integer(int), &Type::INT2) => i16::try_from(int)?.to_sql(wanted, out),
            (ValueRef::Integer(int), &Type::BOOL) => (int != 0).to_sql(wanted, out),
            (ValueRef::Real(real), &Type::FLOAT8) => real.to_sql(wanted, out),
            (ValueRef::Text(text), &Type::TEXT | &Type::VARCHAR) => {
                escaped(text).as_ref().to_sql(wanted, out)
            }
            (ValueRef::Blob(bytes), &Type::BYTEA) => bytes.to_sql(wanted, out),
            (value, wanted) => {
                // Not the value: the log must not have it.
                let given = match value {
                    ValueRef::Null => "NULL",
                    ValueRef::Integer(_) => "a whole number",
                    ValueRef::Real(_) => "a fraction",
                    ValueRef::Text(_) => "text",
                    ValueRef::Blob(_) => "bytes",
                };
                Err(format!("{given} is given where {wanted} is wanted").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value on its way out.
struct Found<'a>(ValueRef<'a>);

impl<'a> FromSql<'a> for Found<'a> {
    fn from_sql(of: &Type, raw: &'a [u8]) -> core::result::Result<Self, Failure> {
        Ok(Self(match *of {
            Type::INT8 => ValueRef::Integer(i64::from_sql(of, raw)?),
            Type::INT4 => ValueRef::Integer(i32::from_sql(of, raw)?.into()),
            Type::INT2 => ValueRef::Integer(i16::from_sql(of, raw)?.into()),
            Type::BOOL => ValueRef::Integer(bool::from_sql(of, raw)?.into()),
            Type::FLOAT8 => ValueRef::Real(f64::from_sql(of, raw)?),
            Type::BYTEA => ValueRef::Blob(raw),
            _ => ValueRef::Text(<&str>::from_sql(of, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> core::result::Result<Self, Failure> {
        Ok(Self(ValueRef::Null))
    }

    fn accepts(of: &Type) -> bool {
        matches!(
            *of,
            Type::INT8
                | Type::INT4
                | Type::INT2
                | Type::BOOL
                | Type::FLOAT8
                | Type::BYTEA
                | Type::TEXT
                | Type::VARCHAR
                | Type::NAME
        )
    }
}

/// What stands for what has no place in a text.
const ESCAPE: char = '\u{fdd0}';

fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['\0', ESCAPE]) {
        text.replace(ESCAPE, "\u{fdd0}1").replace('\0', "\u{fdd0}0").into()
    } else {
        text.into()
    }
}

fn read(text: &str) -> String {
    text.replace("\u{fdd0}0", "\0").replace("\u{fdd0}1", "\u{fdd0}")
}

/// A row on its way out.
pub(crate) struct PostgresRow<'a> {
    row: &'a Row,
    /// Texts that were written otherwise, by their column.
    texts: Vec<(usize, String)>,
}

impl<'a> PostgresRow<'a> {
    pub(crate) fn new(row: &'a Row) -> Self {
        let written = |column| match raw(row, column) {
            Ok(ValueRef::Text(text)) if text.contains(ESCAPE) => Some((column, read(text))),
            _ => None,
        };
        Self { row, texts: (0..row.len()).filter_map(written).collect() }
    }
}

fn raw(row: &Row, column: usize) -> Result<ValueRef<'_>> {
    let found: core::result::Result<Found<'_>, _> = row.try_get(column);
    found.map(|found| found.0).map_err(|error| DatabaseError::unreadable(column, error))
}

impl Columns for PostgresRow<'_> {
    fn value(&self, column: usize) -> Result<ValueRef<'_>> {
        match self.texts.iter().find(|(known, _)| *known == column) {
            Some((_, text)) => Ok(ValueRef::Text(text)),
            None => raw(self.row, column),
        }
    }
}

#[cfg(test)]
mod unit {
    use super::{escaped, read};

    #[test]
    fn texts_come_back() {
        for text in
            ["", "ไทย", "a\0b", "\u{fdd0}", "\u{fdd0}0", "\0\u{fdd0}1\0", "\u{fdd0}\u{fdd0}0"]
        {
            let written = escaped(text);
            assert!(!written.contains('\0'), "{text:?}");
            assert_eq!(read(&written), text);
        }
    }
}
