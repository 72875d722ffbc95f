//! What a person follows, for whom they speak, and how long a new account waits.

use std::sync::Arc;

use contract::{Capability, Follow, MemberRole, Membership, OrganisationState};

use super::App;
use crate::{browser, i18n::Key};

impl App {
    /// Follows something, or does so no more: shown at once, undone when the
    /// backend refuses.
    pub fn follow(self, kind: &'static str, id: &str, on: bool) {
        let id = id.to_owned();
        self.as_person(move || {
            self.put_follow(kind, &id, on);
            self.spawn(async move {
                match self.backend().follow(kind, &id, on).await {
                    Ok(()) => {
                        let said = if on { Key::FollowOn } else { Key::FollowOff };
                        self.say(&self.i18n.t(said));
                    }
                    Err(error) => {
                        self.put_follow(kind, &id, !on);
                        self.note(&error);
                        self.alert(&self.explain(&error));
                    }
                }
            });
        });
    }

    fn put_follow(self, kind: &str, id: &str, on: bool) {
        self.session.me.update(|me| {
            if let Some(me) = me {
                let me = Arc::make_mut(me);
                me.follows.retain(|follow| follow.id != id);
                if on {
                    me.follows.push(Follow { kind: kind.to_owned(), id: id.to_owned() });
                }
            }
        });
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
        if !self.can(Capability::Organisations) {
            return Vec::new();
        }
        let mine = self.session.me.with(|me| me.as_ref().map(|me| me.organisations.clone()));
        let mut mine = mine.unwrap_or_default();
        mine.retain(|one| {
            one.state == OrganisationState::Verified && (!votes || one.role == MemberRole::Delegate)
        });
        mine
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
