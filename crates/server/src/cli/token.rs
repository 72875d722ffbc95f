//! `token`.

use std::path::PathBuf;

use clap::Args;
use contract::Role;

use crate::{
    auth::{DEMO_ISSUER, Signer, TokenRequest},
    cli::Usage,
    config::{DEFAULT_FORUM, DatabaseOption, ForumSettings, HOST_ISSUER, SettingsFile},
    sources::Sources,
};

/// How the secret is found.
pub const HELP: &str = "The secret is the first of these that there is:
  OPEN_FORUM_TOKEN_SECRET            (default forum, iss \"host\")
  secret_file or secret_env          of the forum's first issuer that has one, in the settings file
  DATABASE.demo-secret               written by `serve --demo` beside its database, so that
                                     `token --sub me` works against a demonstration in this folder";

/// Who the token speaks for.
#[derive(Debug, Args)]
pub struct TokenOptions {
    /// Who it is, for the forum: any stable text
    #[arg(long)]
    sub: String,
    /// Shown name [default: the same as --sub]
    #[arg(long)]
    name: Option<String>,
    /// Organisation that they speak for
    #[arg(long)]
    organisation: Option<String>,
    /// One of the forum's sectors, such as cso or business
    #[arg(long)]
    sector: Option<String>,
    /// One of the forum's countries, such as TH
    #[arg(long)]
    country: Option<String>,
    /// What they may do: participant, moderator or official; may be given
    /// several times [default: participant]
    #[arg(long = "role", value_name = "ROLE", value_parser = role)]
    roles: Vec<Role>,
    /// Short name of the forum
    #[arg(long, default_value = DEFAULT_FORUM)]
    forum: String,
    /// How long it is good: seconds, or with m, h or d
    #[arg(long, default_value = "12h", value_parser = duration)]
    ttl: i64,
    /// Settings file (TOML)
    #[arg(long, env = "OPEN_FORUM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseOption,
}

/// Signs and prints a token.
pub fn run(options: TokenOptions) -> anyhow::Result<()> {
    let signer = signer(&options)?;
    let request = TokenRequest {
        name: options.name.unwrap_or_else(|| options.sub.clone()),
        subject: options.sub,
        organisation: options.organisation,
        sector: options.sector,
        country: options.country,
        roles: options.roles,
        ttl_s: options.ttl,
        session: None,
    };
    let now = Sources::system().clock.now_ms();
    println!("{}", signer.sign(&request, now)?);
    Ok(())
}

fn signer(options: &TokenOptions) -> anyhow::Result<Signer> {
    let file = match &options.config {
        Some(path) => SettingsFile::read(path).map_err(|error| Usage(error.to_string()))?,
        None => SettingsFile::default(),
    };
    let known = file.forums.iter().find(|forum| forum.slug == options.forum);
    let forum = match known {
        Some(forum) => forum.clone(),
        None if options.forum == DEFAULT_FORUM => ForumSettings::named(DEFAULT_FORUM),
        None => {
            let forum = &options.forum;
            return Err(Usage(format!("the settings file has no forum {forum:?}")).into());
        }
    };
    let audience = forum.audience();
    if let Ok(secret) = std::env::var("OPEN_FORUM_TOKEN_SECRET")
        && options.forum == DEFAULT_FORUM
    {
        return Ok(Signer::new(HOST_ISSUER, &audience, secret.as_bytes()));
    }
    for issuer in &forum.issuers {
        let secret = match (&issuer.keys.secret_file, &issuer.keys.secret_env) {
            (Some(path), _) => std::fs::read(path).ok().map(|text| text.trim_ascii().to_vec()),
            (None, Some(name)) => std::env::var(name).ok().map(String::into_bytes),
            (None, None) => None,
        };
        if let Some(secret) = secret {
            return Ok(Signer::new(&issuer.iss, &audience, &secret));
        }
    }
    let database = options.database.database.clone().or(file.database).unwrap_or_default();
    let path = database.demo_secret_path();
    match std::fs::read(&path) {
        Ok(secret) if options.forum == DEFAULT_FORUM => {
            Ok(Signer::new(DEMO_ISSUER, &audience, &secret))
        }
        _ => {
            let path = path.display();
            let sentence = format!(
                "there is no secret to sign with: set OPEN_FORUM_TOKEN_SECRET, name an issuer with \
                 a secret in --config, or start `serve --demo` once, which writes {path}"
            );
            Err(Usage(sentence).into())
        }
    }
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|()| "a role is participant, moderator or official".to_owned())
}

/// Seconds of `90`, `15m`, `12h` or `7d`.
fn duration(text: &str) -> Result<i64, String> {
    let (digits, unit) = match text.trim_end_matches(['s', 'm', 'h', 'd']) {
        digits if text.ends_with('m') => (digits, 60),
        digits if text.ends_with('h') => (digits, 3_600),
        digits if text.ends_with('d') => (digits, 86_400),
        digits => (digits, 1),
    };
    let number: Option<u32> = digits.parse().ok().filter(|number| *number > 0);
    let number = number.ok_or("a time is written 90, 15m, 12h or 7d")?;
    Ok(i64::from(number) * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(duration("90"), Ok(90));
        assert_eq!(duration("15m"), Ok(900));
        assert_eq!(duration("7d"), Ok(604_800));
        for wrong in ["", "0", "-5", "h", "1w", "99999999999"] {
            duration(wrong).expect_err(wrong);
        }
    }
}
