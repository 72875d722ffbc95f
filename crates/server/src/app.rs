//! The running server: its storage, its forums, and what they share.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Context as _;
use contract::Forum;
use storage::{ForumId, Storage, StorageError};
use tokio::sync::{Notify, Semaphore};

use crate::{
    auth::{Fetch, HttpFetch, Signer, Verifier},
    config::{DEFAULT_FORUM, ForumProfile, ForumSettings, Settings},
    demo,
    http::{held, problem::ApiError},
    limit::{self, Deeds, Limits},
    live::Hub,
    mail::Mailer,
    metrics::Metrics,
    openapi,
    sign_in::{Provider, SESSION_ISSUER},
    sources::Sources,
};

/// Exports that are made at the same time.
const EXPORTS_AT_ONCE: usize = 2;

/// Exports that are held in memory until their readers have taken them.
const EXPORTS_HELD: usize = 8;

/// A handle on the running server.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    settings: Settings,
    storage: Arc<dyn Storage>,
    sources: Sources,
    rooms: BTreeMap<String, Arc<Room>>,
    limits: Limits,
    deeds: Deeds,
    live: Hub,
    metrics: Metrics,
    closing: AtomicBool,
    exports: Semaphore,
    exports_held: Arc<Semaphore>,
    demo: Option<Signer>,
    salt: [u8; 16],
    unsubscribe_key: Vec<u8>,
    mailer: Option<Arc<dyn Mailer>>,
    mail_waits: Notify,
    code_key: Vec<u8>,
}

/// The ways out of the server, injected so that tests need no network.
#[derive(Debug)]
pub struct Outside {
    /// Asks other servers.
    pub fetch: Arc<dyn Fetch>,
    /// Sends mails.
    pub mailer: Option<Arc<dyn Mailer>>,
}

impl Default for Outside {
    fn default() -> Self {
        Self { fetch: Arc::new(HttpFetch), mailer: None }
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("forums", &self.0.rooms.keys()).finish_non_exhaustive()
    }
}

/// One forum of the server.
#[derive(Debug)]
pub struct Room {
    /// The database's number.
    pub id: ForumId,
    /// Short name.
    pub slug: String,
    /// As everybody reads it.
    pub forum: Forum,
    /// Checks its tokens.
    pub verifier: Verifier,
    /// The page where the forum stands, for links in mails.
    pub page: Option<String>,
    /// Signs the tokens of the server's own sessions.
    pub sessions: Signer,
    /// Whom people may sign in with.
    pub providers: Vec<Provider>,
    document: OnceLock<Vec<u8>>,
}

impl Room {
    /// What stands before `/v1` in this forum's addresses.
    #[must_use]
    pub fn base(&self) -> String {
        if self.slug == DEFAULT_FORUM { String::new() } else { format!("/f/{}", self.slug) }
    }

    /// The forum's name in a language, or the one that it has.
    #[must_use]
    pub fn name(&self, language: &str) -> &str {
        let names = &self.forum.name;
        let name = names.get(language).or_else(|| names.get(&self.forum.default_language));
        name.or_else(|| names.values().next()).map_or("Open Forum", String::as_str)
    }

    /// The `OpenAPI` document of this forum, made once.
    #[must_use]
    pub fn document(&self) -> &[u8] {
        self.document.get_or_init(|| {
            let document = openapi::document(self.forum.demo, Some(&self.forum));
            // A JSON value always serialises.
            serde_json::to_vec(&document).unwrap_or_default()
        })
    }
}

