//! Forums: one ministry's room on a server.

use contract::Forum;
use serde::{Deserialize, Serialize};

/// The database's own number of a forum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ForumId(pub i64);

/// A forum as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForumRow {
    /// Number; every other call needs it.
    pub id: ForumId,
    /// Short name in addresses; `default` is served at the root.
    pub slug: String,
    /// Taxonomy, limits, capabilities.
    pub config: Forum,
    /// When it was made, ms.
    pub created_at: i64,
}
