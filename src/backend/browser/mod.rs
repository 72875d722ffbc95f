//! A forum in this browser alone (`api="browser:"`), for trying the widget
//! without a server: everything is in `IndexedDB`, by the rules of the server.
//!
//! There is one person, who writes and votes, and one thread, which is seeded
//! with submissions and votes of others. Tabs share the database.

mod row;
mod store;

use std::{collections::BTreeMap, future::Future, rc::Rc};

use contract::{
    Capability, Comment, CommentDraft, Forum, Me, Page, Role, Submission, SubmissionDraft,
    SubmissionPatch, Thread, VoteChoice, VoteResult,
};
use rules::similarity;
use web_sys::HtmlElement;

use self::{
    row::person,
    store::{Store, forum, the_thread_id},
};
use super::{Answer, Backend, BackendError, ListQuery};
use crate::browser::NORMALIZER;

type Done<T> = Result<T, BackendError>;

/// A forum in this browser.
pub struct Browser(Rc<Store>);

/// The one backend of this build.
#[must_use]
pub fn open(_kind: &str, _api: &str, _element: &HtmlElement) -> Rc<dyn Backend> {
    Rc::new(Browser(Rc::default()))
}

impl Browser {
    fn run<T, F>(&self, work: impl FnOnce(Rc<Store>) -> F) -> Answer<T>
    where
        F: Future<Output = Done<T>> + 'static,
    {
        Box::pin(work(self.0.clone()))
    }
}

/// What one person can do alone: there is nobody to report anything to.
const CAN: [Capability; 12] = [
    Capability::VoteOpinion,
    Capability::VoteChange,
    Capability::VoteWithdraw,
    Capability::ExactTotals,
    Capability::Sectors,
    Capability::Submit,
    Capability::Edit,
    Capability::Withdraw,
    Capability::Comments,
    Capability::Search,
    Capability::Similar,
    Capability::Idempotency,
];

impl Backend for Browser {
    fn can(&self, what: Capability) -> bool {
        CAN.contains(&what)
    }

    fn set_token(&self, _token: Option<String>) {}

    fn forum(&self) -> Answer<Forum> {
        self.run(|_| async { forum() })
    }

    fn me(&self) -> Answer<Option<Me>> {
        let me = Me {
            author: person(),
            roles: vec![Role::Participant],
            votes_left: BTreeMap::new(),
            follows: Vec::new(),
            account: None,
            organisations: Vec::new(),
            unread: 0,
        };
        self.run(|_| async { Ok(Some(me)) })
    }

    fn threads(&self, _cursor: Option<&str>) -> Answer<Page<Thread>> {
        self.run(|store| async move {
            let items = vec![store.the_thread(&the_thread_id()).await?];
            Ok(Page { items, next_cursor: None, total: Some(1) })
        })
    }

    fn thread(&self, thread: &str) -> Answer<Thread> {
        let thread = thread.to_owned();
        self.run(|store| async move { store.the_thread(&thread).await })
    }

    fn submissions(
        &self,
        _thread: &str,
        query: &ListQuery,
        cursor: Option<&str>,
    ) -> Answer<Page<Submission>> {
        let (query, cursor) = (query.clone(), cursor.map(str::to_owned));
        self.run(|store| async move { store.list(&query, cursor.as_deref()).await })
    }

    fn similar(&self, _thread: &str, title: &str, body: &str) -> Answer<Page<Submission>> {
        let draft = similarity::Profile::of(title, body, &NORMALIZER);
        self.run(|store| async move { store.alike(&draft).await })
    }

    fn submission(&self, id: &str) -> Answer<Submission> {
        let id = id.to_owned();
        self.run(|store| async move { store.submission(&id).await })
    }

    fn submit(&self, _thread: &str, draft: &SubmissionDraft, key: &str) -> Answer<Submission> {
        let (draft, key) = (draft.clone(), key.to_owned());
        self.run(|store| async move { store.create(draft, &key).await })
    }

    fn edit(&self, id: &str, version: u32, patch: &SubmissionPatch) -> Answer<Submission> {
        let (id, patch) = (id.to_owned(), patch.clone());
        self.run(|store| async move { store.change(&id, version, patch).await })
    }

    fn withdraw(&self, id: &str) -> Answer<()> {
        let id = id.to_owned();
        self.run(|store| async move { store.take_back(&id).await })
    }

    fn vote(
        &self,
        id: &str,
        vote: Option<VoteChoice>,
        _organisation: Option<&str>,
    ) -> Answer<VoteResult> {
        let id = id.to_owned();
        self.run(|store| async move { store.cast(&id, vote).await })
    }

    fn comments(&self, id: &str, _cursor: Option<&str>) -> Answer<Page<Comment>> {
        let id = id.to_owned();
        self.run(|store| async move { store.comments(&id).await })
    }

    fn comment(&self, id: &str, draft: &CommentDraft, key: &str) -> Answer<Comment> {
        let (id, draft, key) = (id.to_owned(), draft.clone(), key.to_owned());
        self.run(|store| async move { store.add_comment(&id, draft, &key).await })
    }
}
