//! The settings file.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Database, ForumSettings, Network, RateSettings, SmtpSettings};

/// What a TOML file may say; all of it may be absent.
///
/// ```toml
/// listen = "127.0.0.1:8080"
/// database = "sqlite:/srv/open-forum/forum.db"
/// cors_origins = ["https://www.example.go.th"]
///
/// [rate_limits]
/// participant_writes_per_minute = 60
///
/// [[forums]]
/// slug = "default"
/// profile = "forum.json"
///
/// [[forums.issuers]]
/// iss = "https://login.example.go.th"
/// jwks_url = "https://login.example.go.th/jwks.json"
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettingsFile {
    /// As `--listen`.
    pub listen: Option<std::net::SocketAddr>,
    /// As `--database`.
    pub database: Option<Database>,
    /// As `--widget-dir`.
    pub widget_dir: Option<PathBuf>,
    /// As `--cors-origins`.
    pub cors_origins: Option<Vec<String>>,
    /// As `--frame-ancestors`.
    pub frame_ancestors: Option<Vec<String>>,
    /// As `--trusted-proxies`.
    pub trusted_proxies: Option<Vec<Network>>,
    /// As `--public-url`.
    pub public_url: Option<String>,
    /// The way out for mail.
    pub mail: Option<SmtpSettings>,
    /// As `--log`.
    pub log: Option<String>,
    /// As `--shutdown-seconds`.
    pub shutdown_seconds: Option<u64>,
    /// As the `--…-per-minute` flags.
    pub rate_limits: RateSettings,
    /// As `--events-per-address`.
    pub events_per_address: Option<u32>,
    /// As `--events-in-all`.
    pub events_in_all: Option<u32>,
    /// The forums; one named `default` when absent.
    pub forums: Vec<ForumSettings>,
}

/// Why a settings file was not read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It could not be opened.
    #[error("cannot read the settings file {path}: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("the settings file {path} is wrong: {message}", path = path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What and where, on one line.
        message: String,
    },
}

impl SettingsFile {
    /// Reads a file. Paths in it are relative to the file's own folder.
    ///
    /// # Errors
    /// Where it cannot be opened or says something unknown.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })?;
        let mut file = Self::parse(&text)
            .map_err(|message| FileError::Wrong { path: path.to_owned(), message })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let resolve = |slot: &mut Option<PathBuf>| {
            if let Some(path) = slot {
                *path = folder.join(&*path);
            }
        };
        resolve(&mut file.widget_dir);
        if let Some(mail) = &mut file.mail {
            resolve(&mut mail.password_file);
        }
        for forum in &mut file.forums {
            resolve(&mut forum.profile);
            for issuer in &mut forum.issuers {
                resolve(&mut issuer.keys.jwks_file);
                resolve(&mut issuer.keys.public_key_file);
                resolve(&mut issuer.keys.secret_file);
            }
            for provider in &mut forum.providers {
                resolve(&mut provider.client_secret_file);
            }
        }
        Ok(file)
    }

    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(""));
            let line = before.matches('\n').count() + 1;
            format!("line {line}: {}", error.message().replace('\n', " "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let file = SettingsFile::parse(
            r#"
            listen = "127.0.0.1:9000"
            database = "sqlite:x.db"
            trusted_proxies = ["10.0.0.0/8"]
            rate_limits = { address_reads_per_minute = 0 }
            [[forums]]
            slug = "labour"
            [[forums.issuers]]
            iss = "https://login.example"
            jwks_url = "https://login.example/jwks"
            "#,
        )
        .expect("reads");
        assert_eq!(file.rate_limits.address_reads_per_minute, Some(0));
        assert_eq!(file.forums[0].audience(), "open-forum:labour");
        assert!(file.forums[0].issuers[0].keys.jwks_url.is_some());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let check = |text: &str, line: &str| {
            let message = SettingsFile::parse(text).expect_err(text);
            assert!(message.starts_with(line) && !message.contains('\n'), "{message}");
        };
        check("listen = 5", "line 1");
        check("log = \"info\"\nlisten_to = \"x\"", "line 2");
        check("\n\ndatabase = \"mysql:x\"", "line 3");
        check("trusted_proxies = [\"10.0.0.0/99\"]", "line 1");
        check("[[forums]]\nprofile = \"x\"", "line 1");
    }
}
