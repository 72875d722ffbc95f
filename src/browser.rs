//! Every call to the browser that is not a view.
//!
//! Nothing here panics: what a browser refuses (storage in a private window,
//! a zone that it does not know) comes back as `None` or an error.

use contract::Timestamp;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, Window};

/// The page's window. The widget runs nowhere else.
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

/// A property of an object; `undefined` where there is none.
#[must_use]
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
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

/// NFC of a text, by the browser; what limits are counted in.
#[must_use]
pub fn nfc(text: &str) -> String {
    normalize(text, "NFC")
}

/// This device's clock as the contract writes a moment.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the file that may")]
pub fn now_text() -> Timestamp {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Puts a text on the clipboard, where the browser allows it.
pub fn copy(text: &str) {
    let clipboard = window().map(|window| get(&get(&window, "navigator"), "clipboard"));
    let Some(clipboard) = clipboard.filter(JsValue::is_object) else { return };
    if let Ok(write) = get(&clipboard, "writeText").dyn_into::<Function>()
        && let Ok(promise) = write.call1(&clipboard, &text.into())
    {
        // A refusal is the browser's and the person's; the text is on screen.
        wasm_bindgen_futures::spawn_local(async move {
            let _ = wait(&promise).await;
        });
    }
}

/// 128 random bits as 32 hexadecimal digits, for idempotency keys.
#[must_use]
pub fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Some(crypto) = window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let mut key = String::with_capacity(32);
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            key.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    key
}

/// A whole number below this one (at most 2^24), by chance.
#[must_use]
pub fn chance(below: u32) -> u32 {
    let digits = random_key();
    u32::from_str_radix(digits.get(..6).unwrap_or_default(), 16).unwrap_or_default() % below.max(1)
}

/// The length of a text as limits count it: scalars after NFC, by the browser.
#[must_use]
pub fn length(text: &str) -> u32 {
    u32::try_from(nfc(text).chars().count()).unwrap_or(u32::MAX)
}

/// Waits.
pub async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Waits for a promise of JavaScript.
pub async fn wait(promise: &JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(promise)).await
}

/// Tells the page's developer what went wrong in the page's own code.
#[cfg(feature = "adapters")]
pub fn log(error: &JsValue) {
    let console = get(&js_sys::global(), "console");
    if let Ok(log) = get(&console, "error").dyn_into::<Function>() {
        let _ = log.call2(&console, &"open-forum: the page's own backend failed".into(), error);
    }
}

/// Ends a Web Lock when it is dropped.
pub struct Release(Option<Function>);

impl Drop for Release {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits for a turn that one tab has at a time; at once where the browser has
/// no locks.
pub async fn lock(name: &str) -> Release {
    let locks =
        window().map(|window| get(&get(&window, "navigator"), "locks")).filter(JsValue::is_object);
    let Some(locks) = locks else { return Release(None) };
    let Ok(request) = get(&locks, "request").dyn_into::<Function>() else {
        return Release(None);
    };
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let granted = Promise::new(&mut |resolve, _| {
        let held = held.clone();
        let callback = Closure::once_into_js(move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
            held
        });
        let _ = request.call2(&locks, &name.into(), &callback);
    });
    let _ = wait(&granted).await;
    Release(release)
}

/// A listener that leaves when it is dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Listens on `target`.
    #[must_use]
    pub fn new(target: &EventTarget, name: &'static str, on: impl Fn(Event) + 'static) -> Self {
        let closure = Closure::<dyn Fn(Event)>::new(on);
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.name, callback);
    }
}

/// Text kept on this device (`localStorage`), where the browser allows it.
pub mod keep {
    use web_sys::Storage;

    fn storage() -> Option<Storage> {
        super::window()?.local_storage().ok()?
    }

    /// Reads a text.
    #[must_use]
    pub fn read(key: &str) -> Option<String> {
        storage()?.get_item(key).ok()?
    }

    /// Writes a text; false where the browser does not keep it.
    #[must_use]
    pub fn write(key: &str, text: &str) -> bool {
        storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
    }

    /// Forgets a text.
    pub fn remove(key: &str) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(key);
        }
    }
}
