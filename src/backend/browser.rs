//! A forum in this browser alone (`api="browser:"`), for trying the widget
//! without a server: everything is in `IndexedDB`, by the rules of the server.
//!
//! There is one person, who writes and votes, and one thread, which is seeded
//! with submissions and votes of others. Tabs share the database.

use std::{cell::RefCell, collections::BTreeMap, future::Future, rc::Rc};

use contract::{
    Author, Capability, Comment, CommentDraft, Forum, Me, Page, ProblemCode, Role, SectorTally,
    Sort, State, Status, Submission, SubmissionDraft, SubmissionPatch, Tally, Thread, VoteChoice,
    VoteResult, VotingMode,
};
use rules::{
    ranking::{self, Standing},
    reference, results, search, similarity,
    tally::{Cell, tally},
    time, validate,
};
use wasm_bindgen::JsValue;
use web_sys::{HtmlElement, IdbDatabase};

use super::{
    Answer, Backend, BackendError, ListQuery, idb,
    idb::Transaction,
    wire::{read, shapes},
};
use crate::browser::{self as device, NORMALIZER};

const SEED: &str = include_str!("seed.json");
const SUBMISSIONS: &str = "submissions";
const COMMENTS: &str = "comments";
/// The one person.
const PERSON: &str = "you";
/// Submissions on a page.
const PAGE: usize = 10;

type Done<T> = Result<T, BackendError>;

/// A forum in this browser.
pub struct Browser(Rc<Store>);

#[derive(Default)]
struct Store {
    database: RefCell<Option<IdbDatabase>>,
}

/// A submission as the browser keeps it.
#[derive(Debug, Clone)]
struct Row {
    id: String,
    /// Without tally, which follows from the cells and the person's vote.
    submission: Submission,
    /// The votes of others, by sector.
    cells: BTreeMap<String, SectorTally>,
    /// The key that it was created with.
    key: String,
    shuffle: u64,
}

/// A comment as the browser keeps it.
#[derive(Debug, Clone)]
struct CommentRow {
    id: String,
    comment: Comment,
    key: String,
}

shapes! {
    Row { id, submission, cells, key, shuffle }
    CommentRow { id, comment, key }
}

fn seed(part: &str) -> JsValue {
    js_sys::JSON::parse(SEED).map_or(JsValue::UNDEFINED, |seed| device::get(&seed, part))
}

fn the_thread_id() -> String {
    device::get(&seed("thread"), "id").as_string().unwrap_or_default()
}

fn forum() -> Done<Forum> {
    read(&seed("forum"))
}

fn now() -> String {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
    time::format_ms(device::now() as i64)
}

fn invalid(fields: Vec<contract::FieldError>) -> Done<()> {
    if fields.is_empty() {
        Ok(())
    } else {
        Err(BackendError::Problem { code: ProblemCode::InvalidFields, fields })
    }
}

fn not_found() -> BackendError {
    BackendError::problem(ProblemCode::NotFound)
}

/// An id that sorts by time.
fn new_id() -> String {
    [&now(), "-", &device::random_key()].concat()
}

fn person() -> Author {
    Author { id: PERSON.to_owned(), ..Author::default() }
}

impl Row {
    /// As the person sees it.
    fn told(mut self, forum: &Forum) -> Submission {
        self.submission.tally = Some(self.tally(forum));
        self.submission.mine = self.submission.author.id == PERSON;
        self.submission
    }

    fn own(&self) -> SectorTally {
        let one = |choice| u32::from(self.submission.my_vote == Some(choice));
        SectorTally {
            agree: one(VoteChoice::Agree),
            disagree: one(VoteChoice::Disagree),
            pass: one(VoteChoice::Pass),
            support: one(VoteChoice::Support),
        }
    }

    fn tally(&self, forum: &Forum) -> Tally {
        let others =
            self.cells.iter().map(|(sector, votes)| Cell { sector: Some(sector), votes: *votes });
        let own = Cell { sector: None, votes: self.own() };
        let sectors = forum.sectors.iter().map(|sector| sector.id.as_str());
        tally(sectors, others.chain([own]))
    }

