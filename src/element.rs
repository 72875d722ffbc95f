//! The life of the element: attributes in, a view in its shadow root, and an
//! end that leaves nothing behind.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::{
    backend::{self, ListQuery, judge, wire::read},
    browser,
    components::dom::{self, Mounted, div},
    events::{Happening, Host},
    screens,
    state::{App, Route},
};

/// A widget in a page. Dropping it (`free()` in JavaScript) ends it.
#[wasm_bindgen]
pub struct Widget {
    app: App,
    /// Ends with all its effects and listeners when it goes.
    view: Option<Mounted>,
}

/// Puts the widget into a shadow root.
///
/// `given` is what the loader has: which kind of `backend` it is, and, all of
/// it optional, `token`, `lang` with `messages` (the parsed locale file), and
/// the answers `forum`, `thread`, `submissions` and `threads`, which it asked
/// for with that token.
#[wasm_bindgen]
#[must_use]
pub fn mount(element: HtmlElement, root: &ShadowRoot, given: &JsValue) -> Widget {
    let host = Host { element, root: root.clone() };
    let text = |name| browser::get(given, name).as_string().unwrap_or_default();
    let (kind, api) = (text("backend"), host.attribute("api").unwrap_or_default());
    let backend = backend::open(&kind, &api, &host.element);
    // Drafts and what waits to be sent belong to one backend.
    let name = if kind == "rest" { api } else { [&kind, ":", &api].concat() };
    let app = App::new(host, name, backend);
    app.start(given);
    let view =
        dom::mount(root, || div("").swap(move || app.view_key(), move || Some(screens::root(app))));
    app.inform(&Happening::Ready);
    Widget { app, view: Some(view) }
}

#[wasm_bindgen]
impl Widget {
    /// An attribute or property of the element has changed. For `lang`, `value`
    /// is an object of `lang` and `messages`; otherwise the attribute's text.
    /// `token` is also told, perhaps empty, when `getToken` has changed. An
    /// `event` of the thread that is listened to is an object of `kind` and `data`.
    /// (Another `api` is another widget: the loader ends this one.)
    pub fn update(&self, name: &str, value: &JsValue) {
        let app = self.app;
        let text = value.as_string().unwrap_or_default();
        match name {
            "lang" => app.take_language(value),
            "token" => app.sign_in(&text),
            "heading-level" => app.rebuild(),
            "thread" | "view" => app.go_home(),
            "event" => app.take_event(value),
            _ => {}
        }
    }
}

impl Drop for Widget {
    fn drop(&mut self) {
        self.view.take();
        self.app.end();
    }
}

impl App {
    /// Begins: with what the loader has, and asks for the rest.
    fn start(self, given: &JsValue) {
        self.take_language(given);
        let token = browser::get(given, "token").as_string().unwrap_or_default();
        self.take_given(given);
        self.watch_connection();
        self.watch_drafts();
        self.watch_session();
        self.start_session(token);
    }

    /// Messages and language, as the loader has them, and the forum with its
    /// words in that language.
    fn take_language(self, given: &JsValue) {
        if let Ok(forum) = read(&browser::get(given, "forum")) {
            self.take_forum(forum);
        }
        if let Some(lang) = browser::get(given, "lang").as_string() {
            self.set_language(&lang, &browser::get(given, "messages"));
        }
    }

    /// The answers that the loader painted from, so that nothing is asked for
    /// twice and nothing jumps. What is not of the contract's shape counts as
    /// absent, and is asked for.
    fn take_given(self, given: &JsValue) {
        let part = |name| browser::get(given, name);
        let route = self.start_route();
        let listed = matches!(route, Route::Thread { .. })
            && self.list.query.with_untracked(|query| *query == ListQuery::default());
        let asked = thread_of(&route);
        let mut thread = read(&part("thread"));
        judge::thread(asked, &mut thread);
        if let (true, Ok(thread)) = (listed, thread) {
            self.take_thread(thread);
            let mut page = read(&part("submissions"));
            judge::page(None, &mut page);
            if let Ok(page) = page {
                self.take_page(page, false, 0);
            }
        }
        let mut page = read(&part("threads"));
        judge::page(None, &mut page);
        if let (Route::Threads, Ok(page)) = (&route, page) {
            self.take_threads(page);
        }
        if let (true, Ok(page)) =
            (matches!(route, Route::Threads | Route::Thread { .. }), read(&part("announcements")))
        {
            self.take_news(asked, page);
        }
        self.begin(route);
    }
}

/// The thread that a view is about; empty for the list of all.
fn thread_of(route: &Route) -> &str {
    match route {
        Route::Thread { thread } => thread,
        _ => "",
    }
}
