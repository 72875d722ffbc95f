//! What is on screen and what waits to be sent. Only this calls the server.

mod decide;
mod detail;
mod held;
mod history;
mod in_place;
mod prefs;
mod queue;
mod route;
mod session;
mod subject;

use std::sync::Arc;

use contract::Id;
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::ShadowRoot;

pub use crate::api::{ApiError, DemoIdentity, QueueFilter};
pub use decide::{Form, FormState, Said};
pub use detail::{Detail, Likeness};
pub use held::{Held, Job, title};
pub use history::Listing;
pub use in_place::InPlace;
pub use prefs::Prefs;
pub use queue::{Claimed, Load, QueueState, row_id};
pub use route::{Route, Screen};
pub use session::{Access, Session};
pub use subject::{Choice, Subject, common};

use crate::{
    api::Api,
    browser,
    i18n::{I18n, Key},
    shapes::{Forum, Thread},
};

/// Everything that a view needs; copied freely. What it leads to is made once
/// for each desk or panel that is opened and never freed (half a kilobyte), so
/// that every closure of a view can hold it; the signals themselves go with the
/// view.
#[derive(Clone, Copy)]
pub struct Desk(&'static Parts);

impl std::ops::Deref for Desk {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

/// What a desk is made of.
pub struct Parts {
    api: Api,
    words: RwSignal<I18n>,
    root: StoredValue<ShadowRoot, LocalStorage>,
    given: StoredValue<JsValue, LocalStorage>,
    /// True within the widget, where address and focus are the page's.
    pub in_place: bool,
    /// The one thing that is decided about there.
    pub place: InPlace,
    /// The forum and the person.
    pub session: Session,
    /// What the person set for this device.
    pub prefs: Prefs,
    /// The place in the desk.
    pub route: RwSignal<Route>,
    /// What waits.
    pub queue: QueueState,
    /// What is decided here and not sent yet.
    pub held: Held,
    /// The form of the panel.
    pub form: FormState,
    /// What is known of the open thing beyond its row.
    pub detail: Detail,
    /// Decisions on record.
    pub log: Listing<contract::Decision>,
    /// Patterns of several hands.
    pub patterns: Listing<contract::Pattern>,
    /// The audit trail.
    pub audit: Listing<contract::AuditEntry>,
    /// The threads of the forum.
    pub threads: RwSignal<Arc<Vec<Thread>>>,
}

impl Desk {
    /// A desk in a shadow root; `given` is what the loader or the widget
    /// hands over (`say`, `load`).
    #[must_use]
    pub fn new(api: Api, words: I18n, root: &ShadowRoot, given: &JsValue, in_place: bool) -> Self {
        Self(Box::leak(Box::new(Parts {
            api,
            words: RwSignal::new(words),
            root: StoredValue::new_local(root.clone()),
            given: StoredValue::new_local(given.clone()),
            in_place,
            place: InPlace::new(),
            session: Session::new(),
            prefs: Prefs::new(&browser::text(given, "theme")),
            route: RwSignal::new(Route::read(&browser::hash())),
            queue: QueueState::new(),
            held: Held::new(),
            form: FormState::new(),
            detail: Detail::new(),
            log: Listing::new(),
            patterns: Listing::new(),
            audit: Listing::new(),
            threads: RwSignal::new(Arc::default()),
        })))
    }

    /// The reader's language as it is now.
    #[must_use]
    pub fn words(self) -> I18n {
        self.words.get_untracked()
    }

    /// The reader's language; who asks is built anew when it changes.
    #[must_use]
    pub fn words_tracked(self) -> I18n {
        self.words.get()
    }

    /// A message.
    #[must_use]
    pub fn t(self, key: Key) -> &'static str {
        self.words().t(key)
    }

    /// False once the view is gone: an answer that comes then has no place.
    fn alive(self) -> bool {
        self.words.try_get_untracked().is_some()
    }

    /// Tells people who do not see the screen what happened.
    pub fn say(self, text: &str, urgent: bool) {
        let say = self.given.try_with_value(|given| crate::api::method(given, "say")).flatten();
        if let Some(say) = say {
            let _ = say.call2(&JsValue::UNDEFINED, &text.into(), &urgent.into());
        }
    }

    fn given_function(self, name: &str) -> Option<Function> {
        self.given.try_with_value(|given| crate::api::method(given, name)).flatten()
    }

    /// Moves the focus to an element of the view once it is drawn.
    pub fn focus(self, id: &str) {
        let _ = self.root.try_with_value(|root| browser::focus_soon(root, id));
    }

    /// The forum; none before it is loaded.
    #[must_use]
    pub fn forum(self) -> Option<Arc<Forum>> {
        self.session.forum.get()
    }

    /// Shows another place of the desk; the way back leads here.
    pub fn go(self, route: Route) {
        if self.in_place {
            return;
        }
        if let Some(window) = browser::window() {
            let _ = window.location().set_hash(&route.hash());
        }
        self.route.set(route);
    }

    /// Shows another place without a step of the way back.
    pub fn turn(self, route: Route) {
        if self.in_place {
            return;
        }
        let history = browser::window().and_then(|window| window.history().ok());
        if let Some(history) = history {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.hash()));
        }
        self.route.set(route);
    }

    /// The title of a thread in the reader's language, where it is known.
    #[must_use]
    pub fn thread_title(self, id: &Id) -> Option<String> {
        let lang = self.words().lang();
        self.threads.with(|threads| {
            let thread = threads.iter().find(|thread| &thread.id == id)?;
            let other = thread.translations.iter().find(|other| other.language == lang);
            Some(match other {
                Some(other) if thread.language != lang => other.title.clone(),
                _ => thread.title.clone(),
            })
        })
    }
}
