//! Casting and changing votes, all that wait at the same time together: so many
//! statements for a thousand votes as for one.

use std::collections::{BTreeMap, BTreeSet};

use contract::VoteChoice;
use rules::{phases::Action, results};
use storage::{Changed, ForumId, ParticipantId, Result, StorageError, ThreadRow, VoteOutcome, sum};

use super::{Standing, check_open, deed, given};
use crate::{
    answer, audit,
    cells::{self, Counted},
    duplicate::{self, Turn},
    fault::Outcome,
    live,
    moderation::queue,
    organisation, people,
    row::{all_of, run_ahead, run_of, word},
    sql::{
        Column::{Integer, Text},
        Connection,
    },
    submission::{self, Found},
    thread,
};

/// A vote as somebody casts it.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    pub(crate) forum: ForumId,
    /// The submission's id.
    pub(crate) submission: String,
    pub(crate) participant: ParticipantId,
    pub(crate) value: VoteChoice,
    pub(crate) now_ms: i64,
}

/// Casts or changes votes; answers each in its place. A person's own come one
/// after the other. Errors: of the database; then none is cast.
pub(crate) fn put(conn: &Connection, casts: &[&Cast]) -> Outcome<Vec<Result<VoteOutcome>>> {
    let mut answers = Vec::with_capacity(casts.len());
    for (forum, round) in rounds(casts) {
        let places = round.iter().map(|(place, _)| *place);
        let casts: Vec<_> = round.iter().map(|(_, cast)| *cast).collect();
        answers.extend(places.zip(put_round(conn, forum, &casts)?));
    }
    answers.sort_by_key(|(place, _)| *place);
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}

/// Casts of one forum with their places, of which no two are of one person.
type Round<'a> = (ForumId, Vec<(usize, &'a Cast)>);

fn rounds<'a>(casts: &[&'a Cast]) -> Vec<Round<'a>> {
    let mut before = BTreeMap::<_, usize>::new();
    let mut rounds = BTreeMap::<_, Vec<_>>::new();
    for (place, cast) in casts.iter().enumerate() {
        let times = before.entry((cast.forum.0, cast.participant.0)).or_default();
        rounds.entry((*times, cast.forum.0)).or_default().push((place, *cast));
        *times += 1;
    }
    rounds.into_iter().map(|((_, forum), round)| (ForumId(forum), round)).collect()
}

/// What is known before anything is cast.
struct Known {
    /// Of each cast, in its place.
    asked: Vec<Asked>,
    threads: BTreeMap<i64, ThreadRow>,
    /// Supports by participant and thread, where there is a budget.
    given: BTreeMap<(i64, i64), u32>,
}

/// What is known of one cast.
#[derive(Default)]
struct Asked {
    /// Of the person; none where they are gone.
    sector: Option<String>,
    found: Option<Found>,
    /// The vote that stands.
    before: Option<Standing>,
}

/// A vote that nothing speaks against.
struct Vote<'a> {
    cast: &'a Cast,
    found: &'a Found,
    thread: &'a ThreadRow,
    sector: &'a str,
    before: Option<&'a Standing>,
    /// Supports that the person has given once this is cast.
    given: u32,
}

fn put_round(
    conn: &Connection,
    forum: ForumId,
    casts: &[&Cast],
) -> Outcome<Vec<Result<VoteOutcome>>> {
    let known = Known::read(conn, forum, casts)?;
    let checked: Vec<_> =
        casts.iter().zip(&known.asked).map(|(cast, asked)| known.check(cast, asked)).collect();
    let votes: Vec<_> = checked.iter().filter_map(|vote| vote.as_ref().ok()).collect();
    store(conn, &votes)?;
    count(conn, &votes)?;
    let after = After::reach(conn, forum, &votes)?;
    Ok(checked.into_iter().map(|vote| vote.and_then(|vote| after.outcome(&vote))).collect())
}

impl Known {
    fn read(conn: &Connection, forum: ForumId, casts: &[&Cast]) -> Outcome<Self> {
        let asked = asked(conn, forum, casts)?;
        let found = asked.iter().filter_map(|asked| asked.found.as_ref());
        let threads = threads(conn, found.map(|found| found.thread))?;
        let budgets: Vec<_> = casts
            .iter()
            .zip(&asked)
            .filter_map(|(cast, asked)| {
                let number = asked.found.as_ref()?.thread;
                threads.get(&number)?.voting.budget?;
                Some((cast.participant.0, number))
            })
            .collect();
        Ok(Self { given: given(conn, &budgets)?, asked, threads })
    }

