//! The port's part [`storage::InboxStorage`].

use async_trait::async_trait;
use contract::{Follow, MailSettings};
use storage::{
    DueDigest, FollowTarget, ForumId, InboxPage, InboxStorage, NewMail, PageQuery, ParticipantId,
    Result,
};

use super::{follow, follows, mail, page, read, unfollow, unread};
use crate::{SqlStorage, sql::Database};

#[async_trait]
impl<D: Database> InboxStorage for SqlStorage<D> {
    async fn inbox(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        query: &PageQuery,
    ) -> Result<InboxPage> {
        let query = query.clone();
        self.readers.read(move |conn| page(conn, forum, participant, &query)).await
    }

    async fn read_inbox(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        up_to: &str,
    ) -> Result<()> {
        let up_to = up_to.to_owned();
        self.writer.write(move |conn| read(conn, forum, participant, &up_to)).await
    }

    async fn unread(&self, forum: ForumId, participant: ParticipantId) -> Result<u32> {
        self.readers.read(move |conn| unread(conn, forum, participant)).await
    }

    async fn follow(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        target: &FollowTarget,
        now_ms: i64,
    ) -> Result<()> {
        let target = target.clone();
        self.writer.write(move |conn| follow(conn, forum, participant, &target, now_ms)).await
    }

    async fn unfollow(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        target: &FollowTarget,
        now_ms: i64,
    ) -> Result<()> {
        let target = target.clone();
        self.writer.write(move |conn| unfollow(conn, forum, participant, &target, now_ms)).await
    }

    async fn follows(&self, forum: ForumId, participant: ParticipantId) -> Result<Vec<Follow>> {
        self.readers.read(move |conn| follows(conn, forum, participant)).await
    }

    async fn mail_settings(
        &self,
        forum: ForumId,
        participant: ParticipantId,
    ) -> Result<Option<MailSettings>> {
        self.readers.read(move |conn| mail::settings(conn, forum, participant)).await
    }

    async fn set_mail_settings(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        settings: &MailSettings,
        now_ms: i64,
    ) -> Result<()> {
        let settings = settings.clone();
        self.writer.write(move |conn| mail::set(conn, forum, participant, &settings, now_ms)).await
    }

    async fn mail_settings_of(&self, forum: ForumId, person: &str) -> Result<MailSettings> {
        let person = person.to_owned();
        self.readers.read(move |conn| mail::settings_of(conn, forum, &person)).await
    }

    async fn unsubscribe(&self, forum: ForumId, person: &str, now_ms: i64) -> Result<()> {
        let person = person.to_owned();
        self.writer.write(move |conn| mail::unsubscribe(conn, forum, &person, now_ms)).await
    }

    async fn due_digests(&self, now_ms: i64, limit: u32) -> Result<Vec<DueDigest>> {
        self.readers.read(move |conn| mail::due(conn, now_ms, limit)).await
    }

    async fn send_digest(
        &self,
        digest: &DueDigest,
        mails: Vec<NewMail>,
        now_ms: i64,
    ) -> Result<bool> {
        let digest = digest.clone();
        self.writer.write(move |conn| mail::send(conn, &digest, &mails, now_ms)).await
    }
}
