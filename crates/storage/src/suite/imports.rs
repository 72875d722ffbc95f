//! Imports and exports.

use contract::{Kind, Sort, Source, Stance, State, Status, VoteChoice};

use super::{
    race::all_votes,
    world::{NOW, World, assert_refused, list},
};
use crate::{
    Claims, CommentQuery, Conflict, ExportParts, Import, ImportSummary, ImportedComment,
    ImportedParticipant, ImportedSubmission, ImportedVote, StorageError, ThreadRow, sum,
};

fn source(id: usize) -> Source {
    Source { system: "elsewhere".into(), id: id.to_string() }
}

/// Five people, three submissions of which one is hidden, votes that change.
pub(super) fn import(world: &World) -> Import {
    let mut thread = world.new_thread("imported");
    thread.source = Some(source(0));
    thread.closes_at = Some(NOW - 5);
    let participant = |n: usize| ImportedParticipant {
        id: world.id(),
        organisation_id: world.id(),
        claims: Claims {
            issuer: "elsewhere".into(),
            subject: n.to_string(),
            sector: (n == 4).then(|| "cso".into()),
            ..Claims::default()
        },
        created_at: NOW - 100,
    };
    let submission = |n: usize| ImportedSubmission {
        id: world.id(),
        reference: format!("OF-IMP-{:04X}", world.number()),
        source: source(n),
        show_source: n != 1,
        author: n,
        kind: Kind::Idea,
        title: format!("i{n}"),
        body: "x".repeat(10_000),
        language: "en".into(),
        theme: None,
        groups: vec!["youth".into()],
        links: Vec::new(),
        status: Status::Received,
        state: if n == 2 { State::Hidden } else { State::Published },
        state_reason: (n == 2).then(|| "rejected".into()),
        response: None,
        recognitions: Vec::new(),
        pinned: n == 0,
        shuffle: 1 + u32::try_from(n).unwrap_or_default(),
        created_at: NOW - 50 + i64::try_from(n).unwrap_or_default(),
    };
    let vote = |submission, participant, value| ImportedVote {
        submission,
        participant,
        value,
        at: NOW - 10,
    };
    let comment = |n: usize, reply_to| ImportedComment {
        id: world.id(),
        source: source(n),
        submission: 0,
        author: 3,
        reply_to,
        stance: Stance::For,
        body: format!("c{n}"),
        language: None,
        state: State::Published,
        created_at: NOW - 20,
    };
    Import {
        thread,
        participants: (0..5).map(participant).collect(),
        submissions: (0..3).map(submission).collect(),
        votes: vec![
            vote(0, 3, VoteChoice::Disagree),
            vote(0, 4, VoteChoice::Agree),
            vote(2, 4, VoteChoice::Pass),
            vote(0, 3, VoteChoice::Agree),
            vote(1, 3, VoteChoice::Pass),
        ],
        comments: vec![comment(1, None), comment(2, Some(0))],
    }
}

/// What is in the database after one import and after many.
async fn state(world: &World) -> String {
    let thread = world.storage.thread(world.forum, "imported").await.expect("found");
    let page = world.page(&thread, &list(Sort::Newest, None)).await.expect("a page");
    let first = page.items.first().expect("a submission");
    let query = CommentQuery { limit: 9, ..CommentQuery::default() };
    let comments = world.storage.comments(world.forum, &first.id, &query).await.expect("comments");
    format!("{page:#?} {comments:#?} {:#?}", all_votes(world, &thread).await)
}

/// The second import changes nothing; the last vote of a person counts.
pub async fn twice(world: &World) {
    let run = async || {
        let (told, progress) = std::sync::mpsc::channel();
        let report = Box::new(move |at| told.send(at).expect("somebody listens"));
        let done = world.storage.import(world.forum, import(world), report).await;
        let last = progress.try_iter().last().expect("told its progress");
        assert_eq!(last.done, last.total);
        done.expect("imported")
    };
    let created = ImportSummary {
        thread_created: true,
        participants_created: 5,
        submissions_created: 3,
        comments_created: 2,
        votes_changed: 4,
        votes: 4,
    };
    assert_eq!(run().await, created);
    let once = state(world).await;
    assert_eq!(run().await, ImportSummary { votes: 4, ..ImportSummary::default() });
    assert_eq!(state(world).await, once);

    let thread = world.storage.thread(world.forum, "imported").await.expect("found");
    let counts = thread.counts;
    assert_eq!((counts.submissions, counts.votes, counts.comments), (2, Some(3), 2));
    assert_eq!(counts.participants, 5);
    let page = world.page(&thread, &list(Sort::Newest, None)).await.expect("a page");
    let told: Vec<_> = page
        .items
        .iter()
        .map(|row| (row.title.as_str(), sum(&row.cells).agree, row.source.is_some()))
        .collect();
    assert_eq!(told, [("i0", 2, true), ("i1", 0, false)], "pinned first, hidden ones not");
    let author = world.storage.participant(world.forum, "elsewhere", "2").await;
    let author = author.expect("read").expect("imported").id;
    let own = world.page(&thread, &list(Sort::Newest, Some(author))).await.expect("a page");
    let hidden = own.items.iter().find(|row| row.title == "i2").expect("seen by its author");
    assert_eq!(sum(&hidden.cells).pass, 1, "votes on hidden ones are kept");
    assert_eq!(hidden.state_reason.as_deref(), Some("rejected"));
}

/// An import that fails leaves nothing; another thread's slug is not taken.
pub async fn failed(world: &World) {
    let run = |import| world.storage.import(world.forum, import, Box::new(|_| ()));
    let mut broken = import(world);
    broken.votes.push(ImportedVote {
        submission: 99,
        participant: 0,
        value: VoteChoice::Agree,
        at: NOW,
    });
    assert_refused!(run(broken).await, StorageError::Inconsistent(_));
    assert_refused!(world.storage.thread(world.forum, "imported").await, StorageError::NotFound);
    assert_eq!(world.storage.participant(world.forum, "elsewhere", "0").await.ok(), Some(None));
    world.thread("imported", |_| ()).await;
    assert_refused!(run(import(world)).await, StorageError::Conflict(Conflict::Slug));
}

/// The export holds each published submission once, oldest first, and each
/// vote on one.
pub async fn export(world: &World) {
    let report = Box::new(|_| ());
    world.storage.import(world.forum, import(world), report).await.expect("imported");
    let thread = world.storage.thread(world.forum, "imported").await.expect("found");
    for (submissions, votes) in [(true, true), (true, false), (false, true), (false, false)] {
        let parts = ExportParts { submissions, votes, ..ExportParts::default() };
        let (told, chosen) = (thread.clone(), move |read: &ThreadRow| {
            assert_eq!(read.slug, "imported", "the choice is told of the thread");
            parts
        });
        let read = world.storage.export(world.forum, "imported", Box::new(chosen)).await;
        let export = read.expect("an export");
        let titles: Vec<_> = export.submissions.iter().map(|row| row.title.as_str()).collect();
        let expected: &[&str] = if submissions { &["i0", "i1"] } else { &[] };
        assert_eq!(titles, expected);
        assert_eq!(export.votes.len(), if votes { 3 } else { 0 });
        assert_eq!(export.thread, told);
    }
    assert_eq!(all_votes(world, &thread).await.len(), 3);
}
