//! Where a thread stands in time, and what people may do there.

use contract::{Phase, ProblemCode, Thread};

use crate::time;

/// What decides a thread's phase. Moments are milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Schedule {
    /// From when people may take part; none is at once.
    pub opens_at: Option<i64>,
    /// From when people may vote, where collecting and voting are apart.
    pub voting_opens_at: Option<i64>,
    /// Until when people may take part (exclusive); none is without end.
    pub closes_at: Option<i64>,
    /// True where the host has published an answer to the whole thread.
    pub answered: bool,
    /// True where a moderator stopped all writing.
    pub locked: bool,
}

/// What a person wants to do in a thread.
///
/// Reading, reporting, and withdrawing one's own words are not in the list:
/// no phase forbids them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Create a submission.
    Submit,
    /// Edit one's own submission: as long as submissions are taken, so that
    /// nobody's vote in a voting phase turns into one for another text.
    Edit,
    /// Cast, change or take back a vote.
    Vote,
    /// Comment.
    Comment,
}

impl Schedule {
    /// The schedule that a thread tells on the wire. Dates that cannot be read
    /// count as absent.
    #[must_use]
    pub fn of(thread: &Thread) -> Self {
        let moment = |text: &Option<String>| text.as_deref().and_then(time::parse_ms);
        Self {
            opens_at: moment(&thread.opens_at),
            voting_opens_at: moment(&thread.voting_opens_at),
            closes_at: moment(&thread.closes_at),
            answered: thread.response.is_some(),
            locked: thread.locked,
        }
    }

    /// The phase at a moment.
    ///
    /// An answer ends a thread that has no closing date; one that has a date
    /// stays open until then, so that no answer cuts short what was promised.
    #[must_use]
    pub fn phase(&self, now: i64) -> Phase {
        let past = |moment: Option<i64>| moment.is_some_and(|at| now >= at);
        if past(self.closes_at) {
            return if self.answered { Phase::Answered } else { Phase::Closed };
        }
        if self.answered && self.closes_at.is_none() {
            return Phase::Answered;
        }
        if self.opens_at.is_some() && !past(self.opens_at) {
            return Phase::Upcoming;
        }
        match self.voting_opens_at {
            None => Phase::Open,
            Some(at) if now < at => Phase::Collecting,
            Some(_) => Phase::Voting,
        }
    }

    /// When the phase changes next by its dates alone, if it does: what a
    /// cache or a countdown needs.
    #[must_use]
    pub fn next_change(&self, now: i64) -> Option<i64> {
        if has_ended(self.phase(now)) {
            return None;
        }
        [self.opens_at, self.voting_opens_at, self.closes_at]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .min()
    }

    /// Whether an action is taken at a moment; if not, the problem to answer.
    pub fn check(&self, now: i64, action: Action) -> Result<(), ProblemCode> {
        if !permits(self.phase(now), action) {
            Err(ProblemCode::ThreadClosed)
        } else if self.locked {
            Err(ProblemCode::ThreadLocked)
        } else {
            Ok(())
        }
    }
}

/// Whether a phase takes an action (apart from a lock, which stops them all).
#[must_use]
pub fn permits(phase: Phase, action: Action) -> bool {
    match phase {
        Phase::Upcoming | Phase::Closed | Phase::Answered => false,
        Phase::Collecting => action != Action::Vote,
        Phase::Voting => matches!(action, Action::Vote | Action::Comment),
        Phase::Open => true,
    }
}

/// Whether a thread in this phase has come to its end.
#[must_use]
pub const fn has_ended(phase: Phase) -> bool {
    matches!(phase, Phase::Closed | Phase::Answered)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `opens voting closes` with `-` for none, `a` answered, `l` locked.
    fn schedule(text: &str) -> Schedule {
        let mut words = text.split(' ');
        let mut moment = || words.next().and_then(|word| word.parse().ok());
        let (opens_at, voting_opens_at, closes_at) = (moment(), moment(), moment());
        let flags = words.next().unwrap_or_default();
        Schedule {
            opens_at,
            voting_opens_at,
            closes_at,
            answered: flags.contains('a'),
            locked: flags.contains('l'),
        }
    }

    #[test]
    fn phase_follows_from_dates() {
        for (text, now, phase) in [
            ("- - -", 0, Phase::Open),
            ("10 - -", 9, Phase::Upcoming),
            ("10 - -", 10, Phase::Open),
            ("10 - 20", 19, Phase::Open),
            ("10 - 20", 20, Phase::Closed),
            ("10 - 20 a", 20, Phase::Answered),
            ("10 - 20 a", 15, Phase::Open),
            ("10 - 20 a", 5, Phase::Upcoming),
            ("- - - a", 0, Phase::Answered),
            ("10 15 20", 9, Phase::Upcoming),
            ("10 15 20", 14, Phase::Collecting),
            ("10 15 20", 15, Phase::Voting),
            ("10 15 20", 20, Phase::Closed),
            ("10 15 20 l", 15, Phase::Voting),
        ] {
            assert_eq!(schedule(text).phase(now), phase, "{text} at {now}");
        }
    }

    #[test]
    fn each_phase_takes_what_it_says() {
        let taken = |phase| {
            [Action::Submit, Action::Edit, Action::Vote, Action::Comment]
                .map(|action| permits(phase, action))
        };
        assert_eq!(taken(Phase::Upcoming), [false; 4]);
        assert_eq!(taken(Phase::Collecting), [true, true, false, true]);
        assert_eq!(taken(Phase::Voting), [false, false, true, true]);
        assert_eq!(taken(Phase::Open), [true; 4]);
        assert_eq!(taken(Phase::Closed), [false; 4]);
        assert_eq!(taken(Phase::Answered), [false; 4]);
    }

    #[test]
    fn a_lock_is_told_apart_from_the_end() {
        let open = schedule("- - 20 l");
        assert_eq!(open.check(5, Action::Vote), Err(ProblemCode::ThreadLocked));
        assert_eq!(open.check(25, Action::Vote), Err(ProblemCode::ThreadClosed));
        assert_eq!(schedule("- - 20").check(5, Action::Vote), Ok(()));
    }

    #[test]
    fn next_change_is_the_next_date() {
        let dates = schedule("10 15 20");
        assert_eq!(dates.next_change(5), Some(10));
        assert_eq!(dates.next_change(10), Some(15));
        assert_eq!(dates.next_change(16), Some(20));
        assert_eq!(dates.next_change(20), None);
        assert_eq!(schedule("- 30 20").next_change(25), None);
    }
}
