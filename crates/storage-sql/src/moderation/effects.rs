//! What a decision changes beside its own record, in both directions: the
//! state of a thing and every counter that depends on it.

use contract::{Action, ResultsRule, State, TargetKind};
use rules::{decisions::next_state, results};
use serde::{Deserialize, Serialize};
use storage::{Changed, ForumId, OrganisationStatus, StorageError};

use super::{decide::Deciding, thing::Thing};
use crate::{
    answer, cells,
    fault::Outcome,
    live, organisation, people,
    row::{all, maybe, run, word},
    sql::{Connection, Row},
    submission, thread,
};

/// Everything about a thing that a decision may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) state: Option<State>,
    pub(crate) state_reason: Option<String>,
    /// The number of the thread that it stands in.
    pub(crate) thread: Option<i64>,
    pub(crate) pinned: bool,
    pub(crate) locked: bool,
    /// The check of an organisation.
    #[serde(default)]
    pub(crate) check: Option<OrganisationStatus>,
}

impl Snapshot {
    /// How a thing stands.
    pub(crate) fn of(conn: &Connection, thing: &Thing) -> Outcome<Self> {
        let sql = match thing.kind {
            TargetKind::Submission => {
                "SELECT state, state_reason, thread, pinned, 0 FROM submissions WHERE seq = ?1"
            }
            TargetKind::Comment => "SELECT state, NULL, NULL, 0, 0 FROM comments WHERE seq = ?1",
            TargetKind::Thread => {
                "SELECT NULL, NULL, NULL, pinned, locked FROM threads WHERE seq = ?1"
            }
            TargetKind::Organisation => {
                "SELECT NULL, NULL, NULL, 0, 0 FROM registered_organisations WHERE seq = ?1"
            }
        };
        let read = |row: &Row<'_>| {
            Ok(Self {
                state: thing.state.is_some().then(|| word(row, 0)).transpose()?,
                state_reason: row.get(1)?,
                thread: row.get(2)?,
                pinned: row.get(3)?,
                locked: row.get(4)?,
                check: None,
            })
        };
        let mut snapshot = maybe(conn, sql, [thing.seq], read)?.ok_or(StorageError::NotFound)?;
        if thing.kind == TargetKind::Organisation {
            snapshot.check = Some(organisation::status(conn, thing.seq)?);
        }
        Ok(snapshot)
    }

    /// How it stands after a decision. Errors: `WrongState` where that does not
    /// follow.
    pub(crate) fn after(
        &self,
        new: &Deciding<'_>,
        into: Option<i64>,
        waits: bool,
    ) -> Result<Self, StorageError> {
        let (action, reason) = (new.action, new.reason);
        let mut after = self.clone();
        if let Some(state) = self.state {
            let next = next_state(action, state, waits).map_err(StorageError::WrongState)?;
            if rules::decisions::settles(action) {
                after.state = Some(next);
                after.state_reason = reason.filter(|_| next != State::Published).map(str::to_owned);
            }
        }
        match action {
            Action::Move => after.thread = into,
            Action::Pin => after.pinned = true,
            Action::Unpin => after.pinned = false,
            Action::Lock => after.locked = true,
            Action::Unlock => after.locked = false,
            Action::Verify | Action::Refuse => {
                after.check =
                    self.check.as_ref().map(|was| organisation::decided(was, new)).transpose()?;
            }
            _ => {}
        }
        let toggles = matches!(
            action,
            Action::Move | Action::Pin | Action::Unpin | Action::Lock | Action::Unlock
        );
        if toggles && after == *self {
            return Err(StorageError::WrongState("It is so already."));
        }
        Ok(after)
    }
}

/// When something is changed, for what was promised to people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) now_ms: i64,
    /// What people did before this stands as it stood before: 0 counts all.
    pub(crate) since_ms: i64,
}

