//! Which view is shown, and the way back.
//!
//! With the attribute `address="keep"` the view stands in the page's address,
//! as parameters that begin with `of-`, and the browser's Back works. Without
//! it the page's history is never touched, and the way back is kept inside.

use crate::reactive::StoredValue;
use contract::Sort;
use js_sys::{decode_uri_component, encode_uri_component};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::{App, Progress};
use crate::{
    backend::ListQuery,
    browser::{self, Listener},
    events::Happening,
    reactive::RwSignal,
};

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The threads of the forum.
    Threads,
    /// A thread with its submissions.
    Thread {
        /// Id or slug.
        thread: String,
    },
    /// One submission.
    Submission {
        /// Id.
        id: String,
    },
    /// Writing a submission, or editing one's own.
    Compose {
        /// Id of the submission to edit; empty for a new one.
        edit: String,
    },
    /// A room: loaded as a module of its own.
    Room {
        /// One of [`ROOMS`].
        name: String,
        /// What it shows, where it shows one thing.
        id: String,
    },
}

/// The rooms: those of a person, then those that everybody may enter.
pub const ROOMS: [&str; 9] = [
    "inbox",
    "mail",
    "account",
    "register",
    "organisation",
    "organisations",
    "ledger",
    "recognitions",
    "log",
];

impl Route {
    /// The name of the view for hosts and addresses.
    #[must_use]
    pub fn view(&self) -> &str {
        match self {
            Self::Threads => "threads",
            Self::Thread { .. } => "thread",
            Self::Submission { .. } => "submission",
            Self::Compose { .. } => "compose",
            Self::Room { name, .. } => name,
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Threads => "",
            Self::Thread { thread: id }
            | Self::Submission { id }
            | Self::Compose { edit: id }
            | Self::Room { id, .. } => id,
        }
    }
}

/// Which view is shown.
#[derive(Clone, Copy)]
pub struct Router {
    /// The view.
    pub route: RwSignal<Route>,
    /// True where the page lets the view stand in its address.
    keep: RwSignal<bool>,
    /// The views before this one, where the address does not hold them.
    before: StoredValue<Vec<Route>>,
    /// True between a step and the moment when the new heading has the focus.
    focus: StoredValue<bool>,
}

impl Router {
    pub(super) fn new() -> Self {
        Self {
            route: RwSignal::new(Route::Threads),
            keep: RwSignal::new(false),
            before: StoredValue::new(Vec::new()),
            focus: StoredValue::new(false),
        }
    }

    pub(super) fn reset(self) {
        self.route.set(Route::Threads);
        self.keep.set(false);
        self.before.set_value(Vec::new());
        self.focus.set_value(false);
    }
}

impl App {
    /// The first view: from the address where the page allows it, else from
    /// the element's attributes.
    pub(crate) fn start_route(self) -> Route {
        let keep = self.attribute("address").as_deref() == Some("keep");
        self.router.keep.set(keep);
        let home = self.home();
        if let Route::Thread { thread } = &home {
            self.list.key.set(thread.clone());
        }
        if !keep {
            return match self.attribute("view").as_deref() {
                Some("threads") => Route::Threads,
                Some("compose") => Route::Compose { edit: String::new() },
                _ => home,
            };
        }
        let (route, query) = Self::read_address(home);
        if let Some(query) = query {
            self.list.query.set(query);
        }
        if let Route::Thread { thread } = &route {
            self.list.key.set(thread.clone());
        }
        if let Some(window) = browser::window() {
            self.keep(Listener::new(&window, "popstate", move |_| self.follow_address()));
        }
        route
    }

    /// The browser's Back or Forward.
    fn follow_address(self) {
        let (route, query) = Self::read_address(self.home());
        let other = query.is_some_and(|query| {
            let other = self.list.query.with_untracked(|present| *present != query);
            self.list.query.set(query);
            other
        });
        self.router.before.update_value(|before| {
            before.pop();
        });
        self.router.focus.set_value(true);
        self.show(route, other);
    }

