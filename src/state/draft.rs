//! The submission being written: kept on this device at every pause.
//!
//! A draft belongs to a thread. Two tabs may write in the same one: a tab in
//! which nothing was typed follows the other; one with words of its own keeps
//! them and says so, and the last to write is what the device keeps.

use std::sync::Arc;

use crate::reactive::StoredValue;
use contract::{Capability, Kind, State, Submission, SubmissionDraft, SubmissionPatch, Timestamp};

use super::{App, Lane, Progress, WaitingKind};
use crate::{
    backend::{
        BackendError, judge,
        wire::{self, shapes},
    },
    browser::{self, Listener, keep},
    events::Happening,
    i18n::Key,
    reactive::RwSignal,
};

/// A pause in writing, in ms, after which the draft is kept.
const PAUSE: i32 = 800;
/// A rest, in ms, after which similar submissions are looked for.
const REST: i32 = 600;
/// Letters of a title from which on similar submissions are looked for.
const ENOUGH: usize = 12;
/// A draft is forgotten after 14 days, in ms.
const LIFE: f64 = 14.0 * 86_400_000.0;

/// The submission being written.
#[derive(Clone, Copy)]
pub struct Compose {
    /// What is written so far.
    pub draft: RwSignal<SubmissionDraft>,
    /// The step of the form, from 0.
    pub step: RwSignal<u8>,
    /// The submission that is edited; `None` for a new one.
    pub editing: RwSignal<Option<Arc<Submission>>>,
    /// When this device last kept it, in ms since 1970; `None` before that.
    pub saved_at: RwSignal<Option<f64>>,
    /// True where the device does not keep it.
    pub unsaved: RwSignal<bool>,
    /// True where an earlier draft was found when the form opened.
    pub found: RwSignal<bool>,
    /// True where another tab has written in the same draft meanwhile.
    pub elsewhere: RwSignal<bool>,
    /// How sending goes.
    pub sending: RwSignal<Progress>,
    /// What was sent last; the form shows what happens next.
    pub sent: RwSignal<Option<Sent>>,
    /// Submissions like this one.
    pub similar: RwSignal<Vec<Arc<Submission>>>,
    /// What the submission that is edited became elsewhere meanwhile.
    pub newer: RwSignal<Option<Arc<Submission>>>,
    /// The key that makes repeated sending create one submission.
    key: StoredValue<String>,
    /// True from typing until the draft is kept.
    touched: StoredValue<bool>,
    /// The thread it is for.
    thread: StoredValue<String>,
}

/// A submission that the backend took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Id.
    pub id: String,
    /// The number that can be read out.
    pub reference: String,
    /// Published, or waiting for a moderator.
    pub state: State,
    /// When.
    pub at: Timestamp,
}

/// A draft as the device keeps it.
struct Kept {
    draft: SubmissionDraft,
    key: String,
    at: f64,
}

shapes! { Kept { draft, key, at } }

impl Compose {
    pub(super) fn new() -> Self {
        Self {
            draft: RwSignal::new(empty(String::new())),
            step: RwSignal::new(0),
            editing: RwSignal::new(None),
            saved_at: RwSignal::new(None),
            unsaved: RwSignal::new(false),
            found: RwSignal::new(false),
            elsewhere: RwSignal::new(false),
            sending: RwSignal::new(Progress::Idle),
            sent: RwSignal::new(None),
            similar: RwSignal::new(Vec::new()),
            newer: RwSignal::new(None),
            key: StoredValue::new(String::new()),
            touched: StoredValue::new(false),
            thread: StoredValue::new(String::new()),
        }
    }

    pub(super) fn reset(self) {
        self.draft.set(empty(String::new()));
        self.step.set(0);
        self.editing.set(None);
        self.saved_at.set(None);
        self.unsaved.set(false);
        self.found.set(false);
        self.elsewhere.set(false);
        self.sending.set(Progress::Idle);
        self.sent.set(None);
        self.similar.set(Vec::new());
        self.newer.set(None);
        self.key.set_value(String::new());
        self.touched.set_value(false);
        self.thread.set_value(String::new());
    }
}

/// A draft with nothing written. The first kind that the contract names stands
/// for "not chosen yet" nowhere: the form offers it chosen.
fn empty(language: String) -> SubmissionDraft {
    SubmissionDraft {
        kind: Kind::Idea,
        title: String::new(),
        body: String::new(),
        language,
        theme: None,
        groups: Vec::new(),
        links: Vec::new(),
        organisation: None,
    }
}

impl App {
    fn draft_name(self) -> String {
        ["open-forum:draft:", &self.api(), ":", &self.compose.thread.get_value()].concat()
    }

    /// Follows what other tabs keep.
    pub(crate) fn watch_drafts(self) {
        let Some(window) = browser::window() else { return };
        self.keep(Listener::new(&window, "storage", move |event| {
            let name = browser::get(event.as_ref(), "key").as_string();
            if name.as_deref() == Some("open-forum:outbox") {
                self.read_outbox();
            }
            if name != Some(self.draft_name())
                || self.compose.editing.with_untracked(Option::is_some)
            {
                return;
            }
            let written = self.compose.draft.with_untracked(is_written);
            if self.compose.touched.get_value() || (written && !self.compose.found.get_untracked())
            {
                self.compose.elsewhere.set(true);
            } else {
                self.read_draft();
            }
        }));
    }

