//! Decisions, by moderators and by rules: the one place where the state of
//! what people wrote changes.

use contract::{Action, AuditChange, DecidedBy, InboxKind, RuleHit, State, TargetKind};
use rules::decisions::{is_for, settles};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use storage::{ForumId, ParticipantId, StorageError};

use super::{
    claim, consequences,
    effects::{self, Moment, Snapshot},
    queue::{self, Held},
    thing::Thing,
};
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    inbox::{self, News},
    organisation,
    row::{added, maybe},
    sql::{Connection, named_params},
    submission::edit,
};

/// Who or what decides.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decider<'a> {
    /// A moderator.
    Moderator(ParticipantId),
    /// A rule, by its stable name; what it met waits on for a moderator.
    Rule(&'a str),
    /// Another moderator, about an appeal.
    Appeal(ParticipantId),
}

impl Decider<'_> {
    const fn by(self) -> DecidedBy {
        match self {
            Self::Moderator(_) => DecidedBy::Moderator,
            Self::Rule(_) => DecidedBy::Rule,
            Self::Appeal(_) => DecidedBy::Appeal,
        }
    }

    const fn person(self) -> Option<ParticipantId> {
        match self {
            Self::Moderator(person) | Self::Appeal(person) => Some(person),
            Self::Rule(_) => None,
        }
    }
}

/// A decision to make.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deciding<'a> {
    pub(crate) forum: ForumId,
    /// None makes one of what is decided, for rules.
    pub(crate) id: Option<&'a str>,
    pub(crate) thing: &'a Thing,
    pub(crate) action: Action,
    pub(crate) reason: Option<&'a str>,
    pub(crate) note: &'a str,
    pub(crate) message: &'a str,
    pub(crate) into: Option<&'a str>,
    /// When to check an organisation again; a year from now where it is absent.
    pub(crate) recheck_at: Option<i64>,
    /// The version that was read; none is any.
    pub(crate) version: Option<u32>,
    pub(crate) by: Decider<'a>,
    pub(crate) now_ms: i64,
}

/// What a decision found and made, to take it back exactly.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Was {
    pub(super) before: Snapshot,
    pub(super) after: Snapshot,
    /// Why it waited, where it did and does no more.
    pub(super) queue: Option<Held>,
}

/// Makes a decision; answers its number.
pub(crate) fn decide(conn: &Connection, new: &Deciding<'_>) -> Outcome<i64> {
    let thing = new.thing;
    thing.check_there()?;
    if let Some(person) = new.by.person() {
        check_own(conn, thing, person)?;
    }
    let waiting_edit = edit::waiting_version(conn, thing)?;
    if let (Some(read), Some(current)) = (new.version, waiting_edit.or(thing.version))
        && read != current
    {
        return Err(StorageError::Stale { current }.into());
    }
    if !is_for(new.action, thing.kind) {
        return Err(StorageError::WrongState("This cannot be decided about such a thing.").into());
    }
    let held = queue::held(conn, thing)?;
    let is_appealed = held.as_ref().is_some_and(|held| held.appealed.is_some());
    if is_appealed && settles(new.action) && matches!(new.by, Decider::Moderator(_)) {
        return Err(StorageError::WrongState("Its author appealed. Judge the appeal.").into());
    }
    let into = effects::into(conn, new.forum, thing, new.action, new.into)?;
    let before = Snapshot::of(conn, thing)?;
    let thread = into.as_ref().map(|(seq, _)| *seq);
    let is_published = before.state == Some(State::Published);
    let after = if waiting_edit.is_some() && is_published && new.action == Action::Reject {
        // What is refused is the edit; what was published stays.
        before.clone()
    } else {
        before.after(new, thread, held.is_some())?
    };
    let moment = Moment { now_ms: new.now_ms, since_ms: 0 };
    effects::apply(conn, new.forum, thing, (&before, &after), moment)?;
    let mut queue = None;
    if settles(new.action) && !matches!(new.by, Decider::Rule(_)) {
        queue = queue::clear(conn, thing)?;
        claim::clear(conn, thing)?;
        if new.action == Action::Approve {
            name(conn, thing, queue.as_ref(), true)?;
        }
    }
    let kept =
        before.state == after.state && new.action == Action::Approve && waiting_edit.is_none();
    let version = match new.action {
        Action::Approve => waiting_edit.or(thing.version),
        _ => thing.version,
    };
    let was = Was { before, after, queue };
    let id = new.id.map_or_else(|| derived_id(conn, new), |id| Ok(id.to_owned()))?;
    let seq = record(conn, new, &id, into.as_ref().map(|(_, id)| id.as_str()), version, &was)?;
    consequences::follow(conn, new, seq, &was)?;
    let reason = audit::change("reason", None, new.reason);
    trail(
        conn,
        &Deed {
            forum: new.forum,
            now_ms: new.now_ms,
            actor: new.by.person(),
            action: verb(thing.kind, false),
            target_kind: thing.kind.as_str(),
            target_id: &thing.id,
            changes: &[],
        },
        audit::change("decision", None, Some(new.action.as_str())).into_iter().chain(reason),
        (&was.before, &was.after),
    )?;
    // What was judged on an appeal is told as that.
    if !kept && !matches!(new.by, Decider::Appeal(_)) {
        tell(conn, new, &id)?;
    }
    Ok(seq)
}

