//! Beginning, changing and throwing away answers.

use contract::{AnswerState, AnswerText, AuditChange, Id, State};
use storage::{
    AnswerChange, AnswerRow, Created, ForumId, Idempotency, NewAnswer, ParticipantId, StorageError,
};

use super::read::{Found, find, get, published};
use crate::{
    audit::{self, Deed},
    fault::Outcome,
    idempotency, participant,
    row::{added, all, run},
    sql::Connection,
    submission,
};

pub(super) fn create(
    conn: &Connection,
    forum: ForumId,
    new: &NewAnswer,
    idempotency: Option<Idempotency<AnswerRow>>,
) -> Outcome<Created<AnswerRow>> {
    idempotency::once(conn, new.by, new.now_ms, idempotency, || {
        insert(conn, forum, new)?;
        get(conn, forum, &new.id)
    })
}

/// Inserts a draft; answers its number.
pub(super) fn insert(conn: &Connection, forum: ForumId, new: &NewAnswer) -> Outcome<i64> {
    participant::sector(conn, forum, new.by)?;
    let seq = added(
        conn,
        "INSERT INTO answers (forum, id, state, text, author, created_at, edited_at)
         VALUES (?1, ?2, 'draft', ?3, ?4, ?5, ?5) RETURNING seq",
        (forum.0, &new.id, serde_json::to_string(&new.text)?, new.by.0, new.now_ms),
    )?;
    for (place, submission) in published_ones(conn, forum, &new.submissions)?.iter().enumerate() {
        add(conn, seq, *submission, place)?;
    }
    let before = [("submissions", None)].into_iter().chain(text_fields(None));
    let after = [("submissions", Some(new.submissions.join(" ")))];
    let changes = differences(before, after.into_iter().chain(text_fields(Some(&new.text))));
    record(conn, forum, (new.by, new.now_ms), "answer.create", &new.id, &changes)?;
    Ok(seq)
}

/// Numbers of submissions that may be answered. Errors: `UnknownSubmission`
/// with the place of one that may not.
fn published_ones(conn: &Connection, forum: ForumId, ids: &[Id]) -> Outcome<Vec<i64>> {
    let number = |(place, id): (usize, &Id)| match submission::find(conn, forum, id) {
        Ok(found) if found.state == State::Published => Ok(found.seq),
        Ok(_) | Err(crate::Fault::Port(StorageError::NotFound)) => {
            Err(StorageError::UnknownSubmission { place }.into())
        }
        Err(fault) => Err(fault),
    };
    ids.iter().enumerate().map(number).collect()
}

/// The key of the table refuses a submission that has an answer.
fn add(conn: &Connection, answer: i64, submission: i64, place: usize) -> Outcome<()> {
    let place = i64::try_from(place).unwrap_or(i64::MAX);
    let sql = "INSERT INTO answer_submissions (submission, answer, place) VALUES (?1, ?2, ?3)";
    run(conn, sql, (submission, answer, place))?;
    Ok(())
}

/// Refuses what was changed since it was read.
pub(super) fn check_version(found: &Found, expected: Option<u32>) -> Result<(), StorageError> {
    let current = found.row.version;
    match expected {
        Some(expected) if expected != current => Err(StorageError::Stale { current }),
        _ => Ok(()),
    }
}

pub(super) fn change(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    expected: Option<u32>,
    change: &AnswerChange,
) -> Outcome<AnswerRow> {
    let found = find(conn, forum, id)?;
    check_version(&found, expected)?;
    let added = match &change.submissions {
        Some(ids) => replace(conn, forum, found.seq, ids)?,
        None => false,
    };
    rewrite(conn, &found, change, added)?;
    let row = get(conn, forum, id)?;
    let names = |row: &AnswerRow| {
        let ids: Vec<_> = row.submissions.iter().map(|one| one.id.as_str()).collect();
        Some(ids.join(" "))
    };
    let fields = |row: &AnswerRow| {
        let mut fields = vec![("submissions", names(row))];
        fields.extend(text_fields(Some(&row.text)));
        fields
    };
    let changes = differences(fields(&found.row).into_iter(), fields(&row).into_iter());
    record(conn, forum, (change.by, change.now_ms), "answer.change", id, &changes)?;
    Ok(row)
}

