//! Appeals and what is judged about them.

use contract::{AppealDraft, AppealState, FieldCode, FieldError, Forum, Judgement, Limits};

use super::Check;
use crate::Normalizer;

/// What is wrong with an appeal.
#[must_use]
pub fn appeal(draft: &AppealDraft, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.required_text("text", &draft.text, Limits::APPEAL_MAX);
    check.errors
}

/// What is wrong with a judgement. Whoever upholds a decision says why.
#[must_use]
pub fn judgement(judgement: &Judgement, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    match judgement.outcome {
        AppealState::Open => {
            check.fail("outcome", FieldCode::Unknown, "Say upheld or overturned.");
            check.text("answer", &judgement.answer, Limits::APPEAL_MAX);
        }
        AppealState::Upheld => {
            check.required_text("answer", &judgement.answer, Limits::APPEAL_MAX);
        }
        AppealState::Overturned => {
            check.text("answer", &judgement.answer, Limits::APPEAL_MAX);
        }
    }
    check.text("note", &judgement.note, Limits::APPEAL_MAX);
    check.errors
}
