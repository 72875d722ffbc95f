//! One thread and its submissions.

use std::sync::Arc;

use contract::{Page, Submission, Thread};

use super::{App, Lane, Progress, Route};
use crate::{
    backend::{BackendError, ListQuery, judge},
    i18n::Plural,
    reactive::{RwSignal, StoredValue},
};

/// One thread and its submissions.
#[derive(Clone, Copy)]
pub struct List {
    /// Id or slug of the thread that is or will be shown.
    pub key: RwSignal<String>,
    /// The thread, once it is loaded.
    pub thread: RwSignal<Option<Arc<Thread>>>,
    /// Why the thread could not be loaded.
    pub thread_progress: RwSignal<Progress>,
    /// Filters and order.
    pub query: RwSignal<ListQuery>,
    /// The submissions that are loaded.
    pub items: RwSignal<Vec<Arc<Submission>>>,
    /// How many there are with these filters, where the backend knows.
    pub total: RwSignal<Option<u64>>,
    /// Where the next page begins; `None` after the last.
    pub next: RwSignal<Option<String>>,
    /// How loading goes.
    pub progress: RwSignal<Progress>,
    /// So many the person has asked for, page by page; 0 is the first page.
    wanted: StoredValue<usize>,
    /// True while the list is read from its first page.
    anew: StoredValue<bool>,
    /// Supports left to give, in a thread with a budget.
    pub votes_left: RwSignal<Option<u32>>,
    /// Ids of submissions that came since, and are not in the list yet.
    pub fresh: RwSignal<Vec<String>>,
    /// Where the events come from that are listened to; empty for none.
    pub(super) heard: StoredValue<String>,
}

impl List {
    pub(super) fn new() -> Self {
        Self {
            key: RwSignal::new(String::new()),
            thread: RwSignal::new(None),
            thread_progress: RwSignal::new(Progress::Idle),
            query: RwSignal::new(ListQuery::default()),
            items: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            next: RwSignal::new(None),
            progress: RwSignal::new(Progress::Idle),
            wanted: StoredValue::new(0),
            anew: StoredValue::new(false),
            votes_left: RwSignal::new(None),
            fresh: RwSignal::new(Vec::new()),
            heard: StoredValue::new(String::new()),
        }
    }

    pub(super) fn reset(self) {
        self.key.set(String::new());
        self.thread.set(None);
        self.thread_progress.set(Progress::Idle);
        self.query.set(ListQuery::default());
        self.items.set(Vec::new());
        self.total.set(None);
        self.next.set(None);
        self.progress.set(Progress::Idle);
        self.wanted.set_value(0);
        self.anew.set_value(false);
        self.votes_left.set(None);
        self.fresh.set(Vec::new());
        self.heard.set_value(String::new());
    }

    /// True while this thread's submissions are the ones that are loaded.
    fn holds(self, thread: &str) -> bool {
        self.thread.with_untracked(|held| {
            held.as_ref().is_some_and(|held| held.slug == thread || held.id == thread)
        })
    }
}

impl App {
    /// Shows another thread: what is loaded of the one before goes.
    pub(super) fn enter_thread(self, thread: &str) {
        let list = self.list;
        if list.key.with_untracked(|key| key == thread) || list.holds(thread) {
            return;
        }
        list.key.set(thread.to_owned());
        list.thread.set(None);
        list.items.set(Vec::new());
        list.total.set(None);
        list.next.set(None);
        list.wanted.set_value(0);
        list.votes_left.set(None);
        list.fresh.set(Vec::new());
        list.progress.set(Progress::Idle);
        list.thread_progress.set(Progress::Idle);
        self.compose_for(thread);
    }

    /// Loads the thread's own texts and dates.
    pub fn load_thread(self) {
        let turn = self.turn(Lane::Thread);
        self.list.thread_progress.set(Progress::Busy);
        self.spawn(async move {
            let key = self.list.key.get_untracked();
            let mut answer = self.backend().thread(&key).await;
            judge::thread(&key, &mut answer);
            if !self.is_turn(Lane::Thread, turn) {
                return;
            }
            match answer {
                Ok(thread) => self.take_thread(thread),
                Err(error) => {
                    self.note(&error);
                    self.list.thread_progress.set(Progress::Failed(error));
                }
            }
        });
    }

    pub(crate) fn take_thread(self, thread: Thread) {
        self.list.thread.set(Some(Arc::new(thread)));
        self.list.thread_progress.set(Progress::Done);
        self.take_votes_left();
        self.listen();
    }

    /// The supports that the person has left in the shown thread.
    pub(super) fn take_votes_left(self) {
        let thread = self.list.thread.get_untracked();
        let left = self.session.me.with_untracked(|me| {
            me.as_ref().zip(thread).and_then(|(me, thread)| me.votes_left.get(&thread.id).copied())
        });
        self.list.votes_left.set(left);
    }

