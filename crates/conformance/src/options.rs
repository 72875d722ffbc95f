//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::Level;

/// Holds a backend against the Open Forum contract, over HTTP. Run it against a
/// test instance: it writes threads, submissions, votes, comments and reports,
/// and takes back what can be taken back.
///
/// Exit code 0 where nothing is wrong, 1 where something is, 2 where it could
/// not run.
#[derive(Clone, Parser)]
#[command(name = "conformance", version)]
pub struct Options {
    /// Base address of the forum: what stands before /v1
    #[arg(long, value_name = "URL", required_unless_present = "list", default_value = "")]
    pub api: String,

    /// How much of the contract the backend is held against
    #[arg(long, value_name = "LEVEL", default_value = "full")]
    pub level: Level,

    /// Short name of an open thread with results that are always shown, for
    /// checks that find no official's token to open a thread with
    #[arg(long, value_name = "SLUG")]
    pub thread: Option<String>,

    /// A token; what it is good for is asked of /v1/me
    #[arg(long, env = "CONFORMANCE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,

    /// A participant's token
    #[arg(long, env = "CONFORMANCE_PARTICIPANT", hide_env_values = true, value_name = "TOKEN")]
    pub participant: Option<String>,

    /// Another participant's token
    #[arg(long, env = "CONFORMANCE_PARTICIPANT2", hide_env_values = true, value_name = "TOKEN")]
    pub participant2: Option<String>,

    /// A moderator's token
    #[arg(long, env = "CONFORMANCE_MODERATOR", hide_env_values = true, value_name = "TOKEN")]
    pub moderator: Option<String>,

    /// Another moderator's token
    #[arg(long, env = "CONFORMANCE_MODERATOR2", hide_env_values = true, value_name = "TOKEN")]
    pub moderator2: Option<String>,

    /// An official's token
    #[arg(long, env = "CONFORMANCE_OFFICIAL", hide_env_values = true, value_name = "TOKEN")]
    pub official: Option<String>,

    /// A shared secret that the forum believes (HS256): with it the suite signs
    /// for everybody whom its checks need
    #[arg(long, env = "CONFORMANCE_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub secret: Option<String>,

    /// iss of tokens signed with --secret
    #[arg(long, value_name = "NAME", default_value = "host")]
    pub issuer: String,

    /// aud of tokens signed with --secret
    #[arg(long, value_name = "NAME", default_value = "open-forum:default")]
    pub audience: String,

    /// A command (for sh -c) that prints a token for who stands in its
    /// variables SUB, NAME, ROLES (with commas), SECTOR, COUNTRY, ORGANISATION
    /// and TTL (seconds), for backends whose tokens --secret cannot sign
    #[arg(long, value_name = "COMMAND", conflicts_with = "secret")]
    pub mint_command: Option<String>,

    /// An origin from which the backend allows requests of a browser; others
    /// must then be refused
    #[arg(long, value_name = "ORIGIN")]
    pub origin: Option<String>,

    /// Only checks whose id begins with one of these
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub only: Vec<String>,

    /// Writes the result as `JUnit` XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,

    /// Writes the result as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// How long one answer may take, s
    #[arg(long, value_name = "N", default_value = "20")]
    pub timeout: u64,

    /// How many bytes one answer may have
    #[arg(long, value_name = "N", default_value = "67108864")]
    pub max_bytes: u64,

    /// Lists the checks and runs none
    #[arg(long)]
    pub list: bool,
}

impl Options {
    /// Everything that is shown nowhere.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let participants = [&self.token, &self.participant, &self.participant2];
        let staff = [&self.moderator, &self.moderator2, &self.official, &self.secret];
        participants.into_iter().chain(staff).filter_map(Option::as_deref)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Options::command().debug_assert();
    }

    #[test]
    fn help_shows_no_token() {
        let mut command = Options::command();
        for name in ["token", "participant", "secret"] {
            let argument = command.get_arguments().find(|one| one.get_id() == name);
            assert!(argument.is_some_and(clap::Arg::is_hide_env_values_set), "{name}");
        }
        assert!(command.render_long_help().to_string().contains("test instance"));
    }
}
