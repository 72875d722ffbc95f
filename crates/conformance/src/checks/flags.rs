//! Reports to moderators.

use contract::{Capability, Flag, FlagReason, ProblemCode, Submission};
use serde_json::json;

use super::{PARTICIPATE, Source, check};
use crate::{
    Check,
    fail::Held,
    suite::{FINE, Suite},
};

const CREATE: Source = Source::Operation("flag_submission");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::Flags];

pub(super) const CHECKS: &[Check] = &[
    check(
        "flags.once",
        PARTICIPATE,
        NEEDS,
        CREATE,
        "A participant reports a submission once: 201, then 409, and somebody else may too.",
        once,
    ),
    check(
        "flags.comments",
        PARTICIPATE,
        &[Capability::Submit, Capability::Flags, Capability::Comments],
        Source::Operation("flag_comment"),
        "Comments are reported in the same way.",
        comments,
    ),
    check(
        "flags.reasons",
        PARTICIPATE,
        NEEDS,
        CREATE,
        "Every reason is taken; other needs a note, and an unknown one is 422.",
        reasons,
    ),
    check(
        "flags.not-told",
        PARTICIPATE,
        NEEDS,
        CREATE,
        "One report hides nothing and is told to nobody.",
        not_told,
    ),
];

fn once(suite: &Suite) -> Held {
    let (author, one, other) = (suite.participant(1)?, suite.participant(2)?, suite.plain()?);
    let submission = suite.submit(&other, &author, "Reported")?;
    let path = format!("/v1/submissions/{}/flags", submission.id);
    let body = json!({"reason": "spam", "note": "<b>twice</b>"});
    let answer = suite.post(&*path, &body).by(&one).send()?.is(201)?;
    let flag: Flag = answer.read()?;
    let sent = (flag.reason, flag.note.as_str()) == (FlagReason::Spam, "<b>twice</b>");
    answer.holds(sent, "what was sent")?;
    suite.post(&*path, &body).by(&one).refused(ProblemCode::Conflict)?;
    let otherwise = json!({"reason": "illegal"});
    suite.post(&*path, &otherwise).by(&one).refused(ProblemCode::Conflict)?;
    suite.post(&*path, &body).refused(ProblemCode::TokenRequired)?;
    suite.post(path, &body).by(&author).send()?.is(201).map(drop)
}

fn comments(suite: &Suite) -> Held {
    let (author, reporter) = (suite.participant(1)?, suite.participant(2)?);
    let submission = suite.submit(&suite.plain()?, &author, "Commented")?;
    let body = json!({"body": "Reported", "stance": "neutral"});
    let comment = suite.comment(&submission.id, &author, &body)?;
    let path = format!("/v1/comments/{}/flags", comment.id);
    let body = json!({"reason": "offensive"});
    suite.post(&*path, &body).by(&reporter).send()?.is(201)?.read::<Flag>()?;
    suite.post(path, &body).by(&reporter).refused(ProblemCode::Conflict)?;
    let unknown = format!("/v1/comments/{}/flags", suite.unknown_id());
    suite.post(unknown, &body).by(&reporter).refused(ProblemCode::NotFound)
}

fn reasons(suite: &Suite) -> Held {
    let (author, reporter) = (suite.participant(1)?, suite.participant(2)?);
    let thread = suite.plain()?;
    for reason in FlagReason::ALL {
        let submission = suite.submit(&thread, &author, &format!("It is {reason}"))?;
        let path = format!("/v1/submissions/{}/flags", submission.id);
        if *reason == FlagReason::Other {
            for (body, field) in [
                (json!({"reason": "other"}), "note required"),
                (json!({"reason": "other", "note": " \u{200b}"}), "note required"),
                (json!({"reason": "dislike"}), "reason unknown"),
                (json!({}), "reason required"),
            ] {
                suite.post(&*path, &body).by(&reporter).wrong(field)?;
            }
        }
        let body = json!({"reason": reason, "note": "Because."});
        let answer = suite.post(path, &body).by(&reporter).send()?.is(201)?;
        answer.equal("reason", &answer.read::<Flag>()?.reason, reason)?;
    }
    FINE
}

fn not_told(suite: &Suite) -> Held {
    let (author, reporter) = (suite.participant(1)?, suite.participant(2)?);
    let submission = suite.submit(&suite.plain()?, &author, "Still here")?;
    let path = format!("/v1/submissions/{}", submission.id);
    let body = json!({"reason": "spam", "note": "Nobodyreadsthis"});
    suite.post(format!("{path}/flags"), &body).by(&reporter).send()?.is(201)?;
    for person in [None, Some(&author), Some(&reporter)] {
        let answer = suite.get(&*path).maybe_by(person).send()?.is(200)?;
        answer.holds(!answer.text().contains("Nobodyreadsthis"), "nothing of the report")?;
        answer.read::<Submission>()?;
    }
    FINE
}