    fn check<'a>(&'a self, cast: &'a Cast, asked: &'a Asked) -> Result<Vote<'a>> {
        let sector = asked.sector.as_ref().ok_or(StorageError::NotFound)?;
        let found = asked.found.as_ref().ok_or(StorageError::NotFound)?;
        check_open(found, cast.participant)?;
        let thread = self.threads.get(&found.thread).ok_or(StorageError::NotFound)?;
        thread.check(cast.now_ms, Action::Vote)?;
        thread.check_vote(cast.value)?;
        let before = asked.before.as_ref();
        let given = self.given.get(&(cast.participant.0, found.thread)).copied().unwrap_or(0);
        let supported = before.is_some_and(|before| before.value == VoteChoice::Support);
        let supports = cast.value == VoteChoice::Support;
        let left = results::votes_left(thread.voting.budget, given);
        if supports && !supported && left == Some(0) {
            return Err(StorageError::BudgetSpent);
        }
        let given = (given + u32::from(supports)).saturating_sub(u32::from(supported));
        Ok(Vote { cast, found, thread, sector, before, given })
    }
}

fn threads(
    conn: &Connection,
    numbers: impl Iterator<Item = i64>,
) -> Outcome<BTreeMap<i64, ThreadRow>> {
    // Votes that come together are on few threads.
    let numbers: BTreeSet<_> = numbers.collect();
    numbers.into_iter().map(|seq| Ok((seq, thread::by_seq(conn, seq)?))).collect()
}

/// Who casts, on what, and what they have cast there before: of each in its
/// place.
fn asked(conn: &Connection, forum: ForumId, casts: &[&Cast]) -> Outcome<Vec<Asked>> {
    let rows: Vec<_> = casts
        .iter()
        .enumerate()
        // No id holds NUL, and no row that a statement is given may.
        .filter(|(_, cast)| !cast.submission.contains('\0'))
        .map(|(place, cast)| (place, cast.participant.0, &cast.submission, forum.0))
        .collect();
    let columns = [Integer("place"), Integer("participant"), Text("submission"), Integer("forum")];
    let sql = |rows: &str| {
        format!(
            "SELECT s.seq, s.thread, s.author, s.state, one.place, p.seq, p.sector,
               v.value, v.sector
             FROM {rows} one
             LEFT JOIN participants p ON p.seq = one.participant AND p.forum = one.forum
             LEFT JOIN submissions s ON s.id = one.submission AND s.forum = one.forum
             LEFT JOIN votes v ON v.submission = s.seq AND v.participant = one.participant"
        )
    };
    let found = all_of(conn, &rows, &columns, sql, |row| {
        let is_there = |column| Ok(row.get::<Option<i64>>(column)?.is_some());
        let voted = row.text_or_null(7)?.is_some();
        let asked = Asked {
            sector: is_there(5)?
                .then(|| row.get::<Option<String>>(6))
                .transpose()?
                .map(Option::unwrap_or_default),
            found: is_there(0)?.then(|| submission::read_found(row)).transpose()?,
            before: voted
                .then(|| Ok(Standing { value: word(row, 7)?, sector: row.get(8)? }))
                .transpose()?,
        };
        Ok((row.get::<usize>(4)?, asked))
    })?;
    let mut asked: Vec<_> = casts.iter().map(|_| Asked::default()).collect();
    for (place, one) in found {
        if let Some(asked) = asked.get_mut(place) {
            *asked = one;
        }
    }
    Ok(asked)
}

