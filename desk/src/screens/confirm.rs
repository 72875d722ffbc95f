//! The question before something that cannot be taken back.

use leptos::{html, prelude::*};

use crate::{i18n::Key, state::Desk};

/// The dialog, closed until something is asked.
pub(super) fn dialog(desk: Desk) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let asked = desk.official().asked.0;
    Effect::new(move |_| {
        let open = asked.with(Option::is_some);
        let Some(dialog) = node.get() else { return };
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let inside = move || {
        let question = asked.get()?;
        let lines: Vec<AnyView> = question
            .text
            .into_iter()
            .map(|line| view! { <p dir="auto">{line}</p> }.into_any())
            .collect();
        let class = if question.danger { "btn btn-danger" } else { "btn btn-primary" };
        Some(view! {
            <div class="stack">
                <h2 class="section-title" id="asked-title">{question.title}</h2>
                {lines}
                <div class="dialog-actions">
                    <button type="button" class="btn" on:click=move |_| desk.answer_question(false)>{desk.t(Key::ActionCancel)}</button>
                    <button type="button" class=class id="asked-yes" on:click=move |_| desk.answer_question(true)>{question.yes}</button>
                </div>
            </div>
        })
    };
    view! {
        <dialog class="dialog" aria-labelledby="asked-title" node_ref=node on:close=move |_| desk.answer_question(false)>
            {inside}
        </dialog>
    }
    .into_any()
}
