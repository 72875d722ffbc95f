//! What waits for a moderator: rows, counts, and what is open of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use contract::{Claim, QueueCounts, QueueKind, Target};
use leptos::{prelude::*, task::spawn_local};

use super::{ApiError, Desk, QUEUE_TITLE, QueueFilter, Route, Subject};
use crate::{
    browser,
    i18n::Plural,
    shapes::{Queue, QueueItem},
};

/// How long something is open before it is claimed: who only steps over it
/// does not look at it.
const CLAIM_AFTER: Duration = Duration::from_millis(400);
/// How far a list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Load {
    /// Nobody asked for it yet.
    Idle,
    /// It is asked for.
    Loading,
    /// It is here.
    Ready,
    /// It is not here, and why.
    Failed(ApiError),
}

/// What waits, as far as it is loaded.
#[derive(Clone, Copy)]
pub struct QueueState {
    /// The rows.
    pub rows: RwSignal<Vec<Arc<QueueItem>>>,
    /// How much waits.
    pub counts: RwSignal<QueueCounts>,
    /// What is asked for.
    pub filter: RwSignal<QueueFilter>,
    /// How far that is.
    pub load: RwSignal<Load>,
    /// Where the next page begins.
    pub next: RwSignal<Option<String>>,
    /// What is open.
    pub open: RwSignal<Option<Target>>,
    /// What is chosen for one decision about all.
    pub chosen: RwSignal<BTreeSet<Target>>,
    /// Why a decision came back.
    pub failed: RwSignal<BTreeMap<Target, String>>,
    /// What became of decisions that came back, in words.
    pub remarks: RwSignal<Vec<String>>,
    /// Who looks at what.
    pub claims: RwSignal<BTreeMap<Target, Claim>>,
    /// What the person claimed last.
    pub(super) claimed: RwSignal<Option<Target>>,
    /// Counts requests, so that a late answer to an old one is dropped.
    pub(super) turn: RwSignal<u32>,
}

impl QueueState {
    pub(super) fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            counts: RwSignal::new(QueueCounts::default()),
            filter: RwSignal::new(QueueFilter::of(QueueKind::New)),
            load: RwSignal::new(Load::Idle),
            next: RwSignal::new(None),
            open: RwSignal::new(None),
            chosen: RwSignal::new(BTreeSet::new()),
            failed: RwSignal::new(BTreeMap::new()),
            remarks: RwSignal::new(Vec::new()),
            claims: RwSignal::new(BTreeMap::new()),
            claimed: RwSignal::new(None),
            turn: RwSignal::new(0),
        }
    }

    pub(super) fn forget(self) {
        self.rows.set(Vec::new());
        self.next.set(None);
        self.open.set(None);
        self.chosen.set(BTreeSet::new());
        self.claims.set(BTreeMap::new());
        self.claimed.set(None);
        self.load.set(Load::Idle);
    }

    /// The row of a thing.
    #[must_use]
    pub fn row(self, target: &Target) -> Option<Arc<QueueItem>> {
        self.rows.with(|rows| rows.iter().find(|row| &row.target == target).cloned())
    }

    /// The row of what is open.
    #[must_use]
    pub fn open_row(self) -> Option<Arc<QueueItem>> {
        self.row(&self.open.get()?)
    }

    /// What a decision is about now: what is chosen, else what is open.
    #[must_use]
    pub fn subjects(self) -> Vec<Subject> {
        let chosen = self.chosen.get();
        if chosen.is_empty() {
            return self.open_row().iter().map(|row| Subject::of(row)).collect();
        }
        self.rows.with(|rows| {
            let rows = rows.iter().filter(|row| chosen.contains(&row.target));
            rows.map(|row| Subject::of(row)).collect()
        })
    }

    /// Chooses a row for one decision about all, or leaves it out again.
    pub fn choose(self, target: &Target, on: bool) {
        self.chosen.update(|chosen| {
            if on {
                chosen.insert(target.clone())
            } else {
                chosen.remove(target)
            };
        });
    }
}

