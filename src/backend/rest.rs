//! The REST API, version 1, over `fetch`.
//!
//! What a server sends is not trusted: an answer of another shape is
//! [`BackendError::Unexpected`]. Conditional requests are the browser's HTTP
//! cache's work: a 304 reaches this file as the cached 200.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
};

use contract::{
    Announcement, Comment, CommentDraft, FlagDraft, Forum, Me, Page, Problem, ProblemCode,
    RefreshRequest, Revision, SessionToken, Submission, SubmissionDraft, SubmissionPatch, Thread,
    VoteChoice, VoteRequest, VoteResult,
};
use js_sys::{JSON, encode_uri_component};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{AbortController, RequestInit, Response};

use super::{
    Answer, Backend, BackendError, DemoIdentity, ListQuery, SignInWindow, Target,
    own_session::OwnSession,
    wire::{self, FromJs, ToJs, read},
};
use crate::browser;

/// How long an answer may take, in ms.
const TIMEOUT: i32 = 20_000;
/// A token is renewed when it ends within this many ms.
const RENEW_BEFORE: f64 = 30_000.0;

/// A backend at an address.
pub struct Rest(Rc<Server>);

struct Server {
    /// Without a slash at the end; a forum's base may end in `/f/{slug}`.
    base: String,
    /// The element, or whatever else may have `getToken`.
    host: JsValue,
    /// What the server's own window to sign in began.
    own: Rc<OwnSession>,
    /// From the `token` attribute or from `getToken`.
    token: RefCell<Option<String>>,
    /// True where the page set the attribute: then it is not asked for.
    given: Cell<bool>,
}

/// One request. Empty texts and a version of 0 send no header.
#[derive(Default)]
struct Request {
    method: &'static str,
    path: String,
    body: Option<JsValue>,
    key: String,
    version: u32,
    /// True where there is nothing to ask without a token.
    personal: bool,
}

type Raw = Result<JsValue, BackendError>;

impl Rest {
    /// A backend at `api` for the element that hands over tokens.
    #[must_use]
    pub fn new(api: &str, host: JsValue) -> Rc<Self> {
        let base = api.trim_end_matches('/');
        Rc::new(Self(Rc::new(Server {
            base: base.to_owned(),
            host,
            own: OwnSession::with(base),
            token: RefCell::new(None),
            given: Cell::new(false),
        })))
    }

    /// Sends a request, and reads the answer as a shape of the contract.
    fn ask<T: FromJs + 'static>(&self, request: Request) -> Answer<T> {
        let raw = self.0.clone().send(request);
        Box::pin(async move { read(&raw.await?) })
    }

    /// Any request: the rooms ask for more than the port knows. An empty `key`
    /// and a version of 0 send no header.
    #[cfg(feature = "rooms")]
    #[must_use]
    pub fn request<T: FromJs + 'static>(
        &self,
        method: &'static str,
        path: String,
        body: Option<JsValue>,
        key: &str,
        version: u32,
    ) -> Answer<T> {
        let key = key.to_owned();
        self.ask(Request { method, path, body, key, version, ..Request::default() })
    }

    fn get<T: FromJs + 'static>(&self, path: String) -> Answer<T> {
        self.ask(Request { method: "GET", path, ..Request::default() })
    }

    fn write<T: FromJs + 'static>(
        &self,
        method: &'static str,
        path: String,
        body: Option<JsValue>,
        key: &str,
    ) -> Answer<T> {
        self.ask(Request { method, path, body, key: key.to_owned(), ..Request::default() })
    }
}

impl Server {
    /// Asks the page for a token, if it offers `getToken`. `None` where it
    /// does not, or where it has none now.
    async fn ask(&self) -> Option<String> {
        let ask = browser::get(&self.host, "getToken").dyn_into::<js_sys::Function>().ok()?;
        let promise = ask.call0(&self.host).ok()?;
        browser::wait(&promise).await.ok()?.as_string().filter(|token| !token.is_empty())
    }

    /// The token to send, asked for again when it is about to end.
    async fn token(&self) -> Result<Option<String>, BackendError> {
        let present = self.token.borrow().clone();
        if self.given.get() {
            return Ok(present);
        }
        if let Some(token) = present
            && ends_at(&token).is_none_or(|end| end - browser::now() > RENEW_BEFORE)
        {
            return Ok(Some(token));
        }
        if let Some(token) = self.own.fresh().filter(|_| !self.is_hosted()) {
            return Ok(Some(token));
        }
        self.another(None).await
    }

