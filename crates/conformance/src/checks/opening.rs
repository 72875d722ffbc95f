//! Opening and changing threads.

use contract::{Page, Phase, ProblemCode, ResultsRule, Thread, ThreadPromise};
use serde_json::{Value, json};

use super::{FULL, Source, check};
use crate::{
    Check,
    content::merge,
    fail::Held,
    people::Person,
    shape::{is_uuid_v7, wrong_times},
    suite::{FINE, Suite},
};

const CREATE: Source = Source::Operation("create_thread");
const CHANGE: Source = Source::Operation("change_thread");

pub(super) const CHECKS: &[Check] = &[
    check(
        "opening.creates",
        FULL,
        &[],
        CREATE,
        "An official opens a thread: 201 with its address in Location; it is what was sent, and everybody reads it.",
        creates,
    ),
    check(
        "opening.slug",
        FULL,
        &[],
        CREATE,
        "A slug is taken once: the second is 409. What is no slug is 422.",
        slug,
    ),
    check(
        "opening.fields",
        FULL,
        &[],
        CREATE,
        "Unknown words, dates in the wrong order and a voting that does not fit are 422 with the field.",
        fields,
    ),
    check(
        "opening.changes",
        FULL,
        &[],
        CHANGE,
        "PATCH changes what it names and counts the version up.",
        changes,
    ),
    check(
        "opening.stale",
        FULL,
        &[],
        CHANGE,
        "PATCH of a thread needs If-Match: 428 without one, 412 with a stale one, and nothing is lost.",
        stale,
    ),
    check(
        "opening.promises",
        FULL,
        &[],
        CHANGE,
        "What was promised is not taken back: results shown earlier, a lower level, an earlier end of a thread that hides its results are 403 promise-kept.",
        promises,
    ),
];

fn creates(suite: &Suite) -> Held {
    let official = suite.official()?;
    let day = 24 * 3_600 * 1_000;
    let at = |days: i64| rules::time::format_ms(suite.now() + days * day);
    let draft = suite.draft_thread(json!({
        "body": "A **whole** <b>introduction</b>.", "rules": "Be kind.", "promise": "involve",
        "opens_at": at(-1), "closes_at": at(30), "voting": suite.voting(ResultsRule::AfterVote),
    }));
    let answer = suite.post("/v1/threads", &draft).by(&official).send()?.is(201)?;
    let made: Thread = answer.read()?;
    suite.lock(&suite.made).threads.push(made.id.clone());
    answer.holds(is_uuid_v7(&made.id), "a UUIDv7 as id")?;
    let location = answer.header("location");
    answer.holds(
        location.ends_with(&format!("/v1/threads/{}", made.id)),
        format!("its address in location, not {location:?}"),
    )?;
    let sent: Value = answer.value()?;
    for (name, value) in draft.as_object().into_iter().flatten() {
        answer.equal(name, &sent[name], value)?;
    }
    answer.equal("phase", &made.phase, &Phase::Open)?;
    answer.equal("times of another form", &wrong_times(&sent), &Vec::new())?;
    let none = (made.counts.submissions, made.counts.participants) == (0, 0);
    answer.holds(none, "counts of nothing")?;
    for name in [&made.slug, &made.id] {
        let answer = suite.get(format!("/v1/threads/{name}")).send()?.is(200)?;
        answer.equal("title", &answer.read::<Thread>()?.title, &made.title)?;
    }
    let answer = suite.get("/v1/threads?limit=100").send()?.is(200)?;
    let listed = answer.read::<Page<Thread>>()?.items;
    answer
        .holds(listed.iter().any(|one| one.id == made.id) || listed.len() == 100, "it in the list")
}

fn slug(suite: &Suite) -> Held {
    let official = suite.official()?;
    let first = suite.open(json!({}))?;
    let post = |slug: &str| {
        let draft = suite.draft_thread(json!({"slug": slug}));
        suite.post("/v1/threads", &draft).by(&official)
    };
    post(&first.slug).refused(ProblemCode::Conflict)?;
    post("").wrong("slug required")?;
    for wrong in ["Not A Slug", "ก", "a--b", "-a", "a_b", &first.id, &"x".repeat(81)] {
        post(wrong).wrong("slug invalid")?;
    }
    FINE
}

