//! Lists of what has happened: decisions, patterns, the audit trail.

use std::sync::Arc;

use contract::{AuditEntry, Decision, Page, Pattern, ProblemCode};
use leptos::{prelude::*, task::spawn_local};

use super::{ApiError, Desk, Load};
use crate::i18n::Key;

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

    /// Begins to ask; afresh, the list begins anew.
    pub(super) fn begin(self, afresh: bool) -> u32 {
        if afresh {
            self.load.set(Load::Loading);
            self.remark.set(None);
        }
        self.turn.update(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_untracked()
    }

    /// Takes what came of it, unless something else was asked for meanwhile.
    pub(super) fn take(
        self,
        desk: Desk,
        turn: u32,
        afresh: bool,
        answer: Result<Page<T>, ApiError>,
    ) {
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

impl<T: Clone + Send + Sync> Listing<T> {
    /// There is nothing to ask for.
    pub(super) fn nothing(self) {
        self.items.set(Arc::default());
        self.next.set(None);
        self.load.set(Load::Ready);
    }
}

/// What is on record of everybody.
#[derive(Clone, Copy)]
pub struct Records {
    /// Patterns of several hands.
    pub patterns: Listing<Pattern>,
    /// The audit trail.
    pub audit: Listing<AuditEntry>,
}

impl Records {
    pub(super) fn new() -> Self {
        Self { patterns: Listing::new(), audit: Listing::new() }
    }
}

impl Desk {
    /// What came of taking something of a list away. What is gone already is
    /// gone.
    pub(super) fn removed<T: Clone + Send + Sync>(
        self,
        list: Listing<T>,
        id: &str,
        answer: Result<(), ApiError>,
        id_of: impl Fn(&T) -> &str,
    ) {
        if !self.alive() {
            return;
        }
        match answer {
            Err(error) if error.code() != Some(ProblemCode::NotFound) => {
                self.note(&error);
                let why = error.say(self.words());
                self.say(&why, true);
                list.remark.set(Some((id.to_owned(), why)));
            }
            _ => {
                list.items.update(|items| {
                    let left = items.iter().filter(|one| id_of(one) != id).cloned().collect();
                    *items = Arc::new(left);
                });
                self.focus(super::TITLE);
                self.say(self.t(Key::Removed), false);
            }
        }
    }

    /// Asks for the log of decisions from its beginning.
    pub fn load_log(self) {
        self.ask_log(None);
    }

    /// Asks for the next page of the log.
    pub fn more_log(self) {
        self.ask_log(self.moderation().log.next.get_untracked());
    }

    fn ask_log(self, cursor: Option<String>) {
        let list: Listing<Decision> = self.moderation().log;
        let turn = list.begin(cursor.is_none());
        spawn_local(async move {
            let mine = list.only.with_untracked(|only| !only.is_empty());
            let answer = self.api.decisions(None, mine, cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }

    /// Asks for patterns of several hands.
    pub fn load_patterns(self) {
        let list: Listing<Pattern> = self.records().patterns;
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
        self.ask_audit(self.records().audit.next.get_untracked());
    }

    fn ask_audit(self, cursor: Option<String>) {
        let list: Listing<AuditEntry> = self.records().audit;
        let turn = list.begin(cursor.is_none());
        spawn_local(async move {
            let about = self.route.get_untracked().about;
            let answer = self.api.audit(&about, cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }
}
