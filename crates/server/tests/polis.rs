//! Real conversations of Polis from the command line to the answers over HTTP:
//! one vote a person, the last, in every list and in the open data. The data
//! stands beside the project; without it these tests say so and pass.

mod program;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use contract::{Export, Page, State, Submission, Tally, VoteChoice};
use storage::{Filters, ListQuery, Storage as _, sum};

use self::program::{Server, agent, database, run};

/// Agree, disagree and pass.
type Votes = [u32; 3];
/// Votes by the number of a statement.
type Tallies = BTreeMap<String, Votes>;

/// Every order, on pages that are not full at the end.
const LISTS: [&str; 6] = [
    "sort=newest&limit=20",
    "sort=support&limit=17",
    "sort=broad&limit=13",
    "sort=discussed&limit=100",
    "sort=unseen&limit=7",
    "sort=random&seed=a-reader&limit=19",
];

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/polis")
}

/// Imports with the program; what it printed.
fn import(dir: &Path, slug: &str, folder: &Path) -> String {
    let dir = dir.to_str().expect("a path in UTF-8");
    let output = run(&["import", "polis", dir, "--thread", slug, "--database", &database(folder)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// What an address answers to anybody: its status, its entity tag, its body.
fn get(base: &str, path: &str) -> (u16, String, String) {
    let mut response = agent().get(format!("{base}{path}")).call().expect("an answer");
    let etag = response.headers().get("etag").and_then(|tag| tag.to_str().ok());
    let etag = etag.unwrap_or_default().to_owned();
    let body = response.body_mut().read_to_string().expect("a body");
    (response.status().as_u16(), etag, body)
}

fn votes(tally: &Tally) -> Votes {
    let Tally { agree, disagree, pass, support, participants, .. } = *tally;
    assert_eq!((support, participants), (0, agree + disagree + pass));
    [agree, disagree, pass]
}

fn statement(submission: &Submission) -> String {
    let source = submission.source.as_ref().expect("a source");
    assert_eq!(source.system, "polis");
    source.id.clone()
}

fn tallies<'a>(submissions: impl IntoIterator<Item = &'a Submission>) -> Tallies {
    let one = |it: &Submission| (statement(it), votes(it.tally.as_ref().expect("a tally")));
    submissions.into_iter().map(one).collect()
}

/// Everything that anybody reads of the thread, byte for byte.
#[derive(PartialEq, Eq)]
struct Answers {
    /// The pages of every list, with their entity tags.
    lists: Vec<Vec<(String, String)>>,
    /// Both tables.
    tables: [String; 2],
    /// The entity tag of the export, which leaves its moment out.
    export_tag: String,
    /// The export.
    export: String,
}

impl Answers {
    fn read(base: &str, slug: &str) -> Self {
        let ok = |path: &str| {
            let (status, etag, body) = get(base, path);
            assert_eq!(status, 200, "{path}: {body}");
            (etag, body)
        };
        let thread = format!("/v1/threads/{slug}");
        let lists = LISTS.iter().map(|list| {
            let mut pages = Vec::new();
            let mut cursor = String::new();
            loop {
                let page = ok(&format!("{thread}/submissions?{list}{cursor}"));
                let next = parse(&page.1).next_cursor;
                pages.push(page);
                let Some(next) = next else { return pages };
                cursor = format!("&cursor={next}");
            }
        });
        let lists = lists.collect();
        let tables =
            ["submissions", "votes"].map(|part| ok(&format!("{thread}/export.csv?part={part}")).1);
        let (export_tag, export) = ok(&format!("{thread}/export.json"));
        Self { lists, tables, export_tag, export }
    }

    /// Compares all of it, apart from the moment at which an export was made.
    fn assert_same(&self, other: &Self) {
        assert!(self.lists == other.lists, "lists changed");
        assert!(self.tables == other.tables, "tables changed");
        assert_eq!(self.export_tag, other.export_tag);
        let timeless = |text: &str| {
            let export: Export = serde_json::from_str(text).expect("an export");
            Export { generated_at: String::new(), ..export }
        };
        assert!(timeless(&self.export) == timeless(&other.export), "the export changed");
    }
}

fn parse(page: &str) -> Page<Submission> {
    serde_json::from_str(page).expect("a page of submissions")
}

/// A row of comments.csv.
struct Statement {
    number: String,
    author: String,
    rejected: bool,
}

fn statements(dir: &Path) -> Vec<Statement> {
    let mut reader = csv::Reader::from_path(dir.join("comments.csv")).expect("comments.csv");
    let head = reader.headers().expect("a head").clone();
    let column = |name| head.iter().position(|cell| cell == name).expect(name);
    let [number, author, moderated] = ["comment-id", "author-id", "moderated"].map(column);
    let rows = reader.records().map(|row| row.expect("a row")).map(|row| Statement {
        number: row[number].to_owned(),
        author: row[author].to_owned(),
        rejected: &row[moderated] == "-1",
    });
    rows.collect()
}

/// Rejected statements as they stand in the database, seen by their authors:
/// ids and votes.
fn hidden(dir: &Path, slug: &str, folder: &Path) -> BTreeMap<String, (String, Votes)> {
    let summary = fs::read_to_string(dir.join("summary.csv")).expect("summary.csv");
    let address = summary.lines().find_map(|line| line.strip_prefix("url,")).expect("a url");
    let rejected = statements(dir).into_iter().filter(|statement| statement.rejected);
    let authors: BTreeSet<_> = rejected.map(|statement| statement.author).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let storage = storage_sqlite::open(&folder.join("forum.db")).expect("the database");
        let forum = storage.forum("default").await.expect("the forum").id;
        let mut found = BTreeMap::new();
        for author in authors {
            let subject = format!("{address}#{author}");
            let person = storage.participant(forum, "polis", &subject).await.expect("reads");
            let own = ListQuery {
                sort: contract::Sort::Newest,
                seed: String::new(),
                filters: Filters { mine: true, ..Filters::default() },
                q: String::new(),
                cursor: None,
                limit: 1_000,
                viewer: Some(person.expect("the author").id),
                now_ms: 0,
            };
            let page = storage.submissions(forum, slug, &own).await.expect("a page");
            for row in page.items.into_iter().filter(|row| row.state == State::Hidden) {
                let votes = sum(&row.cells);
                let number = row.source.expect("a source").id;
                found.insert(number, (row.id, [votes.agree, votes.disagree, votes.pass]));
            }
        }
        storage.close().await.expect("closes");
        found
    })
}

