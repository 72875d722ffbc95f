//! What the tests of this crate stand on: fixed time and chance, and
//! [`TestApp`], a whole server over a database of its own, asked in process.
//!
//! Every answer of the API that a test gets is held against the `OpenAPI`
//! document: its status, its media type and its problem's code must be
//! documented for that endpoint.

mod follower;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use contract::{EmailCodeSent, Problem, ProblemCode, Role, SessionToken, Submission, Thread};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use storage::MailRow;
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::{
    app::{App, Outside},
    auth::{Fetch, Signer, TokenRequest},
    config::{Database, ForumSettings, IssuerSettings, KeySettings, RateSettings, Settings},
    http::{cors::Origins, problem::PROBLEM_JSON},
    live,
    mail::{self, MailError, Mailer},
    openapi, server,
    sources::{Clock, IdSource, Random, Sources},
};

pub use self::follower::Follower;

/// When tests take place: 2021-08-26T03:42:00Z.
pub const NOW_MS: i64 = 1_629_949_320_000;
/// The secret that both test forums share with their host.
pub const SECRET: &[u8] = b"a secret of the tests, 32 bytes!";
/// The issuer of the tests' tokens.
pub const ISSUER: &str = "https://host.example";

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl Default for FixedClock {
    fn default() -> Self {
        Self(AtomicI64::new(NOW_MS))
    }
}

impl FixedClock {
    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).expect("a short time");
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Bytes that are the same in every run and different at every call.
#[derive(Debug, Default)]
pub struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64, whose state is a counter.
            let step = 0x9e37_79b9_7f4a_7c15_u64;
            let mut mixed = self.0.fetch_add(1, Ordering::SeqCst).wrapping_mul(step);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
        }
    }
}

impl IdSource for Counting {
    fn new_id(&self, now_ms: i64) -> String {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(now_ms).expect("after 1970");
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
    }
}

/// No network.
#[derive(Debug)]
struct NoFetch;

#[async_trait::async_trait]
impl Fetch for NoFetch {
    async fn fetch(&self, url: &str) -> anyhow::Result<String> {
        anyhow::bail!("a test without network asked for {url}")
    }
}

/// Keeps mails instead of sending them.
#[derive(Debug, Default)]
pub struct Sink {
    sent: Mutex<Vec<MailRow>>,
    failures: AtomicU64,
    refusal: AtomicBool,
}

impl Sink {
    /// The next mails fail.
    pub fn fail(&self, times: u64) {
        self.failures.store(times, Ordering::SeqCst);
    }

    /// The next mail is refused for good.
    pub fn refuse(&self) {
        self.refusal.store(true, Ordering::SeqCst);
    }
}

#[async_trait::async_trait]
impl Mailer for Sink {
    async fn send(&self, mail: &MailRow, _now_ms: i64) -> Result<(), MailError> {
        let permanent = self.refusal.swap(false, Ordering::SeqCst);
        let left = self.failures.load(Ordering::SeqCst);
        if permanent || left > 0 {
            self.failures.store(left.saturating_sub(1), Ordering::SeqCst);
            return Err(MailError { permanent, cause: "a test".to_owned() });
        }
        self.sent.lock().expect("a test's own").push(mail.clone());
        Ok(())
    }
}

/// A server of its own.
pub struct TestApp {
    /// The clock.
    pub clock: Arc<FixedClock>,
    /// The server.
    pub app: App,
    /// Where its mails go.
    pub sink: Arc<Sink>,
    router: Router,
    document: Value,
    folder: TempDir,
}

