//! News from the host.

use contract::{Announcement, Capability, Page, ProblemCode};
use serde_json::{Value, json};

use super::{FULL, Source, check, read};
use crate::{
    Check,
    content::merge,
    fail::Held,
    people::Person,
    suite::{FINE, Suite},
};

const NEEDS: &[Capability] = &[Capability::Answers];

pub(super) const CHECKS: &[Check] = &[
    read(
        "announcements.shape",
        NEEDS,
        Source::Operation("list_announcements"),
        "Everybody reads the host's announcements, pinned first, then the newest.",
        shape,
    ),
    check(
        "announcements.way",
        FULL,
        NEEDS,
        Source::Operation("create_announcement"),
        "An official announces, changes and deletes; everybody reads it as it was typed, and nobody else announces.",
        way,
    ),
    check(
        "announcements.thread",
        FULL,
        NEEDS,
        Source::Operation("list_announcements"),
        "An announcement about a thread stands with it; about an unknown one it is 422.",
        thread,
    ),
    check(
        "announcements.fields",
        FULL,
        NEEDS,
        Source::Operation("create_announcement"),
        "An announcement has a title and one of the forum's languages: else 422.",
        fields,
    ),
];

fn in_order(all: &[Announcement]) -> bool {
    all.is_sorted_by(|a, b| (a.pinned, &a.published_at) >= (b.pinned, &b.published_at))
}

fn shape(suite: &Suite) -> Held {
    let answer = suite.get("/v1/announcements?limit=100").send()?.is(200)?;
    let all = answer.read::<Page<Announcement>>()?.items;
    answer.holds(in_order(&all), "pinned first, then the newest")?;
    for one in all.iter().take(3) {
        let answer = suite.get(format!("/v1/announcements/{}", one.id)).send()?.is(200)?;
        answer.equal("announcement", &answer.read::<Announcement>()?, one)?;
    }
    FINE
}

fn draft(suite: &Suite, with: Value) -> Value {
    let mut draft = json!({"title": "News <b>", "body": "There is **news** &amp; more.", "language": suite.forum.default_language});
    merge(&mut draft, with);
    draft
}

fn announce(suite: &Suite, official: &Person, with: Value) -> Held<Announcement> {
    let made: Announcement =
        suite.post("/v1/announcements", &draft(suite, with)).by(official).created()?;
    suite.lock(&suite.made).by_official.push(format!("/v1/announcements/{}", made.id));
    Ok(made)
}

fn way(suite: &Suite) -> Held {
    let official = suite.official()?;
    let made = announce(suite, &official, json!({}))?;
    let pinned = announce(suite, &official, json!({"title": "Pinned", "pinned": true}))?;
    let newer = announce(suite, &official, json!({"title": "Newer"}))?;
    let answer = suite.get("/v1/announcements?limit=100").send()?.is(200)?;
    let all = answer.read::<Page<Announcement>>()?.items;
    answer.holds(in_order(&all), "pinned first, then the newest")?;
    let place = |id: &str| all.iter().position(|one| one.id == id);
    let found = (place(&pinned.id), place(&newer.id), place(&made.id));
    answer.holds(
        found.0.is_some() && found.0 < found.1 && found.1 < found.2,
        "the pinned one, the newer, the older",
    )?;
    let path = format!("/v1/announcements/{}", made.id);
    let answer = suite.get(&*path).send()?.is(200)?;
    let one: Announcement = answer.read()?;
    answer.equal(
        "text",
        &(one.title.as_str(), one.body.as_str()),
        &("News <b>", "There is **news** &amp; more."),
    )?;
    answer.holds(one.author.official && one.edited_at.is_none(), "by an official, not edited")?;
    let change = draft(suite, json!({"title": "Changed"}));
    let answer = suite.ask("PATCH", &*path).json(&change).by(&official).send()?.is(200)?;
    let changed: Announcement = answer.read()?;
    answer.holds(
        changed.title == "Changed" && changed.edited_at.is_some(),
        "changed, with edited_at",
    )?;
    let person = suite.participant(1)?;
    suite.post("/v1/announcements", &change).by(&person).refused(ProblemCode::NotAllowed)?;
    suite.delete(&*path).by(&person).refused(ProblemCode::NotAllowed)?;
    suite.delete(&*path).by(&official).done()?;
    suite.get(path).refused(ProblemCode::NotFound)
}

fn thread(suite: &Suite) -> Held {
    let official = suite.official()?;
    let (about, other) = (suite.open(json!({}))?, suite.open(json!({}))?);
    let made = announce(suite, &official, json!({"thread_id": about.slug}))?;
    for (thread, expected) in [(&about, true), (&other, false)] {
        let path = format!("/v1/announcements?thread={}&limit=100", thread.slug);
        let answer = suite.get(path).send()?.is(200)?;
        let all = answer.read::<Page<Announcement>>()?.items;
        let found = all.iter().find(|one| one.id == made.id);
        answer.equal("it with this thread", &found.is_some(), &expected)?;
        let about_it = found.is_none_or(|one| one.thread_id.as_ref() == Some(&about.id));
        answer.holds(about_it, "thread_id of its thread")?;
    }
    let unknown = draft(suite, json!({"thread_id": "there-is-no-such-thread"}));
    suite.post("/v1/announcements", &unknown).by(&official).wrong("thread_id unknown")
}

fn fields(suite: &Suite) -> Held {
    let official = suite.official()?;
    let most = contract::Limits::ANNOUNCEMENT_BODY_MAX as usize + 1;
    for (with, field) in [
        (json!({"title": ""}), "title required"),
        (json!({"language": "xx"}), "language unknown"),
        (json!({"body": "ก".repeat(most)}), "body too_long"),
        (json!({"author": "x"}), "author unknown"),
    ] {
        suite.post("/v1/announcements", &draft(suite, with)).by(&official).wrong(field)?;
    }
    FINE
}
