//! Choosing submissions of a thread, and organisations.

use contract::{ResultsRule, ThreadKind};
use leptos::{prelude::*, task::spawn_local};

use super::{Desk, Listing, Screen};
use crate::{
    api::SubmissionQuery,
    shapes::{OrganisationProfile, Submission},
};

/// What can be chosen, as far as it is loaded.
#[derive(Clone, Copy)]
pub struct Picker {
    /// Id of the thread whose submissions are offered.
    pub thread: RwSignal<String>,
    /// Words to find.
    pub text: RwSignal<String>,
    /// Submissions.
    pub submissions: Listing<Submission>,
    /// Organisations.
    pub organisations: Listing<OrganisationProfile>,
}

impl Picker {
    pub(super) fn new() -> Self {
        Self {
            thread: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            submissions: Listing::new(),
            organisations: Listing::new(),
        }
    }
}

impl Desk {
    /// Offers submissions of the first thread of a kind, else of the first.
    pub(super) fn start_picker(self, kind: Option<ThreadKind>) {
        let picker = self.official().picker;
        picker.text.set(String::new());
        let first = self.threads.with_untracked(|threads| {
            let of_kind = threads.iter().find(|one| Some(one.kind) == kind);
            of_kind.or_else(|| threads.first()).map(|one| one.id.clone())
        });
        picker.thread.set(first.unwrap_or_default());
        self.find_submissions();
    }

    /// Offers submissions once the threads are here, where a form waits for them.
    pub(super) fn threads_came(self) {
        let route = self.route.get_untracked();
        match route.screen {
            Screen::Recognitions if route.is_new() => {
                self.start_picker(Some(ThreadKind::Nominations));
            }
            Screen::Ledger if route.about == super::ledger::REFER => self.start_picker(None),
            Screen::Answers if route.is_new() && route.more.is_empty() => self.start_picker(None),
            _ => {}
        }
    }

    /// Offers submissions of the first thread.
    pub fn begin_picker(self) {
        self.start_picker(None);
    }

    /// Offers submissions of another thread.
    pub fn pick_from(self, thread: String) {
        self.official().picker.thread.set(thread);
        self.find_submissions();
    }

    /// Asks for what can be chosen from its beginning.
    pub fn find_submissions(self) {
        self.ask_submissions(None);
    }

    /// Asks for the next page of it.
    pub fn more_submissions(self) {
        self.ask_submissions(self.official().picker.submissions.next.get_untracked());
    }

    fn ask_submissions(self, cursor: Option<String>) {
        let picker = self.official().picker;
        let list = picker.submissions;
        let turn = list.begin(cursor.is_none());
        let thread = picker.thread.get_untracked();
        if thread.is_empty() {
            return list.nothing();
        }
        let shown = self.threads.with_untracked(|threads| {
            let thread = threads.iter().find(|one| one.id == thread);
            thread.is_some_and(|one| one.voting.results == ResultsRule::Always)
        });
        // What has most support is what is asked for, where that may be told.
        let sort = if shown { "support" } else { "" };
        let query = SubmissionQuery { thread, text: picker.text.get_untracked(), sort };
        spawn_local(async move {
            let answer = self.api.submissions(&query, cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }

    /// Asks for organisations from their beginning.
    pub fn find_organisations(self) {
        self.ask_organisations(None);
    }

    /// Asks for the next page of organisations.
    pub fn more_organisations(self) {
        self.ask_organisations(self.official().picker.organisations.next.get_untracked());
    }

    fn ask_organisations(self, cursor: Option<String>) {
        let picker = self.official().picker;
        let list = picker.organisations;
        let turn = list.begin(cursor.is_none());
        let text = picker.text.get_untracked();
        spawn_local(async move {
            let answer = self.api.organisations(&text, cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }
}
