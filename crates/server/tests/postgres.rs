//! Several servers on one `PostgreSQL`: one vote each, nothing that was answered
//! is lost, and the database may go and come back. Without `PostgreSQL` these
//! tests skip themselves.

#[path = "postgres/gone.rs"]
mod gone;
#[path = "program/http.rs"]
mod http;
#[path = "binary/killed.rs"]
mod killed;
#[path = "postgres/live.rs"]
mod live;
#[path = "postgres/pace.rs"]
mod pace;
#[expect(dead_code, reason = "the tests of the program alone use the rest")]
mod program;
#[path = "postgres/replay.rs"]
mod replay;

use std::{process::Stdio, thread};

use postgres_cluster::{Cluster, Keeping, NoCluster};
use serde_json::json;

use self::{
    http::{get, send, token},
    program::{Server, UNLIMITED, agent},
};

/// A cluster that keeps what is committed; none where it is not installed.
fn cluster() -> Option<Cluster> {
    match Cluster::start(Keeping::Everything) {
        Ok(cluster) => Some(cluster),
        Err(NoCluster::Missing) => {
            println!("skipped: {}", NoCluster::Missing);
            None
        }
        Err(error) => panic!("no cluster: {error}"),
    }
}

/// A server on a database, without limits of pace.
fn server(database: &str) -> Server {
    let more = [&["--log", "error"][..], &UNLIMITED].concat();
    Server::start_on(database, &more, Stdio::inherit())
}

/// Opens a thread.
fn open(base: &str) {
    let thread = json!({"slug": "t", "kind": "proposals", "title": "T", "language": "en", "promise": "consult",
        "voting": {"mode": "opinion", "budget": null, "results": "always", "answer_at": null}});
    let url = format!("{base}/v1/threads");
    let opened = send(&agent(), "POST", &url, &token("official", "official"), "t", &thread);
    assert_eq!(opened.map(|(status, _)| status), Some(201));
}

/// Opens the thread and writes a submission there; answers its id.
fn submission(base: &str) -> String {
    open(base);
    let url = format!("{base}/v1/threads/t/submissions");
    let draft = json!({"kind": "idea", "title": "One", "language": "en"});
    let made = send(&agent(), "POST", &url, &token("a", "participant"), "k", &draft);
    let made = made.expect("an answer").1;
    made["id"].as_str().expect("an id").to_owned()
}

/// Votes; answers the status, or nothing where there was no answer.
fn vote(server: &Server, submission: &str, voter: &str) -> Option<u16> {
    let url = format!("{}/v1/submissions/{submission}/vote", server.base);
    let (token, body) = (token(voter, "participant"), json!({"value": "agree"}));
    send(&agent(), "PUT", &url, &token, "", &body).map(|(status, _)| status)
}

#[test]
fn two_servers_that_start_at_once_are_fine() {
    let Some(cluster) = cluster() else { return };
    let database = cluster.database().expect("a database");
    let start = || server(&database);
    let servers = thread::scope(|scope| {
        [0, 1, 2].map(|_| scope.spawn(start)).map(|one| one.join().expect("a server"))
    });
    open(&servers[0].base);
    for server in &servers {
        assert_eq!(get(&agent(), &format!("{}/v1/threads/t", server.base))["title"], "T");
    }
}

/// Each round one person votes many times at once on two servers, half of the
/// rounds always the same.
#[test]
fn one_person_has_one_vote_on_two_servers() {
    const ROUNDS: usize = 200;
    const AT_ONCE: usize = 16;
    const EACH: usize = 4;
    const WORDS: [&str; 3] = ["agree", "disagree", "pass"];
    let Some(cluster) = cluster() else { return };
    let database = cluster.database().expect("a database");
    let name = database.rsplit('/').next().expect("its name").to_owned();
    let servers = [server(&database), server(&database)];
    open(&servers[0].base);
    let person = token("a", "participant");
    let http = agent();
    for round in 0..ROUNDS {
        let url = format!("{}/v1/threads/t/submissions", servers[round % 2].base);
        let draft = json!({"kind": "idea", "title": format!("Round {round}"), "language": "en"});
        let made = send(&http, "POST", &url, &person, &format!("s{round}"), &draft);
        let made = made.expect("an answer").1;
        let id = made["id"].as_str().expect("an id");
        thread::scope(|scope| {
            for sender in 0..AT_ONCE {
                let (servers, person) = (&servers, &person);
                scope.spawn(move || {
                    let http = agent();
                    let base = &servers[sender % 2].base;
                    for number in 0..EACH {
                        let word = if round % 2 == 0 { 0 } else { (sender + number) % 3 };
                        let url = format!("{base}/v1/submissions/{id}/vote");
                        let body = json!({"value": WORDS[word]});
                        let answer = send(&http, "PUT", &url, person, "", &body);
                        let (status, body) = answer.expect("an answer");
                        assert_eq!(status, 200, "{body}");
                    }
                });
            }
        });
        let read = get(&http, &format!("{}/v1/submissions/{id}", servers[(round + 1) % 2].base));
        let counts = WORDS.map(|word| read["tally"][word].as_u64().unwrap_or(0));
        assert_eq!(counts.iter().sum::<u64>(), 1, "round {round}: {read}");
        assert_eq!(read["tally"]["participants"], 1, "round {round}: {read}");
    }
    let wrong = "SELECT count(*) FROM submissions s WHERE
        (SELECT count(*) FROM votes v WHERE v.submission = s.seq) <> 1
        OR (SELECT sum(t.agree + t.disagree + t.pass) FROM tallies t WHERE t.submission = s.seq) <> 1
        OR s.votes_count <> 1
        OR NOT EXISTS (SELECT 1 FROM votes v JOIN tallies t ON t.submission = v.submission
          WHERE v.submission = s.seq AND t.sector = v.sector
            AND (v.value, t.agree, t.disagree, t.pass)
              IN (('agree', 1, 0, 0), ('disagree', 0, 1, 0), ('pass', 0, 0, 1)))";
    assert_eq!(cluster.sql(&name, wrong).expect("an answer"), "0");
    let threads = "SELECT votes_count, participants_count, submissions_count FROM threads";
    let counted = cluster.sql(&name, threads).expect("an answer");
    assert_eq!(counted, format!("{ROUNDS}|1|{ROUNDS}"));
}

#[test]
fn killed_twenty_times_beside_another_it_loses_nothing_that_it_answered() {
    let Some(cluster) = cluster() else { return };
    let database = cluster.database().expect("a database");
    let other = server(&database);
    killed::loses_nothing(&|| server(&database), Some(&other));
}
