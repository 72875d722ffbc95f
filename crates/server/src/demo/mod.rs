//! The demonstration: made-up content and pretended identities. Nothing of it
//! is there without `--demo`.

mod deeds;
pub mod format;
mod organisations;
mod seed;

use contract::Role;
pub use seed::seed;

use self::format::DemoPerson;
use crate::{
    api::demo_identities::DemoIdentity,
    auth::{DEMO_ISSUER, SignError, Signer, TokenRequest},
    config::{ForumSettings, IssuerSettings, KeySettings},
};

/// The forum of the demonstration, a [`crate::config::ForumProfile`].
pub const FORUM: &str = include_str!("../../demo/forum.json");
/// Its people.
const PEOPLE: &str = include_str!("../../demo/people.json");
/// Its threads.
const THREADS: &str = include_str!("../../demo/threads.json");
/// Organisations that some of them speak for.
const ORGANISATIONS: &str = include_str!("../../demo/organisations.json");
/// What people wrote in them.
const SUBMISSIONS: &str = include_str!("../../demo/submissions.json");
/// What its officials were asked for.
const REFERRALS: &str = include_str!("../../demo/referrals.json");
/// What people reported to the moderators.
const REPORTS: &str = include_str!("../../demo/reports.json");
/// What officials announced.
const ANNOUNCEMENTS: &str = include_str!("../../demo/announcements.json");

/// How long a token of the demonstration is good, s.
const TOKEN_S: i64 = 12 * 60 * 60;

/// Makes a forum believe the demonstration's tokens; answers who signs them.
pub fn join(forum: &mut ForumSettings, secret: &[u8]) -> Signer {
    let keys = KeySettings { secret: Some(secret.to_vec()), ..KeySettings::default() };
    forum.issuers.push(IssuerSettings { iss: DEMO_ISSUER.to_owned(), keys });
    Signer::new(DEMO_ISSUER, &forum.audience(), secret)
}

/// The identities that the demonstration page offers, with fresh tokens.
///
/// # Errors
/// Where a file that is built in is broken, which a test rules out, or a
/// token cannot be signed.
pub fn identities(signer: &Signer, now_ms: i64) -> anyhow::Result<Vec<DemoIdentity>> {
    let people: Vec<DemoPerson> = serde_json::from_str(PEOPLE)?;
    let offered = people.into_iter().filter_map(|person| {
        let description = person.description.clone()?;
        Some((person, description))
    });
    let identities = offered.map(|(person, description)| {
        let token = signer.sign(&request(&person), now_ms)?;
        Ok(DemoIdentity { key: person.key, name: person.name, description, token })
    });
    Ok(identities.collect::<Result<_, SignError>>()?)
}

/// What the token of a person says.
fn request(person: &DemoPerson) -> TokenRequest {
    TokenRequest {
        subject: subject(person),
        name: person.name.clone(),
        organisation: person.organisation.clone(),
        sector: person.sector.clone(),
        country: person.country.clone(),
        roles: roles(person),
        ttl_s: TOKEN_S,
        session: None,
    }
}

fn subject(person: &DemoPerson) -> String {
    format!("demo-{}", person.key)
}

fn roles(person: &DemoPerson) -> Vec<Role> {
    if person.roles.is_empty() { vec![Role::Participant] } else { person.roles.clone() }
}
