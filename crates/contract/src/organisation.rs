//! Organisations: who they are, who checked it, and who speaks for them.

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    submission::{Author, Organisation, Recognition},
    wire::words,
};

words! {
    /// How far the check of an organisation is.
    OrganisationState {
        /// Waits for a moderator.
        Pending = "pending",
        /// A moderator has checked it.
        Verified = "verified",
        /// A moderator has refused it, with a reason.
        Refused = "refused",
    }
}

words! {
    /// What a person may do for an organisation.
    MemberRole {
        /// Votes and invites for it, and changes what it says of itself.
        Delegate = "delegate",
        /// Submits and comments in its name.
        Member = "member",
    }
}

/// An organisation as the asking person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationProfile {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// What it is: one of the forum's sectors.
    pub kind: String,
    /// Where it is registered; empty where it did not say.
    pub registry: String,
    /// Its number there.
    pub number: String,
    /// One of the forum's countries.
    pub country: Option<String>,
    /// Its website; empty, or `http` or `https`.
    pub website: String,
    /// How moderators reach it. Only for them and for its delegates.
    pub contact: Option<String>,
    /// How far the check is.
    pub state: OrganisationState,
    /// True where a moderator has checked it.
    pub verified: bool,
    /// When it was checked.
    pub verified_at: Option<Timestamp>,
    /// When it should be checked again. Only for moderators and delegates.
    pub recheck_at: Option<Timestamp>,
    /// Why it was refused. Only for moderators and its people.
    pub reason: Option<String>,
    /// What the moderator wrote. Only for moderators and its people.
    pub message: String,
    /// Verified organisations and officials with a like name. Only for
    /// moderators.
    pub resembles: Vec<String>,
    /// What the asking person may do for it.
    pub my_role: Option<MemberRole>,
    /// Awards.
    pub recognitions: Vec<Recognition>,
    /// Counts edits, for `If-Match`.
    pub version: u32,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// What a person sends to register an organisation; they become its first
/// delegate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrganisationDraft {
    /// Name.
    pub name: String,
    /// One of the forum's sectors.
    pub kind: String,
    /// Where it is registered.
    #[serde(default)]
    pub registry: String,
    /// Its number there.
    #[serde(default)]
    pub number: String,
    /// One of the forum's countries.
    #[serde(default)]
    pub country: Option<String>,
    /// `http` or `https`.
    #[serde(default)]
    pub website: String,
    /// How moderators reach it.
    #[serde(default)]
    pub contact: String,
}

/// What a delegate changes of an organisation, or a moderator decides about
/// it; what is absent stays. A delegate's change of name, registry or number
/// makes it wait for a moderator again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct OrganisationPatch {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// One of the forum's sectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    /// Its number there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// One of the forum's countries; empty takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `http` or `https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// How moderators reach it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// `verified` or `refused`; moderators only, and then nothing of the above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<OrganisationState>,
    /// One of the forum's reasons; needed to refuse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What its people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When it should be checked again; a year from now where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recheck_at: Option<Timestamp>,
}

/// What a delegate sends to invite somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InvitationDraft {
    /// What the invited person may do.
    pub role: MemberRole,
}

/// An invitation. Its code is shown once and holds for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Id.
    pub id: Id,
    /// What the invited person sends to join; absent from lists.
    pub code: Option<String>,
    /// What they may do then.
    pub role: MemberRole,
    /// Until when it can be used.
    pub expires_at: Timestamp,
}

/// What an invited person sends to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// The code.
    pub code: String,
}

/// A person of an organisation; for its people and moderators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// Who.
    pub author: Author,
    /// What they may do.
    pub role: MemberRole,
    /// Since when.
    pub since: Timestamp,
}

/// An organisation that the asking person speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    /// The organisation.
    pub organisation: Organisation,
    /// How far its check is.
    pub state: OrganisationState,
    /// What the person may do for it.
    pub role: MemberRole,
}
