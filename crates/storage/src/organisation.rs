//! Port: organisations, their people, and their votes.

use async_trait::async_trait;
use contract::{
    Author, Id, MemberRole, Membership, OrganisationState, Recognition, Source, VoteChoice,
};

use crate::{
    Created, Idempotency,
    cursor::Cursor,
    error::Result,
    forum::ForumId,
    participant::{NewParticipant, ParticipantId},
    query::Listing,
    thread::Change,
    vote::VoteOutcome,
};

/// How long an invitation can be used, ms.
pub const INVITATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// For how long a moderator's check of an organisation is good, ms.
pub const CHECK_MS: i64 = 365 * 24 * 60 * 60 * 1000;
/// For how long an organisation stays verified after that, while a moderator
/// is asked to look again, ms.
pub const CHECK_GRACE_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Most open invitations of an organisation.
pub const INVITATIONS_MAX: u32 = 50;
/// Most organisations of one person that wait for a moderator.
pub const WAITING_MAX: u32 = 5;

/// An organisation with everything that is known of it: whoever renders it
/// leaves out what the reader may not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// One of the forum's sectors.
    pub kind: String,
    /// Where it is registered.
    pub registry: String,
    /// Its number there.
    pub number: String,
    /// One of the forum's countries.
    pub country: Option<String>,
    /// Its website.
    pub website: String,
    /// How moderators reach it.
    pub contact: String,
    /// How far its check is.
    pub status: OrganisationStatus,
    /// Verified organisations and officials with a like name.
    pub resembles: Vec<String>,
    /// What the reader may do for it.
    pub my_role: Option<MemberRole>,
    /// Awards.
    pub recognitions: Vec<Recognition>,
    /// Counts edits, from 1.
    pub version: u32,
    /// When it was registered, ms.
    pub created_at: i64,
}

/// How far the check of an organisation is, and why. A decision replaces all of
/// it, and taking the decision back brings all of it back.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OrganisationStatus {
    /// The state.
    pub state: OrganisationState,
    /// One of the forum's reasons, of a refusal.
    pub reason: Option<String>,
    /// What the moderator wrote to its people.
    pub message: String,
    /// When it was verified, ms.
    pub verified_at: Option<i64>,
    /// When it should be checked again, ms.
    pub recheck_at: Option<i64>,
}

/// An organisation to register; validated already. It waits for a moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrganisation {
    /// Id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// One of the forum's sectors.
    pub kind: String,
    /// Where it is registered.
    pub registry: String,
    /// Its number there.
    pub number: String,
    /// One of the forum's countries.
    pub country: Option<String>,
    /// Its website.
    pub website: String,
    /// How moderators reach it.
    pub contact: String,
    /// Who registers it, its first delegate.
    pub by: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// What a delegate changes; `None` and `Keep` stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationChange {
    /// Name.
    pub name: Option<String>,
    /// One of the forum's sectors.
    pub kind: Option<String>,
    /// Where it is registered.
    pub registry: Option<String>,
    /// Its number there.
    pub number: Option<String>,
    /// One of the forum's countries.
    pub country: Change<String>,
    /// Its website.
    pub website: Option<String>,
    /// How moderators reach it.
    pub contact: Option<String>,
}

/// Who reads or acts, and as what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub viewer: Option<ParticipantId>,
    /// Whether as a moderator, who sees all organisations.
    pub moderator: bool,
}

/// Which organisations to list: newest first. Of those that are not verified
/// only moderators see those that are not their own.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganisationQuery {
    /// How far their check is.
    pub state: OrganisationState,
    /// Text in the name, as it was typed; empty finds everything.
    pub q: String,
    /// One of the forum's countries.
    pub country: Option<String>,
    /// One of the forum's sectors.
    pub kind: Option<String>,
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// At most this many.
    pub limit: u32,
    /// Who reads.
    pub reader: Reader,
}

/// An invitation to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// Id.
    pub id: Id,
    /// SHA-256 of the code.
    pub hash: [u8; 32],
    /// What the invited person may do.
    pub role: MemberRole,
    /// Who invites.
    pub by: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// An open invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// Id.
    pub id: Id,
    /// What the invited person may do.
    pub role: MemberRole,
    /// Until when it can be used, ms.
    pub expires_at: i64,
}

/// A person of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// Who.
    pub author: Author,
    /// What they may do.
    pub role: MemberRole,
    /// Since when, ms.
    pub since: i64,
}

