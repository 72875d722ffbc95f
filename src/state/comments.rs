//! The comments of the shown submission.

use std::sync::Arc;

use contract::{Comment, CommentDraft, State};

use super::{App, Lane, Progress, WaitingKind};
use crate::reactive::{RwSignal, StoredValue};
use crate::{
    backend::{BackendError, judge},
    browser,
    events::Happening,
    i18n::Key,
};

/// The comments of the shown submission.
#[derive(Clone, Copy)]
pub struct Comments {
    /// Those that are loaded, oldest first.
    pub items: RwSignal<Vec<Arc<Comment>>>,
    /// Where the next page begins; `None` after the last.
    pub next: RwSignal<Option<String>>,
    /// How loading goes.
    pub progress: RwSignal<Progress>,
    /// How sending goes.
    pub sending: RwSignal<Progress>,
    /// What is being written, kept while the view is built anew.
    pub text: RwSignal<String>,
    /// The organisation that the comment is made for; empty for oneself.
    pub organisation: RwSignal<String>,
    /// What is being sent, and the key that makes it one comment.
    draft: StoredValue<Option<(CommentDraft, String)>>,
}

impl Comments {
    pub(super) fn new() -> Self {
        Self {
            items: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            progress: RwSignal::new(Progress::Idle),
            sending: RwSignal::new(Progress::Idle),
            text: RwSignal::new(String::new()),
            organisation: RwSignal::new(String::new()),
            draft: StoredValue::new(None),
        }
    }

    pub(super) fn reset(self) {
        self.items.set(Vec::new());
        self.next.set(None);
        self.progress.set(Progress::Idle);
        self.sending.set(Progress::Idle);
        self.text.set(String::new());
        self.organisation.set(String::new());
        self.draft.set_value(None);
    }
}

impl App {
    pub(super) fn enter_comments(self) {
        self.comments.items.set(Vec::new());
        self.comments.next.set(None);
        self.comments.progress.set(Progress::Idle);
        self.comments.sending.set(Progress::Idle);
        self.comments.text.set(String::new());
    }

    /// Loads the first page of comments; what is shown stays until it is there.
    pub fn load_comments(self) {
        self.page_of_comments(None);
    }

    /// Loads the next page of comments.
    pub fn more_comments(self) {
        if let Some(cursor) = self.comments.next.get_untracked() {
            self.page_of_comments(Some(cursor));
        }
    }

    fn page_of_comments(self, cursor: Option<String>) {
        let turn = self.turn(Lane::Comments);
        let id = self.detail.id.get_untracked();
        self.comments.progress.set(Progress::Busy);
        self.spawn(async move {
            let mut answer = self.backend().comments(&id, cursor.as_deref()).await;
            judge::comments(&id, cursor.as_deref(), &mut answer);
            if !self.is_turn(Lane::Comments, turn) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.comments.items.update(|items| {
                        if cursor.is_none() {
                            items.clear();
                        }
                        for comment in page.items {
                            if !items.iter().any(|item| item.id == comment.id) {
                                items.push(Arc::new(comment));
                            }
                        }
                    });
                    self.comments.next.set(page.next_cursor);
                    self.comments.progress.set(Progress::Done);
                }
                Err(error) => {
                    self.note(&error);
                    self.comments.progress.set(Progress::Failed(error));
                }
            }
        });
    }

    /// Comments on the shown submission. [`Comments::sending`] tells how it
    /// goes; a form keeps its text until that is `Done` or `Waiting`.
    pub fn send_comment(self, draft: CommentDraft) {
        self.comments.draft.set_value(Some((draft, browser::random_key())));
        self.send_kept_comment();
    }

    fn send_kept_comment(self) {
        self.as_person(move || {
            if let Some((draft, key)) = self.comments.draft.get_value() {
                self.send_written_comment(draft, key);
            }
        });
    }

    fn send_written_comment(self, draft: CommentDraft, key: String) {
        if self.comments.sending.get_untracked() == Progress::Busy {
            return;
        }
        let id = self.detail.id.get_untracked();
        self.comments.sending.set(Progress::Busy);
        self.spawn(async move {
            let mut answer = self.backend().comment(&id, &draft, &key).await;
            judge::comment(&id, &mut answer);
            let progress = match answer {
                Ok(comment) => {
                    let published = comment.state == State::Published;
                    self.take_comment(comment);
                    let said = if published { Key::CommentSent } else { Key::CommentPending };
                    self.say(&self.i18n.t(said));
                    Progress::Done
                }
                Err(BackendError::NewAccount { retry_after }) => {
                    self.after_wait(retry_after, Self::send_kept_comment);
                    Progress::Failed(BackendError::NewAccount { retry_after })
                }
                Err(error) if error.is_passing() => {
                    self.note(&error);
                    let kind = WaitingKind::Comment { submission: id, draft };
                    let kept = self.put_off(key, kind, &error);
                    if kept { Progress::Waiting } else { Progress::Failed(error) }
                }
                Err(error) => {
                    self.note(&error);
                    self.alert(&self.explain(&error));
                    Progress::Failed(error)
                }
            };
            self.comments.sending.set(progress);
        });
    }

    /// A comment that the backend took, sent now or from the outbox.
    pub(super) fn take_comment(self, comment: Comment) {
        self.inform(&Happening::Comment { id: &comment.id, submission: &comment.submission_id });
        if self.detail.id.get_untracked() != comment.submission_id {
            return;
        }
        if comment.state == State::Published
            && let Some(shown) = self.detail.submission.get_untracked()
        {
            let mut counted = (*shown).clone();
            counted.comments_count = counted.comments_count.saturating_add(1);
            let counted = Arc::new(counted);
            self.replace_submission(&counted);
            self.detail.submission.set(Some(counted));
        }
        self.comments.items.update(|items| {
            if !items.iter().any(|item| item.id == comment.id) {
                items.push(Arc::new(comment));
            }
        });
    }
}
