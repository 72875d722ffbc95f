//! The command line. Every error is one sentence; wrong arguments end with
//! exit code 2, everything else that fails with 1.

mod import;
mod openapi;
mod role;
mod serve;
mod token;

use std::{io::Write as _, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::config::ServeOptions;

/// Reads, votes and submissions for a ministry's website: the Open Forum
/// server.
#[derive(Debug, Parser)]
#[command(name = "open-forum-server", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    #[command(after_help = SECRET_HELP)]
    Serve(ServeOptions),
    /// Sign a token for trying things out
    #[command(after_help = token::HELP)]
    Token(token::TokenOptions),
    /// Give somebody who signs in with the server itself a role, or take it away
    Role(role::RoleOptions),
    /// Import a consultation from another system into a thread
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Print the API's own document (`OpenAPI` 3.1) without a forum's words
    Openapi,
}

/// What has no flag, because flags can be seen by other users of the machine.
const SECRET_HELP: &str = "Variable without a flag:
  OPEN_FORUM_TOKEN_SECRET  Secret of at least 32 bytes shared with the host page's server, which
                           signs tokens for the default forum with it: HS256, iss \"host\",
                           aud \"open-forum:default\" (or the forum's own audience)

Forums and issuers stand in the settings file:
  [[forums]]
  slug = \"default\"                  # others are served under /f/SLUG
  profile = \"forum.json\"            # names, languages, taxonomy; built in when absent
  audience = \"open-forum:default\"   # the aud of its tokens; this when absent
  [[forums.issuers]]
  iss = \"https://login.example.go.th\"
  jwks_url = \"https://login.example.go.th/jwks.json\"
  # or: jwks_file, public_key_file with algorithm (EdDSA, ES256, RS256),
  #     secret_file, secret_env (HS256)";

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let done = match cli.command {
        Command::Serve(options) => serve::run(options),
        Command::Token(options) => token::run(options),
        Command::Role(options) => role::run(options),
        Command::Import(command) => import::run(command),
        Command::Openapi => openapi::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", sentence(&format!("{error:#}")));
            if error.is::<crate::config::SettingsError>() || error.is::<Usage>() {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// An argument that only turns out to be wrong when it is used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Help and version go out as they are; an error becomes one sentence.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // Whoever reads only the beginning (`| head`) has closed the rest.
        let _ = write!(std::io::stdout(), "{error}");
        return ExitCode::SUCCESS;
    }
    let text = without_password(error);
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        eprint!("{text}");
        return ExitCode::from(2);
    }
    // The paragraphs after the first say how to ask for help.
    let first = text.split("\n\n").next().unwrap_or_default();
    eprintln!("{}", sentence(first.trim_start_matches("error: ")));
    ExitCode::from(2)
}

/// What an error says. The value that it quotes may hold a database's password.
fn without_password(error: &clap::Error) -> String {
    let text = error.to_string();
    match error.get(clap::error::ContextKind::InvalidValue) {
        Some(clap::error::ContextValue::String(value)) if value.starts_with("postgres") => {
            text.replacen(value, "postgres://…", 1)
        }
        _ => text,
    }
}

/// One line that begins with a capital letter and ends with a full stop.
fn sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = line.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let rest = chars.as_str().trim_end_matches('.');
    format!("{first}{rest}.")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_setting_is_explained() {
        let mut command = Cli::command();
        let serve = command.find_subcommand_mut("serve").expect("serve");
        for argument in serve.get_arguments() {
            assert!(argument.get_help().is_some(), "{}", argument.get_id());
        }
    }

    #[test]
    fn errors_are_one_sentence() {
        assert_eq!(sentence("a wrong\n  thing"), "A wrong thing.");
        assert_eq!(sentence("A thing."), "A thing.");
    }
}
