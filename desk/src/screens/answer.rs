//! Writing an official answer: the submissions at one side, the answer at the
//! other.

use contract::{AnswerState, Limits};
use leptos::prelude::*;
use rules::answers;

use super::{
    answers::standing,
    field::{Choice, Look, input, radios, select},
    form::{foot, form, is_readable},
    listing::failed,
    picker, preview, subjects,
};
use crate::{
    components::{
        icon::{Icon, icon},
        notice, text,
    },
    i18n::{Key, Plural},
    state::{Desk, Load, Route, Screen, TITLE, answer_form::PARTS, plain},
};

/// The form, once it is here.
pub(super) fn view(desk: Desk) -> AnyView {
    let load = Memo::new(move |_| desk.official().editor.load.get());
    let body = move || {
        match load.get() {
        Load::Idle | Load::Loading => notice::bones(desk.t(Key::Loading)),
        Load::Failed(error) => failed(desk, &error, move || desk.open_route()),
        Load::Ready => view! {
            <div class="dk-pair">
                <div class="dk-pair-about">{about(desk)}</div>
                <div class="dk-pair-form">{form(desk, desk.t(Key::AnswerWrite), fields(desk), move || desk.save_answer(false))}{versions(desk)}</div>
            </div>
        }
        .into_any(),
    }
    };
    let back = Route::of(Screen::Answers).hash();
    let count =
        Memo::new(move |_| desk.official().editor.now.with(|now| now.words("submissions").len()));
    let title = move || match count.get() {
        0 | 1 => desk.t(Key::AnswerWrite).to_owned(),
        n => desk.words().plural(Plural::AnswerTogether, n as u64),
    };
    let now = move || desk.official().answer.get().map(|answer| standing(desk, &answer));
    view! {
        <main class="dk-main">
            <div class="stack">
                <a class="back" href=back>{icon(Icon::Back)}<span>{desk.t(Key::MenuAnswers)}</span></a>
                <div class="dk-top"><h1 class="view-title" id=TITLE tabindex="-1">{title}</h1><div class="chips">{now}</div></div>
                {body}
            </div>
        </main>
    }
    .into_any()
}

/// The submissions that are answered, and the way to more.
fn about(desk: Desk) -> AnyView {
    desk.official().editor.name("submissions", desk.t(Key::AnswerSubmissions), 0);
    let chosen =
        Memo::new(move |_| desk.official().editor.now.with(|now| now.words("submissions")));
    let list = move || {
        let ids = chosen.get();
        let alone = ids.len() == 1;
        ids.into_iter().map(|id| subjects::answered(desk, id, alone)).collect::<Vec<_>>()
    };
    let offered = move |id: &str| chosen.with(|chosen| chosen.iter().any(|one| one == id));
    view! {
        <section class="stack" aria-labelledby="about-title">
            <h2 class="section-title" id="about-title">{desk.t(Key::AnswerSubmissions)}</h2>
            <div id="f-submissions" tabindex="-1" class="field stack">{list}</div>
            {picker::disclosed(desk, offered, move |id, on| desk.attach(id, on))}
        </section>
    }
    .into_any()
}

fn fields(desk: Desk) -> AnyView {
    let words = desk.words();
    let languages = desk.forum_languages();
    let languages = languages.into_iter().map(|tag| (tag.clone(), words.language(&tag))).collect();
    let long = |name: &str, key: Key, hint: Key| {
        let hint = desk.t(hint).to_owned();
        let (max, rows, optional) = (Limits::ANSWER_PART_MAX, 5, name == "body");
        let own_language = true;
        let look = Look { hint, max, rows, optional, own_language, ..Look::default() };
        input(desk, name, desk.t(key), look)
    };
    let due = Look { kind: "date", optional: true, ..Look::default() };
    view! {
        {radios(desk, "status", desk.t(Key::AnswerStatus), String::new(), statuses(desk))}
        {select(desk, "language", desk.t(Key::AnswerLanguage), String::new(), languages)}
        {long("heard", Key::AnswerHeard, Key::AnswerHeardHint)}
        {long("action", Key::AnswerActionOrNot, Key::AnswerActionHint)}
        <fieldset class="stack">
            <legend class="legend">{desk.t(Key::AnswerWhen)}</legend>
            <div class="dk-dates">
                {select(desk, "office", desk.t(Key::AnswerOffice), String::new(), offices(desk, Key::AnswerNoOffice))}
                {input(desk, "due_at", desk.t(Key::AnswerDue), due)}
            </div>
        </fieldset>
        {long("body", Key::AnswerBody, Key::FormatHint)}
        {meter(desk)}
        {shown(desk)}
        {buttons(desk)}
    }
    .into_any()
}

/// What can be decided; what pays nothing of what is owed says so.
fn statuses(desk: Desk) -> Vec<Choice> {
    let words = desk.words();
    desk.of_forum(|forum| {
        let choice = |term: &contract::Term| {
            let looks = term.id.parse().is_ok_and(|status| !answers::settles(status));
            let text = if looks { desk.t(Key::AnswerSettlesNot) } else { "" };
            Choice { text: text.to_owned(), ..Choice::of(&term.id, &words.pick(&term.name)) }
        };
        forum.statuses.iter().map(choice).collect()
    })
}

