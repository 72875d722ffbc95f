//! The queue, decisions, and taking them back.

use std::sync::Arc;

use contract::{
    Action, Counts, DecidedBy, QueueCounts, QueueKind, QueueSort, ResultsRule, State, Target,
    TargetKind, VoteChoice,
};
use tokio::task::JoinSet;

use super::world::{NOW, World, assert_refused, created};
use crate::{
    AuditQuery, CLAIM_MS, Claimed, Claims, CommentQuery, DecisionQuery, DecisionRow, NewDecision,
    NewNote, NewReferral, PageQuery, ParticipantId, QueueQuery, QueueRow, Result, StorageError,
    SubmissionChange, SubmissionRow, ThreadRow,
};

/// A submission as a target.
fn submission(id: &str) -> Target {
    Target { kind: TargetKind::Submission, id: id.to_owned() }
}

/// Everything that waits, for one moderator.
fn everything(moderator: ParticipantId) -> QueueQuery {
    QueueQuery {
        kind: None,
        sort: QueueSort::Oldest,
        thread: None,
        language: None,
        claimed: None,
        q: String::new(),
        cursor: None,
        limit: 100,
        moderator,
        now_ms: NOW,
    }
}

impl World {
    pub(super) fn deciding(
        &self,
        moderator: ParticipantId,
        target: Target,
        action: Action,
    ) -> NewDecision {
        NewDecision {
            id: self.id(),
            target,
            action,
            reason: None,
            note: String::new(),
            message: String::new(),
            into: None,
            recheck_at: None,
            version: None,
            moderator,
            now_ms: NOW,
        }
    }

    pub(super) async fn decide(
        &self,
        moderator: ParticipantId,
        id: &str,
        action: Action,
    ) -> Result<DecisionRow> {
        let decision = self.deciding(moderator, submission(id), action);
        Ok(created(Ok(self.storage.decide(self.forum, decision, None).await?)))
    }

    async fn queue(&self, query: &QueueQuery) -> Vec<QueueRow> {
        self.storage.queue(self.forum, query).await.expect("a queue").listing.items
    }

    async fn seen(&self, id: &str, by: ParticipantId) -> SubmissionRow {
        self.storage.staff_submission(self.forum, id, by).await.expect("seen").submission
    }

    async fn counts(&self, thread: &ThreadRow) -> Counts {
        self.storage.thread(self.forum, &thread.id).await.expect("a thread").counts
    }
}

