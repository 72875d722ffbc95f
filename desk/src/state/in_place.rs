//! One thing that is decided about where it stands, within the widget.

use contract::{Action, Decision, OrganisationState, State, Target, TargetKind};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

use crate::shapes::{Submission, Thread};

use super::{ApiError, Desk, Load, Subject};

/// One thing that is decided about where it stands.
#[derive(Clone, Copy)]
pub struct InPlace {
    /// The thing as it is now.
    pub subject: RwSignal<Option<Subject>>,
    /// How far that is.
    pub load: RwSignal<Load>,
    target: RwSignal<Option<Target>>,
}

impl InPlace {
    pub(super) fn new() -> Self {
        Self {
            subject: RwSignal::new(None),
            load: RwSignal::new(Load::Idle),
            target: RwSignal::new(None),
        }
    }
}

impl Desk {
    /// Loads the forum's reasons and how the thing is now.
    pub fn start_in_place(self, target: Target) {
        self.moderation().place.target.set(Some(target));
        spawn_local(async move {
            let forum = self.api.forum().await;
            let me = self.api.me().await;
            if !self.alive() {
                return;
            }
            match (forum, me) {
                (Ok(forum), Ok(me)) => {
                    self.session.forum.set(Some(forum.into()));
                    self.session.me.set(Some(me.into()));
                    self.load_place();
                }
                (Err(error), _) | (_, Err(error)) => {
                    self.moderation().place.load.set(Load::Failed(error));
                }
            }
        });
        spawn_local(async move {
            if let Ok(page) = self.api.threads().await
                && self.alive()
            {
                self.threads.set(page.items.into());
            }
        });
    }

    /// Loads how the thing is now.
    pub fn load_place(self) {
        let Some(target) = self.moderation().place.target.get_untracked() else { return };
        self.moderation().place.load.set(Load::Loading);
        spawn_local(async move {
            let found = self.find(&target).await;
            if !self.alive() {
                return;
            }
            match found {
                Ok(subject) => {
                    self.moderation().place.subject.set(Some(subject));
                    self.moderation().place.load.set(Load::Ready);
                }
                Err(error) => self.moderation().place.load.set(Load::Failed(error)),
            }
        });
    }

    async fn find(self, target: &Target) -> Result<Subject, ApiError> {
        Ok(match target.kind {
            TargetKind::Submission => {
                let one = self.api.submission(&target.id).await?;
                let subject = of_submission(target, &one);
                self.load_similar(one, move || self.alive());
                subject
            }
            TargetKind::Thread => of_thread(target, &self.api.thread(&target.id).await?),
            TargetKind::Organisation => {
                let check = self.api.organisation(&target.id).await?.state;
                Subject { check: Some(check), ..plain(target) }
            }
            // A comment has no address of its own: it is as the last decision left it.
            TargetKind::Comment => {
                let page = self.api.decisions(Some(target), false, None).await?;
                Subject { state: Some(after(&page.items)), ..plain(target) }
            }
        })
    }

    /// After a decision about it: how it is now, and the widget should know.
    pub(super) fn decided_in_place(self) {
        self.load_place();
        let Some(target) = self.moderation().place.target.get_untracked() else { return };
        if let Some(changed) = self.given_function("changed") {
            let _ = changed.call2(
                &JsValue::UNDEFINED,
                &target.kind.as_str().into(),
                &target.id.as_str().into(),
            );
        }
    }
}

fn plain(target: &Target) -> Subject {
    Subject {
        target: target.clone(),
        kind: None,
        state: None,
        check: None::<OrganisationState>,
        pinned: false,
        locked: false,
        language: String::new(),
        thread: None,
        version: None,
        appeal: None,
        cluster: 1,
        mine: false,
    }
}

fn of_submission(target: &Target, one: &Submission) -> Subject {
    Subject {
        state: Some(one.state),
        pinned: one.pinned,
        language: one.language.clone(),
        thread: Some(one.thread_id.clone()),
        version: Some(one.version),
        mine: one.mine,
        ..plain(target)
    }
}

fn of_thread(target: &Target, thread: &Thread) -> Subject {
    Subject {
        pinned: thread.pinned,
        locked: thread.locked,
        language: thread.language.clone(),
        ..plain(target)
    }
}

/// In which state the decisions about a comment left it, newest first.
fn after(decisions: &[Decision]) -> State {
    let standing = decisions.iter().find(|decision| decision.undone_at.is_none());
    match standing.map(|decision| decision.action) {
        Some(Action::Hide | Action::Reject) => State::Hidden,
        Some(Action::RequestEdit) => State::Pending,
        _ => State::Published,
    }
}
