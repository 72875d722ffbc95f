//! Reports to moderators.

use contract::State;
use rusqlite::{Connection, OptionalExtension as _};
use storage::{
    Conflict, Created, FlagRow, FlagTarget, ForumId, Idempotency, NewFlag, StorageError,
};

use crate::{
    comment,
    fault::{Fault, Outcome},
    idempotency, participant,
    row::{run, word},
    submission,
};

pub(crate) fn create(
    conn: &Connection,
    forum: ForumId,
    target: &FlagTarget,
    new: NewFlag,
    idempotency: Option<Idempotency<FlagRow>>,
) -> Outcome<Created<FlagRow>> {
    idempotency::once(conn, new.participant, new.now_ms, idempotency, || {
        participant::sector(conn, forum, new.participant)?;
        let (submission, comment) = match target {
            FlagTarget::Submission(id) => {
                let found = submission::find(conn, forum, id)?;
                found.check_visible(Some(new.participant))?;
                if found.state != State::Published {
                    return Err(StorageError::Conflict(Conflict::NotPublished).into());
                }
                (Some(found.seq), None)
            }
            FlagTarget::Comment(id) => {
                let (seq, submission) = comment::find(conn, forum, id)?;
                check_published(conn, submission)?;
                (None, Some(seq))
            }
        };
        run(
            conn,
            "INSERT INTO flags
               (forum, id, submission, comment, participant, reason, note, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (
                forum.0,
                &new.id,
                submission,
                comment,
                new.participant.0,
                new.reason.as_str(),
                &new.note,
                new.now_ms,
            ),
        )?;
        Ok(FlagRow { id: new.id, reason: new.reason, note: new.note, created_at: new.now_ms })
    })
}

/// A comment on a submission that is not published is not there either.
fn check_published(conn: &Connection, submission: i64) -> Outcome<()> {
    let state = conn
        .prepare_cached("SELECT state FROM submissions WHERE seq = ?1")?
        .query_row([submission], |row| word(row, 0))
        .optional()?;
    match state {
        Some(State::Published) => Ok(()),
        _ => Err(Fault::Port(StorageError::NotFound)),
    }
}
