//! Live events.

use contract::{Capability, ResultsRule};
use serde_json::{Value, json};

use super::{FULL, Source, check};
use crate::{
    Check,
    events::Event,
    fail::Held,
    suite::{FINE, Suite},
};

/// What an event may be about.
const KINDS: [&str; 6] = ["submission", "tally", "comment", "response", "announcement", "thread"];

const LIVE: Source = Source::Section("Ground rules");
const NEEDS: &[Capability] = &[Capability::Events, Capability::Submit];

pub(super) const CHECKS: &[Check] = &[
    check(
        "events.stream",
        FULL,
        NEEDS,
        LIVE,
        "GET …/events is a stream (text/event-stream) that tells of a new submission within seconds.",
        stream,
    ),
    check(
        "events.ids",
        FULL,
        NEEDS,
        LIVE,
        "Every event has an id of its own, a kind that the contract names, and JSON.",
        ids,
    ),
    check(
        "events.resume",
        FULL,
        NEEDS,
        LIVE,
        "With Last-Event-ID a stream goes on after that event, and repeats none before it.",
        resume,
    ),
    check(
        "events.hidden",
        FULL,
        &[Capability::Events, Capability::Submit, Capability::VoteOpinion],
        LIVE,
        "While results are hidden no event tells them.",
        hidden,
    ),
];

fn tells(id: &str) -> impl Fn(&Event) -> bool {
    move |event| event.kind == "submission" && event.data.contains(id)
}

fn stream(suite: &Suite) -> Held {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let stream = suite.listen(&format!("/v1/threads/{}/events", thread.slug), None)?;
    let status = stream.answer.status;
    stream.answer.holds(status == 200, "status 200")?;
    let kind = stream.answer.kind();
    stream.answer.holds(kind == "text/event-stream", "content-type text/event-stream")?;
    let made = suite.submit(&thread, &author, "Told live")?;
    let (answer, events) = stream.until(tells(&made.id));
    let told = events.last().is_some_and(tells(&made.id));
    answer.holds(told, format!("an event submission about {}, not {events:?}", made.id))
}

/// Events of a thread of the suite's own: so many submissions, each told.
fn some(suite: &Suite, count: usize) -> Held<(String, crate::answer::Answer, Vec<Event>)> {
    let (author, thread) = (suite.participant(1)?, suite.plain()?);
    let path = format!("/v1/threads/{}/events", thread.slug);
    let stream = suite.listen(&path, None)?;
    let mut last = String::new();
    for number in 0..count {
        last = suite.submit(&thread, &author, &format!("Told {number}"))?.id;
    }
    let (answer, events) = stream.until(tells(&last));
    let told = events.last().is_some_and(tells(&last));
    answer.holds(told, format!("{count} events submission, not {events:?}"))?;
    Ok((path, answer, events))
}

fn ids(suite: &Suite) -> Held {
    let (_, answer, events) = some(suite, 3)?;
    let mut ids: Vec<_> = events.iter().map(|event| &event.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let own = ids.len() == events.len() && ids.iter().all(|id| !id.is_empty());
    answer.holds(own, format!("ids that differ, not {events:?}"))?;
    for event in &events {
        let known = KINDS.contains(&event.kind.as_str());
        answer.holds(known, format!("one of {KINDS:?}, not {:?}", event.kind))?;
        let json = serde_json::from_str::<Value>(&event.data).is_ok();
        answer.holds(json, format!("JSON, not {:?}", event.data))?;
    }
    FINE
}

fn resume(suite: &Suite) -> Held {
    let (path, answer, events) = some(suite, 3)?;
    let (Some(first), Some(last)) = (events.first(), events.last()) else {
        return Err(answer.fail("events"));
    };
    let (answer, again) = suite.listen(&path, Some(&first.id))?.until(|event| event == last);
    let expected: Vec<_> = events.iter().skip(1).cloned().collect();
    answer.equal("events after the first", &again, &expected)
}

fn hidden(suite: &Suite) -> Held {
    let author = suite.participant(1)?;
    let at = rules::time::format_ms(suite.now() + 24 * 3_600 * 1_000);
    let thread =
        suite.open(json!({"voting": suite.voting(ResultsRule::AfterClose), "closes_at": at}))?;
    let stream = suite.listen(&format!("/v1/threads/{}/events", thread.slug), None)?;
    let one = suite.submit(&thread, &author, "Hidden live")?;
    suite.vote(&one.id, &author, contract::VoteChoice::Agree)?;
    let marker = suite.submit(&thread, &author, "The end")?;
    let (answer, events) = stream.until(tells(&marker.id));
    for event in &events {
        let told = event.data.contains("\"agree\":") || event.data.contains("\"participants\":1");
        answer.holds(!told, format!("no tally, not {:?}", event.data))?;
    }
    answer.holds(!events.is_empty(), "events")
}
