//! The database: `IndexedDB`, seeded once.

use std::{cell::RefCell, collections::BTreeMap};

use contract::{
    Comment, CommentDraft, FieldError, Forum, Page, ProblemCode, SectorTally, Sort, State, Status,
    Submission, SubmissionDraft, SubmissionPatch, Thread, VoteChoice, VoteResult, VotingMode,
};
use rules::{ranking, reference, results, search, similarity, time, validate};
use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

use super::{
    super::{
        BackendError, ListQuery,
        idb::{self, Transaction},
        wire::read,
    },
    Done,
    row::{CommentRow, PERSON, Row, person},
};
use crate::browser::{self as device, NORMALIZER};

const SEED: &str = include_str!("seed.json");
const SUBMISSIONS: &str = "submissions";
const COMMENTS: &str = "comments";
/// Submissions on a page.
const PAGE: usize = 10;

/// The forum's database, opened when it is first asked.
#[derive(Default)]
pub(super) struct Store {
    database: RefCell<Option<IdbDatabase>>,
}

fn seed(part: &str) -> JsValue {
    js_sys::JSON::parse(SEED).map_or(JsValue::UNDEFINED, |seed| device::get(&seed, part))
}

pub(super) fn the_thread_id() -> String {
    device::get(&seed("thread"), "id").as_string().unwrap_or_default()
}

pub(super) fn forum() -> Done<Forum> {
    read(&seed("forum"))
}

fn now() -> String {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
    time::format_ms(device::now() as i64)
}

fn invalid(fields: Vec<FieldError>) -> Done<()> {
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

    pub(super) async fn submission(&self, id: &str) -> Done<Submission> {
        let transaction = self.begin(false).await?;
        Ok(self.row(&transaction, id).await?.told(&forum()?))
    }

    pub(super) async fn comments(&self, id: &str) -> Done<Page<Comment>> {
        let rows: Vec<CommentRow> = self.begin(false).await?.all(COMMENTS).await?;
        let comments = rows.into_iter().map(|row| row.comment);
        let items = comments.filter(|comment| comment.submission_id == id).collect();
        Ok(Page { items, next_cursor: None, total: None })
    }

    pub(super) async fn the_thread(&self, name: &str) -> Done<Thread> {
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

    pub(super) async fn list(
        &self,
        query: &ListQuery,
        cursor: Option<&str>,
    ) -> Done<Page<Submission>> {
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

    pub(super) async fn alike(&self, draft: &similarity::Profile) -> Done<Page<Submission>> {
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

    pub(super) async fn create(&self, draft: SubmissionDraft, key: &str) -> Done<Submission> {
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

    pub(super) async fn change(
        &self,
        id: &str,
        version: u32,
        patch: SubmissionPatch,
    ) -> Done<Submission> {
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

    pub(super) async fn take_back(&self, id: &str) -> Done<()> {
        let transaction = self.begin(true).await?;
        let mut row = self.row(&transaction, id).await?;
        if row.submission.author.id != PERSON {
            return Err(BackendError::problem(ProblemCode::NotAllowed));
        }
        row.submission.state = State::Withdrawn;
        transaction.put(SUBMISSIONS, &row).await
    }

    pub(super) async fn cast(&self, id: &str, vote: Option<VoteChoice>) -> Done<VoteResult> {
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

    pub(super) async fn add_comment(
        &self,
        id: &str,
        draft: CommentDraft,
        key: &str,
    ) -> Done<Comment> {
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