/// Each decision changes the state and every counter, and its undoing changes
/// them back exactly.
pub async fn states_and_counters(world: &World) {
    let (author, voter) = (world.person("a", None).await, world.person("v", Some("cso")).await);
    let moderator = world.person("m", None).await;
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "One", |_| ()).await;
    let vote = world.storage.put_vote(world.forum, &row.id, voter, VoteChoice::Agree, NOW).await;
    vote.expect("a vote");
    let comment = world.new_comment(voter, "a comment");
    created(world.storage.create_comment(world.forum, &row.id, comment.clone(), None).await);
    let before = world.counts(&thread).await;
    assert_eq!((before.submissions, before.votes, before.comments), (1, Some(1), 1));

    for (action, state, published) in
        [(Action::Hide, State::Hidden, false), (Action::RequestEdit, State::Pending, false)]
    {
        let mut decision = world.deciding(moderator, submission(&row.id), action);
        decision.reason = Some("spam".into());
        let made = created(world.storage.decide(world.forum, decision, None).await);
        assert_eq!((made.by, made.title.as_str()), (DecidedBy::Moderator, "One"));
        let now = world.seen(&row.id, moderator).await;
        assert_eq!((now.state, now.state_reason.as_deref()), (state, Some("spam")));
        assert_eq!(now.verdict.map(|verdict| verdict.id), Some(made.id.clone()));
        let counts = world.counts(&thread).await;
        let some = u64::from(published);
        assert_eq!((counts.submissions, counts.votes, counts.comments), (some, Some(some), some));
        assert_eq!(counts.participants, before.participants);
        assert_refused!(
            world.storage.submission(world.forum, &row.id, Some(voter)).await,
            StorageError::NotFound
        );
        let undone = world.storage.undo(world.forum, &made.id, moderator, NOW + 1).await;
        let undone = undone.expect("undone");
        assert_eq!(undone.undone_at, Some(NOW + 1));
        assert!(undone.undone_by.is_some());
        assert_eq!(world.counts(&thread).await, before);
        let now = world.seen(&row.id, moderator).await;
        assert_eq!((now.state, now.state_reason, now.verdict), (State::Published, None, None));
        assert_refused!(
            world.storage.undo(world.forum, &made.id, moderator, NOW).await,
            StorageError::WrongState(_)
        );
    }

    let target = Target { kind: TargetKind::Comment, id: comment.id.clone() };
    let hide = world.deciding(moderator, target.clone(), Action::Hide);
    let made = created(world.storage.decide(world.forum, hide, None).await);
    assert_eq!(made.title, "a comment");
    assert_eq!(world.counts(&thread).await.comments, 0);
    let query = CommentQuery { limit: 5, ..CommentQuery::default() };
    let listed = world.storage.comments(world.forum, &row.id, &query).await.expect("comments");
    assert_eq!((listed.items.len(), listed.total), (0, Some(0)));
    let staff = CommentQuery { staff: true, ..query.clone() };
    let listed = world.storage.comments(world.forum, &row.id, &staff).await.expect("comments");
    assert_eq!(listed.items[0].state, State::Hidden);
    assert!(listed.items[0].verdict.is_some());
    // Of a hidden submission a thread counts no comments, shown or not.
    world.decide(moderator, &row.id, Action::Hide).await.expect("hidden");
    world.storage.undo(world.forum, &made.id, moderator, NOW).await.expect("undone");
    assert_eq!(world.counts(&thread).await.comments, 0);
    world.decide(moderator, &row.id, Action::Restore).await.expect("restored");
    assert_eq!(world.counts(&thread).await, before);
}

/// Held, sent back, edited, published, hidden, restored; what does not follow
/// is refused, and only the last word can be taken back.
pub async fn whole_way(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let thread = world.thread("careful", |new| new.premoderated = true).await;
    let row = world.submit(&thread, author, "Waits", |_| ()).await;
    let waiting = world.queue(&everything(moderator)).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].kind, &waiting[0].target), (QueueKind::New, &submission(&row.id)));
    assert_eq!(waiting[0].rules[0].rule, "premoderated");
    for wrong in [Action::Hide, Action::Restore, Action::Pin] {
        assert_refused!(world.decide(moderator, &row.id, wrong).await, StorageError::WrongState(_));
    }
    let mut stale = world.deciding(moderator, submission(&row.id), Action::Approve);
    stale.version = Some(7);
    assert_refused!(
        world.storage.decide(world.forum, stale, None).await,
        StorageError::Stale { current: 1 }
    );
    let asked = world.decide(moderator, &row.id, Action::RequestEdit).await.expect("asked");
    assert!(world.queue(&everything(moderator)).await.is_empty());
    world.storage.undo(world.forum, &asked.id, moderator, NOW).await.expect("undone");
    assert_eq!(world.queue(&everything(moderator)).await, waiting, "as it waited before");
    let approved = world.decide(moderator, &row.id, Action::Approve).await.expect("approved");
    assert!(world.queue(&everything(moderator)).await.is_empty());
    assert_eq!(world.counts(&thread).await.submissions, 1);
    let own = world.storage.submission(world.forum, &row.id, Some(author)).await.expect("own");
    assert_eq!(own.submission.verdict.map(|verdict| verdict.id), Some(approved.id.clone()));
    let seen = world.storage.submission(world.forum, &row.id, None).await.expect("public");
    assert_eq!(seen.submission.verdict, None, "only for whose it is");
    let hidden = world.decide(moderator, &row.id, Action::Hide).await.expect("hidden");
    assert_refused!(
        world.storage.undo(world.forum, &approved.id, moderator, NOW).await,
        StorageError::WrongState(_)
    );
    // A text that nobody has looked at is not published by taking back.
    let change = SubmissionChange { title: Some("Changed".into()), ..SubmissionChange::default() };
    let edit = world.storage.edit_submission(world.forum, &row.id, author, None, change, NOW).await;
    edit.expect("edited");
    assert_refused!(
        world.storage.undo(world.forum, &hidden.id, moderator, NOW).await,
        StorageError::WrongState(_)
    );
    world.decide(moderator, &row.id, Action::Restore).await.expect("restored");
    let query = DecisionQuery { target: Some(submission(&row.id)), limit: 2, ..Default::default() };
    let first = world.storage.decisions(world.forum, &query).await.expect("decisions");
    let second = DecisionQuery { cursor: first.next, ..query };
    let second = world.storage.decisions(world.forum, &second).await.expect("decisions");
    let actions: Vec<_> = first.items.iter().chain(&second.items).map(|row| row.action).collect();
    assert_eq!(actions, [Action::Restore, Action::Hide, Action::Approve, Action::RequestEdit]);
    let mine = DecisionQuery { moderator: Some(author), limit: 9, ..Default::default() };
    let mine = world.storage.decisions(world.forum, &mine).await.expect("decisions");
    assert!(mine.items.is_empty());
    world.storage.withdraw_submission(world.forum, &row.id, author, NOW).await.expect("gone");
    assert_refused!(world.decide(moderator, &row.id, Action::Hide).await, StorageError::Withdrawn);
}