/// Puts the votes into the table, where a key makes one of a person's on a
/// submission, whatever was read before; and on record.
fn store(conn: &Connection, votes: &[&Vote<'_>]) -> Outcome<()> {
    let rows: Vec<_> = votes
        .iter()
        .map(|Vote { cast, found, sector, .. }| {
            let value = cast.value.as_str();
            (found.seq, cast.participant.0, found.thread, value, sector, cast.now_ms)
        })
        .collect();
    let columns = [
        Integer("submission"),
        Integer("participant"),
        Integer("thread"),
        Text("value"),
        Text("sector"),
        Integer("at"),
    ];
    run_of(conn, &rows, &columns, |cast| {
        format!(
            "INSERT INTO votes (submission, participant, thread, value, sector, at)
             SELECT submission, participant, thread, value, sector, at FROM {cast} one WHERE true
             ON CONFLICT (submission, participant) DO UPDATE SET
               value = excluded.value, sector = excluded.sector, at = excluded.at"
        )
    })?;
    let deeds: Vec<_> = votes
        .iter()
        .map(|Vote { cast, .. }| {
            deed(cast.forum, cast.now_ms, cast.participant, "vote.put", &cast.submission)
        })
        .collect();
    audit::record_all(conn, &deeds)
}

/// Counts them: by sector, in their threads, and who took part there.
fn count(conn: &Connection, votes: &[&Vote<'_>]) -> Outcome<()> {
    let (mut counted, mut people) = (Counted::default(), Vec::new());
    let mut new = BTreeMap::<_, i64>::new();
    for Vote { cast, found, sector, before, .. } in votes {
        if let Some(before) = before {
            counted.count(found.seq, &before.sector, before.value, -1);
        } else {
            *new.entry(found.thread).or_default() += 1;
            people.push((found.thread, cast.participant.0, 1));
        }
        counted.count(found.seq, sector, cast.value, 1);
    }
    counted.store(conn)?;
    for (thread, votes) in new {
        let sql = "UPDATE threads SET votes_count = votes_count + ?2 WHERE seq = ?1";
        run_ahead(conn, sql, (thread, votes))?;
    }
    people::add_all(conn, &people)
}

/// What is true once they are counted.
struct After {
    cells: BTreeMap<i64, storage::Cells>,
    threads: BTreeMap<i64, ThreadRow>,
    organisations: BTreeMap<i64, contract::OrganisationTally>,
    of_viewers: BTreeMap<(i64, i64), organisation::ByOrganisation>,
}

impl After {
    /// Brings everything that follows from the counters up to date, and tells
    /// of it.
    fn reach(conn: &Connection, forum: ForumId, votes: &[&Vote<'_>]) -> Outcome<Self> {
        let turns: Vec<_> = votes
            .iter()
            .map(|Vote { cast, found, before, .. }| Turn {
                submission: found.seq,
                participant: cast.participant,
                before: before.map(|before| before.value),
                after: Some(cast.value),
            })
            .collect();
        duplicate::voted(conn, &turns)?;
        // Of several votes on one submission the last one stands for all.
        let last: BTreeMap<_, _> = votes.iter().map(|vote| (vote.found.seq, *vote)).collect();
        let numbers: Vec<_> = last.keys().copied().collect();
        let cells = cells::read_all(conn, &numbers)?;
        let mut scored = Vec::with_capacity(last.len());
        for (seq, cells) in &cells {
            let Some(Vote { cast, thread, .. }) = last.get(seq) else { continue };
            scored.push((*seq, thread.voting.mode, cells));
            answer::reached(conn, forum, *seq, thread, &sum(cells), cast.now_ms)?;
            let what = Changed::Tally { submission: cast.submission.clone() };
            live::tell(conn, forum, &thread.id, what);
        }
        cells::rescore_all(conn, forum, &scored)?;
        queue::reached(conn, &numbers)?;
        let pairs: Vec<_> =
            votes.iter().map(|vote| (vote.found.seq, vote.cast.participant.0)).collect();
        Ok(Self {
            threads: threads(conn, votes.iter().map(|vote| vote.found.thread))?,
            organisations: organisation::tallies(conn, &numbers)?,
            of_viewers: organisation::of_viewers(conn, &pairs)?,
            cells,
        })
    }

    fn outcome(&self, vote: &Vote<'_>) -> Result<VoteOutcome> {
        let (seq, participant) = (vote.found.seq, vote.cast.participant);
        let thread = self.threads.get(&vote.found.thread).ok_or(StorageError::NotFound)?;
        Ok(VoteOutcome {
            votes_left: results::votes_left(thread.voting.budget, vote.given),
            thread: thread.clone(),
            participant,
            my_vote: Some(vote.cast.value),
            cells: self.cells.get(&seq).cloned().unwrap_or_default(),
            organisations: self.organisations.get(&seq).copied().unwrap_or_default(),
            organisation_votes: self
                .of_viewers
                .get(&(seq, participant.0))
                .cloned()
                .unwrap_or_default(),
        })
    }
}
