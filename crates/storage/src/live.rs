//! What is told of writes once they are on the disk, for those who follow a
//! thread live.
//!
//! A change says that something is another one now, and by ids alone: whoever
//! passes it on reads what everybody may see at that moment, so that nothing
//! can come out by this way that does not come out by the others.

use async_trait::async_trait;
use contract::Id;
use serde::{Deserialize, Serialize};

use crate::{CommentRow, ForumId, Result};

/// One change of what a thread shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LiveChange {
    /// Its forum.
    pub forum: ForumId,
    /// The thread; none where it is about all threads of the forum.
    pub thread: Option<Id>,
    /// What changed.
    pub what: Changed,
}

/// What changed. `was_public` says that everybody saw it before: where it is
/// not to be seen any more, that is worth telling.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Changed {
    /// The thread itself.
    Thread,
    /// Much at once, as by an import: whatever is known of the thread is to be
    /// read again.
    Everything,
    /// A submission: its text, its state, its place.
    Submission {
        /// Its id.
        id: Id,
        /// Whether everybody saw it in this thread before.
        was_public: bool,
    },
    /// An official answer came out or was changed.
    Response {
        /// The submission that it answers.
        submission: Id,
    },
    /// Votes were cast, changed or taken back.
    Tally {
        /// The submission.
        submission: Id,
    },
    /// A comment.
    Comment {
        /// Its id.
        id: Id,
        /// What it comments.
        submission: Id,
        /// Whether everybody saw it before.
        was_public: bool,
    },
    /// An announcement.
    Announcement {
        /// Its id.
        id: Id,
        /// Whether it stood in this thread before.
        was_public: bool,
    },
}

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Live {
    /// Something changed.
    Changed(LiveChange),
    /// Changes may have been missed: whatever is known is to be read again.
    Lost,
}

/// Hears changes, in the order of their commits.
#[async_trait]
pub trait Changes: Send {
    /// Waits for the next; `None` where there will be no more.
    async fn next(&mut self) -> Option<Live>;
}

/// Following what is written.
#[async_trait]
pub trait LiveStorage: Send + Sync + 'static {
    /// Hears what is written from now on, by whatever process on the same
    /// database, each change once it is durable. Nothing is written for it.
    fn changes(&self) -> Result<Box<dyn Changes>>;

    /// A comment as everybody reads it. `NotFound` where it, or what it
    /// comments, is not public.
    async fn public_comment(&self, forum: ForumId, id: &str) -> Result<CommentRow>;
}
