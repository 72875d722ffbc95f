//! Official answers: the list, the form of one, and putting it out.

use std::{collections::BTreeMap, sync::Arc};

use contract::{AnswerState, Id};
use leptos::{prelude::*, task::spawn_local};

use super::{ApiError, Desk, Listing, Load, Question, Route, Screen, answer_form, wrong::Wrong};
use crate::{
    i18n::{Key, Plural},
    shapes::{Answer, Submission},
};

/// A submission that a form is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// It is on its way.
    Loading,
    /// It is here.
    Here(Arc<Submission>),
    /// It is not to be had.
    Failed(ApiError),
}

impl Desk {
    /// Asks for the answers from their beginning.
    pub fn load_answers(self) {
        self.ask_answers(None);
    }

    /// Asks for the next page of answers.
    pub fn more_answers(self) {
        self.ask_answers(self.official().answers.next.get_untracked());
    }

    fn ask_answers(self, cursor: Option<String>) {
        let list: Listing<Answer> = self.official().answers;
        let turn = list.begin(cursor.is_none());
        spawn_local(async move {
            let state = list.only.with_untracked(|only| only.parse::<AnswerState>().ok());
            let answer = self.api.answers(state, cursor.as_deref()).await;
            list.take(self, turn, cursor.is_none(), answer);
        });
    }

    /// Shows the form of the answer that the address names, or of a new one.
    pub(super) fn open_answer_form(self, route: &Route) {
        let fresh = self.open_form(route);
        if route.is_new() {
            self.official().taken.set(BTreeMap::new());
            self.find_taken();
        }
        if !fresh {
            return;
        }
        self.official().answer.set(None);
        self.official().versions.set(Arc::default());
        if route.is_new() {
            let ids: Vec<Id> = route.ids().map(str::to_owned).collect();
            self.fill_form(answer_form::fresh(&ids, &self.first_language()), 0);
            self.know_chosen();
            return;
        }
        let route = route.clone();
        spawn_local(async move {
            let answer = self.api.answer(&route.about).await;
            if !self.is_form(&route) {
                return;
            }
            match answer {
                Ok(answer) => {
                    let version = answer.version;
                    let fields = self.take_answer(answer);
                    self.fill_form(fields, version);
                    // What was typed before may name more than what is saved.
                    self.know_chosen();
                }
                Err(error) => self.cannot_open(error),
            }
        });
    }

    /// Gets what the form's answer is about.
    fn know_chosen(self) {
        for id in self.official().editor.now.with_untracked(|now| now.words("submissions")) {
            self.know(&id);
        }
    }

    /// Holds an answer as the server has it; answers its form.
    fn take_answer(self, answer: Answer) -> super::fields::Fields {
        let fields = answer_form::of(&answer, &self.clock());
        for one in &answer.submissions {
            self.know(&one.id);
        }
        let (id, out) = (answer.id.clone(), answer.published_at.is_some());
        self.official().answer.set(Some(Arc::new(answer)));
        if out {
            self.load_versions(id);
        }
        fields
    }

    fn load_versions(self, id: Id) {
        spawn_local(async move {
            // Without them the form is whole: they only tell what stood there before.
            let Ok(page) = self.api.answer_versions(&id).await else { return };
            let here = self.official().answer.try_get_untracked().flatten();
            if here.is_some_and(|answer| answer.id == id) {
                self.official().versions.set(Arc::new(page.items));
            }
        });
    }

    /// Loads a submission that a form is about, unless it is here.
    pub fn know(self, id: &str) {
        let known = self.official().known;
        let here = known
            .with_untracked(|known| matches!(known.get(id), Some(Known::Loading | Known::Here(_))));
        if here {
            return;
        }
        let id = id.to_owned();
        known.update(|known| drop(known.insert(id.clone(), Known::Loading)));
        spawn_local(async move {
            let answer = self.api.submission(&id).await;
            if !self.alive() {
                return;
            }
            let found = match answer {
                Ok(one) => Known::Here(Arc::new(one)),
                Err(error) => {
                    self.note(&error);
                    Known::Failed(error)
                }
            };
            known.update(|known| drop(known.insert(id, found)));
            self.meet_taken();
        });
    }

