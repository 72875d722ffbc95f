//! Counters of votes by sector, and the scores that follow from them.

use std::collections::BTreeMap;

use contract::{SectorTally, VoteChoice, VotingMode};
use rules::{
    ranking,
    tally::{self, Cell},
};
use storage::{Cells, ForumId, sum};

use crate::{
    fault::Outcome,
    forum,
    row::{all, all_of, run, run_ahead, run_of},
    sql::{
        Column::{Integer, Text},
        Connection, Row,
    },
};

/// The counters of a submission; sectors without a vote are left out.
pub(crate) fn read(conn: &Connection, submission: i64) -> Outcome<Cells> {
    let sql = "SELECT sector, agree, disagree, pass, support FROM tallies WHERE submission = ?1";
    let cells = all(conn, sql, [submission], |row| cell(row, 0))?;
    Ok(cells.into_iter().filter(|(_, cell)| cell.participants() > 0).collect())
}

/// The same of several submissions; one without a vote has no cells.
pub(crate) fn read_all(conn: &Connection, submissions: &[i64]) -> Outcome<BTreeMap<i64, Cells>> {
    let rows: Vec<_> = submissions.iter().map(|seq| (seq,)).collect();
    let sql = |asked: &str| {
        format!(
            "SELECT t.submission, t.sector, t.agree, t.disagree, t.pass, t.support
             FROM {asked} one CROSS JOIN tallies t ON t.submission = one.submission"
        )
    };
    let cells = all_of(conn, &rows, &[Integer("submission")], sql, |row| {
        Ok((row.get::<i64>(0)?, cell(row, 1)?))
    })?;
    let mut all: BTreeMap<_, _> = submissions.iter().map(|seq| (*seq, Cells::new())).collect();
    for (seq, (sector, cell)) in cells {
        if cell.participants() > 0 {
            all.entry(seq).or_default().insert(sector, cell);
        }
    }
    Ok(all)
}

fn cell(row: &Row<'_>, first: usize) -> crate::sql::Result<(String, SectorTally)> {
    let votes = SectorTally {
        agree: row.get(first + 1)?,
        disagree: row.get(first + 2)?,
        pass: row.get(first + 3)?,
        support: row.get(first + 4)?,
    };
    Ok((row.get(first)?, votes))
}

/// What votes add to counters, and take from them.
#[derive(Debug, Default)]
pub(crate) struct Counted(BTreeMap<(i64, String), [i64; 4]>);

impl Counted {
    /// Adds a vote on a submission, or with -1 takes it away.
    pub(crate) fn count(&mut self, submission: i64, sector: &str, value: VoteChoice, by: i64) {
        let place = match value {
            VoteChoice::Agree => 0,
            VoteChoice::Disagree => 1,
            VoteChoice::Pass => 2,
            VoteChoice::Support => 3,
        };
        self.0.entry((submission, sector.to_owned())).or_default()[place] += by;
    }

    /// Puts it into the counters.
    pub(crate) fn store(&self, conn: &Connection) -> Outcome<()> {
        let rows: Vec<_> = self
            .0
            .iter()
            .map(|((submission, sector), [agree, disagree, pass, support])| {
                (submission, sector, agree, disagree, pass, support)
            })
            .collect();
        let columns = [
            Integer("submission"),
            Text("sector"),
            Integer("agree"),
            Integer("disagree"),
            Integer("pass"),
            Integer("support"),
        ];
        run_of(conn, &rows, &columns, |counted| {
            format!(
                "INSERT INTO tallies (submission, sector, agree, disagree, pass, support)
                 SELECT submission, sector, agree, disagree, pass, support
                 FROM {counted} one WHERE true
                 ON CONFLICT (submission, sector) DO UPDATE SET
                   agree = tallies.agree + excluded.agree,
                   disagree = tallies.disagree + excluded.disagree,
                   pass = tallies.pass + excluded.pass,
                   support = tallies.support + excluded.support"
            )
        })
    }
}

/// Adds a vote to the counters of one submission, or with -1 takes it away.
pub(crate) fn count(
    conn: &Connection,
    submission: i64,
    sector: &str,
    value: VoteChoice,
    by: i64,
) -> Outcome<()> {
    let mut counted = Counted::default();
    counted.count(submission, sector, value, by);
    counted.store(conn)
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
    rescore_all(conn, forum, &[(submission, mode, cells)])
}

/// The same of several submissions of a forum.
pub(crate) fn rescore_all(
    conn: &Connection,
    forum: ForumId,
    submissions: &[(i64, VotingMode, &Cells)],
) -> Outcome<()> {
    let sectors = forum::sectors(conn, forum)?;
    for (submission, mode, cells) in submissions {
        let all = sum(cells);
        // From published cells alone, so that no order tells what is suppressed.
        let published = tally::tally(
            sectors.iter().map(String::as_str),
            cells.iter().map(|(sector, votes)| Cell {
                sector: (!sector.is_empty()).then_some(sector),
                votes: *votes,
            }),
        );
        let scores = (ranking::support_score(*mode, &all), ranking::broad_score(published.broad));
        let sql = "UPDATE submissions SET support_score = ?2, broad_score = ?3, votes_count = ?4
             WHERE seq = ?1";
        run_ahead(conn, sql, (submission, scores.0, scores.1, all.participants()))?;
    }
    Ok(())
}
