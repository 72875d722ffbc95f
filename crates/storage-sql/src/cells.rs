//! Counters of votes by sector, and the scores that follow from them.

use contract::{SectorTally, VoteChoice, VotingMode};
use rules::{
    ranking,
    tally::{self, Cell},
};
use storage::{Cells, ForumId, sum};

use crate::{
    fault::Outcome,
    forum,
    row::{all, run},
    sql::Connection,
};

/// The counters of a submission; sectors without a vote are left out.
pub(crate) fn read(conn: &Connection, submission: i64) -> Outcome<Cells> {
    let cells = all(
        conn,
        "SELECT sector, agree, disagree, pass, support FROM tallies WHERE submission = ?1",
        [submission],
        |row| {
            let cell = SectorTally {
                agree: row.get(1)?,
                disagree: row.get(2)?,
                pass: row.get(3)?,
                support: row.get(4)?,
            };
            Ok((row.get(0)?, cell))
        },
    )?;
    Ok(cells.into_iter().filter(|(_, cell)| cell.participants() > 0).collect())
}

/// Adds to (or with -1 takes from) the counter of a vote.
pub(crate) fn count(
    conn: &Connection,
    submission: i64,
    sector: &str,
    value: VoteChoice,
    by: i64,
) -> Outcome<()> {
    // The column is one of four words of the contract, never a person's text.
    let column = value.as_str();
    let sql = format!(
        "INSERT INTO tallies (submission, sector, {column}) VALUES (?1, ?2, ?3)
         ON CONFLICT (submission, sector) DO UPDATE SET {column} = tallies.{column} + excluded.{column}"
    );
    run(conn, &sql, (submission, sector, by))?;
    Ok(())
}

/// Counts the votes of a submission anew, after many came at once.
pub(crate) fn recount(conn: &Connection, submission: i64) -> Outcome<()> {
    run(conn, "DELETE FROM tallies WHERE submission = ?1", [submission])?;
    run(
        conn,
        "INSERT INTO tallies (submission, sector, agree, disagree, pass, support)
         SELECT CAST(?1 AS BIGINT), sector, count(*) FILTER (WHERE value = 'agree'),
           count(*) FILTER (WHERE value = 'disagree'), count(*) FILTER (WHERE value = 'pass'),
           count(*) FILTER (WHERE value = 'support')
         FROM votes WHERE submission = ?1 GROUP BY sector",
        [submission],
    )?;
    Ok(())
}

/// Brings what lists are ordered by up to date with the counters.
pub(crate) fn rescore(
    conn: &Connection,
    forum: ForumId,
    submission: i64,
    mode: VotingMode,
    cells: &Cells,
) -> Outcome<()> {
    let all = sum(cells);
    // From published cells alone, so that no order tells what is suppressed.
    let sectors = forum::sectors(conn, forum)?;
    let published = tally::tally(
        sectors.iter().map(String::as_str),
        cells.iter().map(|(sector, votes)| Cell {
            sector: (!sector.is_empty()).then_some(sector),
            votes: *votes,
        }),
    );
    run(
        conn,
        "UPDATE submissions SET support_score = ?2, broad_score = ?3, votes_count = ?4
         WHERE seq = ?1",
        (
            submission,
            ranking::support_score(mode, &all),
            ranking::broad_score(published.broad),
            all.participants(),
        ),
    )?;
    Ok(())
}
