//! Giving awards and taking them away.

use contract::{InboxKind, OrganisationState, Recognition, TargetKind};
use storage::{
    Created, ForumId, Idempotency, NewRecognition, ParticipantId, Recognised, StorageError,
};

use crate::{
    audit::{self, Deed},
    fault::Outcome,
    idempotency,
    inbox::{self, News},
    live,
    row::{all, maybe, run},
    sql::Connection,
    submission,
};

/// The database's number of what has an award.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    Submission(i64),
    Organisation(i64),
}

/// What is recognised: its number, its name and the people to tell.
struct Honoured {
    target: Target,
    title: String,
    people: Vec<ParticipantId>,
}

const fn kind(target: &Recognised) -> (TargetKind, &String) {
    match target {
        Recognised::Submission(id) => (TargetKind::Submission, id),
        Recognised::Organisation(id) => (TargetKind::Organisation, id),
    }
}

fn find(conn: &Connection, forum: ForumId, target: &Recognised) -> Outcome<Honoured> {
    match target {
        Recognised::Submission(id) => {
            let found = submission::find(conn, forum, id)?;
            found.check_visible(None)?;
            let sql = "SELECT title FROM submissions WHERE seq = ?1";
            let title = maybe(conn, sql, [found.seq], |row| row.get(0))?.unwrap_or_default();
            let people = vec![ParticipantId(found.author)];
            Ok(Honoured { target: Target::Submission(found.seq), title, people })
        }
        Recognised::Organisation(id) => {
            let sql = "SELECT seq, name FROM registered_organisations
                 WHERE id = ?1 AND forum = ?2 AND state = ?3";
            let verified = OrganisationState::Verified.as_str();
            let read = |row: &crate::sql::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let found = maybe(conn, sql, (id, forum.0, verified), read)?;
            let (seq, title): (i64, String) = found.ok_or(StorageError::NotFound)?;
            let sql = "SELECT participant FROM organisation_members WHERE organisation = ?1";
            let people = all(conn, sql, [seq], |row| Ok(ParticipantId(row.get(0)?)))?;
            Ok(Honoured { target: Target::Organisation(seq), title, people })
        }
    }
}

pub(super) fn add(
    conn: &Connection,
    forum: ForumId,
    target: &Recognised,
    new: &NewRecognition,
    idempotency: Option<Idempotency<Recognition>>,
) -> Outcome<Created<Recognition>> {
    idempotency::once(conn, new.by, new.now_ms, idempotency, || {
        let honoured = find(conn, forum, target)?;
        let recognition = Recognition {
            id: Some(new.id.clone()),
            award: new.award.clone(),
            category: new.category.clone(),
            year: new.year,
            citation: new.citation.clone(),
        };
        insert(conn, forum, honoured.target, &recognition, new.now_ms)?;
        let (kind, id) = kind(target);
        note(conn, forum, new.by, "recognition.add", target, Some(&new.award), new.now_ms)?;
        let submission = match honoured.target {
            Target::Submission(seq) => Some(seq),
            Target::Organisation(_) => None,
        };
        if let Some(seq) = submission {
            live::submission(conn, seq, false)?;
        }
        for person in honoured.people {
            let news = News {
                forum,
                to: person,
                kind: InboxKind::Recognised,
                target: &contract::Target { kind, id: id.clone() },
                submission,
                title: &honoured.title,
                word: Some(&new.award),
                cause: &new.id,
                now_ms: new.now_ms,
            };
            inbox::tell(conn, &news)?;
        }
        Ok(recognition)
    })
}

/// Inserts an award.
pub(crate) fn insert(
    conn: &Connection,
    forum: ForumId,
    target: Target,
    new: &Recognition,
    now_ms: i64,
) -> Outcome<()> {
    let (submission, organisation) = match target {
        Target::Submission(seq) => (Some(seq), None),
        Target::Organisation(seq) => (None, Some(seq)),
    };
    run(
        conn,
        "INSERT INTO recognitions
           (forum, id, submission, organisation, award, category, year, citation, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            forum.0,
            &new.id,
            submission,
            organisation,
            &new.award,
            &new.category,
            new.year,
            &new.citation,
            now_ms,
        ),
    )?;
    Ok(())
}

pub(super) fn remove(
    conn: &Connection,
    forum: ForumId,
    target: &Recognised,
    id: &str,
    by: ParticipantId,
    now_ms: i64,
) -> Outcome<()> {
    let honoured = find(conn, forum, target)?;
    let (sql, seq) = match honoured.target {
        Target::Submission(seq) => {
            ("DELETE FROM recognitions WHERE id = ?1 AND submission = ?2", seq)
        }
        Target::Organisation(seq) => {
            ("DELETE FROM recognitions WHERE id = ?1 AND organisation = ?2", seq)
        }
    };
    if run(conn, sql, (id, seq))? == 0 {
        return Err(StorageError::NotFound.into());
    }
    if let Target::Submission(seq) = honoured.target {
        live::submission(conn, seq, false)?;
    }
    note(conn, forum, by, "recognition.remove", target, None, now_ms)
}

fn note(
    conn: &Connection,
    forum: ForumId,
    by: ParticipantId,
    action: &'static str,
    target: &Recognised,
    award: Option<&String>,
    now_ms: i64,
) -> Outcome<()> {
    let (kind, id) = kind(target);
    let changes: Vec<_> = audit::change("award", None, award).into_iter().collect();
    let deed = Deed {
        forum,
        now_ms,
        actor: Some(by),
        action,
        target_kind: kind.as_str(),
        target_id: id,
        changes: &changes,
    };
    audit::record(conn, &deed)
}
