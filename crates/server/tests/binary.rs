//! The real binary: what it answers to wrong arguments, how it ends, and that
//! nothing which it answered is lost when it is killed.

#[path = "program/http.rs"]
mod http;
#[path = "binary/killed.rs"]
mod killed;
mod program;
#[path = "binary/restart.rs"]
mod restart;

use std::{
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use self::{
    http::{get, token},
    program::{Server, agent, run},
};

#[test]
fn wrong_arguments_are_one_sentence_and_exit_code_2() {
    for (arguments, named) in [
        (&["frob"][..], "frob"),
        (&["serve", "--listen", "nonsense"], "--listen"),
        (&["serve", "--database", "postgres://me:s3cret@host:port/x"], "postgres://USER"),
        (&["serve", "--database", "forum.db"], "sqlite:PATH"),
        (&["serve", "--config", "/nothing/there.toml"], "there.toml"),
        (&["serve", "--cors-origins", "example.org"], "origin"),
        (&["serve", "--trusted-proxies", "10.0.0.0/99"], "10.0.0.0/99"),
        (&["serve", "--address-reads-per-minute=-1"], "address-reads"),
        (&["serve", "--shutdown-seconds", "soon"], "shutdown-seconds"),
        (&["serve", "--log", "=,="], "filter"),
        (&["serve", "--frob"], "--frob"),
        (&["serve", "extra"], "extra"),
        (&["token"], "--sub"),
        (&["token", "--sub", "x", "--role", "king"], "role"),
        (&["token", "--sub", "x", "--ttl", "soon"], "15m"),
        (&["token", "--sub", "x", "--forum", "nobody"], "nobody"),
        (&["token", "--sub", "x", "--database", "sqlite:/nothing/f.db"], "no secret"),
    ] {
        let output = run(arguments);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert_eq!(text.lines().count(), 1, "{arguments:?}: {text}");
        assert!(text.contains(named) && text.ends_with(".\n"), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!text.contains("s3cret"), "{text}");
    }
}

#[test]
fn what_cannot_be_done_is_one_sentence_and_exit_code_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let not_a_database = folder.path().join("text.db");
    std::fs::write(&not_a_database, "no database ".repeat(1_000)).expect("writes");
    let address = format!("sqlite:{}", not_a_database.display());
    for arguments in [
        &["serve", "--database", "sqlite:/nothing/there/f.db"][..],
        &["serve", "--listen", "127.0.0.1:0", "--database", &address],
    ] {
        let output = run(arguments);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {text}");
        let sentences: Vec<_> = text.lines().filter(|line| !line.starts_with('{')).collect();
        assert_eq!(sentences.len(), 1, "{arguments:?}: {text}");
        assert!(!text.contains("panicked"), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_asked_to() {
    let folder = tempfile::tempdir().expect("a folder");
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start(folder.path());
        let id = server.child.id().to_string();
        let asked = Command::new("kill").args([signal, &id]).status().expect("kill runs");
        assert!(asked.success());
        let began = Instant::now();
        let status = server.child.wait().expect("it ends");
        assert!(status.success(), "{signal} {status}");
        assert!(began.elapsed() < Duration::from_secs(5), "{signal} {:?}", began.elapsed());
        // The log of the database was written back: nothing is left to do.
        let log = folder.path().join("forum.db-wal");
        assert!(std::fs::metadata(&log).map_or(0, |found| found.len()) == 0);
    }
}

/// Writes a request by hand, the body in two parts with the signal between.
#[cfg(unix)]
#[test]
fn a_request_that_runs_when_it_is_asked_to_end_is_answered() {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream,
    };

    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path());
    let address = server.base.trim_start_matches("http://").to_owned();
    let body = json!({"slug": "t", "kind": "proposals", "title": "T", "language": "en", "promise": "consult",
        "voting": {"mode": "opinion", "budget": null, "results": "always", "answer_at": null}});
    let body = body.to_string();
    let head = format!(
        "POST /v1/threads HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        token("official", "official"),
        body.len()
    );
    let mut stream = TcpStream::connect(&address).expect("a connection");
    let (first, second) = body.split_at(20);
    stream.write_all(format!("{head}{first}").as_bytes()).expect("the first part is sent");
    thread::sleep(Duration::from_millis(300));
    let id = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
    thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(&address).is_err(), "nobody new is let in");
    stream.write_all(second.as_bytes()).expect("the second part is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer, and the end");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(server.child.wait().expect("it ends").success());
    let server = Server::start(folder.path());
    let thread = get(&agent(), &format!("{}/v1/threads/t", server.base));
    assert_eq!(thread["title"], "T");
}

#[test]
fn killed_twenty_times_it_loses_nothing_that_it_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    killed::loses_nothing(&|| Server::start(folder.path()), None);
}