    /// Finds out which drafts hold submissions that a new answer would answer.
    fn find_taken(self) {
        spawn_local(async move {
            // Where this fails, the server still refuses a second answer.
            let Ok(page) = self.api.answers(Some(AnswerState::Draft), None).await else { return };
            if !self.alive() {
                return;
            }
            let drafts = page.items.into_iter().flat_map(|answer| {
                let id = answer.id;
                answer.submissions.into_iter().map(move |one| (one.id, id.clone()))
            });
            self.official().taken.update(|taken| taken.extend(drafts));
            self.meet_taken();
        });
    }

    /// Where the one submission of a new answer has one already, that is shown
    /// instead.
    fn meet_taken(self) {
        let route = self.route.get_untracked();
        let is_answer = route.screen == Screen::Answers && route.is_new() && self.is_form(&route);
        let only = self.official().editor.now.with_untracked(|now| now.words("submissions"));
        let ([id], true) = (only.as_slice(), is_answer) else { return };
        if untrack(|| self.official().editor.is_changed()) {
            return;
        }
        if let Some(answer) = untrack(|| self.answer_of(id)) {
            self.turn(Route::about(Screen::Answers, &answer));
            self.open_route();
        }
    }

    /// The answer that a submission has already, apart from the one of the form.
    #[must_use]
    pub fn answer_of(self, submission: &str) -> Option<Id> {
        let drafted = self.official().taken.with(|taken| taken.get(submission).cloned());
        let given = self.official().known.with(|known| match known.get(submission) {
            Some(Known::Here(one)) => one.response.as_ref().and_then(|one| one.answer_id.clone()),
            _ => None,
        });
        let this = self.official().answer.with(|answer| answer.as_ref().map(|one| one.id.clone()));
        given.or(drafted).filter(|id| Some(id) != this.as_ref())
    }

    /// Takes a submission into the answer of the form, or leaves it out.
    pub fn attach(self, id: &str, on: bool) {
        self.edit(|fields| fields.choose_one("submissions", id, on));
        if on {
            self.know(id);
        }
    }

    /// Whether a submission was answered by the answer of the form: then it
    /// stays with it.
    #[must_use]
    pub fn is_answered_here(self, id: &str) -> bool {
        let this = self.official().answer.with(|answer| answer.as_ref().map(|one| one.id.clone()));
        self.official().known.with(|known| match known.get(id) {
            Some(Known::Here(one)) => {
                let given = one.response.as_ref().and_then(|one| one.answer_id.clone());
                given.is_some() && given == this
            }
            _ => false,
        })
    }

    /// Asks whether the answer should go out, if it says something.
    pub fn ask_publish(self) {
        let now = self.official().editor.now.get_untracked();
        let wrong = answer_form::wrong(&now, true);
        if !wrong.is_empty() {
            return self.refuse(wrong);
        }
        let words = self.words();
        let count = now.words("submissions").len() as u64;
        let mut text = vec![words.plural(Plural::AnswerPublishText, count)];
        if !answer_form::settles(&now) {
            text.push(self.t(Key::AnswerSettlesNot).to_owned());
        }
        self.ask(Question {
            title: self.t(Key::AnswerPublishTitle).to_owned(),
            text,
            yes: self.t(Key::AnswerPublishYes).to_owned(),
            danger: false,
            go: Callback::new(move |()| self.save_answer(true)),
        });
    }