    /// Shows the first view and asks for what is not there yet.
    pub(crate) fn begin(self, route: Route) {
        self.load_forum();
        let thread = self.list.key.get_untracked();
        if !thread.is_empty() {
            self.compose_for(&thread);
        }
        match &route {
            Route::Threads => {
                if self.threads.progress.get_untracked() != Progress::Done {
                    self.load_threads();
                }
            }
            Route::Thread { .. } => self.load_missing(),
            Route::Submission { id } => self.enter_submission(id),
            Route::Compose { edit } => {
                self.enter_compose(edit);
                self.load_missing();
            }
            Route::Room { .. } => {}
        }
        self.router.route.set(route);
        self.listen();
    }

    /// Back to where the element's attributes say, which have changed.
    pub(crate) fn go_home(self) {
        let view = self.attribute("view");
        self.go(match view.as_deref() {
            Some("threads") => Route::Threads,
            Some("compose") => Route::Compose { edit: String::new() },
            _ => self.home(),
        });
    }

    /// Where the widget begins: its thread, or the list of threads.
    #[must_use]
    pub fn home(self) -> Route {
        match self.attribute("thread").filter(|thread| !thread.is_empty()) {
            Some(thread) => Route::Thread { thread },
            None => Route::Threads,
        }
    }

    /// Goes to a view. Its heading takes the focus.
    pub fn go(self, route: Route) {
        let present = self.router.route.get_untracked();
        if present == route {
            return;
        }
        self.router.before.update_value(|before| before.push(present));
        self.router.focus.set_value(true);
        self.show(route, false);
        self.write_address(true);
    }

    /// Goes back to the view before this one; to the view around it where
    /// there is none before.
    pub fn back(self) {
        let before = self.router.before.update_value(Vec::pop);
        if before.is_some() && self.router.keep.get_untracked() {
            if let Some(history) = browser::window().and_then(|window| window.history().ok()) {
                let _ = history.back();
            }
            return;
        }
        let around = || match self.router.route.get_untracked() {
            Route::Submission { .. } | Route::Compose { .. } => {
                Route::Thread { thread: self.list.key.get_untracked() }
            }
            Route::Room { .. } => self.home(),
            _ => Route::Threads,
        };
        self.router.focus.set_value(true);
        self.show(before.unwrap_or_else(around), false);
        self.write_address(true);
    }

    /// Shows a view and loads what it needs.
    fn show(self, route: Route, again: bool) {
        match &route {
            Route::Threads => self.load_threads(),
            Route::Thread { thread } => {
                self.enter_thread(thread);
                if again {
                    self.load_thread();
                    self.load_list();
                } else {
                    self.load_missing();
                }
            }
            Route::Submission { id } => self.enter_submission(id),
            Route::Compose { edit } => self.enter_compose(edit),
            Route::Room { .. } => {}
        }
        self.inform(&Happening::Navigate { view: route.view(), id: route.id() });
        self.router.route.set(route);
        self.listen();
    }

    /// Whether a view that is being built takes the focus, as after a step.
    #[must_use]
    pub fn takes_focus(self) -> bool {
        let focus = self.router.focus.get_value();
        self.router.focus.set_value(false);
        focus
    }

    /// The next heading that is shown takes the focus: within a view, a step
    /// was taken.
    pub fn heading_next(self) {
        self.router.focus.set_value(true);
    }

    /// A screen calls this with its heading when that is in the page: after a
    /// step it takes the focus, so that a reader begins there.
    pub fn heading_shown(self, heading: &HtmlElement) {
        if self.router.focus.get_value() {
            self.router.focus.set_value(false);
            let _ = heading.set_attribute("tabindex", "-1");
            let _ = heading.focus();
        }
    }

