//! Tokens for whoever a check needs, where the suite can make them.

use std::process::{Command, Stdio};

use contract::Role;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::options::Options;

/// How long a token of the suite is good, s.
pub(crate) const TTL_S: i64 = 3_600;

/// Who a token is to speak for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) subject: String,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) sector: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) organisation: Option<String>,
    /// Until when, in seconds from now; in the past for one that has ended.
    pub(crate) ttl_s: i64,
}

/// Makes tokens.
pub(crate) enum Minter {
    /// None: only the tokens that were given.
    Nothing,
    /// HS256 with a shared secret.
    Secret { issuer: String, audience: String, secret: String },
    /// A command that prints one.
    Command(String),
}

impl Minter {
    /// As the command line says.
    pub(crate) fn new(options: &Options) -> Self {
        match (&options.secret, &options.mint_command) {
            (Some(secret), _) => Self::Secret {
                issuer: options.issuer.clone(),
                audience: options.audience.clone(),
                secret: secret.clone(),
            },
            (None, Some(command)) => Self::Command(command.clone()),
            (None, None) => Self::Nothing,
        }
    }

    /// A token; none where there is no way to make one. The error is a
    /// sentence.
    pub(crate) fn mint(&self, wanted: &Wanted, now_ms: i64) -> Result<Option<String>, String> {
        match self {
            Self::Nothing => Ok(None),
            Self::Secret { .. } => self.sign(&json!({}), wanted, now_ms),
            Self::Command(command) => run(command, wanted).map(Some),
        }
    }

    /// A signed token whose claims `change` goes over; none without a secret.
    pub(crate) fn sign(
        &self,
        change: &Value,
        wanted: &Wanted,
        now_ms: i64,
    ) -> Result<Option<String>, String> {
        let Self::Secret { issuer, audience, secret } = self else { return Ok(None) };
        let now = now_ms / 1_000;
        let mut claims = json!({
            "iss": issuer, "aud": audience, "iat": now.min(now + wanted.ttl_s),
            "exp": now + wanted.ttl_s, "sub": wanted.subject, "name": wanted.name,
            "roles": wanted.roles,
        });
        for (name, value) in [
            ("sector", &wanted.sector),
            ("country", &wanted.country),
            ("organisation", &wanted.organisation),
        ] {
            if let Some(value) = value {
                claims[name] = json!(value);
            }
        }
        if let (Value::Object(claims), Value::Object(change)) = (&mut claims, change.clone()) {
            claims.extend(change);
        }
        let key = EncodingKey::from_secret(secret.as_bytes());
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key);
        token.map(Some).map_err(|cause| format!("a token cannot be signed: {cause}"))
    }
}

/// Runs the command of `--mint-command`.
fn run(command: &str, wanted: &Wanted) -> Result<String, String> {
    let roles: Vec<_> = wanted.roles.iter().map(|role| role.as_str()).collect();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", command])
        .env("SUB", &wanted.subject)
        .env("NAME", &wanted.name)
        .env("ROLES", roles.join(","))
        .env("SECTOR", text(&wanted.sector))
        .env("COUNTRY", text(&wanted.country))
        .env("ORGANISATION", text(&wanted.organisation))
        .env("TTL", wanted.ttl_s.to_string())
        .stdin(Stdio::null())
        .output()
        .map_err(|cause| format!("--mint-command does not run: {cause}"))?;
    let token = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() && !token.is_empty() && !token.contains(char::is_whitespace) {
        return Ok(token);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("it printed no token").to_owned();
    Err(format!("--mint-command ended with {} ({said})", output.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted {
            subject: "s".to_owned(),
            name: "A name".to_owned(),
            roles: vec![Role::Moderator, Role::Official],
            ttl_s: 60,
            ..Wanted::default()
        }
    }

    #[test]
    fn a_command_reads_who_is_wanted_from_its_variables() {
        let command = |text: &str| Minter::Command(text.to_owned()).mint(&wanted(), 0);
        let token = command("echo \"$SUB-$ROLES-$TTL-$SECTOR.\"");
        assert_eq!(token, Ok(Some("s-moderator,official-60-.".to_owned())));
        assert!(command("echo why >&2; exit 3").expect_err("fails").contains("why"));
        assert!(command("true").expect_err("nothing").contains("no token"));
        assert!(command("echo two words").is_err());
    }

    #[test]
    fn a_secret_signs_what_is_wanted() {
        let minter = Minter::Secret {
            issuer: "host".to_owned(),
            audience: "open-forum:default".to_owned(),
            secret: "a secret of the tests, 32 bytes!".to_owned(),
        };
        let token = minter.mint(&wanted(), 1_000_000).expect("signs").expect("a token");
        let mut validation = jsonwebtoken::Validation::new(Algorithm::HS256);
        validation.set_audience(&["open-forum:default"]);
        validation.validate_exp = false;
        let key = jsonwebtoken::DecodingKey::from_secret(b"a secret of the tests, 32 bytes!");
        let claims = jsonwebtoken::decode::<Value>(&token, &key, &validation).expect("valid");
        assert_eq!(claims.claims["exp"], 1_060);
        assert_eq!(claims.claims["roles"], json!(["moderator", "official"]));
        assert_eq!(Minter::Nothing.mint(&wanted(), 0), Ok(None));
    }
}
