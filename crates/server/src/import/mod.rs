//! Imports from other systems.

mod polis;
mod table;

use std::path::PathBuf;

use storage::StorageError;

pub use polis::{check, polis};

/// Why an import did not happen. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error("cannot read {}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line of a file is not what it must be.
    #[error("{}, line {line}: {what}", file.display())]
    Line {
        /// Which file.
        file: PathBuf,
        /// Which line, from 1; of a row over several lines, its first.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
    /// The name for the thread is not one.
    #[error("{0:?} cannot be a thread's slug; use small Latin letters, digits and single hyphens")]
    Slug(String),
    /// The slug belongs to a thread from elsewhere.
    #[error("there is a thread {0:?} already that does not come from this conversation")]
    Taken(String),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
