//! Forms that hold in every answer.

use contract::{Capability, Comment, Submission};
use serde_json::Value;

use super::{Source, read};
use crate::{
    Check,
    answer::Answer,
    fail::Held,
    shape::{wrong_ids, wrong_times},
    suite::{FINE, Suite},
};

pub(super) const CHECKS: &[Check] = &[
    read("shapes.ids", &[], Source::Section("Ground rules"), "Ids are UUIDv7 in lower case.", ids),
    read(
        "shapes.times",
        &[],
        Source::Section("Known quirks"),
        "Times have milliseconds and end in Z.",
        times,
    ),
    read(
        "shapes.submission",
        &[],
        Source::Operation("get_submission"),
        "A submission by its id is the one that stands in the list.",
        submission,
    ),
    read(
        "shapes.reference",
        &[],
        Source::Section("Ground rules"),
        "A reference can be read out (OF-7K2-93QD) and no two submissions have the same.",
        reference,
    ),
    read(
        "shapes.comments",
        &[Capability::Comments],
        Source::Operation("list_comments"),
        "Published comments of a submission are as many as it says, oldest first, and replies are one level deep.",
        comments,
    ),
    read(
        "shapes.anonymous",
        &[],
        Source::Operation("list_submissions"),
        "For an anonymous reader nothing is theirs: no vote, and no text.",
        anonymous,
    ),
];

/// One answer of each kind that everybody reads.
fn answers(suite: &Suite) -> Held<Vec<Answer>> {
    let (thread, all) = suite.reading()?;
    let mut paths = vec![
        "/v1/threads".to_owned(),
        format!("/v1/threads/{}", thread.id),
        format!("/v1/threads/{}/submissions?limit=100", thread.id),
    ];
    let commented = all.iter().max_by_key(|one| one.comments_count);
    for one in all.first().into_iter().chain(commented) {
        paths.extend(suite.readings_of(&one.id));
    }
    for (capability, path) in [
        (Capability::Answers, "/v1/announcements"),
        (Capability::Answers, "/v1/ledger"),
        (Capability::Organisations, "/v1/organisations"),
        (Capability::Recognitions, "/v1/recognitions"),
        (Capability::Moderation, "/v1/log"),
    ] {
        if suite.offers(capability) {
            paths.push(path.to_owned());
        }
    }
    paths.into_iter().map(|path| suite.get(path).send()?.is(200)).collect()
}

fn ids(suite: &Suite) -> Held {
    for answer in answers(suite)? {
        let value: Value = answer.value()?;
        answer.equal("ids that are no UUIDv7", &wrong_ids(&value), &Vec::new())?;
    }
    FINE
}

fn times(suite: &Suite) -> Held {
    for answer in answers(suite)? {
        let value: Value = answer.value()?;
        answer.equal("times of another form", &wrong_times(&value), &Vec::new())?;
    }
    FINE
}

fn submission(suite: &Suite) -> Held {
    let (_, all) = suite.reading()?;
    for listed in all.iter().take(5) {
        let answer = suite.get(format!("/v1/submissions/{}", listed.id)).send()?.is(200)?;
        let one: Submission = answer.read()?;
        let same = (&one.title, &one.body, &one.author, one.version, &one.reference)
            == (&listed.title, &listed.body, &listed.author, listed.version, &listed.reference);
        answer.holds(same, format!("as in the list: {listed:?}"))?;
    }
    FINE
}

fn reference(suite: &Suite) -> Held {
    let (thread, all) = suite.reading()?;
    let answer = suite.get(format!("/v1/threads/{}/submissions", thread.id)).send()?.is(200)?;
    let mut references: Vec<_> = all.iter().map(|one| one.reference.clone()).collect();
    let readable = |one: &&String| rules::reference::parse(one).as_ref() == Some(one);
    let other = references.iter().find(|one| !readable(one));
    answer.equal("references unlike OF-7K2-93QD", &other, &None)?;
    references.sort_unstable();
    references.dedup();
    answer.equal("different references", &references.len(), &all.len())
}

fn comments(suite: &Suite) -> Held {
    let (_, all) = suite.reading()?;
    let mut most: Vec<_> = all.iter().collect();
    most.sort_by_key(|one| std::cmp::Reverse(one.comments_count));
    for one in most.into_iter().take(3) {
        let path = format!("/v1/submissions/{}/comments", one.id);
        let comments: Vec<Comment> = suite.whole(&path, 100, None)?;
        let answer = suite.get(format!("{path}?limit=100")).send()?.is(200)?;
        answer.equal("comments", &comments.len(), &(one.comments_count as usize))?;
        let in_order = comments.is_sorted_by(|a, b| a.created_at <= b.created_at);
        answer.holds(in_order, "the oldest first")?;
        for reply in comments.iter().filter_map(|comment| comment.reply_to.as_ref()) {
            let to = comments.iter().find(|comment| &comment.id == reply);
            let one_deep = to.is_some_and(|to| to.reply_to.is_none());
            answer.holds(one_deep, "replies to comments of this submission that answer none")?;
        }
    }
    FINE
}

fn anonymous(suite: &Suite) -> Held {
    let (thread, _) = suite.reading()?;
    let answer =
        suite.get(format!("/v1/threads/{}/submissions?limit=100", thread.id)).send()?.is(200)?;
    for one in answer.read::<contract::Page<Submission>>()?.items {
        let nothing = one.my_vote.is_none() && one.organisation_votes.is_empty() && !one.mine;
        answer.holds(nothing, "my_vote null and mine false")?;
        let told = one.verdict.is_none() && one.state_reason.is_none();
        answer.holds(
            told && crate::content::is_published(&one),
            "only published ones, without a verdict",
        )?;
    }
    FINE
}
