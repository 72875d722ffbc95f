//! Reports: what those that nobody has looked at weigh together, and what
//! moderators found them to be.

use contract::{Action, FlagReason, TargetKind};
use rules::reports::{self, Report};
use storage::ForumId;

use crate::{
    fault::Outcome,
    forum,
    row::{all, maybe, run, word},
    sql::Connection,
};

/// Reports about one thing that nobody has looked at, together.
#[derive(Debug)]
pub(crate) struct Weighed {
    /// From 0 to 1.
    pub(crate) harm: f64,
    /// Whether they hide it.
    pub(crate) hides: bool,
    /// The reason of those that weigh most.
    pub(crate) reason: FlagReason,
}

/// One report and who sent it.
struct Open {
    reason: FlagReason,
    right: u32,
    wrong: u32,
    organisation: Option<String>,
    sector: Option<String>,
}

/// The column of `flags` that names a thing of this kind; others are not
/// reported.
const fn column(kind: TargetKind) -> Option<&'static str> {
    match kind {
        TargetKind::Submission => Some("submission"),
        TargetKind::Comment => Some("comment"),
        TargetKind::Thread | TargetKind::Organisation => None,
    }
}

/// What the open reports about a thing weigh; none where there are none.
pub(crate) fn weigh(conn: &Connection, kind: TargetKind, seq: i64) -> Outcome<Option<Weighed>> {
    let Some(column) = column(kind) else { return Ok(None) };
    let sql = format!(
        "SELECT f.reason, coalesce(r.right_count, 0), coalesce(r.wrong_count, 0),
           coalesce((SELECT g.id FROM organisation_members m
               JOIN registered_organisations g ON g.seq = m.organisation
               WHERE m.participant = p.seq AND g.state = 'verified'
               ORDER BY m.organisation LIMIT 1), o.id),
           p.sector
         FROM flags f JOIN participants p ON p.seq = f.participant
         LEFT JOIN organisations o ON o.seq = p.organisation
         LEFT JOIN reporters r ON r.participant = f.participant
         WHERE f.{column} = ?1 AND f.outcome IS NULL"
    );
    let open: Vec<Open> = all(conn, &sql, [seq], |row| {
        Ok(Open {
            reason: word(row, 0)?,
            right: row.get(1)?,
            wrong: row.get(2)?,
            organisation: row.get(3)?,
            sector: row.get(4)?,
        })
    })?;
    let reports: Vec<Report<'_>> = open
        .iter()
        .map(|open| Report {
            reason: open.reason,
            weight: reports::weight(open.right, open.wrong),
            organisation: open.organisation.as_deref(),
            sector: open.sector.as_deref(),
        })
        .collect();
    let weight_of = |reason: &FlagReason| -> f64 {
        reports.iter().filter(|one| one.reason == *reason).map(|one| one.weight).sum()
    };
    let heaviest = FlagReason::ALL.iter().max_by(|a, b| weight_of(a).total_cmp(&weight_of(b)));
    Ok(heaviest.filter(|_| !reports.is_empty()).map(|reason| Weighed {
        harm: reports::harm(reports.iter().copied()),
        hides: reports::hide(&reports),
        reason: *reason,
    }))
}

/// The forum's reason to hide that has a report reason's name, if it has one.
pub(crate) fn reason_to_hide(
    conn: &Connection,
    forum: ForumId,
    reason: FlagReason,
) -> Outcome<Option<&'static str>> {
    let reasons = forum::config(conn, forum)?.reasons;
    let known = |id: &str| {
        reasons.iter().any(|known| known.id == id && known.actions.contains(&Action::Hide))
    };
    Ok(Some(reason.as_str()).filter(|id| known(id)))
}

/// Notes what a moderator's decision found the open reports about a thing to
/// be; they weigh no more.
pub(crate) fn judge(
    conn: &Connection,
    kind: TargetKind,
    seq: i64,
    decision: i64,
    right: bool,
) -> Outcome<()> {
    let Some(column) = column(kind) else { return Ok(()) };
    let outcome = if right { "right" } else { "wrong" };
    let sql = format!(
        "UPDATE flags SET outcome = ?2, decision = ?3 WHERE {column} = ?1 AND outcome IS NULL
         RETURNING participant"
    );
    for person in all(conn, &sql, (seq, outcome, decision), |row| row.get::<i64>(0))? {
        count(conn, person, right, 1)?;
    }
    Ok(())
}

/// Takes back what a decision found reports to be.
pub(crate) fn unjudge(conn: &Connection, decision: i64) -> Outcome<()> {
    let sql = "SELECT participant, outcome = 'right' FROM flags WHERE decision = ?1";
    let judged = all(conn, sql, [decision], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (person, right) in judged {
        count(conn, person, right, -1)?;
    }
    run(conn, "UPDATE flags SET outcome = NULL, decision = NULL WHERE decision = ?1", [decision])?;
    Ok(())
}

fn count(conn: &Connection, person: i64, right: bool, by: i64) -> Outcome<()> {
    let (right, wrong) = if right { (by, 0) } else { (0, by) };
    run(
        conn,
        "INSERT INTO reporters (participant, right_count, wrong_count) VALUES (?1, ?2, ?3)
         ON CONFLICT (participant) DO UPDATE SET
           right_count = reporters.right_count + excluded.right_count,
           wrong_count = reporters.wrong_count + excluded.wrong_count",
        (person, right, wrong),
    )?;
    Ok(())
}

/// Whether texts of this person wait for a moderator where newcomers are held.
pub(crate) fn is_newcomer(conn: &Connection, person: i64) -> Outcome<bool> {
    let sql = "SELECT p.official = 1 OR coalesce(o.verified, 0) = 1
         FROM participants p LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE p.seq = ?1";
    let vouched_for = maybe(conn, sql, [person], |row| row.get(0))?.unwrap_or(false);
    let mut published = 0;
    for sql in [
        "SELECT 1 FROM submissions WHERE author = ?1 AND state = 'published' LIMIT ?2",
        "SELECT 1 FROM comments WHERE author = ?1 AND state = 'published' LIMIT ?2",
    ] {
        published +=
            all(conn, sql, (person, reports::NEWCOMER_UNTIL), |_| Ok(1))?.iter().sum::<u32>();
    }
    Ok(reports::is_newcomer(published, vouched_for))
}
