//! What a person does about a submission beside writing and voting: objecting
//! to a decision, linking what says the same, following, and the vote of an
//! organisation.

use std::sync::Arc;

use contract::{AnswerVersion, Follow, MemberRole, Membership, OrganisationState, VoteChoice};

use super::{App, Progress};
use crate::{backend::Deed, browser, i18n::Key};

impl App {
    /// Does it, says `said`, and shows what became of it.
    pub fn act(self, deed: Deed, said: Key) {
        self.as_person(move || {
            self.detail.acting.set(Progress::Busy);
            self.spawn(async move {
                let progress = match self.backend().act(&deed).await {
                    Ok(()) => {
                        self.say(&self.i18n.t(said));
                        self.acted(&deed);
                        Progress::Done
                    }
                    Err(error) => {
                        self.note(&error);
                        self.alert(&self.explain(&error));
                        Progress::Failed(error)
                    }
                };
                self.detail.acting.set(progress);
            });
        });
    }

    fn acted(self, deed: &Deed) {
        if let Deed::Follow { kind, id, on } = deed {
            self.session.me.update(|me| {
                if let Some(me) = me {
                    let me = Arc::make_mut(me);
                    me.follows.retain(|follow| follow.id != *id);
                    if *on {
                        me.follows.push(Follow { kind: (*kind).to_owned(), id: id.clone() });
                    }
                }
            });
        } else {
            let id = self.detail.id.get_untracked();
            self.load_submission(&id);
        }
    }

    /// Whether the person follows this. Follows the person.
    #[must_use]
    pub fn follows(self, id: &str) -> bool {
        self.session.me.with(|me| {
            me.as_ref().is_some_and(|me| me.follows.iter().any(|follow| follow.id == id))
        })
    }

    /// Verified organisations that the person speaks for; of these only those
    /// that they vote for where `votes` is true. Follows the person.
    #[must_use]
    pub fn organisations(self, votes: bool) -> Vec<Membership> {
        let mine = self.session.me.with(|me| me.as_ref().map(|me| me.organisations.clone()));
        let mut mine = mine.unwrap_or_default();
        mine.retain(|one| {
            one.state == OrganisationState::Verified && (!votes || one.role == MemberRole::Delegate)
        });
        mine
    }

    /// Gives the submission that leads the same vote as the one that repeats it.
    pub fn extend_vote(self, lead: &str, vote: VoteChoice) {
        let lead = lead.to_owned();
        self.as_person(move || {
            self.detail.acting.set(Progress::Busy);
            self.spawn(async move {
                let progress = match self.backend().vote(&lead, Some(vote), None).await {
                    Ok(result) => {
                        self.take_vote(&lead, result);
                        self.say(&self.i18n.t(Key::DuplicateExtended));
                        self.detail.extended.set(lead);
                        Progress::Done
                    }
                    Err(error) => {
                        self.note(&error);
                        self.alert(&self.explain(&error));
                        Progress::Failed(error)
                    }
                };
                self.detail.acting.set(progress);
            });
        });
    }

    /// Loads what an answer said before.
    pub fn load_versions(self, answer: &str) {
        let answer = answer.to_owned();
        self.detail.versions_progress.set(Progress::Busy);
        self.spawn(async move {
            let progress = match self.backend().answer_versions(&answer).await {
                Ok(page) => {
                    let versions: Vec<Arc<AnswerVersion>> =
                        page.items.into_iter().map(Arc::new).collect();
                    self.detail.versions.set(versions);
                    Progress::Done
                }
                Err(error) => {
                    self.note(&error);
                    Progress::Failed(error)
                }
            };
            self.detail.versions_progress.set(progress);
        });
    }

    /// Counts down the seconds that a new account waits, and then acts by
    /// itself. What is asked for later takes the place of what was before.
    pub(super) fn after_wait(self, seconds: u32, act: fn(App)) {
        let turn = self.turn(super::Lane::Wait);
        self.alert(&self.i18n.plural(crate::i18n::Plural::ProblemNewAccountWait, seconds.into()));
        self.spawn(async move {
            for left in (1..=seconds).rev() {
                self.ui.wait.set(left);
                browser::sleep(1000).await;
                if !self.is_turn(super::Lane::Wait, turn) {
                    return;
                }
            }
            act(self);
        });
    }
}
