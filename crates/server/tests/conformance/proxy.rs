//! A proxy in front of the real server that breaks one thing at a time.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    io::Read as _,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, runtime::Runtime};

use super::{events::Events, program::agent, tokens::Tokens};

/// One thing that a backend can do wrong.
pub(crate) struct Fault {
    /// The check that is meant for it.
    pub(crate) found_by: &'static str,
    /// What is wrong, as a sentence about the backend.
    pub(crate) what: &'static str,
    pub(crate) how: How,
}

/// Where it goes wrong.
#[derive(Clone, Copy)]
pub(crate) enum How {
    /// The request is taken for another one.
    Before(fn(&mut Asked, &mut Memory)),
    /// The answer is another one.
    After(fn(&Asked, &mut Answered, &mut Memory)),
    /// Live events are offered, and are wrong in this way.
    Live(Events),
}

/// What was asked.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Without the query.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// Whether it is this method and path; `*` is any one segment.
    pub(crate) fn is(&self, method: &str, pattern: &str) -> bool {
        let (mut ours, mut theirs) = (self.path.split('/'), pattern.split('/'));
        let fits = loop {
            match (ours.next(), theirs.next()) {
                (None, None) => break true,
                (Some(a), Some(b)) if a == b || b == "*" => {}
                _ => break false,
            }
        };
        fits && self.method == method
    }

    /// Whether the query has this in it.
    pub(crate) fn has(&self, part: &str) -> bool {
        self.query.contains(part)
    }

    /// Takes a parameter out of the query.
    pub(crate) fn without(&mut self, name: &str) {
        let start = format!("{name}=");
        let kept: Vec<_> = self.query.split('&').filter(|pair| !pair.starts_with(&start)).collect();
        self.query = kept.join("&");
    }

    /// Changes the body.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        if let Ok(mut value) = serde_json::from_slice(&self.body) {
            change(&mut value);
            self.body = value.to_string().into_bytes();
        }
    }

    /// Changes the body where it has such a text in such a field.
    pub(crate) fn instead(&mut self, field: &str, text: &str, other: &Value) {
        self.edit(|body| {
            if body[field] == text {
                body[field] = other.clone();
            }
        });
    }

    /// Cuts a text of the body.
    pub(crate) fn cut(&mut self, field: &str, most: usize) {
        self.edit(|body| {
            if let Some(text) = body[field].as_str() {
                body[field] = text.chars().take(most).collect::<String>().into();
            }
        });
    }

    /// Takes fields out of the body.
    pub(crate) fn drop_fields(&mut self, names: &[&str]) {
        self.edit(|body| {
            if let Some(fields) = body.as_object_mut() {
                fields.retain(|name, _| !names.contains(&name.as_str()));
            }
        });
    }

    /// Who asks.
    pub(crate) fn who(&self) -> String {
        self.headers.get("authorization").cloned().unwrap_or_default()
    }

    /// As if somebody else asked.
    pub(crate) fn by(&mut self, token: &str) {
        self.headers.insert("authorization".to_owned(), format!("Bearer {token}"));
    }

    /// With another header.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        self.headers.insert(name.to_owned(), value.to_owned());
    }
}

/// What was answered.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answered {
    /// Changes the body.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        if let Ok(mut value) = serde_json::from_slice(&self.body) {
            change(&mut value);
            self.body = value.to_string().into_bytes();
        }
    }

    /// Changes the items of a page.
    pub(crate) fn items(&mut self, change: impl FnOnce(&mut Vec<Value>)) {
        self.edit(|body| {
            if let Some(items) = body["items"].as_array_mut() {
                change(items);
            }
        });
    }

    /// Changes each item of a page.
    pub(crate) fn each(&mut self, change: impl FnMut(&mut Value)) {
        self.items(|items| items.iter_mut().for_each(change));
    }
}

/// What a fault remembers between requests.
pub(crate) struct Memory {
    /// Whatever it likes.
    pub(crate) of: BTreeMap<String, Value>,
    /// Requests since the fault began.
    pub(crate) count: usize,
    pub(crate) tokens: Tokens,
    upstream: Upstream,
}

impl Memory {
    /// Asks the real server.
    pub(crate) fn send(&self, asked: &Asked) -> Answered {
        self.upstream.send(asked)
    }

    /// A text that was remembered; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        self.of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Remembers a text.
    pub(crate) fn keep(&mut self, name: &str, text: impl Into<String>) {
        self.of.insert(name.to_owned(), json!(text.into()));
    }
}

/// The real server.
#[derive(Clone)]
struct Upstream {
    agent: ureq::Agent,
    base: String,
}

impl Upstream {
    fn send(&self, asked: &Asked) -> Answered {
        let mut answer = self.open(asked, &self.agent);
        let headers = headers_of(&answer);
        let status = answer.status().as_u16();
        let body = answer.body_mut().with_config().limit(1 << 28).read_to_vec().expect("a body");
        Answered { status, headers, body }
    }