    /// Whether the page offers `getToken`.
    fn is_hosted(&self) -> bool {
        browser::get(&self.host, "getToken").is_function()
    }

    /// Another token than the one that is `spent`: from the page, else by
    /// renewing the session of our own.
    async fn another(&self, spent: Option<&str>) -> Result<Option<String>, BackendError> {
        let token = self.ask().await;
        self.token.replace(token.clone());
        // A page that hands over tokens signs people in itself.
        if self.is_hosted() || !self.own.is_begun() {
            return Ok(token);
        }
        let _turn = browser::lock(self.own.lock()).await;
        if let Some(token) = self.own.fresh()
            && spent != Some(token.as_str())
        {
            return Ok(Some(token));
        }
        let mut tried = None;
        while let Some(refresh_token) = self.own.refresh_token() {
            if tried.as_ref() == Some(&refresh_token) {
                break;
            }
            tried = Some(refresh_token.clone());
            let request = Request {
                method: "POST",
                path: path(&["sessions", "renew"]),
                body: body(&RefreshRequest { refresh_token }),
                ..Request::default()
            };
            match self.once(&request, None).await {
                Ok(answer) => {
                    let session: SessionToken = read(&answer)?;
                    let token = session.access_token.clone();
                    self.own.take(session);
                    return Ok(Some(token));
                }
                Err(error) if error.is_passing() => return Err(error),
                // Unless another tab was quicker, it has ended.
                Err(_) => {}
            }
        }
        self.own.forget();
        Ok(None)
    }

    /// One request, with one more try after a 401 when the page gives another
    /// token.
    fn send(self: Rc<Self>, request: Request) -> Pin<Box<dyn Future<Output = Raw>>> {
        Box::pin(async move {
            let mut token = self.token().await?;
            if request.personal && token.is_none() {
                return Ok(JsValue::NULL);
            }
            let mut again = !self.given.get();
            loop {
                let answer = self.once(&request, token.as_deref()).await;
                if !again || answer != Err(BackendError::Unauthorised) {
                    return answer;
                }
                again = false;
                let renewed = self.another(token.as_deref()).await?;
                if renewed.is_none() || renewed == token {
                    return answer;
                }
                token = renewed;
            }
        })
    }

