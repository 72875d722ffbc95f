//! What the tests of drivers share: reads and writes on a connection of their
//! own, and a note of every statement that they run.

#![expect(clippy::missing_panics_doc, reason = "a test panics where a driver fails it")]

use std::cell::RefCell;

use contract::{
    AnswerState, AnswerText, Digest, DueState, InboxKind, Kind, MailSettings, OrganisationState,
    QueueKind, QueueSort, Sort, Status, Target, TargetKind,
};
use storage::{
    AuditQuery, Claimed, CommentQuery, DecisionQuery, DeedRow, ExportParts, Filters, ForumId,
    GalleryQuery, LedgerQuery, ListQuery, LiveChange, NewAnswer, NewSubmission, OrganisationQuery,
    PageQuery, ParticipantId, QueuePage, QueueQuery, Reader, Result, SimilarQuery, ThreadPage,
    suite::{self, NOW, World},
};

use crate::{
    Outcome, SqlStorage, abuse, account, answer, appeal, audit, comment, duplicate, export, forum,
    inbox, list, moderation, organisation, participant, recognition, report, search,
    sql::{self, Bound, Connection, Database, Dialect, Params, Row, Session},
    submission, thread, vote,
};

impl<D: Database> SqlStorage<D> {
    /// A read in one snapshot.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        self.readers.read(work).await
    }

    /// A write in the queue.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        self.writer.write(work).await
    }
}

/// Runs a statement that answers no rows.
pub fn run(conn: &Connection, sql: &str, params: impl Params) -> Outcome<usize> {
    crate::row::run(conn, sql, params)
}

/// Runs a statement whose answer nobody waits for.
pub fn run_ahead(conn: &Connection, sql: &str, params: impl Params) -> Outcome<()> {
    crate::row::run_ahead(conn, sql, params)
}

/// All rows of a query.
pub fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> sql::Result<T>,
) -> Outcome<Vec<T>> {
    crate::row::all(conn, sql, params, read)
}

/// A page of a thread's submissions.
pub fn page(
    conn: &Connection,
    forum: ForumId,
    thread: &str,
    query: &ListQuery,
) -> Outcome<ThreadPage> {
    list::page(conn, forum, thread, query)
}

/// A page of the queue.
pub fn queue(conn: &Connection, forum: ForumId, query: &QueueQuery) -> Outcome<QueuePage> {
    moderation::list::page(conn, forum, query)
}

/// Creates a submission.
pub fn submit(conn: &Connection, forum: ForumId, thread: &str, new: &NewSubmission) -> Outcome<()> {
    submission::create(conn, forum, thread, new, None)?;
    Ok(())
}

/// A connection that notes every query.
pub struct Noting<C> {
    conn: C,
    ran: RefCell<Vec<String>>,
}

impl<C: Session> Noting<C> {
    /// Notes what runs on this one from now on.
    pub fn new(conn: C) -> Self {
        Self { conn, ran: RefCell::default() }
    }

    /// The connection, and the texts of the queries, each once.
    pub fn ran(self) -> (C, Vec<String>) {
        let mut ran = self.ran.into_inner();
        ran.sort_unstable();
        ran.dedup();
        (self.conn, ran)
    }
}

impl<C: Session> Session for Noting<C> {
    fn query(
        &self,
        sql: &str,
        params: Bound<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> sql::Result<bool>,
    ) -> sql::Result<()> {
        self.ran.borrow_mut().push(sql.to_owned());
        self.conn.query(sql, params, each)
    }

    fn execute(&self, sql: &str, params: Bound<'_>) -> sql::Result<usize> {
        self.conn.execute(sql, params)
    }

    fn batch(&self, sql: &str) -> sql::Result<()> {
        self.conn.batch(sql)
    }

    fn tell(&self, change: LiveChange) {
        self.conn.tell(change);
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.conn.dialect()
    }
}

/// What [`fill`] made, for [`read_everything`].
pub struct Filled {
    /// The thread with most in it.
    pub thread: String,
    /// One of its submissions.
    pub submission: String,
}

fn query(sort: Sort) -> ListQuery {
    ListQuery {
        sort,
        seed: "1".into(),
        filters: Filters::default(),
        q: String::new(),
        cursor: None,
        limit: 2,
        viewer: Some(ParticipantId(1)),
        now_ms: NOW,
    }
}