    /// A stream, as it comes; it ends when nobody reads it any more.
    fn stream(&self, asked: &Asked) -> Response {
        let endless = ureq::Agent::config_builder().http_status_as_error(false).build();
        let answer = self.open(asked, &endless.into());
        let (status, headers) = (answer.status().as_u16(), headers_of(&answer));
        let mut reader = answer.into_body().into_reader();
        let (tell, heard) = tokio::sync::mpsc::channel(8);
        thread::spawn(move || {
            let mut part = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut part) {
                let part = part.get(..length).unwrap_or_default().to_vec();
                if tell.blocking_send(Ok::<_, Infallible>(part)).is_err() {
                    break;
                }
            }
        });
        let parts = futures_util::stream::unfold(heard, |mut heard| async {
            heard.recv().await.map(|part| (part, heard))
        });
        response(status, &headers, Body::from_stream(parts))
    }

    fn open(&self, asked: &Asked, agent: &ureq::Agent) -> ureq::http::Response<ureq::Body> {
        let query =
            if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) };
        let mut request = ureq::http::Request::builder()
            .method(asked.method.as_str())
            .uri(format!("{}{}{query}", self.base, asked.path));
        for (name, value) in &asked.headers {
            if !["host", "connection", "content-length", "accept-encoding"].contains(&name.as_str())
            {
                request = request.header(name, value);
            }
        }
        let with_body = asked.headers.contains_key("content-type") || !asked.body.is_empty();
        let answer = if with_body {
            agent.run(request.body(asked.body.clone()).expect("a request"))
        } else {
            agent.run(request.body(()).expect("a request"))
        };
        answer.expect("the real server answers")
    }
}

fn headers_of<T>(answer: &ureq::http::Response<T>) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in answer.headers() {
        let value = String::from_utf8_lossy(value.as_bytes());
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|known| *known = format!("{known}, {value}"))
            .or_insert_with(|| value.into_owned());
    }
    headers
}

/// The proxy.
pub(crate) struct Proxy {
    /// Where it answers.
    pub(crate) base: String,
    inner: Arc<Inner>,
    _runtime: Runtime,
}

struct Inner {
    upstream: Upstream,
    tokens: Tokens,
    how: Mutex<Option<How>>,
    memory: Mutex<Memory>,
}

impl Proxy {
    /// A proxy that breaks nothing yet.
    pub(crate) fn start(upstream: &str, tokens: &Tokens) -> Self {
        let upstream = Upstream { agent: agent(), base: upstream.to_owned() };
        let memory = memory(&upstream, tokens);
        let inner = Inner {
            upstream,
            tokens: tokens.clone(),
            how: Mutex::new(None),
            memory: Mutex::new(memory),
        };
        let inner = Arc::new(inner);
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(pass).with_state(Arc::clone(&inner));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { base, inner, _runtime: runtime }
    }

    /// From now on this is wrong, or nothing.
    pub(crate) fn set(&self, how: Option<How>) {
        *lock(&self.inner.memory) = memory(&self.inner.upstream, &self.inner.tokens);
        *lock(&self.inner.how) = how;
    }
}

fn memory(upstream: &Upstream, tokens: &Tokens) -> Memory {
    Memory { of: BTreeMap::new(), count: 0, tokens: tokens.clone(), upstream: upstream.clone() }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn pass(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
    let headers = parts.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
    };
    let how = *lock(&inner.how);
    let is_stream = asked.is("GET", "/v1/threads/*/events");
    let answered = match how {
        Some(How::Live(events)) if is_stream => return events.stream(&asked),
        None if is_stream => tokio::task::spawn_blocking(move || inner.upstream.stream(&asked)),
        _ => tokio::task::spawn_blocking(move || {
            let Answered { status, headers, body } = answer(&inner, how, asked);
            response(status, &headers, Body::from(body))
        }),
    };
    answered.await.unwrap_or_else(|_| response(500, &BTreeMap::new(), Body::empty()))
}

fn response(status: u16, headers: &BTreeMap<String, String>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    for (name, value) in headers {
        if ["content-length", "transfer-encoding", "connection"].contains(&name.as_str()) {
            continue;
        }
        let name = HeaderName::try_from(name.as_str()).expect("a name");
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a value");
        response.headers_mut().append(name, value);
    }
    response
}

fn answer(inner: &Inner, how: Option<How>, mut asked: Asked) -> Answered {
    let original = asked.clone();
    if let Some(How::Before(change)) = how {
        let mut memory = lock(&inner.memory);
        memory.count += 1;
        change(&mut asked, &mut memory);
    }
    let mut answered = inner.upstream.send(&asked);
    match how {
        Some(How::After(change)) => {
            let mut memory = lock(&inner.memory);
            memory.count += 1;
            change(&original, &mut answered, &mut memory);
        }
        Some(How::Live(events)) => events.see(&original, &answered),
        _ => {}
    }
    answered
}
