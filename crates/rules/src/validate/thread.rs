//! Threads: drafts and changes by officials.

use contract::{
    FieldCode, FieldError, Forum, Limits, ResultsRule, Thread, ThreadDraft, ThreadPatch,
    ThreadTranslation, Voting, VotingMode,
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
    check.translations(&draft.language, &draft.translations);
    check.dates(
        draft.opens_at.as_deref(),
        draft.voting_opens_at.as_deref(),
        draft.closes_at.as_deref(),
    );
    check.voting(&draft.voting, draft.closes_at.is_some());
    check.text("rules", &draft.rules, Limits::THREAD_RULES_MAX);
    check.asked_languages(&draft.languages);
    check.asked_sectors(&draft.sectors);
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
    if let Some(rules) = &patch.rules {
        check.text("rules", rules, Limits::THREAD_RULES_MAX);
    }
    if let Some(languages) = &patch.languages {
        check.asked_languages(languages);
    }
    if let Some(sectors) = &patch.sectors {
        check.asked_sectors(sectors);
    }
    if let Some(translations) = &patch.translations {
        check.translations(&current.language, translations);
    }
    if let Some(voting) = &patch.voting {
        check.voting(voting, patch.closes_at.is_some() || current.closes_at.is_some());
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

    /// The same texts in other languages, each once.
    fn translations(&mut self, own: &str, translations: &[ThreadTranslation]) {
        let mut seen = vec![own];
        for (at, translation) in translations.iter().enumerate() {
            let field = format!("translations[{at}].");
            if seen.contains(&translation.language.as_str()) {
                let message = "This language is given twice.";
                self.fail(&format!("{field}language"), FieldCode::Repeated, message);
            } else {
                self.language(&format!("{field}language"), &translation.language);
            }
            seen.push(&translation.language);
            self.thread_texts(&field, &translation.title, &translation.summary, &translation.body);
        }
    }

    fn asked_languages(&mut self, languages: &[String]) {
        let known: Vec<&str> = self.forum.languages.iter().map(String::as_str).collect();
        self.asked("languages", languages, &known);
    }

    fn asked_sectors(&mut self, sectors: &[String]) {
        let known: Vec<&str> = self.forum.sectors.iter().map(|term| term.id.as_str()).collect();
        self.asked("sectors", sectors, &known);
    }

    /// Words that the forum knows, each once.
    fn asked(&mut self, name: &str, given: &[String], known: &[&str]) {
        if given.len() > known.len() {
            self.fail(name, FieldCode::TooMany, format!("At most {}.", known.len()));
            return;
        }
        for (at, word) in given.iter().enumerate() {
            let field = format!("{name}[{at}]");
            if given.iter().take(at).any(|other| other == word) {
                self.fail(&field, FieldCode::Repeated, "This is given twice.");
            } else if !known.contains(&word.as_str()) {
                self.fail(&field, FieldCode::Unknown, "This forum does not know this value.");
            }
        }
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

    pub(super) fn moment(&mut self, field: &str, text: Option<&str>) -> Option<i64> {
        let moment = text.map(time::parse_ms);
        if moment == Some(None) {
            let message = "A date and time such as 2021-08-26T03:42:00Z.";
            self.fail(field, FieldCode::Invalid, message);
        }
        moment.flatten()
    }

    /// `ends` where the thread has a closing date.
    fn voting(&mut self, voting: &Voting, ends: bool) {
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
        // What is owed tells votes, so it is told when they are.
        if voting.answer_at.is_some() && voting.results != ResultsRule::Always && !ends {
            let message = "A thread that hides its results and owes answers needs an end.";
            self.fail("closes_at", FieldCode::Required, message);
        }
    }
}
