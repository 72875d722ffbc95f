//! What is bound to the parameters of a statement.

use super::{
    error::Result,
    value::{ToValue, Value, ValueRef},
};

/// Values for a statement.
#[derive(Debug, Clone, Copy)]
pub enum Bound<'a> {
    /// For `?1`, `?2`, … or `?` in order.
    Numbered(&'a [ValueRef<'a>]),
    /// For `:name`, in any order.
    Named(&'a [(&'a str, ValueRef<'a>)]),
}

/// A tuple, array or list of values, or names with values.
pub trait Params {
    /// Hands them to `run`. Errors: a value has no room in a column, or what
    /// `run` says.
    fn bind<R>(&self, run: impl FnOnce(Bound<'_>) -> Result<R>) -> Result<R>;
}

impl Params for () {
    fn bind<R>(&self, run: impl FnOnce(Bound<'_>) -> Result<R>) -> Result<R> {
        run(Bound::Numbered(&[]))
    }
}

impl<T: ToValue, const N: usize> Params for [T; N] {
    fn bind<R>(&self, run: impl FnOnce(Bound<'_>) -> Result<R>) -> Result<R> {
        let mut values = [ValueRef::Null; N];
        for (value, from) in values.iter_mut().zip(self) {
            *value = from.to_value()?;
        }
        run(Bound::Numbered(&values))
    }
}

impl Params for Vec<Value> {
    fn bind<R>(&self, run: impl FnOnce(Bound<'_>) -> Result<R>) -> Result<R> {
        let values = self.iter().map(ToValue::to_value).collect::<Result<Vec<_>>>()?;
        run(Bound::Numbered(&values))
    }
}

impl Params for &[(&str, &dyn ToValue)] {
    fn bind<R>(&self, run: impl FnOnce(Bound<'_>) -> Result<R>) -> Result<R> {
        let values = self
            .iter()
            .map(|(name, value)| Ok((*name, value.to_value()?)))
            .collect::<Result<Vec<_>>>()?;
        run(Bound::Named(&values))
    }
}

macro_rules! tuples {
    ($(($($name:ident $place:tt),+))+) => {
        $(impl<$($name: ToValue),+> Params for ($($name,)+) {
            fn bind<R>(&self, run: impl FnOnce(Bound<'_>) -> Result<R>) -> Result<R> {
                run(Bound::Numbered(&[$(self.$place.to_value()?),+]))
            }
        })+
    };
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13)
}

/// Values by the names of a statement's parameters.
macro_rules! named_params {
    ($($name:literal: $value:expr),+ $(,)?) => {
        &[$(($name, &$value as &dyn $crate::sql::ToValue)),+] as &[(&str, &dyn $crate::sql::ToValue)]
    };
}

pub(crate) use named_params;
