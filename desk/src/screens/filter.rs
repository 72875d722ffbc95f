//! What of the queue is asked for: words, order, thread, language, who looks.

use contract::QueueSort;
use leptos::prelude::*;

use crate::{
    i18n::Key,
    state::{Desk, QueueFilter},
};

/// The search field, the order, and the filters behind a disclosure.
pub(super) fn view(desk: Desk) -> AnyView {
    let text =
        RwSignal::new(desk.moderation().queue.filter.with_untracked(|filter| filter.text.clone()));
    let find = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        desk.filter_queue(|filter| text.get_untracked().trim().clone_into(&mut filter.text));
    };
    let summary = move || match desk.moderation().queue.filter.with(QueueFilter::active) {
        0 => desk.t(Key::FilterTitle).to_owned(),
        n => desk.words().with(Key::FilterActive, &[("n", &desk.words().number(n as u64))]),
    };
    view! {
        <div class="dk-filter">
            <form class="dk-find" role="search" on:submit=find>
                <label class="sr" for="queue-find">{desk.t(Key::QueueFind)}</label>
                <input class="input" id="queue-find" type="search" enterkeyhint="search" placeholder=desk.t(Key::QueueFind)
                    prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event)) />
                <button class="btn">{desk.t(Key::QueueFindButton)}</button>
            </form>
            <div class="row">
                {sort(desk)}
                <details class="more">
                    <summary><span>{summary}</span></summary>
                    <div class="more-body dk-filters">
                        {threads(desk)}
                        {languages(desk)}
                        {claimed(desk)}
                    </div>
                </details>
            </div>
        </div>
    }
    .into_any()
}

fn sort(desk: Desk) -> AnyView {
    let options = QueueSort::ALL.iter().map(|sort| {
        let word = sort.as_str();
        (word.to_owned(), desk.words().word("sort", word))
    });
    let now = move || desk.moderation().queue.filter.with(|filter| filter.sort.as_str().to_owned());
    select(desk.t(Key::SortLabel), options.collect(), now, move |value| {
        let sort = value.parse().unwrap_or(QueueSort::Oldest);
        desk.filter_queue(|filter| filter.sort = sort);
    })
}

fn threads(desk: Desk) -> AnyView {
    (move || {
        let mut options = vec![(String::new(), desk.t(Key::FilterAll).to_owned())];
        let ids = desk
            .threads
            .with(|threads| threads.iter().map(|one| one.id.clone()).collect::<Vec<_>>());
        options.extend(
            ids.into_iter().map(|id| (id.clone(), desk.thread_title(&id).unwrap_or_default())),
        );
        let now = move || desk.moderation().queue.filter.with(|filter| filter.thread.clone());
        select(desk.t(Key::FilterThread), options, now, move |value| {
            desk.filter_queue(|filter| filter.thread = value);
        })
    })
    .into_any()
}

fn languages(desk: Desk) -> AnyView {
    let mut options = vec![(String::new(), desk.t(Key::FilterAll).to_owned())];
    let tags = desk.session.forum.with_untracked(|forum| {
        forum.as_ref().map(|forum| forum.languages.clone()).unwrap_or_default()
    });
    options.extend(tags.into_iter().map(|tag| (tag.clone(), desk.words().language(&tag))));
    let now = move || desk.moderation().queue.filter.with(|filter| filter.language.clone());
    select(desk.t(Key::FilterLanguage), options, now, move |value| {
        desk.filter_queue(|filter| filter.language = value);
    })
}

fn claimed(desk: Desk) -> AnyView {
    let options = [
        ("", Key::FilterAll),
        ("me", Key::FilterClaimedMe),
        ("others", Key::FilterClaimedOthers),
        ("nobody", Key::FilterClaimedNobody),
    ];
    let options = options.map(|(value, key)| (value.to_owned(), desk.t(key).to_owned())).to_vec();
    let now = move || desk.moderation().queue.filter.with(|filter| filter.claimed.clone());
    select(desk.t(Key::FilterClaimed), options, now, move |value| {
        desk.filter_queue(|filter| filter.claimed = value);
    })
}

/// A labelled choice of one.
pub(super) fn select(
    label: &'static str,
    options: Vec<(String, String)>,
    now: impl Fn() -> String + Copy + Send + 'static,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(value, name)| {
            let own = value.clone();
            view! { <option value=value prop:selected=move || now() == own>{name}</option> }
                .into_any()
        })
        .collect();
    view! {
        <label class="select">
            <span>{label}</span>
            <select class="input" on:change=move |event| choose(event_target_value(&event))>{options}</select>
        </label>
    }
    .into_any()
}