/// The forum's offices, with what none is called.
pub(super) fn offices(desk: Desk, none: Key) -> Vec<(String, String)> {
    let words = desk.words();
    let offices = desk.of_forum(|forum| {
        let offices = forum.offices.iter();
        offices.map(|office| (office.id.clone(), words.pick(&office.name))).collect::<Vec<_>>()
    });
    std::iter::once((String::new(), desk.t(none).to_owned())).chain(offices).collect()
}

/// How long the sentences are, and which are too long.
fn meter(desk: Desk) -> AnyView {
    let measured = Memo::new(move |_| {
        let text =
            desk.official().editor.now.with(|now| PARTS.map(|part| now.get(part).to_owned()));
        plain::measure(&text.join("\n"))
    });
    let inside = move || {
        let measure = measured.get();
        if measure.sentences == 0 {
            return view! { <p class="hint">{desk.t(Key::MeterNone)}</p> }.into_any();
        }
        let words = desk.words();
        let sentences = words.plural(Plural::MeterSentences, measure.sentences as u64);
        let average = words.plural(Plural::MeterAverage, measure.average() as u64);
        let (tone, sign, said) = if measure.long.is_empty() {
            ("good", Icon::Done, desk.t(Key::MeterGood).to_owned())
        } else {
            let limit = words.number(plain::LONG as u64);
            let count = words.plural(Plural::MeterLong, measure.long.len() as u64);
            (
                "wait",
                Icon::Alert,
                words.with(Key::MeterLongText, &[("count", &count), ("limit", &limit)]),
            )
        };
        let long: Vec<AnyView> = measure
            .long
            .into_iter()
            .map(|text| view! { <li dir="auto">{rules::text::shorten(&text, 120, |text| text.chars().count())}</li> }.into_any())
            .collect();
        view! {
            <div class="chips">{notice::chip(tone, sign, said)}</div>
            <p class="meta dots"><span>{sentences}</span><span>{average}</span></p>
            <ul class="dk-bullets hint">{long}</ul>
        }
        .into_any()
    };
    view! {
        <section class="dk-meter" aria-labelledby="meter-title">
            <h2 class="label" id="meter-title">{desk.t(Key::MeterTitle)}</h2>
            {inside}
        </section>
    }
    .into_any()
}

/// The public box as it would stand.
fn shown(desk: Desk) -> AnyView {
    view! {
        <details class="more" open=true>
            <summary><span>{desk.t(Key::AnswerPreview)}</span></summary>
            <div class="more-body">{move || desk.official().editor.now.with(|now| preview::now(desk, now))}</div>
        </details>
    }
    .into_any()
}

fn buttons(desk: Desk) -> AnyView {
    let changed = Memo::new(move |_| desk.official().editor.is_changed());
    let answer = desk.official().answer;
    let state = move || answer.with(|answer| answer.as_ref().map(|one| (one.state, one.changed)));
    let publish = move || {
        let out = state() == Some((AnswerState::Published, false)) && !changed.get();
        (!out).then(|| {
            view! {
                <button type="button" class="btn btn-primary" on:click=move |event| if is_readable(desk, &event) { desk.ask_publish() }>{desk.t(Key::AnswerPublish)}</button>
            }
        })
    };
    let delete = move || {
        let draft = state().is_some_and(|(state, _)| state == AnswerState::Draft);
        draft.then(|| {
            view! {
                <button type="button" class="btn btn-quiet" on:click=move |_| desk.ask_delete_answer()>{desk.t(Key::AnswerDelete)}</button>
            }
        })
    };
    view! {
        {foot(desk, Key::AnswerSave, false, view! { {publish}{delete} }.into_any())}
        <p class="hint">{desk.t(Key::AnswerSaveHint)}</p>
    }
    .into_any()
}

/// What was published before, the newest first.
fn versions(desk: Desk) -> AnyView {
    let versions = desk.official().versions;
    (move || {
        let versions = versions.get();
        (!versions.is_empty()).then(|| {
            let words = desk.words();
            let items: Vec<AnyView> = versions
                .iter()
                .rev()
                .map(|one| {
                    let number = words.number(one.version.into());
                    let title = words.with(Key::AnswerVersion, &[("n", &number)]);
                    let at = text::time(words, &one.published_at);
                    view! {
                        <li>
                            <details class="more">
                                <summary><span>{title}" · "{at}</span></summary>
                                <div class="more-body">{preview::version(desk, one)}</div>
                            </details>
                        </li>
                    }
                    .into_any()
                })
                .collect();
            view! {
                <section class="dk-part" aria-labelledby="versions-title">
                    <h2 class="section-title" id="versions-title">{desk.t(Key::AnswerVersions)}</h2>
                    <ol>{items}</ol>
                </section>
            }
        })
    })
    .into_any()
}
