//! Tallies by sector: small groups are not told, and follow from nothing.

use std::collections::BTreeMap;

use contract::{Capability, Limits, SectorTally, Submission, Tally, VoteChoice};
use rules::tally::{Cell, tally};

use super::{PARTICIPATE, Source, check, read, sorts::counts};
use crate::{
    Check,
    answer::Answer,
    fail::{Held, Stop},
    suite::{FINE, Suite},
};

const SMALL: Source = Source::Section("Small groups");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::VoteOpinion, Capability::Sectors];

/// Differences of `broad` below this come from arithmetic.
const NEAR: f64 = 1e-6;

pub(super) const CHECKS: &[Check] = &[
    read(
        "tallies.shown",
        &[Capability::Sectors],
        SMALL,
        "In every tally that is shown, participants are the sum of the votes, no cell has fewer than 5 voters, and cells are no more than the whole.",
        shown,
    ),
    read(
        "tallies.broad-of-cells",
        &[Capability::Sectors],
        SMALL,
        "broad follows from the cells that are shown, by the formula.",
        broad_of_cells,
    ),
    check(
        "tallies.cells",
        PARTICIPATE,
        NEEDS,
        SMALL,
        "Each cell that is shown holds exactly the votes of its sector; those of fewer than 5 voters are null.",
        cells,
    ),
    check(
        "tallies.subtraction",
        PARTICIPATE,
        NEEDS,
        SMALL,
        "No hidden cell follows from the others: one small sector is not the rest that is missing, nor are several together.",
        subtraction,
    ),
    check(
        "tallies.broad",
        PARTICIPATE,
        NEEDS,
        SMALL,
        "broad of (8,1,10) and (7,2,10) is 0.5930, of (10,0,10) and (0,10,10) 0.0434; with fewer than two sectors it is null.",
        broad,
    ),
    check(
        "tallies.follow",
        PARTICIPATE,
        NEEDS,
        SMALL,
        "A cell follows each vote that is cast, changed and taken back, and goes when it becomes small.",
        follow,
    ),
];

/// Holds what is true of each tally by itself.
fn sound(answer: &Answer, tally: &Tally) -> Held {
    let all = counts(tally);
    answer.equal("participants", &tally.participants, &all.participants())?;
    let mut sum = SectorTally::default();
    for (sector, cell) in
        tally.by_sector.iter().filter_map(|(name, cell)| Some((name, cell.as_ref()?)))
    {
        let enough = cell.participants() >= Limits::CELL_MIN;
        answer.holds(enough, format!("{sector} null or with 5 voters or more"))?;
        sum.agree += cell.agree;
        sum.disagree += cell.disagree;
        sum.pass += cell.pass;
        sum.support += cell.support;
    }
    let within = sum.agree <= all.agree
        && sum.disagree <= all.disagree
        && sum.pass <= all.pass
        && sum.support <= all.support;
    answer.holds(within, "cells that add up to no more than the whole")
}

fn tallies(suite: &Suite) -> Held<Vec<(Answer, Tally)>> {
    let (_, all) = suite.reading()?;
    let mut most: Vec<_> = all.iter().collect();
    most.sort_by_key(|one| std::cmp::Reverse(one.tally.as_ref().map(|tally| tally.participants)));
    let mut found = Vec::new();
    for one in most.into_iter().take(10) {
        let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
        if let Some(tally) = answer.read::<Submission>()?.tally {
            found.push((answer, tally));
        }
    }
    if found.is_empty() {
        Err(Stop::needs("a --thread whose results are shown"))
    } else {
        Ok(found)
    }
}

fn shown(suite: &Suite) -> Held {
    tallies(suite)?.iter().try_for_each(|(answer, tally)| sound(answer, tally))
}

/// Holds `broad` against the formula over the cells that are shown.
fn broad_follows(answer: &Answer, tally: &Tally) -> Held {
    let expected = rules::tally::broad(tally.by_sector.values().flatten());
    let near = match (tally.broad, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < NEAR,
        (found, expected) => found == expected,
    };
    answer.holds(near, format!("broad {expected:?}, as follows from the cells"))
}

