//! The server as the desk asks it. Only `state` calls this.

mod calls;
mod error;
mod token;

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

pub use calls::QueueFilter;
pub use error::ApiError;
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
        read(self.ask("GET", path, None, false).await?)
    }

    async fn post<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        read(self.ask("POST", path, Some(&write(body)), false).await?)
    }

    /// A request that goes on when the page is left meanwhile.
    async fn post_keepalive<T: DeserializeOwned>(
        self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        read(self.ask("POST", path, Some(&write(body)), true).await?)
    }

    async fn put<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        read(self.ask("PUT", path, None, false).await?)
    }

    async fn delete(self, path: &str) -> Result<JsValue, ApiError> {
        self.ask("DELETE", path, None, false).await
    }

    async fn ask(
        self,
        method: &str,
        path: &str,
        body: Option<&str>,
        keepalive: bool,
    ) -> Result<JsValue, ApiError> {
        let Inner { base, tokens } = self.inner()?;
        let url = format!("{base}/v1{path}");
        // One key for the request and its repetition after a renewed token.
        let key = body.map(|_| browser::random_id());
        let keyed = key.as_deref().map(|key| [("idempotency-key", key)]);
        let headers: &[(&str, &str)] = keyed.as_ref().map_or(&[], |one| one);
        let mut token = tokens.get().await;
        let mut again = token.is_some();
        loop {
            let token_now = token.as_deref();
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

fn read<T: DeserializeOwned>(body: JsValue) -> Result<T, ApiError> {
    serde_wasm_bindgen::from_value(body).map_err(|_| ApiError::Unreadable)
}

/// A shape of the contract as JSON.
fn write(body: &impl Serialize) -> String {
    let value = body.serialize(&Serializer::json_compatible());
    // They have no keys but texts, so that each can be written.
    value.map(|value| browser::stringify(&value)).unwrap_or_default()
}
