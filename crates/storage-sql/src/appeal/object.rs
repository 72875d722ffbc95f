//! An author objects to a decision.

use contract::{Action, AppealState, QueueKind, TargetKind};
use rules::appeals::is_appealable;
use storage::{
    AppealRow, Conflict, Created, ForumId, Idempotency, NewAppeal, ParticipantId, StorageError,
};

use crate::{
    audit::{self, Deed},
    fault::Outcome,
    idempotency, inbox,
    inbox::News,
    moderation::{queue, thing::Thing},
    row::{maybe, run, word},
    sql::{Connection, Row},
};

fn read(row: &Row<'_>) -> crate::sql::Result<AppealRow> {
    Ok(AppealRow {
        id: row.get(0)?,
        text: row.get(1)?,
        state: word(row, 2)?,
        answer: row.get(3)?,
        at: row.get(4)?,
        judged_at: row.get(5)?,
    })
}

/// What was objected to a decision, or, of a decision that an appeal led to,
/// that appeal.
pub(crate) fn of(conn: &Connection, decision: i64) -> Outcome<Option<AppealRow>> {
    let sql = "SELECT id, text, state, answer, at, judged_at FROM appeals WHERE decision = ?1";
    if let Some(appeal) = maybe(conn, sql, [decision], read)? {
        return Ok(Some(appeal));
    }
    let sql = "SELECT id, text, state, answer, at, judged_at FROM appeals WHERE judgement = ?1";
    maybe(conn, sql, [decision], read)
}

/// A decision as far as objecting to it needs it.
struct Decided {
    seq: i64,
    kind: TargetKind,
    target: i64,
    action: Action,
    by: contract::DecidedBy,
    undone: bool,
}

/// The decision of this id about something of this author's.
fn decided(conn: &Connection, forum: ForumId, id: &str, author: i64) -> Outcome<Decided> {
    let sql = "SELECT seq, target_kind, target, action, decided_by, undone_at IS NOT NULL
         FROM decisions WHERE id = ?1 AND forum = ?2 AND author = ?3";
    let found = maybe(conn, sql, (id, forum.0, author), |row| {
        Ok(Decided {
            seq: row.get(0)?,
            kind: word(row, 1)?,
            target: row.get(2)?,
            action: word(row, 3)?,
            by: word(row, 4)?,
            undone: row.get(5)?,
        })
    })?;
    Ok(found.ok_or(StorageError::NotFound)?)
}

/// Objects: the thing waits for another moderator, as an appeal.
pub(super) fn object(
    conn: &Connection,
    forum: ForumId,
    decision: &str,
    new: &NewAppeal,
    idempotency: Option<Idempotency<AppealRow>>,
) -> Outcome<Created<AppealRow>> {
    idempotency::once(conn, new.author, new.now_ms, idempotency, || {
        let found = decided(conn, forum, decision, new.author.0)?;
        let thing = Thing::by_seq(conn, found.kind, found.target)?;
        thing.check_there()?;
        if !is_appealable(found.action, found.by) {
            return Err(StorageError::WrongState("This is no decision to object to.").into());
        }
        if maybe(conn, "SELECT 1 FROM appeals WHERE decision = ?1", [found.seq], |_| Ok(()))?
            .is_some()
        {
            return Err(StorageError::Conflict(Conflict::AlreadyAppealed).into());
        }
        if found.undone || !is_last(conn, &found)? {
            let why = "It was taken back, or something else was decided since.";
            return Err(StorageError::WrongState(why).into());
        }
        run(
            conn,
            "INSERT INTO appeals (forum, id, decision, author, text, state, at)
             VALUES (?1, ?2, ?3, ?4, ?5, 'open', ?6)",
            (forum.0, &new.id, found.seq, new.author.0, &new.text, new.now_ms),
        )?;
        let waiting = queue::Waiting {
            forum,
            thing: &thing,
            kind: QueueKind::Appeal,
            since: new.now_ms,
            harm: None,
            appealed: Some(found.seq),
            rules: &[],
        };
        queue::put(conn, &waiting)?;
        let deed = Deed {
            forum,
            now_ms: new.now_ms,
            actor: Some(new.author),
            action: "decision.appeal",
            target_kind: "decision",
            target_id: decision,
            changes: &[],
        };
        audit::record(conn, &deed)?;
        Ok(AppealRow {
            id: new.id.clone(),
            text: new.text.clone(),
            state: AppealState::Open,
            answer: String::new(),
            at: new.now_ms,
            judged_at: None,
        })
    })
}

/// Whether nothing that bears on a thing's being read was decided since.
fn is_last(conn: &Connection, decision: &Decided) -> Outcome<bool> {
    let sql = "SELECT 1 FROM decisions
         WHERE target_kind = ?1 AND target = ?2 AND seq > ?3 AND undone_at IS NULL
           AND action IN ('approve', 'reject', 'request_edit', 'hide', 'restore') LIMIT 1";
    let params = (decision.kind.as_str(), decision.target, decision.seq);
    Ok(maybe(conn, sql, params, |_| Ok(()))?.is_none())
}

/// Ends an appeal whose decision was taken back before anybody judged it.
pub(crate) fn settle(
    conn: &Connection,
    forum: ForumId,
    thing: &Thing,
    decision: i64,
    now_ms: i64,
) -> Outcome<()> {
    let state = AppealState::Overturned;
    let sql = "UPDATE appeals SET state = ?2, judged_at = ?3
         WHERE decision = ?1 AND state = 'open' RETURNING id, author";
    let params = (decision, state.as_str(), now_ms);
    let ended =
        maybe(conn, sql, params, |row| Ok((row.get::<String>(0)?, ParticipantId(row.get(1)?))))?;
    match ended {
        Some((id, author)) => tell(conn, forum, thing, author, &id, state, now_ms),
        None => Ok(()),
    }
}

/// Ends the appeals about what its author took back: there is nothing left to
/// publish.
pub(crate) fn withdrawn(conn: &Connection, thing: &Thing, now_ms: i64) -> Outcome<()> {
    let sql = "UPDATE appeals SET state = 'upheld', judged_at = ?3
         WHERE state = 'open' AND decision IN
           (SELECT seq FROM decisions WHERE target_kind = ?1 AND target = ?2)";
    run(conn, sql, (thing.kind.as_str(), thing.seq, now_ms))?;
    Ok(())
}

/// Tells an author what became of their appeal.
pub(super) fn tell(
    conn: &Connection,
    forum: ForumId,
    thing: &Thing,
    to: ParticipantId,
    appeal: &str,
    state: AppealState,
    now_ms: i64,
) -> Outcome<()> {
    inbox::tell(
        conn,
        &News {
            forum,
            to,
            kind: contract::InboxKind::AppealJudged,
            target: &thing.target(),
            submission: thing.submission,
            title: &thing.title,
            word: Some(state.as_str()),
            cause: appeal,
            now_ms,
        },
    )
}
