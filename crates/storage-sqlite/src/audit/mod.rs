//! The trail of every mutation: who, what, when, before and after.

use async_trait::async_trait;
use contract::AuditChange;
use rusqlite::Connection;
use storage::{AuditStorage, ForumId, ParticipantId};

use crate::{SqliteStorage, fault::Outcome, row::run};

/// One deed, to put on record in the transaction that does it.
#[derive(Debug)]
pub(crate) struct Deed<'a> {
    pub(crate) forum: ForumId,
    pub(crate) now_ms: i64,
    /// None for the server itself.
    pub(crate) actor: Option<ParticipantId>,
    /// `thing.verb`, such as `submission.edit`.
    pub(crate) action: &'static str,
    pub(crate) target_kind: &'static str,
    /// The thing's public id.
    pub(crate) target_id: &'a str,
    /// Only fields that differ. Never a secret, never what somebody voted.
    pub(crate) changes: &'a [AuditChange],
}

/// Puts a deed on record.
pub(crate) fn record(conn: &Connection, deed: &Deed<'_>) -> Outcome<()> {
    run(
        conn,
        "INSERT INTO audit (forum, at, actor, action, target_kind, target_id, changes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            deed.forum.0,
            deed.now_ms,
            deed.actor.map(|actor| actor.0),
            deed.action,
            deed.target_kind,
            deed.target_id,
            serde_json::to_string(deed.changes)?,
        ),
    )?;
    Ok(())
}

/// A field that changed, or nothing where it did not.
pub(crate) fn change<T: AsRef<str>>(
    field: &str,
    before: Option<T>,
    after: Option<T>,
) -> Option<AuditChange> {
    let text = |value: Option<T>| value.map(|value| value.as_ref().to_owned());
    let (before, after) = (text(before), text(after));
    (before != after).then(|| AuditChange { field: field.to_owned(), before, after })
}

#[async_trait]
impl AuditStorage for SqliteStorage {}
