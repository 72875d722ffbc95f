//! A form that is a page of its own: its parts under headings, the foot with
//! its buttons, and sending it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, SubmitEvent};

use crate::{
    browser,
    components::icon::{Icon, icon},
    i18n::Key,
    state::{Desk, SEND, Wrong},
};

/// A form with what is wrong at its head. It is sent by its button or by Enter
/// with Ctrl or Meta, from any field.
pub(super) fn form(
    desk: Desk,
    label: &str,
    inside: AnyView,
    send: impl Fn() + Copy + 'static,
) -> AnyView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_readable(desk, &event) {
            send();
        }
    };
    let quick = move |event: KeyboardEvent| {
        let enter = event.key() == "Enter" && !event.is_composing();
        if enter && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            if is_readable(desk, &event) {
                send();
            }
        }
    };
    view! {
        <form class="dk-page" aria-label=label.to_owned() novalidate=true on:submit=submit on:keydown=quick>
            {super::trouble::view(desk)}
            {inside}
        </form>
    }
    .into_any()
}

/// Whether the browser can read what stands in each field: half a date is no
/// text at all for whoever asks for it. If not, the form says so.
pub(super) fn is_readable(desk: Desk, event: &web_sys::Event) -> bool {
    let form = browser::origin(event).and_then(|from| from.closest("form").ok().flatten());
    let bad = form.and_then(|form| form.query_selector("input:invalid").ok().flatten());
    let name = bad.and_then(|input| input.get_attribute("data-field"));
    if let Some(name) = &name {
        desk.refuse(vec![Wrong::of(name, Key::FieldInvalid)]);
    }
    name.is_none()
}

/// A part of a form under a heading.
pub(super) fn part(title: &str, hint: &str, inside: AnyView) -> AnyView {
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint">{hint.to_owned()}</p> });
    view! {
        <section class="dk-part">
            <h2 class="section-title">{title.to_owned()}</h2>
            {hint}
            {inside}
        </section>
    }
    .into_any()
}

/// The button that sends the form, what it did last, and the way back to what
/// the server has. `more` are other buttons; `main` where this is the one that
/// is filled.
pub(super) fn foot(desk: Desk, send: Key, main: bool, more: AnyView) -> AnyView {
    let sending = desk.official().editor.sending;
    let label = move || desk.t(if sending.get() { Key::FormSending } else { send });
    let done = move || {
        let key = desk.official().editor.done.get()?;
        Some(view! { <p class="dk-done">{icon(Icon::Done)}<span>{desk.t(key)}</span></p> })
    };
    let changed = Memo::new(move |_| desk.official().editor.is_changed());
    let discard = move || {
        changed.get().then(|| {
            view! { <button type="button" class="btn btn-quiet" on:click=move |_| desk.ask_discard()>{desk.t(Key::FormDiscard)}</button> }
        })
    };
    view! {
        <div class="dk-foot">
            <button class=if main { "btn btn-primary" } else { "btn" } id=SEND aria-busy=move || sending.get().then_some("true")>{label}</button>
            {more}
            {discard}
            {done}
        </div>
    }
    .into_any()
}

/// Moves to a field: its label into view, the focus to its control.
pub(super) fn show(event: &web_sys::Event, id: &str) {
    event.prevent_default();
    let root = browser::origin(event).map(|from| from.get_root_node());
    let Some(root) = root.and_then(|root| root.dyn_into::<web_sys::ShadowRoot>().ok()) else {
        return;
    };
    let Some(control) = root.get_element_by_id(id) else { return };
    if let Ok(Some(field)) = control.closest(".field") {
        field.scroll_into_view();
    }
    browser::focus(&root, id);
}
