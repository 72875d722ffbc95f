//! Errors inside this crate, and what they become at its edge.

use storage::{BadCursor, Conflict, StorageError};

use crate::sql::DatabaseError;

/// What a query can end in: an answer of the port, or a fault of the database.
#[derive(Debug)]
pub enum Fault {
    /// Meant for the caller.
    Port(StorageError),
    /// Of the database.
    Database(DatabaseError),
    /// JSON in a column that cannot be read or written.
    Json(serde_json::Error),
}

/// The result of work on a connection.
pub type Outcome<T> = Result<T, Fault>;

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

impl From<DatabaseError> for Fault {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
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
            Fault::Database(error) => of_database(error),
        }
    }
}

/// What each of many is told who asked together for what failed.
pub(crate) fn for_each(failure: &StorageError) -> StorageError {
    match failure {
        StorageError::Unavailable(why) => StorageError::Unavailable(why),
        error => StorageError::Database(error.to_string().into()),
    }
}

fn of_database(error: DatabaseError) -> StorageError {
    match error {
        DatabaseError::Unavailable(why) => StorageError::Unavailable(why),
        DatabaseError::Unreadable { .. } => StorageError::Inconsistent(error.to_string()),
        DatabaseError::Unique { ref key, .. } => match conflict(key) {
            Some(conflict) => StorageError::Conflict(conflict),
            None => StorageError::Database(Box::new(error)),
        },
        DatabaseError::OutOfRange => StorageError::Database(Box::new(error)),
        DatabaseError::Other(cause) => StorageError::Database(cause),
    }
}

/// Which of our unique keys this is.
fn conflict(key: &str) -> Option<Conflict> {
    Some(match key {
        "threads_forum_slug_key" => Conflict::Slug,
        "submissions_forum_reference_key" => Conflict::Reference,
        "flags_submission_participant_key" | "flags_comment_participant_key" => {
            Conflict::AlreadyFlagged
        }
        "answer_submissions_submission_key" => Conflict::Answered,
        "ledger_submission_key" => Conflict::Owed,
        "threads_id_key" | "submissions_id_key" | "comments_id_key" | "flags_id_key"
        | "decisions_id_key" | "notes_id_key" => Conflict::Id,
        _ => return None,
    })
}