/// Runs every read of the port once, lists in all their forms.
pub fn read_everything(conn: &Connection, forum: ForumId, filled: &Filled) {
    let Filled { thread, submission } = filled;
    let (thread, submission) = (thread.as_str(), submission.as_str());
    let viewer = Some(ParticipantId(1));
    let text = |text: &str| vec![text.to_owned(), "other".to_owned()];
    let all = Filters {
        kinds: vec![Kind::Idea],
        themes: text("theme"),
        groups: text("group"),
        sectors: text("sector"),
        countries: text("TH"),
        statuses: vec![Status::Received],
        languages: text("en"),
        mine: false,
    };
    let mine = Filters { mine: true, ..Filters::default() };
    for sort in Sort::ALL.iter().copied() {
        let first = list::page(conn, forum, thread, &query(sort)).expect("a page");
        let next = ListQuery { cursor: first.next, ..query(sort) };
        assert!(next.cursor.is_some(), "there is a second page of {sort}");
        list::page(conn, forum, thread, &next).expect("a second page");
        for filters in [&all, &mine] {
            for q in ["", "ab", "words to find ab"] {
                let filtered = ListQuery { filters: filters.clone(), q: q.into(), ..next.clone() };
                list::page(conn, forum, thread, &filtered).expect("a filtered page");
            }
        }
    }
    let page = PageQuery { cursor: None, limit: 2 };
    let threads = thread::list(conn, forum, &page).expect("threads");
    thread::list(conn, forum, &PageQuery { cursor: threads.next, limit: 2 }).expect("threads");
    forum::list(conn).expect("forums");
    forum::get(conn, "default").expect("a forum");
    participant::find(conn, forum, "a", "b").expect("a person");
    account::identified(conn, &[account::Asked::new(forum, "a", "b")]).expect("asked");
    submission::view(conn, forum, submission, viewer).expect("a submission");
    submission::history(conn, forum, submission, viewer).expect("a history");
    let comments = CommentQuery { cursor: None, limit: 1, viewer, staff: false };
    let first = comment::list(conn, forum, submission, &comments).expect("comments");
    assert!(first.next.is_some(), "there is a second page of comments");
    let next = CommentQuery { cursor: first.next, ..comments };
    comment::list(conn, forum, submission, &next).expect("comments");
    let said = first.items.first().expect("a comment");
    comment::public(conn, forum, &said.id).expect("a comment");
    organisations(conn, forum);
    vote::votes_left(conn, forum, ParticipantId(1), NOW).expect("votes left");
    read_answers(conn, forum, thread);
    let whole = ExportParts {
        submissions: true,
        votes: true,
        organisation_votes: true,
        organisations: true,
    };
    export::read(conn, forum, thread, Box::new(move |_| whole)).expect("an export");
    let like = SimilarQuery { title: "words".into(), body: String::new(), viewer, limit: 5 };
    search::similar(conn, forum, thread, &like).expect("similar ones");
    read_inboxes(conn, forum);
    read_abuse(conn, forum, thread);
    read_moderation(conn, forum, thread, submission);
    read_decided(conn, forum, thread);
}

/// What follows decisions: the log, appeals, edits that wait, and links.
fn read_decided(conn: &Connection, forum: ForumId, thread: &str) {
    let first = appeal::log::list(conn, forum, &PageQuery { cursor: None, limit: 1 });
    let next = first.expect("the log").next;
    assert!(next.is_some(), "there is a second page of the log");
    appeal::log::list(conn, forum, &PageQuery { cursor: next, limit: 1 }).expect("the log");
    let counts = appeal::log::counts(conn, forum).expect("counts");
    assert!(counts.decisions > 0 && !counts.appeals.is_empty(), "{counts:?}");
    appeal::of(conn, 1).expect("an appeal");
    let page = list::page(conn, forum, thread, &query(Sort::Newest)).expect("a page");
    let leads = page.items.iter().filter(|item| item.union_support.is_some());
    assert!(leads.count() > 0, "one of them leads");
    for seq in 1..4 {
        submission::edit::previous(conn, seq).expect("a version");
        duplicate::of(conn, seq, true).expect("a link");
        report::weigh(conn, contract::TargetKind::Submission, seq).expect("reports");
        report::weigh(conn, contract::TargetKind::Comment, seq).expect("reports");
    }
    report::is_newcomer(conn, 1).expect("a person");
}

