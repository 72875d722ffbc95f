//! Small parts that several views share.

use super::{
    Do, Get,
    dom::{El, el, live, opens_elsewhere, put_value, span},
    icons::{Icon, icon},
};

/// A button with a word and perhaps an icon; `class` is of button.css.
#[must_use]
pub fn button(class: &str, mark: Option<Icon>, word: &str, run: impl FnMut() + 'static) -> El {
    el("button", class)
        .attr("type", "button")
        .add_opt(mark.map(icon))
        .add(span("", word))
        .click(run)
}

/// A link within the widget. A plain click opens the view here; with a
/// modifier it is the browser's, so that a new tab works.
#[must_use]
pub fn link(class: &str, href: &str, open: impl Fn() + 'static) -> El {
    el("a", class).attr("href", href).on("click", move |event| {
        if !opens_elsewhere(&event) {
            event.prevent_default();
            open();
        }
    })
}

/// The link back, at the head of a view.
#[must_use]
pub fn back(word: &str, href: &str, open: impl Fn() + 'static) -> El {
    link("back", href, open).add(icon(Icon::Back)).add(span("", word))
}

/// A native select with its label before it.
#[must_use]
pub fn select(
    id: &str,
    label: &str,
    options: &[(String, String)],
    chosen: Get<String>,
    on_choose: Do<String>,
) -> El {
    let control = options.iter().fold(
        el("select", "input").attr("id", id).input(move |value| on_choose(value)),
        |control, (value, text)| control.add(el("option", "").attr("value", value).text(text)),
    );
    let element = control.0.clone();
    live(move || put_value(&element, &chosen()));
    el("span", "select").add(el("label", "muted").attr("for", id).text(label)).add(control)
}

/// Something behind a line that opens it.
#[must_use]
pub fn more(word: &str, inside: El) -> El {
    el("details", "more")
        .add(el("summary", "").add(span("", word)))
        .add(el("div", "more-body").add(inside))
}
