//! Objecting to a decision, and duplicates.

use contract::{
    Action, Appeal, AppealState, Capability, DecidedBy, Decision, Inbox, InboxKind, ProblemCode,
    Queue, QueueKind, Submission,
};
use serde_json::json;

use super::{
    MODERATE, Source, check,
    moderation::{decide, published},
};
use crate::{
    Check,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

const NEEDS: &[Capability] = &[Capability::Submit, Capability::Moderation];
const VOTED: &[Capability] = &[Capability::Submit, Capability::Moderation, Capability::VoteOpinion];

pub(super) const CHECKS: &[Check] = &[
    check(
        "appeals.once",
        MODERATE,
        NEEDS,
        Source::Operation("create_appeal"),
        "Its author objects to a decision once, and nobody else does.",
        once,
    ),
    check(
        "appeals.other-moderator",
        MODERATE,
        NEEDS,
        Source::Operation("judge_appeal"),
        "Another moderator judges it; who decided is 403 own-case.",
        other_moderator,
    ),
    check(
        "appeals.upheld",
        MODERATE,
        NEEDS,
        Source::Operation("judge_appeal"),
        "A decision that is upheld stands, with an answer that its author reads.",
        upheld,
    ),
    check(
        "duplicates.consent",
        MODERATE,
        VOTED,
        Source::Operation("answer_duplicate"),
        "merge proposes; its author agrees, and both name each other. Each keeps its own votes.",
        consent,
    ),
    check(
        "duplicates.refused",
        MODERATE,
        VOTED,
        Source::Operation("answer_duplicate"),
        "Its author refuses, and nothing is linked.",
        refused,
    ),
    check(
        "inbox.decided",
        MODERATE,
        &[Capability::Submit, Capability::Moderation, Capability::Inbox],
        Source::Operation("list_inbox"),
        "The author is told of what was decided about theirs.",
        decided,
    ),
];

/// A hidden submission, the decision, its author and the moderator.
fn hidden(suite: &Suite, title: &str) -> Held<(Submission, Decision, Person, Person)> {
    let (_, one, author, moderator) = published(suite, title)?;
    let made = decide(suite, &moderator, "submission", &one.id, Action::Hide, json!({}))?;
    Ok((one, made, author, moderator))
}

fn object(suite: &Suite, decision: &Decision, by: &Person) -> Held<Appeal> {
    let path = format!("/v1/decisions/{}/appeal", decision.id);
    suite.post(path, &json!({"text": "It insults nobody <b>."})).by(by).created()
}

fn once(suite: &Suite) -> Held {
    let (one, made, author, moderator) = hidden(suite, "Objected")?;
    let path = format!("/v1/decisions/{}/appeal", made.id);
    let text = json!({"text": "It insults nobody <b>."});
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).by(&author).send()?.is(200)?;
    let verdict = answer.read::<Submission>()?.verdict;
    answer.holds(verdict.is_some_and(|verdict| verdict.can_appeal), "can_appeal true")?;
    suite.post(&*path, &text).by(&suite.participant(2)?).refused(ProblemCode::NotFound)?;
    suite.post(&*path, &json!({"text": " "})).by(&author).wrong("text required")?;
    let answer = suite.post(&*path, &text).by(&author).send()?.is(201)?;
    let appeal: Appeal = answer.read()?;
    let told = (appeal.state, appeal.text.as_str());
    answer.equal("appeal", &told, &(AppealState::Open, "It insults nobody <b>."))?;
    suite.post(path, &text).by(&author).refused(ProblemCode::Conflict)?;
    let answer =
        suite.get("/v1/moderation/queue?kind=appeal&limit=100").by(&moderator).send()?.is(200)?;
    let items = answer.read::<Queue>()?.page.items;
    let row = items.iter().find(|item| item.target.id == one.id && item.kind == QueueKind::Appeal);
    let appealed = row.and_then(|row| row.appealed.as_ref()).map(|appealed| &appealed.id);
    answer.equal("the decision, in the queue,", &appealed, &Some(&made.id))
}

fn other_moderator(suite: &Suite) -> Held {
    let second = suite.moderator(2)?;
    let (one, made, author, first) = hidden(suite, "Won back")?;
    let appeal = object(suite, &made, &author)?;
    let path = format!("/v1/moderation/appeals/{}", appeal.id);
    let judgement =
        json!({"outcome": "overturned", "answer": "You are right.", "note": "Internalnote"});
    suite.post(&*path, &judgement).by(&first).refused(ProblemCode::OwnCase)?;
    suite.post(&*path, &judgement).by(&author).refused(ProblemCode::NotAllowed)?;
    let answer = suite.post(&*path, &judgement).by(&second).send()?.is(200)?;
    answer.holds(answer.read::<Decision>()?.undone_at.is_some(), "the decision taken back")?;
    suite.post(path, &judgement).by(&second).refused(ProblemCode::WrongState)?;
    suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).by(&author).send()?.is(200)?;
    let verdict = answer.read::<Submission>()?.verdict;
    let told = verdict.as_ref().and_then(|verdict| {
        let appeal = verdict.appeal.as_ref()?;
        Some((verdict.by, appeal.state, appeal.answer.as_str()))
    });
    let expected = (DecidedBy::Appeal, AppealState::Overturned, "You are right.");
    answer.equal("verdict", &told, &Some(expected))?;
    answer.holds(!answer.text().contains("Internalnote"), "not the note")
}

