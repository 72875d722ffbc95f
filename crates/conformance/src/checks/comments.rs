//! Comments.

use contract::{Capability, Comment, ProblemCode, Stance, State, Submission};
use serde_json::{Value, json};

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

const CREATE: Source = Source::Operation("create_comment");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::Comments];

pub(super) const CHECKS: &[Check] = &[
    check(
        "comments.creates",
        PARTICIPATE,
        NEEDS,
        CREATE,
        "POST comments for, against or neither; it is what was sent, its author's, and counted at the submission.",
        creates,
    ),
    check(
        "comments.replies",
        PARTICIPATE,
        NEEDS,
        CREATE,
        "Replies are one level deep: a reply to a reply, to another submission's comment or to nothing is 422.",
        replies,
    ),
    check(
        "comments.order",
        PARTICIPATE,
        NEEDS,
        Source::Operation("list_comments"),
        "Comments stand oldest first, page after page, each once.",
        order,
    ),
    check(
        "comments.fields",
        PARTICIPATE,
        NEEDS,
        CREATE,
        "An empty comment, an unknown stance, an unknown language and unknown fields are 422.",
        fields,
    ),
    check(
        "comments.unknown",
        PARTICIPATE,
        NEEDS,
        CREATE,
        "A comment on what is not here is 404, and one without a token 401.",
        unknown,
    ),
];

fn ready(suite: &Suite) -> Held<(Person, Submission, String)> {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let one = suite.submit(&thread, &author, "To comment on")?;
    let path = format!("/v1/submissions/{}/comments", one.id);
    Ok((author, one, path))
}

fn creates(suite: &Suite) -> Held {
    let (author, one, path) = ready(suite)?;
    for stance in Stance::ALL {
        let body = format!("I am {stance}");
        let answer =
            suite.post(&*path, &json!({"body": body, "stance": stance})).by(&author).send()?;
        let answer = answer.is(201)?;
        let made: Comment = answer.read()?;
        let sent = (made.body.as_str(), made.stance) == (body.as_str(), *stance);
        answer.holds(sent, "what was sent")?;
        let own = (made.mine, made.state, &made.submission_id) == (true, State::Published, &one.id);
        answer.holds(own, "mine, published, on this submission")?;
        let bare = made.reply_to.is_none() && made.edited_at.is_none();
        answer.holds(bare, "no reply, not edited")?;
    }
    let comments: Vec<Comment> = suite.whole(&path, 100, None)?;
    let answer = suite.get(path).send()?.is(200)?;
    answer.equal("comments", &comments.len(), &Stance::ALL.len())?;
    answer.holds(comments.iter().all(|comment| !comment.mine), "mine false for others")?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    answer.equal("comments_count", &answer.read::<Submission>()?.comments_count, &3)
}

fn reply(to: &str) -> Value {
    json!({"body": "A reply", "stance": "neutral", "reply_to": to})
}

fn replies(suite: &Suite) -> Held {
    let (author, one, path) = ready(suite)?;
    let said = json!({"body": "Said", "stance": "neutral"});
    let first = suite.comment(&one.id, &author, &said)?;
    let answer = suite.post(&*path, &reply(&first.id)).by(&author).send()?.is(201)?;
    let made: Comment = answer.read()?;
    answer.equal("reply_to", &made.reply_to.as_ref(), &Some(&first.id))?;
    let (_, other, _) = ready(suite)?;
    let elsewhere = suite.comment(&other.id, &author, &said)?;
    for to in [made.id.as_str(), &elsewhere.id, suite.unknown_id(), &one.id, "x"] {
        suite.post(&*path, &reply(to)).by(&author).wrong("reply_to invalid")?;
    }
    FINE
}

fn order(suite: &Suite) -> Held {
    let (author, one, path) = ready(suite)?;
    let mut said = Vec::new();
    for number in 0..7 {
        let body = json!({"body": format!("Number {number}"), "stance": "neutral"});
        said.push(suite.comment(&one.id, &author, &body)?.id);
    }
    for limit in [1, 3, 100] {
        let found: Vec<Comment> = suite.whole(&path, limit, None)?;
        let found: Vec<_> = found.into_iter().map(|comment| comment.id).collect();
        let answer = suite.get(format!("{path}?limit={limit}")).send()?.is(200)?;
        answer.equal(&format!("comments, {limit} at a time,"), &found, &said)?;
    }
    suite.get(format!("{path}?limit=0")).wrong("limit invalid")?;
    suite.get(format!("{path}?cursor=x")).refused(ProblemCode::BadCursor)
}

fn fields(suite: &Suite) -> Held {
    let (author, _, path) = ready(suite)?;
    for (body, field) in [
        (json!({"body": "", "stance": "for"}), "body required"),
        (json!({"body": " \u{200b}\n", "stance": "for"}), "body required"),
        (json!({"stance": "for"}), "body required"),
        (json!({"body": "x"}), "stance required"),
        (json!({"body": "x", "stance": "maybe"}), "stance unknown"),
        (json!({"body": "x", "stance": "for", "language": "xx"}), "language unknown"),
        (json!({"body": "x", "stance": "for", "state": "published"}), "state unknown"),
    ] {
        suite.post(&*path, &body).by(&author).wrong(field)?;
    }
    let left: Vec<Comment> = suite.whole(&path, 100, None)?;
    let answer = suite.get(path).send()?.is(200)?;
    answer.equal("comments that were refused", &left.len(), &0)
}

fn unknown(suite: &Suite) -> Held {
    let (author, _, path) = ready(suite)?;
    let body = json!({"body": "x", "stance": "for"});
    suite.post(path, &body).refused(ProblemCode::TokenRequired)?;
    let unknown = format!("/v1/submissions/{}/comments", suite.unknown_id());
    suite.post(unknown, &body).by(&author).refused(ProblemCode::NotFound)
}