/// Makes a thing stand as `to` says, from `from`, with every counter.
pub(crate) fn apply(
    conn: &Connection,
    forum: ForumId,
    thing: &Thing,
    (from, to): (&Snapshot, &Snapshot),
    moment: Moment,
) -> Outcome<()> {
    if from == to {
        return Ok(());
    }
    match thing.kind {
        TargetKind::Submission => {
            if let (Some(old), Some(new)) = (from.thread, to.thread)
                && old != new
            {
                check_promises(conn, thing.seq, (old, new), moment)?;
                live::submission(conn, thing.seq, from.state == Some(State::Published))?;
                move_submission(conn, forum, thing.seq, from, (old, new))?;
                answer::moved(conn, forum, thing.seq, new, moment.now_ms)?;
            }
            set_submission(conn, thing.seq, from, to)
        }
        TargetKind::Comment => set_comment(conn, thing, from, to),
        TargetKind::Thread => {
            let sql = "UPDATE threads SET pinned = ?2, locked = ?3, version = version + 1
                 WHERE seq = ?1";
            run(conn, sql, (thing.seq, to.pinned, to.locked))?;
            live::tell(conn, forum, &thing.id, Changed::Thread);
            Ok(())
        }
        TargetKind::Organisation => {
            to.check.as_ref().map_or(Ok(()), |check| organisation::set(conn, thing.seq, check))
        }
    }
}

/// What comes to everybody's eyes (1), goes from them (-1), or neither (0).
fn step(from: &Snapshot, to: &Snapshot) -> i64 {
    let shown = |snapshot: &Snapshot| i64::from(snapshot.state == Some(State::Published));
    shown(to) - shown(from)
}

fn set_submission(conn: &Connection, seq: i64, from: &Snapshot, to: &Snapshot) -> Outcome<()> {
    let sql = "UPDATE submissions SET state = ?2, state_reason = ?3, pinned = ?4 WHERE seq = ?1";
    let state = to.state.map(State::as_str);
    run(conn, sql, (seq, state, &to.state_reason, to.pinned))?;
    live::submission(conn, seq, from.state == Some(State::Published))?;
    count(conn, seq, step(from, to))
}

/// Adds a submission, its votes and its comments to the counts of the thread
/// that it stands in, or with -1 takes them from there.
fn count(conn: &Connection, submission: i64, by: i64) -> Outcome<()> {
    if by != 0 {
        run(
            conn,
            "UPDATE threads SET submissions_count = submissions_count + ?2,
               votes_count = threads.votes_count + ?2 * s.votes_count,
               comments_count = threads.comments_count + ?2 * s.comments_count
             FROM submissions s WHERE s.seq = ?1 AND threads.seq = s.thread",
            (submission, by),
        )?;
    }
    Ok(())
}

fn set_comment(conn: &Connection, thing: &Thing, from: &Snapshot, to: &Snapshot) -> Outcome<()> {
    let sql = "UPDATE comments SET state = ?2 WHERE seq = ?1";
    run(conn, sql, (thing.seq, to.state.map(State::as_str)))?;
    live::comment(conn, thing.seq, from.state == Some(State::Published))?;
    let by = step(from, to);
    let Some(submission) = thing.submission.filter(|_| by != 0) else { return Ok(()) };
    let sql = "UPDATE submissions SET comments_count = comments_count + ?2 WHERE seq = ?1";
    run(conn, sql, (submission, by))?;
    // A thread counts the comments of what is published.
    let sql = "UPDATE threads SET comments_count = threads.comments_count + ?2
         FROM submissions s WHERE s.seq = ?1 AND s.state = 'published' AND threads.seq = s.thread";
    run(conn, sql, (submission, by))?;
    super::queue::reached(conn, &[submission])
}

/// Refuses a move that would break what people were promised when they wrote
/// or voted: that nobody is named, or that results are hidden until later.
fn check_promises(
    conn: &Connection,
    seq: i64,
    (old, new): (i64, i64),
    Moment { now_ms, since_ms }: Moment,
) -> Outcome<()> {
    let (old, new) = (thread::by_seq(conn, old)?, thread::by_seq(conn, new)?);
    if old.anonymous && !new.anonymous {
        let sql = "SELECT 1 WHERE EXISTS (
               SELECT 1 FROM submissions WHERE seq = ?1 AND created_at >= ?2)
             OR EXISTS (SELECT 1 FROM comments WHERE submission = ?1 AND created_at >= ?2)";
        if maybe(conn, sql, (seq, since_ms), |_| Ok(()))?.is_some() {
            let why = "People wrote here on the promise that nobody is named.";
            return Err(StorageError::PromiseKept(why).into());
        }
    }
    let is_later = |rule| match rule {
        ResultsRule::Always => 0,
        ResultsRule::AfterVote => 1,
        ResultsRule::AfterClose => 2,
    };
    let is_hidden = !results::public(old.voting.results, old.phase(now_ms));
    let ends_sooner = new
        .schedule()
        .closes_at
        .is_some_and(|new| old.schedule().closes_at.is_none_or(|old| new < old));
    let opens = is_later(new.voting.results) < is_later(old.voting.results) || ends_sooner;
    if is_hidden && opens {
        let sql = "SELECT 1 WHERE EXISTS (
               SELECT 1 FROM votes WHERE submission = ?1 AND at >= ?2)
             OR EXISTS (SELECT 1 FROM organisation_votes WHERE submission = ?1 AND at >= ?2)";
        if maybe(conn, sql, (seq, since_ms), |_| Ok(()))?.is_some() {
            let why = "People voted here on the promise that results are hidden until later.";
            return Err(StorageError::PromiseKept(why).into());
        }
    }
    Ok(())
}