    /// Sets filters and order, and loads what fits them. The address follows
    /// where the page allows it.
    pub fn set_query(self, query: ListQuery) {
        if self.list.query.with_untracked(|present| *present == query) {
            return;
        }
        self.list.query.set(query);
        self.write_address(false);
        self.load_list();
    }

    /// Loads the thread and its submissions where they are not there yet.
    pub(super) fn load_missing(self) {
        if self.list.thread.with_untracked(Option::is_none) {
            self.load_thread();
        }
        if self.list.progress.with_untracked(|progress| *progress == Progress::Idle) {
            self.load_list();
        }
    }

    /// Loads the first page of submissions; what is shown stays until it is
    /// there.
    pub fn load_list(self) {
        self.list.wanted.set_value(0);
        self.page_of_list(None);
    }

    /// Loads the next page of submissions. Where the list is being read anew,
    /// that goes on to it.
    pub fn load_more(self) {
        if let Some(cursor) = self.list.next.get_untracked() {
            self.list.wanted.set_value(self.list.items.with_untracked(Vec::len) + 1);
            if !self.list.anew.get_value() {
                self.page_of_list(Some(cursor));
            }
        }
    }

    fn page_of_list(self, cursor: Option<String>) {
        let turn = self.turn(Lane::List);
        self.list.anew.set_value(cursor.is_none());
        let first_time = self.list.progress.get_untracked() == Progress::Idle;
        self.list.progress.set(Progress::Busy);
        self.spawn(async move {
            let key = self.list.key.get_untracked();
            let query = self.list.query.get_untracked();
            let asked = self.votes_saved();
            let mut answer = self.backend().submissions(&key, &query, cursor.as_deref()).await;
            judge::page(cursor.as_deref(), &mut answer);
            // What is read anew ends no sooner than what the person had asked for.
            while cursor.is_none()
                && self.is_turn(Lane::List, turn)
                && let Ok(page) = &mut answer
                && page.items.len() < self.list.wanted.get_value()
                && let Some(next) = page.next_cursor.clone()
            {
                let mut more = self.backend().submissions(&key, &query, Some(&next)).await;
                judge::page(Some(&next), &mut more);
                let Ok(more) = more else { break };
                if more.items.is_empty() {
                    break;
                }
                page.items.extend(more.items);
                page.next_cursor = more.next_cursor;
            }
            if !self.is_turn(Lane::List, turn) {
                return;
            }
            self.list.anew.set_value(false);
            match answer {
                Ok(page) => {
                    self.connected();
                    let shown = page.items.len() as u64;
                    let found = page.total.unwrap_or(shown);
                    let more = cursor.is_some();
                    self.take_page(page, more, asked);
                    if more {
                        self.say(&self.i18n.plural(Plural::ListLoaded, shown));
                    } else if !first_time {
                        self.say(&self.i18n.plural(Plural::ListResults, found));
                    }
                }
                Err(error) => {
                    self.note(&error);
                    self.list.progress.set(Progress::Failed(error));
                }
            }
        });
    }

    /// Puts a page into the list, after what is there or in its place; it was
    /// asked for when so many votes had been saved.
    pub(crate) fn take_page(self, page: Page<Submission>, after: bool, asked: u32) {
        for submission in &page.items {
            self.take_ballot(submission, asked);
        }
        self.list.items.update(|items| {
            if !after {
                items.clear();
            }
            for submission in page.items {
                // Between two pages one may have moved down: it stays once.
                if !items.iter().any(|item| item.id == submission.id) {
                    items.push(Arc::new(submission));
                }
            }
        });
        if page.total.is_some() || !after {
            self.list.total.set(page.total);
        }
        if !after {
            self.list.fresh.set(Vec::new());
        }
        self.list.next.set(page.next_cursor);
        self.list.progress.set(Progress::Done);
    }

    /// Puts a newer state of a submission wherever it is shown.
    pub(super) fn replace_submission(self, submission: &Arc<Submission>) {
        self.list.items.update(|items| {
            for item in items.iter_mut().filter(|item| item.id == submission.id) {
                *item = submission.clone();
            }
        });
    }

    /// Loads what the present view shows, as much of the list as is there.
    pub(super) fn load_view(self) {
        match self.router.route.get_untracked() {
            Route::Threads => self.load_threads(),
            Route::Room { .. } => {}
            Route::Thread { .. } | Route::Compose { .. } => {
                self.load_thread();
                self.page_of_list(None);
            }
            Route::Submission { id } => {
                self.load_submission(&id);
                if self.list.key.with_untracked(|key| !key.is_empty()) {
                    self.load_thread();
                    self.page_of_list(None);
                }
            }
        }
    }

    /// Why the list or its thread could not be loaded.
    #[must_use]
    pub fn list_error(self) -> Option<BackendError> {
        let thread = self.list.thread_progress.with(|progress| progress.error().cloned());
        thread.or_else(|| self.list.progress.with(|progress| progress.error().cloned()))
    }
}
