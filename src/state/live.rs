//! Listening to the thread that is shown: what others do there comes by itself.
//!
//! The loader holds the connection (`public/live.js`) and hands over what
//! comes, as somebody without a token reads it. So an event is news of a change,
//! and what shows more to this person is read again for them. Nothing that a
//! person looks at moves: numbers change where they stand, and new submissions
//! wait behind a button.

use std::sync::Arc;

use contract::{Capability, Comment, Sort, Status, Submission, TallyEvent};
use wasm_bindgen::JsValue;

use super::{App, Dialog, Route};
use crate::{
    backend::{judge, wire::read},
    browser,
    i18n::Plural,
};

/// What many hear at the same time they read again within so many ms, not at
/// the same moment.
const SPREAD: u32 = 2000;

impl App {
    /// Listens to the thread that is shown, where the backend tells of it.
    pub(super) fn listen(self) {
        let thread = self.list.thread.get_untracked();
        let route = self.router.route.get_untracked();
        let address = thread
            .filter(|_| !matches!(route, Route::Threads | Route::Room { .. }))
            .filter(|_| self.can(Capability::Events))
            .and_then(|thread| self.backend().events(&thread.id))
            .unwrap_or_default();
        if self.list.heard.get_value() != address {
            self.core().host.listen(&address);
            self.list.heard.set_value(address);
        }
    }

    /// Something happened in the thread that is shown. What is not of the
    /// contract's shape is as if it had not come.
    pub(crate) fn take_event(self, event: &JsValue) {
        let (kind, data) = (browser::get(event, "kind"), browser::get(event, "data"));
        let text = |name| browser::get(&data, name).as_string().unwrap_or_default();
        match kind.as_string().unwrap_or_default().as_str() {
            "tally" => {
                for change in read::<TallyEvent>(&data).map(|event| event.items).unwrap_or_default()
                {
                    self.take_tally(&change.submission_id, &change.tally);
                }
            }
            "submission" => {
                let id = text("id");
                if self.shows(&id) {
                    self.read_again(id);
                } else if let Ok(submission) = read(&data) {
                    self.hear_of(&submission);
                }
            }
            "comment" => {
                if let Ok(comment) = read(&data) {
                    self.hear_comment(comment);
                }
            }
            "response" => self.read_again(text("submission_id")),
            "gone" => {
                let id = text("id");
                self.drop_item(&id);
                self.list.fresh.update(|fresh| fresh.retain(|new| *new != id));
                self.comments.items.update(|items| items.retain(|item| item.id != id));
            }
            "announcement" => self.reload_news(),
            "thread" => self.load_thread(),
            // Something was missed, or is not known here.
            _ => self.look_again(),
        }
    }

    fn shows(self, id: &str) -> bool {
        self.list.items.with_untracked(|items| items.iter().any(|item| item.id == id))
            || (!id.is_empty() && self.detail.id.with_untracked(|shown| shown == id))
    }

    /// Whether the person is at something in the view of this submission, which
    /// is not to be built anew under their hands.
    fn is_at_work(self, id: &str) -> bool {
        self.detail.id.with_untracked(|shown| shown == id)
            && (self.ui.dialog.get_untracked() != Dialog::None
                || self.ui.moderating.with_untracked(|what| !what.is_empty())
                || self.comments.text.with_untracked(|text| !text.is_empty()))
    }

    /// Reads a submission that is shown again, soon.
    fn read_again(self, id: String) {
        if !self.shows(&id) || self.is_at_work(&id) {
            return;
        }
        self.spawn(async move {
            browser::sleep(browser::chance(SPREAD).cast_signed()).await;
            let asked = self.votes_saved();
            let mut answer = self.backend().submission(&id).await;
            judge::submission(&id, &mut answer);
            if let Ok(submission) = answer {
                self.take_submission(submission, asked);
            }
        });
    }

    /// A submission that is not shown: one that has just been made waits behind
    /// a button, where it would stand in the list.
    fn hear_of(self, submission: &Submission) {
        let all = self.list.query.with_untracked(|query| {
            query.active() == 0 && query.q.is_empty() && query.sort != Some(Sort::Random)
        });
        let untouched = submission.version == 1 && submission.status == Status::Received;
        let newer = self.list.items.with_untracked(|items| {
            items.iter().all(|item| item.created_at < submission.created_at)
        });
        if !(all && untouched && newer) || submission.author.id == self.my_id() {
            return;
        }
        let fresh = self.list.fresh;
        if fresh.with_untracked(|fresh| fresh.contains(&submission.id)) {
            return;
        }
        fresh.update(|fresh| fresh.push(submission.id.clone()));
        let count = fresh.with_untracked(Vec::len) as u64;
        // Read out once, and not with each that follows.
        if count == 1 {
            self.say(&self.i18n.plural(Plural::ListFresh, count));
        }
    }

    /// A comment on the submission that is shown comes after the others, unless
    /// the person is writing below them.
    fn hear_comment(self, comment: Comment) {
        let comments = self.comments;
        let here = self.detail.id.with_untracked(|id| *id == comment.submission_id);
        let last = comments.next.with_untracked(Option::is_none);
        let writes = comments.text.with_untracked(|text| !text.is_empty());
        let known = |items: &Vec<Arc<Comment>>| items.iter().any(|item| item.id == comment.id);
        if here
            && last
            && !writes
            && comment.author.id != self.my_id()
            && !comments.items.with_untracked(known)
        {
            comments.items.update(|items| items.push(Arc::new(comment)));
        }
    }

    /// Shows what is new: the newest first.
    pub fn show_fresh(self) {
        let mut query = self.list.query.get_untracked();
        if query.sort.is_none_or(|sort| sort == Sort::Newest) {
            self.load_list();
        } else {
            query.sort = None;
            self.set_query(query);
        }
    }

    /// Reads what is shown again without clearing it, and without a word where
    /// that does not work.
    fn look_again(self) {
        self.load_thread();
        self.read_again(self.detail.id.get_untracked());
        self.spawn(async move {
            let (key, query) = (self.list.key.get_untracked(), self.list.query.get_untracked());
            let asked = self.votes_saved();
            let mut answer = self.backend().submissions(&key, &query, None).await;
            judge::page(None, &mut answer);
            let same = self.list.key.with_untracked(|now| *now == key)
                && self.list.query.with_untracked(|now| *now == query);
            let (true, Ok(page)) = (same, answer) else { return };
            self.connected();
            for submission in page.items {
                if self.shows(&submission.id) {
                    self.take_submission(submission, asked);
                } else {
                    self.hear_of(&submission);
                }
            }
        });
    }
}
