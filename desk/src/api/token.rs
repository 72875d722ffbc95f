//! Where the bearer token comes from, and how the next one is got.

use std::{cell::RefCell, rc::Rc};

use contract::{RefreshRequest, SessionToken};
use js_sys::{Function, Promise};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::browser::{self, Request};

/// A token is renewed when it has less than this left, ms.
const MARGIN: f64 = 60_000.0;

/// An identity of a demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoIdentity {
    /// Stable name.
    pub key: String,
    /// Shown name.
    pub name: String,
    /// Who that is, by language.
    pub description: contract::LocalizedText,
    /// A token, good for some hours.
    pub token: String,
}

/// Who hands out tokens.
#[derive(Clone)]
enum Source {
    /// Nobody is signed in.
    None,
    /// A session of the server's own sign-in.
    Session { refresh: String, remember: bool },
    /// A pretended identity, by its key.
    Demo(String),
    /// The page around the widget.
    Host(Function),
}

struct State {
    base: String,
    source: Source,
    access: Option<String>,
    /// When the token ends, ms since 1970.
    ends: f64,
    renewing: Option<Promise>,
}

/// The token of the person, with the way to renew it.
#[derive(Clone)]
pub struct Tokens(Rc<RefCell<State>>);

impl Tokens {
    /// Nobody yet; a session that was kept on this device is taken up.
    #[must_use]
    pub fn new(base: &str) -> Self {
        let kept = browser::kept(&name(base));
        let source =
            kept.map_or(Source::None, |refresh| Source::Session { refresh, remember: true });
        Self::with(base, source)
    }

    /// What the other module's desk has handed over ([`Tokens::carry`]), or
    /// else what is kept on this device.
    #[must_use]
    pub fn carried(base: &str, text: &str) -> Self {
        match text.split_once(':') {
            Some(("demo", key)) => Self::with(base, Source::Demo(key.to_owned())),
            Some(("session", refresh)) => {
                let refresh = refresh.to_owned();
                Self::with(base, Source::Session { refresh, remember: false })
            }
            _ => Self::new(base),
        }
    }

    /// What the other module needs to go on as the same person, for memory
    /// alone; none where the device keeps it.
    #[must_use]
    pub fn carry(&self) -> Option<String> {
        match &self.0.borrow().source {
            Source::Demo(key) => Some(format!("demo:{key}")),
            Source::Session { refresh, remember: false } => Some(format!("session:{refresh}")),
            _ => None,
        }
    }

    /// Tokens that the page around the widget has.
    #[must_use]
    pub fn of_host(base: &str, ask: Function) -> Self {
        Self::with(base, Source::Host(ask))
    }

    fn with(base: &str, source: Source) -> Self {
        let base = base.to_owned();
        Self(Rc::new(RefCell::new(State { base, source, access: None, ends: 0.0, renewing: None })))
    }

    /// Takes over a session that the sign-in window brought.
    pub fn take_session(&self, session: &SessionToken, remember: bool) {
        let mut state = self.0.borrow_mut();
        state.access = Some(session.access_token.clone());
        state.ends = browser::now() + f64::from(session.expires_in) * 1000.0;
        let (name, refresh) = (name(&state.base), session.refresh_token.clone());
        browser::keep(&name, remember.then_some(refresh.as_str()));
        // Where the device keeps nothing, it holds as long as the page.
        let remember = remember && browser::kept(&name).is_some();
        state.source = Source::Session { refresh, remember };
    }

    /// Speaks as an identity of a demonstration.
    pub fn take_demo(&self, identity: &DemoIdentity) {
        let mut state = self.0.borrow_mut();
        state.access = Some(identity.token.clone());
        state.ends = f64::INFINITY;
        state.source = Source::Demo(identity.key.clone());
    }

    /// Ends the session here and on the server.
    pub fn end(&self) {
        let mut state = self.0.borrow_mut();
        if let Source::Session { refresh, .. } = &state.source {
            let url = format!("{}/v1/sessions/end", state.base);
            let body = refresh_body(refresh);
            let _ = browser::begin(Request {
                method: "POST",
                url: &url,
                token: None,
                headers: &[],
                body: Some(&body),
                keepalive: true,
            });
        }
        browser::keep(&name(&state.base), None);
        state.source = Source::None;
        state.access = None;
    }