/// Settings of a test: forums `default` and `labour`, no limits of pace.
pub fn settings() -> Settings {
    let keys = KeySettings { secret: Some(SECRET.to_vec()), ..KeySettings::default() };
    let forum = |slug| ForumSettings {
        issuers: vec![IssuerSettings { iss: ISSUER.to_owned(), keys: keys.clone() }],
        email_codes: true,
        ..ForumSettings::named(slug)
    };
    Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        database: Database::default(),
        widget_dir: PathBuf::from("no such folder"),
        cors: Origins::These(vec!["https://host.example".to_owned()]),
        frame_ancestors: Origins::These(vec!["https://host.example".to_owned()]),
        trusted_proxies: vec!["10.0.0.0/8".parse().expect("a network")],
        rates: RateSettings {
            participant_reads_per_minute: Some(0),
            participant_writes_per_minute: Some(0),
            address_reads_per_minute: Some(0),
            address_writes_per_minute: Some(0),
            forum_reads_per_minute: Some(0),
            forum_writes_per_minute: Some(0),
            address_sign_ins_per_minute: Some(0),
        },
        events_per_address: 0,
        events_in_all: 0,
        log: "off".to_owned(),
        shutdown: Duration::from_secs(1),
        demo: false,
        public_url: Some("https://forum.example".to_owned()),
        mail: None,
        forums: vec![forum("default"), forum("labour")],
    }
}

impl TestApp {
    /// A server as [`settings`] say.
    pub async fn start() -> Self {
        Self::with(settings(), Arc::new(NoFetch)).await
    }

    /// A server with other settings.
    pub async fn with_settings(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = settings();
        change(&mut settings);
        Self::with(settings, Arc::new(NoFetch)).await
    }

    /// A server that fetches key sets by `fetch`.
    pub async fn with(settings: Settings, fetch: Arc<dyn Fetch>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::over(folder, FixedClock::default(), Counting::default(), settings, fetch).await
    }

    /// The same server over a copy of its database.
    pub async fn copy(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("forum.db");
        let conn = rusqlite::Connection::open(self.database()).expect("a connection");
        conn.execute("VACUUM INTO ?1", [path.to_str()]).expect("a copy");
        let clock = FixedClock(AtomicI64::new(self.clock.now_ms()));
        // Far from what the other has given.
        let counting = Counting(AtomicU64::new(1 << 40));
        Self::over(folder, clock, counting, settings(), Arc::new(NoFetch)).await
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("forum.db")
    }

    async fn over(
        folder: TempDir,
        clock: FixedClock,
        counting: Counting,
        settings: Settings,
        fetch: Arc<dyn Fetch>,
    ) -> Self {
        let storage = storage_sqlite::open(&folder.path().join("forum.db")).expect("a database");
        let (clock, counting) = (Arc::new(clock), Arc::new(counting));
        let sources = Sources { clock: clock.clone(), ids: counting.clone(), random: counting };
        let secret = Some(SECRET.to_vec());
        let sink = Arc::new(Sink::default());
        let outside = Outside { fetch, mailer: Some(sink.clone()) };
        let app = App::start(settings, Arc::new(storage), sources, outside, secret)
            .await
            .expect("the server starts");
        let changes = app.storage().changes().expect("changes");
        tokio::spawn(live::run(app.clone(), changes));
        let router = server::router(&app);
        let document = openapi::document(app.demo().is_some(), None);
        Self { clock, app, sink, router, document, folder }
    }

    /// The `OpenAPI` document.
    pub const fn document(&self) -> &Value {
        &self.document
    }

    /// A token for a participant of the default forum.
    pub fn user(&self, name: &str) -> String {
        self.token("default", name, &[Role::Participant])
    }

    /// A token for an official of the default forum, who may take part too.
    pub fn official(&self) -> String {
        self.token("default", "official", &[Role::Participant, Role::Official])
    }

    /// A token for somebody of a forum, good for an hour.
    pub fn token(&self, forum: &str, name: &str, roles: &[Role]) -> String {
        let request = TokenRequest {
            subject: name.to_owned(),
            name: name.to_owned(),
            sector: Some("cso".to_owned()),
            country: Some("TH".to_owned()),
            roles: roles.to_vec(),
            ttl_s: 3_600,
            ..TokenRequest::default()
        };
        Self::signer(forum).sign(&request, self.clock.now_ms()).expect("signs")
    }

