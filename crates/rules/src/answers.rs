//! Official answers and what is owed.

use contract::{AnswerText, Status};

use crate::text;

/// Whether an answer of this status settles what is owed: that it was received
/// or is being looked at decides nothing, and a debt is not paid by saying so.
#[must_use]
pub const fn settles(status: Status) -> bool {
    !matches!(status, Status::Received | Status::UnderReview)
}

/// Whether an answer says anything.
#[must_use]
pub fn says_something(answer: &AnswerText) -> bool {
    [&answer.heard, &answer.action, &answer.body].into_iter().any(|part| !text::is_blank(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_decision_settles() {
        use Status::{Accepted, Done, InProgress, NotAccepted, PartlyAccepted};
        let settling: Vec<_> =
            Status::ALL.iter().copied().filter(|status| settles(*status)).collect();
        assert_eq!(settling, [Accepted, PartlyAccepted, NotAccepted, InProgress, Done]);
    }
}
