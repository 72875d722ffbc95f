//! A real consultation is held again through two servers: the same people vote
//! in the same order, and the tallies are those of its data. The data stands
//! beside the project; without it this test says so and passes.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    thread,
};

use serde_json::{Value, json};

use crate::{
    cluster,
    http::{get, send, token},
    open,
    program::{Server, agent},
    server,
};

/// The smallest of the conversations: 2,995 votes of 339 people. `REPLAY` names
/// another.
const CONVERSATION: &str = "15-per-hour-seattle";
/// People who vote at the same time.
const AT_ONCE: usize = 8;
/// Most characters of a title.
const TITLE: usize = 100;

/// A row of votes.csv.
struct Cast {
    statement: String,
    voter: String,
    value: &'static str,
}

fn rows(path: &Path) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// All votes in the order of time; those of the same moment as they stand in
/// the file.
fn casts(folder: &Path) -> Vec<Cast> {
    let mut rows = rows(&folder.join("votes.csv"));
    rows.sort_by_key(|row| row["timestamp"].parse::<u64>().expect("a time"));
    rows.into_iter()
        .map(|row| Cast {
            statement: row["comment-id"].clone(),
            voter: row["voter-id"].clone(),
            value: match row["vote"].as_str() {
                "1" => "agree",
                "-1" => "disagree",
                "0" => "pass",
                other => panic!("a vote of {other}"),
            },
        })
        .collect()
}

/// Submits every statement, in turn on each server; ids by statement.
fn submit(servers: &[Server; 2], folder: &Path) -> HashMap<String, String> {
    let author = token("the-importer", "participant");
    let statements = rows(&folder.join("comments.csv")).into_iter().zip(servers.iter().cycle());
    let one = |(row, server): (HashMap<String, String>, &Server)| {
        let (number, body) = (row["comment-id"].clone(), row["comment-body"].trim());
        let title: String = body.chars().take(TITLE).collect();
        let draft = json!({"kind": "idea", "title": title, "body": body, "language": "en"});
        let url = format!("{}/v1/threads/t/submissions", server.base);
        let made = send(&agent(), "POST", &url, &author, &format!("s{number}"), &draft);
        let (status, made) = made.expect("an answer");
        assert_eq!(status, 201, "statement {number}: {made}");
        (number, made["id"].as_str().expect("an id").to_owned())
    };
    statements.map(one).collect()
}

/// One person's votes stay in their order and go to both servers; people vote at
/// the same time.
fn vote(servers: &[Server; 2], ids: &HashMap<String, String>, casts: &[Cast]) {
    let mut people: BTreeMap<&str, Vec<(usize, &Cast)>> = BTreeMap::new();
    for (place, cast) in casts.iter().enumerate() {
        people.entry(&cast.voter).or_default().push((place, cast));
    }
    let people: Vec<_> = people.into_iter().collect();
    thread::scope(|scope| {
        for part in people.chunks(people.len().div_ceil(AT_ONCE)) {
            scope.spawn(move || {
                let http = agent();
                for (voter, casts) in part {
                    let person = token(&format!("voter-{voter}"), "participant");
                    for (place, cast) in casts {
                        let base = &servers[place % 2].base;
                        let url = format!("{base}/v1/submissions/{}/vote", ids[&cast.statement]);
                        let body = json!({"value": cast.value});
                        let answer = send(&http, "PUT", &url, &person, "", &body);
                        let (status, body) = answer.expect("an answer");
                        assert_eq!(status, 200, "{body}");
                    }
                }
            });
        }
    });
}

#[test]
fn a_real_consultation_has_its_tallies_on_two_servers() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/polis");
    let name = std::env::var("REPLAY").unwrap_or_else(|_| CONVERSATION.to_owned());
    let folder: PathBuf = data.join(&name);
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let Some(cluster) = cluster() else { return };
    let expected = std::fs::read_to_string(data.join("EXPECTED.json")).expect("EXPECTED.json");
    let expected: Value = serde_json::from_str(&expected).expect("JSON");
    let expected = &expected[&name];
    let tallies: BTreeMap<String, [u64; 3]> =
        serde_json::from_value(expected["per_comment_dedup"].clone()).expect("tallies");

    let database = cluster.database().expect("a database");
    let servers = [server(&database), server(&database)];
    open(&servers[0].base);
    let ids = submit(&servers, &folder);
    let casts = casts(&folder);
    assert_eq!(casts.len() as u64, expected["rows_votes_csv"].as_u64().expect("rows"));
    vote(&servers, &ids, &casts);

    for server in &servers {
        let http = agent();
        let read: BTreeMap<String, [u64; 3]> = ids
            .iter()
            .map(|(number, id)| {
                let one = get(&http, &format!("{}/v1/submissions/{id}", server.base));
                let count = |word| one["tally"][word].as_u64().expect("a count");
                (number.clone(), ["agree", "disagree", "pass"].map(count))
            })
            .filter(|(number, counts)| {
                tallies.contains_key(number) || counts.iter().any(|it| *it > 0)
            })
            .collect();
        assert!(read == tallies, "tallies differ: {read:?}");
        let counts = &get(&http, &format!("{}/v1/threads/t", server.base))["counts"];
        assert_eq!(counts["votes"], expected["distinct_pairs"]);
        assert_eq!(counts["submissions"], expected["comments_csv_rows"]);
        // The voters, and who submitted.
        let people = expected["voters"].as_u64().expect("voters") + 1;
        assert_eq!(counts["participants"], people);
    }
}