fn read_abuse(conn: &Connection, forum: ForumId, thread: &str) {
    abuse::load_pace(conn, NOW).expect("pace");
    assert!(!abuse::recent(conn, forum, None).expect("deeds").is_empty(), "there are deeds");
    abuse::recent(conn, forum, Some(thread)).expect("deeds");
}

fn read_moderation(conn: &Connection, forum: ForumId, thread: &str, submission: &str) {
    let target = Target { kind: TargetKind::Submission, id: submission.to_owned() };
    let filtered = |query: &QueueQuery, claimed| QueueQuery {
        thread: Some(thread.to_owned()),
        language: Some("en".into()),
        claimed: Some(claimed),
        q: "words to find ab".into(),
        ..query.clone()
    };
    for sort in QueueSort::ALL.iter().copied() {
        for kind in [None, Some(QueueKind::New)] {
            let query = QueueQuery {
                kind,
                sort,
                thread: None,
                language: None,
                claimed: None,
                q: String::new(),
                cursor: None,
                limit: 1,
                moderator: ParticipantId(1),
                now_ms: NOW,
            };
            let first = moderation::list::page(conn, forum, &query).expect("a queue");
            let waiting = &first.listing.items[0].target;
            moderation::list::cluster(conn, forum, waiting).expect("a cluster");
            let next = QueueQuery { cursor: first.listing.next, ..query };
            assert!(next.cursor.is_some(), "there is a second page by {sort}");
            moderation::list::page(conn, forum, &next).expect("a queue");
            for claimed in [Claimed::Me, Claimed::Others, Claimed::Nobody] {
                let filtered = filtered(&next, claimed);
                moderation::list::page(conn, forum, &filtered).expect("a queue");
            }
        }
    }
    for target in [None, Some(target.clone())] {
        for moderator in [None, Some(ParticipantId(1))] {
            let target = target.clone();
            let query = DecisionQuery { target, moderator, cursor: None, limit: 1 };
            moderation::decision::list(conn, forum, &query).expect("decisions");
        }
    }
    let page = PageQuery { cursor: None, limit: 2 };
    moderation::note::list(conn, forum, &target, &page).expect("notes");
    let viewer = ParticipantId(1);
    submission::view_for_staff(conn, forum, submission, viewer).expect("a submission");
    for target in [None, Some(submission.to_owned())] {
        let query = AuditQuery { target, cursor: None, limit: 1 };
        let first = audit::list(conn, forum, &query).expect("deeds");
        audit::list(conn, forum, &AuditQuery { cursor: first.next, ..query }).expect("deeds");
    }
}

fn read_inboxes(conn: &Connection, forum: ForumId) {
    let (one, page) = (ParticipantId(1), PageQuery { cursor: None, limit: 1 });
    let first = inbox::page(conn, forum, one, &page).expect("an inbox");
    assert!(first.items.next.is_some(), "there is a second page of the inbox");
    let next = PageQuery { cursor: first.items.next, limit: 1 };
    inbox::page(conn, forum, one, &next).expect("an inbox");
    inbox::follows(conn, forum, one).expect("follows");
    inbox::mail::settings_of(conn, forum, "nobody").expect_err("nobody");
    inbox::mail::settings(conn, forum, one).expect("settings");
    assert!(!inbox::mail::due(conn, NOW, 5).expect("digests").is_empty(), "a digest is due");
}

/// The same of answers, of what is owed and of announcements.
fn read_answers(conn: &Connection, forum: ForumId, thread: &str) {
    let page = PageQuery { cursor: None, limit: 2 };
    for state in [None, Some(AnswerState::Draft)] {
        answer::list(conn, forum, state, &page).expect("answers");
    }
    let (draft, out) = (ANSWERS[0], ANSWERS[1]);
    answer::get(conn, forum, draft).expect("an answer");
    answer::versions(conn, forum, out).expect("versions");
    for state in [None, Some(DueState::Due), Some(DueState::Overdue), Some(DueState::Answered)] {
        for offices in [vec![], vec!["children".to_owned(), "older".to_owned()]] {
            for thread in [None, Some(thread.to_owned())] {
                let offices = offices.clone();
                let query =
                    LedgerQuery { state, offices, thread, cursor: None, limit: 2, now_ms: NOW };
                answer::page(conn, forum, &query).expect("a page of the ledger");
            }
        }
    }
    for thread in [None, Some(thread)] {
        answer::announcements(conn, forum, thread, &page).expect("announcements");
    }
}

