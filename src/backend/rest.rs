//! The REST API, version 1, over `fetch`.
//!
//! What a server sends is not trusted: an answer of another shape is
//! [`BackendError::Unexpected`]. Conditional requests are the browser's HTTP
//! cache's work: a 304 reaches this file as the cached 200.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use contract::{
    Comment, CommentDraft, FlagDraft, Forum, Me, Page, Problem, ProblemCode, Submission,
    SubmissionDraft, SubmissionPatch, Thread, VoteChoice, VoteRequest, VoteResult,
};
use js_sys::{JSON, encode_uri_component};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{AbortController, Headers, HtmlElement, RequestInit, Response};

use super::{
    Answer, Backend, BackendError, DemoIdentity, ListQuery, Target,
    wire::{self, FromJs, ToJs, read},
};
use crate::browser;

/// How long an answer may take, in ms.
const TIMEOUT: i32 = 20_000;
/// A token is renewed when it ends within this many ms.
const RENEW_BEFORE: f64 = 30_000.0;

/// A backend at an address.
pub struct Rest {
    /// Without a slash at the end; a forum's base may end in `/f/{slug}`.
    base: String,
    host: HtmlElement,
    /// From the `token` attribute or from `getToken`.
    token: RefCell<Option<String>>,
    /// True where the page set the attribute: then it is not asked for.
    given: Cell<bool>,
}

/// What goes beside the address.
#[derive(Default)]
struct Extra<'a> {
    body: Option<JsValue>,
    key: Option<&'a str>,
    version: Option<u32>,
}

type Raw = Result<JsValue, BackendError>;

impl Rest {
    /// A backend at `api` for the element that hands over tokens.
    #[must_use]
    pub fn new(api: &str, host: HtmlElement) -> Rc<Self> {
        Rc::new(Self {
            base: api.trim_end_matches('/').to_owned(),
            host,
            token: RefCell::new(None),
            given: Cell::new(false),
        })
    }

    /// Asks the page for a token, if it offers `getToken`. `None` where it
    /// does not, or where it has none now.
    async fn ask(&self) -> Option<String> {
        let host: &JsValue = self.host.as_ref();
        let ask = browser::get(host, "getToken").dyn_into::<js_sys::Function>().ok()?;
        let promise = ask.call0(host).ok()?;
        browser::wait(&promise).await.ok()?.as_string().filter(|token| !token.is_empty())
    }

    /// The token to send, asked for again when it is about to end.
    async fn token(&self) -> Option<String> {
        let present = self.token.borrow().clone();
        if self.given.get() {
            return present;
        }
        if let Some(token) = present
            && ends_at(&token).is_none_or(|end| end - browser::now() > RENEW_BEFORE)
        {
            return Some(token);
        }
        let token = self.ask().await;
        self.token.replace(token.clone());
        token
    }

    /// One request, with one more try after a 401 when the page gives another
    /// token.
    async fn send(&self, method: &str, path: &str, extra: Extra<'_>) -> Raw {
        let token = self.token().await;
        let first = self.once(method, path, &extra, token.as_deref()).await;
        if first != Err(BackendError::Unauthorised) || self.given.get() {
            return first;
        }
        let renewed = self.ask().await;
        self.token.replace(renewed.clone());
        if renewed.is_none() || renewed == token {
            return first;
        }
        self.once(method, path, &extra, renewed.as_deref()).await
    }

    async fn once(&self, method: &str, path: &str, extra: &Extra<'_>, token: Option<&str>) -> Raw {
        let unexpected = |_| BackendError::Unexpected;
        let headers = Headers::new().map_err(unexpected)?;
        let header = |name: &str, value: &str| headers.set(name, value).map_err(unexpected);
        let init = RequestInit::new();
        init.set_method(method);
        if let Some(token) = token {
            header("authorization", &["Bearer ", token].concat())?;
        }
        if let Some(key) = extra.key {
            header("idempotency-key", key)?;
        }
        if let Some(version) = extra.version {
            header("if-match", &format!("\"{version}\""))?;
        }
        if let Some(body) = &extra.body {
            header("content-type", "application/json")?;
            init.set_body(body);
        }
        init.set_headers(&headers);
        let abort = AbortController::new().map_err(unexpected)?;
        init.set_signal(Some(&abort.signal()));
        let window = browser::window().ok_or(BackendError::Unexpected)?;
        let timer = Timer::start(abort);
        let address = [self.base.as_str(), path].concat();
        let failed = |_| if timer.fired() { BackendError::Timeout } else { BackendError::Offline };
        let response: Response = browser::wait(&window.fetch_with_str_and_init(&address, &init))
            .await
            .map_err(failed)?
            .dyn_into()
            .map_err(unexpected)?;
        if response.status() == 204 {
            return Ok(JsValue::UNDEFINED);
        }
        // The body may also break off or never end: the same clock counts.
        let body = match response.json() {
            Ok(promise) => browser::wait(&promise).await,
            Err(error) => Err(error),
        };
        if response.ok() {
            return body.map_err(|error| {
                if error.is_instance_of::<js_sys::SyntaxError>() {
                    BackendError::Unexpected
                } else {
                    failed(error)
                }
            });
        }
        let retry_after = response.headers().get("retry-after").ok().flatten();
        Err(refusal(response.status(), body.ok(), retry_after))
    }

