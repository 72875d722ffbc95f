//! A backend that the page hands over: an object with methods, which
//! `public/open-forum.d.ts` describes.
//!
//! What it answers is no more trusted than what a server sends. It is taken
//! as plain data, so that nothing of the page runs while it is read.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use contract::{
    Announcement, Author, Capability, Comment, CommentDraft, FlagDraft, Forum, Me, Page,
    ProblemCode, Revision, Role, Sort, Submission, SubmissionDraft, SubmissionPatch, Thread,
    VoteChoice, VoteResult,
};
use js_sys::{Array, Function, JSON, Promise};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::AbortController;

use super::{
    Answer, Backend, BackendError, ListQuery, Target, fill,
    tokens::{Purse, Tokens, with_token},
    wire::{FromJs, ToJs, read},
};
use crate::browser;

/// How long an answer may take, in ms.
const TIMEOUT: i32 = 20_000;
/// Units of UTF-16 that an answer may have as JSON.
const LARGEST: u32 = 4 << 20;
/// Submissions on a page.
const PAGE: u32 = 10;

/// A backend of the page.
pub(super) struct Host(Rc<Object>);

struct Object {
    /// The object that the page handed over.
    methods: JsValue,
    /// The words of its `capabilities`, where it has that.
    words: Option<Vec<String>>,
    tokens: Tokens,
    ended: Cell<bool>,
    /// Readings that are under way.
    open: RefCell<Vec<AbortController>>,
}

/// One call: its arguments, and what stands beside the signal and the token.
struct Call {
    name: &'static str,
    arguments: Vec<JsValue>,
    more: Vec<(&'static str, JsValue)>,
    /// Whether nobody wants it any more once the widget has gone.
    reads: bool,
}

fn reading(name: &'static str, arguments: Vec<JsValue>) -> Call {
    Call { name, arguments, more: Vec::new(), reads: true }
}

fn writing(
    name: &'static str,
    arguments: Vec<JsValue>,
    more: Vec<(&'static str, JsValue)>,
) -> Call {
    Call { name, arguments, more, reads: false }
}

impl Host {
    /// The backend that the element has in its property `backend`.
    pub(super) fn new(element: JsValue) -> Rc<Self> {
        let methods = browser::get(&element, "backend");
        let words = browser::get(&methods, "capabilities");
        Rc::new(Self(Rc::new(Object {
            words: plain(&words).ok().and_then(|words| read(&words).ok()).flatten(),
            methods,
            tokens: Tokens::new(element),
            ended: Cell::default(),
            open: RefCell::default(),
        })))
    }

    /// Calls a method and takes what it answers as a shape.
    fn ask<T: 'static>(
        &self,
        call: Call,
        take: impl FnOnce(JsValue) -> Result<T, BackendError> + 'static,
    ) -> Answer<T> {
        let answer = self.0.ask(call);
        Box::pin(async move { take(answer.await?) })
    }

    fn shape<T: FromJs + 'static>(&self, call: Call, shape: &'static str) -> Answer<T> {
        self.ask(call, move |answer| fill::shape(shape, &answer))
    }

    fn page<T: FromJs + 'static>(&self, call: Call, shape: &'static str) -> Answer<Page<T>> {
        self.ask(call, move |answer| fill::page(shape, &answer))
    }
}

impl Object {
    fn has(&self, method: &str) -> bool {
        browser::get(&self.methods, method).is_function()
    }

    fn says(&self, what: Capability) -> bool {
        self.words.as_ref().is_some_and(|words| words.iter().any(|word| word == what.as_str()))
    }

    /// Whether a list of the page's object has this word; without the list all
    /// words count.
    fn lists(&self, list: &str, word: &str) -> bool {
        browser::get(&self.methods, list)
            .dyn_into::<Array>()
            .map_or(true, |words| words.includes(&word.into(), 0))
    }

    /// Calls a method, and once more with another token after a 401.
    fn ask(self: &Rc<Self>, call: Call) -> Answer<JsValue> {
        let object = self.clone();
        Box::pin(async move {
            with_token(&object.tokens, async |token| object.call(&call, token).await).await
        })
    }

