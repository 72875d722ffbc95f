//! Organisations of a demonstration.

use contract::{OrganisationState, Source};
use storage::{CHECK_MS, ForumId, ImportedOrganisation, OrganisationStatus};

use super::{membership, vote, write};
use crate::{
    fault::Outcome,
    participant, recognition,
    row::{all, maybe, run},
    sql::Connection,
};

/// Writes an organisation, verified; one whose id is known already stays.
pub(super) fn import(
    conn: &Connection,
    forum: ForumId,
    import: &ImportedOrganisation,
) -> Outcome<()> {
    let new = &import.organisation;
    let sql = "SELECT seq FROM registered_organisations WHERE id = ?1";
    if maybe(conn, sql, [&new.id], |row| row.get::<i64>(0))?.is_some() {
        return Ok(());
    }
    let status = OrganisationStatus {
        state: OrganisationState::Verified,
        reason: None,
        message: String::new(),
        verified_at: Some(new.now_ms),
        recheck_at: Some(new.now_ms + CHECK_MS),
    };
    let seq = write::insert(conn, forum, new, &status)?;
    for (person, role) in &import.members {
        let claims = &person.claims;
        let known = participant::find(conn, forum, &claims.issuer, &claims.subject)?;
        let member = match known {
            Some(known) => known,
            None => participant::upsert(conn, forum, person)?,
        };
        membership::add(conn, seq, member.id, *role, new.now_ms)?;
    }
    for source in &import.submissions {
        for submission in submissions(conn, forum, source)? {
            let sql = "UPDATE submissions SET organisation = ?2 WHERE seq = ?1";
            run(conn, sql, (submission, seq))?;
        }
    }
    for (source, value) in &import.votes {
        for submission in submissions(conn, forum, source)? {
            vote::import(conn, submission, seq, *value, new.now_ms)?;
        }
    }
    for one in &import.recognitions {
        let target = recognition::Target::Organisation(seq);
        recognition::insert(conn, forum, target, one, new.now_ms)?;
    }
    Ok(())
}

/// Imported submissions of a source, in whichever thread.
fn submissions(conn: &Connection, forum: ForumId, source: &Source) -> Outcome<Vec<i64>> {
    let sql = "SELECT s.seq FROM threads t JOIN submissions s ON s.thread = t.seq
         WHERE t.forum = ?1 AND s.source_system = ?2 AND s.source_id = ?3";
    all(conn, sql, (forum.0, &source.system, &source.id), |row| row.get(0))
}