fn broad_of_cells(suite: &Suite) -> Held {
    tallies(suite)?.iter().try_for_each(|(answer, tally)| broad_follows(answer, tally))
}

/// Votes of a sector: agree, disagree, pass.
type Votes = [u32; 3];

/// A submission on which sectors voted so; each vote by somebody else.
fn voted(suite: &Suite, votes: &[Votes]) -> Held<(Answer, Tally)> {
    let (author, thread) = (suite.participant(1)?, suite.opinion()?);
    let one = suite.submit(&thread, &author, "By sector")?;
    cast(suite, &one.id, votes)?;
    read_tally(suite, &one.id)
}

fn read_tally(suite: &Suite, id: &str) -> Held<(Answer, Tally)> {
    let answer = suite.get(format!("/v1/submissions/{id}")).send()?.is(200)?;
    let tally = answer.read::<Submission>()?.tally.ok_or_else(|| answer.fail("a tally"))?;
    Ok((answer, tally))
}

/// The sector of this place.
fn sector(suite: &Suite, place: usize) -> Held<String> {
    let sector = suite.forum.sectors.get(place).map(|sector| sector.id.clone());
    sector.ok_or_else(|| Stop::needs(format!("a forum with {} sectors", place + 1)))
}

fn cast(suite: &Suite, id: &str, votes: &[Votes]) -> Held {
    let values = [VoteChoice::Agree, VoteChoice::Disagree, VoteChoice::Pass];
    for (place, votes) in votes.iter().enumerate() {
        let sector = sector(suite, place)?;
        let mut number = 0;
        for (count, value) in votes.iter().zip(values) {
            for _ in 0..*count {
                let person = suite.stranger(&format!("{sector} {number}"), Some(&sector))?;
                suite.vote(id, &person, value)?;
                number += 1;
            }
        }
    }
    FINE
}

/// What the rules make of these votes.
fn by_rules(suite: &Suite, votes: &[Votes]) -> Tally {
    let sectors: Vec<&str> = suite.forum.sectors.iter().map(|sector| sector.id.as_str()).collect();
    let cells = votes.iter().zip(&sectors).map(|([agree, disagree, pass], sector)| Cell {
        sector: Some(sector),
        votes: SectorTally { agree: *agree, disagree: *disagree, pass: *pass, support: 0 },
    });
    tally(sectors.iter().copied(), cells)
}

/// Sectors and how they voted: one small beside large ones, none small, all
/// small, two small ones, small ones that add up to a small sum, one alone.
const WORLDS: [&[Votes]; 7] = [
    &[[6, 1, 1], [1, 1, 0], [5, 0, 0], [0, 7, 2]],
    &[[6, 0, 0], [0, 5, 0], [3, 3, 3]],
    &[[1, 0, 0], [0, 2, 0], [1, 1, 1]],
    &[[9, 0, 0], [2, 0, 0], [0, 1, 2]],
    &[[9, 0, 0], [1, 0, 0], [0, 1, 0], [0, 6, 0]],
    &[[2, 1, 0]],
    &[[5, 0, 1], [4, 0, 0], [0, 4, 0]],
];

fn cells(suite: &Suite) -> Held {
    for votes in WORLDS {
        let (answer, found) = voted(suite, votes)?;
        sound(&answer, &found)?;
        let rules = by_rules(suite, votes);
        answer.equal("all votes", &counts(&found), &counts(&rules))?;
        for (place, [agree, disagree, pass]) in votes.iter().enumerate() {
            let sector = sector(suite, place)?;
            let cell = SectorTally { agree: *agree, disagree: *disagree, pass: *pass, support: 0 };
            let found = found.by_sector.get(&sector).copied().flatten();
            answer.holds(
                found.is_none_or(|found| found == cell),
                format!("{sector} null or {cell:?}"),
            )?;
            // Hiding more is safe; hiding what the rules show is not what the
            // contract says.
            let by_rules = rules.by_sector.get(&sector).copied().flatten();
            let told = by_rules.is_none() || found.is_some() || hidden_instead(&rules, votes);
            answer.holds(told, format!("{sector} {cell:?}, which exposes nobody"))?;
        }
    }
    FINE
}