    async fn call(&self, call: &Call, token: Option<&str>) -> Result<JsValue, BackendError> {
        let method: Function = browser::get(&self.methods, call.name)
            .dyn_into()
            .map_err(|_| BackendError::problem(ProblemCode::MethodNotAllowed))?;
        if self.ended.get() {
            return Err(BackendError::Offline);
        }
        let abort = AbortController::new().map_err(|_| BackendError::Unexpected)?;
        let context = browser::object(&[]);
        browser::set(&context, "signal", &abort.signal());
        browser::set(&context, "token", &or_null(token));
        for (name, value) in &call.more {
            browser::set(&context, name, value);
        }
        let arguments: Array = call.arguments.iter().chain([&context]).collect();
        if call.reads {
            self.open.borrow_mut().push(abort.clone());
        }
        let answer = match method.apply(&self.methods, &arguments) {
            Ok(promised) => in_time(&promised, &abort).await,
            Err(thrown) => Err(thrown),
        };
        self.open.borrow_mut().retain(|other| *other != abort);
        match answer {
            Ok(answer) => plain(&answer),
            Err(_) if abort.signal().aborted() => Err(BackendError::Timeout),
            Err(thrown) => Err(refusal(&thrown)),
        }
    }
}

/// Waits for a promise, or until the time is up: then its signal says so.
async fn in_time(promised: &JsValue, abort: &AbortController) -> Result<JsValue, JsValue> {
    let ended = abort.clone();
    let end = Closure::<dyn Fn()>::new(move || ended.abort());
    let signal = abort.signal();
    let late = Promise::new(&mut |_, reject| {
        let _ = signal.add_event_listener_with_callback("abort", &reject);
    });
    let timer = browser::window().and_then(|window| {
        let end = end.as_ref().unchecked_ref();
        window.set_timeout_with_callback_and_timeout_and_arguments_0(end, TIMEOUT).ok()
    });
    let first = browser::wait(&Promise::race(&Array::of2(promised, &late))).await;
    if let (Some(window), Some(timer)) = (browser::window(), timer) {
        window.clear_timeout_with_handle(timer);
    }
    first
}

/// A value as plain data. What is not (a cycle, a function that throws while
/// it is read) is unreadable.
fn plain(value: &JsValue) -> Result<JsValue, BackendError> {
    if value.is_undefined() {
        return Ok(JsValue::UNDEFINED);
    }
    let unreadable = |_| BackendError::Unexpected;
    let text: JsValue = JSON::stringify(value).map_err(unreadable)?.into();
    let text = text.dyn_into::<js_sys::JsString>().map_err(unreadable)?;
    if text.length() > LARGEST {
        return Err(BackendError::Oversized);
    }
    JSON::parse(&String::from(text)).map_err(unreadable)
}

/// Why a method refused: `{status, code, retryAfter, errors}`, or any error.
fn refusal(thrown: &JsValue) -> BackendError {
    let told = |name| browser::get(thrown, name);
    let number = |name| told(name).as_f64().filter(|number| *number >= 0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let (status, wait) = (
        number("status").unwrap_or_default() as u16,
        number("retryAfter").map(|wait| wait.ceil() as u32),
    );
    let code = told("code").as_string().and_then(|code| code.parse::<ProblemCode>().ok());
    match code {
        Some(ProblemCode::RateLimited) => return BackendError::of_status(429, wait),
        Some(ProblemCode::NewAccount) => {
            let BackendError::RateLimited { retry_after } = BackendError::of_status(429, wait)
            else {
                return BackendError::Unexpected;
            };
            return BackendError::NewAccount { retry_after };
        }
        Some(
            ProblemCode::TokenRequired | ProblemCode::TokenInvalid | ProblemCode::TokenExpired,
        ) => return BackendError::Unauthorised,
        Some(code) if status != 401 && status != 429 => {
            let fields = plain(&told("errors")).and_then(|errors| read(&errors));
            return BackendError::Problem { code, fields: fields.unwrap_or_default() };
        }
        _ => {}
    }
    if status != 0 {
        return BackendError::of_status(status, wait);
    }
    // Of `fetch`, which has no other sign; anything else is a fault of the page.
    let message = told("message").as_string().unwrap_or_default().to_lowercase();
    let lost = ["fetch", "network", "load failed"].iter().any(|word| message.contains(word));
    match told("name").as_string().as_deref() {
        Some("TypeError") if lost => BackendError::Offline,
        Some("TimeoutError" | "AbortError") => BackendError::Timeout,
        _ => {
            browser::log(thrown);
            BackendError::problem(ProblemCode::Internal)
        }
    }
}

/// A text, or `null`: page authors are not to tell that from `undefined`.
fn or_null(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::NULL, Into::into)
}

