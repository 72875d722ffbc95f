//! People as their tokens have them.

use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

/// What tokens of these checks are signed with.
pub const SECRET: &str = "a secret of the checks, of more than 32 bytes";

/// Who asks: the role of the database and the claims of the token.
#[derive(Debug, Clone)]
pub struct Person {
    /// `anon` or `authenticated`.
    pub role: &'static str,
    /// The token's claims; an empty object without one.
    pub claims: Value,
}

impl Person {
    /// Somebody without a token.
    #[must_use]
    pub fn anonymous() -> Self {
        Self { role: "anon", claims: json!({}) }
    }

    /// A participant of this subject.
    #[must_use]
    pub fn named(subject: &str) -> Self {
        let claims = json!({"sub": subject, "name": subject, "role": "authenticated"});
        Self { role: "authenticated", claims }
    }

    /// The same person with another claim.
    #[must_use]
    pub fn with(mut self, claim: &str, value: impl Into<Value>) -> Self {
        self.claims[claim] = value.into();
        self
    }

    /// A moderator of this subject, who also takes part.
    #[must_use]
    pub fn moderator(subject: &str) -> Self {
        Self::named(subject).with("roles", json!(["participant", "moderator"]))
    }

    /// A token that says so and does not end; none for somebody without one.
    ///
    /// # Panics
    /// Where it cannot be signed.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        self.claims.get("sub")?;
        let mut claims = self.claims.clone();
        if claims.get("exp").is_none() {
            claims["exp"] = json!(4_000_000_000_u32);
        }
        let key = EncodingKey::from_secret(SECRET.as_bytes());
        Some(encode(&Header::default(), &claims, &key).expect("a token is signed"))
    }
}
