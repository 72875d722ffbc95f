//! Another moderator judges an appeal.

use contract::{Action, AppealState, QueueKind, State, TargetKind};
use storage::{DecisionRow, ForumId, NewJudgement, ParticipantId, StorageError};

use super::object;
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    moderation::{
        decide::{self, Decider, Deciding},
        decision, queue,
        thing::Thing,
    },
    report,
    row::{maybe, run, word},
    sql::{Connection, Row},
    submission::edit,
};

/// An appeal and the decision that it is about.
struct Appealed {
    seq: i64,
    state: AppealState,
    author: ParticipantId,
    decision: i64,
    kind: TargetKind,
    target: i64,
    moderator: Option<i64>,
    version: Option<u32>,
}

fn appealed(conn: &Connection, forum: ForumId, id: &str) -> Outcome<Appealed> {
    let sql = "SELECT a.seq, a.state, a.author, d.seq, d.target_kind, d.target, d.moderator,
           d.version
         FROM appeals a JOIN decisions d ON d.seq = a.decision
         WHERE a.id = ?1 AND a.forum = ?2";
    let read = |row: &Row<'_>| {
        Ok(Appealed {
            seq: row.get(0)?,
            state: word(row, 1)?,
            author: ParticipantId(row.get(2)?),
            decision: row.get(3)?,
            kind: word(row, 4)?,
            target: row.get(5)?,
            moderator: row.get(6)?,
            version: row.get(7)?,
        })
    };
    Ok(maybe(conn, sql, (id, forum.0), read)?.ok_or(StorageError::NotFound)?)
}

/// Upholds the decision, or takes it back and publishes what it was about.
pub(super) fn judge(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    new: &NewJudgement,
) -> Outcome<DecisionRow> {
    let appealed = appealed(conn, forum, id)?;
    let thing = Thing::by_seq(conn, appealed.kind, appealed.target)?;
    if appealed.moderator == Some(new.moderator.0) {
        return Err(StorageError::OwnCase.into());
    }
    decide::check_own(conn, &thing, new.moderator)?;
    thing.check_there()?;
    if appealed.state != AppealState::Open {
        return Err(StorageError::WrongState("It was judged already.").into());
    }
    let state = if new.overturned { AppealState::Overturned } else { AppealState::Upheld };
    let judgement =
        if new.overturned { overturn(conn, forum, &appealed, &thing, new)? } else { None };
    if judgement.is_none() {
        close(conn, forum, &appealed, &thing, new.now_ms)?;
    }
    run(
        conn,
        "UPDATE appeals SET state = ?2, answer = ?3, note = ?4, judge = ?5, judgement = ?6,
           judged_at = ?7 WHERE seq = ?1",
        (
            appealed.seq,
            state.as_str(),
            &new.answer,
            &new.note,
            new.moderator.0,
            judgement,
            new.now_ms,
        ),
    )?;
    let change = audit::change("state", Some(appealed.state.as_str()), Some(state.as_str()));
    let changes: Vec<_> = change.into_iter().collect();
    let deed = Deed {
        forum,
        now_ms: new.now_ms,
        actor: Some(new.moderator),
        action: "appeal.judge",
        target_kind: "appeal",
        target_id: id,
        changes: &changes,
    };
    audit::record(conn, &deed)?;
    object::tell(conn, forum, &thing, appealed.author, id, state, new.now_ms)?;
    decision::by_seq(conn, appealed.decision)
}

/// Takes the decision back by another one; answers its number. None where the
/// edit that it dropped was replaced by a newer one.
fn overturn(
    conn: &Connection,
    forum: ForumId,
    appealed: &Appealed,
    thing: &Thing,
    new: &NewJudgement,
) -> Outcome<Option<i64>> {
    report::unjudge(conn, appealed.decision)?;
    let sql = "UPDATE decisions SET undone_by = ?2, undone_at = ?3 WHERE seq = ?1";
    run(conn, sql, (appealed.decision, new.moderator.0, new.now_ms))?;
    let action = match thing.state {
        Some(State::Hidden) => Action::Restore,
        // What is still published lost an edit.
        Some(State::Published) if !edit::reopen(conn, appealed.decision)? => return Ok(None),
        _ => Action::Approve,
    };
    let deciding = Deciding {
        forum,
        id: Some(&new.id),
        thing,
        action,
        reason: None,
        note: &new.note,
        message: &new.answer,
        into: None,
        recheck_at: None,
        version: None,
        by: Decider::Appeal(new.moderator),
        now_ms: new.now_ms,
    };
    decide::decide(conn, &deciding).map(Some)
}

/// Takes the appeal out of the queue. What its author changed since the
/// decision waits on.
fn close(
    conn: &Connection,
    forum: ForumId,
    appealed: &Appealed,
    thing: &Thing,
    now_ms: i64,
) -> Outcome<()> {
    let held = queue::clear(conn, thing)?;
    let edited = thing.version != appealed.version || edit::waits(conn, thing)?;
    if edited {
        let since = held.map_or(now_ms, |held| held.since);
        let kind = QueueKind::Edited;
        let waiting =
            queue::Waiting { forum, thing, kind, since, harm: None, appealed: None, rules: &[] };
        queue::put(conn, &waiting)?;
    }
    Ok(())
}
