//! The settings that hold, from all places together.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde::Deserialize;

use super::{
    DEFAULT_FORUM, Database, FileError, ForumSettings, IssuerSettings, KeySettings, Network,
    ServeOptions, SettingsFile, SignInError, SmtpSettings,
};
use crate::http::cors::Origins;

/// Enough for a hall of people behind one address, and far from what a process
/// may open.
const EVENTS_PER_ADDRESS: u32 = 200;
/// Twice what one process was tried with, so that memory and descriptors stay
/// for those who read and vote.
const EVENTS_IN_ALL: u32 = 10_000;

/// Limits of pace, per minute; `None` is the default and 0 without limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "they are the names in the settings file")]
pub struct RateSettings {
    /// Reads of one participant.
    pub participant_reads_per_minute: Option<u32>,
    /// Writes of one participant.
    pub participant_writes_per_minute: Option<u32>,
    /// Reads from one address.
    pub address_reads_per_minute: Option<u32>,
    /// Writes from one address.
    pub address_writes_per_minute: Option<u32>,
    /// Reads of one forum.
    pub forum_reads_per_minute: Option<u32>,
    /// Writes to one forum.
    pub forum_writes_per_minute: Option<u32>,
    /// Steps of signing in from one address.
    pub address_sign_ins_per_minute: Option<u32>,
}

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the data is.
    pub database: Database,
    /// Folder with the built widget.
    pub widget_dir: PathBuf,
    /// Pages that may use the API.
    pub cors: Origins,
    /// Pages that may frame `/embed`.
    pub frame_ancestors: Origins,
    /// Proxies whose word about addresses is believed.
    pub trusted_proxies: Vec<Network>,
    /// Limits of pace.
    pub rates: RateSettings,
    /// Live connections that one address may keep open; 0 is without limit.
    pub events_per_address: u32,
    /// Live connections that the process keeps open; 0 is without limit.
    pub events_in_all: u32,
    /// Filter of the log.
    pub log: String,
    /// How long requests may take to end.
    pub shutdown: Duration,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// The server's own origin, as people see it; where it listens when
    /// `None`.
    pub public_url: Option<String>,
    /// The way out for mail.
    pub mail: Option<SmtpSettings>,
    /// The forums.
    pub forums: Vec<ForumSettings>,
}

/// Why settings do not hold together.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// An origin.
    #[error("{0:?} is not an origin such as https://www.example.go.th")]
    Origin(String),
    /// A forum's short name.
    #[error("the forum name {0:?} is not 1 to 40 of a-z, 0-9 and -, or stands twice")]
    Slug(String),
    /// The page of a forum.
    #[error("the page {0:?} of a forum is not an address such as https://www.example.go.th/forum")]
    Page(String),
    /// The server's own address.
    #[error("public_url {0:?} is not an origin such as https://forum.example.go.th")]
    PublicUrl(String),
    /// A way to sign in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// A variable with a secret.
    #[error("the secret in OPEN_FORUM_TOKEN_SECRET needs at least 32 bytes")]
    ShortSecret,
}

/// The `iss` of tokens that are signed with `OPEN_FORUM_TOKEN_SECRET`.
pub const HOST_ISSUER: &str = "host";

/// What the names of issuers begin with that are the server's own.
pub const OWN_ISSUERS: &str = "urn:open-forum:";

impl Settings {
    /// Puts the flags over the file over the defaults. `token_secret` is the
    /// variable `OPEN_FORUM_TOKEN_SECRET`.
    ///
    /// # Errors
    /// Where one of them is not what it should be.
    pub fn new(options: ServeOptions, token_secret: Option<String>) -> Result<Self, SettingsError> {
        let file = match &options.config {
            Some(path) => SettingsFile::read(path)?,
            None => SettingsFile::default(),
        };
        let cors = options.cors_origins.or(file.cors_origins);
        let cors = match cors {
            Some(list) => origins(list)?,
            None if options.demo => Origins::Any,
            None => Origins::SameOnly,
        };
        let frame_ancestors = match options.frame_ancestors.or(file.frame_ancestors) {
            Some(list) => origins(list)?,
            None => cors.clone(),
        };
        let rates = RateSettings {
            participant_reads_per_minute: options
                .participant_reads_per_minute
                .or(file.rate_limits.participant_reads_per_minute),
            participant_writes_per_minute: options
                .participant_writes_per_minute
                .or(file.rate_limits.participant_writes_per_minute),
            address_reads_per_minute: options
                .address_reads_per_minute
                .or(file.rate_limits.address_reads_per_minute),
            address_writes_per_minute: options
                .address_writes_per_minute
                .or(file.rate_limits.address_writes_per_minute),
            forum_reads_per_minute: options
                .forum_reads_per_minute
                .or(file.rate_limits.forum_reads_per_minute),
            forum_writes_per_minute: options
                .forum_writes_per_minute
                .or(file.rate_limits.forum_writes_per_minute),
            address_sign_ins_per_minute: options
                .address_sign_ins_per_minute
                .or(file.rate_limits.address_sign_ins_per_minute),
        };
        let per_address = options.events_per_address.or(file.events_per_address);
        let in_all = options.events_in_all.or(file.events_in_all);
        let public_url = options.public_url.or(file.public_url);
        let public_url = public_url.map(own_origin).transpose()?;
        if let Some(mail) = &file.mail {
            mail.check()?;
        }
        let forums = forums(file.forums, token_secret)?;
        check_sign_in(&forums, file.mail.is_some())?;
        let shutdown = options.shutdown_seconds.or(file.shutdown_seconds).unwrap_or(20);
        Ok(Self {
            listen: options.listen.or(file.listen).unwrap_or(([127, 0, 0, 1], 8080).into()),
            database: options.database.database.or(file.database).unwrap_or_default(),
            widget_dir: options.widget_dir.or(file.widget_dir).unwrap_or_else(|| "dist".into()),
            cors,
            frame_ancestors,
            trusted_proxies: options.trusted_proxies.or(file.trusted_proxies).unwrap_or_default(),
            rates,
            events_per_address: per_address.unwrap_or(EVENTS_PER_ADDRESS),
            events_in_all: in_all.unwrap_or(EVENTS_IN_ALL),
            log: options.log.or(file.log).unwrap_or_else(|| "info".to_owned()),
            shutdown: Duration::from_secs(shutdown),
            demo: options.demo,
            public_url,
            mail: file.mail,
            forums,
        })
    }
}