/// What was held for its author's name, and is published, lets the name pass; or
/// with `false` takes that back.
pub(super) fn name(
    conn: &Connection,
    thing: &Thing,
    held: Option<&Held>,
    passes: bool,
) -> Outcome<()> {
    let is_like = |hit: &RuleHit| hit.rule == organisation::NAME_LIKE;
    match thing.author {
        Some(author) if held.is_some_and(|held| held.rules.iter().any(is_like)) => {
            organisation::let_pass(conn, author, passes)
        }
        _ => Ok(()),
    }
}

/// Refuses who wrote it, or whose organisation did.
pub(crate) fn check_own(conn: &Connection, thing: &Thing, person: ParticipantId) -> Outcome<()> {
    if organisation::is_of(conn, thing, person)? {
        return Err(StorageError::OwnCase.into());
    }
    let Some(author) = thing.author else { return Ok(()) };
    let sql = "SELECT 1 FROM participants a JOIN participants m ON m.seq = ?2
         WHERE a.seq = ?1 AND (a.seq = m.seq OR a.organisation = m.organisation)";
    match maybe(conn, sql, (author, person.0), |_| Ok(()))? {
        Some(()) => Err(StorageError::OwnCase.into()),
        None => Ok(()),
    }
}

/// An id of `UUIDv7`'s form for what no request decides.
fn derived_id(conn: &Connection, new: &Deciding<'_>) -> Outcome<String> {
    let sql = "SELECT coalesce(max(seq), 0) + 1 FROM decisions";
    let number: i64 = maybe(conn, sql, (), |row| row.get(0))?.unwrap_or(1);
    let hash = Sha256::new()
        .chain_update(new.thing.id.as_bytes())
        .chain_update(new.action.as_str())
        .chain_update(number.to_be_bytes())
        .finalize();
    let mut random = [0; 10];
    random.copy_from_slice(&hash[..10]);
    let millis = u64::try_from(new.now_ms).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string())
}

