//! The desk of moderators and officials: a page and a module of its own, so
//! that participants do not load it.
//!
//! `public/desk.js` loads it. It stands in one open shadow root, as the widget
//! does, and shares the widget's styles; the panel of decisions can also be
//! mounted within the widget, for one thing where it stands.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod api;
pub mod browser;
pub mod components;
pub mod i18n;
pub mod screens;
pub mod shapes;
pub mod state;

use leptos::{mount::UnmountHandle, prelude::*, tachys::view::any_view::AnyViewState};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use api::{Api, Tokens};
use i18n::I18n;
use state::Desk;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Tells the console why a panic ended the module.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| console_error(&info.to_string())));
}

/// What is mounted. `free()` takes it away.
#[wasm_bindgen]
pub struct Handle(
    #[expect(dead_code, reason = "dropping it unmounts")] UnmountHandle<AnyViewState>,
);

/// Shows the whole desk in a shadow root. `given` holds `base` (where the
/// forum is), `lang`, `messages`, `languages`, `as` (a demonstration's
/// identity), `carried` (what the other module's desk handed over),
/// `moved` (whether it comes in that one's place), and the functions `say`,
/// `load` and `part` (brings the other module).
#[wasm_bindgen]
#[must_use]
pub fn mount_desk(root: &ShadowRoot, given: &JsValue) -> Handle {
    let (root, given) = (root.clone(), given.clone());
    let place: HtmlElement = root.clone().unchecked_into();
    Handle(leptos::mount::mount_to(place, move || {
        let base = browser::text(&given, "base");
        let tokens = Tokens::carried(&base, &browser::text(&given, "carried"));
        let api = Api::new(&base, tokens);
        let desk = Desk::new(api, words(&given), &root, &given, false);
        desk.listen();
        screens::shell::follow(desk, root.host());
        desk.start(browser::text(&given, "as"));
        screens::shell::shell(desk).into_any()
    }))
}

/// Shows the decisions about one thing within the widget's root. `context` is
/// what the widget hands over: `api`, `lang`, `messages`, `getToken`, `say`,
/// `changed`.
///
/// Errors where the kind is none of the contract's, or there is no way to get
/// a token.
#[cfg(not(any(feature = "answers", feature = "forum")))]
#[wasm_bindgen]
pub fn mount_actions(
    container: &web_sys::Element,
    root: &ShadowRoot,
    context: &JsValue,
    target_kind: &str,
    target_id: &str,
) -> Result<Handle, JsError> {
    let kind = target_kind.parse().map_err(|()| JsError::new("unknown kind of thing"))?;
    let target = contract::Target { kind, id: target_id.to_owned() };
    let ask =
        api::method(context, "getToken").ok_or_else(|| JsError::new("getToken is missing"))?;
    let (root, context) = (root.clone(), context.clone());
    let place: HtmlElement = container.clone().unchecked_into();
    Ok(Handle(leptos::mount::mount_to(place, move || {
        let base = browser::text(&context, "api");
        let base = base.trim_end_matches('/');
        let api = Api::new(base, Tokens::of_host(base, ask));
        let desk = Desk::new(api, words(&context), &root, &context, true);
        desk.start_in_place(target);
        screens::shell::send_when_left(desk);
        on_cleanup(move || desk.flush());
        screens::in_place(desk).into_any()
    })))
}

fn words(given: &JsValue) -> I18n {
    let lang = browser::text(given, "lang");
    let messages = browser::get(given, "messages");
    // Without its messages a language would be shown under another's name.
    let lang = if messages.is_object() { lang.as_str() } else { i18n::BUILT_IN };
    I18n::of(lang, "", &messages)
}