fn query(query: &ListQuery, cursor: Option<&str>) -> JsValue {
    let object =
        browser::object(&[("sort", query.sort.unwrap_or(Sort::Newest).as_str()), ("q", &query.q)]);
    for (name, words) in query.texts().iter().filter(|(name, _)| *name != "q") {
        let words: Array =
            words.split(',').filter(|word| !word.is_empty()).map(JsValue::from).collect();
        browser::set(&object, name, &words);
    }
    browser::set(&object, "mine", &query.mine.into());
    browser::set(&object, "seed", &query.seed.into());
    browser::set(&object, "cursor", &or_null(cursor));
    browser::set(&object, "limit", &PAGE.into());
    object
}

/// A person without a name, where the backend tells nobody apart.
fn anybody() -> Me {
    Me {
        author: Author { id: String::from("me"), ..Author::default() },
        roles: vec![Role::Participant],
        votes_left: std::collections::BTreeMap::new(),
        follows: Vec::new(),
        account: None,
        organisations: Vec::new(),
        unread: 0,
    }
}

impl Backend for Host {
    /// What it has methods for; what needs none, where it says so. Exact totals
    /// go without saying.
    fn can(&self, what: Capability) -> bool {
        let object = &self.0;
        let methods: &[&str] = match what {
            Capability::VoteOpinion
            | Capability::VoteSupport
            | Capability::VoteChange
            | Capability::VoteWithdraw => &["vote"],
            Capability::Submit => &["submit"],
            Capability::Edit => &["edit"],
            Capability::Withdraw => &["withdraw"],
            Capability::Comments => &["comments", "comment"],
            Capability::Flags => &["flag"],
            Capability::Similar => &["similar"],
            Capability::History => &["history"],
            Capability::Export => &["exports"],
            Capability::Follow => &["follow"],
            Capability::Answers => &["announcements"],
            Capability::ExactTotals => &[],
            Capability::Search
            | Capability::Sectors
            | Capability::Idempotency
            | Capability::Organisations => return object.says(what),
            _ => return false,
        };
        methods.iter().all(|method| object.has(method))
            && (object.words.is_none() || object.says(what))
    }

    fn can_sort(&self, sort: Sort) -> bool {
        sort == Sort::Newest || self.0.lists("sorts", sort.as_str())
    }

    fn can_filter(&self, name: &str) -> bool {
        self.0.lists("filters", name)
    }

    fn end(&self) {
        self.0.ended.set(true);
        for reading in self.0.open.take() {
            reading.abort();
        }
    }

    fn set_token(&self, token: Option<String>) {
        self.0.tokens.set(token);
    }

    fn token(&self) -> Answer<Option<String>> {
        let object = self.0.clone();
        Box::pin(async move { object.tokens.token().await })
    }

    fn forum(&self) -> Answer<Forum> {
        let take = |forum: JsValue| {
            let forum = fill::fill("forum", &forum);
            if !Array::is_array(&browser::get(&forum, "capabilities")) {
                let all = Capability::ALL.iter().map(|word| JsValue::from(word.as_str()));
                browser::set(&forum, "capabilities", &all.collect::<Array>());
            }
            read(&forum)
        };
        if self.0.has("forum") {
            return self.ask(reading("forum", Vec::new()), take);
        }
        Box::pin(async move { take(browser::object(&[])) })
    }