/// Orders, filters, pages and exact counts.
pub async fn queue_pages(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let other = world.thread("other", |new| new.premoderated = true).await;
    let words = ["ferry", "school", "market", "clinic", "harbour", "library", "bakery"];
    for (age, word) in (0..).zip(words) {
        let thread = if age % 2 == 0 { &careful } else { &other };
        let body = format!("{word} {} in our district, please, {}", word.repeat(3), word.repeat(2));
        world
            .submit(thread, author, &format!("A {word}"), |new| {
                new.body = body;
                new.now_ms = NOW + age;
                new.language = if age < 3 { "th".into() } else { "en".into() };
            })
            .await;
    }
    for (sort, limit) in [(QueueSort::Oldest, 1), (QueueSort::Oldest, 3), (QueueSort::Harm, 2)] {
        for kind in [None, Some(QueueKind::New)] {
            let mut query = QueueQuery { kind, sort, limit, ..everything(moderator) };
            let mut titles = Vec::new();
            loop {
                let page = world.storage.queue(world.forum, &query).await.expect("a page");
                assert_eq!(page.counts, QueueCounts { new: 7, ..QueueCounts::default() });
                assert_eq!(page.listing.total, Some(7));
                let rows = page.listing.items.into_iter();
                titles.extend(rows.filter_map(|row| row.submission).map(|row| row.title));
                query.cursor = page.listing.next;
                if query.cursor.is_none() {
                    break;
                }
            }
            let all: Vec<_> = words.iter().map(|word| format!("A {word}")).collect();
            assert_eq!(titles, all);
        }
    }
    let count = async |alter: &dyn Fn(&mut QueueQuery)| {
        let mut query = everything(moderator);
        alter(&mut query);
        let page = world.storage.queue(world.forum, &query).await.expect("a page");
        assert_eq!(page.listing.total, Some(page.listing.items.len() as u64));
        page.listing.items.len()
    };
    assert_eq!(count(&|query| query.thread = Some("careful".into())).await, 4);
    assert_eq!(count(&|query| query.language = Some("th".into())).await, 3);
    assert_eq!(count(&|query| query.q = "market".into()).await, 1);
    assert_eq!(count(&|query| query.q = "a".into()).await, 7);
    assert_eq!(count(&|query| query.kind = Some(QueueKind::Flagged)).await, 0);
    assert_eq!(count(&|query| query.claimed = Some(Claimed::Nobody)).await, 7);
    let unknown = QueueQuery { thread: Some("no".into()), ..everything(moderator) };
    assert_refused!(world.storage.queue(world.forum, &unknown).await, StorageError::NotFound);
    let page = QueueQuery { limit: 1, ..everything(moderator) };
    let page = world.storage.queue(world.forum, &page).await.expect("a page");
    let mixed =
        QueueQuery { cursor: page.listing.next, sort: QueueSort::Harm, ..everything(moderator) };
    assert_refused!(world.storage.queue(world.forum, &mixed).await, StorageError::BadCursor(_));
}

