//! What a person is told and follows.

use contract::{Capability, Inbox, InboxKind, MailSettings, Me, ProblemCode};
use serde_json::json;

use super::{FULL, Source, check};
use crate::{
    Check,
    fail::Held,
    suite::{FINE, Suite},
};

const NEEDS: &[Capability] = &[Capability::Submit, Capability::Inbox, Capability::Comments];

pub(super) const CHECKS: &[Check] = &[
    check(
        "inbox.comments",
        FULL,
        NEEDS,
        Source::Operation("list_inbox"),
        "An author is told of comments of others and not of their own, the newest first.",
        comments,
    ),
    check(
        "inbox.read",
        FULL,
        NEEDS,
        Source::Operation("read_inbox"),
        "What was seen is read, with all that is older; /v1/me counts the rest.",
        read,
    ),
    check(
        "inbox.follow",
        FULL,
        NEEDS,
        Source::Operation("follow_submission"),
        "Who follows a submission is told of its comments, until they follow it no more.",
        follow,
    ),
    check(
        "inbox.mail",
        FULL,
        &[Capability::Inbox],
        Source::Operation("put_mail"),
        "A person says what mail they get, and reads it back.",
        mail,
    ),
];

fn comments(suite: &Suite) -> Held {
    let (author, other) = (suite.participant(1)?, suite.participant(2)?);
    let one = suite.submit(&suite.plain()?, &author, "Told of comments")?;
    for (by, text) in [(&author, "Mine"), (&other, "First"), (&other, "Second")] {
        suite.comment(&one.id, by, &json!({"body": text, "stance": "neutral"}))?;
    }
    let answer = suite.get("/v1/me/inbox?limit=50").by(&author).send()?.is(200)?;
    let inbox: Inbox = answer.read()?;
    let about: Vec<_> = inbox
        .page
        .items
        .iter()
        .filter(|item| item.submission_id.as_ref() == Some(&one.id))
        .collect();
    let kinds: Vec<_> = about.iter().map(|item| item.kind).collect();
    answer.equal("items about it", &kinds, &vec![InboxKind::Commented; 2])?;
    answer.holds(about.is_sorted_by(|a, b| a.at >= b.at), "the newest first")?;
    answer.holds(about.iter().all(|item| item.title == "Told of comments"), "its title")?;
    suite.get("/v1/me/inbox").refused(ProblemCode::TokenRequired)
}

fn read(suite: &Suite) -> Held {
    let (author, other) = (suite.participant(1)?, suite.participant(2)?);
    let one = suite.submit(&suite.plain()?, &author, "Read up to here")?;
    for text in ["First", "Second"] {
        suite.comment(&one.id, &other, &json!({"body": text, "stance": "neutral"}))?;
    }
    let inbox: Inbox = suite.get("/v1/me/inbox?limit=2").by(&author).ok()?;
    let older = inbox.page.items.last().map(|item| item.id.clone()).unwrap_or_default();
    let seen = json!({"up_to": older});
    suite.post("/v1/me/inbox/read", &seen).by(&other).refused(ProblemCode::NotFound)?;
    suite.post("/v1/me/inbox/read", &seen).by(&author).done()?;
    let answer = suite.get("/v1/me/inbox?limit=2").by(&author).send()?.is(200)?;
    let inbox: Inbox = answer.read()?;
    let read: Vec<_> = inbox.page.items.iter().map(|item| item.read).collect();
    answer.equal("read", &read, &vec![false, true])?;
    answer.equal("unread", &inbox.unread, &1)?;
    let answer = suite.get("/v1/me").by(&author).send()?.is(200)?;
    answer.equal("unread, of /v1/me,", &answer.read::<Me>()?.unread, &1)
}

fn follow(suite: &Suite) -> Held {
    let (author, follower) = (suite.participant(1)?, suite.participant(2)?);
    let one = suite.submit(&suite.plain()?, &author, "Followed")?;
    let path = format!("/v1/submissions/{}/follow", one.id);
    let told = |expected: usize| {
        let answer = suite.get("/v1/me/inbox?limit=50").by(&follower).send()?.is(200)?;
        let inbox: Inbox = answer.read()?;
        let about =
            inbox.page.items.iter().filter(|item| item.submission_id.as_ref() == Some(&one.id));
        answer.equal("items about it", &about.count(), &expected)
    };
    let say = |text: &str| suite.comment(&one.id, &author, &json!({"body": text, "stance": "for"}));
    for _ in 0..2 {
        suite.ask("PUT", &*path).by(&follower).done()?;
    }
    let answer = suite.get("/v1/me").by(&follower).send()?.is(200)?;
    let follows = answer.read::<Me>()?.follows;
    let times = follows.iter().filter(|follow| follow.id == one.id).count();
    answer.equal("it among follows", &times, &1)?;
    say("While they follow")?;
    told(1)?;
    suite.delete(path).by(&follower).done()?;
    say("When they follow no more")?;
    told(1)
}

fn mail(suite: &Suite) -> Held {
    let person = suite.participant(1)?;
    let before: MailSettings = suite.get("/v1/me/mail").by(&person).ok()?;
    let language = &suite.forum.default_language;
    let body = json!({"digest": "weekly", "language": language, "kinds": ["answered", "decided"]});
    suite.put("/v1/me/mail", &body).by(&person).send()?.is(200)?;
    let answer = suite.get("/v1/me/mail").by(&person).send()?.is(200)?;
    let now: MailSettings = answer.read()?;
    let mut kinds = now.kinds.clone();
    kinds.sort_unstable();
    let told = (now.digest, kinds);
    let expected = (contract::Digest::Weekly, vec![InboxKind::Decided, InboxKind::Answered]);
    answer.equal("settings", &told, &expected)?;
    let wrong = json!({"digest": "hourly", "language": language, "kinds": []});
    suite.put("/v1/me/mail", &wrong).by(&person).wrong("digest unknown")?;
    let back = serde_json::to_value(&before).unwrap_or_default();
    suite.put("/v1/me/mail", &back).by(&person).send()?.is(200)?;
    FINE
}
