//! A session that was begun in the server's own window to sign in.
//!
//! The token for the API stays in memory. The one that renews it stays there
//! too, or on this device where the person wished so. It renews once: tabs take
//! turns (Web Locks) and read what another one left; without locks, what another
//! tab left is looked at once more before the session counts as ended.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use contract::{RefreshRequest, SessionToken};
use wasm_bindgen::prelude::*;

use super::{
    BackendError, SignInWindow,
    http::{Line, Request, body},
    rest::{answer, path},
    tokens::{Purse, Tokens},
    wire,
};
use crate::browser::{self, keep};

/// A token is renewed when it ends within this many ms.
const RENEW_BEFORE: f64 = 30_000.0;

#[wasm_bindgen]
extern "C" {
    type URL;
    #[wasm_bindgen(constructor, catch)]
    fn new(address: &str, base: &str) -> Result<URL, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn origin(this: &URL) -> String;
    #[wasm_bindgen(method, getter)]
    fn href(this: &URL) -> String;
}

thread_local! {
    /// Widgets of one page and one backend share a session.
    static SESSIONS: RefCell<Vec<Rc<OwnSession>>> = const { RefCell::new(Vec::new()) };
}

/// A session with one backend, begun or not.
pub(super) struct OwnSession {
    /// Where the device keeps it, and the name of the lock.
    name: String,
    access: RefCell<Option<(String, f64)>>,
    refresh: RefCell<Option<String>>,
    /// What a window that is open now has to send along.
    awaited: RefCell<Option<SignInWindow>>,
    remember: Cell<bool>,
}

impl OwnSession {
    /// The session with this backend.
    pub(super) fn with(base: &str) -> Rc<Self> {
        let name = ["open-forum:session:", base].concat();
        SESSIONS.with_borrow_mut(|all| {
            if let Some(known) = all.iter().find(|session| session.name == name) {
                return known.clone();
            }
            let kept = keep::read(&name);
            let session = Rc::new(Self {
                name,
                access: RefCell::default(),
                remember: Cell::new(kept.is_some()),
                refresh: RefCell::new(kept),
                awaited: RefCell::default(),
            });
            all.push(session.clone());
            session
        })
    }

    /// Whether there is a session.
    pub(super) fn is_begun(&self) -> bool {
        self.refresh.borrow().is_some()
    }

    /// The token for the API, while it holds.
    fn fresh(&self) -> Option<String> {
        let access = self.access.borrow();
        let (token, ends) = access.as_ref()?;
        (ends - browser::now() > RENEW_BEFORE).then(|| token.clone())
    }

    /// What renews it: as another tab left it, where the device keeps it.
    fn refresh_token(&self) -> Option<String> {
        if self.remember.get() {
            self.refresh.replace(keep::read(&self.name));
        }
        self.refresh.borrow().clone()
    }

    /// Takes over what the backend gave.
    fn take(&self, token: SessionToken) {
        let ends = browser::now() + f64::from(token.expires_in) * 1000.0;
        self.access.replace(Some((token.access_token, ends)));
        if self.remember.get() && !keep::write(&self.name, &token.refresh_token) {
            // The device does not keep it: it holds as long as the page.
            self.remember.set(false);
        }
        self.refresh.replace(Some(token.refresh_token));
    }

    /// Forgets it, here and on the device; answers what would have renewed it.
    pub(super) fn forget(&self) -> Option<String> {
        let last = self.refresh_token();
        self.access.replace(None);
        self.refresh.replace(None);
        if self.remember.replace(false) {
            keep::remove(&self.name);
        }
        last
    }

    /// The window to sign in for the backend at `base`.
    pub(super) fn window(&self, base: &str, lang: &str, theme: &str) -> Option<SignInWindow> {
        let page = browser::window()?;
        let here = page.location().origin().ok()?;
        let around = browser::get(&page.document()?.into(), "baseURI").as_string()?;
        let state = browser::random_key();
        let query = [("origin", &*here), ("state", &state), ("lang", lang), ("theme", theme)]
            .map(|(name, value)| {
                [name, "=", &String::from(js_sys::encode_uri_component(value))].concat()
            })
            .join("&");
        let address = URL::new(&[base, "/sign-in?", &query].concat(), &around).ok()?;
        let window = SignInWindow { address: address.href(), origin: address.origin(), state };
        self.awaited.replace(Some(window.clone()));
        Some(window)
    }

    /// Takes the session that a message of that window brings; false where it
    /// is another message. Sender and state are exactly those of the window.
    pub(super) fn take_message(&self, origin: &str, data: &JsValue) -> bool {
        let text = |name| browser::get(data, name).as_string().unwrap_or_default();
        let ours = self.awaited.borrow().as_ref().is_some_and(|awaited| {
            awaited.origin == origin
                && text("type") == "open-forum:session"
                && text("state") == awaited.state
        });
        let Ok(session) = wire::read::<SessionToken>(&browser::get(data, "session")) else {
            return false;
        };
        if ours {
            self.awaited.replace(None);
            self.remember.set(browser::get(data, "remember") == JsValue::TRUE);
            self.take(session);
        }
        ours
    }

    /// Another tab began, renewed or ended it; true where that makes another
    /// person of this one.
    pub(super) fn changed_elsewhere(&self, key: &str) -> bool {
        if key != self.name {
            return false;
        }
        let (had, kept) = (self.is_begun(), keep::read(&self.name));
        match kept {
            Some(token) => {
                self.remember.set(true);
                self.refresh.replace(Some(token));
                !had
            }
            None if self.remember.get() => {
                self.forget();
                had
            }
            None => false,
        }
    }
}

/// Tokens of the page, or of a session of the server's own where the page has
/// none to hand over.
pub(super) struct Own {
    pub(super) tokens: Tokens,
    pub(super) session: Rc<OwnSession>,
    /// Asks for a renewed session, with no token.
    line: Rc<Line>,
}

impl Own {
    /// The tokens for the backend at the end of `line`.
    pub(super) fn new(line: Rc<Line>, host: JsValue) -> Self {
        Self { tokens: Tokens::new(host), session: OwnSession::with(&line.base), line }
    }
}

impl Purse for Own {
    async fn token(&self) -> Result<Option<String>, BackendError> {
        let fresh = || self.session.fresh().filter(|_| !self.tokens.is_hosted());
        match self.tokens.present().or_else(fresh) {
            None if self.renews() => self.another(None).await,
            token => Ok(token),
        }
    }

    async fn another(&self, spent: Option<&str>) -> Result<Option<String>, BackendError> {
        let (token, session) = (self.tokens.ask().await, &self.session);
        // A page that hands over tokens signs people in itself.
        if self.tokens.is_hosted() || !session.is_begun() {
            return Ok(token);
        }
        let _turn = browser::lock(&session.name).await;
        if let Some(token) = session.fresh()
            && spent != Some(token.as_str())
        {
            return Ok(Some(token));
        }
        let mut tried = None;
        while let Some(refresh_token) = session.refresh_token() {
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
            let renewed = self.line.once(&request, None).await;
            match renewed.and_then(answer).and_then(|body| wire::read::<SessionToken>(&body)) {
                Ok(renewed) => {
                    let token = renewed.access_token.clone();
                    session.take(renewed);
                    return Ok(Some(token));
                }
                Err(error) if error.is_passing() || error.is_unreadable() => return Err(error),
                // Unless another tab was quicker, it has ended.
                Err(_) => {}
            }
        }
        session.forget();
        Ok(None)
    }

    fn renews(&self) -> bool {
        self.tokens.renews()
    }
}
