//! Organisations and awards.

use contract::{
    Action, FieldCode, FieldError, Forum, Limits, OrganisationDraft, OrganisationPatch,
    OrganisationState, RecognitionDraft,
};

use super::Check;
use crate::{Normalizer, link};

/// Years that awards may be of: from the founding of ASEAN's first body of
/// social welfare on, as far as anybody plans.
pub const YEARS: core::ops::RangeInclusive<u16> = 1967..=2100;

/// What is wrong with an organisation that somebody registers.
#[must_use]
pub fn organisation(
    draft: &OrganisationDraft,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.line("name", &draft.name, Limits::ORGANISATION_NAME_MAX, true);
    check.term("kind", &draft.kind, &forum.sectors);
    check.line("registry", &draft.registry, Limits::ORGANISATION_NAME_MAX, false);
    check.line("number", &draft.number, Limits::REGISTRY_NUMBER_MAX, false);
    if let Some(country) = &draft.country {
        check.term("country", country, &forum.countries);
    }
    check.website(&draft.website);
    check.line("contact", &draft.contact, Limits::CONTACT_MAX, false);
    check.errors
}

/// What is wrong with what a delegate changes. An empty country takes it away.
#[must_use]
pub fn organisation_patch(
    patch: &OrganisationPatch,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if let Some(name) = &patch.name {
        check.line("name", name, Limits::ORGANISATION_NAME_MAX, true);
    }
    if let Some(kind) = &patch.kind {
        check.term("kind", kind, &forum.sectors);
    }
    for (field, value, max) in [
        ("registry", &patch.registry, Limits::ORGANISATION_NAME_MAX),
        ("number", &patch.number, Limits::REGISTRY_NUMBER_MAX),
        ("contact", &patch.contact, Limits::CONTACT_MAX),
    ] {
        if let Some(value) = value {
            check.line(field, value, max, false);
        }
    }
    if let Some(country) = patch.country.as_deref().filter(|country| !country.is_empty()) {
        check.term("country", country, &forum.countries);
    }
    if let Some(website) = &patch.website {
        check.website(website);
    }
    check.decision(patch);
    check.errors
}

/// What is wrong with an award.
#[must_use]
pub fn recognition(
    draft: &RecognitionDraft,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.line("award", &draft.award, Limits::AWARD_MAX, true);
    check.line("category", &draft.category, Limits::AWARD_MAX, false);
    if !YEARS.contains(&draft.year) {
        let message = format!("A year from {} to {} is needed.", YEARS.start(), YEARS.end());
        check.fail("year", FieldCode::Invalid, message);
    }
    check.text("citation", &draft.citation, Limits::CITATION_MAX);
    check.errors
}

impl Check<'_> {
    /// A decision about the state, which stands alone.
    fn decision(&mut self, patch: &OrganisationPatch) {
        let Some(state) = patch.state else {
            for (field, given) in [
                ("reason", patch.reason.is_some()),
                ("message", patch.message.is_some()),
                ("recheck_at", patch.recheck_at.is_some()),
            ] {
                if given {
                    self.fail(field, FieldCode::Invalid, "This belongs to a decision.");
                }
            }
            return;
        };
        let says = OrganisationPatch {
            state: None,
            reason: None,
            message: None,
            recheck_at: None,
            ..patch.clone()
        };
        if says != OrganisationPatch::default() {
            self.fail("state", FieldCode::Invalid, "A decision changes nothing else.");
        }
        let offers = |id: &String| {
            let action = Action::Refuse;
            self.forum.reasons.iter().any(|one| one.id == *id && one.actions.contains(&action))
        };
        match (state, &patch.reason) {
            (OrganisationState::Pending, _) => {
                self.fail("state", FieldCode::Invalid, "It can be verified or refused.");
            }
            (OrganisationState::Refused, None) => {
                self.fail("reason", FieldCode::Required, "A refusal needs a reason.");
            }
            (OrganisationState::Refused, Some(id)) if !offers(id) => {
                self.fail("reason", FieldCode::Unknown, "This forum does not offer this reason.");
            }
            _ => {}
        }
        if let Some(message) = &patch.message {
            self.text("message", message, Limits::MODERATION_TEXT_MAX);
        }
    }

    /// A text on one line.
    fn line(&mut self, field: &str, value: &str, max: u32, required: bool) {
        if required {
            self.required_text(field, value, max);
        } else {
            self.text(field, value, max);
        }
        if value.chars().any(|c| c.is_control() && c != '\0') {
            self.fail(field, FieldCode::Invalid, "This takes one line of text.");
        }
    }

    fn website(&mut self, value: &str) {
        let lower = value.get(..5).map(str::to_ascii_lowercase);
        let is_mail = lower.is_some_and(|scheme| scheme == "mailt");
        if !value.is_empty() && (is_mail || !link::is_allowed(value)) {
            let message = "An address that begins with https:// or http:// is needed.";
            self.fail("website", FieldCode::Invalid, message);
        } else if value.chars().count() > Limits::URL_MAX as usize {
            let message = format!("At most {} characters.", Limits::URL_MAX);
            self.fail("website", FieldCode::TooLong, message);
        }
    }
}
