//! Keys of issuers: each is good for one algorithm alone, so that a token can
//! never choose how it is checked.

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};

use crate::config::KeySettings;

/// Least length of a shared secret, bytes.
pub const SECRET_MIN: usize = 32;

/// One key, its name and its algorithm.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) checks: DecodingKey,
}

/// The keys of one issuer.
#[derive(Clone, Default)]
pub struct Keys(pub(super) Vec<Key>);

/// Why keys are not usable.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A file or variable.
    #[error("cannot read {0}: {1}")]
    Unreadable(String, String),
    /// A secret.
    #[error("the secret in {0} needs at least {SECRET_MIN} bytes")]
    ShortSecret(String),
    /// A key set.
    #[error("{0} is not a JWK set: {1}")]
    NotAKeySet(String, String),
    /// A key.
    #[error("{0} is not a public key for {1} in PEM")]
    NotAKey(String, String),
    /// An algorithm.
    #[error("public_key_file needs algorithm = \"EdDSA\", \"ES256\" or \"RS256\"")]
    Algorithm,
    /// None given.
    #[error(
        "issuer {0:?} has no key: give jwks_url, jwks_file, public_key_file, secret_file or secret_env"
    )]
    None(String),
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} keys", self.0.len())
    }
}

impl Keys {
    /// One shared secret for HS256.
    #[must_use]
    pub fn secret(secret: &[u8]) -> Self {
        let checks = DecodingKey::from_secret(secret);
        Self(vec![Key { id: None, algorithm: Algorithm::HS256, checks }])
    }

    /// The usable keys of a JWK set. Private, symmetric and unknown ones are
    /// passed over: a set from elsewhere never decides on a shared secret.
    ///
    /// # Errors
    /// Where it is not a JWK set.
    pub fn from_jwks(text: &str) -> Result<Self, String> {
        let set: JwkSet = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Ok(Self(set.keys.iter().filter_map(from_jwk).collect()))
    }

    /// The keys that stand in files and variables; those behind an address
    /// come later.
    ///
    /// # Errors
    /// Where one of them cannot be used.
    pub fn read(settings: &KeySettings) -> Result<Self, KeysError> {
        let mut keys = Vec::new();
        if let Some(secret) = &settings.secret {
            keys.extend(Self::secret(secret).0);
        }
        if let Some(path) = &settings.secret_file {
            let name = path.display().to_string();
            let secret = std::fs::read(path)
                .map_err(|error| KeysError::Unreadable(name.clone(), error.to_string()))?;
            keys.extend(Self::secret(long_enough(secret.trim_ascii(), name)?).0);
        }
        if let Some(name) = &settings.secret_env {
            let secret = std::env::var(name)
                .map_err(|error| KeysError::Unreadable(name.clone(), error.to_string()))?;
            keys.extend(Self::secret(long_enough(secret.as_bytes(), name.clone())?).0);
        }
        if let Some(path) = &settings.jwks_file {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|error| KeysError::Unreadable(name.clone(), error.to_string()))?;
            let set = Self::from_jwks(&text).map_err(|why| KeysError::NotAKeySet(name, why))?;
            keys.extend(set.0);
        }
        if let Some(path) = &settings.public_key_file {
            let name = path.display().to_string();
            let pem = std::fs::read(path)
                .map_err(|error| KeysError::Unreadable(name.clone(), error.to_string()))?;
            let word = settings.algorithm.as_deref().unwrap_or_default();
            let (algorithm, key) = match word {
                "EdDSA" => (Algorithm::EdDSA, DecodingKey::from_ed_pem(&pem)),
                "ES256" => (Algorithm::ES256, DecodingKey::from_ec_pem(&pem)),
                "RS256" => (Algorithm::RS256, DecodingKey::from_rsa_pem(&pem)),
                _ => return Err(KeysError::Algorithm),
            };
            let key = key.map_err(|_| KeysError::NotAKey(name, word.to_owned()))?;
            keys.push(Key { id: None, algorithm, checks: key });
        }
        Ok(Self(keys))
    }

    /// The keys that may have signed a token with this header. A key without
    /// a name fits any token of its algorithm.
    pub(super) fn fitting<'a>(
        &'a self,
        id: Option<&'a str>,
        algorithm: Algorithm,
    ) -> impl Iterator<Item = &'a Key> {
        self.0.iter().filter(move |key| {
            key.algorithm == algorithm
                && (id.is_none() || key.id.is_none() || key.id.as_deref() == id)
        })
    }

    /// Whether a key of this name is known.
    pub(super) fn knows(&self, id: Option<&str>) -> bool {
        id.map_or(!self.0.is_empty(), |id| self.0.iter().any(|key| key.id.as_deref() == Some(id)))
    }
}

fn long_enough(secret: &[u8], name: String) -> Result<&[u8], KeysError> {
    if secret.len() < SECRET_MIN { Err(KeysError::ShortSecret(name)) } else { Ok(secret) }
}

/// A key of a set, with the algorithm that its type allows. An `alg` that
/// says another one makes it unusable.
fn from_jwk(jwk: &Jwk) -> Option<Key> {
    if jwk.common.public_key_use.as_ref().is_some_and(|usage| *usage != PublicKeyUse::Signature) {
        return None;
    }
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            Algorithm::EdDSA
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            Algorithm::ES256
        }
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        _ => return None,
    };
    let said = jwk.common.key_algorithm.as_ref().map(ToString::to_string);
    if said.is_some_and(|said| said != format!("{algorithm:?}")) {
        return None;
    }
    let checks = DecodingKey::from_jwk(jwk).ok()?;
    Some(Key { id: jwk.common.key_id.clone(), algorithm, checks })
}
