//! Live events in the place of the real server's, wrong in one way.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{body::Body, response::Response};
use serde_json::{Value, json};

use super::proxy::{Answered, Asked};

/// What is wrong with the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Events {
    NoStream,
    NoIds,
    FromTheBeginning,
    ToldResults,
}

/// Everything that happened: the thread's id, the kind, the data.
static HAPPENED: Mutex<Vec<(String, &'static str, Value)>> = Mutex::new(Vec::new());
/// Threads by short name.
static SLUGS: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Events {
    /// Notes what happens.
    pub(crate) fn see(self, asked: &Asked, answered: &Answered) {
        let body: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        if asked.is("POST", "/v1/threads") {
            lock(&SLUGS).push((text("slug"), text("id")));
        }
        if asked.is("POST", "/v1/threads/*/submissions") && answered.status == 201 {
            lock(&HAPPENED).push((text("thread_id"), "submission", json!({"id": text("id")})));
        }
        if asked.is("PUT", "/v1/submissions/*/vote") && answered.status == 200 {
            let told = self == Self::ToldResults;
            let tally = if told { json!({"agree": 1}) } else { body["tally"].clone() };
            let thread = lock(&HAPPENED).last().map(|(thread, ..)| thread.clone());
            lock(&HAPPENED).push((thread.unwrap_or_default(), "tally", json!({"tally": tally})));
        }
    }

    /// The stream of a thread.
    pub(crate) fn stream(self, asked: &Asked) -> Response {
        let name = asked.path.split('/').nth(3).unwrap_or_default().to_owned();
        let id = lock(&SLUGS).iter().find(|(slug, _)| *slug == name).map(|(_, id)| id.clone());
        let thread = id.unwrap_or(name);
        let last = asked.headers.get("last-event-id").and_then(|last| last.parse::<usize>().ok());
        let from = match (self, last) {
            (Self::FromTheBeginning, _) => 0,
            (_, Some(last)) => last + 1,
            (_, None) => lock(&HAPPENED).len(),
        };
        let ids = self != Self::NoIds;
        let stream =
            futures_util::stream::unfold((from, thread), move |(mut at, thread)| async move {
                let mut text = ": here\n\n".to_owned();
                for (place, (of, kind, data)) in lock(&HAPPENED).iter().enumerate().skip(at) {
                    at = place + 1;
                    if *of == thread {
                        let id = if ids { format!("id: {place}\n") } else { String::new() };
                        text.extend([&*id, "event: ", kind, "\ndata: ", &data.to_string(), "\n\n"]);
                    }
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Ok::<_, std::convert::Infallible>(text), (at, thread)))
            });
        let kind = if self == Self::NoStream { "text/plain" } else { "text/event-stream" };
        let response = Response::builder().header("content-type", kind);
        response.body(Body::from_stream(stream)).unwrap_or_default()
    }
}
