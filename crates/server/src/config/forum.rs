//! A forum's settings: what it is, and whose tokens it believes.

use std::path::PathBuf;

use contract::{
    Capability, Forum, Limits, LocalizedText, Reason, SignInMethod, SignInProvider, Term,
};
use serde::Deserialize;

use super::ProviderSettings;

/// The slug of the forum that stands at the root.
pub const DEFAULT_FORUM: &str = "default";

/// Days in which an answer is due once it is owed, where the profile does not
/// say.
const ANSWER_DAYS: u32 = 30;

/// What a forum is, as a JSON file of its operator says it: names, languages
/// and taxonomy. What the server can do is not in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForumProfile {
    /// The forum's name by language.
    pub name: LocalizedText,
    /// A sentence about it by language.
    pub description: LocalizedText,
    /// Languages in which people may write.
    pub languages: Vec<String>,
    /// The language in which texts stand that have no better one.
    pub default_language: String,
    /// IANA name of the time zone in which dates are shown.
    pub time_zone: String,
    /// Who people speak as.
    pub sectors: Vec<Term>,
    /// Countries, in the forum's order.
    pub countries: Vec<Term>,
    /// Themes.
    pub themes: Vec<Term>,
    /// Groups concerned.
    pub groups: Vec<Term>,
    /// Kinds of contribution that are offered.
    pub kinds: Vec<Term>,
    /// Status words of answers.
    pub statuses: Vec<Term>,
    /// Reasons that decisions of moderators give.
    pub reasons: Vec<Reason>,
    /// Offices that answer; the first one owes what nobody else was asked.
    pub offices: Vec<Term>,
    /// Days in which an answer is due once it is owed; 30 when absent.
    #[serde(default)]
    pub answer_days: Option<u32>,
    /// Limits of lengths; the usual ones when absent.
    #[serde(default)]
    pub limits: Limits,
}

impl ForumProfile {
    /// The profile of a forum that nobody described: the taxonomy of the
    /// demonstration under a plain name.
    ///
    /// # Errors
    /// Where the file that is built in is not a profile, which a test rules out.
    pub fn built_in() -> Result<Self, serde_json::Error> {
        let mut profile: Self = serde_json::from_str(crate::demo::FORUM)?;
        for (language, name) in [("en", "Open Forum"), ("th", "เวทีรับฟังความคิดเห็น")]
        {
            profile.name.insert(language.to_owned(), name.to_owned());
            profile.description.insert(language.to_owned(), String::new());
        }
        Ok(profile)
    }

    /// The forum as everybody reads it.
    #[must_use]
    pub fn into_forum(
        self,
        demo: bool,
        host_tokens: bool,
        email_codes: bool,
        providers: Vec<SignInProvider>,
    ) -> Forum {
        let mut methods = Vec::new();
        if host_tokens {
            methods.push(SignInMethod::HostToken);
        }
        if !providers.is_empty() {
            methods.push(SignInMethod::Oidc);
        }
        if email_codes {
            methods.push(SignInMethod::EmailCode);
        }
        if demo {
            methods.push(SignInMethod::Demo);
        }
        Forum {
            name: self.name,
            description: self.description,
            languages: self.languages,
            default_language: self.default_language,
            time_zone: self.time_zone,
            sectors: self.sectors,
            countries: self.countries,
            themes: self.themes,
            groups: self.groups,
            kinds: self.kinds,
            statuses: self.statuses,
            limits: self.limits,
            capabilities: CAPABILITIES.to_vec(),
            sign_in: methods,
            providers,
            reasons: self.reasons,
            offices: self.offices,
            answer_days: self.answer_days.unwrap_or(ANSWER_DAYS),
            demo,
        }
    }
}

/// What this server can do.
const CAPABILITIES: &[Capability] = &[
    Capability::VoteOpinion,
    Capability::VoteSupport,
    Capability::VoteChange,
    Capability::VoteWithdraw,
    Capability::ExactTotals,
    Capability::Sectors,
    Capability::Submit,
    Capability::Edit,
    Capability::Withdraw,
    Capability::Comments,
    Capability::Flags,
    Capability::Search,
    Capability::Similar,
    Capability::History,
    Capability::Idempotency,
    Capability::Export,
    Capability::Moderation,
    Capability::Organisations,
    Capability::Recognitions,
    Capability::Answers,
    Capability::Inbox,
    Capability::Follow,
    Capability::Account,
    Capability::Events,
];

/// One forum of the settings file (`[[forums]]`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForumSettings {
    /// Short name; `default` stands at the root, others under `/f/{slug}`.
    pub slug: String,
    /// JSON file with a [`ForumProfile`]; a built-in one when absent.
    #[serde(default)]
    pub profile: Option<PathBuf>,
    /// What tokens for this forum carry as `aud`; `open-forum:{slug}` when
    /// absent.
    #[serde(default)]
    pub audience: Option<String>,
    /// The page where the forum stands, such as
    /// `https://www.example.go.th/forum`; links in mails go there.
    #[serde(default)]
    pub page: Option<String>,
    /// Whose tokens it believes (`[[forums.issuers]]`).
    #[serde(default)]
    pub issuers: Vec<IssuerSettings>,
    /// Whether people may sign in by a code that is mailed to them.
    #[serde(default)]
    pub email_codes: bool,
    /// Providers that people may sign in with (`[[forums.providers]]`).
    #[serde(default)]
    pub providers: Vec<ProviderSettings>,
}

impl ForumSettings {
    /// A forum without more settings.
    #[must_use]
    pub fn named(slug: &str) -> Self {
        Self {
            slug: slug.to_owned(),
            profile: None,
            audience: None,
            page: None,
            issuers: Vec::new(),
            email_codes: false,
            providers: Vec::new(),
        }
    }

    /// What tokens for this forum carry as `aud`.
    #[must_use]
    pub fn audience(&self) -> String {
        self.audience.clone().unwrap_or_else(|| format!("open-forum:{}", self.slug))
    }
}

/// One issuer whose tokens a forum believes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerSettings {
    /// The `iss` of its tokens.
    pub iss: String,
    /// Its keys.
    #[serde(flatten)]
    pub keys: KeySettings,
}

/// Where an issuer's keys are. Each key is good for one algorithm alone.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct KeySettings {
    /// File with a JWK set (`EdDSA`, ES256, RS256).
    #[serde(default)]
    pub jwks_file: Option<PathBuf>,
    /// Address of a JWK set; read at need, again for an unknown key, at most
    /// once a minute.
    #[serde(default)]
    pub jwks_url: Option<String>,
    /// PEM file with one public key; `algorithm` says what for.
    #[serde(default)]
    pub public_key_file: Option<PathBuf>,
    /// `EdDSA`, `ES256` or `RS256`, for `public_key_file`.
    #[serde(default)]
    pub algorithm: Option<String>,
    /// File with a secret shared for HS256, at least 32 bytes.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
    /// Environment variable with a secret shared for HS256.
    #[serde(default)]
    pub secret_env: Option<String>,
    /// The secret itself, where the program made it.
    #[serde(skip)]
    pub secret: Option<Vec<u8>>,
}
