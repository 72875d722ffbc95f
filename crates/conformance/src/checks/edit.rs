//! Editing, history, withdrawing.

use std::thread;

use contract::{Capability, Page, ProblemCode, Revision, State, Submission, VoteChoice};
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

const EDIT: Source = Source::Operation("edit_submission");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::Edit];

pub(super) const CHECKS: &[Check] = &[
    check(
        "edit.changes",
        PARTICIPATE,
        NEEDS,
        EDIT,
        "PATCH changes what it names and leaves the rest, counts the version up and tells the new ETag.",
        changes,
    ),
    check(
        "edit.precondition",
        PARTICIPATE,
        NEEDS,
        Source::Section("Known quirks"),
        "PATCH needs If-Match: without one it is 428 and nothing is changed.",
        precondition,
    ),
    check(
        "edit.stale",
        PARTICIPATE,
        NEEDS,
        Source::Section("Known quirks"),
        "A stale If-Match is 412, and what was written meanwhile is not lost; * takes any version.",
        stale,
    ),
    check(
        "edit.at-once",
        PARTICIPATE,
        NEEDS,
        Source::Section("Ground rules"),
        "Of edits at once that were made of one version one is taken and the others are 412.",
        at_once,
    ),
    check(
        "edit.vote-between",
        PARTICIPATE,
        &[Capability::Submit, Capability::Edit, Capability::VoteOpinion],
        Source::Section("Known quirks"),
        "Somebody else's vote does not make an edit stale.",
        vote_between,
    ),
    check(
        "edit.others",
        PARTICIPATE,
        NEEDS,
        EDIT,
        "Nobody but its author edits a submission: 403.",
        others,
    ),
    check(
        "edit.fields",
        PARTICIPATE,
        NEEDS,
        EDIT,
        "An edit is held against the same limits and words; language, status, state and author are not in it.",
        fields,
    ),
    check(
        "edit.history",
        PARTICIPATE,
        &[Capability::Submit, Capability::Edit, Capability::History],
        Source::Operation("get_history"),
        "GET …/history keeps every version, the oldest first, as it was.",
        history,
    ),
    check(
        "withdraw.gone",
        PARTICIPATE,
        &[Capability::Submit, Capability::Withdraw],
        Source::Section("Known quirks"),
        "DELETE withdraws: 204, and from then on 410 by id, with its history and comments, for everybody.",
        gone,
    ),
    check(
        "withdraw.absent",
        PARTICIPATE,
        &[Capability::Submit, Capability::Withdraw],
        Source::Section("Known quirks"),
        "A withdrawn submission is absent from lists, counts, search and open data, and takes no vote, comment or edit (410).",
        absent,
    ),
    check(
        "withdraw.others",
        PARTICIPATE,
        &[Capability::Submit, Capability::Withdraw],
        Source::Operation("withdraw_submission"),
        "Nobody but its author withdraws a submission: 403.",
        withdraw_others,
    ),
];

fn made(suite: &Suite, title: &str) -> Held<(Person, Submission, String)> {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let one = suite.submit(&thread, &author, title)?;
    let path = format!("/v1/submissions/{}", one.id);
    Ok((author, one, path))
}

/// An edit of the version with this tag.
fn edit(suite: &Suite, path: &str, by: &Person, etag: &str, body: &Value) -> Held<Answer> {
    suite.ask("PATCH", path).json(body).by(by).header("if-match", etag).send()
}

fn etag(suite: &Suite, path: &str) -> Held<String> {
    Ok(suite.get(path).send()?.is(200)?.header("etag").to_owned())
}

