//! Who may see results, and when.

use contract::{Phase, ProblemCode, ResultsRule, Sort, VoteChoice, VotingMode};

use crate::phases::has_ended;

/// Whether a person may see the tally of one submission. `has_voted` tells
/// whether this person's vote on that submission stands.
#[must_use]
pub const fn visible(rule: ResultsRule, phase: Phase, has_voted: bool) -> bool {
    match rule {
        ResultsRule::Always => true,
        ResultsRule::AfterVote => has_voted || has_ended(phase),
        ResultsRule::AfterClose => has_ended(phase),
    }
}

/// Whether everybody may see all tallies: what exports and orders need.
#[must_use]
pub const fn public(rule: ResultsRule, phase: Phase) -> bool {
    visible(rule, phase, false)
}

/// Refuses the orders that would tell results which are still hidden.
pub const fn check_sort(sort: Sort, rule: ResultsRule, phase: Phase) -> Result<(), ProblemCode> {
    match sort {
        Sort::Support | Sort::Broad if !public(rule, phase) => Err(ProblemCode::ResultsHidden),
        _ => Ok(()),
    }
}

/// Refuses a vote that is not of the thread's mode.
pub const fn check_vote(mode: VotingMode, vote: VoteChoice) -> Result<(), ProblemCode> {
    match (mode, vote) {
        (VotingMode::Opinion, VoteChoice::Agree | VoteChoice::Disagree | VoteChoice::Pass)
        | (VotingMode::Support, VoteChoice::Support) => Ok(()),
        _ => Err(ProblemCode::WrongVotingMode),
    }
}

/// Supports that a person has left in a thread with a budget, after `given`.
#[must_use]
pub fn votes_left(budget: Option<u32>, given: u32) -> Option<u32> {
    budget.map(|budget| budget.saturating_sub(given))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_show_by_rule_phase_and_vote() {
        use Phase::{Answered, Closed, Open, Voting};
        use ResultsRule::{AfterClose, AfterVote, Always};
        for (rule, phase, has_voted, shown) in [
            (Always, Open, false, true),
            (AfterVote, Open, false, false),
            (AfterVote, Voting, true, true),
            (AfterVote, Closed, false, true),
            (AfterClose, Open, true, false),
            (AfterClose, Voting, true, false),
            (AfterClose, Closed, false, true),
            (AfterClose, Answered, false, true),
        ] {
            assert_eq!(visible(rule, phase, has_voted), shown, "{rule} {phase} {has_voted}");
        }
    }

    #[test]
    fn only_telling_orders_are_refused() {
        for sort in Sort::ALL.iter().copied() {
            let telling = matches!(sort, Sort::Support | Sort::Broad);
            for rule in [ResultsRule::AfterVote, ResultsRule::AfterClose] {
                assert_eq!(check_sort(sort, rule, Phase::Open).is_err(), telling, "{sort}");
                assert_eq!(check_sort(sort, rule, Phase::Closed), Ok(()), "{sort}");
            }
            assert_eq!(check_sort(sort, ResultsRule::Always, Phase::Open), Ok(()));
        }
    }

    #[test]
    fn votes_belong_to_a_mode() {
        for vote in VoteChoice::ALL.iter().copied() {
            let support = vote == VoteChoice::Support;
            assert_eq!(check_vote(VotingMode::Opinion, vote).is_err(), support);
            assert_eq!(check_vote(VotingMode::Support, vote).is_ok(), support);
        }
    }

    #[test]
    fn a_budget_never_goes_below_zero() {
        assert_eq!(votes_left(None, 7), None);
        assert_eq!(votes_left(Some(5), 2), Some(3));
        assert_eq!(votes_left(Some(5), 9), Some(0));
    }
}
