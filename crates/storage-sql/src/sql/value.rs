//! Values as they go into statements and come out of columns.

use super::error::DatabaseError;

/// A value that a statement is given, owned.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A number, a time, or true (1) and false (0).
    Integer(i64),
    /// A score.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// The same, borrowed: nothing is copied on its way to or from the database.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueRef<'a> {
    /// No value.
    Null,
    /// A number, a time, or true (1) and false (0).
    Integer(i64),
    /// A score.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl<'a> ValueRef<'a> {
    /// The text of a column that is not NULL. Errors: it is something else.
    pub fn as_str(self) -> Result<&'a str, Mismatch> {
        self.as_str_or_null()?.ok_or(Mismatch("text is NULL"))
    }

    /// The text of a column. Errors: it is something else.
    pub fn as_str_or_null(self) -> Result<Option<&'a str>, Mismatch> {
        match self {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            _ => Err(Mismatch("not text")),
        }
    }
}

/// A column holds another type than the one that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Mismatch(pub(crate) &'static str);

/// What can be given to a statement.
pub trait ToValue {
    /// The value. Errors: `OutOfRange` where a number has no room in a column.
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError>;
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// Reads it. Errors: the column holds another type.
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch>;
}

macro_rules! integers {
    ($($type:ty),+) => {
        $(impl ToValue for $type {
            fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
                i64::try_from(*self)
                    .map(ValueRef::Integer)
                    .map_err(|_| DatabaseError::OutOfRange)
            }
        }

        impl FromValue for $type {
            fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
                match value {
                    ValueRef::Integer(int) => {
                        Self::try_from(int).map_err(|_| Mismatch("a number is out of range"))
                    }
                    _ => Err(Mismatch("not a whole number")),
                }
            }
        })+
    };
}

integers!(i64, i32, u64, u32, u16, u8, usize);

impl ToValue for bool {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        Ok(ValueRef::Integer(i64::from(*self)))
    }
}

impl FromValue for bool {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        i64::from_value(value).map(|int| int != 0)
    }
}

impl ToValue for f64 {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        Ok(ValueRef::Real(*self))
    }
}

impl FromValue for f64 {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        match value {
            ValueRef::Real(real) => Ok(real),
            _ => Err(Mismatch("not a number with a fraction")),
        }
    }
}

impl ToValue for str {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        Ok(ValueRef::Text(self))
    }
}

impl ToValue for String {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        Ok(ValueRef::Text(self))
    }
}

impl FromValue for String {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        value.as_str().map(str::to_owned)
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        Ok(ValueRef::Blob(self))
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        Ok(ValueRef::Blob(self))
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        Ok(ValueRef::Blob(self))
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        match value {
            ValueRef::Blob(bytes) => Ok(bytes.to_vec()),
            _ => Err(Mismatch("not bytes")),
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        match value {
            ValueRef::Blob(bytes) => {
                Self::try_from(bytes).map_err(|_| Mismatch("bytes of another length"))
            }
            _ => Err(Mismatch("not bytes")),
        }
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        self.as_ref().map_or(Ok(ValueRef::Null), T::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, Mismatch> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        (**self).to_value()
    }
}

impl ToValue for Value {
    fn to_value(&self) -> Result<ValueRef<'_>, DatabaseError> {
        Ok(self.into())
    }
}

impl<'a> From<&'a Value> for ValueRef<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(int) => Self::Integer(*int),
            Value::Real(real) => Self::Real(*real),
            Value::Text(text) => Self::Text(text),
            Value::Blob(bytes) => Self::Blob(bytes),
        }
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(int) => Self::Integer(int),
            ValueRef::Real(real) => Self::Real(real),
            ValueRef::Text(text) => Self::Text(text.to_owned()),
            ValueRef::Blob(bytes) => Self::Blob(bytes.to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FromValue as _, Mismatch, ToValue as _, Value, ValueRef};

    #[test]
    fn numbers_keep_their_range() {
        assert_eq!(7_u32.to_value().expect("a value"), ValueRef::Integer(7));
        assert_eq!(true.to_value().expect("a value"), ValueRef::Integer(1));
        assert!(u64::MAX.to_value().is_err());
        assert_eq!(u32::from_value(ValueRef::Integer(7)), Ok(7));
        assert!(u32::from_value(ValueRef::Integer(-1)).is_err());
        assert!(i64::from_value(ValueRef::Text("7")).is_err());
        assert_eq!(f64::from_value(ValueRef::Real(0.5)), Ok(0.5));
    }

    #[test]
    fn null_is_read_as_none_alone() {
        assert_eq!(Option::<i64>::from_value(ValueRef::Null), Ok(None));
        assert_eq!(i64::from_value(ValueRef::Null), Err(Mismatch("not a whole number")));
        assert_eq!(None::<String>.to_value().expect("a value"), ValueRef::Null);
        let text = Some("a".to_owned());
        assert_eq!(text.to_value().expect("a value"), ValueRef::Text("a"));
        assert_eq!(Value::Blob(vec![1]).to_value().expect("a value"), ValueRef::Blob(&[1]));
        assert_eq!(<[u8; 2]>::from_value(ValueRef::Blob(&[1, 2])), Ok([1, 2]));
        assert!(<[u8; 2]>::from_value(ValueRef::Blob(&[1])).is_err());
    }
}
