//! Who asks: people whose tokens were given, and people made for the run.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Me, Role};

use crate::{
    fail::{Held, Stop},
    minter::{TTL_S, Wanted},
    suite::Suite,
};

/// Somebody with a token.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// How reports call them.
    pub(crate) label: Arc<str>,
    /// Their token. It is never shown.
    pub(crate) token: Arc<str>,
}

/// People by how reports call them.
pub(crate) type People = BTreeMap<String, Person>;

impl Suite {
    /// The participant of this number, from 1.
    pub(crate) fn participant(&self, number: usize) -> Held<Person> {
        let label = numbered("participant", number);
        let sector = self.sector(number);
        let country = self.forum.countries.get(number).map(|country| country.id.clone());
        let wanted = Wanted { sector, country, ..self.wanted(&label, &[Role::Participant]) };
        let needed = match number {
            1 => "--participant, --token, --secret or --mint-command".to_owned(),
            2 => "--participant2, --secret or --mint-command".to_owned(),
            more => format!("{more} participants: --secret or --mint-command"),
        };
        self.somebody(&label, &needed, &wanted)
    }

    /// The moderator of this number, from 1, who is no participant.
    pub(crate) fn moderator(&self, number: usize) -> Held<Person> {
        let label = numbered("moderator", number);
        let wanted = self.wanted(&label, &[Role::Moderator]);
        let option = if number == 1 { "--moderator, --token" } else { "--moderator2" };
        self.somebody(&label, &format!("{option}, --secret or --mint-command"), &wanted)
    }

    /// An official.
    pub(crate) fn official(&self) -> Held<Person> {
        let wanted = self.wanted("official", &[Role::Official]);
        let needed = "an official: --official, --token, --secret or --mint-command";
        self.somebody("official", needed, &wanted)
    }

    /// Somebody made for one check, with this sector.
    pub(crate) fn stranger(&self, name: &str, sector: Option<&str>) -> Held<Person> {
        let wanted =
            Wanted { sector: sector.map(str::to_owned), ..self.wanted(name, &[Role::Participant]) };
        self.somebody(name, "people made for the check: --secret or --mint-command", &wanted)
    }

    /// Somebody made for one check, who has all of this.
    pub(crate) fn made(&self, wanted: &Wanted) -> Held<Person> {
        let needed = "people made for the check: --secret or --mint-command";
        self.somebody(&wanted.name, needed, wanted)
    }

    /// Who is wanted, without a sector or a country. Names of different roles
    /// are far apart: a backend may hold a participant who is called like an
    /// official.
    pub(crate) fn wanted(&self, label: &str, roles: &[Role]) -> Wanted {
        let name = match roles {
            [Role::Official] => format!("Bureau {}", self.tag),
            [Role::Moderator] => format!("{label} on duty"),
            _ => label.to_owned(),
        };
        Wanted {
            subject: format!("conformance-{}-{}", self.tag, label.replace(' ', "-")),
            name,
            roles: roles.to_vec(),
            ttl_s: TTL_S,
            ..Wanted::default()
        }
    }

    /// The sector of this number, counted round.
    pub(crate) fn sector(&self, number: usize) -> Option<String> {
        let sectors = &self.forum.sectors;
        let place = number.checked_rem(sectors.len())?;
        sectors.get(place).map(|sector| sector.id.clone())
    }

    /// Somebody who was given or met before, or is made now.
    fn somebody(&self, label: &str, needed: &str, wanted: &Wanted) -> Held<Person> {
        if let Some(known) = self.lock(&self.people).get(label) {
            return Ok(known.clone());
        }
        let minted = self.minter.mint(wanted, self.now()).map_err(Stop::needs)?;
        let token = minted.ok_or_else(|| Stop::needs(needed))?;
        let person = self.person(label, &token);
        self.lock(&self.people).insert(label.to_owned(), person.clone());
        Ok(person)
    }

    /// Somebody with a token; from now on it is shown nowhere.
    pub(crate) fn person(&self, label: &str, token: &str) -> Person {
        self.client.keep_secret(token);
        Person { label: label.into(), token: token.into() }
    }

    /// Who a token speaks for.
    pub(crate) fn me(&self, person: &Person) -> Held<Me> {
        self.get("/v1/me").by(person).ok()
    }
}

/// `participant`, `participant 2`, …
pub(crate) fn numbered(role: &str, number: usize) -> String {
    if number == 1 { role.to_owned() } else { format!("{role} {number}") }
}
