//! The seam between statements and a database: values, rows, connections, and
//! the few things that databases say in different words.
//!
//! A statement is written once, in SQL that every driver understands. Its
//! parameters are `?1`, `?2`, …, `?` in order, or `:name`.

mod dialect;
mod error;
mod params;
mod row;
mod session;
mod told;
mod value;

pub use dialect::{Column, Dialect, Grams};
pub use error::{DatabaseError, Result};
pub use params::{Bound, Params};
pub use row::{Columns, Row};
pub use session::{Connection, Database, Session, Transactions};
pub use told::{Announcer, Heard, Told};
pub use value::{FromValue, ToValue, Value, ValueRef};

pub(crate) use params::named_params;
