//! The panel for one thing where it stands, within the widget.

use leptos::prelude::*;

use super::panel;
use crate::{
    components::{icon::Icon, notice},
    i18n::Key,
    state::{Desk, Load},
};

/// The same decisions as at the desk.
#[must_use]
pub fn in_place(desk: Desk) -> impl IntoView {
    let words = desk.words();
    let subjects = Memo::new(move |_| {
        // While a decision is held back there is nothing to press.
        let waits = desk.moderation().held.last().is_some();
        desk.moderation().place.subject.get().into_iter().filter(|_| !waits).collect::<Vec<_>>()
    });
    let failed = move || {
        let target = desk.moderation().place.subject.get()?.target;
        let why = desk.moderation().queue.failed.with(|failed| failed.get(&target).cloned())?;
        Some(notice::notice("bad", Icon::Alert, view! { <p>{why}</p> }))
    };
    let body = move || {
        match desk.moderation().place.load.get() {
        Load::Idle | Load::Loading => {
            view! { <p class="muted" aria-busy="true">{desk.t(Key::Loading)}</p> }.into_any()
        }
        Load::Failed(error) => {
            let why = error.say(words);
            notice::notice("bad", Icon::Alert, view! {
                <p>{why}</p>
                <p><button type="button" class="btn" on:click=move |_| desk.load_place()>{desk.t(Key::ActionRetry)}</button></p>
            })
        }
        Load::Ready => view! {
            {failed}
            {move || (!subjects.with(Vec::is_empty)).then(|| panel::panel(desk, subjects, "place-title"))}
            {panel::held(desk)}
        }
        .into_any(),
    }
    };
    view! { <div class="dk-place" lang=words.lang()>{body}</div> }
}
