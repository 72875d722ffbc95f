//! One submission.

use std::sync::Arc;

use contract::{Capability, FlagDraft, ProblemCode, Revision, Submission};

use super::{App, Lane, Progress, Route};
use crate::{
    backend::{BackendError, Target, judge},
    i18n::Key,
    reactive::RwSignal,
};

/// One submission.
#[derive(Clone, Copy)]
pub struct Detail {
    /// Id of the submission that is or will be shown.
    pub id: RwSignal<String>,
    /// The submission, as soon as the list or the backend has it.
    pub submission: RwSignal<Option<Arc<Submission>>>,
    /// How loading goes.
    pub progress: RwSignal<Progress>,
    /// Its versions, once they were asked for.
    pub history: RwSignal<Vec<Arc<Revision>>>,
    /// How loading those goes.
    pub history_progress: RwSignal<Progress>,
    /// How a report goes.
    pub reporting: RwSignal<Progress>,
    /// How taking it back goes.
    pub withdrawing: RwSignal<Progress>,
}

impl Detail {
    pub(super) fn new() -> Self {
        Self {
            id: RwSignal::new(String::new()),
            submission: RwSignal::new(None),
            progress: RwSignal::new(Progress::Idle),
            history: RwSignal::new(Vec::new()),
            history_progress: RwSignal::new(Progress::Idle),
            reporting: RwSignal::new(Progress::Idle),
            withdrawing: RwSignal::new(Progress::Idle),
        }
    }

    pub(super) fn reset(self) {
        self.id.set(String::new());
        self.submission.set(None);
        self.progress.set(Progress::Idle);
        self.history.set(Vec::new());
        self.history_progress.set(Progress::Idle);
        self.reporting.set(Progress::Idle);
        self.withdrawing.set(Progress::Idle);
    }
}

impl App {
    /// Shows a submission: at once from the list where it is there, then as
    /// the backend has it now.
    pub(super) fn enter_submission(self, id: &str) {
        let detail = self.detail;
        if detail.id.with_untracked(|shown| shown != id) {
            let known = self
                .list
                .items
                .with_untracked(|items| items.iter().find(|item| item.id == id).cloned());
            detail.submission.set(known);
            detail.id.set(id.to_owned());
            detail.history.set(Vec::new());
            detail.history_progress.set(Progress::Idle);
            detail.reporting.set(Progress::Idle);
            detail.withdrawing.set(Progress::Idle);
            self.enter_comments();
        }
        self.load_submission(id);
    }

    /// Loads a submission and its first comments.
    pub fn load_submission(self, id: &str) {
        let turn = self.turn(Lane::Detail);
        let id = id.to_owned();
        self.detail.progress.set(Progress::Busy);
        if !self.lacks(Capability::Comments) {
            self.load_comments();
        }
        self.spawn(async move {
            let asked = self.votes_saved();
            let mut answer = self.backend().submission(&id).await;
            judge::submission(&id, &mut answer);
            if !self.is_turn(Lane::Detail, turn) {
                return;
            }
            match answer {
                Ok(submission) => {
                    self.connected();
                    let thread = submission.thread_id.clone();
                    self.take_submission(submission, asked);
                    self.detail.progress.set(Progress::Done);
                    let elsewhere = self
                        .list
                        .thread
                        .with_untracked(|held| held.as_ref().is_none_or(|held| held.id != thread));
                    if elsewhere {
                        self.enter_thread(&thread);
                        self.load_thread();
                    }
                }
                Err(error) => {
                    self.note(&error);
                    // What is shown may stay while the network is away, but
                    // not when it is gone.
                    if !error.is_passing() {
                        self.detail.submission.set(None);
                    }
                    self.detail.progress.set(Progress::Failed(error));
                }
            }
        });
    }

    /// Loads all versions of the shown submission.
    pub fn load_history(self) {
        let id = self.detail.id.get_untracked();
        self.detail.history_progress.set(Progress::Busy);
        self.spawn(async move {
            let answer = self.backend().history(&id).await;
            if self.detail.id.get_untracked() != id {
                return;
            }
            let progress = match answer {
                Ok(page) => {
                    self.detail.history.set(page.items.into_iter().map(Arc::new).collect());
                    Progress::Done
                }
                Err(error) => {
                    self.note(&error);
                    Progress::Failed(error)
                }
            };
            self.detail.history_progress.set(progress);
        });
    }

    pub(super) fn take_submission(self, submission: Submission, asked: u32) {
        self.take_ballot(&submission, asked);
        let submission = Arc::new(submission);
        self.replace_submission(&submission);
        if self.detail.id.with_untracked(|id| *id == submission.id) {
            self.detail.submission.set(Some(submission));
        }
    }

    /// Takes the shown submission back and returns to the list.
    pub fn withdraw(self) {
        let id = self.detail.id.get_untracked();
        self.detail.withdrawing.set(Progress::Busy);
        self.spawn(async move {
            match self.backend().withdraw(&id).await {
                Ok(()) | Err(BackendError::Problem { code: ProblemCode::Withdrawn, .. }) => {
                    self.drop_item(&id);
                    self.detail.withdrawing.set(Progress::Done);
                    self.say(&self.i18n.t(Key::SubmissionWithdrawn));
                    let thread = self.list.key.get_untracked();
                    self.go(Route::Thread { thread });
                }
                Err(error) => {
                    self.note(&error);
                    self.detail.withdrawing.set(Progress::Failed(error));
                }
            }
        });
    }

    /// Reports something to the moderators.
    pub fn report(self, target: Target, flag: FlagDraft) {
        self.as_person(move || self.send_report(target, flag));
    }

    fn send_report(self, target: Target, flag: FlagDraft) {
        self.detail.reporting.set(Progress::Busy);
        self.spawn(async move {
            let progress = match self.backend().flag(&target, &flag).await {
                Ok(()) => {
                    self.say(&self.i18n.t(Key::ReportSent));
                    Progress::Done
                }
                Err(error) => {
                    self.note(&error);
                    Progress::Failed(error)
                }
            };
            self.detail.reporting.set(progress);
        });
    }
}
