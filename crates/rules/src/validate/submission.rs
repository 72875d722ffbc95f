//! Submissions: drafts and edits.

use contract::{
    FieldCode, FieldError, Forum, Kind, Limits, Link, SubmissionDraft, SubmissionPatch,
};

use super::Check;
use crate::{Normalizer, link};

/// What is wrong with a new submission.
#[must_use]
pub fn submission(
    draft: &SubmissionDraft,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    check.kind(draft.kind);
    check.required_text("title", &draft.title, forum.limits.title_max);
    check.text("body", &draft.body, forum.limits.body_max);
    check.language("language", &draft.language);
    if let Some(theme) = &draft.theme {
        check.term("theme", theme, &forum.themes);
    }
    check.groups(&draft.groups);
    check.links(&draft.links);
    check.errors
}

/// What is wrong with an edit. An empty theme takes the theme away.
#[must_use]
pub fn submission_patch(
    patch: &SubmissionPatch,
    forum: &Forum,
    normalizer: &Normalizer,
) -> Vec<FieldError> {
    let mut check = Check::new(forum, normalizer);
    if let Some(kind) = patch.kind {
        check.kind(kind);
    }
    if let Some(title) = &patch.title {
        check.required_text("title", title, forum.limits.title_max);
    }
    if let Some(body) = &patch.body {
        check.text("body", body, forum.limits.body_max);
    }
    if let Some(theme) = patch.theme.as_deref().filter(|theme| !theme.is_empty()) {
        check.term("theme", theme, &forum.themes);
    }
    if let Some(groups) = &patch.groups {
        check.groups(groups);
    }
    if let Some(links) = &patch.links {
        check.links(links);
    }
    check.errors
}

impl Check<'_> {
    fn kind(&mut self, kind: Kind) {
        let forum = self.forum;
        self.term("kind", kind.as_str(), &forum.kinds);
    }

    fn groups(&mut self, groups: &[String]) {
        let forum = self.forum;
        if groups.len() > forum.groups.len() {
            let message = format!("At most {} groups.", forum.groups.len());
            self.fail("groups", FieldCode::TooMany, message);
            return;
        }
        let mut seen: Vec<&str> = Vec::with_capacity(groups.len());
        for (at, group) in groups.iter().enumerate() {
            let field = format!("groups[{at}]");
            if seen.contains(&group.as_str()) {
                self.fail(&field, FieldCode::Repeated, "This group is given twice.");
            } else {
                self.term(&field, group, &forum.groups);
            }
            seen.push(group);
        }
    }

    fn links(&mut self, links: &[Link]) {
        let max = self.forum.limits.links_max;
        if links.len() > max as usize {
            self.fail("links", FieldCode::TooMany, format!("At most {max} links."));
            return;
        }
        let mut seen: Vec<&str> = Vec::with_capacity(links.len());
        for (at, given) in links.iter().enumerate() {
            let field = format!("links[{at}].url");
            if given.url.is_empty() {
                self.fail(&field, FieldCode::Required, "Write an address here.");
            } else if given.url.chars().count() > Limits::URL_MAX as usize {
                let message = format!("At most {} characters.", Limits::URL_MAX);
                self.fail(&field, FieldCode::TooLong, message);
            } else if !link::is_allowed(&given.url) {
                let message = "An address that begins with https://, http:// or mailto:.";
                self.fail(&field, FieldCode::Invalid, message);
            } else if seen.contains(&given.url.as_str()) {
                self.fail(&field, FieldCode::Repeated, "This address is given twice.");
            }
            seen.push(&given.url);
            self.text(&format!("links[{at}].label"), &given.label, Limits::LABEL_MAX);
        }
    }
}