fn changes(suite: &Suite) -> Held {
    let (author, one, path) = made(suite, "First")?;
    let answer =
        edit(suite, &path, &author, &etag(suite, &path)?, &json!({"title": "Second"}))?.is(200)?;
    let now: Submission = answer.read()?;
    let changed = (now.title.as_str(), &now.body, now.version) == ("Second", &one.body, 2);
    answer.holds(changed, "another title, the same body, version 2")?;
    answer.holds(now.edited_at.is_some(), "edited_at")?;
    let same = (&now.reference, &now.created_at) == (&one.reference, &one.created_at);
    answer.holds(same, "the same reference and created_at")?;
    let next = answer.header("etag").to_owned();
    let answer = edit(suite, &path, &author, &next, &json!({"body": ""}))?.is(200)?;
    answer.equal("version", &answer.read::<Submission>()?.version, &3)?;
    let answer = suite.get(path).send()?.is(200)?;
    let now: Submission = answer.read()?;
    answer.holds(now.title == "Second" && now.body.is_empty(), "both edits, for everybody")
}

fn precondition(suite: &Suite) -> Held {
    let (author, _, path) = made(suite, "As it was")?;
    let bare = suite.ask("PATCH", &*path).json(&json!({"title": "x"})).by(&author);
    bare.refused(ProblemCode::PreconditionRequired)?;
    unchanged(suite, &path, "As it was", 1)
}

/// Holds the title and version of a submission.
fn unchanged(suite: &Suite, path: &str, title: &str, version: u32) -> Held {
    let answer = suite.get(path).send()?.is(200)?;
    let now: Submission = answer.read()?;
    answer.equal("title and version", &(now.title.as_str(), now.version), &(title, version))
}

fn stale(suite: &Suite) -> Held {
    let (author, _, path) = made(suite, "First")?;
    let old = etag(suite, &path)?;
    edit(suite, &path, &author, &old, &json!({"title": "Second"}))?.is(200)?;
    for etag in [old.as_str(), "\"conformance\""] {
        edit(suite, &path, &author, etag, &json!({"title": "Third"}))?
            .problem(ProblemCode::Stale)?;
    }
    unchanged(suite, &path, "Second", 2)?;
    edit(suite, &path, &author, "*", &json!({"title": "Third"}))?.is(200)?;
    unchanged(suite, &path, "Third", 3)
}

fn at_once(suite: &Suite) -> Held {
    let (author, _, path) = made(suite, "First")?;
    let tag = etag(suite, &path)?;
    let titles: Vec<_> = (0..8).map(|number| format!("Edit {number}")).collect();
    let answers: Vec<Held<Answer>> = thread::scope(|scope| {
        let (path, author, tag) = (&path, &author, &tag);
        let edits: Vec<_> = titles
            .iter()
            .map(|title| {
                scope.spawn(move || edit(suite, path, author, tag, &json!({"title": title})))
            })
            .collect();
        edits.into_iter().filter_map(|edit| edit.join().ok()).collect()
    });
    let mut taken = Vec::new();
    for (title, answer) in titles.iter().zip(answers) {
        let answer = answer?;
        if answer.status == 200 {
            taken.push(title.clone());
        } else {
            answer.problem(ProblemCode::Stale)?;
        }
        answer.holds(taken.len() <= 1, "one edit that is taken")?;
    }
    let answer = suite.get(&*path).send()?.is(200)?;
    let now: Submission = answer.read()?;
    answer.equal("title", &vec![now.title], &taken)?;
    answer.equal("version", &now.version, &2)
}

fn vote_between(suite: &Suite) -> Held {
    let (author, one, path) = made(suite, "First")?;
    let tag = etag(suite, &path)?;
    let voter = suite.participant(2)?;
    suite.vote(&one.id, &voter, VoteChoice::Agree)?;
    edit(suite, &path, &author, &tag, &json!({"title": "Second"}))?.is(200).map(drop)
}

fn others(suite: &Suite) -> Held {
    let (_, _, path) = made(suite, "Not theirs")?;
    let other = suite.participant(2)?;
    let answer = edit(suite, &path, &other, "*", &json!({"title": "Mine now"}))?;
    answer.problem(ProblemCode::NotAllowed)?;
    unchanged(suite, &path, "Not theirs", 1)
}

