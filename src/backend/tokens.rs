//! The token of a person, as the page hands it over: by its attribute, or by
//! `getToken`, which is asked again before a token ends and after a 401.

use std::cell::{Cell, RefCell};

use js_sys::{Function, JSON};
use wasm_bindgen::{JsCast, JsValue};

use super::BackendError;
use crate::browser;

/// A token is renewed when it ends within this many ms.
const RENEW_BEFORE: f64 = 30_000.0;

/// Where tokens come from.
pub(super) trait Purse {
    /// The token to send now; `None` for a person who is nobody yet.
    async fn token(&self) -> Result<Option<String>, BackendError>;
    /// Another one than the one that is `spent`; `None` where there is none.
    async fn another(&self, spent: Option<&str>) -> Result<Option<String>, BackendError>;
    /// False where there is never another one.
    fn renews(&self) -> bool;
}

/// Does something with the person's token, and once more with another one
/// where the first is not valid any more.
pub(super) async fn with_token<T>(
    purse: &impl Purse,
    act: impl AsyncFn(Option<&str>) -> Result<T, BackendError>,
) -> Result<T, BackendError> {
    let token = purse.token().await?;
    let answer = act(token.as_deref()).await;
    if !purse.renews() || !matches!(answer, Err(BackendError::Unauthorised)) {
        return answer;
    }
    let renewed = purse.another(token.as_deref()).await?;
    if renewed.is_none() || renewed == token {
        return answer;
    }
    act(renewed.as_deref()).await
}

/// The page's own tokens.
pub(super) struct Tokens {
    /// The element, or whatever else may have `getToken`.
    host: JsValue,
    /// The last one.
    token: RefCell<Option<String>>,
    /// What the page was asked for and has not answered yet: requests of one
    /// moment ask once.
    asked: RefCell<Option<JsValue>>,
    /// True where the page set the attribute: then it is not asked for.
    given: Cell<bool>,
}

impl Tokens {
    /// None yet; `host` may have `getToken`.
    pub(super) fn new(host: JsValue) -> Self {
        Self { host, token: RefCell::default(), asked: RefCell::default(), given: Cell::default() }
    }

    /// The token that the page set; `None` where it took it away.
    pub(super) fn set(&self, token: Option<String>) {
        self.given.set(token.is_some());
        self.token.replace(token);
    }

    /// Whether the page signs people in: it set a token, or offers `getToken`.
    pub(super) fn is_hosted(&self) -> bool {
        self.given.get() || browser::get(&self.host, "getToken").is_function()
    }

    /// The last token, unless it is about to end.
    pub(super) fn present(&self) -> Option<String> {
        let lasts = |token: &String| {
            self.given.get() || ends_at(token).is_none_or(|end| end - browser::now() > RENEW_BEFORE)
        };
        self.token.borrow().clone().filter(lasts)
    }

    /// Asks the page for a token; `None` where it offers no `getToken`, or has
    /// none now.
    pub(super) async fn ask(&self) -> Option<String> {
        let token = self.asked().await.filter(|token| !token.is_empty());
        self.token.replace(token.clone());
        token
    }

    async fn asked(&self) -> Option<String> {
        let under_way = self.asked.borrow().clone();
        let asked = if let Some(asked) = under_way {
            asked
        } else {
            let ask = browser::get(&self.host, "getToken").dyn_into::<Function>().ok()?;
            let asked = ask.call0(&self.host).ok()?;
            self.asked.replace(Some(asked.clone()));
            asked
        };
        let token = browser::wait(&asked).await;
        self.asked.take();
        token.ok()?.as_string()
    }
}

impl Purse for Tokens {
    async fn token(&self) -> Result<Option<String>, BackendError> {
        match self.present() {
            None if self.renews() => Ok(self.ask().await),
            token => Ok(token),
        }
    }

    async fn another(&self, _spent: Option<&str>) -> Result<Option<String>, BackendError> {
        Ok(self.ask().await)
    }

    fn renews(&self) -> bool {
        !self.given.get()
    }
}

/// When a JWT ends, in ms since 1970; `None` where the token does not say.
/// Only a hint for renewing in time: the server decides.
fn ends_at(token: &str) -> Option<f64> {
    let payload = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let text = browser::window()?.atob(&payload).ok()?;
    browser::get(&JSON::parse(&text).ok()?, "exp").as_f64().map(|seconds| seconds * 1000.0)
}