/// The forums with their issuers; the default one is always there.
fn forums(
    mut forums: Vec<ForumSettings>,
    token_secret: Option<String>,
) -> Result<Vec<ForumSettings>, SettingsError> {
    if !forums.iter().any(|forum| forum.slug == DEFAULT_FORUM) {
        forums.insert(0, ForumSettings::named(DEFAULT_FORUM));
    }
    for (index, forum) in forums.iter().enumerate() {
        let well_formed = (1..=40).contains(&forum.slug.len())
            && forum.slug.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !well_formed || forums.iter().skip(index + 1).any(|other| other.slug == forum.slug) {
            return Err(SettingsError::Slug(forum.slug.clone()));
        }
        let is_page = |page: &str| page.starts_with("http") && rules::link::is_allowed(page);
        if let Some(page) = forum.page.as_ref().filter(|page| !is_page(page)) {
            return Err(SettingsError::Page(page.clone()));
        }
    }
    if let Some(secret) = token_secret {
        if secret.len() < 32 {
            return Err(SettingsError::ShortSecret);
        }
        let keys = KeySettings { secret: Some(secret.into_bytes()), ..KeySettings::default() };
        for forum in forums.iter_mut().filter(|forum| forum.slug == DEFAULT_FORUM) {
            forum.issuers.push(IssuerSettings { iss: HOST_ISSUER.to_owned(), keys: keys.clone() });
        }
    }
    Ok(forums)
}

/// Reads the server's own origin.
fn own_origin(text: String) -> Result<String, SettingsError> {
    match origins(vec![text.clone()]) {
        Ok(Origins::These(list)) => Ok(list.into_iter().next().unwrap_or(text)),
        _ => Err(SettingsError::PublicUrl(text)),
    }
}

/// Refuses ways to sign in that cannot work.
fn check_sign_in(forums: &[ForumSettings], mail: bool) -> Result<(), SignInError> {
    for forum in forums {
        if forum.email_codes && !mail {
            return Err(SignInError::NoMail(forum.slug.clone()));
        }
        if let Some(own) = forum.issuers.iter().find(|one| one.iss.starts_with(OWN_ISSUERS)) {
            return Err(SignInError::Reserved(own.iss.clone()));
        }
        for (index, provider) in forum.providers.iter().enumerate() {
            provider.check()?;
            if forum.providers.iter().skip(index + 1).any(|other| other.id == provider.id) {
                return Err(SignInError::ProviderId(provider.id.clone()));
            }
        }
    }
    Ok(())
}

/// Reads a list of origins.
fn origins(list: Vec<String>) -> Result<Origins, SettingsError> {
    let list: Vec<_> = list.into_iter().filter(|one| !one.is_empty()).collect();
    if list.iter().any(|one| one == "*") {
        return Ok(Origins::Any);
    }
    for origin in &list {
        let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let good = rest.is_some_and(|rest| {
            !rest.is_empty()
                && rest.bytes().all(
                    |b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b':' | b'[' | b']'),
                )
        });
        if !good {
            return Err(SettingsError::Origin(origin.clone()));
        }
    }
    Ok(if list.is_empty() { Origins::SameOnly } else { Origins::These(list) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_whole_and_lower_case() {
        let check = |text: &str| origins(vec![text.to_owned()]).map_err(|error| error.to_string());
        assert_eq!(check("*"), Ok(Origins::Any));
        assert_eq!(check(""), Ok(Origins::SameOnly));
        assert!(check("http://127.0.0.1:8000").is_ok());
        for wrong in
            ["https://a.example/", "a.example", "https://", "https://A.example", "https://a b"]
        {
            check(wrong).expect_err(wrong);
        }
    }

    #[test]
    fn the_default_forum_is_always_there_and_names_stand_once() {
        let names = |slugs: &[&str]| {
            let list = slugs.iter().map(|slug| ForumSettings::named(slug)).collect();
            forums(list, None).map(|list| list.into_iter().map(|f| f.slug).collect::<Vec<_>>())
        };
        assert_eq!(names(&["labour"]).expect("good"), ["default", "labour"]);
        for wrong in [&["a", "a"][..], &["Labour"], &["a/b"], &[""]] {
            names(wrong).expect_err("refused");
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        forums(Vec::new(), Some("short".to_owned())).expect_err("refused");
        let list = forums(Vec::new(), Some("x".repeat(32))).expect("good");
        assert_eq!(list[0].issuers.len(), 1);
    }
}
