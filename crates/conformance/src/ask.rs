//! A request that a check puts together.

use std::{sync::Arc, thread, time::Duration};

use contract::ProblemCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    answer::Answer,
    client::Client,
    fail::{Failure, Held, Stop},
    people::Person,
};

/// How often a request that is limited in pace is sent again.
const PATIENCE: u32 = 8;
/// The longest `Retry-After` that is waited for.
const WAIT_MAX: Duration = Duration::from_secs(70);
/// So much of a body is shown.
const SHOWN: usize = 400;

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    client: Arc<Client>,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    who: Option<String>,
}

impl Ask {
    /// A request without a token, a header or a body.
    pub(crate) fn new(client: &Arc<Client>, method: &'static str, path: impl Into<String>) -> Self {
        Self {
            client: Arc::clone(client),
            method,
            path: path.into(),
            headers: Vec::new(),
            body: None,
            who: None,
        }
    }

    /// By somebody.
    pub(crate) fn by(mut self, person: &Person) -> Self {
        self.who = Some(person.label.to_string());
        self.token(&person.token)
    }

    /// By somebody, or by nobody.
    pub(crate) fn maybe_by(self, person: Option<&Person>) -> Self {
        match person {
            Some(person) => self.by(person),
            None => self,
        }
    }

    /// With a token that is perhaps nobody's.
    pub(crate) fn token(mut self, token: &str) -> Self {
        self.client.keep_secret(token);
        self.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        self
    }

    /// With a header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With a body of JSON.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    /// With any body.
    pub(crate) fn raw(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        if kind.is_empty() { self } else { self.header("content-type", kind) }
    }

    /// Sends it. Where the backend asks to wait (429), it is sent again then.
    pub(crate) fn send(&self) -> Held<Answer> {
        for _ in 0..PATIENCE {
            let answer = self.once()?;
            let wait = answer.retry_after().filter(|wait| *wait <= WAIT_MAX);
            match wait {
                Some(wait) if answer.status == 429 => thread::sleep(wait),
                _ => return Ok(answer),
            }
        }
        self.once()
    }

    fn once(&self) -> Held<Answer> {
        let raw = self.client.send(self.method, &self.path, &self.headers, self.body.as_deref());
        match raw {
            Ok(raw) => Ok(Answer::new(&self.client, self.told(), raw)),
            Err(cause) => Err(Stop::Failed(Box::new(Failure {
                asked: self.told(),
                expected: "an answer".to_owned(),
                answered: self.client.redact(&cause),
            }))),
        }
    }

    /// Sends it and reads what must be 200.
    pub(crate) fn ok<T: DeserializeOwned>(&self) -> Held<T> {
        self.send()?.is(200)?.read()
    }

    /// Sends it and reads what must be 201.
    pub(crate) fn created<T: DeserializeOwned>(&self) -> Held<T> {
        self.send()?.is(201)?.read()
    }

    /// Sends it; it must be done without more to say.
    pub(crate) fn done(&self) -> Held {
        self.send()?.is(204).map(drop)
    }

    /// Sends it; it must be refused with this problem.
    pub(crate) fn refused(&self, code: ProblemCode) -> Held {
        self.send()?.problem(code).map(drop)
    }

    /// Sends it; it must be refused because of this field, told as
    /// `title too_long`.
    pub(crate) fn wrong(&self, field: &str) -> Held {
        self.send()?.wrong_field(field)
    }

    /// The request as one could send it again, without the token.
    fn told(&self) -> String {
        let mut told = format!("{} {}", self.method, shorten(&self.path));
        for (name, value) in &self.headers {
            if !["authorization", "content-type"].contains(&name.as_str()) {
                told.extend([", ", name, ": ", value]);
            }
        }
        match &self.who {
            Some(who) => told.extend([", as ", who]),
            None if self.headers.iter().any(|(name, _)| name == "authorization") => {
                told.push_str(", with a token that is not good");
            }
            None => told.push_str(", as nobody"),
        }
        if let Some(body) = &self.body {
            told.extend([", ", &shorten(&String::from_utf8_lossy(body))]);
        }
        self.client.redact(&told)
    }
}

/// A text or its beginning, on one line.
pub(crate) fn shorten(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).flat_map(visible).collect();
    if text.chars().count() > SHOWN {
        shown.extend([" … (", &text.len().to_string(), " bytes)"]);
    }
    shown
}

/// A character that cannot be seen or steers a terminal, as an escape.
fn visible(c: char) -> Vec<char> {
    let steers = c.is_control() || rules::text::is_blank(&c.to_string()) && c != ' ';
    if steers || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
        c.escape_unicode().collect()
    } else {
        vec![c]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_steers_no_terminal() {
        assert_eq!(shorten("a\nb\u{1b}[2J\u{202e}ก"), "a\\u{a}b\\u{1b}[2J\\u{202e}ก");
        assert!(shorten(&"x".repeat(1_000)).ends_with("… (1000 bytes)"));
    }

    #[test]
    fn a_request_is_told_without_its_token() {
        let client = Arc::new(Client::new("http://h", Duration::from_secs(1), 1));
        let ask = Ask::new(&client, "PUT", "/v1/x").token("the.tok.en");
        let ask = ask.header("if-match", "\"1\"").json(&serde_json::json!({"value": "the.tok.en"}));
        let told = ask.told();
        assert!(!told.contains("the.tok.en"), "{told}");
        assert!(told.starts_with("PUT /v1/x, if-match: \"1\""), "{told}");
    }
}
