//! Comments and reports.

use contract::{CommentDraft, FieldCode, FieldError, FlagDraft, FlagReason, Forum, Limits};

use super::Check;
use crate::{Normalizer, text};

/// What is wrong with a new comment. Whether `reply_to` is a comment on the
/// same submission that answers none is for the storage to say.
#[must_use]
pub fn comment(draft: &CommentDraft, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.required_text("body", &draft.body, forum.limits.comment_max);
    if let Some(language) = &draft.language {
        check.language("language", language);
    }
    check.errors
}

/// What is wrong with a report.
#[must_use]
pub fn flag(draft: &FlagDraft, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if draft.reason == FlagReason::Other && text::is_blank(&draft.note) {
        check.fail("note", FieldCode::Required, "Say in a few words what is wrong.");
    } else {
        check.text("note", &draft.note, Limits::FLAG_NOTE_MAX);
    }
    check.errors
}
