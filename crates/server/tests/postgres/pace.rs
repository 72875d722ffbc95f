//! A limit of pace holds across servers: who is let pass on one has less left on
//! the other.

use std::{
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::{cluster, program::Server, submission, vote};

/// Writes that one person may make in a minute.
const WRITES: usize = 6;

#[test]
fn what_one_server_lets_pass_counts_on_the_other() {
    let Some(cluster) = cluster() else { return };
    let database = cluster.database().expect("a database");
    let limit = WRITES.to_string();
    let flags = ["--log", "error", "--participant-writes-per-minute", &limit];
    let servers = [(); 2].map(|()| Server::start_on(&database, &flags, Stdio::inherit()));
    let id = submission(&servers[0].base);
    for _ in 0..WRITES {
        assert_eq!(vote(&servers[0], &id, "fast"), Some(200));
    }
    assert_eq!(vote(&servers[0], &id, "fast"), Some(429));
    // The other one hears of it within a second or two, before anything is over again.
    let began = Instant::now();
    let mut passed = 0;
    while vote(&servers[1], &id, "fast") == Some(200) {
        passed += 1;
        assert!(passed < WRITES, "the other server knows nothing of it");
        thread::sleep(Duration::from_secs(1));
    }
    assert!(began.elapsed() < Duration::from_secs(9), "nothing was over again");
    assert_eq!(vote(&servers[1], &id, "slow"), Some(200), "somebody else");
}