    /// Signs for a forum.
    pub fn signer(forum: &str) -> Signer {
        Signer::new(ISSUER, &format!("open-forum:{forum}"), SECRET)
    }

    /// Sends the mails that are due; answers those that went out by it.
    pub async fn mails(&self) -> Vec<MailRow> {
        mail::deliver(&self.app).await;
        std::mem::take(&mut *self.sink.sent.lock().expect("a test's own"))
    }

    /// Signs somebody in by a code; they get an account of this name.
    pub async fn sign_in(&self, email: &str, name: &str) -> SessionToken {
        let (request, code) = self.code(email).await;
        let check = json!({"request_id": request, "code": code, "name": name});
        let answer = self.post("/v1/sign-in/email/check", &check).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Asks for a code and reads the mail: the request's id and the code.
    pub async fn code(&self, email: &str) -> (String, String) {
        let asked = json!({"email": email, "language": "en"});
        let answer = self.post("/v1/sign-in/email", &asked).send().await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        let sent: EmailCodeSent = answer.json();
        let mails = self.mails().await;
        let mail = mails.iter().find(|mail| mail.address == email).expect("a mail");
        (sent.request_id, mail.subject.chars().take(9).collect())
    }

    /// Begins a request.
    pub fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        let mut request = Request::builder().method(method).uri(path).body(Body::empty());
        let request = request.as_mut().map(std::mem::take).expect("a request");
        Ask { test: self, request, peer: [127, 0, 0, 1].into() }
    }

    /// Begins a GET.
    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    /// Begins a POST of JSON.
    pub fn post(&self, path: &str, body: &Value) -> Ask<'_> {
        self.ask(Method::POST, path).json(body)
    }

    /// Begins a PUT of JSON.
    pub fn put(&self, path: &str, body: &Value) -> Ask<'_> {
        self.ask(Method::PUT, path).json(body)
    }

    /// Begins a PATCH of JSON to any version.
    pub fn patch(&self, path: &str, body: &Value) -> Ask<'_> {
        self.ask(Method::PATCH, path).json(body).header("if-match", "*")
    }

    /// Opens a thread; `with` goes over an open one of opinions.
    pub async fn thread(&self, slug: &str, with: Value) -> Thread {
        let mut draft = draft_thread(slug);
        merge(&mut draft, with);
        let answer = self.post("/v1/threads", &draft).by(&self.official()).send().await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()
    }

    /// Submits to a thread.
    pub async fn submit(&self, thread: &str, by: &str, title: &str) -> Submission {
        let path = format!("/v1/threads/{thread}/submissions");
        let answer = self.post(&path, &draft(title)).by(by).send().await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.json()
    }

    /// Votes.
    pub async fn vote(&self, submission: &str, by: &str, value: &str) -> Answer {
        let path = format!("/v1/submissions/{submission}/vote");
        self.put(&path, &json!({"value": value})).by(by).send().await
    }

    /// The operation of the document that a request is for.
    fn operation(&self, method: &Method, path: &str) -> Option<(&str, &Value)> {
        let path = path.split('?').next().unwrap_or_default();
        let path = match path.strip_prefix("/f/").and_then(|rest| rest.split_once('/')) {
            Some((slug, inside)) if inside.starts_with("v1/") => {
                self.app.room(slug).map(|_| format!("/{inside}"))?
            }
            Some(_) => return None,
            None => path.to_owned(),
        };
        let fits = |template: &str| {
            let (mut ours, mut theirs) = (path.split('/'), template.split('/'));
            loop {
                match (ours.next(), theirs.next()) {
                    (None, None) => return true,
                    (Some(a), Some(b)) if a == b || b.starts_with('{') => {}
                    _ => return false,
                }
            }
        };
        let paths = self.document["paths"].as_object()?;
        let (template, item) = paths.iter().find(|(template, _)| fits(template))?;
        Some((template, item.get(method.as_str().to_lowercase())?))
    }
}