impl App {
    /// Prepares the server: reads keys, makes the forums known to the storage
    /// and, in a demonstration, fills the default one.
    ///
    /// # Errors
    /// Where a key, a profile or the storage does not work.
    pub async fn start(
        mut settings: Settings,
        storage: Arc<dyn Storage>,
        sources: Sources,
        outside: Outside,
        demo_secret: Option<Vec<u8>>,
    ) -> anyhow::Result<Self> {
        let mut signer = None;
        if let Some(secret) = demo_secret.filter(|_| settings.demo) {
            for forum in settings.forums.iter_mut().filter(|forum| forum.slug == DEFAULT_FORUM) {
                signer = Some(demo::join(forum, &secret));
            }
        }
        let key = |name| server_key(storage.as_ref(), &sources, name);
        let (session_key, code_key) = (key("sessions").await?, key("codes").await?);
        let mut rooms = BTreeMap::new();
        for forum in &settings.forums {
            let demo = settings.demo && forum.slug == DEFAULT_FORUM;
            let public_url = settings.public_url.as_deref().unwrap_or_default();
            let own = Own { session_key: &session_key, public_url, outside: &outside };
            let room = open_room(forum, demo, storage.as_ref(), &sources, &own)
                .await
                .with_context(|| format!("forum {}", forum.slug))?;
            rooms.insert(forum.slug.clone(), Arc::new(room));
        }
        let unsubscribe_key = key("unsubscribe").await?;
        let mut salt = [0; 16];
        sources.random.fill(&mut salt);
        let key = limit::address_key(storage.as_ref(), &sources).await?;
        let limits = Limits::new(&settings.rates, &sources.clock, key);
        limits.load(&storage.load_pace(sources.clock.now_ms()).await?);
        let app = Self(Arc::new(Inner {
            limits,
            deeds: Deeds::default(),
            live: Hub::default(),
            settings,
            storage,
            sources,
            rooms,
            metrics: Metrics::default(),
            closing: AtomicBool::new(false),
            exports: Semaphore::new(EXPORTS_AT_ONCE),
            exports_held: Arc::new(Semaphore::new(EXPORTS_HELD)),
            demo: signer,
            salt,
            unsubscribe_key,
            mailer: outside.mailer,
            mail_waits: Notify::new(),
            code_key,
        }));
        if app.0.demo.is_some() {
            demo::seed(&app).await.context("the demonstration's content")?;
        }
        Ok(app)
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The database.
    #[must_use]
    pub fn storage(&self) -> &dyn Storage {
        self.0.storage.as_ref()
    }

    /// Time, ids and chance.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.0.sources
    }

    /// Now, ms.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.0.sources.clock.now_ms()
    }

    /// A forum by its short name.
    #[must_use]
    pub fn room(&self, slug: &str) -> Option<&Arc<Room>> {
        self.0.rooms.get(slug)
    }

    /// A forum by the database's number.
    #[must_use]
    pub fn room_of(&self, forum: ForumId) -> Option<&Arc<Room>> {
        self.0.rooms.values().find(|room| room.id == forum)
    }

    /// The server's own origin, as people see it.
    #[must_use]
    pub fn public_url(&self) -> &str {
        self.0.settings.public_url.as_deref().unwrap_or_default()
    }

    /// Signs links in mails that end them.
    #[must_use]
    pub fn unsubscribe_key(&self) -> &[u8] {
        &self.0.unsubscribe_key
    }

    /// Limits of pace.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Deeds that wait to be written down.
    #[must_use]
    pub fn deeds(&self) -> &Deeds {
        &self.0.deeds
    }

    /// Who follows which thread live.
    #[must_use]
    pub fn live(&self) -> &Hub {
        &self.0.live
    }

    /// What was counted.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Signs the demonstration's tokens; none on a real server.
    #[must_use]
    pub fn demo(&self) -> Option<&Signer> {
        self.0.demo.as_ref()
    }

    /// A turn to make an export.
    ///
    /// # Errors
    /// 503 when the server is closing.
    pub async fn export_turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, ApiError> {
        self.0.exports.acquire().await.map_err(|_| ApiError::unavailable())
    }

    /// Room in memory for an export until its reader has taken it.
    ///
    /// # Errors
    /// 503 while as many as may be are on their way to slow readers.
    pub fn export_room(&self) -> Result<held::Room, ApiError> {
        held::Room::within(&self.0.exports_held).ok_or_else(ApiError::unavailable)
    }

    /// Mixed into the numbers that voters have in exports, so that they tell
    /// nothing of the database.
    #[must_use]
    pub fn export_salt(&self) -> [u8; 16] {
        self.0.salt
    }

    /// Sends mails; none where no way out is set.
    #[must_use]
    pub fn mailer(&self) -> Option<&dyn Mailer> {
        self.0.mailer.as_deref()
    }

    /// Woken whenever a mail was queued.
    #[must_use]
    pub fn mail_waits(&self) -> &Notify {
        &self.0.mail_waits
    }

    /// What codes are hashed with.
    #[must_use]
    pub fn code_key(&self) -> &[u8] {
        &self.0.code_key
    }

    /// From now on `/readyz` sends traffic elsewhere, and live streams end.
    pub fn begin_closing(&self) {
        self.0.closing.store(true, Ordering::Relaxed);
        self.0.live.end();
    }

    /// Whether the server is ending.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.0.closing.load(Ordering::Relaxed)
    }
}

