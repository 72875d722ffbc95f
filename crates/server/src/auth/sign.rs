//! Signing tokens, for the demonstration and for trying things out.

use std::path::Path;

use contract::Role;
use jsonwebtoken::{Algorithm, EncodingKey, Header};

use super::Claims;
use crate::{http::answer::hex, sources::Random};

/// The `iss` of tokens of a demonstration.
pub const DEMO_ISSUER: &str = "open-forum-demo";

/// Why no token was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The secret of a demonstration.
    #[error("cannot keep the demonstration's secret in {0}: {1}")]
    Secret(String, std::io::Error),
    /// The library.
    #[error("cannot sign: {0}")]
    Sign(#[from] jsonwebtoken::errors::Error),
}

/// Signs tokens with a shared secret (HS256).
#[derive(Clone)]
pub struct Signer {
    issuer: String,
    audience: String,
    secret: Vec<u8>,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Who a token is to speak for, and how long.
#[derive(Debug, Clone, Default)]
pub struct TokenRequest {
    /// `sub`.
    pub subject: String,
    /// `name`.
    pub name: String,
    /// `organisation`.
    pub organisation: Option<String>,
    /// `sector`.
    pub sector: Option<String>,
    /// `country`.
    pub country: Option<String>,
    /// `roles`.
    pub roles: Vec<Role>,
    /// Seconds until it ends.
    pub ttl_s: i64,
    /// The session that it belongs to.
    pub session: Option<String>,
}

impl Signer {
    /// A signer for one forum's audience.
    #[must_use]
    pub fn new(issuer: &str, audience: &str, secret: &[u8]) -> Self {
        Self { issuer: issuer.into(), audience: audience.into(), secret: secret.into() }
    }

    /// A signed token.
    ///
    /// # Errors
    /// Where the library cannot sign.
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit an f64 exactly")]
    pub fn sign(&self, request: &TokenRequest, now_ms: i64) -> Result<String, SignError> {
        let roles = (!request.roles.is_empty()).then(|| request.roles.clone());
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: vec![self.audience.clone()],
            exp: (now_ms / 1000 + request.ttl_s) as f64,
            nbf: None,
            iat: Some((now_ms / 1000) as f64),
            sid: request.session.clone(),
            sub: request.subject.clone(),
            name: request.name.clone(),
            organisation: request.organisation.clone(),
            sector: request.sector.clone(),
            country: request.country.clone(),
            roles,
        };
        let key = EncodingKey::from_secret(&self.secret);
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)?)
    }
}

/// The secret of a demonstration: kept in a file that only its owner reads,
/// made on the first start, so that tokens outlive a restart and `token` can
/// sign for a server that runs.
///
/// # Errors
/// Where the file can be neither read nor made.
pub fn demo_secret(path: &Path, random: &dyn Random) -> Result<Vec<u8>, SignError> {
    let failed = |error| SignError::Secret(path.display().to_string(), error);
    match std::fs::read(path) {
        Ok(secret) if secret.len() >= 32 => return Ok(secret),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    let secret = hex(&bytes);
    write_private(path, secret.as_bytes()).map_err(failed)?;
    Ok(secret.into_bytes())
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}
