//! The built-in way to sign in: a window of the backend, which hands the
//! session over by a message.

use std::sync::Arc;

use contract::SignInMethod;
use wasm_bindgen::JsValue;

use super::App;
use crate::{
    browser::{self, Listener},
    i18n::Key,
};

/// How often the window is looked at, in ms.
const LOOK: i32 = 500;
/// Size of the window, and that it is one.
const WINDOW: &str = "popup,width=480,height=700";

/// How far the built-in way to sign in is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SignIn {
    /// Nobody asked for it.
    #[default]
    No,
    /// Who to be is chosen here, or the page's own way is named.
    Choose,
    /// The backend's window is open.
    Open,
    /// The browser did not let it open: its address, for a plain link.
    Blocked(String),
    /// It was closed, and nobody is signed in.
    Closed,
}

impl App {
    /// Whether the backend has a way of its own to sign in.
    #[must_use]
    pub fn signs_in_itself(self) -> bool {
        self.session.forum.with_untracked(|forum| {
            forum.as_ref().is_some_and(|forum| {
                let own = |way| matches!(way, &SignInMethod::Oidc | &SignInMethod::EmailCode);
                forum.sign_in.iter().any(own)
            })
        })
    }

    /// Opens the built-in way.
    pub(super) fn begin_sign_in(self) {
        let demo = self.session.forum.get_untracked().is_some_and(|forum| forum.demo);
        if !demo && self.signs_in_itself() {
            self.open_sign_in();
            return;
        }
        self.session.signing_in.set(SignIn::Choose);
        if demo {
            self.spawn(async move {
                if let Ok(identities) = self.backend().identities().await {
                    self.session.identities.set(Arc::new(identities));
                }
            });
        }
    }

    /// Opens the backend's window to sign in, within the click that asked for
    /// it. What is written and what waits stays as it is meanwhile.
    pub fn open_sign_in(self) {
        let theme = self.attribute("theme").unwrap_or_default();
        let theme = if theme.is_empty() { "auto" } else { &theme };
        let way = self.backend().sign_in_window(&self.i18n.lang(), theme);
        let (Some(way), Some(window)) = (way, browser::window()) else {
            self.session.signing_in.set(SignIn::Choose);
            return;
        };
        let listener = Listener::new(&window, "message", move |event| {
            let origin = browser::get(&event, "origin").as_string().unwrap_or_default();
            if self.backend().take_message(&origin, &browser::get(&event, "data")) {
                self.person_changed();
            }
        });
        self.core().window.replace(Some(listener));
        let opened = window.open_with_url_and_target_and_features(
            &way.address,
            "open-forum-sign-in",
            WINDOW,
        );
        let Ok(Some(opened)) = opened else {
            self.session.signing_in.set(SignIn::Blocked(way.address));
            return;
        };
        self.session.signing_in.set(SignIn::Open);
        self.spawn(async move {
            // The message of a window that closes itself comes a moment later.
            let mut gone = 0;
            while gone < 2 {
                browser::sleep(LOOK).await;
                if self.session.signing_in.get_untracked() != SignIn::Open {
                    return;
                }
                gone += i32::from(browser::get(&opened, "closed") == JsValue::TRUE);
            }
            if !self.is_finding_person() && !self.backend().is_own_session() {
                self.session.signing_in.set(SignIn::Closed);
            }
        });
    }

    /// Nobody wants to sign in now. A session that still comes is taken.
    pub fn close_sign_in(self) {
        self.session.signing_in.set(SignIn::No);
    }

    /// Whether the person signed in through the backend's own window.
    #[must_use]
    pub fn is_own_session(self) -> bool {
        self.backend().is_own_session()
    }

    /// Ends the session. What is written stays on this device.
    pub fn sign_out(self) {
        self.spawn(async move {
            // It is forgotten here in any case; a server that is away forgets
            // it by its own clock.
            let ended = self.backend().sign_out().await;
            if let Err(error) = ended {
                self.note(&error);
            }
            self.say(&self.i18n.t(Key::SignInEnded));
            self.person_changed();
        });
    }

    /// Follows the session that tabs share where it is kept on the device.
    pub(crate) fn watch_session(self) {
        let Some(window) = browser::window() else { return };
        self.keep(Listener::new(&window, "storage", move |event| {
            let name = browser::get(&event, "key").as_string().unwrap_or_default();
            if self.backend().kept_elsewhere(&name) {
                self.person_changed();
            }
        }));
    }
}
