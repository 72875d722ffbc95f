//! Submitting.

use contract::{Capability, Page, ProblemCode, State, Status, Submission, Thread};
use serde_json::{Value, json};

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    content::{merge, submissions_of},
    fail::{Held, Stop},
    people::Person,
    shape::is_uuid_v7,
    suite::{FINE, Suite},
};

const CREATE: Source = Source::Operation("create_submission");
const SUBMIT: &[Capability] = &[Capability::Submit];

pub(super) const CHECKS: &[Check] = &[
    check(
        "submit.creates",
        PARTICIPATE,
        SUBMIT,
        CREATE,
        "POST creates a submission, 201 with its address in Location; it is what was sent, published, version 1, received, and its author's.",
        creates,
    ),
    check(
        "submit.is-read",
        PARTICIPATE,
        SUBMIT,
        CREATE,
        "Everybody reads it at once, by id and first among the newest; for others it is not theirs.",
        is_read,
    ),
    check(
        "submit.optional",
        PARTICIPATE,
        SUBMIT,
        CREATE,
        "Body, theme, groups and links may be absent.",
        optional,
    ),
    check(
        "submit.words",
        PARTICIPATE,
        SUBMIT,
        CREATE,
        "Words that the forum does not know are 422, with the field and what is wrong with it.",
        words,
    ),
    check(
        "submit.fields",
        PARTICIPATE,
        SUBMIT,
        CREATE,
        "Fields of another type, absent ones that are needed, and fields that only the server says are 422.",
        fields,
    ),
    check(
        "submit.links",
        PARTICIPATE,
        SUBMIT,
        CREATE,
        "Evidence is http, https or mailto; other schemes are 422.",
        links,
    ),
    check(
        "submit.bodies",
        PARTICIPATE,
        SUBMIT,
        Source::Section("Ground rules"),
        "A body that is no JSON is 400, another media type 415, one over 64 KiB 413.",
        bodies,
    ),
    check(
        "submit.nothing-kept",
        PARTICIPATE,
        SUBMIT,
        Source::Section("Ground rules"),
        "What was refused is not kept.",
        nothing_kept,
    ),
    check(
        "submit.premoderated",
        PARTICIPATE,
        SUBMIT,
        Source::Section("Known quirks"),
        "A premoderated thread answers 202 and pending. The author sees it in lists and by id; for everybody else it is 404, as an unknown id is.",
        premoderated,
    ),
];

/// A draft with something else in it.
fn with(suite: &Suite, change: Value) -> Value {
    let mut draft = suite.draft("A title");
    merge(&mut draft, change);
    draft
}

fn first(terms: &[contract::Term]) -> Option<&str> {
    terms.first().map(|term| term.id.as_str())
}

fn creates(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let forum = &suite.forum;
    let groups: Vec<_> = forum.groups.iter().take(2).map(|group| group.id.clone()).collect();
    let draft = with(
        suite,
        json!({
            "theme": first(&forum.themes), "groups": groups, "kind": forum.kinds.last().map(|kind| &kind.id),
            "links": [{"url": "https://example.org/a?b=c", "label": "Evidence"}],
        }),
    );
    let answer = suite.post(submissions_of(&thread), &draft).by(&author).send()?;
    if answer.status == 202 {
        return Err(Stop::needs("a thread in which what participants send is published at once"));
    }
    let answer = answer.is(201)?;
    let made: Submission = answer.read()?;
    suite.remember(&made, &author);
    let location = answer.header("location");
    answer.holds(
        location.ends_with(&format!("/v1/submissions/{}", made.id)),
        format!("its address in location, not {location:?}"),
    )?;
    answer.holds(is_uuid_v7(&made.id), "a UUIDv7 as id")?;
    answer.holds(made.thread_id == thread.id, "thread_id of its thread")?;
    let sent = serde_json::to_value(&made).unwrap_or_default();
    for (name, value) in draft.as_object().into_iter().flatten() {
        answer.equal(name, &sent[name], value)?;
    }
    let fresh = (made.state, made.status, made.version, made.comments_count)
        == (State::Published, Status::Received, 1, 0);
    answer.holds(fresh, "published, received, version 1, no comments")?;
    answer.holds(made.mine && made.edited_at.is_none(), "mine true, not edited")?;
    let me = suite.me(&author)?.author;
    let shown = (&made.author.name, &made.author.sector, &made.author.country);
    let is_author = thread.anonymous || shown == (&me.name, &me.sector, &me.country);
    answer.holds(is_author, "its author as /v1/me tells them")
}

