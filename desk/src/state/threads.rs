//! Consultations as officials see them: the list, and the form of one.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::{
    ApiError, Desk, Listing, Load, Route, Screen,
    thread_form::{self, Bound},
    wrong::{self, Wrong},
};
use crate::{
    browser,
    i18n::Key,
    shapes::{Forum, Thread},
};

impl Desk {
    /// Asks for the threads from their beginning.
    pub fn load_thread_list(self) {
        self.ask_threads(None);
    }

    /// Asks for the next page of threads.
    pub fn more_threads(self) {
        self.ask_threads(self.official().threads.next.get_untracked());
    }

    fn ask_threads(self, cursor: Option<String>) {
        let list: Listing<Thread> = self.official().threads;
        let turn = list.begin(cursor.is_none());
        spawn_local(async move {
            let answer = self.api.thread_page(cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }

    /// Where the forum is.
    #[must_use]
    pub fn base(self) -> String {
        self.api.base()
    }

    /// The languages in which people may write in this forum.
    #[must_use]
    pub fn forum_languages(self) -> Vec<String> {
        self.of_forum(|forum| forum.languages.clone())
    }

    /// Something of the forum; nothing before it is loaded.
    pub fn of_forum<T: Default>(self, read: impl FnOnce(&Forum) -> T) -> T {
        let forum = self.session.forum.with_untracked(Option::clone);
        forum.map(|forum| read(&forum)).unwrap_or_default()
    }

    /// The language in which somebody begins to write: the reader's, where the
    /// forum has it.
    #[must_use]
    pub fn first_language(self) -> String {
        let lang = self.words().lang();
        self.of_forum(|forum| {
            let own = forum.languages.iter().find(|tag| *tag == lang);
            own.unwrap_or(&forum.default_language).clone()
        })
    }

    /// What a clock in the forum's zone shows at a moment, ms.
    pub fn clock(self) -> impl Fn(i64) -> i64 {
        let words = self.words();
        move |ms| words.wall(ms)
    }

    /// Shows the form of the thread that the address names.
    pub(super) fn open_thread_form(self, route: &Route) {
        if !self.open_form(route) {
            return;
        }
        self.official().thread.set(None);
        if route.is_new() {
            return self.fill_form(thread_form::fresh(&self.first_language()), 0);
        }
        let route = route.clone();
        spawn_local(async move {
            let answer = self.api.thread(&route.about).await;
            if !self.is_form(&route) {
                return;
            }
            match answer {
                Ok(thread) => {
                    let (fields, version) =
                        (thread_form::of(&thread, &self.clock()), thread.version);
                    self.official().thread.set(Some(Arc::new(thread)));
                    self.fill_form(fields, version);
                }
                Err(error) => self.cannot_open(error),
            }
        });
    }

    /// Says that what the form is about is not to be had.
    pub(super) fn cannot_open(self, error: ApiError) {
        self.note(&error);
        self.official().editor.load.set(Load::Failed(error));
    }

    /// What the thread of the form has bound itself to; none for a new one.
    #[must_use]
    pub fn bound(self) -> Option<Bound> {
        let thread = self.official().thread.get()?;
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
        let now = browser::now() as i64;
        Some(Bound::of(&thread, now, &self.clock()))
    }

    /// Opens the thread of the form, or changes it.
    pub fn save_thread(self) {
        let (was, now) = (
            self.official().editor.was.get_untracked(),
            self.official().editor.now.get_untracked(),
        );
        let bound = untrack(|| self.bound());
        let wrong = thread_form::wrong(&was, &now, bound.as_ref(), &self.clock());
        if !wrong.is_empty() {
            return self.refuse(wrong);
        }
        let Some(key) = self.begin_send() else { return };
        let languages = self.forum_languages();
        let current = self.official().thread.get_untracked();
        spawn_local(async move {
            let clock = self.clock();
            let answer = match &current {
                None => {
                    let draft = thread_form::draft(&now, &languages, &clock);
                    let body = crate::api::write(&draft);
                    let once = self.official().editor.once(&body);
                    self.api.open_thread(&body, &once).await
                }
                Some(thread) => {
                    let patch = thread_form::patch(&was, &now, &languages, &clock);
                    let version = self.official().editor.version.get_untracked();
                    self.api.change_thread(&thread.id, version, &patch).await
                }
            };
            if let Some(thread) = current.as_ref().filter(|_| Self::is_stale(&answer)) {
                return self.reread_thread(&key, &thread.id).await;
            }
            if self.clashes(&key, &answer, "slug", Key::ThreadSlugTaken) {
                return;
            }
            let place = |error: &contract::FieldError| Wrong {
                field: thread_form::place(&error.field, &now, &languages),
                key: thread_form::meaning(&error.field, error.code)
                    .unwrap_or_else(|| wrong::word(error.code)),
            };
            let Some(thread) = self.end_send(&key, answer, place) else { return };
            let done = if current.is_none() { Key::ThreadOpened } else { Key::Saved };
            self.show_thread(thread, done, current.is_none());
        });
    }

    fn show_thread(self, thread: Thread, done: Key, is_new: bool) {
        let fields = thread_form::of(&thread, &self.clock());
        let version = thread.version;
        if is_new {
            self.move_form(&Route::about(Screen::Threads, &thread.id));
        }
        self.threads.update(|threads| {
            let mut all = threads.to_vec();
            match all.iter_mut().find(|one| one.id == thread.id) {
                Some(one) => *one = thread.clone(),
                None => all.push(thread.clone()),
            }
            *threads = Arc::new(all);
        });
        // What is saved may have bound itself: the form is built anew.
        self.official().thread.set(Some(Arc::new(thread)));
        self.saved(fields, version, done);
        self.focus(super::SEND);
    }

    /// Reads again what somebody else changed meanwhile.
    async fn reread_thread(self, key: &str, id: &str) {
        match self.api.thread(id).await {
            Ok(thread) if self.is_open_form(key) => {
                let (fields, version) = (thread_form::of(&thread, &self.clock()), thread.version);
                self.official().thread.set(Some(Arc::new(thread)));
                self.merge_form(fields, version);
            }
            Ok(_) => {}
            Err(error) => drop(self.end_send::<()>(key, Err(error), Wrong::told)),
        }
    }
}
