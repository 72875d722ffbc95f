//! Who did something about a submission, when and from where.

use std::collections::{BTreeMap, BTreeSet};

use rules::patterns::Deed;
use storage::{DEEDS_MAX, DeedRow, ForumId, SUBJECTS_MAX, SubjectDeeds};

use crate::{
    fault::Outcome,
    row::{all, run_of},
    sql::{Column::Integer, Connection},
    submission, thread,
};

/// An account is new for a day, ms.
const NEW_MS: i64 = rules::pace::NEW_MS;

pub(super) fn note(conn: &Connection, deeds: &[DeedRow]) -> Outcome<()> {
    let mut noted = Vec::with_capacity(deeds.len());
    for (forum, ids) in ids(deeds) {
        let found = submission::find_all(conn, ForumId(forum), &ids)?;
        for deed in deeds.iter().filter(|deed| deed.forum.0 == forum) {
            if let Some(found) = found.get(&deed.submission) {
                noted.push((deed, found.seq, found.thread));
            }
        }
    }
    let rows: Vec<_> = noted
        .iter()
        .map(|(deed, seq, _)| (*seq, deed.at, deed.participant.0, deed.address))
        .collect();
    let columns =
        [Integer("submission"), Integer("at"), Integer("participant"), Integer("address")];
    run_of(conn, &rows, &columns, |deeds| {
        format!(
            "INSERT INTO deeds (submission, at, participant, address)
             SELECT submission, at, participant, address FROM {deeds} one WHERE true
             ON CONFLICT DO NOTHING"
        )
    })?;
    let mut last = BTreeMap::new();
    for (deed, seq, thread) in noted {
        let row = last.entry(seq).or_insert((deed.forum.0, thread, deed.at));
        row.2 = row.2.max(deed.at);
    }
    let rows: Vec<_> =
        last.into_iter().map(|(seq, (forum, thread, at))| (seq, forum, thread, at)).collect();
    let columns = [Integer("submission"), Integer("forum"), Integer("thread"), Integer("last_at")];
    run_of(conn, &rows, &columns, |subjects| {
        format!(
            "INSERT INTO deed_subjects (submission, forum, thread, last_at)
             SELECT submission, forum, thread, last_at FROM {subjects} one WHERE true
             ON CONFLICT (submission) DO UPDATE SET
               thread = excluded.thread, last_at =
                 CASE WHEN deed_subjects.last_at > excluded.last_at
                   THEN deed_subjects.last_at ELSE excluded.last_at END"
        )
    })
}

/// The submissions by their forums.
fn ids(deeds: &[DeedRow]) -> BTreeMap<i64, BTreeSet<&str>> {
    let mut ids = BTreeMap::<_, BTreeSet<_>>::new();
    for deed in deeds {
        ids.entry(deed.forum.0).or_default().insert(deed.submission.as_str());
    }
    ids
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
