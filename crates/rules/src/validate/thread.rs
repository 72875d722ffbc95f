//! Threads: drafts and changes by officials.

use contract::{
    FieldCode, FieldError, Forum, Thread, ThreadDraft, ThreadPatch, Voting, VotingMode,
};

use super::Check;
use crate::{Normalizer, time};

/// Longest slug, in ASCII characters.
pub const SLUG_MAX: usize = 80;
/// Longest summary of a thread, in scalars.
pub const SUMMARY_MAX: u32 = 500;
/// Longest introduction of a thread, in scalars.
pub const THREAD_BODY_MAX: u32 = 10_000;

/// What is wrong with a new thread.
#[must_use]
pub fn thread(draft: &ThreadDraft, forum: &Forum, normalizer: &Normalizer) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if draft.slug.is_empty() {
        check.fail("slug", FieldCode::Required, "Name the thread's short name.");
    } else if !is_slug(&draft.slug) {
        let message = "Lower-case Latin letters, digits and single hyphens, at most 80, no id.";
        check.fail("slug", FieldCode::Invalid, message);
    }
    check.thread_texts("", &draft.title, &draft.summary, &draft.body);
    check.language("language", &draft.language);
    let mut seen = vec![draft.language.as_str()];
    for (at, translation) in draft.translations.iter().enumerate() {
        let field = format!("translations[{at}].");
        if seen.contains(&translation.language.as_str()) {
            let message = "This language is given twice.";
            check.fail(&format!("{field}language"), FieldCode::Repeated, message);
        } else {
            check.language(&format!("{field}language"), &translation.language);
        }
        seen.push(&translation.language);
        check.thread_texts(&field, &translation.title, &translation.summary, &translation.body);
    }
    check.dates(
        draft.opens_at.as_deref(),
        draft.voting_opens_at.as_deref(),
        draft.closes_at.as_deref(),
    );
    check.voting(&draft.voting);
    check.errors
}

/// What is wrong with a change of a thread: dates are held against those that
/// stay.
#[must_use]
pub fn thread_patch(
    patch: &ThreadPatch,
    current: &Thread,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if let Some(title) = &patch.title {
        check.required_text("title", title, forum.limits.title_max);
    }
    if let Some(summary) = &patch.summary {
        check.text("summary", summary, SUMMARY_MAX);
    }
    if let Some(body) = &patch.body {
        check.text("body", body, THREAD_BODY_MAX);
    }
    if patch.opens_at.is_some() || patch.voting_opens_at.is_some() || patch.closes_at.is_some() {
        check.dates(
            patch.opens_at.as_deref().or(current.opens_at.as_deref()),
            patch.voting_opens_at.as_deref().or(current.voting_opens_at.as_deref()),
            patch.closes_at.as_deref().or(current.closes_at.as_deref()),
        );
    }
    check.errors
}

/// Whether a text may be a slug: lower-case ASCII letters, digits and single
/// hyphens between them, and not of the form of an id, because a slug stands
/// wherever an id may.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let is_id = text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    text.len() <= SLUG_MAX
        && !is_id
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

impl Check<'_> {
    fn thread_texts(&mut self, prefix: &str, title: &str, summary: &str, body: &str) {
        let title_max = self.forum.limits.title_max;
        self.required_text(&format!("{prefix}title"), title, title_max);
        self.text(&format!("{prefix}summary"), summary, SUMMARY_MAX);
        self.text(&format!("{prefix}body"), body, THREAD_BODY_MAX);
    }

    fn dates(&mut self, opens: Option<&str>, voting: Option<&str>, closes: Option<&str>) {
        let opens = self.moment("opens_at", opens);
        let voting = self.moment("voting_opens_at", voting);
        let closes = self.moment("closes_at", closes);
        if voting.is_some() && voting < opens {
            let message = "Voting cannot begin before the thread opens.";
            self.fail("voting_opens_at", FieldCode::Invalid, message);
        }
        if closes.is_some() && closes <= opens.max(voting) {
            let message = "The end must be later than the beginning, and than that of voting.";
            self.fail("closes_at", FieldCode::Invalid, message);
        }
    }

    fn moment(&mut self, field: &str, text: Option<&str>) -> Option<i64> {
        let moment = text.map(time::parse_ms);
        if moment == Some(None) {
            let message = "A date and time such as 2021-08-26T03:42:00Z.";
            self.fail(field, FieldCode::Invalid, message);
        }
        moment.flatten()
    }

    fn voting(&mut self, voting: &Voting) {
        if let Some(budget) = voting.budget {
            if voting.mode == VotingMode::Opinion {
                let message = "Only votes of support have a budget.";
                self.fail("voting.budget", FieldCode::Invalid, message);
            } else if budget == 0 {
                self.fail("voting.budget", FieldCode::Invalid, "At least 1.");
            }
        }
        if voting.answer_at == Some(0) {
            self.fail("voting.answer_at", FieldCode::Invalid, "At least 1.");
        }
    }
}
