//! Every call to the browser that is not a view.
//!
//! Nothing here panics: what a browser refuses (storage in a private window,
//! a zone that it does not know) comes back as `None` or an error.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, Headers, HtmlElement, KeyboardEvent, Node, RequestInit, Response, ShadowRoot,
    Window,
};

/// The page's window. The desk runs nowhere else.
#[must_use]
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// This device's clock, in ms since 1970.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the file that may")]
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// RFC 3339 text as ms since 1970.
#[must_use]
pub fn parse_time(text: &str) -> Option<f64> {
    let ms = js_sys::Date::parse(text);
    ms.is_finite().then_some(ms)
}

/// A number that nobody can guess, for a key or a sign-in's state.
#[must_use]
pub fn random_id() -> String {
    let crypto = window().map(|window| get(&window, "crypto")).unwrap_or_default();
    call(&crypto, "randomUUID").and_then(|id| id.as_string()).unwrap_or_else(|| {
        // Only pages without TLS lack it; those have no secrets either.
        #[expect(clippy::disallowed_methods, reason = "this is the file that may")]
        let number = js_sys::Math::random();
        js_sys::Number::from(number).to_string_with_radix(36).map(Into::into).unwrap_or_default()
    })
}

fn call(object: &JsValue, name: &str) -> Option<JsValue> {
    get(object, name).dyn_ref::<Function>()?.call0(object).ok()
}

/// A property of an object; `undefined` where there is none.
#[must_use]
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A property that is a text; empty where it is not.
#[must_use]
pub fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

/// Sets a property of an object of ours.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Only frozen objects refuse, and ours are not.
    let _ = Reflect::set(object, &name.into(), value);
}

/// An object with texts as properties.
#[must_use]
pub fn object(pairs: &[(&str, &str)]) -> JsValue {
    let object: JsValue = Object::new().into();
    for (name, value) in pairs {
        set(&object, name, &(*value).into());
    }
    object
}

/// A text as a part of an address.
#[must_use]
pub fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// A request as the browser sends it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET` and the like.
    pub method: &'a str,
    /// Where to.
    pub url: &'a str,
    /// The bearer token.
    pub token: Option<&'a str>,
    /// More headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// JSON.
    pub body: Option<&'a str>,
    /// Goes on when the page is left.
    pub keepalive: bool,
}

/// What came back.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, parsed; `undefined` where it is no JSON.
    pub body: JsValue,
}

/// Sends a request without cookies; none where no answer came within 20 s.
pub async fn send(request: Request<'_>) -> Option<Answer> {
    let response: Response = JsFuture::from(begin(request)?).await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    Some(Answer {
        status: response.status(),
        body: text.as_string().map(|text| parse(&text)).unwrap_or_default(),
    })
}

/// Begins a request at once, for a page that is being left.
#[must_use]
pub fn begin(request: Request<'_>) -> Option<Promise> {
    let headers = Headers::new().ok()?;
    for (name, value) in request.headers {
        headers.set(name, value).ok()?;
    }
    if let Some(token) = request.token {
        headers.set("authorization", &format!("Bearer {token}")).ok()?;
    }
    let init = RequestInit::new();
    init.set_method(request.method);
    set(&init, "credentials", &"omit".into());
    if let Some(body) = request.body {
        headers.set("content-type", "application/json").ok()?;
        init.set_body(&body.into());
    }
    init.set_headers(&headers);
    if request.keepalive {
        set(&init, "keepalive", &true.into());
    } else {
        let signal = get(&js_sys::global(), "AbortSignal");
        let timeout = get(&signal, "timeout").dyn_into::<Function>().ok();
        if let Some(signal) = timeout.and_then(|make| make.call1(&signal, &20_000.into()).ok()) {
            set(&init, "signal", &signal);
        }
    }
    Some(window()?.fetch_with_str_and_init(request.url, &init))
}

fn storage() -> Option<web_sys::Storage> {
    window()?.local_storage().ok().flatten()
}

/// What is kept on this device under a name.
#[must_use]
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a text on this device; none takes it away.
pub fn keep(name: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    // A browser that keeps nothing asks again next time.
    let _ = match value {
        Some(value) => storage.set_item(name, value),
        None => storage.remove_item(name),
    };
}

