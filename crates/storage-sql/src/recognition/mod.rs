//! Awards of submissions and organisations, and their gallery.

mod gallery;
mod write;

use async_trait::async_trait;
use contract::{GalleryItem, Recognition};
#[cfg(feature = "testing")]
pub(crate) use gallery::list;
use storage::{
    Created, ForumId, GalleryQuery, Idempotency, Listing, NewRecognition, ParticipantId,
    Recognised, RecognitionStorage, Result,
};
pub(crate) use write::{Target, insert};

use crate::{
    SqlStorage,
    fault::Outcome,
    row::all,
    sql::{Connection, Database, Row},
};

/// Columns of an award `a`.
const COLUMNS: &str = "a.id, a.award, a.category, a.year, a.citation";
/// How many they are.
const COLUMNS_LEN: usize = 5;

fn read(row: &Row<'_>) -> crate::sql::Result<Recognition> {
    Ok(Recognition {
        id: row.get(0)?,
        award: row.get(1)?,
        category: row.get(2)?,
        year: row.get(3)?,
        citation: row.get(4)?,
    })
}

/// Awards of a submission, in the order in which they were given.
pub(crate) fn of_submission(conn: &Connection, submission: i64) -> Outcome<Vec<Recognition>> {
    let sql = format!("SELECT {COLUMNS} FROM recognitions a WHERE a.submission = ?1 ORDER BY seq");
    all(conn, &sql, [submission], read)
}

/// Awards of an organisation, in the order in which they were given.
pub(crate) fn of_organisation(conn: &Connection, organisation: i64) -> Outcome<Vec<Recognition>> {
    let sql =
        format!("SELECT {COLUMNS} FROM recognitions a WHERE a.organisation = ?1 ORDER BY seq");
    all(conn, &sql, [organisation], read)
}

#[async_trait]
impl<D: Database> RecognitionStorage for SqlStorage<D> {
    async fn recognise(
        &self,
        forum: ForumId,
        target: Recognised,
        recognition: NewRecognition,
        idempotency: Option<Idempotency<Recognition>>,
    ) -> Result<Created<Recognition>> {
        self.writer
            .write(move |conn| write::add(conn, forum, &target, &recognition, idempotency))
            .await
    }

    async fn remove_recognition(
        &self,
        forum: ForumId,
        target: Recognised,
        id: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()> {
        let id = id.to_owned();
        self.writer.write(move |conn| write::remove(conn, forum, &target, &id, by, now_ms)).await
    }

    async fn recognitions(
        &self,
        forum: ForumId,
        query: &GalleryQuery,
    ) -> Result<Listing<GalleryItem>> {
        let query = query.clone();
        self.readers.read(move |conn| gallery::list(conn, forum, &query)).await
    }
}
