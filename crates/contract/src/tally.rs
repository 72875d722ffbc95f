//! Votes and what they add up to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Id, wire::words};

words! {
    /// One person's vote on one submission.
    VoteChoice {
        /// Agree (opinion mode).
        Agree = "agree",
        /// Disagree (opinion mode).
        Disagree = "disagree",
        /// Seen, no opinion (opinion mode).
        Pass = "pass",
        /// Support (support mode).
        Support = "support",
    }
}

/// What a person sends to vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VoteRequest {
    /// The vote that replaces any earlier one of the same person, or of the
    /// same organisation.
    pub value: VoteChoice,
    /// The verified organisation that votes; the person is its delegate. Their
    /// own vote is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Id>,
}

/// What a vote answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoteResult {
    /// The person's vote as it stands now.
    pub my_vote: Option<VoteChoice>,
    /// The tally after it, where this person may see it.
    pub tally: Option<Tally>,
    /// Supports left to give, in a thread with a budget.
    pub votes_left: Option<u32>,
    /// The votes of organisations for which the person votes, as they stand
    /// now, by organisation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub organisation_votes: BTreeMap<Id, VoteChoice>,
}

/// The votes on one submission. One person is in it once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// People whose vote is agree.
    pub agree: u32,
    /// People whose vote is disagree.
    pub disagree: u32,
    /// People whose vote is pass.
    pub pass: u32,
    /// People whose vote is support.
    pub support: u32,
    /// People with a vote: the sum of the four.
    pub participants: u32,
    /// By sector; `null` where a cell is too small to publish or would follow
    /// from the others by subtraction.
    #[cfg_attr(feature = "openapi", schema(schema_with = by_sector_schema))]
    pub by_sector: BTreeMap<String, Option<SectorTally>>,
    /// How broad the agreement is across sectors, from 0 to 1; `null` with
    /// fewer than two sectors of at least five votes.
    pub broad: Option<f64>,
    /// The votes of verified organisations, one each. They are never added to
    /// those of people.
    #[serde(default)]
    pub organisations: OrganisationTally,
}

/// The votes of verified organisations on one submission.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationTally {
    /// Organisations whose vote is agree.
    pub agree: u32,
    /// Organisations whose vote is disagree.
    pub disagree: u32,
    /// Organisations whose vote is pass.
    pub pass: u32,
    /// Organisations whose vote is support.
    pub support: u32,
}

/// A map whose values may be `null`, which the derive does not see.
#[cfg(feature = "openapi")]
fn by_sector_schema() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::{
        Ref,
        schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, Schema, Type},
    };
    let null = ObjectBuilder::new().schema_type(Type::Null).build();
    let cell = OneOfBuilder::new().item(null).item(Ref::from_schema_name("SectorTally")).build();
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::from(Schema::OneOf(cell))))
        .build()
}

/// One sector's part of a tally.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SectorTally {
    /// People whose vote is agree.
    pub agree: u32,
    /// People whose vote is disagree.
    pub disagree: u32,
    /// People whose vote is pass.
    pub pass: u32,
    /// People whose vote is support.
    pub support: u32,
}

impl SectorTally {
    /// People with a vote in this sector.
    #[must_use]
    pub const fn participants(&self) -> u32 {
        self.agree + self.disagree + self.pass + self.support
    }
}
