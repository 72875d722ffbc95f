//! What is on screen of the officials' work.

use std::{collections::BTreeMap, sync::Arc};

use contract::{Announcement, GalleryItem, Id};
use leptos::prelude::*;

use super::{
    ANSWERS, Asked, Desk, Editor, FORUM, Listing, Route, Screen, answers::Known,
    ledger::LedgerState, picker::Picker,
};
use crate::shapes::{Answer, AnswerVersion, Thread};

/// What is on screen of the officials' work.
#[derive(Clone, Copy)]
pub struct Official {
    /// The form that is open.
    pub editor: Editor,
    /// What is asked before it is done.
    pub asked: Asked,
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
            editor: Editor::new(),
            asked: Asked(RwSignal::new(None)),
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
            Screen::Ledger if ANSWERS && route.about == super::ledger::REFER => {
                self.open_referral(route);
            }
            Screen::Ledger if ANSWERS => self.load_ledger(),
            Screen::Answers if ANSWERS && list => self.load_answers(),
            Screen::Answers if ANSWERS => self.open_answer_form(route),
            Screen::Threads if FORUM && list => self.load_thread_list(),
            Screen::Threads if FORUM => self.open_thread_form(route),
            Screen::Announcements if FORUM && list => self.load_announcements(),
            Screen::Announcements if FORUM => self.open_announcement(route),
            Screen::Recognitions if FORUM && list => self.load_awards(),
            Screen::Recognitions if FORUM => self.open_award(route),
            _ => {}
        }
    }
}
