//! Awards.

use contract::{Capability, GalleryItem, Page, ProblemCode, Recognition, Submission};
use serde_json::{Value, json};

use super::{FULL, Source, check, read};
use crate::{
    Check,
    content::merge,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

pub(super) const CHECKS: &[Check] = &[
    read(
        "recognitions.shape",
        &[Capability::Recognitions],
        Source::Operation("list_recognitions"),
        "Everybody reads the gallery of awards, page after page.",
        shape,
    ),
    check(
        "recognitions.way",
        FULL,
        &[Capability::Submit, Capability::Recognitions],
        Source::Operation("recognise_submission"),
        "An official recognises a submission: it stands at it and in the gallery, until it is taken back.",
        way,
    ),
    check(
        "recognitions.fields",
        FULL,
        &[Capability::Submit, Capability::Recognitions],
        Source::Operation("recognise_submission"),
        "An award has a name and a year: else 422; nobody but an official gives it.",
        fields,
    ),
];

fn shape(suite: &Suite) -> Held {
    let all: Vec<GalleryItem> = suite.whole("/v1/recognitions", 100, None)?;
    let answer = suite.get("/v1/recognitions").send()?.is(200)?;
    let whose = all.iter().all(|item| item.submission.is_some() || item.organisation.is_some());
    answer.holds(whose, "each with who has it")
}

fn ready(suite: &Suite) -> Held<(Submission, Person, String)> {
    let (author, official) = (suite.participant(1)?, suite.official()?);
    let one = suite.submit(&suite.plain()?, &author, "Recognised")?;
    let path = format!("/v1/submissions/{}/recognitions", one.id);
    Ok((one, official, path))
}

fn draft(suite: &Suite, with: Value) -> Value {
    let award = format!("Award {}", suite.tag);
    let mut draft =
        json!({"award": award, "category": "Care <b>", "year": 2021, "citation": "For good work."});
    merge(&mut draft, with);
    draft
}

fn way(suite: &Suite) -> Held {
    let (one, official, path) = ready(suite)?;
    let answer = suite.post(&*path, &draft(suite, json!({}))).by(&official).send()?.is(201)?;
    let made: Recognition = answer.read()?;
    let id = made.id.clone().ok_or_else(|| answer.fail("an id"))?;
    suite.lock(&suite.made).by_official.push(format!("{path}/{id}"));
    let answer = suite.get(format!("/v1/submissions/{}", one.id)).send()?.is(200)?;
    answer.equal(
        "recognitions",
        &answer.read::<Submission>()?.recognitions,
        &vec![made.clone()],
    )?;
    let gallery = |expected: bool| {
        let path = format!("/v1/recognitions?award={}", crate::content::encode(&made.award));
        let answer = suite.get(path).send()?.is(200)?;
        let all = answer.read::<Page<GalleryItem>>()?.items;
        let found =
            all.iter().any(|item| item.submission.as_ref().is_some_and(|of| of.id == one.id));
        answer.equal("it in the gallery", &found, &expected)
    };
    gallery(true)?;
    suite.delete(format!("{path}/{id}")).by(&official).done()?;
    gallery(false)?;
    suite.delete(format!("{path}/{id}")).by(&official).refused(ProblemCode::NotFound)
}

fn fields(suite: &Suite) -> Held {
    let (_, official, path) = ready(suite)?;
    for (with, field) in [
        (json!({"award": " "}), "award required"),
        (json!({"year": 1900}), "year invalid"),
        (json!({"year": "soon"}), "year invalid"),
        (json!({"citation": "ก".repeat(1_001)}), "citation too_long"),
        (json!({"id": "x"}), "id unknown"),
    ] {
        suite.post(&*path, &draft(suite, with)).by(&official).wrong(field)?;
    }
    let person = suite.participant(1)?;
    suite.post(path, &draft(suite, json!({}))).by(&person).refused(ProblemCode::NotAllowed)?;
    FINE
}
