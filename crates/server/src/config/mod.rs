//! Settings: defaults, under a TOML file, under `OPEN_FORUM_*` variables,
//! under flags.

mod database;
mod file;
mod forum;
mod network;
mod options;
mod settings;
mod sign_in;

pub use database::Database;
pub use file::{FileError, SettingsFile};
pub use forum::{DEFAULT_FORUM, ForumProfile, ForumSettings, IssuerSettings, KeySettings};
pub use network::Network;
pub use options::{DatabaseOption, ServeOptions};
pub use settings::{HOST_ISSUER, RateSettings, Settings, SettingsError};
pub use sign_in::{ProviderSettings, SignInError, SmtpSettings, SmtpTls};
