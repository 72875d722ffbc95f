//! Which rows to list.

use contract::{Kind, Sort, Status};

use crate::{cursor::Cursor, participant::ParticipantId};

/// Filters of submissions: OR within one, AND between them; an empty one does
/// not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// What they are.
    pub kinds: Vec<Kind>,
    /// Themes.
    pub themes: Vec<String>,
    /// Groups concerned.
    pub groups: Vec<String>,
    /// Sectors of their authors.
    pub sectors: Vec<String>,
    /// Countries of their authors.
    pub countries: Vec<String>,
    /// How far the host is with them.
    pub statuses: Vec<Status>,
    /// Languages.
    pub languages: Vec<String>,
    /// Only the viewer's own; without a viewer nothing.
    pub mine: bool,
}

impl Filters {
    /// True where nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which submissions of a thread to list. Published ones, and the viewer's own
/// pending and hidden ones. Pinned ones come first in every order.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery {
    /// The order. `support` and `broad` answer
    /// [`crate::StorageError::ResultsHidden`] while results are hidden.
    pub sort: Sort,
    /// Seed of the `random` order, as it came; anything in the others.
    pub seed: String,
    /// Filters.
    pub filters: Filters,
    /// Text to find, as it was typed; empty finds everything.
    pub q: String,
    /// Where to go on. One of another order or seed answers
    /// [`crate::StorageError::BadCursor`].
    pub cursor: Option<Cursor>,
    /// At most this many, from 1.
    pub limit: u32,
    /// Who reads.
    pub viewer: Option<ParticipantId>,
    /// Now, ms.
    pub now_ms: i64,
}

/// Which part of a simple list to read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageQuery {
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// At most this many.
    pub limit: u32,
}

/// What is being written, to find what is like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarQuery {
    /// Its title so far.
    pub title: String,
    /// Its body so far.
    pub body: String,
    /// Who writes.
    pub viewer: Option<ParticipantId>,
    /// At most this many candidates; `rules` ranks them and keeps the best.
    pub limit: u32,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing<T> {
    /// At most `limit` items.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// How many there are in all, where that is cheap to know.
    pub total: Option<u64>,
}
