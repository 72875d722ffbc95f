//! The port's part [`storage::AbuseStorage`].

use async_trait::async_trait;
use storage::{AbuseStorage, DeedRow, ForumId, PaceRow, Result, SubjectDeeds};

use super::{deeds, load_pace, pace, recent};
use crate::{SqlStorage, sql::Database};

#[async_trait]
impl<D: Database> AbuseStorage for SqlStorage<D> {
    fn is_shared(&self) -> bool {
        D::SHARED
    }

    async fn address_key(&self, day: i64, fresh: [u8; 32]) -> Result<[u8; 32]> {
        self.writer.write(move |conn| pace::address_key(conn, day, fresh)).await
    }

    async fn load_pace(&self, now_ms: i64) -> Result<Vec<PaceRow>> {
        self.readers.read(move |conn| load_pace(conn, now_ms)).await
    }

    async fn save_pace(&self, rows: Vec<PaceRow>) -> Result<()> {
        self.writer.write(move |conn| pace::save(conn, &rows)).await
    }

    async fn note_deeds(&self, rows: Vec<DeedRow>) -> Result<()> {
        self.writer.write(move |conn| deeds::note(conn, &rows)).await
    }

    async fn recent_deeds(
        &self,
        forum: ForumId,
        thread: Option<&str>,
    ) -> Result<Vec<SubjectDeeds>> {
        let thread = thread.map(str::to_owned);
        self.readers.read(move |conn| recent(conn, forum, thread.as_deref())).await
    }
}
