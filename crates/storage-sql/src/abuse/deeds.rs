//! Who did something about a submission, when and from where.

use rules::patterns::Deed;
use storage::{DEEDS_MAX, DeedRow, ForumId, SUBJECTS_MAX, SubjectDeeds};

use crate::{
    fault::Outcome,
    row::{all, maybe, run},
    sql::Connection,
    thread,
};

/// An account is new for a day, ms.
const NEW_MS: i64 = rules::pace::NEW_MS;

pub(super) fn note(conn: &Connection, deeds: &[DeedRow]) -> Outcome<()> {
    for deed in deeds {
        let sql = "SELECT seq, thread FROM submissions WHERE id = ?1 AND forum = ?2";
        let found = maybe(conn, sql, (&deed.submission, deed.forum.0), |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
        })?;
        let Some((submission, thread)) = found else { continue };
        run(
            conn,
            "INSERT INTO deeds (submission, at, participant, address)
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            (submission, deed.at, deed.participant.0, deed.address),
        )?;
        run(
            conn,
            "INSERT INTO deed_subjects (submission, forum, thread, last_at)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (submission) DO UPDATE SET
               thread = excluded.thread, last_at =
                 CASE WHEN deed_subjects.last_at > excluded.last_at
                   THEN deed_subjects.last_at ELSE excluded.last_at END",
            (submission, deed.forum.0, thread, deed.at),
        )?;
    }
    Ok(())
}

pub(crate) fn recent(
    conn: &Connection,
    forum: ForumId,
    thread: Option<&str>,
) -> Outcome<Vec<SubjectDeeds>> {
    let (column, key) = match thread {
        Some(name) => ("thread", thread::find(conn, forum, name)?.seq),
        None => ("forum", forum.0),
    };
    let sql = format!(
        "SELECT s.seq, s.id, s.reference, s.title FROM deed_subjects d
         JOIN submissions s ON s.seq = d.submission
         WHERE d.{column} = ?1 AND s.state <> 'withdrawn' ORDER BY d.last_at DESC LIMIT ?2"
    );
    let subjects = all(conn, &sql, (key, SUBJECTS_MAX), |row| {
        let subject = SubjectDeeds {
            submission_id: row.get(1)?,
            reference: row.get(2)?,
            title: row.get(3)?,
            deeds: Vec::new(),
        };
        Ok((row.get::<i64>(0)?, subject))
    })?;
    let sql = "SELECT d.participant, d.address, d.at, p.created_at FROM deeds d
         JOIN participants p ON p.seq = d.participant
         WHERE d.submission = ?1 ORDER BY d.at DESC, d.participant DESC LIMIT ?2";
    subjects
        .into_iter()
        .map(|(seq, mut subject)| {
            subject.deeds = all(conn, sql, (seq, DEEDS_MAX), |row| {
                let (at, created_at): (i64, i64) = (row.get(2)?, row.get(3)?);
                let new_account = at - created_at < NEW_MS;
                Ok(Deed { person: row.get(0)?, address: row.get(1)?, at, new_account })
            })?;
            Ok(subject)
        })
        .collect()
}
