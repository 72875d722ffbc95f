//! The threads of the forum.

use std::sync::Arc;

use contract::{Page, Thread};

use super::{App, Lane, Progress};
use crate::reactive::RwSignal;

/// The threads of the forum, pinned first.
#[derive(Clone, Copy)]
pub struct Threads {
    /// Those that are loaded.
    pub items: RwSignal<Vec<Arc<Thread>>>,
    /// Where the next page begins; `None` after the last.
    pub next: RwSignal<Option<String>>,
    /// How loading goes.
    pub progress: RwSignal<Progress>,
}

impl Threads {
    pub(super) fn new() -> Self {
        Self {
            items: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            progress: RwSignal::new(Progress::Idle),
        }
    }

    pub(super) fn reset(self) {
        self.items.set(Vec::new());
        self.next.set(None);
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

    fn page_of_threads(self, cursor: Option<String>) {
        let turn = self.turn(Lane::Threads);
        self.threads.progress.set(Progress::Busy);
        self.spawn(async move {
            let answer = self.backend().threads(cursor.as_deref()).await;
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
        self.threads.items.update(|items| items.extend(page.items.into_iter().map(Arc::new)));
        self.threads.next.set(page.next_cursor);
        self.threads.progress.set(Progress::Done);
    }
}
