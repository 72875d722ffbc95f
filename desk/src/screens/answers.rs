//! Official answers: the list.

use contract::AnswerState;
use leptos::prelude::*;

use super::{
    filter::select,
    listing::{head, listing},
    preview, threads,
};
use crate::{
    components::{icon::Icon, notice::chip, text},
    i18n::{Key, Plural},
    shapes::Answer,
    state::{Desk, NEW, Route, Screen},
};

/// The list, or the form of one.
pub(super) fn view(desk: Desk) -> AnyView {
    let about = Memo::new(move |_| desk.route.with(|route| !route.about.is_empty()));
    (move || if about.get() { super::answer::view(desk) } else { all(desk) }).into_any()
}

fn all(desk: Desk) -> AnyView {
    let list = desk.official().answers;
    let states = [
        ("", Key::AnswersAll),
        (AnswerState::Draft.as_str(), Key::AnswersDrafts),
        (AnswerState::Published.as_str(), Key::AnswersPublished),
    ];
    let states = states.map(|(value, key)| (value.to_owned(), desk.t(key).to_owned())).to_vec();
    let choose = move |value| {
        list.only.set(value);
        desk.load_answers();
    };
    let begin = (Route::about(Screen::Answers, NEW).hash(), Key::AnswersNew);
    view! {
        <main class="dk-main stack">
            {head(desk, Key::MenuAnswers, Key::AnswersText, Some(begin))}
            {select(desk.t(Key::AnswersShow), states, move || list.only.get(), choose)}
            {listing(desk, list, (Icon::Pen, Key::AnswersEmpty, Key::AnswersEmptyText),
                move || desk.load_answers(), move || desk.more_answers(), move |one| entry(desk, one))}
        </main>
    }
    .into_any()
}

fn entry(desk: Desk, one: &Answer) -> AnyView {
    let words = desk.words();
    let route = Route::about(Screen::Answers, &one.id);
    let unsaved = desk.is_kept(&route).then(|| threads::unsaved(desk));
    let first = one.submissions.first();
    let (title, lang) =
        first.map(|one| (one.title.clone(), one.language.clone())).unwrap_or_default();
    let more = one.submissions.len().saturating_sub(1) as u64;
    let more = (more > 0).then(|| {
        view! { <span>{words.plural(Plural::AnswersMore, more)}</span> }
    });
    let reference = first.map(|one| view! { <span>{one.reference.clone()}</span> });
    let office = one.office.as_deref().map(|id| view! { <span>{preview::office(desk, id)}</span> });
    let name = one.author.name.clone();
    view! {
        <li class="dk-entry">
            <div class="dk-entry-main">
                <h2 class="dk-entry-title"><a href=route.hash() lang=lang dir="auto">{title}</a></h2>
                <div class="chips">{standing(desk, one)}{preview::state(desk, one.status)}{unsaved}</div>
                <p class="meta dots">{reference}{more}{office}<span><bdi>{name}</bdi></span>{text::time(words, &one.edited_at)}</p>
            </div>
        </li>
    }
    .into_any()
}

/// Whether an answer is out, and whether it is out as it stands.
pub(super) fn standing(desk: Desk, one: &Answer) -> AnyView {
    let (tone, sign, key) = match (one.state, one.changed) {
        (AnswerState::Draft, _) => ("wait", Icon::Pen, Key::AnswerDraft),
        (AnswerState::Published, true) => ("wait", Icon::Pen, Key::AnswerChanged),
        (AnswerState::Published, false) => ("good", Icon::Done, Key::AnswerOut),
    };
    chip(tone, sign, desk.t(key).to_owned())
}
