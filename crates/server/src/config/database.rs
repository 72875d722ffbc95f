//! Where the data is: `sqlite:PATH` or `postgres://…`.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use storage::{Storage, StorageError};

/// A database address. What is shown of it holds no password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// One file, for one server.
    Sqlite(PathBuf),
    /// A database that several servers may stand on.
    Postgres(Box<storage_postgres::Address>),
}

impl Database {
    /// Opens it, or makes it where that is possible, and brings its schema up
    /// to date. It blocks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn open(&self) -> Result<Arc<dyn Storage>, StorageError> {
        Ok(match self {
            Self::Sqlite(path) => Arc::new(storage_sqlite::open(path)?),
            Self::Postgres(address) => Arc::new(storage_postgres::open(address)?),
        })
    }

    /// Whether it is known not to be there: opening it would make it.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        match self {
            Self::Sqlite(path) => !path.is_file(),
            Self::Postgres(_) => false,
        }
    }

    /// The file that keeps the secret of the demonstration's tokens, so that
    /// `token` can sign for a demonstration that runs: beside the file of the
    /// database, otherwise where the server was started.
    #[must_use]
    pub fn demo_secret_path(&self) -> PathBuf {
        let file = match self {
            Self::Sqlite(path) => path,
            Self::Postgres(_) => Path::new("forum"),
        };
        let mut name = file.as_os_str().to_owned();
        name.push(".demo-secret");
        name.into()
    }
}

impl Default for Database {
    fn default() -> Self {
        Self::Sqlite("forum.db".into())
    }
}

impl FromStr for Database {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            let address = text.parse().map_err(|error| format!("{error}"))?;
            return Ok(Self::Postgres(Box::new(address)));
        }
        match text.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path)) {
            Some(path) if !path.is_empty() && !path.starts_with(':') => {
                Ok(Self::Sqlite(path.into()))
            }
            _ => Err("a database is written sqlite:PATH, such as sqlite:forum.db, or \
                      postgres://USER:PASSWORD@HOST/DATABASE"
                .to_owned()),
        }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(address) => address.fmt(f),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Database {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_and_postgres_are_known_and_nothing_else() {
        let path = |text: &str| text.parse::<Database>();
        assert_eq!(path("sqlite:forum.db"), Ok(Database::Sqlite("forum.db".into())));
        assert_eq!(path("sqlite:///srv/forum.db"), Ok(Database::Sqlite("/srv/forum.db".into())));
        assert!(matches!(path("postgres://localhost/forum"), Ok(Database::Postgres(_))));
        for wrong in ["", "forum.db", "sqlite:", "sqlite::memory:", "mysql:x", "postgres:forum"] {
            path(wrong).expect_err(wrong);
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let known: Database = "postgres://me:s3cret@db.example/forum".parse().expect("an address");
        assert_eq!(known.to_string(), "postgres://me@db.example:5432/forum");
        assert!(!format!("{known:?}").contains("s3cret"));
        let wrong = "postgres://me:s3cret@db.example:port/forum".parse::<Database>();
        assert!(!wrong.expect_err("refused").contains("s3cret"));
    }
}
