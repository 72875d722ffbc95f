//! Port: awards of submissions and organisations, and their gallery.

use async_trait::async_trait;
use contract::{GalleryItem, Id, Recognition};

use crate::{
    Created, Idempotency, cursor::Cursor, error::Result, forum::ForumId,
    participant::ParticipantId, query::Listing,
};

/// What is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// A submission, by its id.
    Submission(Id),
    /// An organisation, by its id.
    Organisation(Id),
}

/// An award to give; validated already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecognition {
    /// Id.
    pub id: Id,
    /// Name of the award.
    pub award: String,
    /// Category within it.
    pub category: String,
    /// Year, common era.
    pub year: u16,
    /// For what.
    pub citation: String,
    /// The official who gives it.
    pub by: ParticipantId,
    /// Now, ms.
    pub now_ms: i64,
}

/// Which awards to list: newest year first, within a year the last one given
/// first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GalleryQuery {
    /// Only of this year.
    pub year: Option<u16>,
    /// Only of this award, by its whole name.
    pub award: Option<String>,
    /// Only of this category, by its whole name.
    pub category: Option<String>,
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// At most this many.
    pub limit: u32,
}

/// Awards of submissions and organisations.
#[async_trait]
pub trait RecognitionStorage: Send + Sync + 'static {
    /// Recognises a published submission or a verified organisation; what is
    /// neither is [`crate::StorageError::NotFound`]. Its people are told.
    async fn recognise(
        &self,
        forum: ForumId,
        target: Recognised,
        recognition: NewRecognition,
        idempotency: Option<Idempotency<Recognition>>,
    ) -> Result<Created<Recognition>>;

    /// Takes an award away.
    async fn remove_recognition(
        &self,
        forum: ForumId,
        target: Recognised,
        id: &str,
        by: ParticipantId,
        now_ms: i64,
    ) -> Result<()>;

    /// A page of the awards of published submissions and verified
    /// organisations.
    async fn recognitions(
        &self,
        forum: ForumId,
        query: &GalleryQuery,
    ) -> Result<Listing<GalleryItem>>;
}
