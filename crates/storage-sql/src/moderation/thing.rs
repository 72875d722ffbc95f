//! What decisions, notes, claims and the queue are about.

use contract::{Id, State, Target, TargetKind};
use storage::{ForumId, StorageError};

use crate::{
    fault::Outcome,
    row::{maybe, word},
    sql::{Connection, Row},
};

/// A submission, comment, thread or organisation, as far as moderators need it.
#[derive(Debug, Clone)]
pub(crate) struct Thing {
    pub(crate) kind: TargetKind,
    /// Its number in the table of its kind.
    pub(crate) seq: i64,
    /// Its public id.
    pub(crate) id: Id,
    /// The thread that it stands in, or that it is.
    pub(crate) thread: Option<i64>,
    /// The submission that it is, or that it comments.
    pub(crate) submission: Option<i64>,
    pub(crate) author: Option<i64>,
    /// Title, name or the beginning of its text.
    pub(crate) title: String,
    pub(crate) reference: Option<String>,
    pub(crate) language: Option<String>,
    /// None for what has no state of this kind.
    pub(crate) state: Option<State>,
    /// None for what has no versions.
    pub(crate) version: Option<u32>,
}

/// The columns that [`read`] reads, and the table, of a kind.
const fn select(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Submission => {
            "SELECT t.seq, t.id, t.thread, t.seq, t.author, t.title, t.reference, t.language,
               t.state, t.version FROM submissions t"
        }
        TargetKind::Comment => {
            "SELECT t.seq, t.id, s.thread, t.submission, t.author, substr(t.body, 1, 80), NULL,
               t.language, t.state, NULL
             FROM comments t JOIN submissions s ON s.seq = t.submission"
        }
        TargetKind::Thread => {
            "SELECT t.seq, t.id, t.seq, NULL, NULL, t.title, NULL, t.language, NULL, t.version
             FROM threads t"
        }
        TargetKind::Organisation => {
            "SELECT t.seq, t.id, NULL, NULL, NULL, t.name, NULL, NULL, NULL, t.version
             FROM registered_organisations t"
        }
    }
}

fn read(row: &Row<'_>, kind: TargetKind) -> crate::sql::Result<Thing> {
    let has_state = matches!(kind, TargetKind::Submission | TargetKind::Comment);
    Ok(Thing {
        kind,
        seq: row.get(0)?,
        id: row.get(1)?,
        thread: row.get(2)?,
        submission: row.get(3)?,
        author: row.get(4)?,
        title: row.get(5)?,
        reference: row.get(6)?,
        language: row.get(7)?,
        state: has_state.then(|| word(row, 8)).transpose()?,
        version: row.get(9)?,
    })
}

impl Thing {
    /// The thing that people name by its kind and id.
    pub(crate) fn find(conn: &Connection, forum: ForumId, target: &Target) -> Outcome<Self> {
        let sql = format!("{} WHERE t.id = ?1 AND t.forum = ?2", select(target.kind));
        let found = maybe(conn, &sql, (&target.id, forum.0), |row| read(row, target.kind))?;
        Ok(found.ok_or(StorageError::NotFound)?)
    }

    /// The thing of this number.
    pub(crate) fn by_seq(conn: &Connection, kind: TargetKind, seq: i64) -> Outcome<Self> {
        let sql = format!("{} WHERE t.seq = ?1", select(kind));
        let found = maybe(conn, &sql, [seq], |row| read(row, kind))?;
        Ok(found.ok_or(StorageError::NotFound)?)
    }

    /// As people name it.
    pub(crate) fn target(&self) -> Target {
        Target { kind: self.kind, id: self.id.clone() }
    }

    /// Refuses what its author took back.
    pub(crate) fn check_there(&self) -> Result<(), StorageError> {
        match self.state {
            Some(State::Withdrawn) => Err(StorageError::Withdrawn),
            _ => Ok(()),
        }
    }
}
