//! The REST API, version 1: the contract as it is.
//!
//! What a server sends is not trusted: an answer of another shape is
//! [`BackendError::Unexpected`].

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use contract::{
    Announcement, Capability, Comment, CommentDraft, FlagDraft, Forum, Me, Page, Problem,
    ProblemCode, RefreshRequest, Revision, Submission, SubmissionDraft, SubmissionPatch, Thread,
    VoteChoice, VoteRequest, VoteResult,
};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::{
    Answer, Backend, BackendError, DemoIdentity, ListQuery, SignInWindow, Target,
    http::{Client, Line, Reply, Request, body, escape},
    own_session::{Own, OwnSession},
    tokens::{Purse, Tokens},
    wire::{FromJs, read},
};

/// A backend at an address.
pub struct Rest(Rc<Client<Own>>);

/// The one backend of this build.
#[must_use]
pub fn open(_kind: &str, api: &str, element: &HtmlElement) -> Rc<dyn Backend> {
    Rest::new(api, element.clone().into())
}

impl Rest {
    /// A backend at `api` for the element that hands over tokens and makes the
    /// exchange. A forum's base may end in `/f/{slug}`.
    #[must_use]
    pub fn new(api: &str, host: JsValue) -> Rc<Self> {
        let line = Line::new(api, host.clone());
        let purse = Own::new(line.clone(), host);
        Rc::new(Self(Rc::new(Client { line, purse })))
    }

    fn own(&self) -> &OwnSession {
        &self.0.purse.session
    }

    /// The address of something that a thread has, for who asks for it by
    /// themselves.
    fn of_thread(&self, thread: &str, what: &str) -> String {
        [self.0.line.base.as_str(), &path(&["threads", thread, what])].concat()
    }

    fn tokens(&self) -> &Tokens {
        &self.0.purse.tokens
    }

    /// Sends a request, and reads the answer as a shape of the contract.
    fn ask<T: FromJs + 'static>(&self, request: Request) -> Answer<T> {
        Box::pin(Reading(self.raw(request), PhantomData))
    }

    fn raw(&self, request: Request) -> Answer<JsValue> {
        let reply = self.0.send(request);
        Box::pin(async move { reply.await.and_then(answer) })
    }

    /// Any request: the rooms ask for more than the port knows. An empty `key`
    /// and a version of 0 send no header.
    #[must_use]
    pub fn request<T: FromJs + 'static>(
        &self,
        method: &'static str,
        path: String,
        body: Option<JsValue>,
        key: &str,
        version: u32,
    ) -> Answer<T> {
        self.ask(prepared(method, path, body, key, version))
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
        self.request(method, path, body, key, 0)
    }
}

/// An answer that is read as a shape when it is there. (By hand, since the code
/// of an `async` block would stand in the module once for each shape.)
struct Reading<T>(Answer<JsValue>, PhantomData<fn() -> T>);

impl<T: FromJs> Future for Reading<T> {
    type Output = Result<T, BackendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context).map(|answer| read(&answer?))
    }
}

fn prepared(
    method: &'static str,
    path: String,
    body: Option<JsValue>,
    key: &str,
    version: u32,
) -> Request {
    let version =
        if version > 0 { ["\"", &version.to_string(), "\""].concat() } else { String::new() };
    let headers = vec![("idempotency-key", key.to_owned()), ("if-match", version)];
    Request { method, path, body, headers }
}

/// What a reply brings, or why it brings nothing.
pub(super) fn answer(reply: Reply) -> Result<JsValue, BackendError> {
    if !reply.is_ok() {
        return Err(refusal(&reply));
    }
    // Only 204 comes without a body.
    if reply.body.is_undefined() && reply.status != 204 {
        return Err(BackendError::Unexpected);
    }
    Ok(reply.body)
}

fn refusal(reply: &Reply) -> BackendError {
    let problem = read::<Problem>(&reply.body).ok();
    let code = problem.as_ref().and_then(Problem::code);
    match BackendError::of_status(reply.status, reply.retry_after()) {
        BackendError::RateLimited { retry_after } if code == Some(ProblemCode::NewAccount) => {
            BackendError::NewAccount { retry_after }
        }
        limited @ BackendError::RateLimited { .. } => limited,
        other => match (code, problem) {
            (Some(code), Some(problem)) => BackendError::Problem { code, fields: problem.errors },
            _ => other,
        },
    }
}

/// `/v1/…` with every part escaped.
pub(super) fn path(parts: &[&str]) -> String {
    let mut path = String::from("/v1");
    for part in parts {
        path.push('/');
        path.push_str(&escape(part));
    }
    path
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
    /// All of the contract: what this server lacks of it, its forum says.
    fn can(&self, _what: Capability) -> bool {
        true
    }

    fn has_rooms(&self) -> bool {
        true
    }

    fn set_token(&self, token: Option<String>) {
        self.tokens().set(token);
    }

    fn signs_in(&self) -> bool {
        true
    }

    fn sign_in_window(&self, lang: &str, theme: &str) -> Option<SignInWindow> {
        if self.tokens().is_hosted() {
            return None;
        }
        self.own().window(&self.0.line.base, lang, theme)
    }

    fn take_message(&self, origin: &str, data: &JsValue) -> bool {
        self.own().take_message(origin, data)
    }

    fn is_own_session(&self) -> bool {
        !self.tokens().is_hosted() && self.own().is_begun()
    }

    fn kept_elsewhere(&self, key: &str) -> bool {
        self.own().changed_elsewhere(key)
    }

    fn sign_out(&self) -> Answer<()> {
        match self.own().forget() {
            Some(refresh_token) => {
                let body = body(&RefreshRequest { refresh_token });
                self.write("POST", path(&["sessions", "end"]), body, "")
            }
            None => Box::pin(async { Ok(()) }),
        }
    }

    fn token(&self) -> Answer<Option<String>> {
        let client = self.0.clone();
        Box::pin(async move { client.purse.token().await })
    }

    fn forum(&self) -> Answer<Forum> {
        self.get(path(&["forum"]))
    }

    fn me(&self) -> Answer<Option<Me>> {
        let (token, me) = (self.token(), self.get(path(&["me"])));
        // Nobody is asked about nobody.
        Box::pin(async move { if token.await?.is_some() { me.await } else { Ok(None) } })
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
        Some(["export.json", "export.csv"].map(|file| self.of_thread(thread, file)))
    }

    fn events(&self, thread: &str) -> Option<String> {
        Some(self.of_thread(thread, "events"))
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
        self.request("PATCH", path(&["submissions", id]), body(patch), "", version)
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
