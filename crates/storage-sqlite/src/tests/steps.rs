//! What a page costs, counted in steps of the database's virtual machine and
//! not in time: the thousandth page costs what the first does.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use contract::{Kind, Sort, Source, State, Status};
use storage::{
    Claims, Cursor, Filters, ForumId, Import, ImportedParticipant, ImportedSubmission, ListQuery,
    ParticipantId, suite::NOW, suite::World,
};
use storage_sql::testing;

use super::open;
use crate::connection::SqliteConnection;

/// Rows of the thread, and on a page: page 1,000 is the last but one.
const ROWS: usize = 20_020;
const LIMIT: u32 = 20;

fn import(world: &World) -> Import {
    let source = |n: usize| Source { system: "made up".into(), id: n.to_string() };
    let mut thread = world.new_thread("large");
    thread.source = Some(source(0));
    let submission = |n: usize| ImportedSubmission {
        id: world.id(),
        reference: format!("OF-{n:05}"),
        source: source(n),
        show_source: false,
        author: 0,
        kind: Kind::Idea,
        title: format!("Title {n}"),
        body: String::new(),
        language: "en".into(),
        theme: None,
        groups: Vec::new(),
        links: Vec::new(),
        status: Status::Received,
        state: State::Published,
        state_reason: None,
        response: None,
        recognitions: Vec::new(),
        pinned: n.is_multiple_of(5_000),
        shuffle: 1,
        created_at: NOW + i64::try_from(n / 3).unwrap_or_default(),
    };
    let author = ImportedParticipant {
        id: world.id(),
        organisation_id: world.id(),
        claims: Claims { issuer: "i".into(), subject: "s".into(), ..Claims::default() },
        created_at: NOW,
    };
    Import {
        thread,
        participants: vec![author],
        submissions: (0..ROWS).map(submission).collect(),
        votes: Vec::new(),
        comments: Vec::new(),
    }
}

/// Reads pages by their cursors; says what the first, the second and each
/// hundredth cost.
fn costs(conn: &SqliteConnection, forum: ForumId, sort: Sort) -> Vec<u64> {
    let steps = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&steps);
    let count = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    conn.conn.progress_handler(1, Some(count)).expect("a counter");
    let mut costs = Vec::new();
    let mut cursor: Option<Cursor> = None;
    for page in 1.. {
        let query = ListQuery {
            sort,
            seed: String::new(),
            filters: Filters::default(),
            q: String::new(),
            cursor,
            limit: LIMIT,
            // Somebody who has neither written nor voted.
            viewer: Some(ParticipantId(999)),
            now_ms: NOW,
        };
        let before = steps.load(Ordering::Relaxed);
        let read = testing::page(conn, forum, "large", &query).expect("a page");
        if page <= 2 || page % 100 == 0 {
            costs.push(steps.load(Ordering::Relaxed) - before);
        }
        cursor = read.next;
        if cursor.is_none() {
            assert!(page > 1_000, "{page} pages");
            return costs;
        }
    }
    costs
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn page_one_thousand_costs_what_page_one_does() {
    let (storage, dir) = open();
    let world = World::new(storage).await;
    let done = world.storage.import(world.forum, import(&world), Box::new(|_| ())).await;
    done.expect("imported");
    let conn = SqliteConnection::reader(&dir.path().join("forum.db")).expect("a connection");
    for sort in Sort::ALL.iter().copied().filter(|sort| *sort != Sort::Random) {
        let costs = costs(&conn, world.forum, sort);
        let (first, rest) = costs.split_first().expect("pages");
        assert!(*first > 100, "{sort}: the counter counts");
        for cost in rest {
            // The first has no place to begin at, so it is a little cheaper.
            assert!(cost * 4 < first * 5, "{sort}: {costs:?}");
        }
    }
}