/// Puts a submission into another thread with its votes, its comments and the
/// people who made them.
fn move_submission(
    conn: &Connection,
    forum: ForumId,
    seq: i64,
    from: &Snapshot,
    (old, new): (i64, i64),
) -> Outcome<()> {
    let cells = cells::read(conn, seq)?;
    let mode = thread::by_seq(conn, new)?.voting.mode;
    let is_voted = !cells.is_empty() || organisation::has_votes(conn, seq)?;
    if is_voted && thread::by_seq(conn, old)?.voting.mode != mode {
        let why = "People have voted on it in a way that the other thread does not take.";
        return Err(StorageError::WrongState(why).into());
    }
    let taken = "SELECT 1 FROM submissions s JOIN submissions t
           ON t.thread = ?2 AND t.source_system = s.source_system AND t.source_id = s.source_id
         WHERE s.seq = ?1 AND s.source_system IS NOT NULL";
    if maybe(conn, taken, (seq, new), |_| Ok(()))?.is_some() {
        let why = "The other thread holds the same imported submission.";
        return Err(StorageError::WrongState(why).into());
    }
    let shown = i64::from(from.state == Some(State::Published));
    count(conn, seq, -shown)?;
    for (person, deeds) in deeds(conn, seq)? {
        for _ in 0..deeds {
            people::remove(conn, old, person)?;
        }
        people::add(conn, new, person, deeds)?;
    }
    run(conn, "UPDATE votes SET thread = ?2 WHERE submission = ?1", (seq, new))?;
    run(conn, "UPDATE submissions SET thread = ?2 WHERE seq = ?1", (seq, new))?;
    count(conn, seq, shown)?;
    cells::rescore(conn, forum, seq, mode, &cells)?;
    let sql = "UPDATE queue SET thread = ?2 WHERE target_kind = 'submission' AND target = ?1";
    run(conn, sql, (seq, new))?;
    let sql = "UPDATE queue SET thread = ?2 WHERE target_kind = 'comment'
           AND target IN (SELECT seq FROM comments WHERE submission = ?1)";
    run(conn, sql, (seq, new))?;
    Ok(())
}

/// Who wrote, voted on or commented a submission, and how often.
fn deeds(conn: &Connection, submission: i64) -> Outcome<Vec<(i64, i64)>> {
    let sql = "SELECT person, count(*) FROM (
           SELECT author AS person FROM submissions WHERE seq = ?1
           UNION ALL SELECT participant FROM votes WHERE submission = ?1
           UNION ALL SELECT author FROM comments WHERE submission = ?1) AS deeds
         GROUP BY person";
    all(conn, sql, [submission], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The number and id of the thread or submission that a decision names.
pub(crate) fn into(
    conn: &Connection,
    forum: ForumId,
    thing: &Thing,
    action: Action,
    into: Option<&str>,
) -> Outcome<Option<(i64, String)>> {
    let unknown = |_| StorageError::UnknownInto;
    match (action, into) {
        (Action::Move, Some(name)) => {
            let found = thread::find(conn, forum, name).map_err(StorageError::from);
            let found = found.map_err(unknown)?;
            Ok(Some((found.seq, found.row.id)))
        }
        (Action::Merge, Some(id)) => {
            let found = submission::find(conn, forum, id).map_err(StorageError::from);
            let found = found.map_err(unknown)?;
            if found.state != State::Published || found.seq == thing.seq {
                return Err(StorageError::UnknownInto.into());
            }
            Ok(Some((found.seq, id.to_owned())))
        }
        (Action::Move | Action::Merge, None) => Err(StorageError::UnknownInto.into()),
        _ => Ok(None),
    }
}