    async fn get<T: FromJs>(&self, path: &str) -> Result<T, BackendError> {
        read(&self.send("GET", path, Extra::default()).await?)
    }
}

/// Ends a request that takes too long, unless it is dropped before.
struct Timer {
    id: i32,
    abort: AbortController,
    _callback: Closure<dyn Fn()>,
}

impl Timer {
    fn start(abort: AbortController) -> Self {
        let ended = abort.clone();
        let callback = Closure::<dyn Fn()>::new(move || ended.abort());
        let id = browser::window()
            .and_then(|window| {
                window
                    .set_timeout_with_callback_and_timeout_and_arguments_0(
                        callback.as_ref().unchecked_ref(),
                        TIMEOUT,
                    )
                    .ok()
            })
            .unwrap_or_default();
        Self { id, abort, _callback: callback }
    }

    fn fired(&self) -> bool {
        self.abort.signal().aborted()
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = browser::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// When a JWT ends, in ms since 1970; `None` where the token does not say.
/// Only a hint for renewing in time: the server decides.
fn ends_at(token: &str) -> Option<f64> {
    let payload = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let text = browser::window()?.atob(&payload).ok()?;
    browser::get(&JSON::parse(&text).ok()?, "exp").as_f64().map(|seconds| seconds * 1000.0)
}

fn refusal(status: u16, body: Option<JsValue>, retry_after: Option<String>) -> BackendError {
    let problem = body.and_then(|body| read::<Problem>(&body).ok());
    let wait = retry_after.and_then(|text| text.parse().ok()).unwrap_or(5);
    match (status, problem) {
        (401, _) => BackendError::Unauthorised,
        (429, _) => BackendError::RateLimited { retry_after: wait },
        (_, Some(problem)) => match problem.code() {
            Some(code) => BackendError::Problem { code, fields: problem.errors },
            None => BackendError::Unexpected,
        },
        (404, None) => BackendError::problem(ProblemCode::NotFound),
        (500.., None) => BackendError::problem(ProblemCode::Unavailable),
        _ => BackendError::Unexpected,
    }
}

fn body<T: ToJs>(shape: &T) -> Option<JsValue> {
    wire::to_text(shape).map(Into::into)
}

/// `/v1/…` with every part escaped.
fn path(parts: &[&str]) -> String {
    let mut path = String::from("/v1");
    for part in parts {
        path.push('/');
        path.push_str(&escape(part));
    }
    path
}

fn escape(text: &str) -> String {
    encode_uri_component(text).into()
}

/// The query string of a list: what is not set is not sent.
fn query(query: &ListQuery, cursor: Option<&str>) -> String {
    let mut text = String::from("?limit=10");
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push('&');
            text.push_str(name);
            text.push('=');
            text.push_str(&escape(value));
        }
    };
    for (name, value) in query.texts() {
        add(name, value);
    }
    if query.mine {
        add("author", "me");
    }
    if let Some(sort) = query.sort {
        add("sort", sort.as_str());
        if sort == contract::Sort::Random {
            add("seed", &query.seed.to_string());
        }
    }
    add("cursor", cursor.unwrap_or_default());
    text
}

impl Backend for Rest {
    fn set_token(&self, token: Option<String>) {
        self.given.set(token.is_some());
        self.token.replace(token);
    }