fn is_read(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let made = suite.submit(&thread, &author, "Read by everybody")?;
    let path = format!("/v1/submissions/{}", made.id);
    for (person, mine) in
        [(None, false), (Some(&author), true), (suite.participant(2).ok().as_ref(), false)]
    {
        let answer = suite.get(&*path).maybe_by(person).send()?.is(200)?;
        let one: Submission = answer.read()?;
        answer.equal("mine", &one.mine, &mine)?;
        let same =
            (&one.title, &one.body, &one.reference) == (&made.title, &made.body, &made.reference);
        answer.holds(same, "what was created")?;
    }
    let list = format!("{}?sort=newest&limit=1", submissions_of(&thread));
    let answer = suite.get(list).send()?.is(200)?;
    let page: Page<Submission> = answer.read()?;
    let newest = page.items.iter().find(|one| !one.pinned).map(|one| one.id.clone());
    answer.holds(newest.is_none_or(|id| id == made.id), "the newest first")
}

fn optional(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let forum = &suite.forum;
    let draft = json!({"kind": first(&forum.kinds), "title": "No more", "language": forum.default_language});
    let answer = suite.post(submissions_of(&thread), &draft).by(&author).send()?.is(201)?;
    let made: Submission = answer.read()?;
    suite.remember(&made, &author);
    let empty = made.body.is_empty()
        && made.theme.is_none()
        && made.groups.is_empty()
        && made.links.is_empty();
    answer.holds(empty, "an empty body, no theme, no groups, no links")
}

/// Holds that each change of a draft is refused because of a field.
fn each_is_wrong(suite: &Suite, cases: &[(Value, &str)]) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    for (change, field) in cases {
        let draft = with(suite, change.clone());
        suite.post(submissions_of(&thread), &draft).by(&author).wrong(field)?;
    }
    FINE
}

fn words(suite: &Suite) -> Held {
    let group = first(&suite.forum.groups).unwrap_or("x");
    let mut cases = vec![
        (json!({"language": "xx"}), "language unknown"),
        (json!({"language": ""}), "language required"),
        (json!({"kind": "rant"}), "kind unknown"),
        (json!({"theme": "conformance"}), "theme unknown"),
        (json!({"groups": ["conformance"]}), "groups[0] unknown"),
    ];
    if !suite.forum.groups.is_empty() {
        cases.push((json!({"groups": [group, group]}), "groups[1] repeated"));
    }
    each_is_wrong(suite, &cases)
}

fn fields(suite: &Suite) -> Held {
    each_is_wrong(
        suite,
        &[
            (json!({"title": 5}), "title invalid"),
            (json!({"title": null}), "title invalid"),
            (json!({"title": ""}), "title required"),
            (json!({"title": " \u{200b}\t"}), "title required"),
            (json!({"body": ["x"]}), "body invalid"),
            (json!({"groups": "x"}), "groups invalid"),
            (json!({"state": "published"}), "state unknown"),
            (json!({"pinned": true}), "pinned unknown"),
            (json!({"author": {"id": "x"}}), "author unknown"),
            (json!({"created_at": "2020-01-01T00:00:00.000Z"}), "created_at unknown"),
        ],
    )?;
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let post = |body: Value| suite.post(submissions_of(&thread), &body).by(&author);
    post(json!({"kind": "idea", "language": suite.forum.default_language}))
        .wrong("title required")?;
    post(json!([])).refused(ProblemCode::InvalidFields)?;
    post(json!(null)).refused(ProblemCode::InvalidFields)
}

fn links(suite: &Suite) -> Held {
    let link = |url: &str| json!({"links": [{"url": url}]});
    each_is_wrong(
        suite,
        &[
            (link("javascript:alert(1)"), "links[0].url invalid"),
            (link("data:text/html,x"), "links[0].url invalid"),
            (link("//example.org"), "links[0].url invalid"),
            (link("example.org"), "links[0].url invalid"),
            (link(""), "links[0].url required"),
            (json!({"links": [{}]}), "links[0].url required"),
        ],
    )?;
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let good = json!({"links": [{"url": "http://example.org/ก"}, {"url": "mailto:a@example.org"}]});
    suite.submit_with(&thread, &author, "Good links", good).map(drop)
}

