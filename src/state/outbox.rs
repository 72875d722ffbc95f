//! What could not be sent for want of a connection: kept on this device with
//! its key, and sent when there is one.
//!
//! One tab sends at a time (Web Locks); where the browser has no locks, the
//! keys still make a second copy harmless. A backend that does not know keys
//! would take the copy for another text: there what may have arrived is sent
//! again only when the person says so. What waits belongs to a person and is
//! only sent while that person is signed in.

use crate::reactive::StoredValue;
use contract::{Capability, CommentDraft, SubmissionDraft, VoteChoice};
use wasm_bindgen::JsValue;

use super::{App, votes::Wish};
use crate::{
    backend::{
        BackendError, judge,
        wire::{self, FromJs, ToJs, shapes},
    },
    browser::{self, Listener, keep},
    i18n::Key,
    reactive::RwSignal,
};

/// Where the device keeps it, for all widgets of this origin.
const NAME: &str = "open-forum:outbox";
/// First wait before the next try, in ms; it doubles up to five minutes.
pub(super) const FIRST_WAIT: i32 = 5_000;
pub(super) const LONGEST_WAIT: i32 = 300_000;

/// What waits for a connection.
#[derive(Clone, Copy)]
pub struct Outbox {
    /// What this person has waiting here, oldest first.
    pub items: RwSignal<Vec<Waiting>>,
    /// True while it is being sent.
    pub sending: RwSignal<bool>,
    wait: StoredValue<i32>,
}

impl Outbox {
    pub(super) fn new() -> Self {
        Self {
            items: RwSignal::new(Vec::new()),
            sending: RwSignal::new(false),
            wait: StoredValue::new(FIRST_WAIT),
        }
    }

    pub(super) fn reset(self) {
        self.items.set(Vec::new());
        self.sending.set(false);
        self.wait.set_value(FIRST_WAIT);
    }
}

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its idempotency key.
    pub key: String,
    /// Which backend it is for.
    api: String,
    /// Whose it is (author id).
    person: String,
    /// What it is.
    pub kind: WaitingKind,
    /// Why the backend refused it, as a code; empty while it waits.
    pub refused: String,
    /// True where it may have arrived, and a copy would be another text: then
    /// it waits for the person's word.
    pub asks: bool,
}

impl Waiting {
    /// Whether it is sent by itself.
    const fn is_ready(&self) -> bool {
        self.refused.is_empty() && !self.asks
    }
}

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitingKind {
    /// A submission.
    Submission {
        /// The thread it is for.
        thread: String,
        /// What was written.
        draft: SubmissionDraft,
    },
    /// A comment.
    Comment {
        /// The submission it is about.
        submission: String,
        /// What was written.
        draft: CommentDraft,
    },
    /// A vote.
    Vote {
        /// The submission it is about.
        submission: String,
        /// The vote; `None` takes it back.
        vote: Option<VoteChoice>,
    },
}

shapes! { Waiting { key, api, person, kind, refused; asks } }

impl FromJs for WaitingKind {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        let about = String::read(&browser::get(value, "about"), ok);
        let draft = browser::get(value, "draft");
        match browser::get(value, "kind").as_string().as_deref() {
            Some("submission") => {
                Self::Submission { thread: about, draft: FromJs::read(&draft, ok) }
            }
            Some("comment") => Self::Comment { submission: about, draft: FromJs::read(&draft, ok) },
            _ => Self::Vote { submission: about, vote: FromJs::read(&draft, ok) },
        }
    }
}

impl ToJs for WaitingKind {
    fn write(&self) -> JsValue {
        let (kind, about, draft) = match self {
            Self::Submission { thread, draft } => ("submission", thread, draft.write()),
            Self::Comment { submission, draft } => ("comment", submission, draft.write()),
            Self::Vote { submission, vote } => ("vote", submission, vote.write()),
        };
        let object = browser::object(&[("kind", kind), ("about", about)]);
        browser::set(&object, "draft", &draft);
        object
    }
}

impl WaitingKind {
    /// Whether it is a vote on this submission.
    fn is_vote_on(&self, id: &str) -> bool {
        matches!(self, Self::Vote { submission, .. } if submission == id)
    }

    /// Whether sending it twice makes two of it.
    const fn creates(&self) -> bool {
        !matches!(self, Self::Vote { .. })
    }

    /// What was written, for who is asked about it.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Submission { draft, .. } => &draft.title,
            Self::Comment { draft, .. } => &draft.body,
            Self::Vote { .. } => "",
        }
    }
}

fn read_all() -> Vec<Waiting> {
    keep::read(NAME).and_then(|text| wire::from_text(&text)).unwrap_or_default()
}

fn write_all(items: &Vec<Waiting>) -> bool {
    if items.is_empty() {
        keep::remove(NAME);
        return true;
    }
    wire::to_text(items).is_some_and(|text| keep::write(NAME, &text))
}

/// Marks something that waits. What cannot be written was not kept either.
fn mark(key: &str, asks: bool, refused: &str) {
    let mut items = read_all();
    for item in items.iter_mut().filter(|item| item.key == key) {
        item.asks = asks;
        refused.clone_into(&mut item.refused);
    }
    let _ = write_all(&items);
}

impl App {
    /// Shows what waits here for this person.
    pub(super) fn read_outbox(self) {
        let (api, person) = (self.api(), self.my_id());
        let mut items = read_all();
        items.retain(|item| item.api == api && item.person == person);
        self.outbox.items.set(items);
    }

