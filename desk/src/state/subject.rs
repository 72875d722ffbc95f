//! What is decided about, and what can be decided about it.

use contract::{Action, AppealState, Id, OrganisationState, QueueKind, State, Target, TargetKind};
use rules::decisions;

use crate::shapes::QueueItem;

/// One thing as far as a decision about it is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The thing.
    pub target: Target,
    /// Why it waits, where it stands in the queue.
    pub kind: Option<QueueKind>,
    /// Who may see it, of submissions and comments.
    pub state: Option<State>,
    /// How far its check is, of organisations.
    pub check: Option<OrganisationState>,
    /// True where it stands first.
    pub pinned: bool,
    /// True where writing in it is stopped.
    pub locked: bool,
    /// BCP 47 tag of what its author wrote.
    pub language: String,
    /// Its thread.
    pub thread: Option<Id>,
    /// The version that is read, of submissions.
    pub version: Option<u32>,
    /// The appeal that is to be judged.
    pub appeal: Option<Id>,
    /// How many rows stand for it.
    pub cluster: u32,
    /// True where the person wrote it.
    pub mine: bool,
}

/// A button of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A decision.
    Do(Action),
    /// An answer to an appeal.
    Judge(AppealState),
    /// Asks an office for an answer.
    Refer,
}

impl Choice {
    /// Whether more must be said before it can be done.
    #[must_use]
    pub const fn needs_form(self) -> bool {
        matches!(
            self,
            Self::Judge(_)
                | Self::Refer
                | Self::Do(
                    Action::Reject
                        | Action::Hide
                        | Action::RequestEdit
                        | Action::Refuse
                        | Action::Merge
                        | Action::Move
                )
        )
    }

    /// Whether one of the forum's reasons must be given.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(
            self,
            Self::Do(Action::Reject | Action::Hide | Action::RequestEdit | Action::Refuse)
        )
    }

    /// The letter of its shortcut.
    #[must_use]
    pub const fn key(self) -> Option<&'static str> {
        Some(match self {
            Self::Do(Action::Approve | Action::Restore | Action::Verify)
            | Self::Judge(AppealState::Overturned) => "a",
            Self::Do(Action::Reject | Action::Hide | Action::Refuse)
            | Self::Judge(AppealState::Upheld) => "r",
            Self::Do(Action::RequestEdit) => "e",
            Self::Do(Action::Merge) => "m",
            Self::Refer => "g",
            Self::Do(_) | Self::Judge(AppealState::Open) => return None,
        })
    }
}

impl Subject {
    /// What stands in a row of the queue.
    #[must_use]
    pub fn of(item: &QueueItem) -> Self {
        let submission = item.submission.as_ref();
        let comment = item.comment.as_ref();
        let language = submission.map(|one| one.language.clone());
        let appeal = item.appealed.as_ref().and_then(|decision| decision.appeal.as_ref());
        Self {
            target: item.target.clone(),
            kind: Some(item.kind),
            state: submission.map(|one| one.state).or(comment.map(|one| one.state)),
            check: item.organisation.as_ref().map(|one| one.state),
            pinned: submission.is_some_and(|one| one.pinned),
            locked: false,
            language: language.or(comment.and_then(|one| one.language.clone())).unwrap_or_default(),
            thread: item.thread_id.clone(),
            version: submission.map(|one| one.version),
            appeal: appeal.map(|appeal| appeal.id.clone()),
            cluster: item.cluster_size.max(1),
            mine: submission.is_some_and(|one| one.mine) || comment.is_some_and(|one| one.mine),
        }
    }

    /// What can be decided about it now, the likeliest first.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        if self.kind == Some(QueueKind::Appeal) && self.appeal.is_some() {
            return vec![
                Choice::Judge(AppealState::Overturned),
                Choice::Judge(AppealState::Upheld),
            ];
        }
        let published = self.state == Some(State::Published);
        let mut choices: Vec<Choice> =
            ORDER.into_iter().filter(|action| self.allows(*action)).map(Choice::Do).collect();
        if self.target.kind == TargetKind::Submission && published {
            choices.push(Choice::Refer);
        }
        choices
    }

    /// Whether an action follows from how it is now, and says something new.
    fn allows(&self, action: Action) -> bool {
        if !decisions::is_for(action, self.target.kind) {
            return false;
        }
        let waits = self.kind.is_some();
        let shown = self.state != Some(State::Hidden);
        let fits = match action {
            // What waits is approved, whether or not it was hidden meanwhile.
            Action::Restore => !waits,
            Action::Move => shown,
            Action::Pin => !self.pinned,
            Action::Unpin => self.pinned,
            Action::Lock => !self.locked,
            Action::Unlock => self.locked,
            Action::Verify => self.check != Some(OrganisationState::Verified),
            Action::Refuse => self.check != Some(OrganisationState::Refused),
            _ => true,
        };
        let follows = |state| decisions::next_state(action, state, waits).is_ok();
        fits && self.state.is_none_or(follows)
    }
}

