//! The port: each call a read in a snapshot or a write in the queue.

use std::collections::BTreeMap;

use async_trait::async_trait;
use contract::{Forum, Id, VoteChoice};
use storage::{
    ChooseParts, CommentQuery, CommentRow, Created, FlagRow, FlagTarget, ForumId, ForumRow,
    Idempotency, Import, ImportSummary, ListQuery, Listing, NewComment, NewFlag, NewParticipant,
    NewSubmission, NewThread, PageQuery, Participant, ParticipantId, Progress, Result, RevisionRow,
    SimilarQuery, Storage, StorageStats, SubmissionChange, SubmissionRow, SubmissionView,
    ThreadChange, ThreadExport, ThreadPage, ThreadRow, VoteOutcome,
};

use crate::{
    SqlStorage, abuse, comment, export, flag, forum, idempotency, import, list, moderation,
    organisation, participant,
    row::maybe,
    search,
    sql::Database,
    submission, thread,
    vote::{self, Cast},
};

#[async_trait]
impl<D: Database> Storage for SqlStorage<D> {
    async fn upsert_forum(&self, slug: &str, config: &Forum, now_ms: i64) -> Result<ForumRow> {
        let (slug, config) = (slug.to_owned(), config.clone());
        self.writer.write(move |conn| forum::upsert(conn, &slug, &config, now_ms)).await
    }

    async fn forum(&self, slug: &str) -> Result<ForumRow> {
        let slug = slug.to_owned();
        self.readers.read(move |conn| forum::get(conn, &slug)).await
    }

    async fn forums(&self) -> Result<Vec<ForumRow>> {
        self.readers.read(forum::list).await
    }

