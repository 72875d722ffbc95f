//! Reading a stream of events.

use std::time::Duration;

use axum::{body::Body, http::HeaderMap};
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::Answer;

/// Somebody who follows a thread.
#[derive(Debug)]
pub struct Follower {
    /// Headers of the answer.
    pub headers: HeaderMap,
    body: Body,
    read: String,
}

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// Its name; empty for the opening.
    pub kind: String,
    /// Its data.
    pub data: Value,
}

impl Follower {
    /// Reads on from the first piece of an answer.
    pub fn new(answer: Answer, body: Body) -> Self {
        Self { body, read: answer.text(), headers: answer.headers }
    }

    /// The next event, or the opening; none where the stream ended. Waiting
    /// ends, so that a test does.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_default().to_owned()
                };
                let data = serde_json::from_str(&field("data: ")).unwrap_or_default();
                let event = Event { id: field("id: "), kind: field("event: "), data };
                self.read = rest.to_owned();
                return Some(event);
            }
            let piece = tokio::time::timeout(Duration::from_secs(30), self.body.frame()).await;
            let piece = piece.expect("an event")?.expect("no error").into_data().expect("data");
            self.read.push_str(str::from_utf8(&piece).expect("text"));
        }
    }

    /// The next event, which must be of this kind.
    pub async fn expect(&mut self, kind: &str) -> Event {
        let event = self.next().await.expect("an event");
        assert_eq!(event.kind, kind, "{event:?}");
        event
    }
}
