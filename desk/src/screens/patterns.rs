//! What looks like several hands of one person. It blocks nobody by itself.

use contract::Pattern;
use leptos::prelude::*;

use super::{filter::select, listing::listing};
use crate::{
    components::{icon::Icon, notice::chip, text},
    i18n::{Key, Plural},
    state::{Desk, Route, Screen, TITLE},
};

/// The screen.
pub(super) fn view(desk: Desk) -> AnyView {
    let threads = move || {
        let mut options = vec![(String::new(), desk.t(Key::FilterAll).to_owned())];
        let ids = desk
            .threads
            .with(|threads| threads.iter().map(|one| one.id.clone()).collect::<Vec<_>>());
        options.extend(
            ids.into_iter().map(|id| (id.clone(), desk.thread_title(&id).unwrap_or_default())),
        );
        select(
            desk.t(Key::FilterThread),
            options,
            move || desk.records().patterns.only.get(),
            move |value| {
                desk.records().patterns.only.set(value);
                desk.load_patterns();
            },
        )
    };
    view! {
        <main class="dk-main stack">
            <h1 class="view-title" id=TITLE tabindex="-1">{desk.t(Key::MenuPatterns)}</h1>
            <p class="muted">{desk.t(Key::PatternsText)}</p>
            {threads}
            {listing(desk, desk.records().patterns, (Icon::Done, Key::PatternsEmpty, Key::PatternsEmptyText),
                move || desk.load_patterns(), || (), move |one| entry(desk, one))}
        </main>
    }
    .into_any()
}

fn entry(desk: Desk, one: &Pattern) -> AnyView {
    let words = desk.words();
    let people = words.plural(Plural::PatternPeople, u64::from(one.people));
    let new = (one.new_accounts > 0).then(|| {
        let text = words.plural(Plural::PatternNew, u64::from(one.new_accounts));
        view! { <span>{text}</span> }
    });
    let share = words.percent(f64::from(one.confidence) / 100.0);
    let sure = words.with(Key::PatternConfidence, &[("share", &share)]);
    let tone = if one.confidence >= 80 { "bad" } else { "wait" };
    let trail = Route { about: one.submission_id.clone(), ..Route::of(Screen::Audit) }.hash();
    let kind = words.word("pattern", one.kind.as_str());
    view! {
        <li class="dk-entry">
            <div class="dk-entry-main">
                <p class="dk-entry-what"><b>{kind}</b>" "<span dir="auto">{one.title.clone()}</span></p>
                <p class="meta dots">
                    <span>{one.reference.clone()}</span><span>{people}</span>{new}
                    <span>{text::time(words, &one.from)}" – "{text::time(words, &one.to)}</span>
                </p>
                <div class="chips">{chip(tone, Icon::Info, sure)}</div>
            </div>
            <div class="row"><a href=trail>{desk.t(Key::TimelineAudit)}</a></div>
        </li>
    }
    .into_any()
}
