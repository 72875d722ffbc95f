//! What is on screen of the officials' work.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Announcement, GalleryItem, Id};
use leptos::prelude::*;

use super::{Desk, Listing, Route, Screen, answers::Known, ledger::LedgerState, picker::Picker};
use crate::shapes::{Answer, AnswerVersion, Thread};

/// The id of the heading of a screen, where the focus goes when it is turned to.
pub const TITLE: &str = "title";

/// What is on screen of the officials' work.
#[derive(Clone, Copy)]
pub struct Official {
    /// Consultations.
    pub threads: Listing<Thread>,
    /// The one of the form; none while it is new.
    pub thread: RwSignal<Option<Arc<Thread>>>,
    /// Answers.
    pub answers: Listing<Answer>,
    /// The one of the form; none while it is new.
    pub answer: RwSignal<Option<Arc<Answer>>>,
    /// What was published of it, oldest first.
    pub versions: RwSignal<Arc<Vec<AnswerVersion>>>,
    /// Submissions that forms are about, by id.
    pub known: RwSignal<BTreeMap<Id, Known>>,
    /// Which drafts hold which submissions, by the submission's id.
    pub(super) taken: RwSignal<BTreeMap<Id, Id>>,
    /// What is owed.
    pub ledger: LedgerState,
    /// Announcements.
    pub announcements: Listing<Announcement>,
    /// Awards.
    pub awards: Listing<GalleryItem>,
    /// Choosing submissions and organisations.
    pub picker: Picker,
}

impl Official {
    pub(super) fn new() -> Self {
        Self {
            threads: Listing::new(),
            thread: RwSignal::new(None),
            answers: Listing::new(),
            answer: RwSignal::new(None),
            versions: RwSignal::new(Arc::default()),
            known: RwSignal::new(BTreeMap::new()),
            taken: RwSignal::new(BTreeMap::new()),
            ledger: LedgerState::new(),
            announcements: Listing::new(),
            awards: Listing::new(),
            picker: Picker::new(),
        }
    }
}

impl Desk {
    /// Shows what the address names of the officials' work.
    pub(super) fn open_official(self, route: &Route) {
        let list = route.about.is_empty();
        match route.screen {
            Screen::Ledger if route.about == super::ledger::REFER => self.open_referral(route),
            Screen::Ledger => self.load_ledger(),
            Screen::Threads if list => self.load_thread_list(),
            Screen::Threads => self.open_thread_form(route),
            Screen::Answers if list => self.load_answers(),
            Screen::Answers => self.open_answer_form(route),
            Screen::Announcements if list => self.load_announcements(),
            Screen::Announcements => self.open_announcement(route),
            Screen::Recognitions if list => self.load_awards(),
            Screen::Recognitions => self.open_award(route),
            Screen::Queue | Screen::Log | Screen::Patterns | Screen::Audit => {}
        }
    }
}
