//! Where the data is: `sqlite:PATH`.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

/// A database address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database(PathBuf);

impl Database {
    /// The file of the database.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file that keeps the secret of the demonstration's tokens, beside
    /// the database, so that `token` can sign for a demonstration that runs.
    #[must_use]
    pub fn demo_secret_path(&self) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push(".demo-secret");
        name.into()
    }
}

impl Default for Database {
    fn default() -> Self {
        Self("forum.db".into())
    }
}

impl FromStr for Database {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            return Err("PostgreSQL is not in this build; use sqlite:PATH".to_owned());
        }
        match text.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path)) {
            Some(path) if !path.is_empty() && !path.starts_with(':') => Ok(Self(path.into())),
            _ => Err("a database is written sqlite:PATH, such as sqlite:forum.db".to_owned()),
        }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sqlite:{}", self.0.display())
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
    fn sqlite_is_known_and_nothing_else() {
        let path = |text: &str| text.parse::<Database>().map(|found| found.0);
        assert_eq!(path("sqlite:forum.db"), Ok("forum.db".into()));
        assert_eq!(path("sqlite:///srv/forum.db"), Ok("/srv/forum.db".into()));
        assert!(path("postgres://localhost/forum").expect_err("refused").contains("not in this"));
        for wrong in ["", "forum.db", "sqlite:", "sqlite::memory:", "mysql:x"] {
            path(wrong).expect_err(wrong);
        }
    }
}
