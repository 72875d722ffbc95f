//! Checking tokens.

use std::sync::{Arc, RwLock};

use contract::ProblemCode;
use jsonwebtoken::{Algorithm, Header, Validation};

use super::{
    claims::Claims,
    fetch::Fetch,
    keys::{Keys, KeysError},
};
use crate::{config::ForumSettings, http::problem::ApiError, sources::Clock};

/// How far the clocks of a host and ours may be apart, s.
const LEEWAY_S: f64 = 60.0;
/// Least time between two fetches of one key set, ms: a token with an unknown
/// key cannot make us ask an issuer more often.
const FETCH_PAUSE_MS: i64 = 60_000;
/// After this long a key set is read again, so that withdrawn keys end, ms.
const FETCH_AGAIN_MS: i64 = 3_600_000;
/// Longest token that is looked at, bytes.
const TOKEN_MAX: usize = 8 * 1024;

/// Why a token is not believed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is no token, or signed by nobody whom we know.
    #[error("The token is not signed by an issuer of this forum.")]
    Foreign,
    /// It is for another forum.
    #[error("The token is for another forum.")]
    Audience,
    /// It has ended.
    #[error("The token has ended. Sign in again.")]
    Expired,
    /// It has not begun.
    #[error("The token is not valid yet.")]
    Early,
    /// Its session was ended.
    #[error("The session has ended. Sign in again.")]
    Ended,
    /// It was signed before its person deleted their account.
    #[error("The account of this token was deleted.")]
    Erased,
    /// One of its claims.
    #[error("A claim of the token is wrong: {0}.")]
    Claim(String),
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        let code = match error {
            TokenError::Expired => ProblemCode::TokenExpired,
            _ => ProblemCode::TokenInvalid,
        };
        Self::with(code, error)
    }
}

/// One issuer of a forum.
#[derive(Debug)]
pub struct Issuer {
    iss: String,
    fixed: Keys,
    remote: Option<Remote>,
}

/// A key set behind an address.
#[derive(Debug)]
struct Remote {
    url: String,
    fetch: Arc<dyn Fetch>,
    cached: RwLock<Cached>,
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone, Default)]
struct Cached {
    keys: Arc<Keys>,
    asked_at: Option<i64>,
}

/// Checks the tokens of one forum.
#[derive(Debug)]
pub struct Verifier {
    audience: String,
    issuers: Vec<Issuer>,
    clock: Arc<dyn Clock>,
}

impl Verifier {
    /// Reads the keys of a forum's issuers.
    ///
    /// # Errors
    /// Where a key cannot be used.
    pub fn new(
        settings: &ForumSettings,
        clock: Arc<dyn Clock>,
        fetch: &Arc<dyn Fetch>,
    ) -> Result<Self, KeysError> {
        let issuers = settings.issuers.iter().map(|issuer| {
            let fixed = Keys::read(&issuer.keys)?;
            let remote = issuer.keys.jwks_url.clone().map(|url| Remote {
                url,
                fetch: Arc::clone(fetch),
                cached: RwLock::default(),
                asking: tokio::sync::Mutex::default(),
            });
            if fixed.0.is_empty() && remote.is_none() {
                return Err(KeysError::None(issuer.iss.clone()));
            }
            Ok(Issuer { iss: issuer.iss.clone(), fixed, remote })
        });
        Ok(Self {
            audience: settings.audience(),
            issuers: issuers.collect::<Result<_, _>>()?,
            clock,
        })
    }

    /// Believes one more issuer, by a shared secret.
    #[must_use]
    pub fn with_secret(mut self, iss: &str, secret: &[u8]) -> Self {
        let fixed = Keys::secret(secret);
        self.issuers.push(Issuer { iss: iss.to_owned(), fixed, remote: None });
        self
    }

    /// Whether anybody can sign in at all.
    #[must_use]
    pub const fn has_issuers(&self) -> bool {
        !self.issuers.is_empty()
    }

    /// Checks a token: signature by a key of its issuer, audience, time.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub async fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        if token.len() > TOKEN_MAX {
            return Err(TokenError::Foreign);
        }
        // `alg: none` and unknown algorithms end here: the header is not read.
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Foreign)?;
        // What the header calls critical is an extension, and none is known.
        if header.crit.is_some() {
            return Err(TokenError::Foreign);
        }
        for issuer in &self.issuers {
            let keys = issuer.keys(&header, self.clock.now_ms()).await;
            let claims = keys.iter().find_map(|keys| signed(token, &header, keys));
            // The claims count only where the key belongs to their issuer.
            if let Some(claims) = claims.filter(|claims| claims.iss == issuer.iss) {
                return self.check_claims(claims);
            }
        }
        Err(TokenError::Foreign)
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit an f64 exactly")]
    fn check_claims(&self, claims: Claims) -> Result<Claims, TokenError> {
        let now = self.clock.now_ms() as f64 / 1000.0;
        if now >= claims.exp + LEEWAY_S {
            return Err(TokenError::Expired);
        }
        if claims.nbf.is_some_and(|from| now < from - LEEWAY_S) {
            return Err(TokenError::Early);
        }
        if !claims.aud.contains(&self.audience) {
            return Err(TokenError::Audience);
        }
        Ok(claims)
    }
}

/// The claims, where one of the keys signed them.
fn signed(token: &str, header: &Header, keys: &Keys) -> Option<Claims> {
    keys.fitting(header.kid.as_deref(), header.alg).find_map(|key| {
        let mut validation = Validation::new(key.algorithm);
        // Time and audience are checked by `check_claims`, with our clock.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Some(jsonwebtoken::decode(token, &key.checks, &validation).ok()?.claims)
    })
}

impl Issuer {
    /// The keys that may fit: those of the settings, and those behind the
    /// address, fetched when they are needed.
    async fn keys(&self, header: &Header, now: i64) -> Vec<Arc<Keys>> {
        let mut all = vec![Arc::new(self.fixed.clone())];
        // A shared secret is never behind an address.
        if let Some(remote) = self.remote.as_ref().filter(|_| header.alg != Algorithm::HS256) {
            all.push(remote.keys(header.kid.as_deref(), now).await);
        }
        all
    }
}

impl Remote {
    async fn keys(&self, id: Option<&str>, now: i64) -> Arc<Keys> {
        let enough = |cached: &Cached| match cached.asked_at {
            None => false,
            Some(at) => {
                now - at < FETCH_PAUSE_MS || (now - at < FETCH_AGAIN_MS && cached.keys.knows(id))
            }
        };
        let cached = self.cached();
        if enough(&cached) {
            return cached.keys;
        }
        // One asks, the others wait for its answer.
        let _turn = self.asking.lock().await;
        let cached = self.cached();
        if enough(&cached) {
            return cached.keys;
        }
        let answer = self.fetch.fetch(&self.url).await;
        let keys = answer.and_then(|text| Keys::from_jwks(&text).map_err(anyhow::Error::msg));
        let keys = keys.map_or_else(
            |error| {
                tracing::warn!(error = format!("{error:#}"), "a key set could not be read");
                cached.keys
            },
            Arc::new,
        );
        let fresh = Cached { keys: Arc::clone(&keys), asked_at: Some(now) };
        *self.cached.write().unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
        keys
    }

    fn cached(&self) -> Cached {
        self.cached.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}
