//! What a thread promised to the people in it, and which changes would break
//! that. What was said can become stricter, never looser.

use contract::{Phase, ResultsRule, ThreadPromise, Voting};

/// What of a thread is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promised {
    /// How people vote, when they see results, and when the host answers.
    pub voting: Voting,
    /// How far participation goes.
    pub level: ThreadPromise,
    /// True where nobody's name is shown.
    pub anonymous: bool,
    /// Until when people may take part, ms.
    pub closes_at: Option<i64>,
}

/// What has happened in it so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Happened {
    /// True where it has opened or somebody has taken part.
    pub begun: bool,
    /// True where it has come to its end.
    pub ended: bool,
    /// True where somebody has voted.
    pub voted: bool,
    /// The most supports that one person has given.
    pub most_given: u32,
    /// Now, ms.
    pub now: i64,
}

/// Whether a thread in this phase, in which so many people took part, has
/// begun: from then on its dates and numbers bind.
#[must_use]
pub fn has_begun(phase: Phase, participants: u64) -> bool {
    phase != Phase::Upcoming || participants > 0
}

/// How long results stay hidden: a rule may become one of a higher number.
#[must_use]
pub const fn strictness(rule: ResultsRule) -> u8 {
    match rule {
        ResultsRule::Always => 0,
        ResultsRule::AfterVote => 1,
        ResultsRule::AfterClose => 2,
    }
}

const fn height(level: ThreadPromise) -> u8 {
    match level {
        ThreadPromise::Inform => 0,
        ThreadPromise::Consult => 1,
        ThreadPromise::Involve => 2,
        ThreadPromise::Collaborate => 3,
        ThreadPromise::Empower => 4,
    }
}

/// The promise that a change would break, as a sentence to whoever wants it.
///
/// # Errors
/// Names and results are bound from the moment a thread is made: a change that
/// shows either earlier is refused also before it opens. The mode holds once
/// somebody has voted, and a budget is never lower than what somebody gave. The
/// number at which the host answers, the level of participation, and the end of
/// a thread that hides its results until then hold once it has begun.
pub fn check(before: &Promised, after: &Promised, so_far: &Happened) -> Result<(), &'static str> {
    let (was, is) = (before.voting, after.voting);
    if before.anonymous && !after.anonymous {
        return Err("Nobody's name is shown in this thread; that holds for good.");
    }
    if strictness(is.results) < strictness(was.results) {
        return Err("Results may be hidden for longer than was promised, and not for less.");
    }
    if so_far.voted && was.mode != is.mode {
        return Err("People have voted: the mode of voting holds.");
    }
    if let Some(budget) = is.budget
        && was.budget.is_none_or(|was| budget < was)
        && budget < so_far.most_given
    {
        return Err("Somebody has given more supports than that already.");
    }
    if !so_far.begun {
        return Ok(());
    }
    if was.answer_at.is_some_and(|was| is.answer_at.is_none_or(|is| is > was)) {
        return Err("The number at which you answer may fall, and not rise or be taken away.");
    }
    if height(after.level) < height(before.level) {
        return Err("People may be promised more than they were, and not less.");
    }
    let hides = was.results != ResultsRule::Always && !so_far.ended;
    let earlier = match (before.closes_at, after.closes_at) {
        (Some(was), Some(is)) => is < was,
        (None, Some(is)) => is <= so_far.now,
        (_, None) => false,
    };
    if hides && earlier {
        return Err("Results were promised to be hidden until the end: it may come later, \
                    and not earlier.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use contract::VotingMode;

    use super::*;

    const BEFORE: Promised = Promised {
        voting: Voting {
            mode: VotingMode::Support,
            budget: Some(5),
            results: ResultsRule::AfterClose,
            answer_at: Some(60),
        },
        level: ThreadPromise::Involve,
        anonymous: true,
        closes_at: Some(100),
    };
    const NEW: Happened =
        Happened { begun: false, ended: false, voted: false, most_given: 0, now: 10 };
    const OPEN: Happened = Happened { begun: true, ..NEW };

    fn refused(so_far: Happened, change: impl FnOnce(&mut Promised)) -> bool {
        let mut after = BEFORE;
        change(&mut after);
        check(&BEFORE, &after, &so_far).is_err()
    }

    #[test]
    fn names_and_results_bind_from_the_beginning() {
        for so_far in [NEW, OPEN, Happened { ended: true, ..OPEN }] {
            assert!(refused(so_far, |to| to.anonymous = false));
            assert!(refused(so_far, |to| to.voting.results = ResultsRule::AfterVote));
            assert!(refused(so_far, |to| to.voting.results = ResultsRule::Always));
            assert!(!refused(so_far, |_| ()));
        }
        let mut loose = BEFORE;
        loose.anonymous = false;
        loose.voting.results = ResultsRule::Always;
        assert_eq!(check(&loose, &BEFORE, &OPEN), Ok(()), "stricter is allowed");
    }

    #[test]
    fn dates_and_numbers_bind_once_it_has_begun() {
        let changes: [fn(&mut Promised); 4] = [
            |to| to.closes_at = Some(99),
            |to| to.voting.answer_at = Some(61),
            |to| to.voting.answer_at = None,
            |to| to.level = ThreadPromise::Consult,
        ];
        for change in changes {
            assert!(!refused(NEW, change));
            assert!(refused(OPEN, change));
        }
        let more: [fn(&mut Promised); 3] = [
            |to| to.closes_at = Some(101),
            |to| to.voting.answer_at = Some(59),
            |to| to.level = ThreadPromise::Empower,
        ];
        for change in more {
            assert!(!refused(OPEN, change));
        }
        assert!(!refused(Happened { ended: true, ..OPEN }, |to| to.closes_at = Some(50)));
    }

    #[test]
    fn an_end_that_was_not_named_may_come_but_not_have_been() {
        let before = Promised { closes_at: None, ..BEFORE };
        let ends = |at| Promised { closes_at: Some(at), ..BEFORE };
        assert!(check(&before, &ends(10), &OPEN).is_err());
        assert_eq!(check(&before, &ends(11), &OPEN), Ok(()));
        let mut shown = before;
        shown.voting.results = ResultsRule::Always;
        let mut closed = ends(5);
        closed.voting.results = ResultsRule::Always;
        assert_eq!(check(&shown, &closed, &OPEN), Ok(()));
    }

    #[test]
    fn votes_bind_the_mode_and_the_budget() {
        let voted = Happened { voted: true, most_given: 3, ..NEW };
        assert!(refused(voted, |to| to.voting.mode = VotingMode::Opinion));
        assert!(!refused(NEW, |to| to.voting.mode = VotingMode::Opinion));
        assert!(refused(voted, |to| to.voting.budget = Some(2)));
        assert!(!refused(voted, |to| to.voting.budget = Some(3)));
        assert!(!refused(voted, |to| to.voting.budget = None));
        let free = Promised { voting: Voting { budget: None, ..BEFORE.voting }, ..BEFORE };
        let mut two = BEFORE;
        two.voting.budget = Some(2);
        assert!(check(&free, &two, &voted).is_err());
    }
}
