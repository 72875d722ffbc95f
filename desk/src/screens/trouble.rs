//! What is wrong with the open form, at its head: it takes the focus and leads
//! to each field.

use leptos::prelude::*;

use super::{
    field::{id_of, told},
    form::show,
};
use crate::{
    components::{icon::Icon, notice::notice},
    i18n::Key,
    state::{ApiError, Desk, ERRORS, Merged, Wrong},
};

/// What is wrong, what somebody else changed, and what was restored.
pub(super) fn view(desk: Desk) -> AnyView {
    let editor = desk.official().editor;
    let wrong = move || {
        let wrong = editor.wrong.get();
        (!wrong.is_empty()).then(|| summary(desk, &wrong))
    };
    let failed = move || editor.failed.get().map(|error| failed(desk, &error));
    let merged = move || editor.merged.get().map(|merged| changed(desk, &merged));
    let restored = move || {
        editor.restored.get().then(|| {
            notice("brand", Icon::Pen, view! {
                <p>{desk.t(Key::FormRestored)}</p>
                <p><button type="button" class="btn" on:click=move |_| desk.ask_discard()>{desk.t(Key::FormDiscard)}</button></p>
            })
        })
    };
    view! {
        {restored}
        <div id=ERRORS tabindex="-1" role="group" aria-labelledby="errors-title" class="dk-trouble">{wrong}{failed}{merged}</div>
    }
    .into_any()
}

fn summary(desk: Desk, wrong: &[Wrong]) -> AnyView {
    let lines: Vec<AnyView> = wrong.iter().map(|one| line(desk, one)).collect();
    view! {
        <div class="errors">
            <h2 class="errors-title" id="errors-title">{desk.t(Key::ErrorsTitle)}</h2>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

fn line(desk: Desk, one: &Wrong) -> AnyView {
    let words = desk.words();
    let (name, max) = desk.official().editor.called(&one.field);
    let why = words.with(one.key, &[("n", &words.number(max.into()))]);
    let text = words.with(Key::ErrorsLine, &[("field", &name), ("why", &why)]);
    let id = id_of(&one.field);
    let href = ["#", &id].concat();
    view! { <li><a href=href on:click=move |event| show(&event, &id)>{text}</a></li> }.into_any()
}

fn failed(desk: Desk, error: &ApiError) -> AnyView {
    let why = error.say(desk.words());
    // Whatever became of it, the text is here.
    notice(
        "bad",
        Icon::Alert,
        view! {
            <h2 class="notice-title" id="errors-title">{desk.t(Key::FormNotSaved)}</h2>
            <p>{why}</p>
            <p>{desk.t(Key::FormKept)}</p>
        },
    )
}

/// What somebody else made of it meanwhile, and what to do now.
fn changed(desk: Desk, merged: &Merged) -> AnyView {
    let words = desk.words();
    let theirs: Vec<String> =
        merged.theirs.iter().map(|name| desk.official().editor.called(name).0).collect();
    let theirs = (!theirs.is_empty()).then(|| {
        let text = words.with(Key::MergedTheirs, &[("fields", &theirs.join(", "))]);
        view! { <p>{text}</p> }
    });
    let both: Vec<AnyView> = merged
        .both
        .iter()
        .map(|(name, their)| {
            let called = desk.official().editor.called(name).0;
            let (id, value) = (id_of(name), told(desk, name, their));
            let href = ["#", &id].concat();
            view! {
                <li>
                    <a href=href on:click=move |event| show(&event, &id)>{called}</a>
                    <blockquote class="dk-quote" dir="auto">{value}</blockquote>
                </li>
            }
            .into_any()
        })
        .collect();
    let both = (!both.is_empty())
        .then(|| view! { <p>{desk.t(Key::MergedBoth)}</p><ul class="stack">{both}</ul> });
    notice(
        "wait",
        Icon::Person,
        view! {
            <h2 class="notice-title" id="errors-title">{desk.t(Key::MergedTitle)}</h2>
            <p>{desk.t(Key::MergedText)}</p>
            {theirs}
            {both}
            <p><b>{desk.t(Key::MergedDo)}</b></p>
        },
    )
}
