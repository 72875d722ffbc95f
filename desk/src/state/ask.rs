//! Asking before something that cannot be taken back.

use leptos::prelude::*;

use super::Desk;

/// A question with one way on and one way back.
#[derive(Clone, Copy)]
pub struct Asked(pub RwSignal<Option<Question>>);

/// What is asked.
#[derive(Clone)]
pub struct Question {
    /// What would be done.
    pub title: String,
    /// What follows from it.
    pub text: Vec<String>,
    /// What the button says that does it.
    pub yes: String,
    /// True where something is taken away.
    pub danger: bool,
    /// Does it.
    pub go: Callback<()>,
}

impl Desk {
    /// Asks.
    pub fn ask(self, question: Question) {
        self.official().asked.0.set(Some(question));
    }

    /// Closes the question, and does what it asked if the answer is yes.
    pub fn answer_question(self, yes: bool) {
        let Some(question) = self.official().asked.0.get_untracked() else { return };
        self.official().asked.0.set(None);
        if yes {
            question.go.run(());
        }
    }
}
