//! What is open and half filled in on screen, and of no interest to a backend.

use contract::FlagReason;

use crate::{backend::Target, i18n::Key, reactive::RwSignal};

/// Which dialog is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Dialog {
    /// None.
    #[default]
    None,
    /// A report.
    Report(Target),
    /// Taking one's submission back.
    Withdraw,
}

/// What is open and half filled in.
#[derive(Clone, Copy)]
pub struct Ui {
    /// Whether the filters are open, where they have a button.
    pub filters: RwSignal<bool>,
    /// Which dialog is open.
    pub dialog: RwSignal<Dialog>,
    /// In a report: why.
    pub reason: RwSignal<Option<FlagReason>>,
    /// In a report: in their words.
    pub note: RwSignal<String>,
    /// In a report: what is missing.
    pub missing: RwSignal<Option<Key>>,
    /// Where the comment form is open: a stance, or the id of the comment to
    /// answer; empty where it is not.
    pub comment_at: RwSignal<String>,
    /// True where a comment was sent that cannot be.
    pub comment_wrong: RwSignal<bool>,
    /// In the form of a submission: the ids of fields, and what is wrong.
    pub problems: RwSignal<Vec<(String, String)>>,
    /// Counts how often the problems were to be shown.
    pub asked: RwSignal<u32>,
    /// Whether the rules are confirmed.
    pub agreed: RwSignal<bool>,
    /// Kind and id of what is moderated in place; empty while nothing is.
    pub moderating: RwSignal<String>,
    /// Seconds until what was written is sent by itself.
    pub wait: RwSignal<u32>,
    /// True where the writer said that theirs is different.
    pub different: RwSignal<bool>,
}

impl Ui {
    pub(super) fn new() -> Self {
        Self {
            filters: RwSignal::new(false),
            dialog: RwSignal::new(Dialog::None),
            reason: RwSignal::new(None),
            note: RwSignal::new(String::new()),
            missing: RwSignal::new(None),
            comment_at: RwSignal::new(String::new()),
            comment_wrong: RwSignal::new(false),
            problems: RwSignal::new(Vec::new()),
            asked: RwSignal::new(0),
            agreed: RwSignal::new(false),
            moderating: RwSignal::new(String::new()),
            wait: RwSignal::new(0),
            different: RwSignal::new(false),
        }
    }

    pub(super) fn reset(self) {
        self.filters.set(false);
        self.dialog.set(Dialog::None);
        self.comment_at.set(String::new());
        self.moderating.set(String::new());
        self.open_form(false);
    }

    /// An empty report.
    pub fn open_report(self) {
        self.reason.set(None);
        self.note.set(String::new());
        self.missing.set(None);
    }

    /// A form in which nothing is wrong yet; who edits has confirmed the rules
    /// before.
    pub fn open_form(self, editing: bool) {
        self.problems.set(Vec::new());
        self.agreed.set(editing);
        self.different.set(false);
    }
}
