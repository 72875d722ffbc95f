//! Lists of what has happened: decisions, patterns, the audit trail.

use std::sync::Arc;

use contract::{AuditEntry, Decision, Page, Pattern};
use leptos::{prelude::*, task::spawn_local};

use super::{ApiError, Desk, Load};

/// A list that is read page by page.
pub struct Listing<T: 'static> {
    /// What is loaded.
    pub items: RwSignal<Arc<Vec<T>>>,
    /// How far it is.
    pub load: RwSignal<Load>,
    /// Where the next page begins.
    pub next: RwSignal<Option<String>>,
    /// What narrows it: a thread, a thing, or `me`; empty for nothing.
    pub only: RwSignal<String>,
    /// What failed about one item, by its id.
    pub remark: RwSignal<Option<(String, String)>>,
    turn: RwSignal<u32>,
}

impl<T> Clone for Listing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Listing<T> {}

impl<T: Clone + Send + Sync> Listing<T> {
    pub(super) fn new() -> Self {
        Self {
            items: RwSignal::new(Arc::default()),
            load: RwSignal::new(Load::Idle),
            next: RwSignal::new(None),
            only: RwSignal::new(String::new()),
            remark: RwSignal::new(None),
            turn: RwSignal::new(0),
        }
    }

    fn begin(self, afresh: bool) -> u32 {
        if afresh {
            self.load.set(Load::Loading);
            self.remark.set(None);
        }
        self.turn.update(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_untracked()
    }

    fn take(self, desk: Desk, turn: u32, afresh: bool, answer: Result<Page<T>, ApiError>) {
        if self.turn.try_get_untracked() != Some(turn) {
            return;
        }
        match answer {
            Ok(page) => {
                let mut items =
                    if afresh { Vec::new() } else { self.items.get_untracked().to_vec() };
                items.extend(page.items);
                self.items.set(Arc::new(items));
                self.next.set(page.next_cursor);
                self.load.set(Load::Ready);
            }
            Err(error) => {
                desk.note(&error);
                self.load.set(Load::Failed(error));
            }
        }
    }
}

impl Desk {
    /// Asks for the log of decisions from its beginning.
    pub fn load_log(self) {
        self.ask_log(None);
    }

    /// Asks for the next page of the log.
    pub fn more_log(self) {
        self.ask_log(self.log.next.get_untracked());
    }

    fn ask_log(self, cursor: Option<String>) {
        let list: Listing<Decision> = self.log;
        let turn = list.begin(cursor.is_none());
        spawn_local(async move {
            let mine = list.only.with_untracked(|only| !only.is_empty());
            let answer = self.api.decisions(None, mine, cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }

    /// Asks for patterns of several hands.
    pub fn load_patterns(self) {
        let list: Listing<Pattern> = self.patterns;
        let turn = list.begin(true);
        spawn_local(async move {
            let answer = self.api.patterns(&list.only.get_untracked()).await;
            list.take(self, turn, true, answer);
        });
    }

    /// Asks for the audit trail from its beginning.
    pub fn load_audit(self) {
        self.ask_audit(None);
    }

    /// Asks for the next page of the audit trail.
    pub fn more_audit(self) {
        self.ask_audit(self.audit.next.get_untracked());
    }

    fn ask_audit(self, cursor: Option<String>) {
        let list: Listing<AuditEntry> = self.audit;
        let turn = list.begin(cursor.is_none());
        spawn_local(async move {
            let about = self.route.get_untracked().about;
            let answer = self.api.audit(&about, cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }
}