    /// Keeps something that failed for now until there is a connection; false
    /// where the device does not keep it.
    pub(super) fn put_off(self, key: String, kind: WaitingKind, error: &BackendError) -> bool {
        let person = self.my_id();
        let asks = self.must_ask(&kind, error);
        let mut items = read_all();
        // The last vote on a submission is the one that counts.
        if let WaitingKind::Vote { submission, .. } = &kind {
            items.retain(|item| item.person != person || !item.kind.is_vote_on(submission));
        }
        items.push(Waiting { key, api: self.api(), person, kind, refused: String::new(), asks });
        let kept = write_all(&items);
        if kept {
            self.read_outbox();
            if asks {
                self.alert(&self.i18n.t(Key::OutboxAsks));
            } else {
                self.say(&self.i18n.t(Key::VoteWaiting));
                self.try_later();
            }
        }
        kept
    }

    /// Whether a copy of what failed might be a second text.
    fn must_ask(self, kind: &WaitingKind, error: &BackendError) -> bool {
        kind.creates() && error.is_doubtful() && self.lacks(Capability::Idempotency)
    }

    /// The person says that it did not arrive: sends it once more.
    pub fn send_again(self, key: &str) {
        mark(key, false, "");
        self.send_waiting();
    }

    /// Removes something that waits from this device.
    pub fn remove_waiting(self, key: &str) {
        let mut items = read_all();
        items.retain(|item| item.key != key);
        // What cannot be written was not there to be removed.
        let _ = write_all(&items);
        self.read_outbox();
    }

    /// The vote on a submission that waits here to be sent.
    pub(super) fn waiting_vote(self, id: &str) -> Option<Wish> {
        let is_it = |item: &&Waiting| item.is_ready() && item.kind.is_vote_on(id);
        self.outbox.items.with_untracked(|items| match items.iter().find(is_it)?.kind {
            WaitingKind::Vote { vote, .. } => Some(Wish(vote)),
            _ => None,
        })
    }

    /// Removes the vote on a submission that waits here, since a newer one
    /// takes its place.
    pub(super) fn remove_waiting_vote(self, id: &str) {
        let key = self.outbox.items.with_untracked(|items| {
            items.iter().find(|item| item.kind.is_vote_on(id)).map(|item| item.key.clone())
        });
        if let Some(key) = key {
            self.remove_waiting(&key);
        }
    }

    /// Sends when the page is back: online, visible again, or after a while.
    pub(crate) fn watch_connection(self) {
        let Some(window) = browser::window() else { return };
        self.keep(Listener::new(&window, "online", move |_| self.send_waiting()));
        self.keep(Listener::new(&window, "offline", move |_| self.session.offline.set(true)));
        if let Some(document) = window.document() {
            self.keep(Listener::new(&document, "visibilitychange", move |event| {
                let document = event.target().map(JsValue::from).unwrap_or_default();
                if browser::get(&document, "hidden") == JsValue::TRUE {
                    self.save_draft();
                } else {
                    self.send_waiting();
                }
            }));
        }
    }

    fn try_later(self) {
        let wait = self.outbox.wait.get_value();
        self.outbox.wait.set_value((wait * 2).min(LONGEST_WAIT));
        self.spawn(async move {
            browser::sleep(wait).await;
            self.send_waiting();
        });
    }

    /// Sends what waits, oldest first, if no other tab is at it.
    pub fn send_waiting(self) {
        self.read_outbox();
        let ready = self.outbox.items.with_untracked(|items| items.iter().any(Waiting::is_ready));
        if !ready || self.outbox.sending.get_untracked() {
            return;
        }
        self.outbox.sending.set(true);
        self.spawn(async move {
            let release = browser::lock(NAME).await;
            self.send_all().await;
            drop(release);
            self.outbox.sending.set(false);
        });
    }

    async fn send_all(self) {
        // Another tab may have sent some while this one waited for the lock.
        self.read_outbox();
        let mut sent = false;
        for item in self.outbox.items.get_untracked() {
            if !item.is_ready() {
                continue;
            }
            match self.send_one(&item).await {
                Ok(()) => {
                    sent = true;
                    self.remove_waiting(&item.key);
                }
                Err(error) if self.must_ask(&item.kind, &error) => {
                    self.note(&error);
                    mark(&item.key, true, "");
                    self.read_outbox();
                    self.alert(&self.i18n.t(Key::OutboxAsks));
                }
                Err(error) if error.is_passing() => {
                    self.note(&error);
                    self.try_later();
                    return;
                }
                Err(error) => {
                    self.note(&error);
                    mark(&item.key, false, error.code());
                    self.read_outbox();
                    self.alert(&self.explain(&error));
                }
            }
        }
        self.outbox.wait.set_value(FIRST_WAIT);
        if sent {
            self.connected();
            self.say(&self.i18n.t(Key::OutboxSent));
        }
    }

    async fn send_one(self, item: &Waiting) -> Result<(), BackendError> {
        let backend = self.backend();
        match &item.kind {
            WaitingKind::Submission { thread, draft } => {
                self.take_new(backend.submit(thread, draft, &item.key).await?);
            }
            WaitingKind::Comment { submission, draft } => {
                let mut answer = backend.comment(submission, draft, &item.key).await;
                judge::comment(submission, &mut answer);
                self.take_comment(answer?);
            }
            WaitingKind::Vote { submission, vote } => {
                let result = backend.vote(submission, *vote, None).await?;
                self.take_vote(submission, result);
            }
        }
        Ok(())
    }
}
