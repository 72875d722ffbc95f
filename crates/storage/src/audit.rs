//! Port: the trail of every mutation.

use async_trait::async_trait;
use contract::{AuditChange, Author, Id};

use crate::{cursor::Cursor, error::Result, forum::ForumId, query::Listing};

/// One deed on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Counts up without reuse.
    pub number: u64,
    /// When, ms.
    pub at: i64,
    /// Who; none for the server itself and for deleted accounts.
    pub actor: Option<Author>,
    /// What, as `thing.verb`.
    pub action: String,
    /// Kind of the thing.
    pub target_kind: String,
    /// Id of the thing.
    pub target_id: Id,
    /// What changed.
    pub changes: Vec<AuditChange>,
}

/// Which deeds to read: newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditQuery {
    /// Only of the thing of this id.
    pub target: Option<Id>,
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// At most this many.
    pub limit: u32,
}

/// The trail of every mutation.
#[async_trait]
pub trait AuditStorage: Send + Sync + 'static {
    /// Deeds, newest first.
    async fn audit(&self, forum: ForumId, query: &AuditQuery) -> Result<Listing<AuditRow>>;
}