fn fields(suite: &Suite) -> Held {
    let official = suite.official()?;
    let opinion = |with: Value| {
        let mut voting =
            json!({"mode": "opinion", "budget": null, "results": "always", "answer_at": null});
        merge(&mut voting, with);
        json!({"voting": voting})
    };
    for (with, field) in [
        (json!({"title": ""}), "title required"),
        (json!({"language": "xx"}), "language unknown"),
        (json!({"promise": "dictate"}), "promise unknown"),
        (json!({"opens_at": "tomorrow"}), "opens_at invalid"),
        (
            json!({"opens_at": "2030-01-02T00:00:00Z", "closes_at": "2030-01-01T00:00:00Z"}),
            "closes_at invalid",
        ),
        (opinion(json!({"budget": 5})), "voting.budget invalid"),
        (opinion(json!({"mode": "dice"})), "voting.mode unknown"),
        (opinion(json!({"mode": "support", "budget": -1})), "voting.budget invalid"),
        (json!({"sectors": ["conformance"]}), "sectors[0] unknown"),
        (json!({"id": "x"}), "id unknown"),
    ] {
        let draft = suite.draft_thread(with);
        suite.post("/v1/threads", &draft).by(&official).wrong(field)?;
    }
    FINE
}

fn ready(suite: &Suite, with: Value) -> Held<(Person, Thread, String)> {
    let thread = suite.open(with)?;
    let path = format!("/v1/threads/{}", thread.id);
    Ok((suite.official()?, thread, path))
}

fn changes(suite: &Suite) -> Held {
    let (official, before, path) = ready(suite, json!({}))?;
    let change = json!({"summary": "Another summary", "promise": ThreadPromise::Involve});
    let answer = suite.patch(&*path, &change).by(&official).send()?.is(200)?;
    let now: Thread = answer.read()?;
    let changed = (now.summary.as_str(), now.promise, &now.title);
    answer.equal(
        "thread",
        &changed,
        &("Another summary", ThreadPromise::Involve, &before.title),
    )?;
    answer.equal("version", &now.version, &(before.version + 1))?;
    let answer = suite.get(path).send()?.is(200)?;
    answer.equal("summary", &answer.read::<Thread>()?.summary.as_str(), &"Another summary")
}

fn stale(suite: &Suite) -> Held {
    let (official, _, path) = ready(suite, json!({}))?;
    let etag = suite.get(&*path).send()?.is(200)?.header("etag").to_owned();
    let change =
        |summary: &str| suite.ask("PATCH", &*path).json(&json!({"summary": summary})).by(&official);
    change("x").refused(ProblemCode::PreconditionRequired)?;
    change("Second").header("if-match", &*etag).send()?.is(200)?;
    change("Third").header("if-match", &*etag).refused(ProblemCode::Stale)?;
    let answer = suite.get(&*path).send()?.is(200)?;
    answer.equal("summary", &answer.read::<Thread>()?.summary.as_str(), &"Second")
}

fn promises(suite: &Suite) -> Held {
    let day = 24 * 3_600 * 1_000;
    let at = |days: i64| rules::time::format_ms(suite.now() + days * day);
    let voting = |results: ResultsRule| suite.voting(results);
    let with = json!({"voting": voting(ResultsRule::AfterVote), "promise": "involve", "closes_at": at(30)});
    let (official, _, path) = ready(suite, with)?;
    for change in [
        json!({"voting": voting(ResultsRule::Always)}),
        json!({"promise": "inform"}),
        json!({"closes_at": at(10)}),
    ] {
        suite.patch(&*path, &change).by(&official).refused(ProblemCode::PromiseKept)?;
    }
    for change in [
        json!({"voting": voting(ResultsRule::AfterClose)}),
        json!({"promise": "empower"}),
        json!({"closes_at": at(40)}),
    ] {
        suite.patch(&*path, &change).by(&official).send()?.is(200)?;
    }
    FINE
}