/// The order of the buttons, the likeliest first.
const ORDER: [Action; 13] = [
    Action::Approve,
    Action::Restore,
    Action::Verify,
    Action::RequestEdit,
    Action::Reject,
    Action::Hide,
    Action::Refuse,
    Action::Merge,
    Action::Move,
    Action::Lock,
    Action::Unlock,
    Action::Pin,
    Action::Unpin,
];

/// What can be decided about all of several things at once.
#[must_use]
pub fn common(subjects: &[Subject]) -> Vec<Choice> {
    let Some((first, rest)) = subjects.split_first() else { return vec![] };
    let together = |choice: &Choice| {
        let alone = matches!(
            choice,
            Choice::Judge(_) | Choice::Refer | Choice::Do(Action::Merge | Action::Move)
        );
        rest.is_empty() || !alone && rest.iter().all(|one| one.choices().contains(choice))
    };
    first.choices().into_iter().filter(together).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(kind: TargetKind, state: Option<State>) -> Subject {
        Subject {
            target: Target { kind, id: "x".into() },
            kind: Some(QueueKind::New),
            state,
            check: None,
            pinned: false,
            locked: false,
            language: "th".into(),
            thread: None,
            version: None,
            appeal: None,
            cluster: 1,
            mine: false,
        }
    }

    #[test]
    fn what_is_offered_follows_the_state() {
        let check = |subject: &Subject, words: &[&str]| {
            let told: Vec<&str> = subject
                .choices()
                .into_iter()
                .map(|choice| match choice {
                    Choice::Do(action) => action.as_str(),
                    Choice::Judge(outcome) => outcome.as_str(),
                    Choice::Refer => "refer",
                })
                .collect();
            assert_eq!(told, words);
        };
        let mut one = subject(TargetKind::Submission, Some(State::Pending));
        check(&one, &["approve", "request_edit", "reject", "move"]);
        one.state = Some(State::Published);
        check(&one, &["approve", "request_edit", "hide", "merge", "move", "pin", "refer"]);
        one.kind = None;
        check(&one, &["request_edit", "hide", "merge", "move", "pin", "refer"]);
        one.state = Some(State::Hidden);
        check(&one, &["restore", "request_edit"]);
        one.kind = Some(QueueKind::Flagged);
        check(&one, &["approve", "request_edit", "hide"]);
        one.state = Some(State::Withdrawn);
        check(&one, &[]);
        check(&subject(TargetKind::Comment, Some(State::Published)), &["approve", "hide"]);
        check(&subject(TargetKind::Thread, None), &["lock", "pin"]);
        let mut club = subject(TargetKind::Organisation, None);
        club.check = Some(OrganisationState::Pending);
        check(&club, &["verify", "refuse"]);
        let mut appeal = subject(TargetKind::Submission, Some(State::Hidden));
        appeal.kind = Some(QueueKind::Appeal);
        appeal.appeal = Some("a".into());
        check(&appeal, &["overturned", "upheld"]);
    }

    #[test]
    fn a_batch_can_do_what_each_can() {
        let new = subject(TargetKind::Submission, Some(State::Pending));
        let comment = subject(TargetKind::Comment, Some(State::Pending));
        let hidden = subject(TargetKind::Comment, Some(State::Hidden));
        let words = |list: &[Subject]| common(list).len();
        assert_eq!(words(&[new.clone(), comment.clone()]), 2);
        assert_eq!(words(&[new]), 4);
        assert_eq!(words(&[comment, hidden]), 1);
        assert_eq!(words(&[]), 0);
    }

    #[test]
    fn no_two_choices_of_a_thing_share_a_key() {
        for state in [State::Pending, State::Published, State::Hidden] {
            let mut keys: Vec<_> = subject(TargetKind::Submission, Some(state))
                .choices()
                .into_iter()
                .filter_map(Choice::key)
                .collect();
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all);
        }
    }
}
