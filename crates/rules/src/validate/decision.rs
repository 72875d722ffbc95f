//! Decisions and notes of moderators.

use contract::{
    Action, BatchDraft, DecisionDraft, FieldCode, FieldError, Forum, Limits, NoteDraft,
};

use super::Check;
use crate::{
    Normalizer,
    decisions::{is_for, needs_into, needs_reason},
};

impl Check<'_> {
    /// A reason that the forum offers for this action.
    fn reason(&mut self, action: Action, reason: Option<&str>) {
        let Some(id) = reason else {
            if needs_reason(action) {
                self.fail("reason", FieldCode::Required, "Say why: the author reads it.");
            }
            return;
        };
        match self.forum.reasons.iter().find(|reason| reason.id == id) {
            None => {
                self.fail("reason", FieldCode::Unknown, "This forum does not know this reason.");
            }
            Some(reason) if !reason.actions.contains(&action) => {
                self.fail("reason", FieldCode::Invalid, "This reason is for other decisions.");
            }
            Some(_) => {}
        }
    }

    fn said(&mut self, note: &str, message: &str) {
        self.text("note", note, Limits::MODERATION_TEXT_MAX);
        self.text("message", message, Limits::MODERATION_TEXT_MAX);
    }
}

/// What is wrong with a decision. Whether it follows from how the thing stands
/// is for the storage to say.
#[must_use]
pub fn decision(draft: &DecisionDraft, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if !is_for(draft.action, draft.target.kind) {
        check.fail("action", FieldCode::Invalid, "This is not decided about such a thing.");
    }
    check.reason(draft.action, draft.reason.as_deref());
    check.said(&draft.note, &draft.message);
    match &draft.into {
        None if needs_into(draft.action) => {
            check.fail("into", FieldCode::Required, "Say which thread or submission.");
        }
        Some(_) if !needs_into(draft.action) => {
            check.fail("into", FieldCode::Invalid, "Only to move and to merge.");
        }
        _ => {}
    }
    check.errors
}

/// What is wrong with a batch of decisions.
#[must_use]
pub fn batch(draft: &BatchDraft, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if draft.targets.is_empty() {
        check.fail("targets", FieldCode::Required, "Name at least one thing.");
    } else if draft.targets.len() > BatchDraft::TARGETS_MAX {
        let message = format!("At most {} things.", BatchDraft::TARGETS_MAX);
        check.fail("targets", FieldCode::TooMany, message);
    }
    if needs_into(draft.action) || !draft.targets.iter().all(|one| is_for(draft.action, one.kind)) {
        check.fail("action", FieldCode::Invalid, "This is not decided about such things at once.");
    }
    check.reason(draft.action, draft.reason.as_deref());
    check.said(&draft.note, &draft.message);
    check.errors
}

/// What is wrong with a note.
#[must_use]
pub fn note(draft: &NoteDraft, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.required_text("body", &draft.body, Limits::MODERATION_TEXT_MAX);
    check.errors
}