    /// Another thread: its own draft.
    pub(super) fn compose_for(self, thread: &str) {
        if self.compose.thread.get_value() != thread {
            self.save_draft();
            self.compose.thread.set_value(thread.to_owned());
            self.read_draft();
        }
    }

    /// Opens the form: for a new submission with the draft that is kept, or
    /// with one's own submission to edit.
    pub(super) fn enter_compose(self, edit: &str) {
        let compose = self.compose;
        compose.sent.set(None);
        compose.newer.set(None);
        compose.sending.set(Progress::Idle);
        compose.newer.set(None);
        compose.step.set(0);
        compose.similar.set(Vec::new());
        if edit.is_empty() {
            compose.editing.set(None);
            self.read_draft();
            if self.list.thread.with_untracked(Option::is_none) {
                self.load_thread();
            }
            return;
        }
        let id = edit.to_owned();
        compose.sending.set(Progress::Busy);
        self.spawn(async move {
            let mut answer = self.backend().submission(&id).await;
            judge::submission(&id, &mut answer);
            match answer {
                Ok(submission) => {
                    compose.draft.set(SubmissionDraft {
                        kind: submission.kind,
                        title: submission.title.clone(),
                        body: submission.body.clone(),
                        language: submission.language.clone(),
                        theme: submission.theme.clone(),
                        groups: submission.groups.clone(),
                        links: submission.links.clone(),
                        organisation: None,
                    });
                    compose.editing.set(Some(Arc::new(submission)));
                    compose.sending.set(Progress::Idle);
                }
                Err(error) => {
                    self.note(&error);
                    compose.sending.set(Progress::Failed(error));
                }
            }
        });
    }

    /// Changes the draft: kept at the next pause, similar ones looked for at
    /// the next rest.
    pub fn write(self, change: impl FnOnce(&mut SubmissionDraft)) {
        let title = self.compose.draft.with_untracked(|draft| draft.title.clone());
        self.compose.draft.update(change);
        self.compose.touched.set_value(true);
        let turn = self.turn(Lane::Save);
        self.spawn(async move {
            browser::sleep(PAUSE).await;
            if self.is_turn(Lane::Save, turn) {
                self.save_draft();
            }
        });
        if self.compose.draft.with_untracked(|draft| draft.title != title) {
            self.find_similar();
        }
    }

    fn find_similar(self) {
        let turn = self.turn(Lane::Similar);
        if self.compose.editing.with_untracked(Option::is_some) || !self.can(Capability::Similar) {
            return;
        }
        self.spawn(async move {
            browser::sleep(REST).await;
            let (title, body) = self
                .compose
                .draft
                .with_untracked(|draft| (draft.title.clone(), draft.body.clone()));
            if !self.is_turn(Lane::Similar, turn) {
                return;
            }
            if title.chars().count() < ENOUGH {
                self.compose.similar.set(Vec::new());
                return;
            }
            let thread = self.list.key.get_untracked();
            // Suggestions are a help: without a connection there are none.
            let asked = self.votes_saved();
            let found = self.backend().similar(&thread, &title, &body).await;
            if let (true, Ok(page)) = (self.is_turn(Lane::Similar, turn), found) {
                for submission in &page.items {
                    self.take_ballot(submission, asked);
                }
                self.compose.similar.set(page.items.into_iter().map(Arc::new).collect());
            }
        });
    }

    /// Keeps the draft on this device now.
    pub fn save_draft(self) {
        let compose = self.compose;
        if !compose.touched.get_value() || compose.editing.with_untracked(Option::is_some) {
            return;
        }
        compose.touched.set_value(false);
        let draft = compose.draft.get_untracked();
        if !is_written(&draft) {
            keep::remove(&self.draft_name());
            return;
        }
        let at = browser::now();
        // What could not be read again is not kept.
        let fits = draft.title.len().max(draft.body.len()) <= wire::LONGEST as usize;
        let kept = Kept { draft, key: self.draft_key(), at };
        let text = wire::to_text(&kept).filter(|_| fits);
        let done = text.is_some_and(|text| keep::write(&self.draft_name(), &text));
        compose.unsaved.set(!done);
        if done {
            compose.saved_at.set(Some(at));
            compose.elsewhere.set(false);
        }
    }

    fn draft_key(self) -> String {
        if self.compose.key.with_value(String::is_empty) {
            self.compose.key.set_value(browser::random_key());
        }
        self.compose.key.get_value()
    }

    /// Takes the draft that this device keeps, if it is not too old.
    fn read_draft(self) {
        let compose = self.compose;
        let name = self.draft_name();
        let kept: Option<Kept> = keep::read(&name).and_then(|text| wire::from_text(&text));
        compose.touched.set_value(false);
        compose.elsewhere.set(false);
        match kept {
            Some(kept) if browser::now() - kept.at < LIFE => {
                compose.draft.set(kept.draft);
                compose.key.set_value(kept.key);
                compose.saved_at.set(Some(kept.at));
                compose.found.set(true);
            }
            _ => {
                keep::remove(&name);
                self.empty_draft();
            }
        }
    }

