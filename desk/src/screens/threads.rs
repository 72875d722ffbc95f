//! Consultations: the list.

use contract::Phase;
use leptos::prelude::*;

use super::listing::{head, listing};
use crate::{
    components::{icon::Icon, notice::chip},
    i18n::{I18n, Key, Plural},
    shapes::Thread,
    state::{Desk, NEW, Route, Screen},
};

/// The list, or the form of one.
pub(super) fn view(desk: Desk) -> AnyView {
    // Another thread is another form; what is saved for the first time stays.
    let about = Memo::new(move |_| desk.route.with(|route| !route.about.is_empty()));
    (move || if about.get() { super::thread_form::view(desk) } else { all(desk) }).into_any()
}

fn all(desk: Desk) -> AnyView {
    let begin = (Route::about(Screen::Threads, NEW).hash(), Key::ThreadsNew);
    view! {
        <main class="dk-main stack">
            {head(desk, Key::MenuThreads, Key::ThreadsText, Some(begin))}
            {listing(desk, desk.official().threads, (Icon::Info, Key::ThreadsEmpty, Key::ThreadsEmptyText),
                move || desk.load_thread_list(), move || desk.more_threads(), move |one| entry(desk, one))}
        </main>
    }
    .into_any()
}

fn entry(desk: Desk, one: &Thread) -> AnyView {
    let words = desk.words();
    let route = Route::about(Screen::Threads, &one.id);
    let unsaved = desk.is_kept(&route).then(|| unsaved(desk));
    let href = route.hash();
    let (title, lang) = title(words, one);
    let label = words.with(Key::ThreadsEditLabel, &[("title", &title)]);
    let announce = words.with(Key::ThreadsAnnounceLabel, &[("title", &title)]);
    let news = Route { more: one.id.clone(), ..Route::about(Screen::Announcements, NEW) }.hash();
    let counts = one.counts;
    let counts: Vec<AnyView> = [
        Some(words.plural(Plural::CountSubmissions, counts.submissions)),
        Some(words.plural(Plural::CountComments, counts.comments)),
        counts.votes.map(|votes| words.plural(Plural::CountVotes, votes)),
        Some(words.plural(Plural::CountPeople, counts.participants)),
    ]
    .into_iter()
    .flatten()
    .map(|text| view! { <span>{text}</span> }.into_any())
    .collect();
    view! {
        <li class="dk-entry">
            <div class="dk-entry-main">
                <h2 class="dk-entry-title"><a href=href.clone() lang=lang dir="auto">{title}</a></h2>
                <div class="chips">{chips(desk, one)}{unsaved}</div>
                <p class="meta">{dates(words, one)}</p>
                <p class="meta dots">{counts}</p>
            </div>
            <div class="row">
                <a class="btn" href=href aria-label=label>{desk.t(Key::ThreadsEdit)}</a>
                <a href=news aria-label=announce>{desk.t(Key::ThreadsAnnounce)}</a>
                {see(desk, one)}
            </div>
        </li>
    }
    .into_any()
}

/// That a form holds what is not saved.
pub(super) fn unsaved(desk: Desk) -> AnyView {
    chip("wait", Icon::Pen, desk.t(Key::FormUnsaved).to_owned())
}

/// A thread as everybody sees it, in a window of its own.
pub(super) fn see(desk: Desk, one: &Thread) -> AnyView {
    let href = [&desk.base(), "/embed?thread=", &one.slug, "&lang=", desk.words().lang()].concat();
    let (title, _) = title(desk.words(), one);
    let label = desk.words().with(Key::ThreadsSeeLabel, &[("title", &title)]);
    view! { <a href=href target="_blank" rel="noopener" aria-label=label>{desk.t(Key::ThreadsSee)}</a> }
        .into_any()
}

/// The title in the reader's language where there is one, and its language.
fn title(words: I18n, one: &Thread) -> (String, String) {
    let other = one.translations.iter().find(|other| other.language == words.lang());
    match other.filter(|_| one.language != words.lang()) {
        Some(other) => (other.title.clone(), other.language.clone()),
        None => (one.title.clone(), one.language.clone()),
    }
}

/// Phase, and what is special about it.
pub(super) fn chips(desk: Desk, one: &Thread) -> Vec<AnyView> {
    let words = desk.words();
    let (tone, sign) = match one.phase {
        Phase::Upcoming => ("", Icon::Clock),
        Phase::Collecting | Phase::Voting | Phase::Open => ("good", Icon::Done),
        Phase::Closed => ("wait", Icon::Clock),
        Phase::Answered => ("brand", Icon::Done),
    };
    let phase = chip(tone, sign, words.word("phase", one.phase.as_str()));
    let promise = words.word("promise", one.promise.as_str());
    let more = [
        (one.pinned, "", Icon::Flag, Key::ThreadPinned),
        (one.locked, "bad", Icon::Lock, Key::ThreadLocked),
        (one.premoderated, "", Icon::Person, Key::ThreadPremoderated),
        (one.anonymous, "", Icon::Lock, Key::ThreadAnonymous),
    ];
    let more = more.into_iter().filter(|(is, ..)| *is);
    [phase, chip("", Icon::Info, promise)]
        .into_iter()
        .chain(more.map(|(_, tone, sign, key)| chip(tone, sign, words.t(key).to_owned())))
        .collect()
}

fn dates(words: I18n, one: &Thread) -> String {
    let date = |at: &Option<String>| at.as_deref().map(|at| words.date_time(at));
    match (date(&one.opens_at), date(&one.closes_at)) {
        (Some(from), Some(to)) => words.with(Key::ThreadFromTo, &[("from", &from), ("to", &to)]),
        (Some(from), None) => words.with(Key::ThreadFrom, &[("from", &from)]),
        (None, Some(to)) => words.with(Key::ThreadTo, &[("to", &to)]),
        (None, None) => words.t(Key::ThreadAlways).to_owned(),
    }
}
