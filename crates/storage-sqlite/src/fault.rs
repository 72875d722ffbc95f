//! Errors inside this crate, and what they become at its edge.

use rusqlite::ErrorCode;
use storage::{BadCursor, Conflict, StorageError};

/// What a query can end in: an answer of the port, or a fault of the database.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Meant for the caller.
    Port(StorageError),
    /// Of the database.
    Sqlite(rusqlite::Error),
    /// JSON in a column that cannot be read or written.
    Json(serde_json::Error),
}

pub(crate) type Outcome<T> = Result<T, Fault>;

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        Self::Port(error)
    }
}

impl From<BadCursor> for Fault {
    fn from(error: BadCursor) -> Self {
        Self::Port(error.into())
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<Fault> for StorageError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Port(error) => error,
            Fault::Json(error) => Self::Inconsistent(format!("JSON in a column: {error}")),
            Fault::Sqlite(error) => from_sqlite(error),
        }
    }
}

fn from_sqlite(error: rusqlite::Error) -> StorageError {
    match &error {
        rusqlite::Error::QueryReturnedNoRows => StorageError::NotFound,
        rusqlite::Error::FromSqlConversionFailure(..) => {
            StorageError::Inconsistent(error.to_string())
        }
        rusqlite::Error::SqliteFailure(cause, message) => match cause.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                StorageError::Unavailable("another process writes to the database")
            }
            ErrorCode::DiskFull => StorageError::Unavailable("the disk is full"),
            ErrorCode::ConstraintViolation => message
                .as_deref()
                .and_then(conflict)
                .map_or_else(|| StorageError::Database(Box::new(error)), StorageError::Conflict),
            _ => StorageError::Database(Box::new(error)),
        },
        _ => StorageError::Database(Box::new(error)),
    }
}

/// Which of our unique keys a message of the database names.
fn conflict(message: &str) -> Option<Conflict> {
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    Some(match columns {
        "threads.forum, threads.slug" => Conflict::Slug,
        "submissions.forum, submissions.reference" => Conflict::Reference,
        "flags.submission, flags.participant" | "flags.comment, flags.participant" => {
            Conflict::AlreadyFlagged
        }
        "answer_submissions.submission" => Conflict::Answered,
        "ledger.submission" => Conflict::Owed,
        "threads.id" | "submissions.id" | "comments.id" | "flags.id" | "decisions.id"
        | "notes.id" => Conflict::Id,
        _ => return None,
    })
}