/// Ends a turn when it is dropped.
pub struct Turn(Option<Function>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(end) = &self.0 {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits for a turn that one tab has at a time (a Web Lock); at once where the
/// browser has none.
pub async fn turn(name: &str) -> Turn {
    let locks = window().map(|window| get(&get(&window, "navigator"), "locks"));
    let locks = locks.unwrap_or_default();
    let Ok(request) = get(&locks, "request").dyn_into::<Function>() else { return Turn(None) };
    let mut end = None;
    let held = Promise::new(&mut |resolve, _| end = Some(resolve));
    let granted = Promise::new(&mut |resolve, _| {
        let held = held.clone();
        let callback = Closure::once_into_js(move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
            held
        });
        let _ = request.call2(&locks, &name.into(), &callback);
    });
    let _ = JsFuture::from(granted).await;
    Turn(end)
}

/// What is kept under a name for as long as the tab is open.
#[must_use]
pub fn kept_for_tab(name: &str) -> Option<String> {
    tab_storage()?.get_item(name).ok().flatten()
}

/// Keeps a text for as long as the tab is open; none takes it away.
pub fn keep_for_tab(name: &str, value: Option<&str>) {
    let Some(storage) = tab_storage() else { return };
    // Without it, a reload loses what a warning has said that it would.
    let _ = match value {
        Some(value) => storage.set_item(name, value),
        None => storage.remove_item(name),
    };
}

fn tab_storage() -> Option<web_sys::Storage> {
    window()?.session_storage().ok().flatten()
}

/// The properties of an object that are texts.
#[must_use]
pub fn texts(object: &JsValue) -> Vec<(String, String)> {
    let Some(object) = object.dyn_ref::<Object>() else { return vec![] };
    let names = Object::keys(object);
    let names = names.iter().filter_map(|name| name.as_string());
    names.map(|name| (name.clone(), text(object, &name))).collect()
}

/// Whether a media query holds now.
#[must_use]
pub fn matches(query: &str) -> bool {
    window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|m| m.matches())
}

/// Moves the focus to an element of the root, when it is drawn.
pub fn focus_soon(root: &ShadowRoot, id: &str) {
    let (root, id) = (root.clone(), id.to_owned());
    leptos::prelude::request_animation_frame(move || focus(&root, &id));
}

/// Moves the focus to an element of the root, if it is there.
pub fn focus(root: &ShadowRoot, id: &str) {
    if let Some(element) = root.get_element_by_id(id)
        && let Some(element) = element.dyn_ref::<HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// Where an event really began, within our root.
#[must_use]
pub fn origin(event: &Event) -> Option<Element> {
    event.composed_path().get(0).dyn_into().ok()
}

/// Whether an element is one of a selector or stands within one.
#[must_use]
pub fn within(element: &Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

/// The letter or mark of a shortcut; none with a modifier, while a text is
/// being composed, in a field, or where something else took it. A key of
/// another script counts as the Latin letter of its place.
#[must_use]
pub fn shortcut(event: &KeyboardEvent) -> Option<String> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing() {
        return None;
    }
    if event.default_prevented() || event.repeat() && event.key().len() > 1 {
        return None;
    }
    let from = origin(event)?;
    if within(&from, "input:not([type=checkbox]), textarea, select, [contenteditable], dialog") {
        return None;
    }
    let key = event.key();
    let place = event.code();
    Some(match place.strip_prefix("Key") {
        Some(letter) if !key.is_ascii() => letter.to_lowercase(),
        _ if key.chars().count() == 1 => key.to_lowercase(),
        _ => key,
    })
}

/// Empties an element of the page that waited for us.
pub fn clear(node: &Node) {
    node.set_text_content(None);
}

/// The fragment of the page's address.
#[must_use]
pub fn hash() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Whether the page is in the background now.
#[must_use]
pub fn is_hidden() -> bool {
    window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

/// Normalisation by the browser, for the rules.
pub const NORMALIZER: rules::Normalizer = rules::Normalizer {
    nfc: |text| normalize(text, "NFC"),
    nfd: |text| normalize(text, "NFD"),
    nfkc: |text| normalize(text, "NFKC"),
    lower: |text| js_sys::JsString::from(text).to_lower_case().into(),
};

fn normalize(text: &str, form: &str) -> String {
    js_sys::JsString::from(text).normalize(form).into()
}

/// Tells the page in which language it is now, and its name.
pub fn set_page_language(lang: &str, title: &str) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    document.set_title(title);
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("lang", lang);
    }
}

/// Tells the page which colours were chosen.
pub fn set_page_theme(theme: &str) {
    let root = window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", theme);
    }
}

/// The pretended identity that the address names (`?as=…`); empty for none.
#[must_use]
pub fn demo_identity() -> String {
    let search = window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let mut pairs = search.trim_start_matches('?').split('&');
    pairs.find_map(|pair| pair.strip_prefix("as=")).unwrap_or_default().to_owned()
}

/// Parses JSON; `undefined` where it is none.
#[must_use]
pub fn parse(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap_or(JsValue::UNDEFINED)
}

/// Writes JSON.
#[must_use]
pub fn stringify(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).map(Into::into).unwrap_or_default()
}
