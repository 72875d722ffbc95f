//! Who looks at what: claims of things of the queue, and what others do meanwhile.

use std::time::Duration;

use contract::{Claim, ProblemCode, Target};
use leptos::{prelude::*, task::spawn_local};

use super::{Access, Desk, Load, Screen};
use crate::browser;

/// A claim holds for ten minutes; this is well before.
const CLAIM_AGAIN: Duration = Duration::from_mins(4);
/// How often claims and counts are asked for anew.
const LOOK_AGAIN: Duration = Duration::from_secs(25);

/// Who is looking at a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// Nobody.
    Nobody,
    /// The person.
    Me,
    /// Somebody else, by name.
    Other(Box<Claim>),
}

impl Desk {
    pub(super) fn claim(self, target: Target) {
        if self.moderation().queue.open.try_get_untracked().flatten().as_ref() != Some(&target) {
            return;
        }
        spawn_local(async move {
            let answer = self.api.claim(&target).await;
            if !self.alive() {
                return;
            }
            match answer {
                Ok(claim) => {
                    let still =
                        self.moderation().queue.open.get_untracked().as_ref() == Some(&target);
                    if still {
                        self.moderation().queue.claimed.set(Some(target.clone()));
                        self.moderation()
                            .queue
                            .claims
                            .update(|claims| drop(claims.insert(target, claim)));
                    } else if !self.is_held(&target) {
                        drop(self.api.release(&target).await);
                    }
                }
                Err(error) if error.code() == Some(ProblemCode::Conflict) => self.look_again(),
                // Whoever cannot claim can still decide.
                Err(error) => self.note(&error),
            }
        });
    }

    /// Renews the claim and asks for claims and counts, while the page is seen.
    pub fn keep_watch(self) {
        let renewing = set_interval_with_handle(
            move || {
                let claimed = self.moderation().queue.claimed.get_untracked();
                if let Some(target) = claimed.filter(|_| self.is_in()) {
                    self.claim(target);
                }
            },
            CLAIM_AGAIN,
        );
        let looking = set_interval_with_handle(
            move || {
                if self.is_in() && !browser::is_hidden() {
                    self.look_again();
                }
            },
            LOOK_AGAIN,
        );
        on_cleanup(move || {
            for handle in [renewing, looking].into_iter().flatten() {
                handle.clear();
            }
        });
    }

    /// Asks for claims, counts and what is new, and leaves the rows where they are.
    pub(super) fn look_again(self) {
        let queue = self.moderation().queue;
        let on_queue = self.route.with_untracked(|route| route.screen == Screen::Queue);
        if queue.load.get_untracked() != Load::Ready || !on_queue {
            return;
        }
        let turn = queue.turn.get_untracked();
        spawn_local(async move {
            let filter = queue.filter.get_untracked();
            let answer = self.api.queue(&filter, None).await;
            if queue.turn.try_get_untracked() != Some(turn) {
                return;
            }
            let answer = match answer {
                Ok(answer) => answer,
                // Whoever is out is told so now, and not when they decide.
                Err(error) => return self.note(&error),
            };
            let next = queue.next.get_untracked();
            self.take_queue(answer);
            // The first page's end is not where the list ends that is shown.
            if next.is_some() {
                queue.next.set(next);
            }
        });
    }

    /// Who is looking at a thing.
    #[must_use]
    pub fn claimed(self, target: &Target) -> Claimed {
        let me = self.session.me.with(|me| me.as_ref().map(|me| me.author.id.clone()));
        self.moderation().queue.claims.with(|claims| match claims.get(target) {
            None => Claimed::Nobody,
            Some(claim) if Some(&claim.by.id) == me.as_ref() => Claimed::Me,
            Some(claim) => Claimed::Other(Box::new(claim.clone())),
        })
    }

    /// True while the session holds: without one there is nothing to ask for.
    fn is_in(self) -> bool {
        self.session.access.get_untracked() == Access::In
    }
}
