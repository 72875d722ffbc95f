//! Signing in with the server itself: providers of `OpenID` Connect, and the
//! way out for mail.

use std::path::{Path, PathBuf};

use contract::LocalizedText;
use serde::Deserialize;

/// A provider of `OpenID` Connect (`[[forums.providers]]`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// Stable id: a-z, 0-9 and hyphens; stands in addresses.
    pub id: String,
    /// What people know it as, by language.
    pub name: LocalizedText,
    /// Its issuer, as its discovery document says it.
    pub issuer: String,
    /// This server's name with it.
    pub client_id: String,
    /// This server's secret with it.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// The same in an environment variable.
    #[serde(default)]
    pub client_secret_env: Option<String>,
    /// What to ask for; `openid profile email` when absent.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
}

/// The way out for mail (`[mail]`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// Who sends: `Name <name@example.go.th>`.
    pub from: String,
    /// The SMTP server.
    pub host: String,
    /// Its port; 465 with `tls`, 587 with `starttls`, 25 with `none`.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is kept private.
    #[serde(default)]
    pub tls: SmtpTls,
    /// Who signs in to the SMTP server.
    #[serde(default)]
    pub username: Option<String>,
    /// File with the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Environment variable with the password.
    #[serde(default)]
    pub password_env: Option<String>,
}

/// How a connection to an SMTP server is kept private.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// TLS from the beginning.
    Tls,
    /// TLS after a plain beginning; never without.
    #[default]
    StartTls,
    /// Not at all: for a server on the same machine.
    None,
}

/// Why a way to sign in cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// A provider's id.
    #[error("the provider id {0:?} is not 1 to 40 of a-z, 0-9 and -, or stands twice")]
    ProviderId(String),
    /// A provider's issuer.
    #[error("the issuer {0:?} of a provider is not an https address")]
    Issuer(String),
    /// A name that is the server's own.
    #[error("the issuer {0:?} is a name that this server keeps for itself")]
    Reserved(String),
    /// A secret.
    #[error("cannot read the secret in {0}: {1}")]
    Secret(String, String),
    /// An SMTP server elsewhere without TLS.
    #[error(
        "mail to {0:?} needs tls = \"tls\" or \"starttls\": \"none\" is for this machine alone"
    )]
    PlainMail(String),
    /// Codes without a way out.
    #[error("the forum {0:?} has email_codes, and there is no [mail] to send them by")]
    NoMail(String),
}

impl ProviderSettings {
    /// Refuses what cannot work.
    ///
    /// # Errors
    /// With what is wrong.
    pub fn check(&self) -> Result<(), SignInError> {
        let id = &self.id;
        let fits = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if !(1..=40).contains(&id.len()) || !id.bytes().all(fits) {
            return Err(SignInError::ProviderId(id.clone()));
        }
        if !is_private(&self.issuer) {
            return Err(SignInError::Issuer(self.issuer.clone()));
        }
        Ok(())
    }

    /// The secret, where there is one.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn secret(&self) -> Result<Option<String>, SignInError> {
        secret(self.client_secret_file.as_deref(), self.client_secret_env.as_deref())
    }
}

impl SmtpSettings {
    /// Refuses what would send codes in the open.
    ///
    /// # Errors
    /// With what is wrong.
    pub fn check(&self) -> Result<(), SignInError> {
        if self.tls == SmtpTls::None && !is_here(&self.host) {
            return Err(SignInError::PlainMail(self.host.clone()));
        }
        Ok(())
    }

    /// The password, where there is one.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn password(&self) -> Result<Option<String>, SignInError> {
        secret(self.password_file.as_deref(), self.password_env.as_deref())
    }
}

fn secret(file: Option<&Path>, env: Option<&str>) -> Result<Option<String>, SignInError> {
    if let Some(path) = file {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| SignInError::Secret(name, error.to_string()))?;
        return Ok(Some(text.trim().to_owned()));
    }
    env.map(|name| {
        std::env::var(name).map_err(|error| SignInError::Secret(name.to_owned(), error.to_string()))
    })
    .transpose()
}

/// Whether an address is read over TLS, or never leaves the machine.
fn is_private(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else {
        return address.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
    };
    let host = rest.split('/').next().unwrap_or_default();
    is_here(host.rsplit_once(':').map_or(host, |(host, _)| host))
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_in_the_open() {
        for good in ["https://login.example", "http://127.0.0.1:4000/", "http://[::1]:4000"] {
            assert!(is_private(good), "{good}");
        }
        for bad in ["http://login.example", "https://", "ftp://x", "http://localhost.evil.example"]
        {
            assert!(!is_private(bad), "{bad}");
        }
        let mail = |host: &str, tls| SmtpSettings {
            from: "a@b.example".into(),
            host: host.into(),
            port: None,
            tls,
            username: None,
            password_file: None,
            password_env: None,
        };
        mail("127.0.0.1", SmtpTls::None).check().expect("this machine");
        mail("smtp.example", SmtpTls::StartTls).check().expect("TLS");
        mail("smtp.example", SmtpTls::None).check().expect_err("in the open");
    }
}