    fn score(&self, sort: Sort, multiplier: u32, forum: &Forum) -> f64 {
        let all = self.tally(forum);
        let votes = SectorTally {
            agree: all.agree,
            disagree: all.disagree,
            pass: all.pass,
            support: all.support,
        };
        let standing = Standing {
            votes,
            broad: all.broad,
            comments: self.submission.comments_count,
            created_at: time::parse_ms(&self.submission.created_at).unwrap_or_default(),
            shuffle: self.shuffle.try_into().unwrap_or_default(),
        };
        ranking::score(sort, VotingMode::Opinion, multiplier, &standing)
    }

    fn matches(&self, query: &ListQuery, words: &[String]) -> bool {
        let it = &self.submission;
        let any = |wanted: &str, has: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.split(',').any(has)
        };
        let same = |has: &Option<String>, word: &str| has.as_deref() == Some(word);
        it.state == State::Published
            && (!query.mine || it.author.id == PERSON)
            && any(&query.theme, &|word| same(&it.theme, word))
            && any(&query.group, &|word| it.groups.iter().any(|group| group == word))
            && any(&query.sector, &|word| same(&it.author.sector, word))
            && any(&query.country, &|word| same(&it.author.country, word))
            && any(&query.status, &|word| it.status.as_str() == word)
            && any(&query.language, &|word| it.language == word)
            && any(&query.kind, &|word| it.kind.as_str() == word)
            && (query.sort != Some(Sort::Unseen) || it.my_vote.is_none())
            && found(&[it.title.as_str(), " ", &it.body].concat(), words)
    }
}

/// Whether a text holds every word, folded as the server folds it.
fn found(text: &str, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let keys = search::keys(text, &NORMALIZER);
    words
        .iter()
        .all(|word| keys.exact.contains(word.as_str()) || keys.loose.contains(word.as_str()))
}

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

impl Store {
    async fn begin(&self, write: bool) -> Done<Transaction> {
        let open = self.database.borrow().clone();
        let database = if let Some(database) = open {
            database
        } else {
            let database = idb::open("open-forum", |transaction| {
                for row in js_sys::Array::from(&seed(SUBMISSIONS)).iter() {
                    transaction.put_raw(SUBMISSIONS, &row);
                }
            })
            .await?;
            self.database.replace(Some(database.clone()));
            database
        };
        Transaction::begin(&database, write)
    }

    async fn row(&self, transaction: &Transaction, id: &str) -> Done<Row> {
        let row: Row = transaction.get(SUBMISSIONS, id).await?.ok_or_else(not_found)?;
        if row.submission.state == State::Withdrawn {
            return Err(BackendError::problem(ProblemCode::Withdrawn));
        }
        Ok(row)
    }

    async fn the_thread(&self, name: &str) -> Done<Thread> {
        let mut thread: Thread = read(&seed("thread"))?;
        if name != thread.id {
            return Err(not_found());
        }
        let rows: Vec<Row> = self.begin(false).await?.all(SUBMISSIONS).await?;
        for row in rows.iter().filter(|row| row.submission.state == State::Published) {
            let votes = row.cells.values().map(SectorTally::participants).sum::<u32>();
            thread.counts.submissions += 1;
            thread.counts.comments += u64::from(row.submission.comments_count);
            let people = u64::from(votes + row.own().participants());
            thread.counts.votes = Some(thread.counts.votes.unwrap_or(0) + people);
            // Others are invented: the busiest submission's voters, and the one person.
            thread.counts.participants = thread.counts.participants.max(u64::from(votes) + 1);
        }
        Ok(thread)
    }

