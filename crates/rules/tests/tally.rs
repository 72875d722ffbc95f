//! Tallies: check values, what is published, and that nobody can find out a
//! small cell by trying every way in which the votes could have fallen.

use std::collections::{BTreeMap, HashSet};

use contract::{Limits, SectorTally, Tally, VoteChoice};
use proptest::prelude::*;
use rules::tally::{Cell, broad, recast, tally};

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

const fn votes(agree: u32, disagree: u32, pass: u32) -> SectorTally {
    SectorTally { agree, disagree, pass, support: 0 }
}

/// A tally of `(agree, disagree, pass)` by sector, and of people without one.
fn of(cells: &[(u32, u32, u32)], none: (u32, u32, u32)) -> Tally {
    let names = NAMES.iter().copied().take(cells.len());
    let in_sectors = cells
        .iter()
        .zip(NAMES)
        .map(|((a, d, p), name)| Cell { sector: Some(name), votes: votes(*a, *d, *p) });
    let none = Cell { sector: None, votes: votes(none.0, none.1, none.2) };
    tally(names, in_sectors.chain([none]))
}

fn of_voters(cells: &[u32], none: u32) -> Tally {
    let cells: Vec<_> = cells.iter().map(|voters| (*voters, 0, 0)).collect();
    of(&cells, (none, 0, 0))
}

/// Voters by sector as published, `-` where hidden.
fn shown(tally: &Tally) -> String {
    let cell = |cell: &Option<SectorTally>| match cell {
        Some(votes) => votes.participants().to_string(),
        None => "-".to_owned(),
    };
    tally.by_sector.values().map(cell).collect::<Vec<_>>().join(" ")
}

#[test]
fn broad_check_values() {
    for (cells, value) in [
        (vec![(8, 1, 1), (7, 2, 1)], Some(0.5930)),
        (vec![(10, 0, 0), (0, 10, 0)], Some(0.0434)),
        (vec![(9, 0, 1); 4], Some(0.8244)),
        (vec![(9, 0, 1)], None),
        (vec![(9, 0, 1), (4, 0, 0)], None),
        (vec![], None),
    ] {
        let cells: Vec<_> = cells.into_iter().map(|(a, d, p)| votes(a, d, p)).collect();
        let found = broad(&cells);
        assert_eq!(found.is_some(), value.is_some(), "{cells:?}");
        let difference = found.unwrap_or_default() - value.unwrap_or_default();
        assert!(difference.abs() < 0.00005, "{cells:?}: {found:?}");
    }
    assert_eq!(
        of(&[(8, 1, 1), (7, 2, 1)], (3, 0, 0)).broad,
        broad(&[votes(8, 1, 1), votes(7, 2, 1)])
    );
    // Support counts as agree.
    let support = |n| SectorTally { support: n, ..SectorTally::default() };
    assert_eq!(broad(&[support(9), support(7)]), broad(&[votes(9, 0, 0), votes(7, 0, 0)]));
}

#[test]
fn totals_are_those_of_everybody() {
    let tally = of(&[(8, 1, 1), (1, 1, 0)], (2, 0, 3));
    assert_eq!((tally.agree, tally.disagree, tally.pass, tally.support), (11, 2, 4, 0));
    assert_eq!(tally.participants, 17);
    // Sectors that the forum does not know are among those without one.
    let unknown = tally_of_unknown();
    assert_eq!((unknown.participants, unknown.by_sector.len()), (9, 1));
}

fn tally_of_unknown() -> Tally {
    tally(["a"], [Cell { sector: Some("gone"), votes: votes(9, 0, 0) }])
}

#[test]
fn small_cells_are_hidden_and_covered() {
    for (cells, none, published) in [
        // Nothing to hide.
        (&[7, 6, 5][..], 0, "7 6 5"),
        (&[0, 6, 0], 0, "- 6 -"),
        (&[6], 0, "6"),
        // One small cell would follow from the totals.
        (&[9, 7, 3], 0, "9 - -"),
        // Voters without a sector might be none: no cover.
        (&[9, 7, 3], 20, "9 - -"),
        // Two small cells with fewer than five voters together.
        (&[9, 7, 3, 1], 0, "9 - - -"),
        // Two small cells that hide each other.
        (&[9, 7, 3, 3], 0, "9 7 - -"),
        // An empty cell hides as well as any, if the voters are not too few.
        (&[9, 7, 4, 1, 0], 0, "9 7 - - -"),
        (&[9, 7, 4, 0, 0], 0, "9 - - - -"),
        // As large as hidden cells can be: they would be known to be.
        (&[9, 7, 4, 4], 0, "9 - - -"),
        (&[9, 7, 4, 4, 0], 0, "9 7 - - -"),
        // One small cell alone, and equal ones to cover it.
        (&[9, 7, 7, 3], 0, "9 - - -"),
        (&[9, 7, 7, 3, 0], 0, "9 - 7 - -"),
        // Nothing left that could cover.
        (&[3], 0, "-"),
        (&[6, 3], 0, "- -"),
    ] {
        assert_eq!(shown(&of_voters(cells, none)), published, "{cells:?} and {none}");
    }
}

#[test]
fn a_hidden_cell_is_not_told_by_broad() {
    let tally = of(&[(9, 0, 0), (7, 1, 0), (2, 0, 0)], (0, 0, 0));
    assert_eq!(shown(&tally), "9 - -");
    assert_eq!(tally.broad, None);
}

