//! Flags of `serve`, each with its variable and its sentence for `--help`.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use super::{Database, Network};

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseOption {
    /// Where the data is kept: sqlite:PATH, or
    /// <postgres://USER:PASSWORD@HOST/DATABASE> (better in the variable: others
    /// see arguments) [default: sqlite:forum.db]
    #[arg(long, env = "OPEN_FORUM_DATABASE", hide_env_values = true, value_name = "ADDRESS")]
    pub database: Option<Database>,
}

/// All settings of `serve`. Every one may stand in the settings file too,
/// under its name with `_` for `-`; flags win over variables, variables over
/// the file.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    #[command(flatten)]
    pub database: DatabaseOption,

    /// Address and port to listen on; put a proxy with TLS before it
    /// [default: 127.0.0.1:8080]
    #[arg(long, env = "OPEN_FORUM_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// Settings file (TOML). Forums and the issuers of their tokens stand only
    /// there
    #[arg(long, env = "OPEN_FORUM_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Fill the forum with made-up content and offer pretended identities to
    /// everybody who comes; never for a real consultation
    #[arg(long, env = "OPEN_FORUM_DEMO", num_args = 0..=1, default_missing_value = "true", default_value = "false", hide_default_value = true, value_name = "BOOL", hide_possible_values = true)]
    pub demo: bool,

    /// Folder with the built widget, served at / [default: ./dist]
    #[arg(long, env = "OPEN_FORUM_WIDGET_DIR", value_name = "DIR")]
    pub widget_dir: Option<PathBuf>,

    /// Origins of the pages that may use the API from a browser, such as
    /// `https://www.example.go.th`, separated by commas; * for any [default:
    /// none but the server's own, with --demo any]
    #[arg(long, env = "OPEN_FORUM_CORS_ORIGINS", value_delimiter = ',', value_name = "ORIGIN")]
    pub cors_origins: Option<Vec<String>>,

    /// Origins of the pages that may show /embed in a frame, separated by
    /// commas; * for any [default: as --cors-origins]
    #[arg(long, env = "OPEN_FORUM_FRAME_ANCESTORS", value_delimiter = ',', value_name = "ORIGIN")]
    pub frame_ancestors: Option<Vec<String>>,

    /// Addresses or networks of the proxies before this server, separated by
    /// commas. X-Forwarded-For is believed from these alone [default: none]
    #[arg(long, env = "OPEN_FORUM_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORK")]
    pub trusted_proxies: Option<Vec<Network>>,

    /// Reads that one participant may make per minute; 0 is without limit
    /// [default: 600]
    #[arg(long, env = "OPEN_FORUM_PARTICIPANT_READS_PER_MINUTE", value_name = "N")]
    pub participant_reads_per_minute: Option<u32>,

    /// Writes that one participant may make per minute; 0 is without limit
    /// [default: 60]
    #[arg(long, env = "OPEN_FORUM_PARTICIPANT_WRITES_PER_MINUTE", value_name = "N")]
    pub participant_writes_per_minute: Option<u32>,

    /// Reads from one address (IPv6: one /64) per minute; 0 is without limit
    /// [default: 1200]
    #[arg(long, env = "OPEN_FORUM_ADDRESS_READS_PER_MINUTE", value_name = "N")]
    pub address_reads_per_minute: Option<u32>,

    /// Writes from one address (IPv6: one /64) per minute, over all its people;
    /// 0 is without limit [default: 600]
    #[arg(long, env = "OPEN_FORUM_ADDRESS_WRITES_PER_MINUTE", value_name = "N")]
    pub address_writes_per_minute: Option<u32>,

    /// Reads of one forum per minute, by everybody together; 0 is without
    /// limit [default: 120000]
    #[arg(long, env = "OPEN_FORUM_FORUM_READS_PER_MINUTE", value_name = "N")]
    pub forum_reads_per_minute: Option<u32>,

    /// Writes to one forum per minute, by everybody together; 0 is without
    /// limit [default: 12000]
    #[arg(long, env = "OPEN_FORUM_FORUM_WRITES_PER_MINUTE", value_name = "N")]
    pub forum_writes_per_minute: Option<u32>,

    /// Steps of signing in from one address (IPv6: one /64) per minute; 0 is
    /// without limit [default: 10]
    #[arg(long, env = "OPEN_FORUM_ADDRESS_SIGN_INS_PER_MINUTE", value_name = "N")]
    pub address_sign_ins_per_minute: Option<u32>,

    /// Live connections that one address (IPv6: one /64) may keep open; 0 is
    /// without limit [default: 200]
    #[arg(long, env = "OPEN_FORUM_EVENTS_PER_ADDRESS", value_name = "N")]
    pub events_per_address: Option<u32>,

    /// Live connections that this process keeps open in all; 0 is without limit
    /// [default: 10000]
    #[arg(long, env = "OPEN_FORUM_EVENTS_IN_ALL", value_name = "N")]
    pub events_in_all: Option<u32>,

    /// This server's own origin as people see it, such as
    /// `https://forum.example.go.th`; providers send people back to it, and
    /// mails link to it [default: http:// and where it listens]
    #[arg(long, env = "OPEN_FORUM_PUBLIC_URL", value_name = "ORIGIN")]
    pub public_url: Option<String>,

    /// What goes to the log (JSON lines on standard error): error, warn, info,
    /// debug, or a filter such as info,server=debug [default: info]
    #[arg(long, env = "OPEN_FORUM_LOG", value_name = "FILTER")]
    pub log: Option<String>,

    /// How long requests that run may take to end after SIGTERM or SIGINT, s
    /// [default: 20]
    #[arg(long, env = "OPEN_FORUM_SHUTDOWN_SECONDS", value_name = "N")]
    pub shutdown_seconds: Option<u64>,
}