impl Desk {
    /// Changes what is asked for and asks.
    pub fn filter_queue(self, change: impl FnOnce(&mut QueueFilter)) {
        let before = self.moderation().queue.filter.get_untracked();
        self.moderation().queue.filter.update(change);
        if self.moderation().queue.filter.get_untracked() != before {
            self.load_queue();
        }
    }

    /// Asks for the queue from its beginning.
    pub fn load_queue(self) {
        let queue = self.moderation().queue;
        queue.rows.set(Vec::new());
        queue.chosen.set(BTreeSet::new());
        queue.failed.set(BTreeMap::new());
        queue.next.set(None);
        queue.load.set(Load::Loading);
        self.show(None);
        self.ask_queue(None);
    }

    /// Asks for the next page.
    pub fn more_queue(self) {
        if let Some(cursor) = self.moderation().queue.next.get_untracked() {
            self.moderation().queue.next.set(None);
            self.ask_queue(Some(cursor));
        }
    }

    fn ask_queue(self, cursor: Option<String>) {
        let queue = self.moderation().queue;
        queue.turn.update(|turn| *turn = turn.wrapping_add(1));
        let turn = queue.turn.get_untracked();
        spawn_local(async move {
            let filter = queue.filter.get_untracked();
            let answer = self.api.queue(&filter, cursor.as_deref()).await;
            if queue.turn.try_get_untracked() != Some(turn) {
                return;
            }
            match answer {
                Ok(answer) => {
                    let before = queue.rows.with_untracked(Vec::len);
                    self.take_queue(answer);
                    queue.load.set(Load::Ready);
                    self.after_load(before);
                }
                Err(error) => {
                    self.note(&error);
                    queue.load.set(Load::Failed(error));
                }
            }
        });
    }

    /// Adds what is new and is not decided already; takes over counts and claims.
    pub(super) fn take_queue(self, answer: Queue) {
        let queue = self.moderation().queue;
        queue.counts.set(answer.counts);
        let mut fresh = Vec::new();
        let known: BTreeSet<Target> =
            queue.rows.with_untracked(|rows| rows.iter().map(|row| row.target.clone()).collect());
        let mut claims = queue.claims.get_untracked();
        for item in answer.items {
            match &item.claim {
                Some(claim) => drop(claims.insert(item.target.clone(), claim.clone())),
                None => drop(claims.remove(&item.target)),
            }
            if !known.contains(&item.target) && !self.is_held(&item.target) {
                fresh.push(Arc::new(item));
            }
        }
        queue.claims.set(claims);
        if !fresh.is_empty() {
            queue.rows.update(|rows| rows.extend(fresh));
        }
        queue.next.set(answer.next_cursor);
    }

    /// Opens what the address names, or on a wide screen the first row, and
    /// tells how much there is.
    fn after_load(self, before: usize) {
        let wanted = self.route.get_untracked().item;
        let first = || {
            self.moderation()
                .queue
                .rows
                .with_untracked(|rows| rows.first().map(|row| row.target.clone()))
        };
        if self.moderation().queue.open.get_untracked().is_none() {
            let known = wanted.filter(|target| self.moderation().queue.row_now(target).is_some());
            let open = known.or_else(|| first().filter(|_| self.is_wide()));
            if let Some(target) = open {
                self.turn_to(Some(target));
            }
        }
        let count = self.moderation().queue.rows.with_untracked(Vec::len).saturating_sub(before);
        self.say(&self.words().plural(Plural::QueueLoaded, count as u64), false);
    }

    /// Whether list and thing stand side by side.
    #[must_use]
    pub fn is_wide(self) -> bool {
        browser::matches("(min-width: 860px)")
    }

    /// Opens a row; on a narrow screen the way back leads to the list.
    pub fn open(self, target: &Target) {
        let kind = self.moderation().queue.filter.with_untracked(|filter| filter.kind);
        let item = Some(target.clone());
        let route = Route { item, ..Route::queue(kind) };
        if self.is_wide() {
            self.turn(route);
        } else {
            self.go(route);
        }
        self.show(Some(target.clone()));
        if !self.is_wide() {
            self.focus("item-title");
        }
    }

    pub(super) fn turn_to(self, item: Option<Target>) {
        let kind = self.moderation().queue.filter.with_untracked(|filter| filter.kind);
        self.turn(Route { item: item.clone(), ..Route::queue(kind) });
        self.show(item);
    }

