//! The gallery of recognitions, by year.

use std::rc::Rc;

use contract::{GalleryItem, Page};

use super::{Room, api::query, list::Pages};
use crate::{
    components::{
        dom::{El, div, el, p, span},
        icons::{Icon, icon},
        parts,
    },
    i18n::Key,
    reactive::ArcRwSignal,
};

/// The first year that is offered.
const FIRST_YEAR: u16 = 2016;

/// The room.
pub(super) fn view(room: &Room) -> El {
    let year = ArcRwSignal::new(String::new());
    let (asks, asked) = (room.clone(), year.clone());
    let pages = Pages::new(move |cursor| {
        let year = asked.get_untracked();
        asks.api.get::<Page<GalleryItem>>(&query(
            "/v1/recognitions",
            &[("year", &year)],
            cursor.as_deref(),
        ))
    });
    let built = room.clone();
    let list = pages.view(room, Key::RecognitionsNone, key, move |item| one(&built, item));
    let this: u16 = crate::browser::now_text()
        .get(..4)
        .and_then(|text| text.parse().ok())
        .unwrap_or(FIRST_YEAR);
    let mut options = vec![(String::new(), room.t(Key::RecognitionsAll))];
    for year in (FIRST_YEAR..=this).rev() {
        let at = [&year.to_string(), "-07-01T00:00:00.000Z"].concat();
        options.push((year.to_string(), room.cx.i18n.year(&at)));
    }
    let (shown, chosen) = (year.clone(), year);
    let filter = parts::select(
        "of-recognitions-year",
        &room.t(Key::RecognitionsYear),
        &options,
        Rc::new(move || shown.get()),
        Rc::new(move |word: String| {
            chosen.set(word);
            pages.reload();
        }),
    );
    div("stack-l")
        .add(room.heading(&room.t(Key::RoomRecognitions)))
        .add(p("muted", &room.t(Key::RecognitionsText)))
        .add(div("row").add(filter))
        .add(list)
}

fn key(item: &GalleryItem) -> String {
    let submission = item.submission.as_ref().map_or("", |one| &one.id);
    let organisation = item.organisation.as_ref().map_or("", |one| &one.id);
    let award = &item.recognition;
    let id = award.id.as_deref().unwrap_or_default();
    [id, submission, organisation, &award.award, &award.category, &award.year.to_string()].concat()
}

fn one(room: &Room, item: &GalleryItem) -> El {
    let award = &item.recognition;
    let at = [&award.year.to_string(), "-07-01T00:00:00.000Z"].concat();
    let mut head = p("card-by", "").add(el("span", "").add(el("b", "").text(&award.award)));
    if !award.category.is_empty() {
        head = head.add(span("", &award.category));
    }
    head = head.add(span("", &room.cx.i18n.year(&at)));
    let title = match (&item.submission, &item.organisation) {
        (Some(submission), _) => room
            .link("", "submission", &submission.id)
            .attr("lang", &submission.language)
            .attr("dir", "auto")
            .text(&submission.title),
        (None, Some(organisation)) => room
            .link("", "organisation", &organisation.id)
            .add(el("bdi", "").text(&organisation.name)),
        (None, None) => span("", &award.award),
    };
    let mut body = div("stack-s").add(head).add(el(room.cx.h(1), "card-title").add(title));
    if let (Some(_), Some(organisation)) = (&item.submission, &item.organisation) {
        let link = room.link("", "organisation", &organisation.id);
        body = body.add(p("", "").add(link.add(el("bdi", "").text(&organisation.name))));
    }
    if !award.citation.is_empty() {
        body = body.add(p("muted", &award.citation).attr("dir", "auto"));
    }
    el("article", "award").add(icon(Icon::Star)).add(body)
}