/// A key that the server makes for itself and keeps in the database.
async fn server_key(
    storage: &dyn Storage,
    sources: &Sources,
    name: &str,
) -> Result<Vec<u8>, StorageError> {
    let mut fresh = [0; 32];
    sources.random.fill(&mut fresh);
    storage.server_key(name, fresh, sources.clock.now_ms()).await
}

/// What a forum needs for the server's own sign-in.
struct Own<'a> {
    session_key: &'a [u8],
    public_url: &'a str,
    outside: &'a Outside,
}

async fn open_room(
    settings: &ForumSettings,
    demo: bool,
    storage: &dyn Storage,
    sources: &Sources,
    own: &Own<'_>,
) -> anyhow::Result<Room> {
    let profile = match &settings.profile {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_str(&text)
                .with_context(|| format!("{} is not a forum's profile", path.display()))?
        }
        None if demo => serde_json::from_str(demo::FORUM)?,
        None => ForumProfile::built_in()?,
    };
    let fetch = &own.outside.fetch;
    let verifier = Verifier::new(settings, Arc::clone(&sources.clock), fetch)?;
    let base = match settings.slug.as_str() {
        DEFAULT_FORUM => own.public_url.to_owned(),
        slug => format!("{}/f/{slug}", own.public_url),
    };
    let providers = settings.providers.iter().map(|one| Provider::new(one, &base, fetch));
    let providers: Vec<_> = providers.collect::<anyhow::Result<_>>()?;
    let codes = settings.email_codes && own.outside.mailer.is_some();
    let shown = providers.iter().map(|provider| provider.shown.clone()).collect();
    let forum = profile.into_forum(demo, verifier.has_issuers(), codes, shown);
    if forum.sign_in.is_empty() {
        tracing::warn!(forum = settings.slug, "there is no way to sign in: nobody can take part");
    }
    let verifier = verifier.with_secret(SESSION_ISSUER, own.session_key);
    let sessions = Signer::new(SESSION_ISSUER, &settings.audience(), own.session_key);
    let was_demo = match storage.forum(&settings.slug).await {
        Ok(row) => Some(row.config.demo),
        Err(StorageError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    match (was_demo, demo) {
        (Some(false), true) => tracing::warn!(
            "this database was no demonstration: made-up content is now added to what people wrote"
        ),
        (Some(true), false) => tracing::warn!(
            "this database was a demonstration: its made-up content is shown as if it were real"
        ),
        _ => {}
    }
    let row = storage.upsert_forum(&settings.slug, &forum, sources.clock.now_ms()).await?;
    Ok(Room {
        id: row.id,
        slug: row.slug,
        forum,
        verifier,
        sessions,
        providers,
        page: settings.page.clone(),
        document: OnceLock::new(),
    })
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        let code = error.code();
        let field = match error {
            StorageError::ReplyTooDeep | StorageError::UnknownReplyTo => Some("reply_to"),
            StorageError::UnknownInto => Some("into"),
            _ => None,
        };
        if let Some(field) = field {
            let message = error.detail().unwrap_or_default();
            return Self::field(field, contract::FieldCode::Invalid, message);
        }
        if matches!(error, StorageError::UnknownOrganisation) {
            let message = error.detail().unwrap_or_default();
            return Self::field("organisation", contract::FieldCode::Unknown, message);
        }
        if let StorageError::UnknownThread = error {
            let message = error.detail().unwrap_or_default();
            return Self::field("thread_id", contract::FieldCode::Unknown, message);
        }
        if let StorageError::UnknownSubmission { place } = error {
            let field = format!("submissions[{place}]");
            let message = error.detail().unwrap_or_default();
            return Self::field(&field, contract::FieldCode::Unknown, message);
        }
        if let StorageError::NewAccount { wait_ms } = error {
            let seconds = u64::try_from(wait_ms).unwrap_or(0).div_ceil(1000);
            return Self { retry_after: Some(seconds), ..Self::new(code) };
        }
        let plain = Self {
            detail: error.detail().map(str::to_owned),
            ..match code {
                contract::ProblemCode::Unavailable => Self::unavailable(),
                code => Self::new(code),
            }
        };
        match code {
            contract::ProblemCode::Internal => Self { cause: Some(error.into()), ..plain },
            _ => plain,
        }
    }
}