    /// The address of a view for a link; `#` where the page's address does not
    /// hold views. A click goes by [`App::go`].
    #[must_use]
    pub fn href(self, route: &Route) -> String {
        if !self.router.keep.get_untracked() {
            return String::from("#");
        }
        let query = match route {
            Route::Thread { .. } => self.list.query.get_untracked(),
            _ => ListQuery::default(),
        };
        self.address(route, &query)
    }

    /// The whole address of a view for sharing; the page's own where its
    /// address does not hold views.
    #[must_use]
    pub fn link(self, route: &Route) -> String {
        let Some(location) = browser::window().map(|window| window.location()) else {
            return String::new();
        };
        if !self.router.keep.get_untracked() {
            return location.href().unwrap_or_default();
        }
        let part = |part: Result<String, JsValue>| part.unwrap_or_default();
        [part(location.origin()), part(location.pathname()), self.href(route)].concat()
    }

    /// Puts the present view and filters into the page's address.
    pub(super) fn write_address(self, step: bool) {
        if !self.router.keep.get_untracked() {
            return;
        }
        let Some(history) = browser::window().and_then(|window| window.history().ok()) else {
            return;
        };
        let mut address = self.href(&self.router.route.get_untracked());
        if address == "?" {
            // Nothing to hold: the address without a lone question mark.
            address = browser::window()
                .and_then(|window| window.location().pathname().ok())
                .unwrap_or(address);
        }
        let _ = if step {
            history.push_state_with_url(&JsValue::NULL, "", Some(&address))
        } else {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
        };
    }

    /// A query string with what is the page's own, and ours.
    fn address(self, route: &Route, query: &ListQuery) -> String {
        let mut pairs: Vec<(String, String)> = page_query();
        pairs.retain(|(name, _)| !name.starts_with("of-"));
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                pairs.push((["of-", name].concat(), value.to_owned()));
            }
        };
        if *route != self.home() {
            add("view", route.view());
            add("id", route.id());
        }
        for (name, value) in query.texts() {
            add(name, value);
        }
        if query.mine {
            add("author", "me");
        }
        add("sort", query.sort.map_or("", Sort::as_str));
        if query.seed > 0 {
            add("seed", &query.seed.to_string());
        }
        let mut text = String::from("?");
        for (index, (name, value)) in pairs.iter().enumerate() {
            if index > 0 {
                text.push('&');
            }
            text.push_str(&String::from(encode_uri_component(name)));
            text.push('=');
            text.push_str(&String::from(encode_uri_component(value)));
        }
        text
    }

    /// The view and the filters that the page's address holds.
    fn read_address(otherwise: Route) -> (Route, Option<ListQuery>) {
        let mut query = ListQuery::default();
        let (mut view, mut id) = (String::new(), String::new());
        for (name, value) in page_query() {
            match name.strip_prefix("of-") {
                Some("view") => view = value,
                Some("id") => id = value,
                Some("author") => query.mine = value == "me",
                Some("sort") => query.sort = value.parse().ok(),
                Some("seed") => query.seed = value.parse().unwrap_or_default(),
                Some(name) => {
                    if let Some(text) = query.text_mut(name) {
                        *text = value;
                    }
                }
                None => {}
            }
        }
        let route = match view.as_str() {
            "threads" => Route::Threads,
            "thread" if !id.is_empty() => Route::Thread { thread: id },
            "submission" if !id.is_empty() => Route::Submission { id },
            "compose" => Route::Compose { edit: id },
            name if ROOMS.contains(&name) => Route::Room { name: name.to_owned(), id },
            _ => otherwise,
        };
        let listed = matches!(route, Route::Thread { .. });
        (route, listed.then_some(query))
    }
}

/// The parameters of the page's address.
fn page_query() -> Vec<(String, String)> {
    let text =
        browser::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let plain = |part: &str| {
        decode_uri_component(&part.replace('+', " ")).map_or_else(|_| part.to_owned(), Into::into)
    };
    text.trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (plain(name), plain(value))
        })
        .collect()
}
