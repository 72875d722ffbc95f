//! What people send, held against the forum's limits and words.
//!
//! Text is taken exactly as typed. The one character that is refused is
//! U+0000, which not every database can hold in a text. Every function
//! answers all errors at once, in the order of the fields, so that a form can
//! show one summary.

mod answer;
mod appeal;
mod comment;
mod decision;
mod organisation;
mod submission;
mod thread;

pub use answer::{announcement, answer, answer_patch, ledger_patch, referral, response};
pub use appeal::{appeal, judgement};
pub use comment::{comment, flag};
use contract::{FieldCode, FieldError, Forum, Term};
pub use decision::{batch, decision, note};
pub use organisation::{YEARS, organisation, organisation_patch, recognition};
pub use submission::{submission, submission_patch};
pub use thread::{SLUG_MAX, SUMMARY_MAX, THREAD_BODY_MAX, is_slug, thread, thread_patch};

use crate::{Normalizer, text};

/// Collects the errors of one draft.
struct Check<'a> {
    forum: &'a Forum,
    normalizer: &'a Normalizer,
    errors: Vec<FieldError>,
}

impl<'a> Check<'a> {
    fn new(forum: &'a Forum, normalizer: &'a Normalizer) -> Self {
        Self { forum, normalizer, errors: Vec::new() }
    }

    fn fail(&mut self, field: &str, code: FieldCode, message: impl Into<String>) {
        self.errors.push(FieldError { field: field.into(), code, message: message.into() });
    }

    /// A text that must show something.
    fn required_text(&mut self, field: &str, value: &str, max: u32) {
        if text::is_blank(value) {
            self.fail(field, FieldCode::Required, "Write something here.");
        } else {
            self.text(field, value, max);
        }
    }

    /// A text that may be empty.
    fn text(&mut self, field: &str, value: &str, max: u32) {
        if value.contains('\0') {
            self.fail(field, FieldCode::Invalid, "The character U+0000 cannot be stored.");
        }
        // A scalar takes at most four bytes, and NFC joins at most four scalars
        // into one: what is certainly too long is not normalised first.
        let length = if value.len() / 16 > max as usize {
            value.chars().count()
        } else {
            self.normalizer.length(value)
        };
        if length > max as usize {
            let over = length - max as usize;
            let message = format!("At most {max} characters; this is {over} too many.");
            self.fail(field, FieldCode::TooLong, message);
        }
    }

    fn term(&mut self, field: &str, value: &str, terms: &[Term]) {
        if !terms.iter().any(|term| term.id == value) {
            self.fail(field, FieldCode::Unknown, "This forum does not know this value.");
        }
    }

    /// A language in which people may write here.
    fn language(&mut self, field: &str, value: &str) {
        if value.is_empty() {
            self.fail(field, FieldCode::Required, "Name the language of the text.");
        } else if !self.forum.languages.iter().any(|language| language == value) {
            self.fail(field, FieldCode::Unknown, "This forum does not take this language.");
        }
    }
}