    /// Saves the answer of the form, and puts it out.
    pub fn save_answer(self, publish: bool) {
        let now = self.official().editor.now.get_untracked();
        let mut wrong = answer_form::wrong(&now, publish);
        if now.words("submissions").iter().any(|id| untrack(|| self.answer_of(id)).is_some()) {
            wrong.push(Wrong::of("submissions", Key::AnswerTaken));
        }
        if !wrong.is_empty() {
            return self.refuse(wrong);
        }
        let Some(key) = self.begin_send() else { return };
        let changed = untrack(|| self.official().editor.is_changed());
        let current = self.official().answer.get_untracked();
        spawn_local(async move {
            let saved = match &current {
                Some(answer) if !changed => Ok((**answer).clone()),
                _ => self.write_answer(current.as_deref(), &now).await,
            };
            if let Some(answer) = current.as_ref().filter(|_| Self::is_stale(&saved)) {
                return self.reread_answer(&key, &answer.id).await;
            }
            if self.clashes(&key, &saved, "submissions", Key::AnswerTaken) {
                return self.find_taken();
            }
            let Some(answer) = self.end_send(&key, saved, Wrong::told) else { return };
            let (id, version) = (answer.id.clone(), answer.version);
            if current.is_none() {
                self.move_form(&Route::about(Screen::Answers, &id));
            }
            let fields = self.take_answer(answer);
            self.saved(fields, version, Key::Saved);
            if publish {
                self.put_out(id, version).await;
            }
        });
    }

    async fn write_answer(
        self,
        current: Option<&Answer>,
        fields: &super::fields::Fields,
    ) -> Result<Answer, ApiError> {
        let draft = answer_form::draft(fields, &self.clock());
        match current {
            None => {
                let body = crate::api::write(&draft);
                self.api.begin_answer(&body, &self.official().editor.once(&body)).await
            }
            Some(answer) => {
                let version = self.official().editor.version.get_untracked();
                self.api.change_answer(&answer.id, version, &draft).await
            }
        }
    }

    async fn put_out(self, id: Id, version: u32) {
        let Some(key) = self.begin_send() else { return };
        let answer = self.api.publish_answer(&id, version).await;
        if Self::is_stale(&answer) {
            return self.reread_answer(&key, &id).await;
        }
        let Some(answer) = self.end_send(&key, answer, Wrong::told) else { return };
        let version = answer.version;
        // They carry the answer now.
        let ids: Vec<Id> = answer.submissions.iter().map(|one| one.id.clone()).collect();
        self.official().known.update(|known| known.retain(|id, _| !ids.contains(id)));
        self.official().ledger.chosen.update(|chosen| chosen.retain(|id| !ids.contains(id)));
        let fields = self.take_answer(answer);
        self.saved(fields, version, Key::AnswerPublished);
    }

    /// Reads again what somebody else changed meanwhile.
    async fn reread_answer(self, key: &str, id: &str) {
        match self.api.answer(id).await {
            Ok(answer) if self.is_open_form(key) => {
                let version = answer.version;
                let fields = self.take_answer(answer);
                self.merge_form(fields, version);
            }
            Ok(_) => {}
            Err(error) => drop(self.end_send::<()>(key, Err(error), Wrong::told)),
        }
    }

    /// Asks whether the draft of the form should be thrown away.
    pub fn ask_delete_answer(self) {
        let Some(answer) = self.official().answer.get_untracked() else { return };
        let id = answer.id.clone();
        self.ask(Question {
            title: self.t(Key::AnswerDeleteTitle).to_owned(),
            text: vec![self.t(Key::AnswerDeleteText).to_owned()],
            yes: self.t(Key::AnswerDelete).to_owned(),
            danger: true,
            go: Callback::new(move |()| self.delete_answer(id.clone())),
        });
    }

    fn delete_answer(self, id: Id) {
        let Some(key) = self.begin_send() else { return };
        spawn_local(async move {
            let answer = self.api.delete_answer(&id).await;
            if self.end_send(&key, answer, Wrong::told).is_some() {
                self.leave_form(Route::of(Screen::Answers), Key::AnswerDeleted);
            }
        });
    }

    /// Leaves a form that has no more to say, for the list that it came from.
    pub(super) fn leave_form(self, to: Route, said: Key) {
        self.official().editor.load.set(Load::Idle);
        self.turn(to);
        self.open_route();
        self.focus(super::TITLE);
        self.say(self.t(said), false);
    }
}