/// Writes a text over a draft, or beside what is published.
pub(super) fn rewrite(
    conn: &Connection,
    found: &Found,
    change: &AnswerChange,
    added: bool,
) -> Outcome<()> {
    let out = published(conn, found.seq)?;
    let waits = "SELECT 1 FROM answer_submissions WHERE answer = ?1 AND answered = 0";
    let changed = match out {
        None => false,
        Some((_, text)) => {
            added || text != change.text || !all(conn, waits, [found.seq], |_| Ok(()))?.is_empty()
        }
    };
    run(
        conn,
        "UPDATE answers SET text = ?2, author = ?3, changed = ?4, edited_at = ?5,
           version = version + 1 WHERE seq = ?1",
        (found.seq, serde_json::to_string(&change.text)?, change.by.0, changed, change.now_ms),
    )?;
    Ok(())
}

/// Makes an answer one to these submissions; says whether one is new. What was
/// answered stays: an answer that people have read is changed, not taken away.
fn replace(conn: &Connection, forum: ForumId, answer: i64, ids: &[Id]) -> Outcome<bool> {
    let sql = "SELECT b.submission, b.answered, s.id, s.state <> 'withdrawn'
         FROM answer_submissions b JOIN submissions s ON s.seq = b.submission
         WHERE b.answer = ?1 ORDER BY b.place";
    let standing: Vec<(i64, bool, Id, bool)> =
        all(conn, sql, [answer], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    for (seq, answered, id, there) in &standing {
        if ids.contains(id) {
            continue;
        }
        if *answered && *there {
            let why = "What was answered stays answered: give it another text instead.";
            return Err(StorageError::WrongState(why).into());
        }
        if !answered {
            run(conn, "DELETE FROM answer_submissions WHERE submission = ?1", [seq])?;
        }
    }
    let mut added = false;
    for (place, id) in ids.iter().enumerate() {
        let place_in_row = i64::try_from(place).unwrap_or(i64::MAX);
        if let Some((seq, ..)) = standing.iter().find(|(_, _, known, _)| known == id) {
            let sql = "UPDATE answer_submissions SET place = ?2 WHERE submission = ?1";
            run(conn, sql, (seq, place_in_row))?;
            continue;
        }
        let number = published_ones(conn, forum, std::slice::from_ref(id));
        let number = number.map_err(|fault| match fault {
            crate::Fault::Port(StorageError::UnknownSubmission { .. }) => {
                StorageError::UnknownSubmission { place }.into()
            }
            fault => fault,
        })?;
        for submission in number {
            add(conn, answer, submission, place)?;
            added = true;
        }
    }
    Ok(added)
}

pub(super) fn delete(
    conn: &Connection,
    forum: ForumId,
    id: &str,
    by: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let found = find(conn, forum, id)?;
    if found.row.state != AnswerState::Draft {
        let why = "What was published stays, with all of its versions.";
        return Err(StorageError::WrongState(why).into());
    }
    run(conn, "DELETE FROM answer_submissions WHERE answer = ?1", [found.seq])?;
    run(conn, "DELETE FROM answers WHERE seq = ?1", [found.seq])?;
    let changes = differences(text_fields(Some(&found.row.text)), text_fields(None));
    record(conn, forum, (by, now_ms), "answer.delete", id, &changes)
}

/// A field of the trail.
type Field = (&'static str, Option<String>);

/// What the trail tells of a text, by field.
pub(super) fn text_fields(text: Option<&AnswerText>) -> impl Iterator<Item = Field> {
    let some =
        |part: fn(&AnswerText) -> &String| text.map(part).filter(|part| !part.is_empty()).cloned();
    let fields = [
        ("status", text.map(|text| text.status.to_string())),
        ("heard", some(|text| &text.heard)),
        ("action", some(|text| &text.action)),
        ("body", some(|text| &text.body)),
        ("office", text.and_then(|text| text.office.clone())),
        ("due_at", text.and_then(|text| text.due_at.clone())),
        ("language", some(|text| &text.language)),
    ];
    fields.into_iter()
}

/// What differs between two lists of the same fields.
pub(super) fn differences(
    before: impl Iterator<Item = Field>,
    after: impl Iterator<Item = Field>,
) -> Vec<AuditChange> {
    before
        .zip(after)
        .filter_map(|((field, before), (_, after))| audit::change(field, before, after))
        .collect()
}

/// Puts on record what an official did with an answer.
pub(super) fn record(
    conn: &Connection,
    forum: ForumId,
    (by, now_ms): (ParticipantId, i64),
    action: &'static str,
    id: &str,
    changes: &[AuditChange],
) -> Outcome<()> {
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(by),
        action,
        target_kind: "answer",
        target_id: id,
        changes,
    };
    audit::record(conn, &deed)
}
