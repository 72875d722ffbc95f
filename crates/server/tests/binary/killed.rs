//! Killed while people write: what was answered is there, and once.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    http::{get, send, token},
    program::{Server, agent},
};

/// One write of the load: what was sent, and whether it was answered.
#[derive(Debug, Clone)]
struct Sent {
    key: String,
    title: String,
    answered: Option<String>,
}

/// Kills a server twenty times while people write. Some of them write to the
/// server beside it on the same database, if there is one.
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
pub(crate) fn loses_nothing(start: &dyn Fn() -> Server, beside: Option<&Server>) {
    const ROUNDS: u32 = 20;
    const WRITERS: u32 = 4;
    let official = token("official", "official");
    let tokens: Vec<_> =
        (0..WRITERS).map(|n| token(&format!("writer-{n}"), "participant")).collect();
    let http = agent();
    let mut server = start();
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
                let (stop, answered) = (&stop, &answered);
                let other = beside.filter(|_| writer % 2 == 1);
                let base = other.map_or(&server.base, |other| &other.base);
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
        server = start();
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
