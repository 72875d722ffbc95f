//! From a button, or the form that it opens, to a decision.

use contract::{
    Action, AppealState, BatchDraft, DecisionDraft, Id, Judgement, Reason, ReferralDraft, Target,
};
use leptos::{prelude::*, task::spawn_local};

use super::{Choice, Desk, Job, Subject, moments::end_of_day};
use crate::i18n::{Key, Plural};

/// What is said in the form of a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Id of one of the forum's reasons; empty for none.
    pub reason: String,
    /// What the author reads beside the reason's text.
    pub message: String,
    /// For moderators only.
    pub note: String,
    /// The thread to move to, or the submission that it repeats; empty for none.
    pub into: Id,
    /// The office that is asked; empty for none.
    pub office: String,
    /// By when, as a day; empty for the forum's usual time.
    pub due: String,
    /// Also decides about everything that is collapsed with these.
    pub clusters: bool,
}

/// The form that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// For which button.
    pub choice: Choice,
    /// For which things.
    pub subjects: Vec<Subject>,
}

impl Form {
    /// What is missing, as the message and the field's id.
    #[must_use]
    pub fn missing(&self, said: &Said) -> Option<(Key, &'static str)> {
        match self.choice {
            choice if choice.needs_reason() && said.reason.is_empty() => {
                Some((Key::FormReasonRequired, "form-first"))
            }
            Choice::Do(Action::Merge) if said.into.is_empty() => {
                Some((Key::FormMergeRequired, "form-first"))
            }
            Choice::Do(Action::Move) if said.into.is_empty() => {
                Some((Key::FormMoveRequired, "form-into"))
            }
            Choice::Refer if said.office.is_empty() => {
                Some((Key::FormOfficeRequired, "form-first"))
            }
            Choice::Judge(_) if said.message.trim().is_empty() => {
                Some((Key::FormAnswerRequired, "form-first"))
            }
            _ => None,
        }
    }
}

/// The form of the panel, while one is open.
#[derive(Clone, Copy)]
pub struct FormState {
    /// Which one.
    pub form: RwSignal<Option<Form>>,
    /// What is said in it.
    pub said: RwSignal<Said>,
    /// What is missing, once somebody tried to go on.
    pub missing: RwSignal<Option<(Key, &'static str)>>,
}

impl FormState {
    pub(super) fn new() -> Self {
        Self {
            form: RwSignal::new(None),
            said: RwSignal::new(Said::default()),
            missing: RwSignal::new(None),
        }
    }

    /// Closes it; what was said is gone.
    pub fn close(self) {
        self.form.set(None);
        self.said.set(Said::default());
        self.missing.set(None);
    }
}

impl Desk {
    /// Presses a button of the panel: decides, or opens its form.
    pub fn press(self, choice: Choice, subjects: Vec<Subject>) {
        let several = subjects.iter().any(|one| one.cluster > 1);
        self.moderation().form.close();
        if !choice.needs_form() && !several {
            return self.decide(choice, &subjects, &Said::default());
        }
        self.moderation().form.said.update(|said| said.clusters = several);
        self.moderation().form.form.set(Some(Form { choice, subjects }));
        self.focus("form-first");
    }

    /// Sends the open form, or says what is missing.
    pub fn submit_form(self) {
        let Some(form) = self.moderation().form.form.get_untracked() else { return };
        let said = self.moderation().form.said.get_untracked();
        if let Some((key, field)) = form.missing(&said) {
            self.moderation().form.missing.set(Some((key, field)));
            self.say(self.t(key), true);
            return self.focus(field);
        }
        self.moderation().form.close();
        self.decide(form.choice, &form.subjects, &said);
    }

    /// Closes the open form and goes back to where the person was.
    pub fn cancel_form(self) {
        if self.moderation().form.form.with_untracked(Option::is_some) {
            self.moderation().form.close();
            self.focus_open();
        }
    }