    async fn participant(
        &self,
        forum: ForumId,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Participant>> {
        let (issuer, subject) = (issuer.to_owned(), subject.to_owned());
        self.readers.read(move |conn| participant::find(conn, forum, &issuer, &subject)).await
    }

    async fn upsert_participant(
        &self,
        forum: ForumId,
        participant: NewParticipant,
    ) -> Result<Participant> {
        self.writer.write(move |conn| participant::upsert(conn, forum, &participant)).await
    }

    async fn threads(&self, forum: ForumId, query: &PageQuery) -> Result<Listing<ThreadRow>> {
        let query = query.clone();
        self.readers.read(move |conn| thread::list(conn, forum, &query)).await
    }

    async fn thread(&self, forum: ForumId, id_or_slug: &str) -> Result<ThreadRow> {
        let name = id_or_slug.to_owned();
        self.readers.read(move |conn| Ok(thread::find(conn, forum, &name)?.row)).await
    }

    async fn create_thread(
        &self,
        forum: ForumId,
        thread: NewThread,
        idempotency: Option<Idempotency<ThreadRow>>,
    ) -> Result<Created<ThreadRow>> {
        self.writer.write(move |conn| thread::create(conn, forum, &thread, idempotency)).await
    }

    async fn change_thread(
        &self,
        forum: ForumId,
        id_or_slug: &str,
        expected: Option<u32>,
        change: ThreadChange,
    ) -> Result<ThreadRow> {
        let name = id_or_slug.to_owned();
        self.writer.write(move |conn| thread::change(conn, forum, &name, expected, change)).await
    }

    async fn submissions(
        &self,
        forum: ForumId,
        thread: &str,
        query: &ListQuery,
    ) -> Result<ThreadPage> {
        let (thread, query) = (thread.to_owned(), query.clone());
        self.readers.read(move |conn| list::page(conn, forum, &thread, &query)).await
    }

    async fn submission(
        &self,
        forum: ForumId,
        id: &str,
        viewer: Option<ParticipantId>,
    ) -> Result<SubmissionView> {
        let id = id.to_owned();
        self.readers.read(move |conn| submission::view(conn, forum, &id, viewer)).await
    }

    async fn create_submission(
        &self,
        forum: ForumId,
        thread: &str,
        submission: NewSubmission,
        idempotency: Option<Idempotency<SubmissionView>>,
    ) -> Result<Created<SubmissionView>> {
        let thread = thread.to_owned();
        self.writer
            .write(move |conn| submission::create(conn, forum, &thread, &submission, idempotency))
            .await
    }

    async fn edit_submission(
        &self,
        forum: ForumId,
        id: &str,
        author: ParticipantId,
        expected: Option<u32>,
        change: SubmissionChange,
        now_ms: i64,
    ) -> Result<SubmissionView> {
        let id = id.to_owned();
        self.writer
            .write(move |conn| {
                submission::edit::edit(conn, forum, &id, author, expected, change, now_ms)
            })
            .await
    }

    async fn withdraw_submission(
        &self,
        forum: ForumId,
        id: &str,
        author: ParticipantId,
        now_ms: i64,
    ) -> Result<()> {
        let id = id.to_owned();
        self.writer.write(move |conn| submission::withdraw(conn, forum, &id, author, now_ms)).await
    }

    async fn history(
        &self,
        forum: ForumId,
        id: &str,
        viewer: Option<ParticipantId>,
    ) -> Result<Vec<RevisionRow>> {
        let id = id.to_owned();
        self.readers.read(move |conn| submission::history(conn, forum, &id, viewer)).await
    }

    async fn similar(
        &self,
        forum: ForumId,
        thread: &str,
        query: &SimilarQuery,
    ) -> Result<Vec<SubmissionRow>> {
        let (thread, query) = (thread.to_owned(), query.clone());
        self.readers.read(move |conn| search::similar(conn, forum, &thread, &query)).await
    }

    async fn put_vote(
        &self,
        forum: ForumId,
        submission: &str,
        participant: ParticipantId,
        value: VoteChoice,
        now_ms: i64,
    ) -> Result<VoteOutcome> {
        let submission = submission.to_owned();
        self.writer.cast(Cast { forum, submission, participant, value, now_ms }).await
    }

    async fn delete_vote(
        &self,
        forum: ForumId,
        submission: &str,
        participant: ParticipantId,
        now_ms: i64,
    ) -> Result<VoteOutcome> {
        let id = submission.to_owned();
        self.writer.write(move |conn| vote::delete(conn, forum, &id, participant, now_ms)).await
    }

    async fn comments(
        &self,
        forum: ForumId,
        submission: &str,
        query: &CommentQuery,
    ) -> Result<Listing<CommentRow>> {
        let (id, query) = (submission.to_owned(), query.clone());
        self.readers.read(move |conn| comment::list(conn, forum, &id, &query)).await
    }

    async fn create_comment(
        &self,
        forum: ForumId,
        submission: &str,
        comment: NewComment,
        idempotency: Option<Idempotency<CommentRow>>,
    ) -> Result<Created<CommentRow>> {
        let id = submission.to_owned();
        self.writer
            .write(move |conn| comment::create(conn, forum, &id, &comment, idempotency))
            .await
    }

    async fn create_flag(
        &self,
        forum: ForumId,
        target: &FlagTarget,
        flag: NewFlag,
        idempotency: Option<Idempotency<FlagRow>>,
    ) -> Result<Created<FlagRow>> {
        let target = target.clone();
        self.writer.write(move |conn| flag::create(conn, forum, &target, flag, idempotency)).await
    }

    async fn votes_left(
        &self,
        forum: ForumId,
        participant: ParticipantId,
        now_ms: i64,
    ) -> Result<BTreeMap<Id, u32>> {
        self.readers.read(move |conn| vote::votes_left(conn, forum, participant, now_ms)).await
    }

    async fn export(
        &self,
        forum: ForumId,
        id_or_slug: &str,
        parts: ChooseParts,
    ) -> Result<ThreadExport> {
        let thread = id_or_slug.to_owned();
        self.readers.read(move |conn| export::read(conn, forum, &thread, parts)).await
    }

    async fn import(
        &self,
        forum: ForumId,
        import: Import,
        mut progress: Box<dyn FnMut(Progress) + Send>,
    ) -> Result<ImportSummary> {
        self.writer.write(move |conn| import::run(conn, forum, &import, &mut *progress)).await
    }

    async fn sweep(&self, now_ms: i64) -> Result<u64> {
        self.writer
            .write(move |conn| {
                moderation::sweep(conn, now_ms)?;
                Ok(idempotency::sweep(conn, now_ms)?
                    + abuse::sweep(conn, now_ms)?
                    + organisation::sweep(conn, now_ms)?)
            })
            .await
    }

    async fn ping(&self) -> Result<()> {
        let sql = "SELECT 1 FROM forums LIMIT 1";
        self.readers.read(|conn| maybe(conn, sql, (), |_| Ok(()))).await?;
        self.writer.write(|_| Ok(())).await
    }

    fn stats(&self) -> StorageStats {
        self.writer.stats()
    }

    async fn close(&self) -> Result<()> {
        self.readers.close().await;
        self.writer.close().await
    }
}