/// 1,000 near-identical submissions are one row; whichever is decided, the
/// rest stays one row with its size exact.
pub async fn clusters(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let copy = |n: usize| {
        let body = "Vote for the golden goose at golden-goose.example, the only goose that lays \
             golden eggs for every household in every province, day and night.";
        let mut new = world.new_submission(author, "Golden goose for everybody");
        new.body = format!("{body} {n}");
        new
    };
    let mut ids = Vec::new();
    for n in 0..1_000 {
        let new = copy(n);
        ids.push(new.id.clone());
        created(world.storage.create_submission(world.forum, &careful.id, new, None).await);
    }
    world.submit(&careful, author, "Something else", |_| ()).await;
    let page = world.storage.queue(world.forum, &everything(moderator)).await.expect("a page");
    assert_eq!(page.counts.new, 2);
    let sizes: Vec<_> = page.listing.items.iter().map(|row| row.cluster_size).collect();
    assert_eq!(sizes, [1_000, 1]);
    assert_eq!(page.listing.items[0].target.id, ids[0], "the one that waits longest leads");
    let others = world.storage.cluster(world.forum, &submission(&ids[0])).await.expect("others");
    let others: Vec<_> = others.into_iter().map(|target| target.id).collect();
    assert_eq!(others, ids[1..]);

    // The lead, one in the middle, and one that its author takes back.
    let lead = world.decide(moderator, &ids[0], Action::Approve).await.expect("approved");
    world.decide(moderator, &ids[500], Action::Reject).await.expect("rejected");
    world.storage.withdraw_submission(world.forum, &ids[7], author, NOW).await.expect("gone");
    let first = &world.queue(&everything(moderator)).await[0];
    assert_eq!((&first.target.id, first.cluster_size), (&ids[1], 997));
    world.storage.undo(world.forum, &lead.id, moderator, NOW).await.expect("undone");
    let first = &world.queue(&everything(moderator)).await[0];
    assert_eq!(first.cluster_size, 998);
    for id in ids.iter().enumerate().filter(|(n, _)| ![7, 500].contains(n)).map(|(_, id)| id) {
        world.decide(moderator, id, Action::Reject).await.expect("rejected");
    }
    let page = world.storage.queue(world.forum, &everything(moderator)).await.expect("a page");
    assert_eq!((page.counts.new, page.listing.items[0].cluster_size), (1, 1));
    // Nothing of the old cluster is left to be found.
    let again = copy(2_000);
    created(world.storage.create_submission(world.forum, &careful.id, again, None).await);
    let rows = world.queue(&everything(moderator)).await;
    assert_eq!(rows.iter().map(|row| row.cluster_size).collect::<Vec<_>>(), [1, 1]);
}

