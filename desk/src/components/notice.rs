//! Notices in the flow, and chips.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// A box that says something about the screen. `tone` is empty, `wait`, `bad`,
/// `good` or `brand`.
pub fn notice(tone: &str, sign: Icon, inside: impl IntoView + 'static) -> AnyView {
    let class = if tone.is_empty() { "notice".to_owned() } else { format!("notice notice-{tone}") };
    view! {
        <div class=class>
            {icon(sign)}
            <div class="notice-body">{inside.into_any()}</div>
        </div>
    }
    .into_any()
}

/// A word with its icon on a soft tint.
#[must_use]
pub fn chip(tone: &str, sign: Icon, text: String) -> AnyView {
    let class = if tone.is_empty() { "chip".to_owned() } else { format!("chip chip-{tone}") };
    view! { <span class=class>{icon(sign)}<span>{text}</span></span> }.into_any()
}

/// Grey lines in the place of a list that is on its way.
#[must_use]
pub fn bones(label: &str) -> AnyView {
    let label = label.to_owned();
    let bone = || view! { <li class="dk-bone"><span class="bone bone-m"></span><span class="bone bone-s"></span></li> };
    view! {
        <div aria-busy="true">
            <span class="sr">{label}</span>
            <ol class="dk-bones">{bone()}{bone()}{bone()}{bone()}</ol>
        </div>
    }
    .into_any()
}

/// What stands where there is nothing.
#[must_use]
pub fn empty(sign: Icon, title: &str, text: &str) -> AnyView {
    let (title, text) = (title.to_owned(), text.to_owned());
    view! {
        <div class="empty">
            {icon(sign)}
            <p class="empty-title">{title}</p>
            <p>{text}</p>
        </div>
    }
    .into_any()
}
