//! Which decisions an author can object to, and by whom that is judged.

use contract::{Action, AppealState, DecidedBy};

/// Whether the author of a thing can object to such a decision about it: to
/// those that keep what they wrote from being read.
#[must_use]
pub const fn is_appealable(action: Action, by: DecidedBy) -> bool {
    !matches!(by, DecidedBy::Appeal)
        && matches!(action, Action::Reject | Action::Hide | Action::RequestEdit)
}

/// Whether the author can object now: once to each decision, and to none that
/// was taken back.
#[must_use]
pub fn can_appeal(
    action: Action,
    by: DecidedBy,
    appeal: Option<AppealState>,
    undone: bool,
) -> bool {
    is_appealable(action, by) && appeal.is_none() && !undone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_objects_once_to_what_is_against_them() {
        use Action::{Approve, Hide, Merge, Move, Reject, RequestEdit, Restore};
        use DecidedBy::{Appeal, Moderator, Rule};
        for (action, by, appeal, undone, can) in [
            (Reject, Moderator, None, false, true),
            (Hide, Moderator, None, false, true),
            (Hide, Rule, None, false, true),
            (RequestEdit, Moderator, None, false, true),
            // Once.
            (Hide, Moderator, Some(AppealState::Open), false, false),
            (Hide, Moderator, Some(AppealState::Upheld), false, false),
            // Not what is no more.
            (Hide, Moderator, None, true, false),
            // Not what an appeal ended in.
            (Hide, Appeal, None, false, false),
            (Restore, Appeal, None, false, false),
            // Not what is for them, or asks for their consent.
            (Approve, Moderator, None, false, false),
            (Merge, Moderator, None, false, false),
            (Move, Moderator, None, false, false),
        ] {
            assert_eq!(can_appeal(action, by, appeal, undone), can, "{action} {by} {appeal:?}");
        }
    }
}