/// A claim holds for ten minutes and for one; notes are kept.
pub async fn claims_and_notes(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let other = world.person("o", None).await;
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let row = world.submit(&careful, author, "Waits", |_| ()).await;
    let target = submission(&row.id);
    let storage = &world.storage;
    let claim = storage.claim(world.forum, &target, moderator, NOW).await.expect("claimed");
    assert_eq!((claim.at, claim.until), (NOW, NOW + CLAIM_MS));
    let renewed = storage.claim(world.forum, &target, moderator, NOW + 5).await.expect("renewed");
    assert_eq!((renewed.at, renewed.until), (NOW, NOW + 5 + CLAIM_MS));
    assert_refused!(
        storage.claim(world.forum, &target, other, NOW + 6).await,
        StorageError::WrongState(_)
    );
    let by = |moderator, claimed, now_ms| QueueQuery {
        claimed: Some(claimed),
        now_ms,
        ..everything(moderator)
    };
    for (who, claimed, count) in [
        (moderator, Claimed::Me, 1),
        (moderator, Claimed::Others, 0),
        (other, Claimed::Others, 1),
        (other, Claimed::Nobody, 0),
    ] {
        assert_eq!(world.queue(&by(who, claimed, NOW)).await.len(), count, "{claimed:?}");
    }
    let end = renewed.until;
    assert_eq!(world.queue(&by(other, Claimed::Nobody, end)).await.len(), 1);
    let taken = storage.claim(world.forum, &target, other, end).await.expect("it had ended");
    assert_eq!((taken.at, taken.until), (end, end + CLAIM_MS));
    storage.release(world.forum, &target, moderator).await.expect("not theirs");
    let claim = world.queue(&QueueQuery { now_ms: end, ..everything(other) }).await.remove(0).claim;
    assert_eq!(claim, Some(taken));
    storage.release(world.forum, &target, other).await.expect("released");
    assert_eq!(world.queue(&everything(other)).await[0].claim, None);

    for body in ["one", "two", "three"] {
        let (id, target) = (world.id(), target.clone());
        let note = NewNote { id, target, body: body.into(), author: moderator, now_ms: NOW };
        created(storage.add_note(world.forum, note, None).await);
    }
    let mut query = PageQuery { cursor: None, limit: 2 };
    let first = storage.notes(world.forum, &target, &query).await.expect("notes");
    query.cursor = first.next;
    let second = storage.notes(world.forum, &target, &query).await.expect("notes");
    let bodies: Vec<_> = first.items.iter().chain(&second.items).map(|note| &note.body).collect();
    assert_eq!(bodies, ["one", "two", "three"]);
    assert_eq!((first.total, second.next), (Some(3), None));
    assert_eq!(world.queue(&everything(other)).await[0].notes_count, 3);
    let nothing = submission("0198c0de-7c1d-7000-8000-0000000fffff");
    assert_refused!(storage.claim(world.forum, &nothing, other, NOW).await, StorageError::NotFound);
    assert_refused!(storage.notes(world.forum, &nothing, &query).await, StorageError::NotFound);
}

/// A moved submission takes its votes, comments and people along, and back.
pub async fn moves(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let (one, two) = (world.thread("one", |_| ()).await, world.thread("two", |_| ()).await);
    let row = world.submit(&one, author, "Moved", |_| ()).await;
    let stays = world.submit(&one, author, "Stays", |_| ()).await;
    for n in 0..3 {
        let voter = world.person(&format!("v{n}"), Some("cso")).await;
        for id in [&row.id, &stays.id] {
            let vote = world.storage.put_vote(world.forum, id, voter, VoteChoice::Agree, NOW).await;
            vote.expect("a vote");
        }
        if n == 0 {
            let comment = world.new_comment(voter, "said");
            created(world.storage.create_comment(world.forum, &row.id, comment, None).await);
        }
    }
    let before = [world.counts(&one).await, world.counts(&two).await];
    let to = async |name: &str| {
        let mut decision = world.deciding(moderator, submission(&row.id), Action::Move);
        decision.into = Some(name.to_owned());
        world.storage.decide(world.forum, decision, None).await.map(|made| created(Ok(made)))
    };
    assert_refused!(to("nowhere").await, StorageError::UnknownInto);
    assert_refused!(to("one").await, StorageError::WrongState(_));
    let moved = to("two").await.expect("moved");
    assert_eq!(moved.into.as_ref(), Some(&two.id));
    let now = world.seen(&row.id, moderator).await;
    assert_eq!((&now.thread_id, now.cells["cso"].agree), (&two.id, 3));
    let left = Counts { submissions: 1, comments: 0, votes: Some(3), participants: 4 };
    assert_eq!(world.counts(&one).await, left);
    let come = Counts { submissions: 1, comments: 1, votes: Some(3), participants: 4 };
    assert_eq!(world.counts(&two).await, come);
    world.storage.undo(world.forum, &moved.id, moderator, NOW).await.expect("undone");
    assert_eq!([world.counts(&one).await, world.counts(&two).await], before);

    // Neither a way of voting nor a promise is left behind.
    world.thread("supports", |new| new.voting.mode = contract::VotingMode::Support).await;
    assert_refused!(to("supports").await, StorageError::WrongState(_));
    let nameless = world.thread("nameless", |new| new.anonymous = true).await;
    let secret = world.submit(&nameless, author, "Unnamed", |_| ()).await;
    let mut decision = world.deciding(moderator, submission(&secret.id), Action::Move);
    decision.into = Some("one".into());
    assert_refused!(
        world.storage.decide(world.forum, decision, None).await,
        StorageError::PromiseKept(_)
    );
    let later = world.thread("later", |new| new.voting.results = ResultsRule::AfterClose).await;
    let hidden = world.submit(&later, author, "Counted later", |_| ()).await;
    let mut decision = world.deciding(moderator, submission(&hidden.id), Action::Move);
    decision.into = Some("one".into());
    let voter = world.person("v0", Some("cso")).await;
    let vote = world.storage.put_vote(world.forum, &hidden.id, voter, VoteChoice::Agree, NOW).await;
    vote.expect("a vote");
    assert_refused!(
        world.storage.decide(world.forum, decision, None).await,
        StorageError::PromiseKept(_)
    );
}

