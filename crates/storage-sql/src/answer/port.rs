//! The port's part [`storage::AnswerStorage`].

use async_trait::async_trait;
use contract::AnswerState;
use storage::{
    AnnouncementRow, AnswerChange, AnswerRow, AnswerStorage, AnswerVersionRow, Created, ForumId,
    Idempotency, LedgerChange, LedgerPage, LedgerQuery, LedgerRow, Listing, NewAnnouncement,
    NewAnswer, NewReferral, PageQuery, ParticipantId, Result, SubmissionView,
};

use super::{announcement, ledger, ledger_list, publish, read, write};
use crate::{SqlStorage, sql::Database};

#[async_trait]
impl<D: Database> AnswerStorage for SqlStorage<D> {
    async fn answers(
        &self,
        forum: ForumId,
        state: Option<AnswerState>,
        query: &PageQuery,
    ) -> Result<Listing<AnswerRow>> {
        let query = query.clone();
        self.readers.read(move |conn| read::list(conn, forum, state, &query)).await
    }

    async fn answer(&self, forum: ForumId, id: &str) -> Result<AnswerRow> {
        let id = id.to_owned();
        self.readers.read(move |conn| read::get(conn, forum, &id)).await
    }

    async fn create_answer(
        &self,
        forum: ForumId,
        answer: NewAnswer,
        idempotency: Option<Idempotency<AnswerRow>>,
    ) -> Result<Created<AnswerRow>> {
        self.writer.write(move |conn| write::create(conn, forum, &answer, idempotency)).await
    }

    async fn change_answer(
        &self,
        forum: ForumId,
        id: &str,
        expected: Option<u32>,
        change: AnswerChange,
    ) -> Result<AnswerRow> {
        let id = id.to_owned();
        self.writer.write(move |conn| write::change(conn, forum, &id, expected, &change)).await
    }

    async fn delete_answer(
        &self,
        forum: ForumId,
        id: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()> {
        let id = id.to_owned();
        self.writer.write(move |conn| write::delete(conn, forum, &id, by, now_ms)).await
    }

    async fn publish_answer(
        &self,
        forum: ForumId,
        id: &str,
        expected: Option<u32>,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<AnswerRow> {
        let id = id.to_owned();
        self.writer
            .write(move |conn| publish::publish(conn, forum, &id, expected, by, now_ms))
            .await
    }

    async fn answer_versions(&self, forum: ForumId, id: &str) -> Result<Vec<AnswerVersionRow>> {
        let id = id.to_owned();
        self.readers.read(move |conn| read::versions(conn, forum, &id)).await
    }

    async fn respond(&self, forum: ForumId, answer: NewAnswer) -> Result<SubmissionView> {
        self.writer.write(move |conn| publish::respond(conn, forum, &answer)).await
    }

    async fn ledger(&self, forum: ForumId, query: &LedgerQuery) -> Result<LedgerPage> {
        let query = query.clone();
        self.readers.read(move |conn| ledger_list::page(conn, forum, &query)).await
    }

    async fn refer(
        &self,
        forum: ForumId,
        submission: &str,
        referral: NewReferral,
        idempotency: Option<Idempotency<LedgerRow>>,
    ) -> Result<Created<LedgerRow>> {
        let id = submission.to_owned();
        self.writer.write(move |conn| ledger::refer(conn, forum, &id, &referral, idempotency)).await
    }

    async fn change_ledger(
        &self,
        forum: ForumId,
        id: &str,
        change: LedgerChange,
    ) -> Result<LedgerRow> {
        let id = id.to_owned();
        self.writer.write(move |conn| ledger::change(conn, forum, &id, &change)).await
    }

    async fn announcements(
        &self,
        forum: ForumId,
        thread: Option<&str>,
        query: &PageQuery,
    ) -> Result<Listing<AnnouncementRow>> {
        let (thread, query) = (thread.map(str::to_owned), query.clone());
        self.readers
            .read(move |conn| announcement::list(conn, forum, thread.as_deref(), &query))
            .await
    }

    async fn announcement(&self, forum: ForumId, id: &str) -> Result<AnnouncementRow> {
        let id = id.to_owned();
        self.readers.read(move |conn| announcement::get(conn, forum, &id)).await
    }

    async fn create_announcement(
        &self,
        forum: ForumId,
        announcement: NewAnnouncement,
        idempotency: Option<Idempotency<AnnouncementRow>>,
    ) -> Result<Created<AnnouncementRow>> {
        self.writer
            .write(move |conn| announcement::create(conn, forum, &announcement, idempotency))
            .await
    }

    async fn change_announcement(
        &self,
        forum: ForumId,
        announcement: NewAnnouncement,
    ) -> Result<AnnouncementRow> {
        self.writer.write(move |conn| announcement::change(conn, forum, &announcement)).await
    }

    async fn delete_announcement(
        &self,
        forum: ForumId,
        id: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()> {
        let id = id.to_owned();
        self.writer.write(move |conn| announcement::delete(conn, forum, &id, by, now_ms)).await
    }
}
