//! Votes: one for each person, counted exactly.

use std::thread;

use contract::{Capability, ProblemCode, Submission, Tally, VoteChoice, VoteResult};
use serde_json::json;

use super::{PARTICIPATE, Source, check, sorts::counts};
use crate::{
    Check,
    answer::Answer,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

/// Votes of one person at the same time.
const AT_ONCE: usize = 32;

const PUT: Source = Source::Operation("put_vote");
const NEEDS: &[Capability] = &[Capability::Submit, Capability::VoteOpinion];

pub(super) const CHECKS: &[Check] = &[
    check(
        "votes.cast",
        PARTICIPATE,
        NEEDS,
        PUT,
        "PUT …/vote casts a vote and answers it with the tally in which it counts.",
        cast,
    ),
    check(
        "votes.change",
        PARTICIPATE,
        &[Capability::Submit, Capability::VoteOpinion, Capability::VoteChange],
        PUT,
        "The last vote counts, once: another value replaces the one before.",
        change,
    ),
    check(
        "votes.same-again",
        PARTICIPATE,
        NEEDS,
        PUT,
        "The same vote again changes nothing.",
        same_again,
    ),
    check(
        "votes.take-back",
        PARTICIPATE,
        &[Capability::Submit, Capability::VoteOpinion, Capability::VoteWithdraw],
        Source::Operation("delete_vote"),
        "DELETE takes the vote back; a second time it changes nothing.",
        take_back,
    ),
    check(
        "votes.one-per-person",
        PARTICIPATE,
        &[Capability::Submit, Capability::VoteOpinion, Capability::VoteChange],
        PUT,
        "Of 32 votes of one person at once one counts, and the totals are exact.",
        one_per_person,
    ),
    check(
        "votes.many-people",
        PARTICIPATE,
        &[Capability::Submit, Capability::VoteOpinion, Capability::ExactTotals],
        PUT,
        "Of votes of many people at once each counts once.",
        many_people,
    ),
    check(
        "votes.own",
        PARTICIPATE,
        NEEDS,
        Source::Operation("get_submission"),
        "my_vote is the asking person's own, by id and in lists, and nobody else's.",
        own,
    ),
    check(
        "votes.words",
        PARTICIPATE,
        NEEDS,
        PUT,
        "A value that is no vote is 422, and so is a field that there is not.",
        words,
    ),
    check(
        "votes.mode",
        PARTICIPATE,
        NEEDS,
        Source::Section("Known quirks"),
        "A vote that is not of the thread's mode is 422 wrong-voting-mode.",
        mode,
    ),
    check("votes.unknown", PARTICIPATE, NEEDS, PUT, "A vote on what is not here is 404.", unknown),
];

fn ready(suite: &Suite, title: &str) -> Held<(Person, Submission)> {
    let (author, thread) = (suite.participant(1)?, suite.opinion()?);
    let one = suite.submit(&thread, &author, title)?;
    Ok((author, one))
}

/// Votes, and holds the answer.
fn put(suite: &Suite, id: &str, by: &Person, value: VoteChoice, expected: [u32; 3]) -> Held {
    let body = json!({"value": value});
    let answer = suite.put(format!("/v1/submissions/{id}/vote"), &body).by(by).send()?.is(200)?;
    let result: VoteResult = answer.read()?;
    answer.equal("my_vote", &result.my_vote, &Some(value))?;
    adds_up(&answer, result.tally.as_ref(), expected)
}

/// Holds a tally of agree, disagree and pass.
fn adds_up(answer: &Answer, tally: Option<&Tally>, expected: [u32; 3]) -> Held {
    let Some(tally) = tally else { return Err(answer.fail("a tally")) };
    let found = [tally.agree, tally.disagree, tally.pass];
    answer.equal("agree, disagree, pass", &found, &expected)?;
    answer.equal("participants", &tally.participants, &expected.iter().sum())?;
    answer.equal("support", &tally.support, &0)
}

/// Holds what everybody reads.
fn shown(suite: &Suite, id: &str, expected: [u32; 3]) -> Held {
    let answer = suite.get(format!("/v1/submissions/{id}")).send()?.is(200)?;
    adds_up(&answer, answer.read::<Submission>()?.tally.as_ref(), expected)
}

fn cast(suite: &Suite) -> Held {
    let (author, one) = ready(suite, "Cast")?;
    shown(suite, &one.id, [0, 0, 0])?;
    put(suite, &one.id, &author, VoteChoice::Agree, [1, 0, 0])?;
    shown(suite, &one.id, [1, 0, 0])?;
    if let Ok(other) = suite.participant(2) {
        put(suite, &one.id, &other, VoteChoice::Disagree, [1, 1, 0])?;
        shown(suite, &one.id, [1, 1, 0])?;
    }
    FINE
}

fn change(suite: &Suite) -> Held {
    let (voter, one) = ready(suite, "Changed")?;
    for (value, expected) in [
        (VoteChoice::Agree, [1, 0, 0]),
        (VoteChoice::Disagree, [0, 1, 0]),
        (VoteChoice::Pass, [0, 0, 1]),
        (VoteChoice::Agree, [1, 0, 0]),
    ] {
        put(suite, &one.id, &voter, value, expected)?;
        shown(suite, &one.id, expected)?;
    }
    FINE
}

fn same_again(suite: &Suite) -> Held {
    let (voter, one) = ready(suite, "Twice")?;
    for _ in 0..3 {
        put(suite, &one.id, &voter, VoteChoice::Agree, [1, 0, 0])?;
    }
    shown(suite, &one.id, [1, 0, 0])
}

fn take_back(suite: &Suite) -> Held {
    let (voter, one) = ready(suite, "Taken back")?;
    put(suite, &one.id, &voter, VoteChoice::Agree, [1, 0, 0])?;
    for _ in 0..2 {
        let path = format!("/v1/submissions/{}/vote", one.id);
        let answer = suite.delete(path).by(&voter).send()?.is(200)?;
        let result: VoteResult = answer.read()?;
        answer.equal("my_vote", &result.my_vote, &None)?;
        adds_up(&answer, result.tally.as_ref(), [0, 0, 0])?;
    }
    shown(suite, &one.id, [0, 0, 0])?;
    put(suite, &one.id, &voter, VoteChoice::Pass, [0, 0, 1])
}

const VALUES: [VoteChoice; 3] = [VoteChoice::Agree, VoteChoice::Disagree, VoteChoice::Pass];

fn one_per_person(suite: &Suite) -> Held {
    let (voter, one) = ready(suite, "At once")?;
    let answers: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = VALUES
            .iter()
            .cycle()
            .take(AT_ONCE)
            .map(|value| {
                let body = json!({"value": value});
                let path = format!("/v1/submissions/{}/vote", one.id);
                let ask = suite.put(path, &body).by(&voter);
                scope.spawn(move || ask.send())
            })
            .collect();
        running.into_iter().filter_map(|vote| vote.join().ok()).collect()
    });
    for answer in answers {
        let answer = answer?.is(200)?;
        let tally = answer.read::<VoteResult>()?.tally;
        let participants = tally.map(|tally| tally.participants);
        answer.equal("participants", &participants, &Some(1))?;
    }
    let path = format!("/v1/submissions/{}", one.id);
    let answer = suite.get(path).by(&voter).send()?.is(200)?;
    let now: Submission = answer.read()?;
    let expected = VALUES.map(|value| u32::from(now.my_vote == Some(value)));
    answer.equal("votes of one person", &expected.iter().sum::<u32>(), &1)?;
    adds_up(&answer, now.tally.as_ref(), expected)?;
    shown(suite, &one.id, expected)
}