    /// The forum's reasons for an action.
    #[must_use]
    pub fn reasons(self, choice: Choice) -> Vec<Reason> {
        let Choice::Do(action) = choice else { return vec![] };
        self.session.forum.with(|forum| {
            let reasons = forum.iter().flat_map(|forum| forum.reasons.iter());
            reasons.filter(|reason| reason.actions.contains(&action)).cloned().collect()
        })
    }

    /// Decides as was said: at once on screen, a little later on the server.
    pub fn decide(self, choice: Choice, subjects: &[Subject], said: &Said) {
        let Some(first) = subjects.first() else { return };
        let targets: Vec<Target> = subjects.iter().map(|one| one.target.clone()).collect();
        let reason = Some(said.reason.clone()).filter(|reason| !reason.is_empty());
        let into = Some(said.into.clone()).filter(|into| !into.is_empty());
        let (message, note) = (said.message.trim().to_owned(), said.note.trim().to_owned());
        match choice {
            Choice::Refer => self.refer(first, said),
            Choice::Judge(outcome) => {
                let Some(appeal) = first.appeal.clone() else { return };
                let word = match outcome {
                    AppealState::Overturned => Key::JudgedOverturned,
                    _ => Key::JudgedUpheld,
                };
                let judgement = Judgement { outcome, answer: message, note };
                self.hold(Job::Judge(appeal, judgement), &targets, self.t(word));
            }
            Choice::Do(action) if targets.len() == 1 && first.cluster < 2 => {
                let target = first.target.clone();
                let version = first.version;
                let draft = DecisionDraft { target, action, reason, note, message, into, version };
                self.hold(Job::One(draft), &targets, &self.decided_word(action));
            }
            Choice::Do(action @ (Action::Merge | Action::Move)) => {
                let target = first.target.clone();
                let version = first.version;
                let draft = DecisionDraft { target, action, reason, note, message, into, version };
                self.hold(Job::One(draft), &targets, &self.decided_word(action));
            }
            Choice::Do(action) => {
                let count = subjects
                    .iter()
                    .map(|one| if said.clusters { one.cluster } else { 1 })
                    .sum::<u32>();
                let word = self.decided_word(action);
                let words = self.words();
                let all = words.plural(Plural::BatchDone, u64::from(count));
                let text = words.with(Key::BatchSaid, &[("done", &word), ("count", &all)]);
                let clusters = said.clusters;
                let batch = targets.clone();
                let draft = BatchDraft { targets: batch, clusters, action, reason, note, message };
                self.hold(Job::Batch(draft), &targets, &text);
            }
        }
    }

    /// Asks an office for an answer. That takes nothing away from anybody, so
    /// it is sent at once.
    fn refer(self, subject: &Subject, said: &Said) {
        let due_at = end_of_day(&said.due, &self.clock());
        let draft = ReferralDraft { office: said.office.clone(), due_at };
        let target = subject.target.clone();
        spawn_local(async move {
            let answer = self.api.refer(&target.id, &draft).await;
            if !self.alive() {
                return;
            }
            match answer {
                Ok(()) => self.say(self.t(Key::ReferDone), false),
                Err(error) => {
                    self.note(&error);
                    let why = error.say(self.words());
                    self.say(&why, true);
                    self.moderation()
                        .queue
                        .failed
                        .update(|failed| drop(failed.insert(target, why)));
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_is_missing() {
        let check = |choice: Choice, said: &Said, field: Option<&str>| {
            let form = Form { choice, subjects: vec![] };
            assert_eq!(form.missing(said).map(|(_, field)| field), field, "{choice:?}");
        };
        let empty = Said::default();
        check(Choice::Do(Action::Reject), &empty, Some("form-first"));
        check(Choice::Do(Action::Merge), &empty, Some("form-first"));
        check(Choice::Refer, &empty, Some("form-first"));
        check(Choice::Judge(AppealState::Upheld), &empty, Some("form-first"));
        check(Choice::Do(Action::Approve), &empty, None);
        let said = Said { reason: "spam".into(), ..Said::default() };
        check(Choice::Do(Action::Reject), &said, None);
    }
}
