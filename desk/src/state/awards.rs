//! Awards: the gallery, and giving one.

use std::collections::BTreeSet;

use contract::{GalleryItem, Id, RecognitionDraft, ThreadKind};
use leptos::{prelude::*, task::spawn_local};
use rules::time::format_ms;

use super::{Desk, Listing, Question, Route, Screen, fields::Fields, wrong::Wrong};
use crate::{browser, i18n::Key};

/// What has an award: in the address and in the form the same word.
pub const SUBMISSION: &str = "submission";
/// The same of an organisation.
pub const ORGANISATION: &str = "organisation";

/// The part of the API where awards of a thing stand.
fn place(of: &str) -> &'static str {
    if of == ORGANISATION { "organisations" } else { "submissions" }
}

/// A form for an award of a year; `more` of the address names who has it, as
/// in `organisation:0198`.
#[must_use]
pub fn fresh(more: &str, year: &str) -> Fields {
    let (of, id) = more.split_once(':').unwrap_or((SUBMISSION, more));
    let of = if of == ORGANISATION { of } else { SUBMISSION };
    Fields::of([("of", of), (of, id), ("year", year)])
}

/// What is sent to the server, and about what.
///
/// # Errors
/// What is missing.
pub fn draft(fields: &Fields) -> Result<(Id, RecognitionDraft), Vec<Wrong>> {
    let of = fields.get("of");
    let year = fields.text("year").parse().ok().filter(|year| (1900..=9999).contains(year));
    match (fields.some(of), fields.some("award"), year) {
        (Some(id), Some(award), Some(year)) => {
            let (category, citation) = (fields.text("category"), fields.text("citation"));
            Ok((id, RecognitionDraft { award, category, year, citation }))
        }
        (id, award, year) => {
            let missing = [
                (id.is_none(), of, Key::AwardWhoRequired),
                (award.is_none(), "award", Key::FieldRequired),
                (year.is_none(), "year", Key::AwardYearInvalid),
            ];
            let missing = missing.into_iter().filter(|(is, ..)| *is);
            Err(missing.map(|(_, field, key)| Wrong::of(field, key)).collect())
        }
    }
}

/// Who has an award, as the API names it: where it stands, and its id.
#[must_use]
pub fn holder(item: &GalleryItem) -> Option<(&'static str, Id)> {
    match (&item.submission, &item.organisation) {
        (Some(one), _) => Some((place(SUBMISSION), one.id.clone())),
        (None, Some(one)) => Some((place(ORGANISATION), one.id.clone())),
        (None, None) => None,
    }
}

/// Names of awards, or of their categories, that were given before.
pub fn names(items: &[GalleryItem], read: impl Fn(&GalleryItem) -> &String) -> Vec<String> {
    let names: BTreeSet<&String> = items.iter().map(read).filter(|name| !name.is_empty()).collect();
    names.into_iter().cloned().collect()
}

impl Desk {
    /// Asks for the gallery from its beginning.
    pub fn load_awards(self) {
        self.ask_awards(None);
    }

    /// Asks for the next page of the gallery.
    pub fn more_awards(self) {
        self.ask_awards(self.official().awards.next.get_untracked());
    }

    fn ask_awards(self, cursor: Option<String>) {
        let list: Listing<GalleryItem> = self.official().awards;
        let turn = list.begin(cursor.is_none());
        spawn_local(async move {
            let answer = self.api.recognitions(cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }

    /// Shows the form of a new award.
    pub(super) fn open_award(self, route: &Route) {
        self.start_picker(Some(ThreadKind::Nominations));
        self.find_organisations();
        // Names that were given before are offered.
        if self.official().awards.load.get_untracked() == super::Load::Idle {
            self.load_awards();
        }
        if self.open_form(route) {
            #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
            let now = format_ms(self.words().wall(browser::now() as i64));
            let year = now.split('-').next().unwrap_or_default();
            self.fill_form(fresh(&route.more, year), 0);
        }
        let submission = self.official().editor.now.with_untracked(|now| now.text(SUBMISSION));
        if !submission.is_empty() {
            self.know(&submission);
        }
    }

    /// Gives the award of the form.
    pub fn save_award(self) {
        let (id, draft) = match self.official().editor.now.with_untracked(draft) {
            Ok(draft) => draft,
            Err(wrong) => return self.refuse(wrong),
        };
        let Some(key) = self.begin_send() else { return };
        let of = self.official().editor.now.with_untracked(|now| place(now.get("of")));
        spawn_local(async move {
            let body = crate::api::write(&draft);
            let once = self.official().editor.once(&[of, &id, &body].concat());
            let answer = self.api.recognise(of, &id, &body, &once).await;
            if self.end_send(&key, answer, Wrong::told).is_some() {
                self.leave_form(Route::of(Screen::Recognitions), Key::AwardGiven);
            }
        });
    }

    /// Asks whether an award should be taken away.
    pub fn ask_remove_award(self, item: &GalleryItem) {
        let Some(((of, id), award)) = holder(item).zip(item.recognition.id.clone()) else { return };
        self.ask(Question {
            title: self.t(Key::AwardRemoveTitle).to_owned(),
            text: vec![item.recognition.award.clone(), self.t(Key::AwardRemoveText).to_owned()],
            yes: self.t(Key::Remove).to_owned(),
            danger: true,
            go: Callback::new(move |()| self.remove_award(of, id.clone(), award.clone())),
        });
    }

    fn remove_award(self, of: &'static str, id: Id, award: Id) {
        let list = self.official().awards;
        spawn_local(async move {
            let answer = self.api.unrecognise(of, &id, &award).await;
            self.removed(list, &award, answer, |one| one.recognition.id.as_deref().unwrap_or(""));
        });
    }
}

#[cfg(test)]
mod tests {
    use contract::{Organisation, Recognition, SubmissionRef};

    use super::*;

    #[test]
    fn an_award_says_who_has_it_and_what_it_is() {
        let fields = |form: &Fields| -> Vec<String> {
            draft(form).unwrap_err().into_iter().map(|one| one.field).collect()
        };
        let mut form = fresh("", "2021");
        assert_eq!(fields(&form), ["submission", "award"]);
        form.put("of", ORGANISATION);
        form.put("year", "21");
        assert_eq!(fields(&form), ["organisation", "award", "year"]);
        form = fresh("organisation:o", "2021");
        form.put("award", " Care ");
        let (id, draft) = draft(&form).unwrap();
        assert_eq!((id.as_str(), draft.award.as_str(), draft.year), ("o", "Care", 2021));
        assert_eq!(fresh("s", "2021").get(SUBMISSION), "s");
    }

    fn item(award: &str, submission: bool) -> GalleryItem {
        let one = SubmissionRef {
            id: "s".into(),
            reference: "OF-1".into(),
            title: "T".into(),
            language: "th".into(),
            thread_id: "t".into(),
        };
        GalleryItem {
            recognition: Recognition {
                id: Some("r".into()),
                award: award.into(),
                category: String::new(),
                year: 2021,
                citation: String::new(),
            },
            submission: submission.then_some(one),
            organisation: Some(Organisation { id: "o".into(), name: "O".into(), verified: true }),
        }
    }

    #[test]
    fn an_award_of_a_submission_is_not_its_organisations() {
        assert_eq!(holder(&item("A", true)), Some(("submissions", "s".into())));
        assert_eq!(holder(&item("A", false)), Some(("organisations", "o".into())));
        let items = [item("B", true), item("A", true), item("B", false), item("", true)];
        assert_eq!(names(&items, |one| &one.recognition.award), ["A", "B"]);
    }
}
