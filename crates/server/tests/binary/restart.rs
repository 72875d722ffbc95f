//! Limits of pace forgive nothing because the server was started again, be it
//! ended or killed.

use std::{
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

use crate::{
    http::token,
    program::{Server, agent},
};

/// So many a minute: one comes back every 15 s, longer than this test takes.
const LIMITS: [&str; 3] =
    ["--participant-writes-per-minute=4", "--address-reads-per-minute=4", "--log=error"];

fn write(server: &Server, token: &str) -> u16 {
    let request = agent().put(format!("{}/v1/threads/none/follow", server.base));
    let request = request.header("authorization", format!("Bearer {token}"));
    request.send_empty().expect("an answer").status().as_u16()
}

fn read(server: &Server) -> u16 {
    agent().get(format!("{}/v1/forum", server.base)).call().expect("an answer").status().as_u16()
}

/// Uses up what one person may write and what this address may read.
fn use_up(server: &Server, token: &str) {
    let written: Vec<_> = (0..5).map(|_| write(server, token)).collect();
    assert_eq!(written, [404, 404, 404, 404, 429], "nothing is there, and each counts");
    let all: Vec<_> = (0..5).map(|_| read(server)).collect();
    assert_eq!(all, [200, 200, 200, 200, 429]);
}

#[test]
fn killed_a_server_loses_a_second_of_what_its_limits_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let person = token("a", "participant");
    let mut server = Server::start_limited(folder.path(), &LIMITS, Stdio::inherit());
    use_up(&server, &person);
    sleep(Duration::from_millis(1_500));
    server.child.kill().expect("killed");
    server.child.wait().expect("ended");
    let server = Server::start_limited(folder.path(), &LIMITS, Stdio::inherit());
    assert_eq!((write(&server, &person), read(&server)), (429, 429));
    assert_eq!(write(&server, &token("b", "participant")), 404, "somebody else has their own");
}

#[test]
#[cfg(unix)]
fn ended_a_server_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let person = token("a", "participant");
    let mut server = Server::start_limited(folder.path(), &LIMITS, Stdio::inherit());
    use_up(&server, &person);
    let pid = server.child.id().to_string();
    let killed = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
    assert!(killed.success() && server.child.wait().expect("ended").success());
    let server = Server::start_limited(folder.path(), &LIMITS, Stdio::inherit());
    assert_eq!((write(&server, &person), read(&server)), (429, 429));
}
