//! The program: its exit codes, and that it never shows a token.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    process::{Command, Output},
    thread,
};

const TOKEN: &str = "header.secret-claims.signature";

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command.args(arguments).env_clear().env("PATH", "/usr/bin:/bin").output().expect("it runs")
}

/// A backend that answers every request with this; its address.
fn backend(status: &str, kind: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

#[test]
fn what_cannot_run_is_exit_code_2_and_a_sentence() {
    let not_json = backend("200 OK", "text/html", "<html>");
    let no_forum = backend("200 OK", "application/json", "{}");
    let away = backend("503 Service Unavailable", "text/plain", "later");
    for (arguments, named) in [
        (&["--api", "ftp://x"][..], "ftp://x"),
        (&["--api", "http://"], "http://"),
        (&["--api", "http://127.0.0.1:9"], "no answer"),
        (&["--api", &not_json], "application/json"),
        (&["--api", &no_forum], "missing field"),
        (&["--api", &away], "503"),
        (&["--api", "http://127.0.0.1:9", "--only", "frob"], "frob"),
        (&["--api", "http://127.0.0.1:9", "--level", "all"], "--level"),
        (&["--frob"], "--frob"),
        (&[], "--api"),
    ] {
        let output = run(arguments);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(text.contains(named), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_token_is_shown_nowhere() {
    // A backend that tells everything that it was told.
    let echo = backend("401 Unauthorized", "text/plain", TOKEN);
    for arguments in [&["--api", &echo, "--token", TOKEN][..], &["--api", &echo, "--secret", TOKEN]]
    {
        let output = run(arguments);
        let shown = [output.stdout, output.stderr].concat();
        let shown = String::from_utf8_lossy(&shown).into_owned();
        assert!(!shown.contains("secret-claims"), "{shown}");
    }
    assert!(!String::from_utf8_lossy(&run(&["--help"]).stdout).contains("secret-claims"));
}

#[test]
fn checks_are_listed_with_their_sentences() {
    let output = run(&["--list"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.lines().count(), conformance::checks().count());
    let line = text.lines().find(|line| line.starts_with("votes.one-per-person "));
    assert!(line.is_some_and(|line| line.contains("participate") && line.ends_with("exact.")));
}
