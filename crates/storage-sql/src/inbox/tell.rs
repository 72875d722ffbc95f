//! Putting an item into an inbox.

use contract::{InboxKind, Target};
use sha2::{Digest as _, Sha256};
use storage::{ForumId, ParticipantId};

use super::mail;
use crate::{
    fault::Outcome,
    row::{derived_id, run},
    sql::Connection,
};

/// Something to tell one person, in the transaction that made it so.
#[derive(Debug)]
pub(crate) struct News<'a> {
    pub(crate) forum: ForumId,
    pub(crate) to: ParticipantId,
    pub(crate) kind: InboxKind,
    pub(crate) target: &'a Target,
    /// The database's number of the submission to go to.
    pub(crate) submission: Option<i64>,
    /// Its title, or the name of what it is about.
    pub(crate) title: &'a str,
    /// An action, a status, an outcome.
    pub(crate) word: Option<&'a str>,
    /// Id of what happened (a decision, a comment, an answer's version): a
    /// person is told each once.
    pub(crate) cause: &'a str,
    pub(crate) now_ms: i64,
}

/// Puts an item into a person's inbox; once for each cause.
pub(crate) fn tell(conn: &Connection, news: &News<'_>) -> Outcome<()> {
    let told = run(
        conn,
        "INSERT INTO inbox
           (forum, participant, id, kind, target_kind, target_id, submission, title, word, at,
            cause)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        (
            news.forum.0,
            news.to.0,
            item_id(news.kind, news.cause, news.to, news.now_ms),
            news.kind.as_str(),
            news.target.kind.as_str(),
            &news.target.id,
            news.submission,
            news.title,
            news.word,
            news.now_ms,
            news.cause,
        ),
    )?;
    if told > 0 { mail::becomes_due(conn, news.to, news.now_ms) } else { Ok(()) }
}

/// An id of `UUIDv7`'s form whose chance follows from the cause and the person.
fn item_id(kind: InboxKind, cause: &str, to: ParticipantId, now_ms: i64) -> String {
    let hash = Sha256::new()
        .chain_update(kind.as_str())
        .chain_update(cause)
        .chain_update(to.0.to_be_bytes());
    derived_id(hash, now_ms)
}