    fn empty_draft(self) {
        let compose = self.compose;
        compose.draft.set(empty(self.i18n.lang()));
        compose.key.set_value(String::new());
        compose.saved_at.set(None);
        compose.found.set(false);
        compose.elsewhere.set(false);
        compose.step.set(0);
        compose.similar.set(Vec::new());
    }

    /// Throws the draft away.
    pub fn discard_draft(self) {
        self.compose.touched.set_value(false);
        keep::remove(&self.draft_name());
        self.empty_draft();
        self.say(&self.i18n.t(Key::DraftDiscarded));
    }

    /// Sends the draft, or the changes of the submission that is edited.
    /// [`Compose::sending`] tells how it goes; nothing written is lost.
    pub fn send_draft(self) {
        self.save_draft();
        self.as_person(move || self.send_written());
    }

    fn send_written(self) {
        if self.compose.sending.get_untracked() == Progress::Busy {
            return;
        }
        self.compose.sending.set(Progress::Busy);
        let draft = self.compose.draft.get_untracked();
        match self.compose.editing.get_untracked() {
            Some(before) => self.spawn(self.send_edit(before, draft)),
            None => self.spawn(self.send_new(draft)),
        }
    }

    async fn send_new(self, draft: SubmissionDraft) {
        let thread = self.list.key.get_untracked();
        let key = self.draft_key();
        let progress = match self.backend().submit(&thread, &draft, &key).await {
            Ok(submission) => {
                keep::remove(&self.draft_name());
                self.empty_draft();
                self.take_new(submission);
                Progress::Done
            }
            Err(BackendError::NewAccount { retry_after }) => {
                self.after_wait(retry_after, Self::send_draft);
                Progress::Failed(BackendError::NewAccount { retry_after })
            }
            Err(error) if error.is_passing() => {
                self.note(&error);
                if self.put_off(key, WaitingKind::Submission { thread, draft }, &error) {
                    keep::remove(&self.draft_name());
                    self.empty_draft();
                    Progress::Waiting
                } else {
                    Progress::Failed(error)
                }
            }
            Err(error) => self.send_failed(error),
        };
        self.compose.sending.set(progress);
    }

    async fn send_edit(self, before: Arc<Submission>, draft: SubmissionDraft) {
        let patch = SubmissionPatch {
            kind: Some(draft.kind),
            title: Some(draft.title),
            body: Some(draft.body),
            theme: Some(draft.theme.unwrap_or_default()),
            groups: Some(draft.groups),
            links: Some(draft.links),
        };
        let asked = self.votes_saved();
        let mut answer = self.backend().edit(&before.id, before.version, &patch).await;
        judge::submission(&before.id, &mut answer);
        let progress = match answer {
            Ok(submission) => {
                self.take_submission(submission, asked);
                self.say(&self.i18n.t(Key::SubmissionEdited));
                Progress::Done
            }
            Err(error) => self.send_failed(error),
        };
        let done = progress == Progress::Done;
        self.compose.sending.set(progress);
        if done {
            self.compose.editing.set(None);
            self.back();
        }
    }

    /// After an edit was refused because the submission is newer: gets the
    /// newer one to look at. What is written stays, and the next sending
    /// replaces that version.
    pub fn look_at_newer(self) {
        let Some(before) = self.compose.editing.get_untracked() else { return };
        self.spawn(async move {
            let mut answer = self.backend().submission(&before.id).await;
            judge::submission(&before.id, &mut answer);
            match answer {
                Ok(submission) => {
                    let submission = Arc::new(submission);
                    self.compose.newer.set(Some(submission.clone()));
                    self.compose.editing.set(Some(submission));
                }
                Err(error) => {
                    self.note(&error);
                    self.alert(&self.explain(&error));
                }
            }
        });
    }

    fn send_failed(self, error: BackendError) -> Progress {
        self.note(&error);
        self.alert(&self.explain(&error));
        Progress::Failed(error)
    }

    /// A submission that the backend took, sent now or from the outbox.
    pub(super) fn take_new(self, submission: Submission) {
        self.connected();
        self.inform(&Happening::Submission {
            id: &submission.id,
            reference: &submission.reference,
            state: submission.state.as_str(),
        });
        self.say(&self.i18n.t(Key::SentTitle));
        self.compose.sent.set(Some(Sent {
            id: submission.id.clone(),
            reference: submission.reference.clone(),
            state: submission.state,
            at: submission.created_at.clone(),
        }));
        self.take_ballot(&submission, self.votes_saved());
        self.list.items.update(|items| {
            if !items.iter().any(|item| item.id == submission.id) {
                items.insert(0, Arc::new(submission));
            }
        });
        self.list.total.update(|total| *total = total.map(|total| total.saturating_add(1)));
    }
}

fn is_written(draft: &SubmissionDraft) -> bool {
    !draft.title.is_empty() || !draft.body.is_empty() || !draft.links.is_empty()
}
