//! The threads of the forum.

use std::sync::Arc;

use contract::{Announcement, Capability, Page, Thread};

use super::{App, Lane, Progress};
use crate::{
    backend::judge,
    reactive::{RwSignal, StoredValue},
};

/// The threads of the forum, pinned first.
#[derive(Clone, Copy)]
pub struct Threads {
    /// Those that are loaded.
    pub items: RwSignal<Vec<Arc<Thread>>>,
    /// Where the next page begins; `None` after the last.
    pub next: RwSignal<Option<String>>,
    /// News of the forum, or of the thread that is shown.
    pub news: RwSignal<Vec<Arc<Announcement>>>,
    /// Of which thread these are; empty for the forum.
    news_of: StoredValue<Option<String>>,
    /// How loading goes.
    pub progress: RwSignal<Progress>,
}

impl Threads {
    pub(super) fn new() -> Self {
        Self {
            items: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            news: RwSignal::new(Vec::new()),
            news_of: StoredValue::new(None),
            progress: RwSignal::new(Progress::Idle),
        }
    }

    pub(super) fn reset(self) {
        self.items.set(Vec::new());
        self.next.set(None);
        self.news.set(Vec::new());
        self.news_of.set_value(None);
        self.progress.set(Progress::Idle);
    }
}

impl App {
    /// Loads the first page of threads; what is shown stays until it is there.
    pub fn load_threads(self) {
        self.page_of_threads(None);
    }

    /// Loads the next page of threads.
    pub fn more_threads(self) {
        if let Some(cursor) = self.threads.next.get_untracked() {
            self.page_of_threads(Some(cursor));
        }
    }

    /// Loads the news of a thread, or of the forum (empty), unless they are
    /// there.
    pub fn load_news(self, thread: &str) {
        let asked = Some(thread.to_owned());
        if !self.can(Capability::Answers) || self.threads.news_of.get_value() == asked {
            return;
        }
        self.threads.news.set(Vec::new());
        self.threads.news_of.set_value(asked);
        self.reload_news();
    }

    /// Loads the news that are shown again.
    pub(super) fn reload_news(self) {
        let asked = self.threads.news_of.get_value();
        self.spawn(async move {
            let of = asked.as_deref().filter(|thread| !thread.is_empty());
            // News are an addition: where they do not come, there are none.
            if let Ok(page) = self.backend().announcements(of).await
                && self.threads.news_of.get_value() == asked
            {
                self.threads.news.set(page.items.into_iter().map(Arc::new).collect());
            }
        });
    }

    /// The news that the loader painted.
    pub(crate) fn take_news(self, thread: &str, page: Page<Announcement>) {
        self.threads.news_of.set_value(Some(thread.to_owned()));
        self.threads.news.set(page.items.into_iter().map(Arc::new).collect());
    }

    fn page_of_threads(self, cursor: Option<String>) {
        let turn = self.turn(Lane::Threads);
        self.threads.progress.set(Progress::Busy);
        self.spawn(async move {
            let mut answer = self.backend().threads(cursor.as_deref()).await;
            judge::page(cursor.as_deref(), &mut answer);
            if !self.is_turn(Lane::Threads, turn) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.connected();
                    if cursor.is_none() {
                        self.threads.items.set(Vec::new());
                    }
                    self.take_threads(page);
                }
                Err(error) => {
                    self.note(&error);
                    self.threads.progress.set(Progress::Failed(error));
                }
            }
        });
    }

    /// Adds a page to the threads.
    pub(crate) fn take_threads(self, page: Page<Thread>) {
        self.threads.items.update(|items| {
            for thread in page.items {
                if !items.iter().any(|item| item.id == thread.id) {
                    items.push(Arc::new(thread));
                }
            }
        });
        self.threads.next.set(page.next_cursor);
        self.threads.progress.set(Progress::Done);
    }
}
