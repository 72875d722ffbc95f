//! Keys that make a creation happen once.

use std::thread;

use contract::{Capability, ProblemCode, Submission};
use serde_json::{Value, json};

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    answer::Answer,
    content::submissions_of,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

const KEYS: Source = Source::Section("Known quirks");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::Idempotency];

pub(super) const CHECKS: &[Check] = &[
    check(
        "idempotency.same",
        PARTICIPATE,
        NEEDS,
        KEYS,
        "The same key with the same body answers the first result, with Idempotency-Replayed: true, and creates nothing.",
        same,
    ),
    check(
        "idempotency.other-body",
        PARTICIPATE,
        NEEDS,
        KEYS,
        "The same key with another body or path is 422 key-reused.",
        other_body,
    ),
    check(
        "idempotency.own",
        PARTICIPATE,
        NEEDS,
        KEYS,
        "A key belongs to a participant: another one's request with it is their own.",
        own,
    ),
    check(
        "idempotency.at-once",
        PARTICIPATE,
        NEEDS,
        KEYS,
        "Of many requests at once with one key one creates, and all are answered the same.",
        at_once,
    ),
    check(
        "idempotency.form",
        PARTICIPATE,
        NEEDS,
        KEYS,
        "A key is 1 to 128 visible ASCII characters; anything else is 422.",
        form,
    ),
    check(
        "idempotency.others",
        PARTICIPATE,
        &[Capability::Submit, Capability::Idempotency, Capability::Comments],
        KEYS,
        "Keys work for comments and reports as well.",
        others,
    ),
];

/// Creates with a key.
fn send(suite: &Suite, path: &str, by: &Person, key: &str, body: &Value) -> Held<Answer> {
    suite.post(path, body).by(by).header("idempotency-key", key).send()
}

fn key(suite: &Suite) -> String {
    format!("conformance-{}-{}", suite.tag, suite.fresh())
}

fn same(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let (path, key, draft) = (submissions_of(&thread), key(suite), suite.draft("Once"));
    let first = send(suite, &path, &author, &key, &draft)?.is(201)?;
    let made: Submission = first.read()?;
    suite.remember(&made, &author);
    let again = send(suite, &path, &author, &key, &draft)?.is(201)?;
    again.equal("the submission", &again.read::<Submission>()?.id, &made.id)?;
    again.holds(again.bytes() == first.bytes(), "the same body as the first time")?;
    again.holds(again.header("location") == first.header("location"), "the same location")?;
    again.holds(again.header("idempotency-replayed") == "true", "idempotency-replayed: true")?;
    let replayed = first.header("idempotency-replayed");
    first.holds(replayed != "true", "no idempotency-replayed the first time")?;
    let own = suite.all(&thread, "author=me", Some(&author))?;
    let once =
        own.iter().filter(|one| one.title == "Once" && one.created_at >= made.created_at).count();
    again.equal("submissions", &once, &1)
}

fn other_body(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let (path, key) = (submissions_of(&thread), key(suite));
    let made: Submission =
        send(suite, &path, &author, &key, &suite.draft("Once"))?.is(201)?.read()?;
    suite.remember(&made, &author);
    send(suite, &path, &author, &key, &suite.draft("Twice"))?.problem(ProblemCode::KeyReused)?;
    if suite.offers(Capability::Comments) {
        let path = format!("/v1/submissions/{}/comments", made.id);
        let body = json!({"body": "x", "stance": "neutral"});
        send(suite, &path, &author, &key, &body)?.problem(ProblemCode::KeyReused)?;
    }
    FINE
}

fn own(suite: &Suite) -> Held {
    let (one, other, thread) = (suite.participant(1)?, suite.participant(2)?, suite.plain()?);
    let (path, key, draft) = (submissions_of(&thread), key(suite), suite.draft("Mine"));
    let mine: Submission = send(suite, &path, &one, &key, &draft)?.is(201)?.read()?;
    suite.remember(&mine, &one);
    let answer = send(suite, &path, &other, &key, &draft)?.is(201)?;
    let theirs: Submission = answer.read()?;
    suite.remember(&theirs, &other);
    answer.holds(theirs.id != mine.id && theirs.mine, "a submission of their own")
}

fn at_once(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let (path, key, draft) = (submissions_of(&thread), key(suite), suite.draft("At once"));
    let answers: Vec<Held<Answer>> = thread::scope(|scope| {
        let sends: Vec<_> =
            (0..12).map(|_| scope.spawn(|| send(suite, &path, &author, &key, &draft))).collect();
        sends.into_iter().filter_map(|send| send.join().ok()).collect()
    });
    let mut ids = Vec::new();
    for answer in answers {
        let answer = answer?.is(201)?;
        let made: Submission = answer.read()?;
        ids.push(made.id.clone());
        if ids.len() == 1 {
            suite.remember(&made, &author);
        }
        answer.holds(ids.first() == Some(&made.id), "the same submission in every answer")?;
    }
    let answer = suite.get(format!("{path}?author=me")).by(&author).send()?.is(200)?;
    let own = suite.all(&thread, "author=me", Some(&author))?;
    let once = own.iter().filter(|one| ids.contains(&one.id) || one.title == "At once").count();
    answer.equal("submissions", &once, &1)
}

fn form(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let path = submissions_of(&thread);
    for wrong in ["", "a b", &"x".repeat(129)] {
        send(suite, &path, &author, wrong, &suite.draft("No"))?
            .wrong_field("Idempotency-Key invalid")?;
    }
    let longest =
        format!("{}{}", key(suite), "x".repeat(100)).chars().take(128).collect::<String>();
    let made: Submission =
        send(suite, &path, &author, &longest, &suite.draft("Yes"))?.is(201)?.read()?;
    suite.remember(&made, &author);
    FINE
}

fn others(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let one = suite.submit(&thread, &author, "Commented once")?;
    let mut bodies = vec![("comments", json!({"body": "Once", "stance": "for"}), author)];
    if suite.offers(Capability::Flags) {
        bodies.push(("flags", json!({"reason": "spam"}), suite.participant(2)?));
    }
    for (rest, body, by) in bodies {
        let (path, key) = (format!("/v1/submissions/{}/{rest}", one.id), key(suite));
        let first = send(suite, &path, &by, &key, &body)?.is(201)?;
        let again = send(suite, &path, &by, &key, &body)?.is(201)?;
        again.holds(again.bytes() == first.bytes(), "the same body as the first time")?;
    }
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    answer.equal("comments_count", &answer.read::<Submission>()?.comments_count, &1)
}