/// The cells of a table, its head first.
fn table(text: &str) -> Vec<csv::StringRecord> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.into_records().map(|row| row.expect("a row")).collect()
}

/// Every list shows each published statement once, with its votes.
fn check_lists(answers: &Answers, published: &Tallies) {
    for (pages, list) in answers.lists.iter().zip(LISTS) {
        let pages: Vec<_> = pages.iter().map(|(_, body)| parse(body)).collect();
        let items: Vec<_> = pages.iter().flat_map(|page| &page.items).collect();
        let ids: BTreeSet<_> = items.iter().map(|item| &item.id).collect();
        assert_eq!(ids.len(), items.len(), "{list} shows one twice");
        assert_eq!(items.len(), published.len(), "{list}");
        assert_eq!(tallies(items), *published, "{list}");
    }
}

/// The open data has the same tallies, and votes that add up to them.
fn check_exports(answers: &Answers, published: &Tallies) {
    let export: Export = serde_json::from_str(&answers.export).expect("an export");
    assert_eq!(tallies(&export.submissions), *published);
    let numbers: BTreeMap<_, _> =
        export.submissions.iter().map(|it| (it.reference.as_str(), statement(it))).collect();
    let mut counted: Tallies = published.keys().map(|number| (number.clone(), [0; 3])).collect();
    let mut pairs = BTreeSet::new();
    for vote in &export.votes {
        let number = &numbers[vote.submission.as_str()];
        assert!(pairs.insert((number, vote.voter)), "{} voted twice on {number}", vote.voter);
        let place = match vote.value {
            VoteChoice::Agree => 0,
            VoteChoice::Disagree => 1,
            VoteChoice::Pass => 2,
            VoteChoice::Support => panic!("nobody could support"),
        };
        counted.get_mut(number).expect("a published one")[place] += 1;
    }
    assert_eq!(counted, *published, "the votes of the export");

    let [submissions, votes] = answers.tables.each_ref().map(|text| table(text));
    let column = |name: &str| submissions[0].iter().position(|cell| cell == name).expect(name);
    let columns = ["source_id", "agree", "disagree", "pass"].map(column);
    let rows = submissions.iter().skip(1).map(|row| {
        let [number, agree, disagree, pass] = columns.map(|column| row[column].to_owned());
        (number, [agree, disagree, pass].map(|figure| figure.parse().expect("a number")))
    });
    assert_eq!(rows.collect::<Tallies>(), *published, "the table");
    let rows: Vec<_> = votes.iter().skip(1).map(|row| row.iter().collect::<Vec<_>>()).collect();
    let figures: Vec<_> = export.votes.iter().map(|vote| vote.voter.to_string()).collect();
    let exported =
        export.votes.iter().zip(&figures).map(|(vote, voter)| {
            vec![vote.submission.as_str(), voter.as_str(), vote.value.as_str()]
        });
    assert!(rows == exported.collect::<Vec<_>>(), "both exports have the same votes");
}

