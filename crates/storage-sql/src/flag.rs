//! Reports to moderators.

use std::collections::BTreeMap;

use contract::{Action, FlagReason, FlagSummary, QueueKind, RuleHit, State, TargetKind};
use rules::reports;
use storage::{
    Conflict, Created, FlagRow, FlagTarget, ForumId, Idempotency, NewFlag, StorageError,
};

use crate::{
    audit::{self, Deed},
    comment,
    fault::{Fault, Outcome},
    idempotency,
    moderation::{
        decide::{Decider, Deciding, decide},
        queue::{self, Waiting},
        thing::Thing,
    },
    participant, report,
    row::{all, maybe, run, word},
    sql::{Connection, Row},
    submission,
};

/// Notes of reporters that are shown for each reason.
const NOTES_SHOWN: usize = 5;

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
        let (target_kind, target_id) = match target {
            FlagTarget::Submission(id) => ("submission", id),
            FlagTarget::Comment(id) => ("comment", id),
        };
        let reason = audit::change("reason", None, Some(new.reason.as_str()));
        audit::record(
            conn,
            &Deed {
                forum,
                now_ms: new.now_ms,
                actor: Some(new.participant),
                action: "flag.create",
                target_kind,
                target_id,
                changes: &Vec::from_iter(reason),
            },
        )?;
        let (kind, seq) = match (submission, comment) {
            (Some(seq), _) => (TargetKind::Submission, seq),
            (None, seq) => (TargetKind::Comment, seq.ok_or(StorageError::NotFound)?),
        };
        weigh(conn, forum, &Thing::by_seq(conn, kind, seq)?, new.now_ms)?;
        Ok(FlagRow { id: new.id, reason: new.reason, note: new.note, created_at: new.now_ms })
    })
}

/// Lets what is reported wait for a moderator, and hides it until then where
/// the reports weigh enough.
fn weigh(conn: &Connection, forum: ForumId, thing: &Thing, now_ms: i64) -> Outcome<()> {
    let Some(weighed) = report::weigh(conn, thing.kind, thing.seq)? else { return Ok(()) };
    let hides = weighed.hides && thing.state == Some(State::Published);
    let rule = RuleHit { rule: reports::RULE.to_owned(), detail: String::new() };
    let waiting = Waiting {
        forum,
        thing,
        kind: QueueKind::Flagged,
        since: now_ms,
        harm: Some(weighed.harm),
        appealed: None,
        rules: if hides { std::slice::from_ref(&rule) } else { &[] },
    };
    queue::put(conn, &waiting)?;
    if hides {
        let deciding = Deciding {
            forum,
            id: None,
            thing,
            action: Action::Hide,
            reason: report::reason_to_hide(conn, forum, weighed.reason)?,
            note: "",
            message: "",
            into: None,
            recheck_at: None,
            version: None,
            by: Decider::Rule(reports::RULE),
            now_ms,
        };
        decide(conn, &deciding)?;
    }
    Ok(())
}

/// Reports of a thing by reason, the most frequent first; without those that
/// moderators found wrong.
pub(crate) fn summaries(conn: &Connection, thing: &Thing) -> Outcome<Vec<FlagSummary>> {
    let column = match thing.kind {
        TargetKind::Submission => "submission",
        TargetKind::Comment => "comment",
        TargetKind::Thread | TargetKind::Organisation => return Ok(Vec::new()),
    };
    let sql = format!(
        "SELECT f.seq, f.reason, f.note, coalesce(r.right_count, 0), coalesce(r.wrong_count, 0)
         FROM flags f LEFT JOIN reporters r ON r.participant = f.participant
         WHERE f.{column} = ?1 AND f.outcome IS DISTINCT FROM 'wrong'"
    );
    let read = |row: &Row<'_>| {
        let weight = reports::weight(row.get(3)?, row.get(4)?);
        Ok((row.get::<i64>(0)?, word(row, 1)?, row.get::<String>(2)?, weight))
    };
    let mut found = all(conn, &sql, [thing.seq], read)?;
    found.sort_unstable_by_key(|(seq, ..)| *seq);
    let mut by_reason: BTreeMap<FlagReason, FlagSummary> = BTreeMap::new();
    // The newest note first.
    while let Some((_, reason, note, weight)) = found.pop() {
        let none = || FlagSummary { reason, count: 0, weight: 0.0, notes: Vec::new() };
        let summary = by_reason.entry(reason).or_insert_with(none);
        summary.count += 1;
        summary.weight += weight;
        if !note.is_empty() && summary.notes.len() < NOTES_SHOWN {
            summary.notes.push(note);
        }
    }
    let mut summaries: Vec<FlagSummary> = by_reason.into_values().collect();
    summaries.sort_by_key(|summary| std::cmp::Reverse(summary.count));
    Ok(summaries)
}

/// A comment on a submission that is not published is not there either.
fn check_published(conn: &Connection, submission: i64) -> Outcome<()> {
    let sql = "SELECT state FROM submissions WHERE seq = ?1";
    match maybe(conn, sql, [submission], |row| word(row, 0))? {
        Some(State::Published) => Ok(()),
        _ => Err(Fault::Port(StorageError::NotFound)),
    }
}