fn fields(suite: &Suite) -> Held {
    let (author, _, path) = made(suite, "As it was")?;
    let most = suite.forum.limits.title_max as usize;
    for (body, field) in [
        (json!({"title": ""}), "title required"),
        (json!({"title": "ก".repeat(most + 1)}), "title too_long"),
        (json!({"theme": "conformance"}), "theme unknown"),
        (json!({"language": "th"}), "language unknown"),
        (json!({"status": "accepted"}), "status unknown"),
        (json!({"state": "published"}), "state unknown"),
        (json!({"pinned": true}), "pinned unknown"),
        (json!({"author": {}}), "author unknown"),
        (json!({"version": 9}), "version unknown"),
    ] {
        edit(suite, &path, &author, "*", &body)?.wrong_field(field)?;
    }
    unchanged(suite, &path, "As it was", 1)
}

fn history(suite: &Suite) -> Held {
    let (author, _, path) = made(suite, "Version 1")?;
    for number in 2..=4 {
        let body = json!({"title": format!("Version {number}"), "body": format!("Body {number}")});
        edit(suite, &path, &author, "*", &body)?.is(200)?;
    }
    let answer = suite.get(format!("{path}/history")).send()?.is(200)?;
    let versions: Vec<_> = answer.read::<Page<Revision>>()?.items;
    let told: Vec<_> =
        versions.iter().map(|one| (one.version, one.title.clone(), one.body.clone())).collect();
    let body =
        |number: u32| if number == 1 { "Because.".to_owned() } else { format!("Body {number}") };
    let expected: Vec<_> =
        (1..=4).map(|number| (number, format!("Version {number}"), body(number))).collect();
    answer.equal("versions", &told, &expected)
}

fn gone(suite: &Suite) -> Held {
    let (author, _, path) = made(suite, "Taken back")?;
    suite.delete(&*path).by(&author).done()?;
    suite.delete(&*path).by(&author).refused(ProblemCode::Withdrawn)?;
    for rest in ["", "/history", "/comments"] {
        let path = format!("{path}{rest}");
        suite.get(&*path).refused(ProblemCode::Withdrawn)?;
        suite.get(&*path).by(&author).refused(ProblemCode::Withdrawn)?;
    }
    FINE
}

fn absent(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let one = suite.submit(&thread, &author, "Withdrawnandgone")?;
    let before = suite.get(format!("/v1/threads/{}", thread.id)).ok::<contract::Thread>()?.counts;
    let path = format!("/v1/submissions/{}", one.id);
    suite.delete(&*path).by(&author).done()?;
    let answer = suite.get(format!("/v1/threads/{}", thread.id)).send()?.is(200)?;
    let after = answer.read::<contract::Thread>()?.counts;
    answer.equal("counts.submissions", &(after.submissions + 1), &before.submissions)?;
    let list = submissions_of(&thread);
    let mut ways =
        vec![list.clone(), format!("{list}?q=Withdrawnandgone"), format!("{list}?author=me")];
    if suite.offers(Capability::Export) {
        ways.push(format!("/v1/threads/{}/export.json", thread.slug));
    }
    for way in ways {
        let answer = suite.get(way).by(&author).send()?.is(200)?;
        answer
            .holds(!answer.text().contains("Withdrawnandgone"), "nothing of what was withdrawn")?;
    }
    for (capability, method, rest, body) in [
        (Capability::VoteOpinion, "PUT", "/vote", json!({"value": "agree"})),
        (Capability::Comments, "POST", "/comments", json!({"body": "x", "stance": "for"})),
        (Capability::Edit, "PATCH", "", json!({"title": "x"})),
    ] {
        if suite.offers(capability) {
            let ask =
                suite.ask(method, format!("{path}{rest}")).json(&body).header("if-match", "*");
            ask.by(&author).refused(ProblemCode::Withdrawn)?;
        }
    }
    FINE
}

fn withdraw_others(suite: &Suite) -> Held {
    let (_, _, path) = made(suite, "Not theirs")?;
    let other = suite.participant(2)?;
    suite.delete(&*path).by(&other).refused(ProblemCode::NotAllowed)?;
    suite.delete(&*path).refused(ProblemCode::TokenRequired)?;
    let answer = suite.get(path).send()?.is(200)?;
    answer.equal("state", &answer.read::<Submission>()?.state, &State::Published)
}
