//! The port's part of following live.

use async_trait::async_trait;
use storage::{Changes, CommentRow, ForumId, LiveStorage, Result};

use crate::{SqlStorage, comment, fault::Fault, sql::Database};

#[async_trait]
impl<D: Database> LiveStorage for SqlStorage<D> {
    fn changes(&self) -> Result<Box<dyn Changes>> {
        Ok(Box::new(self.readers.database().hear().map_err(Fault::from)?))
    }

    async fn public_comment(&self, forum: ForumId, id: &str) -> Result<CommentRow> {
        let id = id.to_owned();
        self.readers.read(move |conn| comment::public(conn, forum, &id)).await
    }
}
