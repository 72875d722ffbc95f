//! A limit of pace holds across servers: who is let pass on one has less left on
//! the other.

use std::{
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    cluster,
    http::{send, token},
    open,
    program::{Server, agent},
};

/// Writes that one person may make in a minute.
const WRITES: usize = 6;

/// The status of a vote.
fn vote(server: &Server, submission: &str, voter: &str) -> u16 {
    let url = format!("{}/v1/submissions/{submission}/vote", server.base);
    let (token, body) = (token(voter, "participant"), json!({"value": "agree"}));
    send(&agent(), "PUT", &url, &token, "", &body).expect("an answer").0
}

#[test]
fn what_one_server_lets_pass_counts_on_the_other() {
    let Some(cluster) = cluster() else { return };
    let database = cluster.database().expect("a database");
    let limit = WRITES.to_string();
    let flags = ["--log", "error", "--participant-writes-per-minute", &limit];
    let servers = [(); 2].map(|()| Server::start_on(&database, &flags, Stdio::inherit()));
    open(&servers[0].base);
    let url = format!("{}/v1/threads/t/submissions", servers[0].base);
    let draft = json!({"kind": "idea", "title": "One", "language": "en"});
    let made = send(&agent(), "POST", &url, &token("a", "participant"), "k", &draft);
    let made = made.expect("an answer").1;
    let id = made["id"].as_str().expect("an id");
    for _ in 0..WRITES {
        assert_eq!(vote(&servers[0], id, "fast"), 200);
    }
    assert_eq!(vote(&servers[0], id, "fast"), 429);
    // The other one hears of it within a second or two, before anything is over again.
    let began = Instant::now();
    let mut passed = 0;
    while vote(&servers[1], id, "fast") == 200 {
        passed += 1;
        assert!(passed < WRITES, "the other server knows nothing of it");
        thread::sleep(Duration::from_secs(1));
    }
    assert!(began.elapsed() < Duration::from_secs(9), "nothing was over again");
    assert_eq!(vote(&servers[1], id, "slow"), 200, "somebody else");
}
