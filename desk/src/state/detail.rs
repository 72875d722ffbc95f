//! What is known of the open thing beyond its row: similar ones, notes, and
//! what was decided before.

use std::sync::Arc;

use contract::{Decision, ModerationNote, NoteDraft, Target};
use leptos::{prelude::*, task::spawn_local};

use super::{ApiError, Desk};
use crate::{browser, i18n::Key, shapes::Submission};

/// A submission that is like the open one.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The other one.
    pub submission: Submission,
    /// How like it is, from 0 to 1.
    pub share: f64,
}

/// What is known of the open thing beyond its row.
#[derive(Clone, Copy)]
pub struct Detail {
    /// Those that say nearly the same; none before they are known.
    pub similar: RwSignal<Option<Arc<Vec<Likeness>>>>,
    /// What moderators told each other, oldest first.
    pub notes: RwSignal<Option<Arc<Vec<ModerationNote>>>>,
    /// What was decided before, newest first.
    pub decisions: RwSignal<Option<Arc<Vec<Decision>>>>,
    /// Why something of it is missing.
    pub failed: RwSignal<Option<ApiError>>,
}

impl Detail {
    pub(super) fn new() -> Self {
        Self {
            similar: RwSignal::new(None),
            notes: RwSignal::new(None),
            decisions: RwSignal::new(None),
            failed: RwSignal::new(None),
        }
    }

    /// Forgets the thing before; what is asked for comes when it is looked at.
    pub(super) fn reset(self, desk: Desk, target: Option<Target>) {
        self.similar.set(None);
        self.notes.set(None);
        self.decisions.set(None);
        self.failed.set(None);
        let Some(target) = target else { return };
        // Who only steps over it needs none of this.
        set_timeout(
            move || {
                if desk.moderation().queue.open.try_get_untracked().flatten().as_ref()
                    == Some(&target)
                {
                    desk.load_detail(target);
                }
            },
            std::time::Duration::from_millis(200),
        );
    }
}

impl Desk {
    fn is_open(self, target: &Target) -> bool {
        self.moderation().queue.open.try_get_untracked().flatten().as_ref() == Some(target)
    }

    /// Asks for everything beside the row.
    pub fn load_detail(self, target: Target) {
        let detail = self.moderation().detail;
        detail.failed.set(None);
        if let Some(one) =
            self.moderation().queue.row_now(&target).and_then(|row| row.submission.clone())
        {
            let about = target.clone();
            self.load_similar(one, move || self.is_open(&about));
        }
        let about = target.clone();
        spawn_local(async move {
            let notes = self.api.notes(&about).await;
            if self.is_open(&about) {
                match notes {
                    Ok(page) => detail.notes.set(Some(Arc::new(page.items))),
                    Err(error) => self.missing(error),
                }
            }
        });
        spawn_local(async move {
            let decisions = self.api.decisions(Some(&target), false, None).await;
            if self.is_open(&target) {
                match decisions {
                    Ok(page) => detail.decisions.set(Some(Arc::new(page.items))),
                    Err(error) => self.missing(error),
                }
            }
        });
    }

    fn missing(self, error: ApiError) {
        self.note(&error);
        self.moderation().detail.failed.set(Some(error));
    }

    /// Asks for submissions like one, which are kept if it is still `wanted`.
    pub(super) fn load_similar(self, one: Submission, wanted: impl Fn() -> bool + 'static) {
        spawn_local(async move {
            let answer = self.api.similar(&one).await;
            if !wanted() {
                return;
            }
            match answer {
                Ok(page) => {
                    let profile = |one: &Submission| {
                        rules::similarity::Profile::of(&one.title, &one.body, &browser::NORMALIZER)
                    };
                    let this = profile(&one);
                    let others = page.items.into_iter().filter(|other| other.id != one.id);
                    let like = others
                        .map(|other| Likeness {
                            share: this.similarity(&profile(&other)),
                            submission: other,
                        })
                        .collect();
                    self.moderation().detail.similar.set(Some(Arc::new(like)));
                }
                Err(error) => self.missing(error),
            }
        });
    }

    /// Leaves a note about the open thing. Calls back with whether it is kept.
    pub fn leave_note(self, target: &Target, body: &str, done: Callback<bool>) {
        let draft = NoteDraft { target: target.clone(), body: body.trim().to_owned() };
        spawn_local(async move {
            let answer = self.api.note(&draft).await;
            if !self.alive() {
                return;
            }
            match answer {
                Ok(note) => {
                    if self.is_open(&draft.target) {
                        self.moderation().detail.notes.update(|notes| {
                            let mut all = notes.as_deref().cloned().unwrap_or_default();
                            all.push(note);
                            *notes = Some(Arc::new(all));
                        });
                        done.run(true);
                    }
                    self.say(self.t(Key::NoteKept), false);
                }
                Err(error) => {
                    self.note(&error);
                    self.say(&error.say(self.words()), true);
                    done.run(false);
                }
            }
        });
    }
}
