//! The toolbar above a long text: marks of the allowed subset, put where the
//! person writes.

use js_sys::{Function, JsString};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

use super::{
    Cx,
    dom::{self, El, div},
    parts,
};
use crate::{browser, i18n::Key};

/// The toolbar of a text area.
#[must_use]
pub fn bar(cx: &Cx, area: &Element) -> El {
    let i18n = cx.i18n;
    let bar = div("format").attr("role", "group").attr("aria-label", &i18n.t(Key::ComposeFormat));
    [
        (Key::ComposeFormatBold, "**", "**", ""),
        (Key::ComposeFormatList, "", "", "- "),
        (Key::ComposeFormatQuote, "", "", "> "),
        (Key::ComposeFormatLink, "[", "](https://)", ""),
    ]
    .into_iter()
    .fold(bar, |bar, (key, before, after, line)| {
        let area = area.clone();
        bar.add(parts::button("btn btn-quiet", None, &i18n.t(key), move || {
            mark(&area, before, after, line);
        }))
    })
}

/// Puts marks around what is selected, or `line` before each line of it. Places
/// are the browser's, in UTF-16 units, and stay with the browser.
fn mark(area: &Element, before: &str, after: &str, line: &str) {
    let place = |name| browser::get(area, name).as_f64().unwrap_or_default();
    let (start, end) = (place("selectionStart"), place("selectionEnd"));
    let text = JsString::from(dom::value(area));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "places in a text that a person wrote"
    )]
    let slice = |from: f64, to: f64| String::from(text.substring(from as u32, to as u32));
    let chosen = slice(start, end);
    let fresh = start < 1.0 || slice(start - 1.0, start) == "\n";
    let marked = if line.is_empty() {
        [before, &chosen, after].concat()
    } else {
        let lines: Vec<String> = chosen.split('\n').map(|text| [line, text].concat()).collect();
        [if fresh { "" } else { "\n" }, &lines.join("\n")].concat()
    };
    dom::focus(area);
    if let Ok(put) = browser::get(area, "setRangeText").dyn_into::<Function>() {
        let values = [marked.into(), start.into(), end.into(), JsValue::from("end")];
        let _ = put.apply(area, &values.into_iter().collect());
    }
    // Writing by script is no input for the browser, but it is for the form.
    if let Ok(event) = Event::new("input") {
        let _ = area.dispatch_event(&event);
    }
}