/// A verified organisation of a demonstration, with all that is known of it.
/// Importing it again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedOrganisation {
    /// Who it is; `by` and `now_ms` aside.
    pub organisation: NewOrganisation,
    /// Its people, the first one a delegate.
    pub members: Vec<(NewParticipant, MemberRole)>,
    /// Imported submissions that were written for it.
    pub submissions: Vec<Source>,
    /// Its votes on imported submissions.
    pub votes: Vec<(Source, VoteChoice)>,
    /// Its awards, with their ids.
    pub recognitions: Vec<Recognition>,
}

/// Organisations, their people, and their votes.
///
/// Whoever may not see an organisation is told [`crate::StorageError::NotFound`];
/// who sees it and may not do something is told `NotAllowed`.
#[async_trait]
pub trait OrganisationStorage: Send + Sync + 'static {
    /// Registers an organisation; it waits for a moderator.
    async fn register_organisation(
        &self,
        forum: ForumId,
        organisation: NewOrganisation,
        idempotency: Option<Idempotency<OrganisationRow>>,
    ) -> Result<Created<OrganisationRow>>;

    /// A page of organisations.
    async fn organisations(
        &self,
        forum: ForumId,
        query: &OrganisationQuery,
    ) -> Result<Listing<OrganisationRow>>;

    /// One organisation: a verified one for everybody, others for their people
    /// and moderators.
    async fn organisation(
        &self,
        forum: ForumId,
        id: &str,
        reader: Reader,
    ) -> Result<OrganisationRow>;

    /// What a delegate changes of an organisation whose version is still
    /// `expected` (`None`: whatever it is). Another name, registry or number,
    /// and any change of a refused one, makes it wait for a moderator again.
    async fn change_organisation(
        &self,
        forum: ForumId,
        id: &str,
        reader: Reader,
        expected: Option<u32>,
        change: OrganisationChange,
        now_ms: i64,
    ) -> Result<OrganisationRow>;

    /// Organisations that a person speaks for, in the order in which they
    /// joined.
    async fn memberships(
        &self,
        forum: ForumId,
        participant: ParticipantId,
    ) -> Result<Vec<Membership>>;

    /// Invites somebody; by a delegate.
    async fn invite(
        &self,
        forum: ForumId,
        organisation: &str,
        invitation: NewInvitation,
    ) -> Result<InvitationRow>;

    /// Invitations that can be used, oldest first; for delegates.
    async fn invitations(
        &self,
        forum: ForumId,
        organisation: &str,
        participant: ParticipantId,
        now_ms: i64,
    ) -> Result<Vec<InvitationRow>>;

    /// Takes an invitation back; by a delegate.
    async fn revoke_invitation(
        &self,
        forum: ForumId,
        organisation: &str,
        invitation: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()>;

    /// Joins by a code, which is used up. A member who is invited as a delegate
    /// becomes one.
    async fn join_organisation(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        hash: [u8; 32],
        now_ms: i64,
    ) -> Result<Membership>;

    /// A page of an organisation's people, in the order in which they joined;
    /// for them and for moderators.
    async fn members(
        &self,
        forum: ForumId,
        organisation: &str,
        reader: Reader,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Listing<MemberRow>>;

    /// Takes a person out, by a delegate or by themselves. The last delegate
    /// stays.
    async fn remove_member(
        &self,
        forum: ForumId,
        organisation: &str,
        author: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()>;

    /// Casts or changes the vote of a verified organisation, by a delegate. One
    /// organisation has one vote on a submission, whatever comes at the same
    /// time. The outcome's `my_vote` is the delegate's own.
    async fn put_organisation_vote(
        &self,
        forum: ForumId,
        submission: &str,
        participant: ParticipantId,
        organisation: &str,
        value: VoteChoice,
        now_ms: i64,
    ) -> Result<VoteOutcome>;

    /// Takes the vote of an organisation back, by a delegate; without one
    /// nothing changes.
    async fn delete_organisation_vote(
        &self,
        forum: ForumId,
        submission: &str,
        participant: ParticipantId,
        organisation: &str,
        now_ms: i64,
    ) -> Result<VoteOutcome>;

    /// Writes organisations of a demonstration whose ids are not known yet.
    async fn import_organisations(
        &self,
        forum: ForumId,
        organisations: Vec<ImportedOrganisation>,
    ) -> Result<()>;
}
