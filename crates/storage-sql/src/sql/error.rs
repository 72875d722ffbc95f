//! What a database can answer instead of rows.

/// The result of a statement.
pub type Result<T> = core::result::Result<T, DatabaseError>;

/// Why a statement did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// A column holds what the statements here cannot read.
    #[error("column {column}: {cause}")]
    Unreadable {
        /// Its place, from 0.
        column: usize,
        /// What is wrong with it.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A value that the database has no room for.
    #[error("a number is out of range")]
    OutOfRange,
    /// A row of this unique key is there already. The key goes by the name
    /// that `PostgreSQL` gives: `table_column_column_key`.
    #[error("unique key {key}: {cause}")]
    Unique {
        /// Its name.
        key: String,
        /// What the database said.
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database does not answer now. Nothing says whether a commit that
    /// ends so was kept.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// Anything else.
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl DatabaseError {
    /// A column that cannot be read.
    pub fn unreadable(
        column: usize,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Unreadable { column, cause: cause.into() }
    }
}