/// Every way to give `voters` to `cells` sectors.
fn ways(voters: u32, cells: usize) -> Vec<Vec<u32>> {
    match cells {
        0 => vec![],
        1 => vec![vec![voters]],
        _ => (0..=voters)
            .flat_map(|first| {
                ways(voters - first, cells - 1).into_iter().map(move |mut rest| {
                    rest.insert(0, first);
                    rest
                })
            })
            .collect(),
    }
}

/// What an attacker can exclude. They know the totals, what is published, how
/// many voters have no sector, and this code: every assignment that would have
/// been published in the same way is possible, and no other. Answers the cells
/// with 1 to 4 voters whose size is the same in all of them.
fn found_out(cells: &[u32], none: u32) -> Vec<usize> {
    let published = of_voters(cells, none);
    let possible: Vec<Vec<u32>> = ways(cells.iter().sum(), cells.len())
        .into_iter()
        .filter(|way| of_voters(way, none) == published)
        .collect();
    assert!(possible.iter().any(|way| way == cells));
    (0..cells.len())
        .filter(|at| (1..Limits::CELL_MIN).contains(&cells[*at]))
        .filter(|at| possible.iter().map(|way| way[*at]).collect::<HashSet<_>>().len() < 2)
        .collect()
}

#[test]
fn nobody_finds_out_a_small_cell_among_two_or_three_sectors() {
    for sectors in [2, 3] {
        for voters in 0..=24 {
            for cells in ways(voters, sectors) {
                assert_eq!(found_out(&cells, 0), [] as [usize; 0], "{cells:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn nobody_finds_out_a_small_cell_among_more(
        cells in prop::collection::vec(0_u32..7, 4..=5), none in 0_u32..3,
    ) {
        prop_assert_eq!(found_out(&cells, none), Vec::<usize>::new());
    }
}

/// As [`found_out`], by how people voted and not only how many did.
fn votes_found_out(cells: &[(u32, u32, u32)]) -> Vec<usize> {
    let published = of(cells, (0, 0, 0));
    let sum = |part: fn(&(u32, u32, u32)) -> u32| cells.iter().map(part).sum();
    let each = |total| ways(total, cells.len());
    let (agree, disagree) = (each(sum(|c| c.0)), each(sum(|c| c.1)));
    let pass = each(sum(|c| c.2));
    let mut seen: Vec<HashSet<(u32, u32, u32)>> = vec![HashSet::new(); cells.len()];
    for a in &agree {
        for d in &disagree {
            for p in &pass {
                let way: Vec<_> = (0..cells.len()).map(|at| (a[at], d[at], p[at])).collect();
                if of(&way, (0, 0, 0)) == published {
                    for (at, cell) in way.into_iter().enumerate() {
                        seen[at].insert(cell);
                    }
                }
            }
        }
    }
    (0..cells.len())
        .filter(|at| {
            let (a, d, p) = cells[*at];
            (1..Limits::CELL_MIN).contains(&(a + d + p)) && seen[*at].len() < 2
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn nobody_finds_out_the_votes_of_a_small_cell(
        cells in prop::collection::vec((0_u32..4, 0_u32..3, 0_u32..2), 2..=3),
    ) {
        prop_assert_eq!(votes_found_out(&cells), Vec::<usize>::new());
    }
}

fn any_cells() -> impl Strategy<Value = Vec<(u32, u32, u32)>> {
    prop::collection::vec((0_u32..9, 0_u32..9, 0_u32..9), 0..=6)
}

proptest! {
    #[test]
    fn published_cells_are_true_and_large(cells in any_cells(), none in (0_u32..9, 0_u32..9, 0_u32..9)) {
        let tally = of(&cells, none);
        let truth: BTreeMap<_, _> = NAMES.iter().zip(&cells).collect();
        for (sector, cell) in &tally.by_sector {
            if let Some(cell) = cell {
                let (a, d, p) = *truth[&sector.as_str()];
                prop_assert_eq!(*cell, votes(a, d, p));
                prop_assert!(cell.participants() >= Limits::CELL_MIN);
            }
        }
        prop_assert_eq!(tally.by_sector.len(), cells.len());
        prop_assert!(tally.broad.is_none_or(|broad| (0.0..=1.0).contains(&broad)));
    }

    #[test]
    fn what_is_hidden_is_no_small_group(cells in any_cells()) {
        let tally = of(&cells, (0, 0, 0));
        let published: u32 = tally.by_sector.values().flatten().map(SectorTally::participants).sum();
        let hidden = tally.participants - published;
        prop_assert!(hidden == 0 || hidden >= Limits::CELL_MIN || published == 0);
    }

    #[test]
    fn a_vote_shown_early_is_the_vote_that_is_counted(cells in any_cells(), before: u8, after: u8) {
        let choice = |n: u8| VoteChoice::ALL.get(usize::from(n % 5)).copied();
        let (before, after) = (choice(before), choice(after));
        let start = recast(&of(&cells, (0, 0, 0)), None, before);
        let end = recast(&start, before, after);
        prop_assert_eq!(&end, &recast(&of(&cells, (0, 0, 0)), None, after));
        prop_assert_eq!(end.participants, end.agree + end.disagree + end.pass + end.support);
    }
}
