//! Requests over HTTP, for any backend that is asked so.
//!
//! The exchange itself is the element's (`public/open-forum.js`), which asks
//! for the first answers in the same way: it ends after 20 seconds, reads 4 MiB
//! at most and stops when the element leaves the page. Conditional requests are
//! the browser's HTTP cache's work: a 304 reaches this file as the cached 200.

use std::{future::Future, pin::Pin, rc::Rc};

use js_sys::{Function, encode_uri_component};
use wasm_bindgen::{JsCast, JsValue};

use super::{
    Answer, BackendError,
    tokens::{Purse, with_token},
    wire::{self, ToJs},
};
use crate::browser;

/// One request.
#[derive(Default)]
pub(super) struct Request {
    pub(super) method: &'static str,
    /// What follows the base: path and query, with its parts escaped.
    pub(super) path: String,
    /// JSON text; `None` sends no body.
    pub(super) body: Option<JsValue>,
    /// More headers; those with an empty value are not sent.
    pub(super) headers: Vec<(&'static str, String)>,
}

/// An answer, whatever its status but 401.
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// The body, parsed; `undefined` where it is empty or no JSON.
    pub(super) body: JsValue,
    headers: JsValue,
}

impl Reply {
    /// Whether it was done (2xx).
    pub(super) const fn is_ok(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// A header; `None` where it was not sent, or the server does not show it
    /// to pages of other origins.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let get: Function = browser::get(&self.headers, "get").dyn_into().ok()?;
        get.call1(&self.headers, &name.into()).ok()?.as_string()
    }

    /// Seconds to wait, where the backend says so in seconds.
    pub(super) fn retry_after(&self) -> Option<u32> {
        self.header("retry-after")?.parse().ok()
    }
}

/// The way to an address.
pub(super) struct Line {
    /// Without a slash at the end.
    pub(super) base: String,
    /// The element, or what a room got of it.
    host: JsValue,
}

impl Line {
    /// The way to `api`; `host` makes the exchange.
    pub(super) fn new(api: &str, host: JsValue) -> Rc<Self> {
        Rc::new(Self { base: api.trim_end_matches('/').to_owned(), host })
    }

    /// Sends a request, with a token or without, and once. (Boxed, so that it
    /// stands in the module once and not where it is awaited.)
    pub(super) fn once<'a>(
        &'a self,
        request: &'a Request,
        token: Option<&'a str>,
    ) -> Pin<Box<dyn Future<Output = Result<Reply, BackendError>> + 'a>> {
        Box::pin(self.exchange(request, token))
    }

    async fn exchange(
        &self,
        request: &Request,
        token: Option<&str>,
    ) -> Result<Reply, BackendError> {
        let headers = browser::object(&[]);
        let header = |name, value: &str| {
            if !value.is_empty() {
                browser::set(&headers, name, &value.into());
            }
        };
        if let Some(token) = token {
            header("authorization", &["Bearer ", token].concat());
        }
        if request.body.is_some() {
            header("content-type", "application/json");
        }
        for (name, value) in &request.headers {
            header(name, value);
        }
        let init = browser::object(&[("method", request.method)]);
        browser::set(&init, "headers", &headers);
        if let Some(body) = &request.body {
            browser::set(&init, "body", body);
        }
        let ask: Function =
            browser::get(&self.host, "_ask").dyn_into().map_err(|_| BackendError::Unexpected)?;
        let address = [&self.base, request.path.as_str()].concat();
        let asked = ask.call2(&self.host, &address.into(), &init).map_err(|error| lost(&error))?;
        let reply = browser::wait(&asked).await.map_err(|error| lost(&error))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
        let status = browser::get(&reply, "status").as_f64().unwrap_or_default() as u16;
        if status == 401 {
            return Err(BackendError::Unauthorised);
        }
        let [body, headers] = ["body", "headers"].map(|name| browser::get(&reply, name));
        Ok(Reply { status, body, headers })
    }
}

/// A backend at an address, with the tokens of `P`.
pub(super) struct Client<P> {
    pub(super) line: Rc<Line>,
    /// Where tokens come from.
    pub(super) purse: P,
}

impl<P: Purse + 'static> Client<P> {
    /// Sends a request as the person, and once more with another token where
    /// the first is not valid any more. (Boxed here, so that what it takes
    /// stands in the module once and not once for each shape.)
    pub(super) fn send(self: &Rc<Self>, request: Request) -> Answer<Reply> {
        let client = self.clone();
        Box::pin(async move {
            with_token(&client.purse, async |token| client.line.once(&request, token).await).await
        })
    }
}

/// Why there is no answer.
fn lost(error: &JsValue) -> BackendError {
    match browser::get(error, "name").as_string().as_deref() {
        Some("TimeoutError") => BackendError::Timeout,
        Some("RangeError") => BackendError::Oversized,
        _ => BackendError::Offline,
    }
}

/// A shape as the body of a request.
pub(super) fn body<T: ToJs>(shape: &T) -> Option<JsValue> {
    wire::to_text(shape).map(Into::into)
}

/// A part of a path or query, escaped.
pub(super) fn escape(text: &str) -> String {
    encode_uri_component(text).into()
}