    async fn once(&self, request: &Request, token: Option<&str>) -> Raw {
        let headers = browser::object(&[]);
        let header = |name, value: &str| browser::set(&headers, name, &value.into());
        let init = RequestInit::new();
        init.set_method(request.method);
        if let Some(token) = token {
            header("authorization", &["Bearer ", token].concat());
        }
        if !request.key.is_empty() {
            header("idempotency-key", &request.key);
        }
        if request.version > 0 {
            header("if-match", &["\"", &request.version.to_string(), "\""].concat());
        }
        if let Some(body) = &request.body {
            header("content-type", "application/json");
            init.set_body(body);
        }
        init.set_headers(&headers);
        let unexpected = |_| BackendError::Unexpected;
        let abort = AbortController::new().map_err(unexpected)?;
        init.set_signal(Some(&abort.signal()));
        let window = browser::window().ok_or(BackendError::Unexpected)?;
        let timer = Timer::start(abort);
        let address = [&self.base, request.path.as_str()].concat();
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
        (429, Some(problem)) if problem.code() == Some(ProblemCode::NewAccount) => {
            BackendError::NewAccount { retry_after: wait }
        }
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

/// A path with a cursor, where there is one.
fn paged(mut path: String, cursor: Option<&str>) -> String {
    if let Some(cursor) = cursor {
        path.push_str("?cursor=");
        path.push_str(&escape(cursor));
    }
    path
}

impl Backend for Rest {
    fn set_token(&self, token: Option<String>) {
        self.0.given.set(token.is_some());
        self.0.token.replace(token);
    }

    fn sign_in_window(&self, lang: &str, theme: &str) -> Option<SignInWindow> {
        let server = &self.0;
        if server.given.get() || server.is_hosted() {
            return None;
        }
        server.own.window(&server.base, lang, theme)
    }

    fn take_message(&self, origin: &str, data: &JsValue) -> bool {
        self.0.own.take_message(origin, data)
    }

    fn is_own_session(&self) -> bool {
        !self.0.given.get() && !self.0.is_hosted() && self.0.own.is_begun()
    }

    fn kept_elsewhere(&self, key: &str) -> bool {
        self.0.own.changed_elsewhere(key)
    }

    fn sign_out(&self) -> Answer<()> {
        match self.0.own.forget() {
            Some(refresh_token) => {
                let body = body(&RefreshRequest { refresh_token });
                self.write("POST", path(&["sessions", "end"]), body, "")
            }
            None => Box::pin(async { Ok(()) }),
        }
    }

    fn token(&self) -> Answer<Option<String>> {
        let server = self.0.clone();
        Box::pin(async move { server.token().await })
    }

    fn forum(&self) -> Answer<Forum> {
        self.get(path(&["forum"]))
    }

    fn me(&self) -> Answer<Option<Me>> {
        self.ask(Request {
            method: "GET",
            path: path(&["me"]),
            personal: true,
            ..Request::default()
        })
    }

    fn identities(&self) -> Answer<Vec<DemoIdentity>> {
        self.get(path(&["demo", "identities"]))
    }

    fn threads(&self, cursor: Option<&str>) -> Answer<Page<Thread>> {
        self.get(paged(path(&["threads"]), cursor))
    }

    fn thread(&self, thread: &str) -> Answer<Thread> {
        self.get(path(&["threads", thread]))
    }

    fn open_data(&self, thread: &str) -> Option<[String; 2]> {
        let address = |file| [self.0.base.as_str(), &path(&["threads", thread, file])].concat();
        Some([address("export.json"), address("export.csv")])
    }

    fn submissions(
        &self,
        thread: &str,
        filters: &ListQuery,
        cursor: Option<&str>,
    ) -> Answer<Page<Submission>> {
        self.get(path(&["threads", thread, "submissions"]) + &query(filters, cursor))
    }

    fn similar(&self, thread: &str, title: &str, body: &str) -> Answer<Page<Submission>> {
        let mut address = path(&["threads", thread, "similar"]);
        address.push_str("?title=");
        address.push_str(&escape(title));
        address.push_str("&body=");
        address.push_str(&escape(body));
        self.get(address)
    }

    fn submission(&self, id: &str) -> Answer<Submission> {
        self.get(path(&["submissions", id]))
    }

    fn submit(&self, thread: &str, draft: &SubmissionDraft, key: &str) -> Answer<Submission> {
        self.write("POST", path(&["threads", thread, "submissions"]), body(draft), key)
    }

    fn edit(&self, id: &str, version: u32, patch: &SubmissionPatch) -> Answer<Submission> {
        self.ask(Request {
            method: "PATCH",
            path: path(&["submissions", id]),
            body: body(patch),
            version,
            ..Request::default()
        })
    }

    fn withdraw(&self, id: &str) -> Answer<()> {
        self.write("DELETE", path(&["submissions", id]), None, "")
    }

    fn vote(
        &self,
        id: &str,
        vote: Option<VoteChoice>,
        organisation: Option<&str>,
    ) -> Answer<VoteResult> {
        let mut path = path(&["submissions", id, "vote"]);
        let Some(value) = vote else {
            if let Some(organisation) = organisation {
                path = [&path, "?organisation=", &escape(organisation)].concat();
            }
            return self.write("DELETE", path, None, "");
        };
        let request = VoteRequest { value, organisation: organisation.map(str::to_owned) };
        self.write("PUT", path, body(&request), "")
    }

    fn follow(&self, kind: &str, id: &str, on: bool) -> Answer<()> {
        let method = if on { "PUT" } else { "DELETE" };
        self.write(method, path(&[&[kind, "s"].concat(), id, "follow"]), None, "")
    }

    fn announcements(&self, thread: Option<&str>) -> Answer<Page<Announcement>> {
        let mut path = path(&["announcements"]);
        if let Some(thread) = thread {
            path.push_str("?thread=");
            path.push_str(&escape(thread));
        }
        self.get(path)
    }

    fn history(&self, id: &str) -> Answer<Page<Revision>> {
        self.get(path(&["submissions", id, "history"]))
    }

    fn comments(&self, id: &str, cursor: Option<&str>) -> Answer<Page<Comment>> {
        self.get(paged(path(&["submissions", id, "comments"]), cursor))
    }

    fn comment(&self, id: &str, draft: &CommentDraft, key: &str) -> Answer<Comment> {
        self.write("POST", path(&["submissions", id, "comments"]), body(draft), key)
    }

    fn flag(&self, target: &Target, flag: &FlagDraft) -> Answer<()> {
        let (kind, id) = match target {
            Target::Submission(id) => ("submissions", id),
            Target::Comment(id) => ("comments", id),
        };
        self.write("POST", path(&[kind, id, "flags"]), body(flag), "")
    }
}