/// Imports a conversation, and holds every answer against what is expected.
fn check(name: &str, slug: &str) {
    let dir = data().join(name);
    if !dir.is_dir() {
        println!("skipped: {} is not there", dir.display());
        return;
    }
    let expected = fs::read_to_string(data().join("EXPECTED.json")).expect("EXPECTED.json");
    let expected: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
    let expected = &expected[name];
    let expected_votes: Tallies =
        serde_json::from_value(expected["per_comment_dedup"].clone()).expect("tallies");
    // Statements that nobody voted on are not in the expectation.
    let votes_of = |it: &Statement| expected_votes.get(&it.number).copied().unwrap_or_default();
    let all = statements(&dir);
    let (rejected, shown): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.rejected);
    let published: Tallies =
        shown.into_iter().map(|it| (it.number.clone(), votes_of(it))).collect();

    let folder = tempfile::tempdir().expect("a folder");
    let told = import(&dir, slug, folder.path());
    let (statements, pairs) = (&expected["comments_csv_rows"], &expected["distinct_pairs"]);
    let said = format!(
        "Thread {slug}: {statements} statements ({} hidden), {people} people, {pairs} votes of \
         {} rows; new: {statements} submissions, {people} people, {pairs} votes\n",
        expected["moderated_counts"]["-1"],
        expected["rows_votes_csv"],
        people = expected["voters"],
    );
    assert_eq!(told, said);
    let hidden = hidden(&dir, slug, folder.path());
    assert_eq!(hidden.len(), rejected.len());
    for statement in rejected {
        let (_, stored) = &hidden[&statement.number];
        assert_eq!(*stored, votes_of(statement), "hidden {}", statement.number);
    }

    let server = Server::start(folder.path());
    let answers = Answers::read(&server.base, slug);
    check_lists(&answers, &published);
    check_exports(&answers, &published);
    for (number, (id, _)) in &hidden {
        for path in ["", "/history", "/comments"] {
            let (status, _, body) = get(&server.base, &format!("/v1/submissions/{id}{path}"));
            assert_eq!(status, 404, "hidden {number}{path}: {body}");
        }
        for text in answers.tables.iter().chain([&answers.export]) {
            assert!(!text.contains(id.as_str()), "hidden {number} is exported");
        }
    }

    // Beside the server that runs, and with the server started again.
    let told = import(&dir, slug, folder.path());
    assert!(told.ends_with("; new: 0 submissions, 0 people, 0 votes\n"), "{told}");
    Answers::read(&server.base, slug).assert_same(&answers);
    drop(server);
    let server = Server::start(folder.path());
    assert!(Answers::read(&server.base, slug).lists == answers.lists, "lists after a restart");
}

