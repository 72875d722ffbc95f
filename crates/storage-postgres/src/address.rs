//! Where the database is, and who connects to it.

use std::{fmt, str::FromStr, time::Duration};

use tokio_postgres::{Config, config::Host};

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// After how long without a word the other side is taken for gone.
const SILENCE: Duration = Duration::from_secs(10);

/// The address of a database: `postgres://user:password@host:port/database`.
/// What is shown of it never holds the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Config);

/// The text is not such an address. It does not say the text, which may hold a
/// password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PostgreSQL database is written postgres://USER:PASSWORD@HOST:PORT/DATABASE")]
pub struct BadAddress;

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(BadAddress);
        }
        let mut config: Config = text.parse().map_err(|_| BadAddress)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(BadAddress);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        config.keepalives_idle(SILENCE).keepalives_interval(SILENCE / 4).keepalives_retries(3);
        if config.get_application_name().is_none() {
            config.application_name("open-forum");
        }
        Ok(Self(config))
    }
}

impl Address {
    pub(crate) const fn config(&self) -> &Config {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.0.get_user() {
            write!(f, "{user}@")?;
        }
        match self.0.get_hosts().first() {
            Some(Host::Tcp(name)) => f.write_str(name)?,
            #[cfg(unix)]
            Some(Host::Unix(folder)) => write!(f, "{}", folder.display())?,
            None => {
                if let Some(ip) = self.0.get_hostaddrs().first() {
                    write!(f, "{ip}")?;
                }
            }
        }
        if let Some(port) = self.0.get_ports().first() {
            write!(f, ":{port}")?;
        }
        write!(f, "/{}", self.0.get_dbname().unwrap_or_default())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod unit {
    use super::{Address, BadAddress};

    #[test]
    fn the_password_is_not_shown() {
        let address: Address =
            "postgres://forum:s3cret@db.example.org:5433/consultations".parse().expect("one");
        assert_eq!(address.to_string(), "postgres://forum@db.example.org:5433/consultations");
        assert!(!format!("{address:?}").contains("s3cret"));
        let socket: Address =
            "postgres://forum@%2Fvar%2Frun%2Fpostgresql/x".parse().expect("a socket");
        assert_eq!(socket.to_string(), "postgres://forum@/var/run/postgresql:5432/x");
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "sqlite:forum.db", "postgres://", "postgres://a@h:port/x", "host=x"] {
            assert_eq!(text.parse::<Address>(), Err(BadAddress), "{text}");
        }
    }
}
