//! The port's part [`storage::OrganisationStorage`].

use async_trait::async_trait;
use contract::{Membership, VoteChoice};
use storage::{
    Created, Cursor, ForumId, Idempotency, ImportedOrganisation, InvitationRow, Listing, MemberRow,
    NewInvitation, NewOrganisation, OrganisationChange, OrganisationQuery, OrganisationRow,
    OrganisationStorage, ParticipantId, Reader, Result, VoteOutcome,
};

use super::{import, membership, read, vote, write};
use crate::{SqlStorage, sql::Database};

#[async_trait]
impl<D: Database> OrganisationStorage for SqlStorage<D> {
    async fn register_organisation(
        &self,
        forum: ForumId,
        organisation: NewOrganisation,
        idempotency: Option<Idempotency<OrganisationRow>>,
    ) -> Result<Created<OrganisationRow>> {
        self.writer
            .write(move |conn| write::register(conn, forum, &organisation, idempotency))
            .await
    }

    async fn organisations(
        &self,
        forum: ForumId,
        query: &OrganisationQuery,
    ) -> Result<Listing<OrganisationRow>> {
        let query = query.clone();
        self.readers.read(move |conn| read::list(conn, forum, &query)).await
    }

    async fn organisation(
        &self,
        forum: ForumId,
        id: &str,
        reader: Reader,
    ) -> Result<OrganisationRow> {
        let id = id.to_owned();
        self.readers.read(move |conn| Ok(read::find(conn, forum, &id, reader)?.row)).await
    }

    async fn change_organisation(
        &self,
        forum: ForumId,
        id: &str,
        reader: Reader,
        expected: Option<u32>,
        change: OrganisationChange,
        now_ms: i64,
    ) -> Result<OrganisationRow> {
        let id = id.to_owned();
        self.writer
            .write(move |conn| write::change(conn, forum, &id, reader, expected, change, now_ms))
            .await
    }

    async fn memberships(
        &self,
        _forum: ForumId,
        participant: ParticipantId,
    ) -> Result<Vec<Membership>> {
        self.readers.read(move |conn| membership::memberships(conn, participant)).await
    }

    async fn invite(
        &self,
        forum: ForumId,
        organisation: &str,
        invitation: NewInvitation,
    ) -> Result<InvitationRow> {
        let id = organisation.to_owned();
        self.writer.write(move |conn| membership::invite(conn, forum, &id, &invitation)).await
    }

    async fn invitations(
        &self,
        forum: ForumId,
        organisation: &str,
        participant: ParticipantId,
        now_ms: i64,
    ) -> Result<Vec<InvitationRow>> {
        let id = organisation.to_owned();
        self.readers
            .read(move |conn| membership::invitations(conn, forum, &id, participant, now_ms))
            .await
    }

    async fn revoke_invitation(
        &self,
        forum: ForumId,
        organisation: &str,
        invitation: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()> {
        let (id, invitation) = (organisation.to_owned(), invitation.to_owned());
        self.writer
            .write(move |conn| membership::revoke(conn, forum, &id, &invitation, by, now_ms))
            .await
    }

    async fn join_organisation(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        hash: [u8; 32],
        now_ms: i64,
    ) -> Result<Membership> {
        self.writer
            .write(move |conn| membership::join(conn, forum, participant, hash, now_ms))
            .await
    }

    async fn members(
        &self,
        forum: ForumId,
        organisation: &str,
        reader: Reader,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Listing<MemberRow>> {
        let id = organisation.to_owned();
        self.readers
            .read(move |conn| membership::members(conn, forum, &id, reader, cursor, limit))
            .await
    }

    async fn remove_member(
        &self,
        forum: ForumId,
        organisation: &str,
        author: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()> {
        let (id, author) = (organisation.to_owned(), author.to_owned());
        self.writer
            .write(move |conn| membership::remove(conn, forum, &id, &author, by, now_ms))
            .await
    }

    async fn put_organisation_vote(
        &self,
        forum: ForumId,
        submission: &str,
        participant: ParticipantId,
        organisation: &str,
        value: VoteChoice,
        now_ms: i64,
    ) -> Result<VoteOutcome> {
        let (id, organisation) = (submission.to_owned(), organisation.to_owned());
        self.writer
            .write(move |conn| {
                vote::put(conn, forum, &id, participant, &organisation, value, now_ms)
            })
            .await
    }

    async fn delete_organisation_vote(
        &self,
        forum: ForumId,
        submission: &str,
        participant: ParticipantId,
        organisation: &str,
        now_ms: i64,
    ) -> Result<VoteOutcome> {
        let (id, organisation) = (submission.to_owned(), organisation.to_owned());
        self.writer
            .write(move |conn| vote::delete(conn, forum, &id, participant, &organisation, now_ms))
            .await
    }

    async fn import_organisations(
        &self,
        forum: ForumId,
        organisations: Vec<ImportedOrganisation>,
    ) -> Result<()> {
        self.writer
            .write(move |conn| {
                organisations.iter().try_for_each(|one| import::import(conn, forum, one))
            })
            .await
    }
}