/// Whether another choice of the cell that is hidden along would be as good.
fn hidden_instead(rules: &Tally, votes: &[Votes]) -> bool {
    let small = votes.iter().filter(|votes| votes.iter().sum::<u32>() < Limits::CELL_MIN).count();
    let shown = rules.by_sector.values().flatten().count();
    small > 0 && shown < votes.len() - small
}

fn subtraction(suite: &Suite) -> Held {
    for votes in WORLDS {
        let (answer, found) = voted(suite, votes)?;
        let real: BTreeMap<String, u32> = votes
            .iter()
            .enumerate()
            .map(|(place, votes)| Ok((sector(suite, place)?, votes.iter().sum())))
            .collect::<Held<_>>()?;
        let shown: u32 = found.by_sector.values().flatten().map(SectorTally::participants).sum();
        let hidden: Vec<_> = real
            .iter()
            .filter(|(sector, _)| found.by_sector.get(*sector).copied().flatten().is_none())
            .collect();
        // Everybody here has a sector, so what is missing stands in hidden cells.
        let missing = found.participants.saturating_sub(shown);
        let unnamed = found.by_sector.values().filter(|cell| cell.is_none()).count();
        let small = hidden.iter().any(|(_, voters)| (1..Limits::CELL_MIN).contains(voters));
        if !small {
            continue;
        }
        let could_be = format!(
            "{missing} missing voters that could be of several sectors, not in {unnamed} hidden cells"
        );
        answer.holds(unnamed >= 2, could_be)?;
        let alone = missing < Limits::CELL_MIN && shown > 0;
        answer.holds(
            !alone,
            format!("not {missing} missing voters, who are a small group themselves"),
        )?;
    }
    FINE
}

fn broad(suite: &Suite) -> Held {
    for (votes, expected) in [
        (&[[8, 1, 1], [7, 2, 1]][..], Some(0.5930)),
        (&[[10, 0, 0], [0, 10, 0]], Some(0.0434)),
        (&[[9, 0, 1]; 4], Some(0.8244)),
        (&[[9, 0, 1]], None),
    ] {
        let (answer, found) = voted(suite, votes)?;
        let near = match (found.broad, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 0.000_05,
            (found, expected) => found.is_none() && expected.is_none(),
        };
        answer.holds(near, format!("broad {expected:?} of {votes:?}"))?;
        broad_follows(&answer, &found)?;
    }
    FINE
}

fn follow(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.opinion()?);
    let one = suite.submit(&thread, &author, "Followed")?;
    cast(suite, &one.id, &[[5, 0, 0], [6, 0, 0]])?;
    let first = sector(suite, 0)?;
    let cell = |tally: &Tally| tally.by_sector.get(&first).copied().flatten();
    let (answer, tally) = read_tally(suite, &one.id)?;
    let five = SectorTally { agree: 5, ..SectorTally::default() };
    answer.equal("the cell", &cell(&tally), &Some(five))?;
    let person = suite.stranger(&format!("{first} 0"), Some(&first))?;
    suite.vote(&one.id, &person, VoteChoice::Disagree)?;
    let (answer, tally) = read_tally(suite, &one.id)?;
    let changed = SectorTally { agree: 4, disagree: 1, ..SectorTally::default() };
    answer.equal("the cell after a change", &cell(&tally), &Some(changed))?;
    suite.delete(format!("/v1/submissions/{}/vote", one.id)).by(&person).send()?.is(200)?;
    let (answer, tally) = read_tally(suite, &one.id)?;
    answer.equal("the cell of four voters", &cell(&tally), &None)?;
    answer.equal("participants", &tally.participants, &10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_have_small_sectors_and_none() {
        let smalls = WORLDS.map(|votes| {
            votes.iter().filter(|votes| votes.iter().sum::<u32>() < Limits::CELL_MIN).count()
        });
        assert_eq!(smalls, [1, 0, 3, 2, 2, 1, 2]);
    }
}
