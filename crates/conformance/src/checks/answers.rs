//! Official answers.

use contract::{
    Answer as Official, AnswerState, AnswerVersion, Capability, Inbox, InboxKind, Page,
    ProblemCode, Status, Submission,
};
use serde_json::{Value, json};

use super::{FULL, Source, check};
use crate::{
    Check,
    content::merge,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

const NEEDS: &[Capability] = &[Capability::Submit, Capability::Answers];

pub(super) const CHECKS: &[Check] = &[
    check(
        "answers.response",
        FULL,
        NEEDS,
        Source::Operation("put_response"),
        "PUT …/response answers a submission: status and text stand at it for everybody, with who answered and when.",
        response,
    ),
    check(
        "answers.draft",
        FULL,
        NEEDS,
        Source::Operation("create_answer"),
        "A draft is read by officials alone; published, it stands at all its submissions.",
        draft,
    ),
    check(
        "answers.versions",
        FULL,
        NEEDS,
        Source::Operation("list_answer_versions"),
        "What was published once stays readable: every version, the oldest first.",
        versions,
    ),
    check(
        "answers.one-each",
        FULL,
        NEEDS,
        Source::Operation("create_answer"),
        "A submission has one answer: another one is 409; an unknown submission is 422.",
        one_each,
    ),
    check(
        "answers.stale",
        FULL,
        NEEDS,
        Source::Operation("change_answer"),
        "Changing and publishing need If-Match: 428 without one, 412 with a stale one.",
        stale,
    ),
    check(
        "answers.fields",
        FULL,
        NEEDS,
        Source::Operation("put_response"),
        "An answer says something, with the forum's words: else 422.",
        fields,
    ),
    check(
        "inbox.answered",
        FULL,
        &[Capability::Submit, Capability::Answers, Capability::Inbox],
        Source::Operation("list_inbox"),
        "The author is told of an answer.",
        told,
    ),
];

/// A submission, its author and an official.
pub(super) fn ready(suite: &Suite, title: &str) -> Held<(Submission, Person, Person)> {
    let (author, official) = (suite.participant(1)?, suite.official()?);
    let one = suite.submit(&suite.plain()?, &author, title)?;
    Ok((one, author, official))
}

/// An answer that says this.
pub(super) fn says(suite: &Suite, body: &str, with: Value) -> Value {
    let mut text = json!({
        "status": "accepted", "heard": "You **asked** <b>.", "action": "We will.", "body": body,
        "language": suite.forum.default_language,
    });
    merge(&mut text, with);
    text
}

fn response(suite: &Suite) -> Held {
    let (one, author, official) = ready(suite, "Answered")?;
    let path = format!("/v1/submissions/{}", one.id);
    let put = |body: &Value, by: &Person| suite.put(format!("{path}/response"), body).by(by);
    put(&says(suite, "First.", json!({})), &author).refused(ProblemCode::NotAllowed)?;
    put(&says(suite, "First.", json!({})), &official).send()?.is(200)?.read::<Submission>()?;
    for person in [None, Some(&author)] {
        let answer = suite.get(&*path).maybe_by(person).send()?.is(200)?;
        let now: Submission = answer.read()?;
        answer.equal("status", &now.status, &Status::Accepted)?;
        let response = now.response.ok_or_else(|| answer.fail("a response"))?;
        let told = (response.heard.as_str(), response.action.as_str(), response.body.as_str());
        answer.equal("response", &told, &("You **asked** <b>.", "We will.", "First."))?;
        answer.holds(response.author.official, "an author who is official")?;
    }
    put(&says(suite, "Second.", json!({"status": "done"})), &official).send()?.is(200)?;
    let answer = suite.get(path).send()?.is(200)?;
    let now: Submission = answer.read()?;
    let told = now.response.map(|response| (response.body, response.version));
    answer.equal(
        "status and response",
        &(now.status, told),
        &(Status::Done, Some(("Second.".to_owned(), 2))),
    )
}

/// Begins an answer to these.
fn begin(suite: &Suite, official: &Person, ids: &[&str], body: &str) -> Held<Official> {
    let draft = says(suite, body, json!({"submissions": ids}));
    suite.post("/v1/answers", &draft).by(official).created()
}

fn publish(suite: &Suite, official: &Person, id: &str) -> Held<Official> {
    let path = format!("/v1/answers/{id}/publish");
    suite.ask("POST", path).by(official).header("if-match", "*").ok()
}

fn draft(suite: &Suite) -> Held {
    let (one, author, official) = ready(suite, "Answered together 1")?;
    let other = suite.submit(&suite.plain()?, &author, "Answered together 2")?;
    let made = begin(suite, &official, &[&one.id, &other.id], "Bothofyou")?;
    let path = format!("/v1/answers/{}", made.id);
    for id in [&one.id, &other.id] {
        let answer = suite.get(format!("/v1/submissions/{id}")).by(&author).send()?.is(200)?;
        let now: Submission = answer.read()?;
        answer.holds(
            now.response.is_none() && now.status == Status::Received,
            "nothing of a draft",
        )?;
    }
    suite.get(&*path).refused(ProblemCode::TokenRequired)?;
    suite.get(&*path).by(&author).refused(ProblemCode::NotAllowed)?;
    suite.get(format!("{path}/versions")).refused(ProblemCode::NotFound)?;
    let answer = suite.get(&*path).by(&official).send()?.is(200)?;
    answer.equal("state", &answer.read::<Official>()?.state, &AnswerState::Draft)?;
    publish(suite, &official, &made.id)?;
    for id in [&one.id, &other.id] {
        let answer = suite.get(format!("/v1/submissions/{id}")).send()?.is(200)?;
        let response = answer.read::<Submission>()?.response;
        let told =
            response.as_ref().map(|response| (response.body.as_str(), response.answer_id.as_ref()));
        answer.equal("response", &told, &Some(("Bothofyou", Some(&made.id))))?;
    }
    suite.delete(path).by(&official).refused(ProblemCode::WrongState)
}

fn versions(suite: &Suite) -> Held {
    let (one, _, official) = ready(suite, "Answered twice")?;
    let made = begin(suite, &official, &[&one.id], "First.")?;
    publish(suite, &official, &made.id)?;
    let path = format!("/v1/answers/{}", made.id);
    let again = says(suite, "Second.", json!({"status": "done"}));
    let answer = suite.patch(&*path, &again).by(&official).send()?.is(200)?;
    answer.equal("changed", &answer.read::<Official>()?.changed, &true)?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    let body = answer.read::<Submission>()?.response.map(|response| response.body);
    answer.equal("what is out", &body.as_deref(), &Some("First."))?;
    publish(suite, &official, &made.id)?;
    let answer = suite.get(format!("{path}/versions")).send()?.is(200)?;
    let all = answer.read::<Page<AnswerVersion>>()?.items;
    let told: Vec<_> = all.iter().map(|one| (one.version, one.text.body.as_str())).collect();
    answer.equal("versions", &told, &vec![(1, "First."), (2, "Second.")])
}

fn one_each(suite: &Suite) -> Held {
    let (one, _, official) = ready(suite, "Answered once")?;
    begin(suite, &official, &[&one.id], "First.")?;
    let post = |ids: Value| {
        let draft = says(suite, "Another.", json!({"submissions": ids}));
        suite.post("/v1/answers", &draft).by(&official)
    };
    post(json!([one.id])).refused(ProblemCode::Conflict)?;
    post(json!([])).wrong("submissions required")?;
    post(json!([suite.unknown_id()])).wrong("submissions[0] unknown")
}

fn stale(suite: &Suite) -> Held {
    let (one, _, official) = ready(suite, "Answered by two")?;
    let made = begin(suite, &official, &[&one.id], "First.")?;
    let path = format!("/v1/answers/{}", made.id);
    let etag = suite.get(&*path).by(&official).send()?.is(200)?.header("etag").to_owned();
    let second = suite.ask("PATCH", &*path).json(&says(suite, "Second.", json!({}))).by(&official);
    second.refused(ProblemCode::PreconditionRequired)?;
    second.clone().header("if-match", &*etag).send()?.is(200)?;
    second.header("if-match", &*etag).refused(ProblemCode::Stale)?;
    let publish = suite.ask("POST", format!("{path}/publish")).by(&official);
    publish.refused(ProblemCode::PreconditionRequired)?;
    publish.header("if-match", etag).refused(ProblemCode::Stale)?;
    suite.delete(path).by(&official).done()
}

fn fields(suite: &Suite) -> Held {
    let (one, _, official) = ready(suite, "Answered with nothing")?;
    let path = format!("/v1/submissions/{}/response", one.id);
    let most = contract::Limits::ANSWER_PART_MAX as usize + 1;
    for (with, field) in [
        (json!({"heard": " ", "action": "", "body": "\n"}), "body required"),
        (json!({"status": "perhaps"}), "status unknown"),
        (json!({"office": "conformance"}), "office unknown"),
        (json!({"due_at": "soon"}), "due_at invalid"),
        (json!({"language": "xx"}), "language unknown"),
        (json!({"heard": "ก".repeat(most)}), "heard too_long"),
    ] {
        suite.put(&*path, &says(suite, "x", with)).by(&official).wrong(field)?;
    }
    FINE
}

fn told(suite: &Suite) -> Held {
    let (one, author, official) = ready(suite, "Told of its answer")?;
    let path = format!("/v1/submissions/{}/response", one.id);
    suite.put(path, &says(suite, "Here it is.", json!({}))).by(&official).send()?.is(200)?;
    let answer = suite.get("/v1/me/inbox?limit=20").by(&author).send()?.is(200)?;
    let inbox: Inbox = answer.read()?;
    let item = inbox.page.items.iter().find(|item| item.target.id == one.id);
    let told = item.map(|item| (item.kind, item.read));
    answer.equal("item", &told, &Some((InboxKind::Answered, false)))
}
