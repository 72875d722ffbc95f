//! The database goes while people write, and comes back: they are told to come
//! again, and nobody has to start the server again.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    cluster,
    http::{get, send, token},
    open,
    program::{Server, agent},
    server,
};

const WRITERS: usize = 4;
const TIMES: usize = 3;

/// What was answered, by status.
#[derive(Default)]
struct Answers {
    written: AtomicU32,
    refused: AtomicU32,
}

impl Answers {
    /// Waits until so many more were written, or refused.
    fn wait(counter: &AtomicU32, more: u32) {
        let (before, began) = (counter.load(Ordering::SeqCst), Instant::now());
        while counter.load(Ordering::SeqCst) < before + more {
            assert!(began.elapsed() < Duration::from_secs(120), "nothing comes any more");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Sends one draft; says whether it was written. Whatever else it is answered
/// with tells when to come again.
fn write(server: &Server, token: &str, title: &str) -> bool {
    let request = agent().post(format!("{}/v1/threads/t/submissions", server.base));
    let mut answer = request
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("idempotency-key", title)
        .send(draft(title).to_string())
        .expect("an answer: the server itself is there");
    if answer.status().as_u16() == 201 {
        return true;
    }
    let told = answer.headers().get("retry-after").cloned();
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    assert_eq!(answer.status().as_u16(), 503, "{text}");
    assert!(told.is_some(), "it says when to come again");
    false
}

fn draft(title: &str) -> Value {
    json!({"kind": "idea", "title": title, "language": "en"})
}

#[test]
fn when_the_database_was_away_it_goes_on_by_itself() {
    let Some(cluster) = cluster() else { return };
    let database = cluster.database().expect("a database");
    let servers = [server(&database), server(&database)];
    open(&servers[0].base);
    let tokens: Vec<_> = (0..WRITERS).map(|n| token(&format!("w{n}"), "participant")).collect();
    let (stop, answers) = (AtomicBool::new(false), Answers::default());
    let sent: Mutex<Vec<(usize, String)>> = Mutex::default();
    thread::scope(|scope| {
        for (writer, token) in tokens.iter().enumerate() {
            let (servers, stop, answers, sent) = (&servers, &stop, &answers, &sent);
            scope.spawn(move || {
                for number in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let title = format!("{writer}-{number}");
                    sent.lock().expect("a lock").push((writer, title.clone()));
                    if write(&servers[writer % 2], token, &title) {
                        answers.written.fetch_add(1, Ordering::SeqCst);
                    } else {
                        answers.refused.fetch_add(1, Ordering::SeqCst);
                        thread::sleep(Duration::from_millis(250));
                    }
                }
            });
        }
        for _ in 0..TIMES {
            Answers::wait(&answers.written, 10);
            cluster.end().expect("ended");
            Answers::wait(&answers.refused, 5);
            cluster.begin().expect("begun");
            Answers::wait(&answers.written, 10);
        }
        stop.store(true, Ordering::SeqCst);
    });
    // Who was refused sends the same again, and nothing is there twice.
    let sent = sent.into_inner().expect("a lock");
    let http = agent();
    for (writer, title) in &sent {
        let url = format!("{}/v1/threads/t/submissions", servers[(writer + 1) % 2].base);
        let answer = send(&http, "POST", &url, &tokens[*writer], title, &draft(title));
        assert_eq!(answer.expect("an answer").0, 201);
    }
    let thread = get(&http, &format!("{}/v1/threads/t", servers[0].base));
    assert_eq!(thread["counts"]["submissions"].as_u64(), u64::try_from(sent.len()).ok());
    let (written, refused) = (answers.written.into_inner(), answers.refused.into_inner());
    println!("{written} written, {refused} told to come again, {} sent", sent.len());
}