fn record(
    conn: &Connection,
    new: &Deciding<'_>,
    id: &str,
    into: Option<&str>,
    version: Option<u32>,
    was: &Was,
) -> Outcome<i64> {
    let rule = match new.by {
        Decider::Rule(rule) => Some(rule),
        Decider::Moderator(_) | Decider::Appeal(_) => None,
    };
    added(
        conn,
        "INSERT INTO decisions (forum, id, target_kind, target, target_id, submission, thread,
           author, action, reason, note, message, into_id, decided_by, rule, moderator, at,
           version, was)
         VALUES (:forum, :id, :target_kind, :target, :target_id, :submission, :thread,
           :author, :action, :reason, :note, :message, :into_id, :decided_by, :rule, :moderator,
           :at, :version, :was) RETURNING seq",
        named_params! {
            ":forum": new.forum.0,
            ":id": id,
            ":target_kind": new.thing.kind.as_str(),
            ":target": new.thing.seq,
            ":target_id": new.thing.id,
            ":submission": new.thing.submission,
            ":thread": new.thing.thread,
            ":author": new.thing.author,
            ":action": new.action.as_str(),
            ":reason": new.reason,
            ":note": new.note,
            ":message": new.message,
            ":into_id": into,
            ":decided_by": new.by.by().as_str(),
            ":rule": rule,
            ":moderator": new.by.person().map(|person| person.0),
            ":at": new.now_ms,
            ":version": version,
            ":was": serde_json::to_string(was)?,
        },
    )
}

/// The name of a deed about a thing.
pub(super) const fn verb(kind: TargetKind, undo: bool) -> &'static str {
    match (kind, undo) {
        (TargetKind::Submission, false) => "submission.decide",
        (TargetKind::Submission, true) => "submission.undo",
        (TargetKind::Comment, false) => "comment.decide",
        (TargetKind::Comment, true) => "comment.undo",
        (TargetKind::Thread, false) => "thread.decide",
        (TargetKind::Thread, true) => "thread.undo",
        (TargetKind::Organisation, false) => "organisation.decide",
        (TargetKind::Organisation, true) => "organisation.undo",
    }
}

/// Puts a deed on record, with what it says and every field that it changes.
pub(super) fn trail(
    conn: &Connection,
    deed: &Deed<'_>,
    says: impl Iterator<Item = AuditChange>,
    (before, after): (&Snapshot, &Snapshot),
) -> Outcome<()> {
    let flag = |on: bool| Some(if on { "true" } else { "false" });
    let thread = |seq: Option<i64>| {
        let sql = "SELECT id FROM threads WHERE seq = ?1";
        maybe(conn, sql, [seq], |row| row.get::<String>(0))
    };
    let state = |snapshot: &Snapshot| snapshot.state.map(State::as_str);
    let mut changes: Vec<AuditChange> = says.collect();
    changes.extend(audit::change("state", state(before), state(after)));
    if before.thread != after.thread {
        changes.extend(audit::change("thread", thread(before.thread)?, thread(after.thread)?));
    }
    changes.extend(audit::change("pinned", flag(before.pinned), flag(after.pinned)));
    changes.extend(audit::change("locked", flag(before.locked), flag(after.locked)));
    let check = |snapshot: &Snapshot| snapshot.check.as_ref().map(|check| check.state.as_str());
    changes.extend(audit::change("check", check(before), check(after)));
    audit::record(conn, &Deed { changes: &changes, ..*deed })
}

/// Tells whose thing it is what was decided about it.
fn tell(conn: &Connection, new: &Deciding<'_>, id: &str) -> Outcome<()> {
    let kind = match new.action {
        Action::RequestEdit => InboxKind::EditRequested,
        Action::Merge => InboxKind::DuplicateProposed,
        Action::Pin | Action::Unpin => return Ok(()),
        _ => InboxKind::Decided,
    };
    if new.thing.kind == TargetKind::Organisation {
        return organisation::tell(conn, new.forum, new.thing.seq, id, new.now_ms);
    }
    let Some(author) = new.thing.author else { return Ok(()) };
    inbox::tell(
        conn,
        &News {
            forum: new.forum,
            to: ParticipantId(author),
            kind,
            target: &new.thing.target(),
            submission: new.thing.submission,
            title: &new.thing.title,
            word: Some(new.action.as_str()),
            cause: id,
            now_ms: new.now_ms,
        },
    )
}
