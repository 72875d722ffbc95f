//! A person's own account.

use contract::{Capability, PersonalData, Role, Submission};
use serde_json::json;

use super::{FULL, Source, check};
use crate::{Check, fail::Held, people::Person, suite::Suite};

const NEEDS: &[Capability] = &[Capability::Submit, Capability::Account];

pub(super) const CHECKS: &[Check] = &[
    check(
        "account.data",
        FULL,
        NEEDS,
        Source::Operation("get_my_data"),
        "A person takes along what is kept of them: submissions in whatever state, comments, votes, reports; nothing of others.",
        data,
    ),
    check(
        "account.deleted-kept",
        FULL,
        NEEDS,
        Source::Operation("delete_me"),
        "A deleted account's texts stay without a name where its person wants it, its votes go, and its token is good no more.",
        kept,
    ),
    check(
        "account.deleted-removed",
        FULL,
        NEEDS,
        Source::Operation("delete_me"),
        "A deleted account's texts go where its person wants it.",
        removed,
    ),
];

fn data(suite: &Suite) -> Held {
    let (person, other, thread) = (suite.participant(1)?, suite.participant(2)?, suite.opinion()?);
    let shown = suite.submit(&thread, &person, "In my data")?;
    let theirs = suite.submit(&thread, &other, "Notinmydata")?;
    suite.vote(&theirs.id, &person, contract::VoteChoice::Pass)?;
    if suite.offers(Capability::Comments) {
        suite.comment(&theirs.id, &person, &json!({"body": "My comment", "stance": "for"}))?;
    }
    let answer = suite.get("/v1/me/data").by(&person).send()?.is(200)?;
    let data: PersonalData = answer.read()?;
    answer.holds(data.submissions.iter().any(|one| one.id == shown.id), "the submission")?;
    let vote =
        data.votes.iter().find(|vote| vote.submission_id == theirs.id).map(|vote| vote.value);
    answer.equal("the vote", &vote, &Some(contract::VoteChoice::Pass))?;
    let said = data.comments.iter().any(|comment| comment.body == "My comment");
    answer.holds(said || !suite.offers(Capability::Comments), "the comment")?;
    answer.holds(!answer.text().contains("Notinmydata"), "nothing of others")?;
    answer.equal("author", &data.author.id, &suite.me(&person)?.author.id)?;
    suite.get("/v1/me/data").refused(contract::ProblemCode::TokenRequired)
}

/// Somebody who has written, voted and commented, and has deleted their
/// account; what they wrote, and what they voted on.
fn deleted(suite: &Suite, content: &str) -> Held<(Submission, Submission, Person)> {
    let label = format!("leaves and will {content} it {}", suite.fresh());
    let person = suite.made(&suite.wanted(&label, &[Role::Participant]))?;
    let (other, thread) = (suite.participant(1)?, suite.opinion()?);
    let own = suite.submit(&thread, &person, &format!("They {content} this"))?;
    let theirs = suite.submit(&thread, &other, "Voted on by who leaves")?;
    suite.vote(&theirs.id, &person, contract::VoteChoice::Agree)?;
    let ask = suite.ask("DELETE", "/v1/me").json(&json!({"content": content})).by(&person);
    ask.done()?;
    Ok((own, theirs, person))
}

/// Holds that their token speaks for nobody and their vote is gone.
fn left(suite: &Suite, theirs: &Submission, person: &Person) -> Held {
    let answer = suite.get("/v1/me").by(person).send()?;
    answer.problem(contract::ProblemCode::TokenInvalid)?;
    let answer = suite.get(format!("/v1/submissions/{}", theirs.id)).send()?.is(200)?;
    let tally = answer.read::<Submission>()?.tally.map(|tally| (tally.agree, tally.participants));
    answer.equal("agree and participants", &tally, &Some((0, 0)))
}

fn kept(suite: &Suite) -> Held {
    let (own, theirs, person) = deleted(suite, "keep")?;
    let answer = suite.get(format!("/v1/submissions/{}", own.id)).send()?.is(200)?;
    let now: Submission = answer.read()?;
    answer.equal("title", &now.title, &own.title)?;
    let nobody = now.author.name.is_empty() && now.author.organisation.is_none();
    answer.holds(nobody, "an author without a name")?;
    left(suite, &theirs, &person)
}

fn removed(suite: &Suite) -> Held {
    let (own, theirs, person) = deleted(suite, "remove")?;
    let answer = suite.get(format!("/v1/submissions/{}", own.id)).send()?;
    answer.holds(matches!(answer.status, 404 | 410), "status 404 or 410")?;
    answer.holds(!answer.text().contains(&own.title), "nothing of the text")?;
    left(suite, &theirs, &person)
}
