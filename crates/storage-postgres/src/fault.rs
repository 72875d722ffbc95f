//! What an error of the database says in the seam's words.

use storage_sql::sql::DatabaseError;
use tokio_postgres::{Error, error::SqlState};

/// Said of a database that does not answer, and of a commit whose answer never
/// came.
pub(crate) const AWAY: DatabaseError = DatabaseError::Unavailable("the database cannot be reached");

/// Whether the connection is of no use any more.
pub(crate) fn is_lost(error: &Error) -> bool {
    match error.code() {
        // The database let go of us; or what it prepared for us does not fit
        // a schema that a newer version of this program has changed.
        Some(code) => {
            code.code().starts_with("08")
                || code.code().starts_with("57P")
                || [SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT, SqlState::FEATURE_NOT_SUPPORTED]
                    .contains(code)
        }
        None => error.is_closed() || is_io(error),
    }
}

fn is_io(error: &Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// An error of a statement.
pub(crate) fn of_statement(error: Error) -> DatabaseError {
    if is_lost(&error) {
        return AWAY;
    }
    let Some(told) = error.as_db_error() else { return DatabaseError::Other(Box::new(error)) };
    // Not the detail, which names values of the row: the log must not have them.
    let cause = format!("{} {}", told.code().code(), told.message()).into();
    match *told.code() {
        SqlState::LOCK_NOT_AVAILABLE => {
            DatabaseError::Unavailable("another process writes to the database")
        }
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            DatabaseError::Unavailable("another process was in the way")
        }
        SqlState::DISK_FULL => DatabaseError::Unavailable("the disk is full"),
        SqlState::OUT_OF_MEMORY => DatabaseError::Unavailable("the database has no memory left"),
        SqlState::QUERY_CANCELED => DatabaseError::Unavailable("the database took too long"),
        SqlState::READ_ONLY_SQL_TRANSACTION => {
            DatabaseError::Unavailable("the database takes no writes now")
        }
        SqlState::UNIQUE_VIOLATION => match told.constraint().map(str::to_owned) {
            Some(key) => DatabaseError::Unique { key, cause },
            None => DatabaseError::Other(cause),
        },
        _ => DatabaseError::Other(cause),
    }
}

/// An error of connecting.
pub(crate) fn of_connecting(error: Error) -> DatabaseError {
    match error.code() {
        // A wrong password or database does not come right by waiting.
        Some(code) if code.code().starts_with("28") || code.code().starts_with("3D") => {
            DatabaseError::Other(Box::new(error))
        }
        Some(_) => AWAY,
        None if is_io(&error) || error.is_closed() => AWAY,
        None => DatabaseError::Other(Box::new(error)),
    }
}