fn many_people(suite: &Suite) -> Held {
    let (_, one) = ready(suite, "Many at once")?;
    let people: Vec<Person> = (0..24)
        .map(|number| suite.stranger(&format!("voter {number}"), suite.sector(number).as_deref()))
        .collect::<Held<_>>()?;
    thread::scope(|scope| {
        let votes: Vec<_> = people
            .iter()
            .zip(VALUES.iter().cycle())
            .map(|(person, value)| scope.spawn(|| suite.vote(&one.id, person, *value)))
            .collect();
        votes.into_iter().filter_map(|vote| vote.join().ok()).try_for_each(|vote| vote.map(drop))
    })?;
    shown(suite, &one.id, [8, 8, 8])
}

fn own(suite: &Suite) -> Held {
    let (one, other) = (suite.participant(1)?, suite.participant(2)?);
    let thread = suite.opinion()?;
    let submission = suite.submit(&thread, &one, "Whose vote")?;
    suite.vote(&submission.id, &one, VoteChoice::Agree)?;
    suite.vote(&submission.id, &other, VoteChoice::Disagree)?;
    for (person, expected) in [
        (Some(&one), Some(VoteChoice::Agree)),
        (Some(&other), Some(VoteChoice::Disagree)),
        (None, None),
    ] {
        let answer = suite.get(format!("/v1/submissions/{}", submission.id)).maybe_by(person);
        let answer = answer.send()?.is(200)?;
        let read: Submission = answer.read()?;
        answer.equal("my_vote", &read.my_vote, &expected)?;
        let both = read.tally.as_ref().map(counts).is_some_and(|counts| counts.participants() == 2);
        answer.holds(both, "the same tally for everybody")?;
        let listed = suite.all(&thread, "sort=newest", person)?;
        let listed = listed.iter().find(|one| one.id == submission.id).map(|one| one.my_vote);
        answer.equal("my_vote in the list", &listed, &Some(expected))?;
    }
    FINE
}

fn words(suite: &Suite) -> Held {
    let (voter, one) = ready(suite, "No vote")?;
    let path = format!("/v1/submissions/{}/vote", one.id);
    for (body, field) in [
        (json!({"value": "maybe"}), "value unknown"),
        (json!({"value": null}), "value invalid"),
        (json!({"value": 1}), "value invalid"),
        (json!({}), "value required"),
        (json!({"value": "agree", "weight": 9}), "weight unknown"),
    ] {
        suite.put(&*path, &body).by(&voter).wrong(field)?;
    }
    shown(suite, &one.id, [0, 0, 0])
}

fn mode(suite: &Suite) -> Held {
    let (voter, one) = ready(suite, "Not of this mode")?;
    let path = format!("/v1/submissions/{}/vote", one.id);
    let vote = suite.put(path, &json!({"value": "support"})).by(&voter);
    vote.refused(ProblemCode::WrongVotingMode)?;
    shown(suite, &one.id, [0, 0, 0])
}

fn unknown(suite: &Suite) -> Held {
    let voter = suite.participant(1)?;
    for id in [suite.unknown_id(), "1"] {
        let path = format!("/v1/submissions/{id}/vote");
        suite.put(path, &json!({"value": "agree"})).by(&voter).refused(ProblemCode::NotFound)?;
    }
    FINE
}
