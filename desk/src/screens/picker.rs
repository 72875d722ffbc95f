//! Choosing submissions of a thread, or an organisation.

use leptos::prelude::*;

use super::{filter::select, listing::listing, shell::is_checked, subjects};
use crate::{
    components::icon::Icon,
    i18n::Key,
    shapes::OrganisationProfile,
    state::{Desk, Load},
};

/// Choosing any number of submissions, behind a disclosure.
pub(super) fn disclosed(
    desk: Desk,
    is_on: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
    choose: impl Fn(&str, bool) + Copy + Send + Sync + 'static,
) -> AnyView {
    let begin = move || {
        if desk.official().picker.submissions.load.get_untracked() == Load::Idle {
            desk.begin_picker();
        }
    };
    // Where nothing is chosen yet, that comes first.
    let none = desk.official().editor.now.with_untracked(|now| now.get("submissions").is_empty());
    let open = RwSignal::new(none);
    if none {
        begin();
    }
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        begin();
    };
    view! {
        <div class="stack">
            <p><button type="button" class="btn" aria-expanded=move || open.get().to_string() aria-controls="picker" on:click=toggle>{desk.t(Key::AnswerAdd)}</button></p>
            <div id="picker">{move || open.get().then(|| submissions(desk, "checkbox", is_on, choose))}</div>
        </div>
    }
    .into_any()
}

/// Submissions that can be chosen: one (`radio`) or any number (`checkbox`).
pub(super) fn submissions(
    desk: Desk,
    kind: &'static str,
    is_on: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
    choose: impl Fn(&str, bool) + Copy + Send + Sync + 'static,
) -> AnyView {
    let picker = desk.official().picker;
    let threads = move || {
        let ids: Vec<String> =
            desk.threads.with(|threads| threads.iter().map(|one| one.id.clone()).collect());
        let name = |id: String| {
            let name = desk.thread_title(&id).unwrap_or_default();
            (id, name)
        };
        let options = ids.into_iter().map(name).collect();
        select(
            desk.t(Key::FilterThread),
            options,
            move || picker.thread.get(),
            move |id| desk.pick_from(id),
        )
    };
    let row = move |one: &crate::shapes::Submission| {
        offer(kind, one.id.clone(), is_on, choose, subjects::offered(desk, one))
    };
    view! {
        <div class="dk-picker stack">
            {threads}
            {find(desk, Key::PickFind, move || desk.find_submissions())}
            {listing(desk, picker.submissions, (Icon::Info, Key::PickNothing, Key::QueueNoMatchText),
                move || desk.find_submissions(), move || desk.more_submissions(), row)}
        </div>
    }
    .into_any()
}

/// Organisations of which one can be chosen.
pub(super) fn organisations(
    desk: Desk,
    is_on: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
    choose: impl Fn(&str, bool) + Copy + Send + Sync + 'static,
) -> AnyView {
    let row = move |one: &OrganisationProfile| {
        let sector = desk.of_forum(|forum| desk.words().term(&forum.sectors, &one.kind));
        let inside = view! {
            <span class="dk-offer"><b><bdi>{one.name.clone()}</bdi></b><span class="meta">{sector}</span></span>
        };
        offer("radio", one.id.clone(), is_on, choose, inside.into_any())
    };
    view! {
        <div class="dk-picker stack">
            {find(desk, Key::PickFindOrganisation, move || desk.find_organisations())}
            {listing(desk, desk.official().picker.organisations, (Icon::Host, Key::PickNothing, Key::PickOrganisationsText),
                move || desk.find_organisations(), move || desk.more_organisations(), row)}
        </div>
    }
    .into_any()
}

/// A search that is no form: it stands within one.
fn find(desk: Desk, label: Key, go: impl Fn() + Copy + 'static) -> AnyView {
    let text = desk.official().picker.text;
    let enter = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            go();
        }
    };
    view! {
        <div class="dk-find" role="search">
            <label class="sr" for="pick-find">{desk.t(label)}</label>
            <input class="input" id="pick-find" type="search" enterkeyhint="search" placeholder=desk.t(label)
                prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event)) on:keydown=enter />
            <button type="button" class="btn" on:click=move |_| go()>{desk.t(Key::QueueFindButton)}</button>
        </div>
    }
    .into_any()
}

fn offer(
    kind: &'static str,
    id: String,
    is_on: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
    choose: impl Fn(&str, bool) + Copy + 'static,
    inside: AnyView,
) -> AnyView {
    let (asked, own) = (id.clone(), id);
    view! {
        <li>
            <label class="check">
                <input type=kind name="pick" prop:checked=move || is_on(&asked) on:change=move |event| choose(&own, is_checked(&event)) />
                {inside}
            </label>
        </li>
    }
    .into_any()
}