#[test]
fn vtaiwan_equals_one_vote_a_person() {
    check("vtaiwan.uberx", "uberx");
}

#[test]
fn biodiversity_equals_one_vote_a_person() {
    check("scoop-hivemind.biodiversity", "biodiversity");
}

#[test]
fn seattle_equals_one_vote_a_person() {
    check("15-per-hour-seattle", "minimum-wage");
}

/// A small conversation of our own, so that this runs without the data.
fn small(folder: &Path) -> PathBuf {
    let dir = folder.join("small");
    fs::create_dir(&dir).expect("a folder");
    let files = [
        ("summary.csv", "topic,A topic\nurl,https://pol.is/small\n"),
        (
            "comments.csv",
            "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n\
             1000,x,0,7,9,9,1,First\n",
        ),
        ("votes.csv", "timestamp,datetime,comment-id,voter-id,vote\n2000,x,0,7,1\n"),
    ];
    for (file, text) in files {
        fs::write(dir.join(file), text).expect("written");
    }
    dir
}

#[test]
fn wrong_arguments_are_one_sentence_and_write_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = small(folder.path());
    let good = good.to_str().expect("a path in UTF-8");
    let broken = folder.path().join("broken");
    fs::create_dir(&broken).expect("a folder");
    for file in ["summary.csv", "votes.csv"] {
        fs::copy(Path::new(good).join(file), broken.join(file)).expect("copied");
    }
    fs::write(broken.join("comments.csv"), "timestamp\nx\n").expect("written");
    let broken = broken.to_str().expect("a path in UTF-8");
    let here = database(folder.path());
    let before = files(folder.path());
    for (arguments, code, named) in [
        (&["/nothing/there", "--thread", "t", "--database", &here][..], 1, "/nothing/there"),
        (&[&format!("{good}/votes.csv"), "--thread", "t", "--database", &here], 1, "votes.csv"),
        (&[broken, "--thread", "t", "--database", &here], 1, "comments.csv, line 1"),
        (&[good, "--thread", "Über X", "--database", &here], 2, "Über X"),
        (&[good, "--thread", "../t", "--database", &here], 2, "../t"),
        (&[good, "--thread", "t", "--forum", "nobody", "--database", &here], 2, "nobody"),
        (&[good, "--thread", "", "--database", &here], 2, "slug"),
        (&[good, "--database", &here], 2, "--thread"),
        (&["--thread", "t", "--database", &here], 2, "DIR"),
        (&[good, "--thread", "t", "--database", "mysql://x"], 2, "sqlite:PATH"),
        (
            &[good, "--thread", "t", "--database", "postgres://127.0.0.1:1/x"],
            1,
            "cannot be reached",
        ),
        (&[good, "--thread", "t", "--database", "sqlite:/nothing/there/f.db"], 1, "/nothing"),
        (&[good, "--thread", "t", "--database", &here, "more"], 2, "more"),
    ] {
        let output = run(&[&["import", "polis"], arguments].concat());
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert_eq!(text.lines().count(), 1, "{arguments:?}: {text}");
        assert!(text.contains(named) && text.ends_with(".\n"), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert_eq!(files(folder.path()), before, "{arguments:?} wrote something");
    }
    let told = import(Path::new(good), "t", folder.path());
    assert!(told.contains("1 votes of 1 rows"), "{told}");
}

/// The names in a folder.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}
