//! The server as the desk asks it. Only `state` calls this.

mod calls;
mod error;
mod official;
mod token;

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

pub use calls::QueueFilter;
pub use error::ApiError;
pub use official::{LedgerFilter, SubmissionQuery};
pub use token::{DemoIdentity, Tokens, method};

use crate::browser::{self, Request};

/// A connection to one forum.
#[derive(Clone, Copy)]
pub struct Api(StoredValue<Inner, LocalStorage>);

#[derive(Clone)]
struct Inner {
    base: String,
    tokens: Tokens,
}

impl Api {
    /// The forum at `base`, which ends without a slash.
    #[must_use]
    pub fn new(base: &str, tokens: Tokens) -> Self {
        Self(StoredValue::new_local(Inner { base: base.to_owned(), tokens }))
    }

    fn inner(self) -> Result<Inner, ApiError> {
        // Disposed: nobody waits for the answer any more.
        self.0.try_get_value().ok_or(ApiError::Network)
    }

    /// Where the forum is.
    #[must_use]
    pub fn base(self) -> String {
        self.0.try_get_value().map(|inner| inner.base).unwrap_or_default()
    }

    /// The person's tokens; none once the view is gone.
    #[must_use]
    pub fn tokens(self) -> Option<Tokens> {
        self.0.try_get_value().map(|inner| inner.tokens)
    }

    /// The identities of a demonstration.
    pub async fn identities(self) -> Vec<DemoIdentity> {
        token::identities(&self.base()).await.unwrap_or_default()
    }

    async fn get<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        read(self.ask("GET", path, Ask::default()).await?)
    }

    async fn post<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        self.post_text(path, &write(body), None).await
    }

    /// A request with a body that is written already; under a key, repeating
    /// it does nothing twice.
    async fn post_text<T: DeserializeOwned>(
        self,
        path: &str,
        body: &str,
        key: Option<&str>,
    ) -> Result<T, ApiError> {
        read(self.ask("POST", path, Ask { body: Some(body), key, ..Ask::default() }).await?)
    }

    /// A request that goes on when the page is left meanwhile.
    async fn post_keepalive<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let ask = Ask { body: Some(&write(body)), keepalive: true, ..Ask::default() };
        read(self.ask("POST", path, ask).await?)
    }

    async fn put<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        read(self.ask("PUT", path, Ask::default()).await?)
    }

    /// A change of what was read in a version; none where it has none.
    async fn patch<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
        version: Option<u32>,
    ) -> Result<T, ApiError> {
        let ask = Ask { body: Some(&write(body)), version, ..Ask::default() };
        read(self.ask("PATCH", path, ask).await?)
    }

    /// A deed about what was read in a version.
    async fn act<T: DeserializeOwned>(self, path: &str, version: u32) -> Result<T, ApiError> {
        let ask = Ask { version: Some(version), ..Ask::default() };
        read(self.ask("POST", path, ask).await?)
    }

    async fn delete(self, path: &str) -> Result<JsValue, ApiError> {
        self.ask("DELETE", path, Ask::default()).await
    }

    async fn ask(self, method: &str, path: &str, ask: Ask<'_>) -> Result<JsValue, ApiError> {
        let Inner { base, tokens } = self.inner()?;
        let url = format!("{base}/v1{path}");
        // One key for the request and its repetition after a renewed token.
        let fresh = ask.body.map(|_| browser::random_id());
        let key = ask.key.or(fresh.as_deref()).filter(|_| method != "PATCH");
        let version = ask.version.map(|version| format!("\"{version}\""));
        let headers: Vec<(&str, &str)> =
            [("idempotency-key", key), ("if-match", version.as_deref())]
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect();
        let (body, keepalive) = (ask.body, ask.keepalive);
        let mut token = tokens.get().await;
        let mut again = token.is_some();
        loop {
            let (token_now, headers) = (token.as_deref(), &headers);
            let request = Request { method, url: &url, token: token_now, headers, body, keepalive };
            let answer = browser::send(request).await.ok_or(ApiError::Network)?;
            if answer.status < 300 {
                return Ok(answer.body);
            }
            let error = ApiError::of(answer.body);
            if answer.status == 401 && again && tokens.renew().await {
                again = false;
                token = tokens.present();
                continue;
            }
            return Err(error);
        }
    }
}

/// What goes with a request beside its address.
#[derive(Debug, Clone, Copy, Default)]
struct Ask<'a> {
    /// JSON.
    body: Option<&'a str>,
    /// Goes on when the page is left.
    keepalive: bool,
    /// The key of a repetition; none is a new one.
    key: Option<&'a str>,
    /// The version that was read, for `If-Match`.
    version: Option<u32>,
}

fn read<T: DeserializeOwned>(body: JsValue) -> Result<T, ApiError> {
    serde_wasm_bindgen::from_value(body).map_err(|_| ApiError::Unreadable)
}

/// A shape of the contract as JSON.
pub(crate) fn write(body: &impl Serialize) -> String {
    let value = body.serialize(&Serializer::json_compatible());
    // They have no keys but texts, so that each can be written.
    value.map(|value| browser::stringify(&value)).unwrap_or_default()
}
