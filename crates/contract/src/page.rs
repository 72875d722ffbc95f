//! Pages of lists.

use serde::{Deserialize, Serialize};

use crate::wire::words;

/// One page of a list, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// At most `limit` items.
    pub items: Vec<T>,
    /// Opaque; `null` on the last page.
    pub next_cursor: Option<String>,
    /// How many there are in all with these filters, where that is cheap to
    /// know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

words! {
    /// Orders of submissions. Pinned ones come first in each.
    Sort {
        /// Newest first.
        Newest = "newest",
        /// Lower bound of the Wilson interval (95 %) of agree among agree and
        /// disagree, or the number of supports in support mode.
        Support = "support",
        /// Broadest agreement across sectors first.
        Broad = "broad",
        /// Most comments first.
        Discussed = "discussed",
        /// Those without a vote of the asking person, oldest first.
        Unseen = "unseen",
        /// Shuffled by `seed`, so that no place in the list is favoured.
        Random = "random",
    }
}
