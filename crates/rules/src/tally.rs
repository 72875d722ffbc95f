//! Tallies: what votes add up to, and which part of it may be published.
//!
//! # Small groups
//!
//! A sector's cell with fewer than [`Limits::CELL_MIN`] voters is not
//! published. The totals are, so one hidden cell would follow by subtraction;
//! then more cells are hidden with it (complementary suppression). The rule
//! holds against a reader who knows the totals, every published cell, this
//! code, and how the voters without a sector voted:
//!
//! * with k cells hidden for their size and r voters in them, they are safe
//!   among themselves where k is 2 or more, r is at least the minimum (so that
//!   their sum is no small group either), and r is less than k times the
//!   largest hidden size (or each would have to be of that size);
//! * otherwise the smallest published cell is hidden too. Which of two equal
//!   ones makes no difference while hidden cells could have swapped a voter
//!   among themselves; where they could not, all equal ones are hidden, so
//!   that the hidden cells may be swapped with each other.
//!
//! Every sector of the forum stands in the table, hidden where it has no
//! voters, so that a hidden cell does not tell whether anybody is in it. Cells
//! without voters expose nobody: where all hidden cells are empty, nothing
//! else is hidden for them. In a forum with one sector only nothing can stand
//! in for it.
//!
//! `broad` is computed from published cells alone: taken over a hidden one it
//! would tell that one.

use std::collections::BTreeMap;

use contract::{Limits, OrganisationTally, SectorTally, Tally, VoteChoice};

/// Votes of one sector, or of the people who named none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The sector; none, or one that the forum does not know (any more),
    /// counts in the totals only.
    pub sector: Option<&'a str>,
    /// Their votes.
    pub votes: SectorTally,
}

/// The tally to publish, from the votes of all sectors. `sectors` are those of
/// the forum; cells of one sector add up.
#[must_use]
pub fn tally<'a>(
    sectors: impl IntoIterator<Item = &'a str>,
    cells: impl IntoIterator<Item = Cell<'a>>,
) -> Tally {
    let mut by_sector: BTreeMap<&str, SectorTally> =
        sectors.into_iter().map(|sector| (sector, SectorTally::default())).collect();
    let mut all = SectorTally::default();
    for cell in cells {
        add(&mut all, &cell.votes);
        if let Some(votes) = cell.sector.and_then(|sector| by_sector.get_mut(sector)) {
            add(votes, &cell.votes);
        }
    }
    let by_sector = suppress(&by_sector);
    Tally {
        agree: all.agree,
        disagree: all.disagree,
        pass: all.pass,
        support: all.support,
        participants: all.participants(),
        broad: broad(by_sector.values().flatten()),
        by_sector,
        organisations: OrganisationTally::default(),
    }
}

/// Hides what the module's text says must not be published.
fn suppress(cells: &BTreeMap<&str, SectorTally>) -> BTreeMap<String, Option<SectorTally>> {
    let is_small = |votes: &&SectorTally| votes.participants() < Limits::CELL_MIN;
    let small = cells.values().filter(is_small);
    let (count, voters) =
        small.fold((0_u32, 0_u32), |(n, sum), votes| (n + 1, sum + votes.participants()));
    let can_swap = count >= 2 && voters < count * (Limits::CELL_MIN - 1);
    let is_safe = voters == 0 || (can_swap && voters >= Limits::CELL_MIN);
    // The smallest published cell, and how many like it are hidden.
    let cover = cells
        .values()
        .map(SectorTally::participants)
        .filter(|voters| !is_safe && *voters >= Limits::CELL_MIN)
        .min();
    let mut hide_more = if can_swap { 1 } else { usize::MAX };
    cells
        .iter()
        .map(|(sector, votes)| {
            let covers = hide_more > 0 && cover == Some(votes.participants());
            hide_more -= usize::from(covers);
            let shown = !is_small(&votes) && !covers;
            ((*sector).to_owned(), shown.then_some(*votes))
        })
        .collect()
}

/// How broad an agreement is across sectors, from 0 to 1.
///
/// Per sector with at least five votes, with a, d and n its agree (or
/// support), disagree and all votes, `e = (a + 0.5)/(n + 1) * (1 - (d +
/// 0.5)/(n + 1))`; the result is the geometric mean of e, or none with fewer
/// than two such sectors. (Group-informed consensus of Polis with the
/// corrections published as red-dwarf#120: prior 0.5, disagreement counted,
/// no shrinking with more groups.)
#[must_use]
pub fn broad<'a>(sectors: impl IntoIterator<Item = &'a SectorTally>) -> Option<f64> {
    let (mut count, mut product) = (0_u32, 1.0_f64);
    for votes in sectors {
        let n = votes.participants();
        if n < Limits::CELL_MIN {
            continue;
        }
        let share = |part: u32| (f64::from(part) + 0.5) / (f64::from(n) + 1.0);
        // A vote is agree or support, by the thread's mode; never both.
        product *= share(votes.agree + votes.support) * (1.0 - share(votes.disagree));
        count += 1;
    }
    (count >= 2).then(|| product.powf(1.0 / f64::from(count)))
}

/// A tally after one person's vote went from one value to another, for showing
/// a vote before the server has answered. The cells by sector stay as they
/// are: only the server knows whether they may be shown.
#[must_use]
pub fn recast(tally: &Tally, before: Option<VoteChoice>, after: Option<VoteChoice>) -> Tally {
    let mut next = tally.clone();
    if let Some(vote) = before {
        let count = count_mut(&mut next, vote);
        *count = count.saturating_sub(1);
    }
    if let Some(vote) = after {
        let count = count_mut(&mut next, vote);
        *count = count.saturating_add(1);
    }
    next.participants = next.agree + next.disagree + next.pass + next.support;
    next
}

fn count_mut(tally: &mut Tally, vote: VoteChoice) -> &mut u32 {
    match vote {
        VoteChoice::Agree => &mut tally.agree,
        VoteChoice::Disagree => &mut tally.disagree,
        VoteChoice::Pass => &mut tally.pass,
        VoteChoice::Support => &mut tally.support,
    }
}

fn add(sum: &mut SectorTally, votes: &SectorTally) {
    sum.agree = sum.agree.saturating_add(votes.agree);
    sum.disagree = sum.disagree.saturating_add(votes.disagree);
    sum.pass = sum.pass.saturating_add(votes.pass);
    sum.support = sum.support.saturating_add(votes.support);
}
