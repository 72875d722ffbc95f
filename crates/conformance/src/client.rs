//! The HTTP client: bounded in time and bytes; it follows no redirect, so a
//! token never goes to another host.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ureq::http::Request;

/// Marks what stood in the place of a token.
const REDACTED: &str = "[token]";

/// Sends requests, and counts what was asked and held.
#[derive(Debug)]
pub(crate) struct Client {
    agent: ureq::Agent,
    base: String,
    max_bytes: u64,
    secrets: Mutex<BTreeSet<String>>,
    asked: AtomicU64,
    spent_ms: AtomicU64,
    held: AtomicU64,
}

/// What came over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// A client for one backend.
    pub(crate) fn new(base: &str, timeout: Duration, max_bytes: u64) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(timeout))
            // A server may close a connection whose request it has answered before all of it was
            // read; the next request on it would meet no answer, which is nobody's fault.
            .max_idle_connections(0)
            .build()
            .into();
        Self {
            agent,
            base: base.trim_end_matches('/').to_owned(),
            max_bytes,
            secrets: Mutex::default(),
            asked: AtomicU64::new(0),
            spent_ms: AtomicU64::new(0),
            held: AtomicU64::new(0),
        }
    }

    /// Sends one request; the error is a sentence.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: Option<&[u8]>,
    ) -> Result<Raw, String> {
        let start = Instant::now();
        let response = match body {
            Some(body) => self.agent.run(self.request(method, path, headers, body)?),
            None => self.agent.run(self.request(method, path, headers, ())?),
        };
        let mut response = response.map_err(|cause| format!("no answer: {cause}"))?;
        let headers = texts(response.headers());
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(self.max_bytes).read_to_vec();
        let body = body.map_err(|cause| format!("{status}, and the body broke off: {cause}"))?;
        let spent = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.spent_ms.fetch_add(spent, Ordering::Relaxed);
        Ok(Raw { status, headers, body })
    }

    /// Opens an answer that goes on, such as a stream of events. It ends
    /// after `patience`.
    pub(crate) fn open(
        &self,
        path: &str,
        headers: &[(String, String)],
        patience: Duration,
    ) -> Result<(Raw, ureq::BodyReader<'static>), String> {
        let request = self.request("GET", path, headers, ())?;
        let request = self.agent.configure_request(request).timeout_global(Some(patience)).build();
        let response = self.agent.run(request).map_err(|cause| format!("no answer: {cause}"))?;
        self.asked.fetch_add(1, Ordering::Relaxed);
        let (parts, body) = response.into_parts();
        let headers = texts(&parts.headers);
        let raw = Raw { status: parts.status.as_u16(), headers, body: Vec::new() };
        Ok((raw, body.into_reader()))
    }

    fn request<B>(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: B,
    ) -> Result<Request<B>, String> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.body(body).map_err(|cause| format!("the request cannot be made: {cause}"))
    }

    /// Never shows this text again.
    pub(crate) fn keep_secret(&self, secret: &str) {
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(secret.to_owned());
    }

    /// A text without the tokens and secrets that the suite knows.
    pub(crate) fn redact(&self, text: &str) -> String {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = secrets.iter().filter(|secret| !secret.is_empty());
        shown.fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), REDACTED))
    }

    /// Notes that something was held against the contract.
    pub(crate) fn note_held(&self) {
        self.held.fetch_add(1, Ordering::Relaxed);
    }

    /// How often something was held against the contract so far.
    pub(crate) fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// Requests so far.
    pub(crate) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// How long an answer took so far, on the average.
    pub(crate) fn pace(&self) -> Duration {
        let spent = self.spent_ms.load(Ordering::Relaxed);
        Duration::from_millis(spent / self.asked().max(1))
    }
}

/// Headers as text, their names in lower case.
fn texts(headers: &ureq::http::HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_is_shown_nowhere() {
        let client = Client::new("http://127.0.0.1:9/", Duration::from_millis(50), 1);
        for secret in ["", "abc.def", "s3cret"] {
            client.keep_secret(secret);
        }
        assert_eq!(client.redact("Bearer abc.def by s3cret"), "Bearer [token] by [token]");
        assert_eq!(client.base, "http://127.0.0.1:9");
    }

    #[test]
    fn an_unreachable_backend_is_a_sentence() {
        let client = Client::new("http://127.0.0.1:9", Duration::from_millis(200), 1);
        let error = client.send("GET", "/v1/forum", &[], None).expect_err("nobody is there");
        assert!(error.starts_with("no answer"), "{error}");
    }
}
