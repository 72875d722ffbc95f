//! Comments.

use contract::{Author, Id, Stance, State};

use crate::{cursor::Cursor, moderation::DecisionRow, participant::ParticipantId};

/// A comment as one viewer may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentRow {
    /// Id.
    pub id: Id,
    /// The submission it is about.
    pub submission_id: Id,
    /// The comment that it answers.
    pub reply_to: Option<Id>,
    /// What it argues.
    pub stance: Stance,
    /// The text.
    pub body: String,
    /// BCP 47 tag, where it is known.
    pub language: Option<String>,
    /// Who wrote it.
    pub author: Author,
    /// Who may see it.
    pub state: State,
    /// What was last decided about it; for its author and for moderators and
    /// officials.
    pub verdict: Option<DecisionRow>,
    /// True where the viewer wrote it.
    pub mine: bool,
    /// When it was sent, ms.
    pub created_at: i64,
    /// When it was last edited, ms.
    pub edited_at: Option<i64>,
}

/// A comment to make; validated already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// Id.
    pub id: Id,
    /// Who writes.
    pub author: ParticipantId,
    /// The comment of the same submission that it answers. One that is itself
    /// a reply answers [`crate::StorageError::ReplyTooDeep`].
    pub reply_to: Option<Id>,
    /// What it argues.
    pub stance: Stance,
    /// The text.
    pub body: String,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// The verified organisation that it is made for; its author is one of its
    /// people.
    pub organisation: Option<Id>,
    /// True where a moderator writes: they are no newcomer.
    pub by_moderator: bool,
    /// Now, ms.
    pub now_ms: i64,
}

/// Which comments to read: oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommentQuery {
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// At most this many.
    pub limit: u32,
    /// Who reads.
    pub viewer: Option<ParticipantId>,
    /// True for moderators and officials, who also read what is pending or
    /// hidden.
    pub staff: bool,
}
