//! What is wrong with a field of a form.

use contract::{FieldCode, FieldError};

use crate::i18n::Key;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong with it, in words.
    pub key: Key,
}

impl Wrong {
    /// A field and what is wrong with it.
    #[must_use]
    pub fn of(field: &str, key: Key) -> Self {
        Self { field: field.to_owned(), key }
    }

    /// What the server found. Items of a list stand for the list.
    #[must_use]
    pub fn told(error: &FieldError) -> Self {
        let (field, _) = error.field.split_once('[').unwrap_or((&error.field, ""));
        Self::of(field, word(error.code))
    }
}

/// What a code means at any field.
#[must_use]
pub(super) const fn word(code: FieldCode) -> Key {
    match code {
        FieldCode::Required => Key::FieldRequired,
        FieldCode::TooLong => Key::FieldTooLong,
        FieldCode::TooMany => Key::FieldTooMany,
        FieldCode::Invalid => Key::FieldInvalid,
        FieldCode::Unknown => Key::FieldUnknown,
        FieldCode::Repeated => Key::FieldRepeated,
    }
}