    async fn list(&self, query: &ListQuery, cursor: Option<&str>) -> Done<Page<Submission>> {
        let forum = forum()?;
        let words: Vec<String> = query
            .q
            .split_whitespace()
            .map(|word| search::keys(word, &NORMALIZER).exact)
            .filter(|word| !word.is_empty())
            .collect();
        let mut rows: Vec<Row> = self.begin(false).await?.all(SUBMISSIONS).await?;
        rows.retain(|row| row.matches(query, &words));
        let sort = query.sort.unwrap_or(Sort::Newest);
        let multiplier = ranking::seed_multiplier(&query.seed.to_string());
        let mut scored: Vec<(f64, Row)> =
            rows.into_iter().map(|row| (row.score(sort, multiplier, &forum), row)).collect();
        scored
            .sort_by(|(a, row_a), (b, row_b)| b.total_cmp(a).then_with(|| row_b.id.cmp(&row_a.id)));
        let total = scored.len();
        let start: usize = cursor
            .map_or(Ok(0), str::parse)
            .map_err(|_| BackendError::problem(ProblemCode::BadCursor))?;
        let end = start.saturating_add(PAGE);
        Ok(Page {
            items: scored
                .into_iter()
                .skip(start)
                .take(PAGE)
                .map(|(_, row)| row.told(&forum))
                .collect(),
            next_cursor: (end < total).then(|| end.to_string()),
            total: Some(total as u64),
        })
    }

    async fn alike(&self, draft: &similarity::Profile) -> Done<Page<Submission>> {
        let forum = forum()?;
        let rows: Vec<Row> = self.begin(false).await?.all(SUBMISSIONS).await?;
        let shown = rows.into_iter().filter(|row| row.submission.state == State::Published);
        let candidates = shown.map(|row| {
            let it = &row.submission;
            let profile = similarity::Profile::of(&it.title, &it.body, &NORMALIZER);
            (row, profile)
        });
        let found = similarity::most_similar(draft, candidates);
        let items = found.into_iter().map(|(row, _)| row.told(&forum)).collect();
        Ok(Page { items, next_cursor: None, total: None })
    }

    async fn create(&self, draft: SubmissionDraft, key: &str) -> Done<Submission> {
        let forum = forum()?;
        invalid(validate::submission(&draft, &forum, &NORMALIZER))?;
        let transaction = self.begin(true).await?;
        let rows: Vec<Row> = transaction.all(SUBMISSIONS).await?;
        if let Some(row) = rows.into_iter().find(|row| row.key == key) {
            return Ok(row.told(&forum));
        }
        let id = new_id();
        let bits = u64::from_str_radix(device::random_key().get(..16).unwrap_or("0"), 16);
        let bits = bits.unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
        let shuffle = ranking::shuffle_from_bits(bits as u32).into();
        let submission = Submission {
            id: id.clone(),
            reference: reference::from_bits(bits),
            thread_id: the_thread_id(),
            kind: draft.kind,
            title: draft.title,
            body: draft.body,
            language: draft.language,
            theme: draft.theme,
            groups: draft.groups,
            links: draft.links,
            author: person(),
            status: Status::Received,
            state: State::Published,
            state_reason: None,
            verdict: None,
            version: 1,
            tally: None,
            my_vote: None,
            organisation_votes: BTreeMap::new(),
            mine: true,
            comments_count: 0,
            response: None,
            answer_due_at: None,
            recognitions: Vec::new(),
            merged_into: None,
            duplicate_of: None,
            duplicates: Vec::new(),
            union_support: None,
            pinned: false,
            source: None,
            created_at: now(),
            edited_at: None,
        };
        let row = Row { id, submission, cells: BTreeMap::new(), key: key.to_owned(), shuffle };
        transaction.put(SUBMISSIONS, &row).await?;
        Ok(row.told(&forum))
    }

