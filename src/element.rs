//! The life of the element: attributes in, a view in its shadow root, and an
//! end that leaves nothing behind.

use std::rc::Rc;

use leptos::{prelude::*, task::Executor};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::{
    backend::{Backend, rest::Rest},
    browser,
    components::dom::{self, Mounted, div},
    events::{Happening, Host},
    screens,
    state::App,
};

/// A widget in a page. Dropping it (`free()` in JavaScript) ends it.
#[wasm_bindgen]
pub struct Widget {
    app: App,
    /// Ends the view and every signal when it goes.
    view: Option<Mounted>,
    owner: Owner,
}

/// Puts the widget into a shadow root.
///
/// `given` is what the loader has, all of it optional: `lang` with `messages`
/// (the parsed locale file), and the answers `forum`, `thread` and
/// `submissions` that it painted from.
#[wasm_bindgen]
#[must_use]
pub fn mount(element: HtmlElement, root: ShadowRoot, given: &JsValue) -> Widget {
    // A second widget of the page finds it begun.
    let _ = Executor::init_wasm_bindgen();
    let host = Host { element, root: root.clone() };
    let owner = Owner::new();
    let app = owner.with(|| {
        let api = host.attribute("api").unwrap_or_default();
        let backend: Rc<dyn Backend> = Rest::new(&api, host.element.clone());
        let app = App::new(host, api, backend);
        app.start(given);
        app
    });
    let view = owner.with(|| {
        dom::mount(&root, || {
            div("of").swap(move || app.view_key(), move || Some(screens::root(app)))
        })
    });
    app.tell(&Happening::Ready);
    Widget { app, view: Some(view), owner }
}

#[wasm_bindgen]
impl Widget {
    /// An attribute or property of the element has changed. For `lang`, `value`
    /// is an object of `lang` and `messages`; otherwise the attribute's text.
    /// (Another `api` is another widget: the loader ends this one.)
    pub fn update(&self, name: &str, value: &JsValue) {
        let app = self.app;
        let text = value.as_string().unwrap_or_default();
        match name {
            "lang" => app.take_language(value),
            "token" => app.sign_in(&text),
            "getToken" => app.person_changed(),
            "heading-level" => app.set_heading(&text),
            "thread" | "view" => app.go_home(),
            _ => {}
        }
    }
}

impl Drop for Widget {
    fn drop(&mut self) {
        self.app.end();
        self.view.take();
        self.owner.cleanup();
    }
}

impl App {
    /// Begins: with what the loader has, and asks for the rest.
    fn start(self, given: &JsValue) {
        self.take_language(given);
        self.read_attributes();
        self.take_given(given);
        self.watch_connection();
        self.watch_drafts();
        self.person_changed();
    }

    /// Messages and language, as the loader has them.
    fn take_language(self, given: &JsValue) {
        if let Some(lang) = browser::get(given, "lang").as_string() {
            self.set_language(&lang, &browser::get(given, "messages"));
        }
    }
}
