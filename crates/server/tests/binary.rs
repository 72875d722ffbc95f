//! The real binary: what it answers to wrong arguments, how it ends, and that
//! nothing which it answered is lost when it is killed.

mod program;
#[path = "binary/restart.rs"]
mod restart;

use std::{
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use self::program::{PROGRAM, SECRET, Server, agent, run};

fn token(name: &str, role: &str) -> String {
    let output = Command::new(PROGRAM)
        .args(["token", "--sub", name, "--role", role, "--ttl", "1h"])
        .env_clear()
        .env("OPEN_FORUM_TOKEN_SECRET", SECRET)
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// The status and body of an answer; `None` where there was none.
fn send(
    agent: &ureq::Agent,
    method: &str,
    url: &str,
    token: &str,
    key: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    let request = match method {
        "POST" => agent.post(url),
        _ => agent.put(url),
    };
    let response = request
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .send(body.to_string());
    let mut response = response.ok()?;
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    Some((status, serde_json::from_str(&text).ok()?))
}

fn get(agent: &ureq::Agent, url: &str) -> Value {
    let text = agent.get(url).call().expect("an answer").body_mut().read_to_string();
    serde_json::from_str(&text.expect("a body")).expect("JSON")
}

#[test]
fn wrong_arguments_are_one_sentence_and_exit_code_2() {
    for (arguments, named) in [
        (&["frob"][..], "frob"),
        (&["serve", "--listen", "nonsense"], "--listen"),
        (&["serve", "--database", "postgres://x"], "not in this build"),
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

/// One write of the load: what was sent, and whether it was answered.
#[derive(Debug, Clone)]
struct Sent {
    key: String,
    title: String,
    answered: Option<String>,
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
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
fn killed_twenty_times_it_loses_nothing_that_it_answered() {
    const ROUNDS: u32 = 20;
    const WRITERS: u32 = 4;
    let folder = tempfile::tempdir().expect("a folder");
    let official = token("official", "official");
    let tokens: Vec<_> =
        (0..WRITERS).map(|n| token(&format!("writer-{n}"), "participant")).collect();
    let http = agent();
    let mut server = Server::start(folder.path());
    let thread = json!({"slug": "t", "kind": "proposals", "title": "T", "language": "en", "promise": "consult",
        "voting": {"mode": "opinion", "budget": null, "results": "always", "answer_at": null}});
    let opened =
        send(&http, "POST", &format!("{}/v1/threads", server.base), &official, "t", &thread);
    assert_eq!(opened.map(|(status, _)| status), Some(201));
    let target = format!("{}/v1/threads/t/submissions", server.base);
    let draft = json!({"kind": "idea", "title": "Voted on", "language": "en"});
    let (_, voted_on) = send(&http, "POST", &target, &tokens[0], "v", &draft).expect("an answer");
    let voted_on = voted_on["id"].as_str().expect("an id").to_owned();
    let mut all: Vec<(usize, Sent)> = Vec::new();
    let mut last_votes: Vec<Option<&str>> = vec![None; tokens.len()];
    for round in 0..ROUNDS {
        let stop = Arc::new(AtomicBool::new(false));
        let answered = Arc::new(AtomicU32::new(0));
        let found = Mutex::new(Vec::new());
        let votes = Mutex::new(vec![Vec::new(); tokens.len()]);
        thread::scope(|scope| {
            for (writer, token) in tokens.iter().enumerate() {
                let (stop, answered, base) = (&stop, &answered, &server.base);
                let (found, votes, voted_on) = (&found, &votes, &voted_on);
                scope.spawn(move || {
                    let http = agent();
                    for number in 0.. {
                        if stop.load(Ordering::SeqCst) {
                            return;
                        }
                        let name = format!("{round}-{writer}-{number}");
                        let body = json!({"kind": "idea", "title": name, "language": "en"});
                        let url = format!("{base}/v1/threads/t/submissions");
                        let answer = send(&http, "POST", &url, token, &name, &body);
                        let id = match answer {
                            Some((201, body)) => {
                                Some(body["id"].as_str().expect("an id").to_owned())
                            }
                            Some((status, body)) => panic!("{status} {body}"),
                            None => None,
                        };
                        let value = ["agree", "disagree", "pass"][number % 3];
                        let url = format!("{base}/v1/submissions/{voted_on}/vote");
                        let vote = send(&http, "PUT", &url, token, "", &json!({"value": value}));
                        votes.lock().expect("a lock")[writer].push((value, vote.is_some()));
                        answered.fetch_add(u32::from(id.is_some()), Ordering::SeqCst);
                        let sent = Sent { key: name.clone(), title: name, answered: id };
                        found.lock().expect("a lock").push((writer, sent));
                    }
                });
            }
            let enough = 5 + round;
            let began = Instant::now();
            while answered.load(Ordering::SeqCst) < enough
                && began.elapsed() < Duration::from_secs(20)
            {
                thread::sleep(Duration::from_millis(2));
            }
            server.child.kill().expect("SIGKILL");
            server.child.wait().expect("it ends");
            stop.store(true, Ordering::SeqCst);
        });
        all.extend(found.into_inner().expect("a lock"));
        drop(server);
        server = Server::start(folder.path());
        // Every vote of the round that was answered counts, or one sent after
        // it that was not answered any more.
        for (writer, votes) in votes.into_inner().expect("a lock").into_iter().enumerate() {
            let last = votes.iter().rposition(|(_, answered)| *answered);
            let mut possible: Vec<&str> =
                votes[last.unwrap_or(0)..].iter().map(|vote| vote.0).collect();
            if last.is_none() {
                possible.extend(last_votes[writer]);
            }
            let url = format!("{}/v1/submissions/{voted_on}", server.base);
            let text = http
                .get(&url)
                .header("authorization", format!("Bearer {}", tokens[writer]))
                .call()
                .expect("an answer")
                .body_mut()
                .read_to_string();
            let now: Value = serde_json::from_str(&text.expect("a body")).expect("JSON");
            let mine = possible.iter().find(|value| now["my_vote"] == **value).copied();
            assert!(
                mine.is_some() || (last.is_none() && last_votes[writer].is_none()),
                "{now} {possible:?}"
            );
            last_votes[writer] = mine;
            let tally = &now["tally"];
            let sum: u64 =
                ["agree", "disagree", "pass"].iter().filter_map(|v| tally[v].as_u64()).sum();
            assert_eq!(tally["participants"].as_u64(), Some(sum));
            assert!(sum <= u64::from(WRITERS));
        }
    }
    // Who got no answer sends the same again, with the same key.
    for (writer, sent) in &all {
        let body = json!({"kind": "idea", "title": sent.title, "language": "en"});
        let url = format!("{}/v1/threads/t/submissions", server.base);
        let (status, body) =
            send(&http, "POST", &url, &tokens[*writer], &sent.key, &body).expect("an answer");
        assert_eq!(status, 201, "{body}");
        if let Some(id) = &sent.answered {
            assert_eq!(body["id"], id.as_str(), "what was answered is there");
        }
    }
    let mut titles = Vec::new();
    let mut cursor = String::new();
    loop {
        let url = format!("{}/v1/threads/t/submissions?limit=100{cursor}", server.base);
        let page = get(&http, &url);
        let items = page["items"].as_array().expect("items");
        titles.extend(items.iter().filter_map(|one| one["title"].as_str()).map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let count = titles.len();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), count, "nothing is there twice");
    assert_eq!(count, all.len() + 1, "everything is there");
    let answered = all.iter().filter(|(_, sent)| sent.answered.is_some()).count();
    println!("{ROUNDS} kills, {} submissions sent, {answered} answered before", all.len());
}
