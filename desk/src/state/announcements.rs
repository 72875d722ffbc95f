//! News of the host: the list, and the form of one.

use contract::{Announcement, AnnouncementDraft, Id};
use leptos::{prelude::*, task::spawn_local};

use super::{Desk, Listing, Question, Route, Screen, fields::Fields, wrong::Wrong};
use crate::i18n::Key;

/// What stands in the form of an announcement.
#[must_use]
pub(super) fn fields_of(one: &Announcement) -> Fields {
    let mut fields = Fields::of([
        ("title", &one.title),
        ("body", &one.body),
        ("language", &one.language),
        ("thread_id", one.thread_id.as_deref().unwrap_or_default()),
    ]);
    fields.switch("pinned", one.pinned);
    fields
}

/// What is sent to the server.
///
/// # Errors
/// What is missing.
pub(super) fn draft(fields: &Fields) -> Result<AnnouncementDraft, Vec<Wrong>> {
    if fields.text("title").is_empty() {
        return Err(vec![Wrong::of("title", Key::FieldRequired)]);
    }
    Ok(AnnouncementDraft {
        title: fields.text("title"),
        body: fields.text("body"),
        language: fields.text("language"),
        thread_id: fields.some("thread_id"),
        pinned: fields.is("pinned"),
    })
}

impl Desk {
    /// Asks for the announcements from their beginning.
    pub fn load_announcements(self) {
        self.ask_announcements(None);
    }

    /// Asks for the next page of announcements.
    pub fn more_announcements(self) {
        self.ask_announcements(self.official().announcements.next.get_untracked());
    }

    fn ask_announcements(self, cursor: Option<String>) {
        let list: Listing<Announcement> = self.official().announcements;
        let turn = list.begin(cursor.is_none());
        spawn_local(async move {
            let answer = self.api.announcements(cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }

    /// Shows the form of the announcement that the address names.
    pub(super) fn open_announcement(self, route: &Route) {
        if !self.open_form(route) {
            return;
        }
        if route.is_new() {
            let language = self.first_language();
            let about = [("language", language.as_str()), ("thread_id", &route.more)];
            return self.fill_form(Fields::of(about), 0);
        }
        let route = route.clone();
        spawn_local(async move {
            let answer = self.api.announcement(&route.about).await;
            if !self.is_form(&route) {
                return;
            }
            match answer {
                Ok(one) => self.fill_form(fields_of(&one), 0),
                Err(error) => self.cannot_open(error),
            }
        });
    }

    /// Announces what stands in the form, or changes what was announced.
    pub fn save_announcement(self) {
        let draft = match self.official().editor.now.with_untracked(draft) {
            Ok(draft) => draft,
            Err(wrong) => return self.refuse(wrong),
        };
        let Some(key) = self.begin_send() else { return };
        let route = self.route.get_untracked();
        spawn_local(async move {
            let answer = if route.is_new() {
                let body = crate::api::write(&draft);
                self.api.announce(&body, &self.official().editor.once(&body)).await
            } else {
                self.api.change_announcement(&route.about, &draft).await
            };
            if self.end_send(&key, answer, Wrong::told).is_some() {
                let said = if route.is_new() { Key::AnnouncementOut } else { Key::Saved };
                self.leave_form(Route::of(Screen::Announcements), said);
            }
        });
    }

    /// Asks whether an announcement should go.
    pub fn ask_delete_announcement(self, one: &Announcement) {
        let id = one.id.clone();
        self.ask(Question {
            title: self.t(Key::AnnouncementDeleteTitle).to_owned(),
            text: vec![one.title.clone()],
            yes: self.t(Key::Remove).to_owned(),
            danger: true,
            go: Callback::new(move |()| self.delete_announcement(id.clone())),
        });
    }

    fn delete_announcement(self, id: Id) {
        let list = self.official().announcements;
        spawn_local(async move {
            let answer = self.api.delete_announcement(&id).await;
            self.removed(list, &id, answer, |one| &one.id);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_is_for_all_or_about_a_thread() {
        let mut fields = Fields::of([("language", "th"), ("body", "B")]);
        assert_eq!(draft(&fields), Err(vec![Wrong::of("title", Key::FieldRequired)]));
        fields.put("title", " News ");
        let all = draft(&fields).unwrap();
        assert_eq!((all.title.as_str(), all.thread_id, all.pinned), ("News", None, false));
        fields.put("thread_id", "t");
        fields.switch("pinned", true);
        let one = draft(&fields).unwrap();
        assert_eq!((one.thread_id.as_deref(), one.pinned), (Some("t"), true));
        let sent = Announcement {
            id: "a".into(),
            title: one.title.clone(),
            body: one.body.clone(),
            language: one.language.clone(),
            thread_id: one.thread_id.clone(),
            pinned: one.pinned,
            author: contract::Author {
                id: "o".into(),
                name: String::new(),
                organisation: None,
                sector: None,
                country: None,
                official: true,
            },
            published_at: String::new(),
            edited_at: None,
        };
        assert_eq!(draft(&fields_of(&sent)), Ok(one));
    }
}
