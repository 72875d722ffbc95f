//! Participants: people whom a token speaks for.

use contract::{Author, Id};

/// The database's own number of a participant; it holds within one forum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParticipantId(pub i64);

/// What a verified token says about a person. Roles are not stored: they hold
/// as long as the token does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// Who vouches for the person (`iss`).
    pub issuer: String,
    /// The person's name with the issuer (`sub`); unique with it per forum.
    pub subject: String,
    /// Shown name.
    pub name: String,
    /// Name of the organisation that they speak for.
    pub organisation: Option<String>,
    /// One of the forum's sectors.
    pub sector: Option<String>,
    /// One of the forum's countries.
    pub country: Option<String>,
    /// True for the host's own people.
    pub official: bool,
}

/// A person to store or bring up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewParticipant {
    /// Id to take when the person is new.
    pub id: Id,
    /// Id to take for the organisation when it is new in this forum.
    pub organisation_id: Id,
    /// What the token says.
    pub claims: Claims,
    /// Now, ms.
    pub now_ms: i64,
}

/// A stored person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Number; every write needs it.
    pub id: ParticipantId,
    /// The claims as they are stored. When the token says the same, there is
    /// nothing to bring up to date.
    pub claims: Claims,
    /// The person as others see them.
    pub author: Author,
}