    /// Goes to the next row, or to the one before.
    pub fn step(self, forward: bool) {
        let targets: Vec<Target> = self
            .moderation()
            .queue
            .rows
            .with_untracked(|rows| rows.iter().map(|row| row.target.clone()).collect());
        let open = self.moderation().queue.open.get_untracked();
        let at = targets.iter().position(|target| Some(target) == open.as_ref());
        let to = match (at, forward) {
            (None, _) => Some(0),
            (Some(at), true) => at.checked_add(1),
            (Some(at), false) => at.checked_sub(1),
        };
        if let Some(target) = to.and_then(|to| targets.get(to)).cloned() {
            self.turn_to(Some(target));
            self.focus_open();
            let near_end = to.is_some_and(|to| to.saturating_add(5) > targets.len());
            if near_end && self.moderation().queue.next.with_untracked(Option::is_some) {
                self.more_queue();
            }
        }
    }

    /// Moves the focus to the row of what is open, or to its title where the
    /// list is not shown.
    pub(super) fn focus_open(self) {
        if self.in_place {
            let held = self.moderation().held.last_now();
            return self.focus(if held { "undo" } else { "place-title" });
        }
        let Some(target) = self.moderation().queue.open.get_untracked() else {
            return self.focus(QUEUE_TITLE);
        };
        if self.is_wide() && !self.prefs.alone.get_untracked() {
            self.focus(&row_id(&target));
        } else {
            self.focus("item-title");
        }
    }

    /// Closes the open thing; the list is what remains.
    pub fn close_item(self) {
        self.show(None);
    }

    /// Shows one thing at a time without the list, or the list again.
    pub fn toggle_alone(self) {
        self.prefs.alone.update(|alone| *alone = !*alone);
        self.focus_open();
    }

    /// Chooses the open row for one decision about several, or leaves it out.
    pub fn toggle_chosen(self) {
        let Some(target) = self.moderation().queue.open.get_untracked() else { return };
        let chosen =
            self.moderation().queue.chosen.with_untracked(|chosen| chosen.contains(&target));
        self.moderation().queue.choose(&target, !chosen);
        let count = self.moderation().queue.chosen.with_untracked(BTreeSet::len);
        self.say(&self.words().plural(Plural::BatchChosen, count as u64), false);
    }

    /// Opens or closes the list of shortcuts.
    pub fn show_help(self, open: bool) {
        self.prefs.help.set(open);
    }

    /// Shows a thing beside the list, claims it a moment later, and lets go of
    /// the one before.
    pub(super) fn show(self, target: Option<Target>) {
        let queue = self.moderation().queue;
        if queue.open.get_untracked() == target {
            return;
        }
        queue.open.set(target.clone());
        self.moderation().form.close();
        self.moderation().detail.reset(self, target.clone());
        if let Some(before) = queue.claimed.get_untracked() {
            queue.claimed.set(None);
            // A decision lets go by itself.
            if !self.is_held(&before) {
                queue.claims.update(|claims| drop(claims.remove(&before)));
                spawn_local(async move { drop(self.api.release(&before).await) });
            }
        }
        if let Some(target) = target {
            set_timeout(move || self.claim(target), CLAIM_AFTER);
        }
    }

    /// How many things of a kind wait, without those that are decided here and
    /// not sent yet.
    #[must_use]
    pub fn count(self, kind: QueueKind) -> u64 {
        let counts = self.moderation().queue.counts.get();
        let told = match kind {
            QueueKind::New => counts.new,
            QueueKind::Flagged => counts.flagged,
            QueueKind::Edited => counts.edited,
            QueueKind::Appeal => counts.appeals,
            QueueKind::Organisation => counts.organisations,
        };
        told.saturating_sub(self.held_of(kind))
    }
}

impl QueueState {
    pub(super) fn row_now(self, target: &Target) -> Option<Arc<QueueItem>> {
        self.rows.with_untracked(|rows| rows.iter().find(|row| &row.target == target).cloned())
    }
}

/// The id of a row in the view.
#[must_use]
pub fn row_id(target: &Target) -> String {
    format!("row-{}", target.id)
}
