//! A forum to try things in: ids and times that are the same in every run.

use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use contract::{
    Action, Forum, Kind, Limits, ResultsRule, Sort, Stance, Term, ThreadKind, ThreadPromise,
    Voting, VotingMode,
};

use crate::{
    Claims, Created, Filters, ForumId, ListQuery, NewAppeal, NewComment, NewParticipant,
    NewSubmission, NewThread, ParticipantId, Result, Storage, StorageError, SubmissionRow,
    ThreadPage, ThreadRow,
};

/// The time at which everything happens, ms.
pub const NOW: i64 = 1_630_000_000_000;

/// An empty forum and short ways to fill it.
pub struct World {
    /// The storage under test.
    pub storage: Arc<dyn Storage>,
    /// The forum.
    pub forum: ForumId,
    ids: AtomicU64,
}

impl World {
    /// A forum `default` with four sectors.
    pub async fn new(storage: Arc<dyn Storage>) -> Self {
        let config = config(&["cso", "business", "resident", "academia"]);
        let forum = storage.upsert_forum("default", &config, NOW).await.expect("a forum").id;
        Self { storage, forum, ids: AtomicU64::new(0) }
    }

    /// A number that was not given before.
    pub fn number(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// An id that was not given before.
    pub fn id(&self) -> String {
        format!("0198c0de-7c1d-7000-8000-{:012x}", self.number())
    }

    /// A person of this forum.
    pub async fn person(&self, subject: &str, sector: Option<&str>) -> ParticipantId {
        let claims = Claims {
            issuer: "https://ministry.example".into(),
            subject: subject.into(),
            name: format!("Name of {subject}"),
            sector: sector.map(Into::into),
            country: Some("TH".into()),
            ..Claims::default()
        };
        self.participant(claims).await.id
    }

    /// A person with these claims.
    pub async fn participant(&self, claims: Claims) -> crate::Participant {
        let new = self.new_participant(claims);
        self.storage.upsert_participant(self.forum, new).await.expect("a person")
    }

    /// A person to store.
    pub fn new_participant(&self, claims: Claims) -> NewParticipant {
        NewParticipant { id: self.id(), organisation_id: self.id(), claims, now_ms: NOW }
    }

    /// A thread to make: open, opinion, results always.
    pub fn new_thread(&self, slug: &str) -> NewThread {
        NewThread {
            id: self.id(),
            slug: slug.into(),
            kind: ThreadKind::Proposals,
            title: format!("Question {slug}"),
            summary: "In short".into(),
            body: "At length".into(),
            language: "en".into(),
            translations: Vec::new(),
            promise: ThreadPromise::Consult,
            opens_at: None,
            voting_opens_at: None,
            closes_at: Some(NOW + 1_000_000),
            voting: Voting {
                mode: VotingMode::Opinion,
                budget: None,
                results: ResultsRule::Always,
                answer_at: None,
            },
            rules: String::new(),
            languages: Vec::new(),
            sectors: Vec::new(),
            anonymous: false,
            premoderated: false,
            newcomers_held: false,
            pinned: false,
            locked: false,
            response: None,
            source: None,
            by: None,
            created_at: NOW,
        }
    }

    /// Makes a thread, altered.
    pub async fn thread(&self, slug: &str, alter: impl FnOnce(&mut NewThread)) -> ThreadRow {
        let mut new = self.new_thread(slug);
        alter(&mut new);
        created(self.storage.create_thread(self.forum, new, None).await)
    }

    /// A submission to make.
    pub fn new_submission(&self, author: ParticipantId, title: &str) -> NewSubmission {
        let number = self.number();
        NewSubmission {
            id: self.id(),
            reference: format!("OF-{number:03X}-TEST"),
            author,
            kind: Kind::Idea,
            title: title.into(),
            body: format!("Body of {title}"),
            language: "en".into(),
            theme: None,
            groups: Vec::new(),
            links: Vec::new(),
            organisation: None,
            by_moderator: false,
            shuffle: rules::ranking::shuffle_from_bits(
                u32::try_from(number * 7_919 % 1_000_003).unwrap_or_default(),
            ),
            now_ms: NOW,
        }
    }

    /// Makes a submission, altered.
    pub async fn submit(
        &self,
        thread: &ThreadRow,
        author: ParticipantId,
        title: &str,
        alter: impl FnOnce(&mut NewSubmission),
    ) -> SubmissionRow {
        let mut new = self.new_submission(author, title);
        alter(&mut new);
        let made = self.storage.create_submission(self.forum, &thread.id, new, None).await;
        created(made).submission
    }

    /// Lets there be decisions, an appeal, and two that say the same in a
    /// thread.
    pub async fn decided(&self, thread: &ThreadRow, author: ParticipantId) {
        let moderator = self.person("moderator", None).await;
        let row = self.submit(thread, author, "hidden", |_| ()).await;
        let hidden = super::reports::decide(self, &row, Action::Hide, moderator).await;
        let hidden = hidden.expect("hidden");
        let appeal = NewAppeal { id: self.id(), author, text: "Why?".into(), now_ms: NOW };
        created(self.storage.appeal(self.forum, &hidden.id, appeal, None).await);
        super::duplicates::linked(self, thread, author, moderator).await;
    }

    /// A comment to make.
    pub fn new_comment(&self, author: ParticipantId, body: &str) -> NewComment {
        NewComment {
            id: self.id(),
            author,
            reply_to: None,
            stance: Stance::Neutral,
            body: body.into(),
            language: None,
            organisation: None,
            by_moderator: false,
            now_ms: NOW,
        }
    }

    /// A page of a thread.
    pub async fn page(&self, thread: &ThreadRow, query: &ListQuery) -> Result<ThreadPage> {
        self.storage.submissions(self.forum, &thread.id, query).await
    }

    /// Titles of all pages of a list, `limit` at a time.
    pub async fn titles(&self, thread: &ThreadRow, query: &ListQuery) -> Vec<String> {
        let mut query = query.clone();
        let mut titles = Vec::new();
        loop {
            let page = self.page(thread, &query).await.expect("a page");
            assert!(page.items.len() <= query.limit as usize, "more than asked for");
            titles.extend(page.items.into_iter().map(|item| item.title));
            match page.next {
                Some(next) => query.cursor = Some(next),
                None => return titles,
            }
        }
    }
}

/// The whole list in an order, for one viewer.
pub(super) fn list(sort: Sort, viewer: Option<ParticipantId>) -> ListQuery {
    ListQuery {
        sort,
        seed: String::new(),
        filters: Filters::default(),
        q: String::new(),
        cursor: None,
        limit: 100,
        viewer,
        now_ms: NOW,
    }
}

/// A forum's configuration with these sectors.
pub(super) fn config(sectors: &[&str]) -> Forum {
    let term =
        |id: &&str| Term { id: (*id).to_owned(), name: [("en".into(), (*id).into())].into() };
    Forum {
        name: [("en".into(), "Forum".into())].into(),
        description: [("en".into(), "A forum".into())].into(),
        languages: vec!["en".into(), "th".into()],
        default_language: "en".into(),
        time_zone: "Asia/Bangkok".into(),
        sectors: sectors.iter().map(term).collect(),
        countries: Vec::new(),
        themes: Vec::new(),
        groups: Vec::new(),
        kinds: Vec::new(),
        statuses: Vec::new(),
        limits: Limits::default(),
        capabilities: Vec::new(),
        sign_in: Vec::new(),
        providers: Vec::new(),
        reasons: Vec::new(),
        offices: Vec::new(),
        answer_days: 30,
        demo: false,
    }
}

/// What was created now.
pub(super) fn created<T: Debug>(made: Result<Created<T>>) -> T {
    match made {
        Ok(Created::New(row, _)) => row,
        other => panic!("not created: {other:?}"),
    }
}

/// The error of a call that must be refused.
#[track_caller]
pub fn refused<T: Debug>(result: Result<T>) -> StorageError {
    result.expect_err("this must be refused")
}

/// Asserts that a call is refused in one way.
macro_rules! assert_refused {
    ($result:expr, $error:pat) => {{
        let error = $crate::suite::refused($result);
        assert!(matches!(error, $error), "refused otherwise: {error:?}");
    }};
}
pub(super) use assert_refused;
