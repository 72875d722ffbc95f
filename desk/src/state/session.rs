//! The forum, the person, and how they sign in.

use std::sync::Arc;

use contract::{Role, SessionToken, SignInMethod};
use js_sys::Promise;
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{ANSWERS, ApiError, DemoIdentity, Desk, Load, MODERATION};
use crate::{
    browser,
    i18n::{I18n, Key},
    shapes::{Forum, Me},
};

/// How far a person may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// It is not known yet.
    Finding,
    /// The forum cannot be asked.
    Failed(ApiError),
    /// Nobody is signed in; true where somebody was.
    Out(bool),
    /// Signed in, and neither moderator nor official.
    Refused,
    /// Signed in.
    In,
}

/// The forum and the person.
#[derive(Clone, Copy)]
pub struct Session {
    /// The forum, once it is loaded.
    pub forum: RwSignal<Option<Arc<Forum>>>,
    /// The person, where there is one.
    pub me: RwSignal<Option<Arc<Me>>>,
    /// How far they may go.
    pub access: RwSignal<Access>,
    /// Identities that a demonstration offers.
    pub identities: RwSignal<Arc<Vec<DemoIdentity>>>,
    /// What the sign-in window must repeat.
    asked: RwSignal<String>,
}

impl Session {
    pub(super) fn new() -> Self {
        Self {
            forum: RwSignal::new(None),
            me: RwSignal::new(None),
            access: RwSignal::new(Access::Finding),
            identities: RwSignal::new(Arc::default()),
            asked: RwSignal::new(String::new()),
        }
    }

    /// Whether the person has a role.
    #[must_use]
    pub fn is(self, role: Role) -> bool {
        // Another person means another view in any case, so nothing follows this.
        self.me.with_untracked(|me| me.as_ref().is_some_and(|me| me.roles.contains(&role)))
    }
}

impl Desk {
    /// Loads the forum and finds out who the person is; `demo` is the key of
    /// the identity that the address names.
    pub fn start(self, demo: String) {
        self.session.access.set(Access::Finding);
        spawn_local(async move {
            let forum = match self.api.forum().await {
                Ok(forum) => forum,
                Err(error) => return self.session.access.set(Access::Failed(error)),
            };
            self.words.update(|words| *words = words.in_zone(&forum.time_zone));
            let is_demo = forum.demo;
            self.session.forum.set(Some(Arc::new(forum)));
            if is_demo {
                let identities = self.api.identities().await;
                let chosen = identities.iter().find(|one| one.key == demo);
                if let Some((identity, tokens)) = chosen.zip(self.api.tokens()) {
                    tokens.take_demo(identity);
                }
                self.session.identities.set(Arc::new(identities));
            }
            self.find_person(false).await;
        });
    }

    async fn find_person(self, was_in: bool) {
        let access = match self.api.me().await {
            Ok(me) => {
                let may = me.roles.iter().any(|role| *role != Role::Participant);
                self.session.me.set(Some(Arc::new(me)));
                if may { Access::In } else { Access::Refused }
            }
            Err(error) if error.is_about_token() => Access::Out(was_in),
            Err(error) => Access::Failed(error),
        };
        let may = access == Access::In;
        self.session.access.set(access);
        if may {
            self.enter();
        }
    }

    /// Fills the desk for a person who may work here.
    fn enter(self) {
        if MODERATION {
            self.moderation().queue.load.set(Load::Idle);
        } else {
            // What was typed before a session ended waits in its form to be sent again.
            self.official().editor.sending.set(false);
            self.official().editor.failed.set(None);
        }
        spawn_local(async move {
            if let Ok(page) = self.api.threads().await
                && self.alive()
            {
                self.threads.set(Arc::new(page.items));
                if !MODERATION {
                    self.threads_came();
                }
            }
        });
        self.open_route();
        self.arrive();
    }

    /// Speaks as an identity of a demonstration.
    pub fn take_identity(self, identity: &DemoIdentity) {
        let Some(tokens) = self.api.tokens() else { return };
        tokens.take_demo(identity);
        self.session.access.set(Access::Finding);
        spawn_local(self.find_person(false));
    }