/// A thread to open: open at once, without end, votes of opinion.
pub fn draft_thread(slug: &str) -> Value {
    json!({
        "slug": slug, "kind": "proposals", "title": "What would help?", "language": "en",
        "promise": "consult", "voting": {"mode": "opinion", "budget": null, "results": "always", "answer_at": null},
    })
}

/// A submission to make.
pub fn draft(title: &str) -> Value {
    json!({"kind": "idea", "title": title, "body": "Because.", "language": "en"})
}

/// Puts the members of one object over another's.
pub fn merge(into: &mut Value, with: Value) {
    let (Value::Object(into), Value::Object(with)) = (into, with) else { panic!("two objects") };
    into.extend(with);
}

/// A request that is being put together.
pub struct Ask<'a> {
    test: &'a TestApp,
    request: Request<Body>,
    peer: std::net::IpAddr,
}

impl Ask<'_> {
    /// With a token.
    pub fn by(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().append(name, value.parse().expect("a header value"));
        self
    }

    /// With a body of JSON.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").raw(body.to_string())
    }

    /// With any body.
    pub fn raw(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// From another address.
    pub fn from(mut self, peer: impl Into<std::net::IpAddr>) -> Self {
        self.peer = peer.into();
        self
    }

    /// Sends it, and holds the answer against the document.
    pub async fn send(self) -> Answer {
        self.begin().await.0
    }

    /// Sends it to a stream of events, which goes on.
    pub async fn follow(self) -> Follower {
        let (answer, body) = self.begin().await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        Follower::new(answer, body)
    }

    /// Of an answer without end only the first piece is read; what comes after
    /// it is the body's rest.
    async fn begin(mut self) -> (Answer, Body) {
        let peer = std::net::SocketAddr::new(self.peer, 4711);
        self.request.extensions_mut().insert(ConnectInfo(peer));
        let method = self.request.method().clone();
        let path = self.request.uri().to_string();
        let response = self.test.router.clone().oneshot(self.request).await.expect("never fails");
        let (parts, mut rest) = response.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE);
        let is_endless = kind.is_some_and(|kind| kind == "text/event-stream");
        let body = if is_endless && method != Method::HEAD {
            rest.frame().await.expect("a piece").expect("no error").into_data().expect("data")
        } else {
            std::mem::take(&mut rest).collect().await.expect("a body").to_bytes()
        };
        let body = body.to_vec();
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        if let Some((template, operation)) = self.test.operation(&method, &path) {
            answer.assert_documented(&format!("{method} {template}"), operation);
        }
        (answer, rest)
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header as text; empty where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// The problem that this must be.
    pub fn problem(&self) -> ProblemCode {
        assert_eq!(self.header("content-type"), PROBLEM_JSON, "{} {}", self.status, self.text());
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        problem.code().expect("a code of ours")
    }

    /// The field and its code that a 422 is about.
    pub fn wrong_fields(&self) -> Vec<String> {
        let problem: Problem = self.json();
        problem.errors.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
    }

    fn assert_documented(&self, what: &str, operation: &Value) {
        let status = self.status.as_str();
        let documented = &operation["responses"][status];
        assert!(
            documented.is_object(),
            "{what} answered an undocumented {status}: {}",
            self.text()
        );
        let kind = self.header("content-type").split(';').next().unwrap_or_default();
        match documented["content"].as_object() {
            Some(content) => assert!(content.contains_key(kind), "{what} {status}: {kind}"),
            None => assert!(self.body.is_empty(), "{what} {status} has a body"),
        }
        if kind == PROBLEM_JSON {
            let code = self.problem();
            let codes = documented["x-problem-codes"].as_array().expect("codes");
            let known = codes.iter().any(|known| known == code.as_str());
            assert!(known, "{what} answered an undocumented {code}: {}", self.text());
        }
        for name in documented["headers"].as_object().into_iter().flat_map(|all| all.keys()) {
            assert!(self.headers.contains_key(name.as_str()), "{what} {status} without {name}");
        }
        assert!(self.headers.contains_key(header::X_CONTENT_TYPE_OPTIONS), "{what}");
    }
}