    async fn change(&self, id: &str, version: u32, patch: SubmissionPatch) -> Done<Submission> {
        let forum = forum()?;
        invalid(validate::submission_patch(&patch, &forum, &NORMALIZER))?;
        let transaction = self.begin(true).await?;
        let mut row = self.row(&transaction, id).await?;
        let it = &mut row.submission;
        if it.author.id != PERSON {
            return Err(BackendError::problem(ProblemCode::NotAllowed));
        }
        if it.version != version {
            return Err(BackendError::problem(ProblemCode::Stale));
        }
        it.kind = patch.kind.unwrap_or(it.kind);
        if let Some(theme) = patch.theme {
            it.theme = Some(theme).filter(|theme| !theme.is_empty());
        }
        let put = |to: &mut String, text: Option<String>| {
            if let Some(text) = text {
                *to = text;
            }
        };
        put(&mut it.title, patch.title);
        put(&mut it.body, patch.body);
        if let Some(groups) = patch.groups {
            it.groups = groups;
        }
        if let Some(links) = patch.links {
            it.links = links;
        }
        it.version = it.version.saturating_add(1);
        it.edited_at = Some(now());
        transaction.put(SUBMISSIONS, &row).await?;
        Ok(row.told(&forum))
    }

    async fn take_back(&self, id: &str) -> Done<()> {
        let transaction = self.begin(true).await?;
        let mut row = self.row(&transaction, id).await?;
        if row.submission.author.id != PERSON {
            return Err(BackendError::problem(ProblemCode::NotAllowed));
        }
        row.submission.state = State::Withdrawn;
        transaction.put(SUBMISSIONS, &row).await
    }

    async fn cast(&self, id: &str, vote: Option<VoteChoice>) -> Done<VoteResult> {
        if let Some(vote) = vote {
            results::check_vote(VotingMode::Opinion, vote).map_err(BackendError::problem)?;
        }
        let forum = forum()?;
        let transaction = self.begin(true).await?;
        let mut row = self.row(&transaction, id).await?;
        row.submission.my_vote = vote;
        transaction.put(SUBMISSIONS, &row).await?;
        Ok(VoteResult {
            my_vote: vote,
            tally: Some(row.tally(&forum)),
            votes_left: None,
            organisation_votes: BTreeMap::new(),
        })
    }

    async fn add_comment(&self, id: &str, draft: CommentDraft, key: &str) -> Done<Comment> {
        invalid(validate::comment(&draft, &forum()?, &NORMALIZER))?;
        let transaction = self.begin(true).await?;
        let mut row = self.row(&transaction, id).await?;
        let rows: Vec<CommentRow> = transaction.all(COMMENTS).await?;
        if let Some(row) = rows.into_iter().find(|row| row.key == key) {
            return Ok(row.comment);
        }
        let comment = Comment {
            id: new_id(),
            submission_id: id.to_owned(),
            reply_to: draft.reply_to,
            stance: draft.stance,
            body: draft.body,
            language: draft.language,
            author: person(),
            state: State::Published,
            verdict: None,
            mine: true,
            created_at: now(),
            edited_at: None,
        };
        row.submission.comments_count = row.submission.comments_count.saturating_add(1);
        transaction.put(SUBMISSIONS, &row).await?;
        let row = CommentRow { id: comment.id.clone(), comment, key: key.to_owned() };
        transaction.put(COMMENTS, &row).await?;
        Ok(row.comment)
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
        self.run(|store| async move {
            let transaction = store.begin(false).await?;
            Ok(store.row(&transaction, &id).await?.told(&forum()?))
        })
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
        self.run(|store| async move {
            let rows: Vec<CommentRow> = store.begin(false).await?.all(COMMENTS).await?;
            let comments = rows.into_iter().map(|row| row.comment);
            let items = comments.filter(|comment| comment.submission_id == id).collect();
            Ok(Page { items, next_cursor: None, total: None })
        })
    }

    fn comment(&self, id: &str, draft: &CommentDraft, key: &str) -> Answer<Comment> {
        let (id, draft, key) = (id.to_owned(), draft.clone(), key.to_owned());
        self.run(|store| async move { store.add_comment(&id, draft, &key).await })
    }
}
