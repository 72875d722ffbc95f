//! What a token says, checked against the forum that it is for.

use contract::{Forum, Role};
use serde::{Deserialize, Deserializer, Serialize};

use super::TokenError;

/// Longest `sub`, `name` and `organisation`, in scalars.
const TEXT_MAX: usize = 200;

/// The claims that count; others are passed over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// Who signed.
    pub iss: String,
    /// Which forum it is for: one name or a list of them.
    #[serde(deserialize_with = "one_or_many")]
    pub aud: Vec<String>,
    /// Until when, seconds since 1970.
    #[serde(serialize_with = "whole")]
    pub exp: f64,
    /// From when, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<f64>,
    /// When it was signed, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "whole_or_none")]
    pub iat: Option<f64>,
    /// The session that it belongs to, in tokens of the server's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Who it is, with the issuer.
    pub sub: String,
    /// Shown name.
    pub name: String,
    /// The organisation that they speak for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// One of the forum's sectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// One of the forum's countries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What they may do; `participant` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
}

/// Writes the moment as most libraries expect it, without a fraction.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
#[expect(clippy::cast_possible_truncation, reason = "a moment of our own time")]
fn whole<S: serde::Serializer>(moment: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(*moment as i64)
}

/// The same for a moment that may be absent.
#[expect(clippy::ref_option, reason = "as serde calls it")]
fn whole_or_none<S: serde::Serializer>(
    moment: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => whole(moment, serializer),
        None => serializer.serialize_none(),
    }
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Audience {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Audience::deserialize(deserializer)? {
        Audience::One(one) => vec![one],
        Audience::Many(many) => many,
    })
}

/// Who a valid token speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What is stored of them.
    pub claims: storage::Claims,
    /// What they may do, while the token lasts.
    pub roles: Vec<Role>,
}

impl Claims {
    /// Checks the person's claims against the forum.
    ///
    /// # Errors
    /// [`TokenError::Claim`] with what is wrong, for whoever signs the tokens.
    pub fn identity(self, forum: &Forum) -> Result<Identity, TokenError> {
        let subject = text("sub", &self.sub)?.ok_or(TokenError::Claim("sub is empty".into()))?;
        let name = text("name", &self.name)?.unwrap_or_default();
        let organisation = match self.organisation.as_deref() {
            Some(organisation) => text("organisation", organisation)?,
            None => None,
        };
        let known = |claim: &str, value: Option<String>, terms: &[contract::Term]| match value {
            Some(value) if !terms.iter().any(|term| term.id == value) => {
                let known = format!("{claim} {value:?} is not one of this forum's");
                Err(TokenError::Claim(known))
            }
            value => Ok(value),
        };
        let roles = self.roles.unwrap_or_else(|| vec![Role::Participant]);
        Ok(Identity {
            claims: storage::Claims {
                issuer: self.iss,
                subject,
                name,
                organisation,
                sector: known("sector", self.sector, &forum.sectors)?,
                country: known("country", self.country, &forum.countries)?,
                official: roles.contains(&Role::Official),
            },
            roles,
        })
    }
}

/// A text on one line without control characters; `None` where it is empty.
fn text(claim: &str, value: &str) -> Result<Option<String>, TokenError> {
    let value = value.trim();
    if value.chars().count() > TEXT_MAX {
        return Err(TokenError::Claim(format!("{claim} is longer than {TEXT_MAX} characters")));
    }
    if value.chars().any(char::is_control) {
        return Err(TokenError::Claim(format!("{claim} has control characters")));
    }
    Ok((!value.is_empty()).then(|| value.to_owned()))
}
