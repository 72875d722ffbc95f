//! Rows of answers.

use super::{
    error::{DatabaseError, Result},
    value::{FromValue, ValueRef},
};

/// A row as a driver has it.
pub trait Columns {
    /// The value of a column, by its place from 0. Errors: there is none, or
    /// it is of a type that no statement here asks for.
    fn value(&self, column: usize) -> Result<ValueRef<'_>>;
}

/// A row of an answer.
pub struct Row<'a>(&'a dyn Columns);

impl<'a> Row<'a> {
    /// A driver's row.
    pub fn new(columns: &'a dyn Columns) -> Self {
        Self(columns)
    }

    /// A column, by its place from 0. Errors: it is of another type.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        T::from_value(self.0.value(column)?)
            .map_err(|mismatch| DatabaseError::unreadable(column, mismatch))
    }

    /// A column with text, not copied. Errors: it is of another type.
    pub fn text(&self, column: usize) -> Result<&'a str> {
        self.0.value(column)?.as_str().map_err(|error| DatabaseError::unreadable(column, error))
    }

    /// The same, or NULL.
    pub fn text_or_null(&self, column: usize) -> Result<Option<&'a str>> {
        let value = self.0.value(column)?;
        value.as_str_or_null().map_err(|error| DatabaseError::unreadable(column, error))
    }
}