    /// Ends the session here and on the server.
    pub fn sign_out(self) {
        self.flush();
        if let Some(tokens) = self.api.tokens() {
            tokens.end();
        }
        self.session.me.set(None);
        if MODERATION {
            self.moderation().queue.forget();
        }
        if ANSWERS {
            self.official().ledger.chosen.update(std::collections::BTreeSet::clear);
        }
        self.session.access.set(Access::Out(false));
    }

    /// What failed for want of a valid token leads to the sign-in; everything
    /// on screen is kept for afterwards.
    pub(super) fn note(self, error: &ApiError) {
        if error.is_about_token() && self.session.access.get_untracked() == Access::In {
            self.session.access.set(Access::Out(true));
            self.say(self.t(Key::SignInEnded), true);
        }
    }

    /// Whether the server has a way to sign in of its own.
    #[must_use]
    pub fn has_sign_in(self) -> bool {
        self.session.forum.with(|forum| {
            let own = [SignInMethod::Oidc, SignInMethod::EmailCode];
            forum.as_ref().is_some_and(|forum| forum.sign_in.iter().any(|way| own.contains(way)))
        })
    }

    /// Opens the sign-in window. It answers with a session by a message of
    /// this very origin that repeats our state. False where the browser did
    /// not let it open.
    #[must_use]
    pub fn open_sign_in(self) -> bool {
        let Some(window) = browser::window() else { return false };
        let Ok(origin) = window.location().origin() else { return false };
        let state = browser::random_id();
        let address = format!(
            "{}/sign-in?origin={}&state={}&lang={}&theme={}",
            self.api.base(),
            browser::encode(&origin),
            browser::encode(&state),
            self.words().lang(),
            self.prefs.theme.get_untracked(),
        );
        let features = "popup,width=480,height=680";
        let opened =
            window.open_with_url_and_target_and_features(&address, "open-forum-sign-in", features);
        if !matches!(opened, Ok(Some(_))) {
            return false;
        }
        self.session.asked.set(state);
        true
    }

    /// Takes the session that a sign-in window of this origin brings.
    pub fn listen(self) {
        let origin = browser::window().and_then(|window| window.location().origin().ok());
        let listener = window_event_listener(ev::message, move |event| {
            let data = event.data();
            let asked = self.session.asked.get_untracked();
            let ours = Some(event.origin()) == origin
                && browser::text(&data, "type") == "open-forum:session"
                && !asked.is_empty()
                && browser::text(&data, "state") == asked;
            if ours {
                self.session.asked.set(String::new());
                self.take_session(&data);
            }
        });
        on_cleanup(move || listener.remove());
    }

    fn take_session(self, data: &JsValue) {
        let session = browser::get(data, "session");
        let number = browser::get(&session, "expires_in").as_f64().unwrap_or_default();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates"
        )]
        let token = SessionToken {
            access_token: browser::text(&session, "access_token"),
            token_type: "Bearer".to_owned(),
            expires_in: number as u32,
            refresh_token: browser::text(&session, "refresh_token"),
        };
        let Some(tokens) = self.api.tokens().filter(|_| !token.access_token.is_empty()) else {
            return;
        };
        tokens.take_session(&token, browser::get(data, "remember").is_truthy());
        self.session.access.set(Access::Finding);
        spawn_local(self.find_person(true));
    }

    /// Loads another language and shows everything in it.
    pub fn speak(self, lang: String) {
        let Some(load) = self.given_function("load") else { return };
        self.prefs.keep_lang(&lang);
        spawn_local(async move {
            let asked = load.call1(&JsValue::UNDEFINED, &lang.as_str().into());
            let Ok(asked) = asked.and_then(wasm_bindgen::JsCast::dyn_into::<Promise>) else {
                return;
            };
            // A language that cannot be loaded leaves the one that is shown.
            let Ok(messages) = JsFuture::from(asked).await else { return };
            let zone = self.session.forum.with_untracked(|forum| {
                forum.as_ref().map(|forum| forum.time_zone.clone()).unwrap_or_default()
            });
            self.words.set(I18n::of(&lang, &zone, &messages));
        });
    }

    /// The languages that can be chosen.
    #[must_use]
    pub fn languages(self) -> Vec<String> {
        let given = self.given.with_value(|given| browser::get(given, "languages"));
        js_sys::Array::from(&given).iter().filter_map(|tag| tag.as_string()).collect()
    }
}