fn upheld(suite: &Suite) -> Held {
    let second = suite.moderator(2)?;
    let (one, made, author, _) = hidden(suite, "Stays hidden")?;
    let appeal = object(suite, &made, &author)?;
    let path = format!("/v1/moderation/appeals/{}", appeal.id);
    suite.post(&*path, &json!({"outcome": "upheld"})).by(&second).wrong("answer required")?;
    let judgement = json!({"outcome": "upheld", "answer": "It does."});
    suite.post(path, &judgement).by(&second).send()?.is(200)?;
    suite.absent_for_others(&one.id, &[None])?;
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).by(&author).send()?.is(200)?;
    let verdict = answer.read::<Submission>()?.verdict;
    let told = verdict.as_ref().and_then(|verdict| {
        let appeal = verdict.appeal.as_ref()?;
        Some((appeal.state, appeal.answer.as_str(), verdict.can_appeal))
    });
    answer.equal("verdict", &told, &Some((AppealState::Upheld, "It does.", false)))
}

/// A submission that is proposed to repeat another one.
fn repeating(suite: &Suite) -> Held<(Submission, Submission, Person)> {
    let (thread, leads, author, moderator) = published(suite, "Leads")?;
    let other = suite.participant(2)?;
    let repeats = suite.submit(&thread, &other, "Repeats")?;
    for (one, by) in [(&leads, &author), (&repeats, &other)] {
        suite.vote(&one.id, by, contract::VoteChoice::Agree)?;
    }
    let into = json!({"into": leads.id});
    decide(suite, &moderator, "submission", &repeats.id, Action::Merge, into)?;
    Ok((leads, repeats, other))
}

fn consent(suite: &Suite) -> Held {
    let (leads, repeats, author) = repeating(suite)?;
    let path = format!("/v1/submissions/{}", repeats.id);
    let before = suite.submission(&repeats.id, None)?;
    let answer = suite.get(&*path).send()?.is(200)?;
    answer.holds(
        before.merged_into.is_none() && before.duplicate_of.is_none(),
        "nothing linked yet, for others",
    )?;
    let answer_path = format!("{path}/duplicate");
    let yes = json!({"accept": true});
    let stranger = suite.participant(1)?;
    let refused = suite.post(&*answer_path, &yes).by(&stranger).send()?;
    refused.holds(matches!(refused.status, 403 | 404), "status 403 or 404 for others")?;
    suite.post(&*answer_path, &yes).by(&author).send()?.is(200)?;
    let answer = suite.get(path).send()?.is(200)?;
    let now: Submission = answer.read()?;
    answer.equal("merged_into", &now.merged_into.as_ref(), &Some(&leads.id))?;
    let own = now.tally.as_ref().map(|tally| tally.participants);
    answer.equal("its own votes", &own, &Some(1))?;
    let answer = suite.get(format!("/v1/submissions/{}", leads.id)).send()?.is(200)?;
    let lead: Submission = answer.read()?;
    let named = lead.duplicates.iter().any(|one| one.submission.id == repeats.id && one.accepted);
    answer.holds(named, "the one that repeats it among duplicates")?;
    let own = lead.tally.as_ref().map(|tally| tally.participants);
    answer.equal("its own votes", &own, &Some(1))
}

fn refused(suite: &Suite) -> Held {
    let (leads, repeats, author) = repeating(suite)?;
    let path = format!("/v1/submissions/{}/duplicate", repeats.id);
    suite.post(path, &json!({"accept": false})).by(&author).send()?.is(200)?;
    for one in [&leads, &repeats] {
        let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
        let now: Submission = answer.read()?;
        let apart = now.merged_into.is_none() && now.duplicates.is_empty();
        answer.holds(apart, "nothing linked")?;
    }
    FINE
}

fn decided(suite: &Suite) -> Held {
    let (one, _, author, _) = hidden(suite, "Told to its author")?;
    let answer = suite.get("/v1/me/inbox?limit=20").by(&author).send()?.is(200)?;
    let inbox: Inbox = answer.read()?;
    let item = inbox.page.items.iter().find(|item| item.target.id == one.id);
    let item = item.ok_or_else(|| answer.fail("an item about the submission"))?;
    let told = (item.kind, item.word.as_deref(), item.read);
    answer.equal("item", &told, &(InboxKind::Decided, Some("hide"), false))?;
    let other = suite.participant(2)?;
    let answer = suite.get("/v1/me/inbox?limit=100").by(&other).send()?.is(200)?;
    let inbox: Inbox = answer.read()?;
    let told = inbox.page.items.iter().any(|item| item.target.id == one.id);
    answer.holds(!told, "nothing about it for others")
}
