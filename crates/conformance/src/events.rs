//! Server-Sent Events, read for a while.

use std::{
    io::{BufRead as _, BufReader},
    time::Duration,
};

use crate::{
    answer::Answer,
    fail::{Failure, Held, Stop},
    suite::Suite,
};

/// How long an event may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) data: String,
}

/// A stream that was opened.
pub(crate) struct Stream {
    pub(crate) answer: Answer,
    lines: BufReader<ureq::BodyReader<'static>>,
}

impl Suite {
    /// Opens a stream, from after an event where one is named.
    pub(crate) fn listen(&self, path: &str, last: Option<&str>) -> Held<Stream> {
        let mut headers = vec![("accept".to_owned(), "text/event-stream".to_owned())];
        headers.extend(last.map(|last| ("last-event-id".to_owned(), last.to_owned())));
        let resumed = last.map_or(String::new(), |last| format!(", last-event-id: {last}"));
        let asked = format!("GET {path}{resumed}, as nobody");
        let (raw, reader) = self.client.open(path, &headers, PATIENCE).map_err(|cause| {
            let expected = "a stream of events".to_owned();
            let answered = self.client.redact(&cause);
            Stop::Failed(Box::new(Failure { asked: asked.clone(), expected, answered }))
        })?;
        let answer = Answer::new(&self.client, asked, raw);
        Ok(Stream { answer, lines: BufReader::new(reader) })
    }
}

impl Stream {
    /// Events until one is `enough`, or until patience ends.
    pub(crate) fn until(mut self, enough: impl Fn(&Event) -> bool) -> (Answer, Vec<Event>) {
        let mut events: Vec<Event> = Vec::new();
        let mut event = Event::default();
        let mut line = String::new();
        loop {
            line.clear();
            // The end of patience is an error of reading.
            if self.lines.read_line(&mut line).map_or(true, |read| read == 0) {
                return (self.answer, events);
            }
            if take(&mut event, line.trim_end_matches(['\r', '\n'])) {
                let last = std::mem::take(&mut event);
                // An event without an id leaves the last one.
                let before = events.last().map(|event| event.id.clone()).unwrap_or_default();
                let id = if last.id.is_empty() { before } else { last.id };
                let last = Event { id, ..last };
                let done = enough(&last);
                events.push(last);
                if done {
                    return (self.answer, events);
                }
            }
        }
    }
}

/// Reads one line into an event; true where the event is whole.
fn take(event: &mut Event, line: &str) -> bool {
    if line.is_empty() {
        return !event.data.is_empty();
    }
    let (name, value) = line.split_once(':').unwrap_or((line, ""));
    let value = value.strip_prefix(' ').unwrap_or(value);
    match name {
        "id" => value.clone_into(&mut event.id),
        "event" => value.clone_into(&mut event.kind),
        "data" => {
            if !event.data.is_empty() {
                event.data.push('\n');
            }
            event.data.push_str(value);
        }
        _ => {}
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_make_events() {
        let mut event = Event::default();
        for line in [": a comment", "retry: 10", "id: 7", "event: tally", "data: {", "data:}"] {
            assert!(!take(&mut event, line), "{line}");
        }
        assert!(take(&mut event, ""));
        let expected = Event { id: "7".into(), kind: "tally".into(), data: "{\n}".into() };
        assert_eq!(event, expected);
        assert!(!take(&mut Event::default(), ""), "a comment alone is no event");
    }
}
