//! Taking a decision back.

use contract::{DecidedBy, InboxKind, State, TargetKind};
use storage::{DecisionRow, ForumId, ParticipantId, StorageError};

use super::{
    consequences,
    decide::{Was, check_own, name, trail, verb},
    decision,
    effects::{self, Moment, Snapshot},
    queue,
    thing::Thing,
};
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    inbox::{self, News},
    organisation,
    row::{json, maybe, run, word},
    sql::{Connection, Row},
};

/// A decision as far as taking it back needs it.
struct Made {
    seq: i64,
    kind: TargetKind,
    target: i64,
    by: DecidedBy,
    version: Option<u32>,
    was: Was,
    undone: bool,
    at: i64,
}

fn made(conn: &Connection, forum: ForumId, id: &str) -> Outcome<Made> {
    let sql = "SELECT seq, target_kind, target, decided_by, version, was, undone_at IS NOT NULL,
           at
         FROM decisions WHERE id = ?1 AND forum = ?2";
    let read = |row: &Row<'_>| {
        Ok(Made {
            seq: row.get(0)?,
            kind: word(row, 1)?,
            target: row.get(2)?,
            by: word(row, 3)?,
            version: row.get(4)?,
            was: json(row, 5)?,
            undone: row.get(6)?,
            at: row.get(7)?,
        })
    };
    Ok(maybe(conn, sql, (id, forum.0), read)?.ok_or(StorageError::NotFound)?)
}

/// Takes a decision back: state, counters, place and queue are as before.
pub(super) fn undo(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    moderator: ParticipantId,
    now_ms: i64,
) -> Outcome<DecisionRow> {
    let made = made(conn, forum, id)?;
    let thing = Thing::by_seq(conn, made.kind, made.target)?;
    thing.check_there()?;
    check_own(conn, &thing, moderator)?;
    check_last(conn, &made, &thing)?;
    consequences::undo_text(conn, made.seq)?;
    let thing = Thing::by_seq(conn, made.kind, made.target)?;
    let Was { before, after, queue } = &made.was;
    if Snapshot::of(conn, &thing)? != *after {
        return Err(StorageError::WrongState("It was changed since.").into());
    }
    let publishes = before.state == Some(State::Published) && after.state != before.state;
    if publishes && thing.version != made.version {
        let why = "Its text was changed since. Decide about it as it is now.";
        return Err(StorageError::WrongState(why).into());
    }
    let moment = Moment { now_ms, since_ms: made.at };
    effects::apply(conn, forum, &thing, (after, before), moment)?;
    let again = Thing::by_seq(conn, made.kind, made.target)?;
    let by_rule = made.by == DecidedBy::Rule;
    consequences::undo(conn, forum, &again, made.seq, by_rule, (after, before), now_ms)?;
    if let Some(held) = queue {
        queue::put_back(conn, forum, &again, held)?;
        name(conn, &again, Some(held), false)?;
    }
    let sql = "UPDATE decisions SET undone_by = ?2, undone_at = ?3 WHERE seq = ?1";
    run(conn, sql, (made.seq, moderator.0, now_ms))?;
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(moderator),
        action: verb(thing.kind, true),
        target_kind: thing.kind.as_str(),
        target_id: &thing.id,
        changes: &[],
    };
    let says = audit::change("decision", Some(id), None);
    trail(conn, &deed, says.into_iter(), (after, before))?;
    tell(conn, forum, &thing, id, before.state, now_ms)?;
    decision::by_seq(conn, made.seq)
}

/// Refuses what is not the last word about a thing.
fn check_last(conn: &Connection, made: &Made, thing: &Thing) -> Outcome<()> {
    if made.undone {
        return Err(StorageError::WrongState("It was taken back already.").into());
    }
    if made.by == DecidedBy::Appeal {
        return Err(StorageError::WrongState("What was judged on an appeal stands.").into());
    }
    let sql = "SELECT 1 FROM decisions
         WHERE target_kind = ?1 AND target = ?2 AND seq > ?3 AND undone_at IS NULL LIMIT 1";
    match maybe(conn, sql, (thing.kind.as_str(), thing.seq, made.seq), |_| Ok(()))? {
        Some(()) => Err(StorageError::WrongState("Something else was decided since.").into()),
        None => Ok(()),
    }
}

/// Tells whose thing it is how it stands again; who has neither read
/// of the decision nor got a mail about it is not told of it at all.
fn tell(
    conn: &Connection,
    forum: ForumId,
    thing: &Thing,
    id: &str,
    state: Option<State>,
    now_ms: i64,
) -> Outcome<()> {
    if thing.kind == TargetKind::Organisation {
        let sql = "DELETE FROM inbox WHERE participant = ?1 AND cause = ?2 AND read = 0
               AND seq > coalesce((SELECT mailed FROM mail_settings WHERE participant = ?1), 0)";
        for person in organisation::people(conn, thing.seq)? {
            run(conn, sql, (person.0, id))?;
        }
        return organisation::tell(conn, forum, thing.seq, &format!("{id}:undone"), now_ms);
    }
    let Some(author) = thing.author else { return Ok(()) };
    let sql = "DELETE FROM inbox WHERE participant = ?1 AND cause = ?2 AND read = 0
           AND seq > coalesce((SELECT mailed FROM mail_settings WHERE participant = ?1), 0)";
    if run(conn, sql, (author, id))? > 0 {
        return Ok(());
    }
    let word = match state {
        Some(State::Published) => "restore",
        Some(State::Hidden) => "hide",
        _ => return Ok(()),
    };
    inbox::tell(
        conn,
        &News {
            forum,
            to: ParticipantId(author),
            kind: InboxKind::Decided,
            target: &thing.target(),
            submission: thing.submission,
            title: &thing.title,
            word: Some(word),
            cause: &format!("{id}:undone"),
            now_ms,
        },
    )
}
