//! The port's part [`storage::AppealStorage`].

mod judge;
pub(crate) mod log;
mod object;

use async_trait::async_trait;
use contract::LogCounts;
use storage::{
    AppealRow, AppealStorage, Created, DecisionRow, ForumId, Idempotency, Listing, LogRow,
    NewAppeal, NewJudgement, PageQuery, ParticipantId, Result, SubmissionView,
};

pub(crate) use self::object::{of, settle, withdrawn};
use crate::{SqlStorage, duplicate, sql::Database};

#[async_trait]
impl<D: Database> AppealStorage for SqlStorage<D> {
    async fn appeal(
        &self,
        forum: ForumId,
        decision: &str,
        appeal: NewAppeal,
        idempotency: Option<Idempotency<AppealRow>>,
    ) -> Result<Created<AppealRow>> {
        let decision = decision.to_owned();
        self.writer
            .write(move |conn| object::object(conn, forum, &decision, &appeal, idempotency))
            .await
    }

    async fn judge_appeal(
        &self,
        forum: ForumId,
        appeal: &str,
        judgement: NewJudgement,
    ) -> Result<DecisionRow> {
        let appeal = appeal.to_owned();
        self.writer.write(move |conn| judge::judge(conn, forum, &appeal, &judgement)).await
    }

    async fn answer_duplicate(
        &self,
        forum: ForumId,
        submission: &str,
        author: ParticipantId,
        accept: bool,
        now_ms: i64,
    ) -> Result<SubmissionView> {
        let id = submission.to_owned();
        self.writer
            .write(move |conn| duplicate::answer(conn, forum, &id, author, accept, now_ms))
            .await
    }

    async fn unlink_duplicate(
        &self,
        forum: ForumId,
        submission: &str,
        author: ParticipantId,
        now_ms: i64,
    ) -> Result<SubmissionView> {
        let id = submission.to_owned();
        self.writer.write(move |conn| duplicate::unlink(conn, forum, &id, author, now_ms)).await
    }

    async fn log(&self, forum: ForumId, query: &PageQuery) -> Result<Listing<LogRow>> {
        let query = query.clone();
        self.readers.read(move |conn| log::list(conn, forum, &query)).await
    }

    async fn log_counts(&self, forum: ForumId) -> Result<LogCounts> {
        self.readers.read(move |conn| log::counts(conn, forum)).await
    }
}