/// Threads are locked and pinned, submissions pinned, and back.
pub async fn threads_and_pins(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let thread = world.thread("open", |_| ()).await;
    let target = Target { kind: TargetKind::Thread, id: thread.id.clone() };
    let decide = async |action| {
        let decision = world.deciding(moderator, target.clone(), action);
        world.storage.decide(world.forum, decision, None).await.map(|made| created(Ok(made)))
    };
    let lock = decide(Action::Lock).await.expect("locked");
    assert_refused!(decide(Action::Lock).await, StorageError::WrongState(_));
    assert_refused!(decide(Action::Hide).await, StorageError::WrongState(_));
    let now = world.storage.thread(world.forum, "open").await.expect("a thread");
    assert_eq!((now.locked, now.pinned, now.version), (true, false, 2));
    world.storage.undo(world.forum, &lock.id, moderator, NOW).await.expect("undone");
    decide(Action::Pin).await.expect("pinned");
    let now = world.storage.thread(world.forum, "open").await.expect("a thread");
    assert_eq!((now.locked, now.pinned, now.version), (false, true, 4));
    let row = world.submit(&thread, author, "Pinned", |_| ()).await;
    let pin = world.decide(moderator, &row.id, Action::Pin).await.expect("pinned");
    let now = world.seen(&row.id, moderator).await;
    assert_eq!((now.pinned, now.version, now.verdict), (true, 1, None));
    world.storage.undo(world.forum, &pin.id, moderator, NOW).await.expect("undone");
    assert!(!world.seen(&row.id, moderator).await.pinned);
}

/// The queue says how many answers are owed, and of these how many are late.
pub async fn owed_answers(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let thread = world.thread("open", |_| ()).await;
    let mut last = String::new();
    for days in 1..=3 {
        last = world.submit(&thread, author, &format!("Owed {days}"), |_| ()).await.id;
        let (id, due_at) = (world.id(), NOW + days);
        let by = moderator;
        let referral = NewReferral { id, office: "older".into(), due_at, by, now_ms: NOW };
        created(world.storage.refer(world.forum, &last, referral, None).await);
    }
    let owed = async |now_ms| {
        let query = QueueQuery { now_ms, ..everything(moderator) };
        let counts = world.storage.queue(world.forum, &query).await.expect("a queue").counts;
        (counts.answers_due, counts.answers_overdue)
    };
    assert_eq!(
        [owed(NOW).await, owed(NOW + 2).await, owed(NOW + 3).await],
        [(3, 0), (3, 2), (3, 3)]
    );
    world.decide(moderator, &last, Action::Hide).await.expect("hidden");
    assert_eq!(owed(NOW + 3).await, (2, 2), "of what is hidden nothing is owed");
}

/// Nobody decides about what they or their organisation wrote.
pub async fn own_cases(world: &World) {
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let of = async |subject: &str, organisation: Option<&str>| {
        let claims = Claims {
            issuer: "https://ministry.example".into(),
            subject: subject.into(),
            name: subject.into(),
            organisation: organisation.map(Into::into),
            ..Claims::default()
        };
        world.participant(claims).await.id
    };
    let (author, colleague) = (of("a", Some("Red")).await, of("b", Some("Red")).await);
    let stranger = of("c", Some("Blue")).await;
    let row = world.submit(&careful, author, "Ours", |_| ()).await;
    for biased in [author, colleague] {
        assert_refused!(
            world.decide(biased, &row.id, Action::Approve).await,
            StorageError::OwnCase
        );
    }
    let made = world.decide(stranger, &row.id, Action::Reject).await.expect("rejected");
    for biased in [author, colleague] {
        assert_refused!(
            world.storage.undo(world.forum, &made.id, biased, NOW).await,
            StorageError::OwnCase
        );
    }
    assert_eq!(world.seen(&row.id, stranger).await.state, State::Hidden);
}