/// Ids of a draft and of an answer that is out.
const ANSWERS: [&str; 2] =
    ["0198c0de-7c1d-7000-8000-00000000a001", "0198c0de-7c1d-7000-8000-00000000a002"];

/// An answer to a submission.
fn an_answer(id: &str, submission: &str, by: ParticipantId) -> NewAnswer {
    let text = AnswerText {
        status: Status::Accepted,
        heard: String::new(),
        action: "We will".into(),
        body: String::new(),
        office: None,
        due_at: None,
        language: String::new(),
    };
    let submissions = vec![submission.to_owned()];
    NewAnswer { id: id.into(), submissions, text, by, now_ms: NOW }
}

/// Lists of organisations and of awards in all their forms.
fn organisations(conn: &Connection, forum: ForumId) {
    let staff = Reader { viewer: Some(ParticipantId(1)), moderator: true };
    for reader in [Reader::default(), Reader { moderator: false, ..staff }, staff] {
        for state in OrganisationState::ALL {
            for (q, term) in [("", None), ("number", Some("x".to_owned()))] {
                let query = OrganisationQuery {
                    state: *state,
                    q: q.into(),
                    country: term.clone(),
                    kind: term,
                    cursor: None,
                    limit: 1,
                    reader,
                };
                let first = organisation::list(conn, forum, &query).expect("organisations");
                let next = OrganisationQuery { cursor: first.next, ..query };
                organisation::list(conn, forum, &next).expect("organisations");
            }
        }
    }
    organisation::name_like(conn, ParticipantId(1)).expect("a name");
    organisation::memberships(conn, ParticipantId(1)).expect("memberships");
    let found = organisation::list(
        conn,
        forum,
        &OrganisationQuery {
            state: OrganisationState::Verified,
            q: String::new(),
            country: None,
            kind: None,
            cursor: None,
            limit: 2,
            reader: staff,
        },
    )
    .expect("organisations");
    let id = &found.items[0].id;
    let first = organisation::members(conn, forum, id, staff, None, 1).expect("members");
    organisation::members(conn, forum, id, staff, first.next, 1).expect("members");
    let award = Some("x".to_owned());
    for (year, award) in [(None, None), (Some(2021), award)] {
        let query = GalleryQuery { year, category: award.clone(), award, cursor: None, limit: 1 };
        let first = recognition::list(conn, forum, &query).expect("awards");
        let next = GalleryQuery { cursor: first.next, ..query };
        recognition::list(conn, forum, &next).expect("awards");
    }
}

/// Fills an empty forum with something of everything that is read.
pub async fn fill(world: &World) -> Filled {
    let person = world.person("a", Some("cso")).await;
    let budget = |new: &mut storage::NewThread| new.voting.budget = Some(3);
    let thread = world.thread("open", budget).await;
    for slug in ["b", "c"] {
        world.thread(slug, budget).await;
    }
    let mut id = String::new();
    for n in 0..6 {
        id = world.submit(&thread, person, &format!("words {n}"), |_| ()).await.id;
    }
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    for title in ["A ferry to the island", "Night market by the river"] {
        world.submit(&careful, person, title, |_| ()).await;
    }
    let deed = DeedRow {
        forum: world.forum,
        submission: id.clone(),
        participant: person,
        address: 7,
        at: NOW,
    };
    world.storage.note_deeds(vec![deed]).await.expect("noted");
    let mail = MailSettings {
        digest: Digest::Immediate,
        language: "en".into(),
        kinds: vec![InboxKind::Commented],
    };
    world.storage.set_mail_settings(world.forum, person, &mail, NOW).await.expect("set");
    let other = world.person("b", None).await;
    for body in ["one", "two"] {
        let comment = world.new_comment(other, body);
        let made = world.storage.create_comment(world.forum, &id, comment, None).await;
        made.expect("a comment");
    }
    suite::organisations::fill(world).await;

    let storage = &world.storage;
    let draft = world.submit(&thread, person, "drafted", |_| ()).await.id;
    let draft = an_answer(ANSWERS[0], &draft, other);
    storage.create_answer(world.forum, draft, None).await.expect("a draft");
    let out = world.submit(&thread, person, "answered", |_| ()).await.id;
    storage.respond(world.forum, an_answer(ANSWERS[1], &out, other)).await.expect("an answer");

    world.decided(&thread, person).await;
    Filled { thread: thread.id, submission: id }
}
