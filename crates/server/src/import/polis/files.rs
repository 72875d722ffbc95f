//! The files of a conversation, read and checked.

use std::{collections::HashMap, path::Path};

use contract::VoteChoice;

use crate::import::{
    ImportError,
    table::{Row, Table},
};

/// What the original moderators said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moderated {
    /// Accepted, or not looked at.
    No,
    /// Rejected.
    Rejected,
}

/// One row of comments.csv.
#[derive(Debug)]
pub(super) struct Statement {
    /// `comment-id`.
    pub(super) id: u64,
    /// `author-id`.
    pub(super) author: u64,
    /// When, ms.
    pub(super) at: i64,
    /// Whether it was rejected.
    pub(super) moderated: Moderated,
    /// The text.
    pub(super) body: String,
}

/// One row of votes.csv.
#[derive(Debug)]
pub(super) struct Vote {
    /// When, ms.
    pub(super) at: i64,
    /// Place of the statement in [`Conversation::statements`].
    pub(super) statement: usize,
    /// `voter-id`.
    pub(super) voter: u64,
    /// The vote.
    pub(super) value: VoteChoice,
}

/// A conversation, checked.
#[derive(Debug)]
pub(super) struct Conversation {
    /// What tells it from others: its address.
    pub(super) id: String,
    /// The question.
    pub(super) topic: String,
    /// The introduction; may be empty.
    pub(super) description: String,
    /// In the order of the file.
    pub(super) statements: Vec<Statement>,
    /// In order of time; at one time in the order of the file.
    pub(super) votes: Vec<Vote>,
}

impl Conversation {
    /// Reads summary.csv, comments.csv and votes.csv of a folder.
    pub(super) fn read(dir: &Path) -> Result<Self, ImportError> {
        let summary = Table::read(dir.join("summary.csv"))?;
        let value = |name: &str| {
            let row = summary.plain().find(|row| row.get(0) == Some(name))?;
            row.get(1).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
        };
        let needed = |name: &str| {
            let what = || format!("there is no row {name:?} with a value");
            value(name).ok_or_else(|| summary.error(1, what()))
        };
        let (topic, id) = (needed("topic")?, needed("url")?);
        let description = value("conversation-description").unwrap_or_default();
        let statements = statements(&Table::read(dir.join("comments.csv"))?)?;
        let votes = votes(&Table::read(dir.join("votes.csv"))?, &statements)?;
        Ok(Self { id, topic, description, statements, votes })
    }
}

fn statements(table: &Table) -> Result<Vec<Statement>, ImportError> {
    let columns = ["timestamp", "comment-id", "author-id", "moderated", "comment-body"];
    let mut lines: HashMap<u64, u64> = HashMap::new();
    table
        .rows(&columns)?
        .iter()
        .map(|row| {
            let statement = Statement {
                at: moment(row)?,
                id: row.value(1, "a comment's number")?,
                author: row.value(2, "an author's number")?,
                moderated: match row.text(3) {
                    "-1" => Moderated::Rejected,
                    "0" | "1" => Moderated::No,
                    other => {
                        return Err(row.error(format!("moderated is {other:?} and not -1, 0 or 1")));
                    }
                },
                body: row.text(4).trim().to_owned(),
            };
            if rules::text::is_blank(&statement.body) {
                return Err(row.error("the comment has no text"));
            }
            if let Some(line) = lines.insert(statement.id, row.line) {
                let what = format!("comment {} stands in line {line} already", statement.id);
                return Err(row.error(what));
            }
            Ok(statement)
        })
        .collect()
}

fn votes(table: &Table, statements: &[Statement]) -> Result<Vec<Vote>, ImportError> {
    let places: HashMap<u64, usize> =
        statements.iter().enumerate().map(|(place, it)| (it.id, place)).collect();
    let mut votes = table
        .rows(&["timestamp", "comment-id", "voter-id", "vote"])?
        .iter()
        .map(|row| {
            let id: u64 = row.value(1, "a comment's number")?;
            let unknown = || row.error(format!("comment {id} is not in comments.csv"));
            Ok(Vote {
                at: moment(row)?,
                statement: *places.get(&id).ok_or_else(unknown)?,
                voter: row.value(2, "a voter's number")?,
                value: match row.text(3) {
                    "1" => VoteChoice::Agree,
                    "-1" => VoteChoice::Disagree,
                    "0" => VoteChoice::Pass,
                    other => return Err(row.error(format!("vote is {other:?} and not 1, -1 or 0"))),
                },
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    // The file is not in order of time. The sort is stable, so that at one
    // time the position in the file decides.
    votes.sort_by_key(|vote| vote.at);
    Ok(votes)
}

/// The first column: a time in milliseconds, in a year with four digits.
fn moment(row: &Row<'_>) -> Result<i64, ImportError> {
    const LAST: i64 = 253_402_300_799_999;
    let at = row.value(0, "a time in milliseconds")?;
    if (0..=LAST).contains(&at) {
        Ok(at)
    } else {
        Err(row.error(format!("{at} is not a time between 1970 and 9999")))
    }
}
