//! Awards: the gallery, and giving one.

use contract::{GalleryItem, Limits};
use leptos::prelude::*;

use super::{
    field::{Choice, Look, input, offers, picked, radios},
    form::{foot, form},
    listing::{failed, head, listing, remark},
    picker, subjects,
};
use crate::{
    components::{
        icon::{Icon, icon},
        notice,
    },
    i18n::Key,
    state::{
        Desk, Load, NEW, Route, Screen, TITLE,
        awards::{ORGANISATION, SUBMISSION, names},
    },
};

/// The gallery, or the form of a new award.
pub(super) fn view(desk: Desk) -> AnyView {
    let about = Memo::new(move |_| desk.route.with(|route| !route.about.is_empty()));
    (move || if about.get() { one(desk) } else { all(desk) }).into_any()
}

fn all(desk: Desk) -> AnyView {
    let begin = (Route::about(Screen::Recognitions, NEW).hash(), Key::AwardsNew);
    view! {
        <main class="dk-main stack">
            {head(desk, Key::MenuRecognitions, Key::AwardsText, Some(begin))}
            {listing(desk, desk.official().awards, (Icon::Info, Key::AwardsEmpty, Key::AwardsEmptyText),
                move || desk.load_awards(), move || desk.more_awards(), move |one| entry(desk, one))}
        </main>
    }
    .into_any()
}

fn entry(desk: Desk, one: &GalleryItem) -> AnyView {
    let words = desk.words();
    let award = &one.recognition;
    let submission = one.submission.as_ref().map(|one| {
        let (title, lang) = (one.title.clone(), one.language.clone());
        view! { <span lang=lang dir="auto">{title}</span><span>{one.reference.clone()}</span> }
    });
    let organisation = one.organisation.as_ref().map(|one| {
        view! { <span><bdi>{one.name.clone()}</bdi></span> }
    });
    let category =
        (!award.category.is_empty()).then(|| view! { <span>{award.category.clone()}</span> });
    let citation = (!award.citation.is_empty()).then(|| {
        view! { <blockquote class="dk-quote" dir="auto">{award.citation.clone()}</blockquote> }
    });
    let id = award.id.clone().unwrap_or_default();
    let label = words.with(Key::RemoveLabel, &[("title", &award.award)]);
    let kept = StoredValue::new(one.clone());
    let remove = award.id.is_some().then(|| {
        view! {
            <button type="button" class="btn" aria-label=label on:click=move |_| kept.with_value(|one| desk.ask_remove_award(one))>{desk.t(Key::Remove)}</button>
        }
    });
    view! {
        <li class="dk-entry">
            <div class="dk-entry-main">
                <h2 class="dk-entry-title" dir="auto">{award.award.clone()}</h2>
                <p class="dots">{submission}{organisation}</p>
                <p class="meta dots"><span class="num">{award.year.to_string()}</span>{category}</p>
                {citation}
                {remark(desk.official().awards, id)}
            </div>
            <div class="row">{remove}</div>
        </li>
    }
    .into_any()
}

fn one(desk: Desk) -> AnyView {
    let load = Memo::new(move |_| desk.official().editor.load.get());
    let body = move || match load.get() {
        Load::Idle | Load::Loading => notice::bones(desk.t(Key::Loading)),
        Load::Failed(error) => failed(desk, &error, move || desk.open_route()),
        Load::Ready => form(desk, desk.t(Key::AwardsNew), fields(desk), move || desk.save_award()),
    };
    let back = Route::of(Screen::Recognitions).hash();
    view! {
        <main class="dk-main stack dk-form-main">
            <a class="back" href=back>{icon(Icon::Back)}<span>{desk.t(Key::MenuRecognitions)}</span></a>
            <h1 class="view-title" id=TITLE tabindex="-1">{desk.t(Key::AwardsNew)}</h1>
            {body}
        </main>
    }
    .into_any()
}

fn fields(desk: Desk) -> AnyView {
    let of = vec![
        Choice::of(SUBMISSION, desk.t(Key::TargetSubmission)),
        Choice::of(ORGANISATION, desk.t(Key::TargetOrganisation)),
    ];
    let is_organisation = Memo::new(move |_| desk.official().editor.get("of") == ORGANISATION);
    let who = move || if is_organisation.get() { organisation(desk) } else { submission(desk) };
    let given = desk.official().awards.items;
    let awards =
        move || offers("offer-awards", given.with(|all| names(all, |one| &one.recognition.award)));
    let categories = move || {
        offers("offer-categories", given.with(|all| names(all, |one| &one.recognition.category)))
    };
    let short = |name: &str, key: Key, list: &'static str, optional: bool| {
        let max = Limits::AWARD_MAX;
        input(desk, name, desk.t(key), Look { max, optional, list, ..Look::default() })
    };
    let citation = Look {
        hint: desk.t(Key::AwardCitationHint).to_owned(),
        max: Limits::CITATION_MAX,
        rows: 3,
        optional: true,
        ..Look::default()
    };
    let year =
        Look { kind: "number", hint: desk.t(Key::AwardYearHint).to_owned(), ..Look::default() };
    view! {
        {radios(desk, "of", desk.t(Key::AwardOf), String::new(), of)}
        {who}
        {short("award", Key::AwardName, "offer-awards", false)}
        {short("category", Key::AwardCategory, "offer-categories", true)}
        {awards}
        {categories}
        {input(desk, "year", desk.t(Key::AwardYear), year)}
        {input(desk, "citation", desk.t(Key::AwardCitation), citation)}
        {foot(desk, Key::AwardSend, true, ().into_any())}
    }
    .into_any()
}

fn submission(desk: Desk) -> AnyView {
    let is_on = move |id: &str| desk.official().editor.now.with(|now| now.get(SUBMISSION) == id);
    let choose = move |id: &str, _| {
        desk.type_in(SUBMISSION, id);
        desk.know(id);
    };
    let chosen = subjects::chosen(desk, SUBMISSION);
    picked(
        desk,
        SUBMISSION,
        desk.t(Key::AwardSubmission),
        chosen,
        picker::submissions(desk, "radio", is_on, choose),
    )
}

fn organisation(desk: Desk) -> AnyView {
    let is_on = move |id: &str| desk.official().editor.now.with(|now| now.get(ORGANISATION) == id);
    let choose = move |id: &str, _| desk.type_in(ORGANISATION, id);
    let picker = picker::organisations(desk, is_on, choose);
    picked(desk, ORGANISATION, desk.t(Key::AwardOrganisation), ().into_any(), picker)
}
