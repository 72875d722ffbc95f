//! Real conversations from `../shared/data` where they are there, and small
//! broken ones.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use contract::{Phase, Sort, State};
use storage::{Filters, ListQuery, ParticipantId, SubmissionRow, sum};
use storage_sqlite::SqliteStorage;
use tempfile::TempDir;

use super::*;
use crate::config::ForumProfile;

/// The end of the year 2026, after all that is imported here.
const NOW: i64 = 1_798_000_000_000;

struct World {
    storage: SqliteStorage,
    forum: ForumRow,
    dir: TempDir,
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let storage = storage_sqlite::open(&dir.path().join("forum.db")).expect("a database");
        let config = ForumProfile::built_in().expect("a profile").into_forum(
            false,
            false,
            false,
            Vec::new(),
        );
        let forum = storage.upsert_forum("default", &config, NOW).await.expect("a forum");
        Self { storage, forum, dir }
    }

    async fn import(&self, dir: &Path, slug: &str) -> Result<Summary, ImportError> {
        let checked = super::check(dir, slug)?;
        polis(&self.storage, &Sources::system(), &self.forum, &checked, |_| ()).await
    }

    /// Everything in the thread that a viewer may see.
    async fn all(&self, slug: &str, viewer: Option<ParticipantId>) -> Vec<SubmissionRow> {
        let mut query = ListQuery {
            sort: Sort::Newest,
            seed: String::new(),
            filters: Filters::default(),
            q: String::new(),
            cursor: None,
            limit: 100,
            viewer,
            now_ms: NOW,
        };
        let mut all = Vec::new();
        loop {
            let page = self.storage.submissions(self.forum.id, slug, &query).await.expect("a page");
            all.extend(page.items);
            query.cursor = page.next;
            if query.cursor.is_none() {
                return all;
            }
        }
    }

    /// `[agree, disagree, pass]` by comment, the hidden ones as their authors
    /// see them.
    async fn tallies(&self, slug: &str, conversation: &Conversation) -> BTreeMap<String, [u32; 3]> {
        let mut rows = self.all(slug, None).await;
        for statement in &conversation.statements {
            if statement.moderated == Moderated::Rejected {
                let subject = format!("{}#{}", conversation.id, statement.author);
                let author = self.storage.participant(self.forum.id, SYSTEM, &subject).await;
                let author = author.expect("read").expect("an author").id;
                let own = self.all(slug, Some(author)).await;
                rows.extend(own.into_iter().filter(|row| row.state == State::Hidden));
            }
        }
        let tally = |row: SubmissionRow| {
            let votes = sum(&row.cells);
            let id = row.source.expect("a source").id;
            (id, [votes.agree, votes.disagree, votes.pass])
        };
        rows.into_iter().map(tally).collect()
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/polis")
}