    /// Forgets a session that another tab has ended.
    fn forget(&self) {
        let mut state = self.0.borrow_mut();
        state.source = Source::None;
        state.access = None;
    }

    /// The token that is here, whether or not it still holds.
    #[must_use]
    pub fn present(&self) -> Option<String> {
        self.0.borrow().access.clone()
    }

    /// A token that should hold; the host's page is asked each time.
    pub async fn get(&self) -> Option<String> {
        let (host, late) = {
            let state = self.0.borrow();
            let host = matches!(state.source, Source::Host(_));
            (host, state.access.is_none() || state.ends - browser::now() < MARGIN)
        };
        if host || late {
            self.renew().await;
        }
        self.present()
    }

    /// Gets another token; several callers share one request, since a refresh
    /// token is good for one. False where nobody is signed in any more.
    pub async fn renew(&self) -> bool {
        let running = self.0.borrow().renewing.clone();
        let promise = running.unwrap_or_else(|| {
            let tokens = self.clone();
            let promise = future_to_promise(async move {
                let done = tokens.ask().await;
                tokens.0.borrow_mut().renewing = None;
                Ok(JsValue::from_bool(done))
            });
            self.0.borrow_mut().renewing = Some(promise.clone());
            promise
        });
        JsFuture::from(promise).await.is_ok_and(|done| done.is_truthy())
    }

    async fn ask(&self) -> bool {
        let (source, base) = {
            let state = self.0.borrow();
            (state.source.clone(), state.base.clone())
        };
        match source {
            Source::None => false,
            Source::Host(ask) => {
                let answer =
                    ask.call0(&JsValue::UNDEFINED).map(|promise| Promise::resolve(&promise));
                let Ok(answer) = answer else { return false };
                let token = JsFuture::from(answer).await.ok().and_then(|token| token.as_string());
                let mut state = self.0.borrow_mut();
                state.access = token;
                state.access.is_some()
            }
            Source::Demo(key) => {
                let identities = identities(&base).await.unwrap_or_default();
                let found = identities.iter().find(|one| one.key == key);
                found.inspect(|identity| self.take_demo(identity)).is_some()
            }
            Source::Session { refresh, remember } => {
                // Tabs that share a session take turns, and each goes on from where another left
                // it: a refresh token is good for once, and a spent one ends the session.
                let name = name(&base);
                let _turn = browser::turn(&name).await;
                let kept = if remember { browser::kept(&name) } else { Some(refresh) };
                let Some(refresh) = kept else {
                    self.forget();
                    return false;
                };
                let url = format!("{base}/v1/sessions/renew");
                let body = refresh_body(&refresh);
                let request = Request {
                    method: "POST",
                    url: &url,
                    token: None,
                    headers: &[],
                    body: Some(&body),
                    keepalive: false,
                };
                // Without a connection the session is kept for later.
                let Some(answer) = browser::send(request).await else { return false };
                match super::read::<SessionToken>(answer.body) {
                    Ok(session) if answer.status < 300 => {
                        self.take_session(&session, remember);
                        true
                    }
                    _ if (400..500).contains(&answer.status) && answer.status != 429 => {
                        self.end();
                        false
                    }
                    _ => false,
                }
            }
        }
    }
}

/// The identities that a demonstration offers; none elsewhere.
pub(super) async fn identities(base: &str) -> Option<Vec<DemoIdentity>> {
    let url = format!("{base}/v1/demo/identities");
    let request = Request {
        method: "GET",
        url: &url,
        token: None,
        headers: &[],
        body: None,
        keepalive: false,
    };
    let answer = browser::send(request).await.filter(|answer| answer.status == 200)?;
    super::read(answer.body).ok()
}

fn refresh_body(token: &str) -> String {
    let request = RefreshRequest { refresh_token: token.to_owned() };
    super::write(&request)
}

/// Under which name a session is kept on this device.
fn name(base: &str) -> String {
    format!("open-forum-desk:{base}")
}

/// A function of an object, bound to it.
#[must_use]
pub fn method(object: &JsValue, name: &str) -> Option<Function> {
    let function: Function = browser::get(object, name).dyn_into().ok()?;
    Some(function.bind0(object))
}
