//! What is on screen and what waits to be sent. Only this calls the server.

mod announcements;
pub mod answer_form;
mod answers;
mod ask;
pub mod awards;
mod decide;
mod detail;
mod editor;
mod fields;
mod held;
mod history;
mod in_place;
pub mod ledger;
mod moderation;
pub mod moments;
mod official;
mod picker;
pub mod plain;
mod prefs;
mod queue;
mod route;
mod session;
mod subject;
pub mod thread_form;
mod threads;
mod watch;
mod wrong;

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use contract::Id;
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::ShadowRoot;

pub use crate::api::{ApiError, DemoIdentity, QueueFilter};
pub use answers::Known;
pub use ask::{Asked, Question};
pub use decide::{Form, FormState, Said};
pub use detail::{Detail, Likeness};
pub use editor::{ERRORS, Editor, SEND};
pub use fields::{Fields, Merged};
pub use held::{Held, Job, title};
pub use history::{Listing, Records};
pub use in_place::InPlace;
pub use moderation::Moderation;
pub use official::Official;
pub use picker::Picker;
pub use prefs::Prefs;
pub use queue::{Load, QueueState, row_id};
pub use route::{ANSWERS, FORUM, MODERATION, NEW, Part, Route, Screen};
pub use session::{Access, Session};
pub use subject::{Choice, Subject, common};
pub use watch::Claimed;
pub use wrong::Wrong;

use crate::{
    api::Api,
    browser,
    i18n::{I18n, Key},
    shapes::{Forum, Thread},
};

/// The id of the heading of a screen, where the focus goes when it is turned to.
pub const TITLE: &str = "title";

/// The same of the queue.
pub const QUEUE_TITLE: &str = "queue-title";

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
    /// The forum and the person.
    pub session: Session,
    /// What the person set for this device.
    pub prefs: Prefs,
    /// The place in the desk.
    pub route: RwSignal<Route>,
    /// The threads of the forum.
    pub threads: RwSignal<Arc<Vec<Thread>>>,
    /// True until a desk that came in the place of another part's has given the
    /// focus to its heading.
    moved: AtomicBool,
    /// What is made here late belongs to the whole desk, not to whoever asked first.
    owner: Owner,
    moderation: OnceLock<Moderation>,
    official: OnceLock<Official>,
    records: OnceLock<Records>,
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
            session: Session::new(),
            prefs: Prefs::new(&browser::text(given, "theme")),
            route: RwSignal::new(Route::read(&browser::hash())),
            threads: RwSignal::new(Arc::default()),
            moved: AtomicBool::new(browser::get(given, "moved").is_truthy()),
            owner: Owner::current().unwrap_or_default(),
            moderation: OnceLock::new(),
            official: OnceLock::new(),
            records: OnceLock::new(),
        })))
    }

    /// The moderators' work. Only the module with their screens may ask: the
    /// compiler leaves all of it out of the others.
    #[must_use]
    pub fn moderation(self) -> &'static Moderation {
        let parts = self.0;
        parts.moderation.get_or_init(|| parts.owner.with(Moderation::new))
    }

    /// The officials' work, as the moderators'.
    #[must_use]
    pub fn official(self) -> &'static Official {
        let parts = self.0;
        parts.official.get_or_init(|| parts.owner.with(Official::new))
    }

    /// What is on record of everybody, as the moderators' work.
    #[must_use]
    pub fn records(self) -> &'static Records {
        let parts = self.0;
        parts.records.get_or_init(|| parts.owner.with(Records::new))
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

    /// Follows the address: shows its part of the queue, or its screen. What is
    /// of another role leads to the first screen of one's own.
    pub fn open_route(self) {
        let route = self.route.get_untracked();
        let screens = self.screens();
        if !screens.contains(&route.screen) {
            if let Some(first) = screens.first() {
                self.turn(Route::of(*first));
                self.open_route();
            }
            return;
        }
        let part = route.screen.part();
        if !part.is_here() {
            return self.leave_for(part);
        }
        match route.screen {
            Screen::Queue if MODERATION => {
                let kind = self.moderation().queue.filter.with_untracked(|filter| filter.kind);
                let idle = self.moderation().queue.load.get_untracked() == Load::Idle;
                if kind != route.kind || idle {
                    self.moderation().queue.filter.update(|filter| filter.kind = route.kind);
                    self.load_queue();
                } else {
                    self.show(route.item);
                }
            }
            Screen::Log if MODERATION => self.load_log(),
            Screen::Patterns if FORUM => self.load_patterns(),
            Screen::Audit if FORUM => self.load_audit(),
            _ => self.open_official(&route),
        }
    }

    /// The screens of the person, in the order of the menu.
    #[must_use]
    pub fn screens(self) -> Vec<Screen> {
        let roles = self
            .session
            .me
            .with_untracked(|me| me.as_ref().map(|me| me.roles.clone()).unwrap_or_default());
        Screen::of(&roles).collect()
    }

    /// Asks the loader for the module of another part: it takes this one away
    /// and goes on with the address and the person.
    fn leave_for(self, part: Part) {
        self.flush();
        let carried = self.api.tokens().and_then(|tokens| tokens.carry());
        if let Some(bring) = self.given_function("part") {
            let _ = bring.call2(&JsValue::UNDEFINED, &part.as_str().into(), &carried.into());
        }
    }

    /// Gives the focus to the heading where this desk came in the place of
    /// another part's, and with it of the link that was pressed.
    fn arrive(self) {
        if self.moved.swap(false, Ordering::Relaxed) {
            let is_queue = self.route.with_untracked(|route| route.screen == Screen::Queue);
            self.focus(if is_queue { QUEUE_TITLE } else { TITLE });
        }
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