/// Every write is on record, votes without what they say.
pub async fn trail(world: &World) {
    let (author, moderator) = (world.person("a", None).await, world.person("m", None).await);
    let thread = world.thread("open", |_| ()).await;
    let row = world.submit(&thread, author, "Before", |_| ()).await;
    let change = SubmissionChange { title: Some("After".into()), ..SubmissionChange::default() };
    let (storage, forum) = (&world.storage, world.forum);
    storage.edit_submission(forum, &row.id, author, None, change, NOW).await.expect("edited");
    storage.put_vote(forum, &row.id, author, VoteChoice::Disagree, NOW).await.expect("voted");
    storage.delete_vote(forum, &row.id, author, NOW).await.expect("taken back");
    let made = world.decide(moderator, &row.id, Action::Hide).await.expect("hidden");
    storage.undo(forum, &made.id, moderator, NOW).await.expect("undone");
    storage.withdraw_submission(forum, &row.id, author, NOW).await.expect("withdrawn");
    let mut query = AuditQuery { target: Some(row.id.clone()), cursor: None, limit: 3 };
    let mut deeds = Vec::new();
    loop {
        let page = storage.audit(forum, &query).await.expect("a page");
        deeds.extend(page.items);
        query.cursor = page.next;
        if query.cursor.is_none() {
            break;
        }
    }
    deeds.reverse();
    let actions: Vec<_> = deeds.iter().map(|deed| deed.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "submission.create",
            "submission.edit",
            "vote.put",
            "vote.delete",
            "submission.decide",
            "submission.undo",
            "submission.withdraw"
        ]
    );
    let edit = &deeds[1].changes[0];
    assert_eq!(
        (edit.field.as_str(), edit.before.as_deref(), edit.after.as_deref()),
        ("title", Some("Before"), Some("After"))
    );
    for vote in &deeds[2..4] {
        assert!(vote.changes.is_empty());
    }
    let state = deeds[4].changes.iter().find(|change| change.field == "state").expect("a state");
    assert_eq!(
        (state.before.as_deref(), state.after.as_deref()),
        (Some("published"), Some("hidden"))
    );
    let whole = AuditQuery { target: None, cursor: None, limit: 100 };
    let all = storage.audit(forum, &whole).await.expect("a page").items;
    for made in ["participant.create", "thread.create"] {
        assert!(all.iter().any(|deed| deed.action == made), "{made}");
    }
    assert!(!format!("{all:?}").contains("disagree"));
}

/// Of moderators who decide at the same time one wins each round, and the
/// counters follow that one.
pub async fn at_the_same_time(world: &World) {
    let author = world.person("a", None).await;
    let mut moderators = Vec::new();
    for n in 0..8 {
        moderators.push(world.person(&format!("m{n}"), None).await);
    }
    let careful = world.thread("careful", |new| new.premoderated = true).await;
    let mut published = 0;
    for round in 0..25 {
        let row = world.submit(&careful, author, &format!("Round {round}"), |_| ()).await;
        let mut running = JoinSet::new();
        for (n, moderator) in moderators.iter().enumerate() {
            let action = if n % 2 == 0 { Action::Approve } else { Action::Reject };
            let decision = world.deciding(*moderator, submission(&row.id), action);
            let (storage, forum) = (Arc::clone(&world.storage), world.forum);
            running.spawn(async move { storage.decide(forum, decision, None).await });
        }
        let mut won = Vec::new();
        while let Some(made) = running.join_next().await {
            match made.expect("no panic") {
                Ok(made) => won.push(created(Ok(made)).action),
                Err(StorageError::WrongState(_)) => {}
                Err(error) => panic!("refused otherwise: {error:?}"),
            }
        }
        assert_eq!(won.len(), 1, "round {round}");
        published += u64::from(won[0] == Action::Approve);
        assert_eq!(world.counts(&careful).await.submissions, published);
    }
    assert!(world.queue(&everything(moderators[0])).await.is_empty());
}
