//! Decisions of moderators: which there are for what, what follows from them,
//! and what is looked at first.

use contract::{Action, QueueKind, State, TargetKind};

/// Whether an action is one for this kind of thing.
#[must_use]
pub const fn is_for(action: Action, kind: TargetKind) -> bool {
    use Action as A;
    match kind {
        TargetKind::Submission => !matches!(action, A::Lock | A::Unlock | A::Verify | A::Refuse),
        // Nobody edits a comment, so nobody is asked to.
        TargetKind::Comment => matches!(action, A::Approve | A::Reject | A::Hide | A::Restore),
        TargetKind::Thread => matches!(action, A::Lock | A::Unlock | A::Pin | A::Unpin),
        TargetKind::Organisation => matches!(action, A::Verify | A::Refuse),
    }
}

/// Whether an action needs a reason, because its author reads it.
#[must_use]
pub const fn needs_reason(action: Action) -> bool {
    matches!(action, Action::Reject | Action::Hide | Action::RequestEdit | Action::Refuse)
}

/// Whether an action needs to know where to.
#[must_use]
pub const fn needs_into(action: Action) -> bool {
    matches!(action, Action::Merge | Action::Move)
}

/// Whether an action answers what waits, so that it waits no more.
#[must_use]
pub const fn settles(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::Approve | A::Reject | A::RequestEdit | A::Hide | A::Restore | A::Verify | A::Refuse
    )
}

/// The state of a submission or comment after an action.
///
/// `waits` is whether it stands in the queue: what was hidden by a rule or
/// published with reports is then kept as it is by `hide` or `approve`. Errors:
/// a sentence for people where it does not follow from the state.
pub const fn next_state(action: Action, state: State, waits: bool) -> Result<State, &'static str> {
    use State as S;
    Ok(match (action, state) {
        (_, S::Withdrawn) => return Err("Its author has taken it back."),
        (Action::Approve, S::Pending) | (Action::Restore, S::Hidden) => S::Published,
        (Action::Approve, S::Published | S::Hidden) if waits => S::Published,
        (Action::Approve, _) => return Err("It does not wait for a decision."),
        (Action::Reject, S::Pending) | (Action::Hide, S::Published) => S::Hidden,
        (Action::Reject, _) => return Err("Only what waits can be rejected."),
        (Action::RequestEdit, _) => S::Pending,
        (Action::Hide, S::Hidden) if waits => S::Hidden,
        (Action::Hide, _) => return Err("Only what is published can be hidden."),
        (Action::Restore, _) => return Err("Only what is hidden can be restored."),
        (Action::Merge | Action::Pin, S::Pending | S::Hidden) => {
            return Err("Only what is published can be pinned or linked.");
        }
        (_, state) => state,
    })
}

/// Which reason to wait stands where there are several.
#[must_use]
pub const fn rank(kind: QueueKind) -> u8 {
    match kind {
        QueueKind::New | QueueKind::Organisation => 0,
        QueueKind::Edited => 1,
        QueueKind::Flagged => 2,
        QueueKind::Appeal => 3,
    }
}

/// What the order `harm` goes by: the harm that something may do, to each
/// order of magnitude of people that it reaches.
#[must_use]
pub fn urgency(harm: f64, reach: u32) -> f64 {
    harm * (1.0 + f64::from(reach).ln_1p())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_follow_from_decisions() {
        use Action as A;
        use State as S;
        for (action, state, waits, next) in [
            (A::Approve, S::Pending, true, Some(S::Published)),
            (A::Approve, S::Pending, false, Some(S::Published)),
            (A::Approve, S::Published, true, Some(S::Published)),
            (A::Approve, S::Published, false, None),
            (A::Approve, S::Hidden, true, Some(S::Published)),
            (A::Approve, S::Hidden, false, None),
            (A::Reject, S::Pending, true, Some(S::Hidden)),
            (A::Reject, S::Published, true, None),
            (A::RequestEdit, S::Published, false, Some(S::Pending)),
            (A::RequestEdit, S::Pending, true, Some(S::Pending)),
            (A::Hide, S::Published, false, Some(S::Hidden)),
            (A::Hide, S::Hidden, true, Some(S::Hidden)),
            (A::Hide, S::Hidden, false, None),
            (A::Hide, S::Pending, true, None),
            (A::Restore, S::Hidden, false, Some(S::Published)),
            (A::Restore, S::Published, false, None),
            (A::Move, S::Pending, true, Some(S::Pending)),
            (A::Pin, S::Pending, true, None),
            (A::Unpin, S::Hidden, false, Some(S::Hidden)),
            (A::Merge, S::Hidden, false, None),
        ] {
            let found = next_state(action, state, waits).ok();
            assert_eq!(found, next, "{action} of what is {state}, waits: {waits}");
        }
        for action in Action::ALL {
            assert!(next_state(*action, S::Withdrawn, true).is_err(), "{action}");
        }
    }

    #[test]
    fn harm_counts_more_than_reach() {
        assert!(urgency(0.0, 1_000_000).abs() < f64::EPSILON);
        assert!(urgency(0.5, 100) > urgency(0.5, 10));
        assert!(urgency(0.9, 0) > urgency(0.1, 1_000));
    }
}