fn bodies(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let good = suite.draft("A title").to_string();
    let large = format!("{{\"title\":\"{}\"}}", "x".repeat(contract::Limits::REQUEST_BYTES_MAX));
    for (kind, body, code) in [
        ("text/plain", good.clone().into_bytes(), ProblemCode::UnsupportedMediaType),
        (
            "application/x-www-form-urlencoded",
            b"title=x".to_vec(),
            ProblemCode::UnsupportedMediaType,
        ),
        ("", good.clone().into_bytes(), ProblemCode::UnsupportedMediaType),
        ("application/json", Vec::new(), ProblemCode::Malformed),
        ("application/json", b"{".to_vec(), ProblemCode::Malformed),
        ("application/json", format!("{good}{good}").into_bytes(), ProblemCode::Malformed),
        ("application/json", b"{\"title\":\"\xff\"}".to_vec(), ProblemCode::Malformed),
        ("application/json", "[".repeat(10_000).into_bytes(), ProblemCode::Malformed),
        ("application/json", large.into_bytes(), ProblemCode::TooLarge),
    ] {
        suite.ask("POST", submissions_of(&thread)).raw(kind, body).by(&author).refused(code)?;
    }
    FINE
}

fn nothing_kept(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let before = suite.all(&thread, "author=me", Some(&author))?.len();
    for change in
        [json!({"theme": "conformance"}), json!({"title": ""}), json!({"state": "hidden"})]
    {
        let draft = with(suite, change);
        suite
            .post(submissions_of(&thread), &draft)
            .by(&author)
            .refused(ProblemCode::InvalidFields)?;
    }
    suite
        .post(submissions_of(&thread), &suite.draft("By nobody"))
        .refused(ProblemCode::TokenRequired)?;
    let answer =
        suite.get(format!("{}?author=me", submissions_of(&thread))).by(&author).send()?.is(200)?;
    let after = suite.all(&thread, "author=me", Some(&author))?.len();
    answer.equal("one's own submissions", &after, &before)
}

/// A submission that waits in a thread of its own.
pub(super) fn pending(suite: &Suite, author: &Person, title: &str) -> Held<(Thread, Submission)> {
    let thread = suite.open(json!({"premoderated": true}))?;
    let waits = wait_in(suite, &thread, author, title)?;
    Ok((thread, waits))
}

/// Submits to a premoderated thread.
pub(super) fn wait_in(
    suite: &Suite,
    thread: &Thread,
    author: &Person,
    title: &str,
) -> Held<Submission> {
    let draft = suite.draft(title);
    let answer = suite.post(submissions_of(thread), &draft).by(author).send()?.is(202)?;
    let pending: Submission = answer.read()?;
    suite.remember(&pending, author);
    answer.equal("state", &pending.state, &State::Pending)?;
    Ok(pending)
}

fn premoderated(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let (thread, waits) = pending(suite, &author, "Waitsforamoderator")?;
    let path = format!("/v1/submissions/{}", waits.id);
    let answer = suite.get(path).by(&author).send()?.is(200)?;
    answer.equal("state, for its author,", &answer.read::<Submission>()?.state, &State::Pending)?;
    let other = suite.participant(2).ok();
    suite.absent_for_others(&waits.id, &[None, other.as_ref()])?;
    let list = submissions_of(&thread);
    let mut ways = vec![list.clone(), format!("{list}?q=Waitsforamoderator")];
    for (capability, rest) in [
        (Capability::Similar, "similar?title=Waitsforamoderator"),
        (Capability::Export, "export.json"),
        (Capability::Export, "export.csv"),
    ] {
        if suite.offers(capability) {
            ways.push(format!("/v1/threads/{}/{rest}", thread.slug));
        }
    }
    for way in ways {
        let answer = suite.get(way).send()?.is(200)?;
        answer.holds(!answer.text().contains("Waitsforamoderator"), "nothing of what waits")?;
    }
    let answer = suite.get(list).by(&author).send()?.is(200)?;
    answer.holds(answer.text().contains("Waitsforamoderator"), "one's own that waits")
}