    fn forum(&self) -> Answer<'_, Forum> {
        Box::pin(self.get("/v1/forum"))
    }

    fn me(&self) -> Answer<'_, Option<Me>> {
        Box::pin(async {
            if self.token().await.is_none() {
                return Ok(None);
            }
            self.get("/v1/me").await.map(Some)
        })
    }

    fn identities(&self) -> Answer<'_, Vec<DemoIdentity>> {
        Box::pin(self.get("/v1/demo/identities"))
    }

    fn threads<'a>(&'a self, cursor: Option<&'a str>) -> Answer<'a, Page<Thread>> {
        Box::pin(async move {
            let mut path = path(&["threads"]);
            if let Some(cursor) = cursor {
                path.push_str("?cursor=");
                path.push_str(&escape(cursor));
            }
            self.get(&path).await
        })
    }

    fn thread<'a>(&'a self, thread: &'a str) -> Answer<'a, Thread> {
        Box::pin(async move { self.get(&path(&["threads", thread])).await })
    }

    fn submissions<'a>(
        &'a self,
        thread: &'a str,
        filters: &'a ListQuery,
        cursor: Option<&'a str>,
    ) -> Answer<'a, Page<Submission>> {
        Box::pin(async move {
            let address = path(&["threads", thread, "submissions"]) + &query(filters, cursor);
            self.get(&address).await
        })
    }

    fn similar<'a>(
        &'a self,
        thread: &'a str,
        title: &'a str,
        body: &'a str,
    ) -> Answer<'a, Page<Submission>> {
        Box::pin(async move {
            let mut address = path(&["threads", thread, "similar"]);
            address.push_str("?title=");
            address.push_str(&escape(title));
            if !body.is_empty() {
                address.push_str("&body=");
                address.push_str(&escape(body));
            }
            self.get(&address).await
        })
    }

    fn submission<'a>(&'a self, id: &'a str) -> Answer<'a, Submission> {
        Box::pin(async move { self.get(&path(&["submissions", id])).await })
    }

    fn submit<'a>(
        &'a self,
        thread: &'a str,
        draft: &'a SubmissionDraft,
        key: &'a str,
    ) -> Answer<'a, Submission> {
        let extra = Extra { body: body(draft), key: Some(key), version: None };
        Box::pin(async move {
            read(&self.send("POST", &path(&["threads", thread, "submissions"]), extra).await?)
        })
    }

    fn edit<'a>(
        &'a self,
        id: &'a str,
        version: u32,
        patch: &'a SubmissionPatch,
    ) -> Answer<'a, Submission> {
        let extra = Extra { body: body(patch), key: None, version: Some(version) };
        Box::pin(
            async move { read(&self.send("PATCH", &path(&["submissions", id]), extra).await?) },
        )
    }

    fn withdraw<'a>(&'a self, id: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            self.send("DELETE", &path(&["submissions", id]), Extra::default()).await.map(drop)
        })
    }

    fn vote<'a>(&'a self, id: &'a str, vote: Option<VoteChoice>) -> Answer<'a, VoteResult> {
        let body = vote.and_then(|value| body(&VoteRequest { value }));
        let method = if vote.is_some() { "PUT" } else { "DELETE" };
        let extra = Extra { body, ..Extra::default() };
        Box::pin(async move {
            read(&self.send(method, &path(&["submissions", id, "vote"]), extra).await?)
        })
    }

    fn comments<'a>(&'a self, id: &'a str, cursor: Option<&'a str>) -> Answer<'a, Page<Comment>> {
        Box::pin(async move {
            let mut path = path(&["submissions", id, "comments"]);
            if let Some(cursor) = cursor {
                path.push_str("?cursor=");
                path.push_str(&escape(cursor));
            }
            self.get(&path).await
        })
    }

    fn comment<'a>(
        &'a self,
        id: &'a str,
        draft: &'a CommentDraft,
        key: &'a str,
    ) -> Answer<'a, Comment> {
        let extra = Extra { body: body(draft), key: Some(key), version: None };
        Box::pin(async move {
            read(&self.send("POST", &path(&["submissions", id, "comments"]), extra).await?)
        })
    }

    fn flag<'a>(&'a self, target: &'a Target, flag: &'a FlagDraft) -> Answer<'a, ()> {
        let extra = Extra { body: body(flag), ..Extra::default() };
        let (kind, id) = match target {
            Target::Submission(id) => ("submissions", id),
            Target::Comment(id) => ("comments", id),
        };
        Box::pin(
            async move { self.send("POST", &path(&[kind, id, "flags"]), extra).await.map(drop) },
        )
    }
}