    fn me(&self) -> Answer<Option<Me>> {
        if !self.0.has("me") {
            return Box::pin(async { Ok(Some(anybody())) });
        }
        self.ask(reading("me", Vec::new()), |me| {
            if me.is_null() { Ok(None) } else { fill::shape("me", &me).map(Some) }
        })
    }

    fn threads(&self, cursor: Option<&str>) -> Answer<Page<Thread>> {
        self.page(reading("threads", vec![or_null(cursor)]), "thread")
    }

    fn thread(&self, thread: &str) -> Answer<Thread> {
        self.shape(reading("thread", vec![thread.into()]), "thread")
    }

    fn open_data(&self, thread: &str) -> Option<[String; 2]> {
        let exports: Function = browser::get(&self.0.methods, "exports").dyn_into().ok()?;
        let told = plain(&exports.call1(&self.0.methods, &thread.into()).ok()?).ok()?;
        let address = |name| {
            let address = browser::get(&told, name).as_string()?;
            rules::link::is_allowed(&address).then_some(address)
        };
        Some([address("json")?, address("csv")?])
    }

    fn submissions(
        &self,
        thread: &str,
        filters: &ListQuery,
        cursor: Option<&str>,
    ) -> Answer<Page<Submission>> {
        let arguments = vec![thread.into(), query(filters, cursor)];
        self.page(reading("submissions", arguments), "submission")
    }

    fn similar(&self, thread: &str, title: &str, body: &str) -> Answer<Page<Submission>> {
        let written = browser::object(&[("title", title), ("body", body)]);
        self.page(reading("similar", vec![thread.into(), written]), "submission")
    }

    fn submission(&self, id: &str) -> Answer<Submission> {
        self.shape(reading("submission", vec![id.into()]), "submission")
    }

    fn submit(&self, thread: &str, draft: &SubmissionDraft, key: &str) -> Answer<Submission> {
        let arguments = vec![thread.into(), draft.write()];
        self.shape(writing("submit", arguments, vec![("key", key.into())]), "submission")
    }

    fn edit(&self, id: &str, version: u32, patch: &SubmissionPatch) -> Answer<Submission> {
        let arguments = vec![id.into(), patch.write()];
        self.shape(writing("edit", arguments, vec![("version", version.into())]), "submission")
    }

    fn withdraw(&self, id: &str) -> Answer<()> {
        self.ask(writing("withdraw", vec![id.into()], Vec::new()), |_| Ok(()))
    }

    fn vote(
        &self,
        id: &str,
        vote: Option<VoteChoice>,
        organisation: Option<&str>,
    ) -> Answer<VoteResult> {
        let arguments = vec![id.into(), or_null(vote.map(VoteChoice::as_str))];
        self.shape(
            writing("vote", arguments, vec![("organisation", or_null(organisation))]),
            "vote",
        )
    }

    fn follow(&self, kind: &str, id: &str, on: bool) -> Answer<()> {
        let target = browser::object(&[("kind", kind), ("id", id)]);
        self.ask(writing("follow", vec![target, on.into()], Vec::new()), |_| Ok(()))
    }

    fn announcements(&self, thread: Option<&str>) -> Answer<Page<Announcement>> {
        self.page(reading("announcements", vec![or_null(thread)]), "announcement")
    }

    fn history(&self, id: &str) -> Answer<Page<Revision>> {
        self.page(reading("history", vec![id.into()]), "revision")
    }

    fn comments(&self, id: &str, cursor: Option<&str>) -> Answer<Page<Comment>> {
        self.page(reading("comments", vec![id.into(), or_null(cursor)]), "comment")
    }

    fn comment(&self, id: &str, draft: &CommentDraft, key: &str) -> Answer<Comment> {
        let arguments = vec![id.into(), draft.write()];
        self.shape(writing("comment", arguments, vec![("key", key.into())]), "comment")
    }

    fn flag(&self, target: &Target, flag: &FlagDraft) -> Answer<()> {
        let (kind, id) = match target {
            Target::Submission(id) => ("submission", id),
            Target::Comment(id) => ("comment", id),
        };
        let target = browser::object(&[("kind", kind), ("id", id)]);
        self.ask(writing("flag", vec![target, flag.write()], Vec::new()), |_| Ok(()))
    }
}
