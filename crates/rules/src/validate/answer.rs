//! Official answers, what is owed, announcements.

use contract::{
    AnnouncementDraft, AnswerDraft, AnswerPatch, AnswerText, FieldCode, FieldError, Forum, Id,
    LedgerPatch, Limits, ReferralDraft,
};

use super::Check;
use crate::{Normalizer, answers, time};

/// What is wrong with a new answer. Whether its submissions are there and have
/// no other answer is for the storage to say.
#[must_use]
pub fn answer(draft: &AnswerDraft, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.answered(&draft.submissions);
    check.answer_text(&draft.text);
    check.errors
}

/// What is wrong with a change of an answer.
#[must_use]
pub fn answer_patch(
    patch: &AnswerPatch,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if let Some(submissions) = &patch.submissions {
        check.answered(submissions);
    }
    check.answer_text(&patch.text);
    check.errors
}

/// What is wrong with an answer that is published at once: it must say
/// something.
#[must_use]
pub fn response(text: &AnswerText, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.answer_text(text);
    if !answers::says_something(text) {
        let message = "Say what you heard, what you will do, or anything else.";
        check.fail("body", FieldCode::Required, message);
    }
    check.errors
}

/// What is wrong with a referral at a moment, ms.
#[must_use]
pub fn referral(
    draft: &ReferralDraft,
    forum: &Forum,
    now: i64,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.term("office", &draft.office, &forum.offices);
    let due = check.moment("due_at", draft.due_at.as_deref());
    if due.is_some_and(|due| due <= now) {
        check.fail("due_at", FieldCode::Invalid, "The date must lie ahead.");
    }
    check.errors
}

/// What is wrong with a change of what is owed. Whether the date is a later
/// one is for the storage to say.
#[must_use]
pub fn ledger_patch(
    patch: &LedgerPatch,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if let Some(office) = &patch.office {
        check.term("office", office, &forum.offices);
    }
    let due = check.moment("due_at", patch.due_at.as_deref());
    match (&patch.reason, patch.due_at.is_some()) {
        (Some(reason), true) => {
            check.required_text("reason", reason, Limits::EXTENSION_REASON_MAX);
        }
        (None, true) => {
            let message = "Say to everybody why it takes longer.";
            check.fail("reason", FieldCode::Required, message);
        }
        (Some(_), false) => {
            check.fail("due_at", FieldCode::Required, "A reason goes with a later date.");
        }
        (None, false) => {}
    }
    if due.is_none() && patch.office.is_none() && check.errors.is_empty() {
        check.fail("office", FieldCode::Required, "Name an office, or a date and a reason.");
    }
    check.errors
}

/// What is wrong with an announcement.
#[must_use]
pub fn announcement(
    draft: &AnnouncementDraft,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.required_text("title", &draft.title, forum.limits.title_max);
    check.text("body", &draft.body, Limits::ANNOUNCEMENT_BODY_MAX);
    check.language("language", &draft.language);
    check.errors
}

impl Check<'_> {
    /// Ids of what is answered: some, not too many, each once.
    fn answered(&mut self, ids: &[Id]) {
        if ids.is_empty() {
            self.fail("submissions", FieldCode::Required, "Name what is answered.");
        }
        if ids.len() > Limits::ANSWER_SUBMISSIONS_MAX {
            let message = format!("At most {}.", Limits::ANSWER_SUBMISSIONS_MAX);
            self.fail("submissions", FieldCode::TooMany, message);
            return;
        }
        for (at, id) in ids.iter().enumerate() {
            if ids.iter().take(at).any(|other| other == id) {
                let field = format!("submissions[{at}]");
                self.fail(&field, FieldCode::Repeated, "This submission is given twice.");
            }
        }
    }

    fn answer_text(&mut self, answer: &AnswerText) {
        let forum = self.forum;
        self.term("status", answer.status.as_str(), &forum.statuses);
        for (field, part) in
            [("heard", &answer.heard), ("action", &answer.action), ("body", &answer.body)]
        {
            self.text(field, part, Limits::ANSWER_PART_MAX);
        }
        if let Some(office) = &answer.office {
            self.term("office", office, &forum.offices);
        }
        if answer.due_at.as_deref().is_some_and(|due| time::parse_ms(due).is_none()) {
            let message = "A date and time such as 2021-08-26T03:42:00Z.";
            self.fail("due_at", FieldCode::Invalid, message);
        }
        if !answer.language.is_empty() {
            self.language("language", &answer.language);
        }
    }
}