/// Imports a real conversation twice and compares every statement.
async fn check(name: &str, language: &str) {
    let dir = data().join(name);
    if !dir.is_dir() {
        println!("skipped: {} is not there", dir.display());
        return;
    }
    let expected = fs::read_to_string(data().join("EXPECTED.json")).expect("EXPECTED.json");
    let expected: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
    let expected = &expected[name];
    let count = |field: &str| {
        expected[field].as_u64().and_then(|count| usize::try_from(count).ok()).expect(field)
    };
    let per_comment: BTreeMap<String, [u32; 3]> =
        serde_json::from_value(expected["per_comment_dedup"].clone()).expect("tallies");

    let world = World::new().await;
    let summary = world.import(&dir, "real").await.expect("imported");
    assert_eq!(summary.statements, count("comments_csv_rows"));
    assert_eq!(summary.rows, count("rows_votes_csv"));
    assert_eq!(summary.changed.votes, count("distinct_pairs"));
    assert_eq!(summary.changed.votes_changed, count("distinct_pairs"));
    assert_eq!(summary.people, count("voters"), "all who wrote voted too");

    let conversation = Conversation::read(&dir).expect("read");
    let first = world.tallies("real", &conversation).await;
    // Statements that nobody voted on are not in the expectation.
    let voted: BTreeMap<_, _> = first
        .iter()
        .filter(|(_, tally)| **tally != [0; 3])
        .map(|(id, it)| (id.clone(), *it))
        .collect();
    assert_eq!(voted, per_comment);
    assert_eq!(first.len(), summary.statements);

    let again = world.import(&dir, "real").await.expect("imported again");
    let unchanged = ImportSummary { votes: summary.changed.votes, ..ImportSummary::default() };
    assert_eq!(again.changed, unchanged);
    assert_eq!(world.tallies("real", &conversation).await, first);

    let thread = world.storage.thread(world.forum.id, "real").await.expect("a thread");
    assert_eq!(thread.language, language);
    assert_eq!(thread.phase(NOW), Phase::Closed);
    assert_eq!(thread.closes_at, conversation.votes.last().map(|vote| vote.at));
    assert_eq!(thread.title, conversation.topic);
    let shown = summary.statements - summary.hidden;
    assert_eq!(usize::try_from(thread.counts.submissions), Ok(shown));
    assert_eq!(usize::try_from(thread.counts.participants), Ok(summary.people));
    for row in world.all("real", None).await {
        assert!(row.author.sector.is_none());
        assert!(Normalizer::UNICODE.length(&row.title) <= 120);
        let beginning = row.title.trim_end_matches('…');
        assert!(text::one_line(&row.body).starts_with(beginning), "{}", row.title);
    }
    assert!(matches!(world.import(&dir, "Not A Slug").await, Err(ImportError::Slug(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vtaiwan_equals_one_vote_a_person() {
    check("vtaiwan.uberx", "zh-Hant").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn biodiversity_equals_one_vote_a_person() {
    check("scoop-hivemind.biodiversity", "en").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seattle_equals_one_vote_a_person() {
    check("15-per-hour-seattle", "en").await;
}

const SUMMARY: &str = "topic,A topic\nurl,https://pol.is/made-up\nviews,3\n";
const COMMENTS: &str =
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1000,x,0,7,9,9,1,First
1001,x,1,8,9,9,-1,\"Second,
over \"\"two\"\" lines\"
1002,x,2,8,9,9,0,Third
";
const VOTES: &str = "timestamp,datetime,comment-id,voter-id,vote
2000,x,0,7,1
2003,x,0,8,-1
2002,x,0,8,1
2003,x,0,7,0
2001,x,1,7,-1
";

fn write(dir: &Path, comments: &[u8], votes: &[u8]) {
    fs::write(dir.join("summary.csv"), SUMMARY).expect("written");
    fs::write(dir.join("comments.csv"), comments).expect("written");
    fs::write(dir.join("votes.csv"), votes).expect("written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_one_is_imported_as_it_is() {
    let world = World::new().await;
    let dir = world.dir.path();
    write(dir, COMMENTS.as_bytes(), VOTES.as_bytes());
    let summary = world.import(dir, "small").await.expect("imported");
    assert_eq!((summary.statements, summary.hidden, summary.people), (3, 1, 2));
    assert_eq!((summary.rows, summary.changed.votes), (5, 3));
    let conversation = Conversation::read(dir).expect("read");
    let tallies = world.tallies("small", &conversation).await;
    let told = [("0", [0, 1, 1]), ("1", [0, 1, 0]), ("2", [0, 0, 0])];
    assert_eq!(tallies, told.map(|(id, tally)| (id.to_owned(), tally)).into());
    let rows = world.all("small", None).await;
    assert_eq!(rows.iter().map(|row| row.created_at).collect::<Vec<_>>(), [1002, 1000]);
    // Another conversation does not go into the same thread.
    fs::write(dir.join("summary.csv"), SUMMARY.replace("made-up", "other")).expect("written");
    assert!(matches!(world.import(dir, "small").await, Err(ImportError::Taken(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_file_is_refused_with_its_line_and_nothing_is_written() {
    let world = World::new().await;
    let dir = world.dir.path();
    let comments =
        |from: &str, to: &str| (COMMENTS.replacen(from, to, 1).into_bytes(), VOTES.into());
    let votes =
        |from: &str, to: &str| (Vec::from(COMMENTS), VOTES.replacen(from, to, 1).into_bytes());
    let mut not_text = (Vec::from(COMMENTS), Vec::from(VOTES));
    let place = COMMENTS.find("Third").expect("the third");
    not_text.0[place] = 0xff;
    let broken = [
        ("comments.csv, line 1: there is no column \"moderated\"", comments("moderated", "mod")),
        ("comments.csv, line 3: \"x1\" is not a comment's number", comments("x,1,", "x,x1,")),
        ("comments.csv, line 3: moderated is \"2\"", comments("-1,\"S", "2,\"S")),
        ("comments.csv, line 5: it has 7 columns and not 8", comments("1002,x,", "1002,")),
        ("comments.csv, line 5: comment 0 stands in line 2", comments("x,2,", "x,0,")),
        ("comments.csv, line 5: the comment has no text", comments("Third", "  ")),
        ("comments.csv, line 5: it is not UTF-8", not_text),
        ("comments.csv, line 5: it has a NUL", comments("Third", "Thi\0rd")),
        ("comments.csv, line 5: a quotation does not end", comments("Third", "\"Third")),
        ("comments.csv, line 2: \"soon\" is not a time", comments("1000", "soon")),
        ("comments.csv, line 2: -5 is not a time", comments("1000", "-5")),
        ("votes.csv, line 1: there is no column \"vote\"", votes(",vote\n", ",choice\n")),
        ("votes.csv, line 6: comment 9 is not in comments.csv", votes("2001,x,1", "2001,x,9")),
        ("votes.csv, line 4: vote is \"3\"", votes("x,0,8,1", "x,0,8,3")),
        ("votes.csv, line 2: \"\" is not a voter's number", votes("x,0,7,1", "x,0,,1")),
        ("votes.csv, line 3: it has 6 columns and not 5", votes("2003,", "2003,,")),
        ("votes.csv, line 1: the file is empty", (Vec::from(COMMENTS), Vec::new())),
    ];
    for (told, (comments, votes)) in broken {
        write(dir, &comments, &votes);
        let error = world.import(dir, "broken").await.expect_err(told).to_string();
        assert!(error.contains(told), "{error} is not {told}");
    }
    fs::remove_file(dir.join("votes.csv")).expect("removed");
    let error = world.import(dir, "broken").await.expect_err("a missing file").to_string();
    assert!(error.starts_with("cannot read") && error.contains("votes.csv"), "{error}");
    write(dir, COMMENTS.as_bytes(), VOTES.as_bytes());
    fs::write(dir.join("summary.csv"), "url,https://pol.is/made-up\n").expect("written");
    let error = world.import(dir, "broken").await.expect_err("no topic").to_string();
    assert!(error.contains("summary.csv, line 1: there is no row \"topic\""), "{error}");
    let found = world.storage.thread(world.forum.id, "broken").await;
    assert!(matches!(found, Err(StorageError::NotFound)), "nothing was written");
    let person =
        world.storage.participant(world.forum.id, SYSTEM, "https://pol.is/made-up#7").await;
    assert_eq!(person.ok(), Some(None));
}

#[test]
fn a_short_first_paragraph_is_the_summary() {
    let pair = |summary: &str, body: &str| (summary.to_owned(), body.to_owned());
    assert_eq!(introduction(" One. \n\nTwo.\n\nThree."), pair("One.", "Two.\n\nThree."));
    assert_eq!(introduction("* a\n* b"), pair("", "* a\n* b"));
    assert_eq!(introduction(""), pair("", ""));
    let long = "x".repeat(301);
    assert_eq!(introduction(&long), pair("", &long));
}
