//! Names that are like those of verified organisations and of officials.

use rules::names::{fold, resembles};
use storage::{ForumId, ParticipantId};

use crate::{
    fault::Outcome,
    row::{all, maybe, run},
    sql::{Connection, Row},
};

/// The rule that holds what people with such a name write.
pub(crate) const NAME_LIKE: &str = "name_like";

/// A name that others may not use.
struct Protected {
    name: String,
    folded: String,
    /// Number of the organisation or official.
    holder: i64,
}

impl Protected {
    fn read(row: &Row<'_>) -> crate::sql::Result<Self> {
        let name: String = row.get(0)?;
        let folded: Option<String> = row.get(1)?;
        Ok(Self { folded: folded.unwrap_or_else(|| fold(&name)), name, holder: row.get(2)? })
    }
}

/// Names of verified organisations.
fn organisations(conn: &Connection, forum: ForumId) -> Outcome<Vec<Protected>> {
    let sql = "SELECT name, folded, seq FROM registered_organisations
         WHERE forum = ?1 AND state = 'verified'";
    all(conn, sql, [forum.0], Protected::read)
}

/// Names of officials.
fn officials(conn: &Connection, forum: ForumId) -> Outcome<Vec<Protected>> {
    let sql = "SELECT name, folded, seq FROM participants WHERE forum = ?1 AND official = 1";
    all(conn, sql, [forum.0], Protected::read)
}

/// Names of what officials speak for, as their hosts say.
fn offices(conn: &Connection, forum: ForumId) -> Outcome<Vec<Protected>> {
    let sql = "SELECT o.name, o.folded, o.seq FROM participants p
         JOIN organisations o ON o.seq = p.organisation WHERE p.forum = ?1 AND p.official = 1";
    all(conn, sql, [forum.0], Protected::read)
}

/// The names that an organisation's name is like, each once.
pub(super) fn organisation(
    conn: &Connection,
    forum: ForumId,
    seq: i64,
    name: &str,
) -> Outcome<Vec<String>> {
    let folded = fold(name);
    let mut names: Vec<String> = Vec::new();
    let verified = organisations(conn, forum)?.into_iter().filter(|other| other.holder != seq);
    for other in verified.chain(officials(conn, forum)?).chain(offices(conn, forum)?) {
        if resembles(&folded, &other.folded) && !names.contains(&other.name) {
            names.push(other.name);
        }
    }
    Ok(names)
}

/// The protected name that a person's shown name is like, if it is like one.
///
/// Not asked of officials, of people of the organisation of that name, of those
/// for whom a host names that organisation, and of a name that a moderator let
/// pass.
pub(crate) fn person(conn: &Connection, participant: ParticipantId) -> Outcome<Option<String>> {
    let sql = "SELECT p.name, p.folded, p.name_cleared, p.official, o.seq, o.name, p.forum
         FROM participants p LEFT JOIN organisations o ON o.seq = p.organisation
         WHERE p.seq = ?1";
    let found = maybe(conn, sql, [participant.0], |row| {
        let name: String = row.get(0)?;
        let folded: Option<String> = row.get(1)?;
        let cleared: Option<String> = row.get(2)?;
        let official: bool = row.get(3)?;
        let (office, vouched): (Option<i64>, Option<String>) = (row.get(4)?, row.get(5)?);
        let folded = folded.unwrap_or_else(|| fold(&name));
        Ok((folded, cleared, official, office, vouched, ForumId(row.get(6)?)))
    })?;
    let Some((folded, cleared, official, office, vouched, forum)) = found else { return Ok(None) };
    if folded.is_empty() || official || cleared.as_ref() == Some(&folded) {
        return Ok(None);
    }
    let vouched = vouched.map(|name| fold(&name)).unwrap_or_default();
    for other in organisations(conn, forum)? {
        if resembles(&folded, &other.folded)
            && !resembles(&vouched, &other.folded)
            && !is_member(conn, other.holder, participant)?
        {
            return Ok(Some(other.name));
        }
    }
    let office = |other: &Protected| office != Some(other.holder);
    let others = officials(conn, forum)?.into_iter();
    let others = others.chain(offices(conn, forum)?.into_iter().filter(office));
    Ok(others.into_iter().find(|other| resembles(&folded, &other.folded)).map(|one| one.name))
}

/// A moderator lets the name of whoever wrote something pass, or with `false`
/// takes that back. Another name is asked about again.
pub(crate) fn let_pass(conn: &Connection, author: i64, passes: bool) -> Outcome<()> {
    let sql = "SELECT name FROM participants WHERE seq = ?1";
    let name: Option<String> = maybe(conn, sql, [author], |row| row.get(0))?;
    let cleared = name.filter(|_| passes).map(|name| fold(&name));
    run(conn, "UPDATE participants SET name_cleared = ?2 WHERE seq = ?1", (author, cleared))?;
    Ok(())
}

fn is_member(conn: &Connection, organisation: i64, participant: ParticipantId) -> Outcome<bool> {
    let sql = "SELECT 1 FROM organisation_members WHERE organisation = ?1 AND participant = ?2";
    Ok(maybe(conn, sql, (organisation, participant.0), |_| Ok(()))?.is_some())
}
