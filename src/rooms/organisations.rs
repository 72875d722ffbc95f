//! Organisations that moderators have verified, and one's own.

use contract::{JoinRequest, OrganisationProfile, Page};

use super::{Room, api::query, form::Form, list::Pages};
use crate::{
    components::{
        chip::chip,
        dom::{El, div, el, p, span},
        icons::Icon,
        parts,
    },
    i18n::{Group, Key},
    reactive::ArcRwSignal,
};

/// The room.
pub(super) fn view(room: &Room) -> El {
    let words = ArcRwSignal::new(String::new());
    let (asks, asked) = (room.clone(), words.clone());
    let pages = Pages::new(move |cursor| {
        let q = asked.get_untracked();
        let filters = [("state", "verified"), ("q", q.trim())];
        asks.api.get::<Page<OrganisationProfile>>(&query(
            "/v1/organisations",
            &filters,
            cursor.as_deref(),
        ))
    });
    let (built, found) = (room.clone(), pages.clone());
    let list = pages.view(
        room,
        Key::OrganisationsNone,
        |item| item.id.clone(),
        move |item| one(&built, item),
    );
    let form = Form::new(room, "of-orgs-");
    let search = el("form", "stack")
        .attr("role", "search")
        .add(form.line("of-orgs-q", Key::OrganisationsSearch, None, true, &words))
        .add(
            div("row")
                .add(el("button", "btn").attr("type", "submit").text(&room.t(Key::SearchButton))),
        )
        .on("submit", move |event| {
            event.prevent_default();
            found.reload();
        });
    div("stack-l")
        .add(room.heading(&room.t(Key::RoomOrganisations)))
        .add(p("muted", &room.t(Key::OrganisationsText)))
        .add(own(room))
        .add(
            el("section", "stack")
                .add(room.section(Key::OrganisationsVerified))
                .add(search)
                .add(list),
        )
}

/// The organisations that the person speaks for, and the ways to more.
fn own(room: &Room) -> El {
    let mut section = el("section", "panel stack").add(room.section(Key::OrganisationsMine));
    let mine = room.me.as_ref().map(|me| me.organisations.clone()).unwrap_or_default();
    if !mine.is_empty() {
        section = section.add(mine.iter().fold(el("ul", "links"), |list, one| {
            let link = room.link("", "organisation", &one.organisation.id);
            let role = room.cx.i18n.word(Group::OrganisationRole, one.role.as_str());
            let state = room.cx.i18n.word(Group::OrganisationState, one.state.as_str());
            list.add(
                el("li", "")
                    .add(link.add(el("bdi", "").text(&one.organisation.name)))
                    .add(span("meta", &[" · ", &role, " · ", &state].concat())),
            )
        }));
    }
    let goes = room.clone();
    let register = parts::button("btn", Some(Icon::Plus), &room.t(Key::RegisterTitle), move || {
        goes.context.navigate("register", "");
    });
    section.add(join(room)).add(div("row").add(register))
}

/// Joining by the code that a delegate gave.
fn join(room: &Room) -> El {
    let (form, code) = (Form::new(room, "of-join-"), ArcRwSignal::new(String::new()));
    let line = form.line("of-join-code", Key::JoinCode, Some(Key::JoinCodeHint), false, &code);
    let (sends, asked) = (form.clone(), room.clone());
    let summary = form.summary();
    let outcome = form.outcome();
    let send = form.button(Key::JoinSend, move || {
        if asked.me.is_none() {
            asked.context.sign_in();
            return;
        }
        let missing = sends.required("of-join-code", Key::JoinCode, &code);
        if !sends.is_right(missing.into_iter().collect()) {
            return;
        }
        let body = JoinRequest { code: code.get_untracked().trim().to_owned() };
        let room = asked.clone();
        let answer = room.api.send::<_, ()>("POST", "/v1/organisations/join", &body);
        sends.send(answer, Key::JoinDone, move |()| room.context.changed("me"));
    });
    let inside = div("stack").add(summary).add(line).add(outcome).add(div("row").add(send));
    parts::more(&room.t(Key::JoinTitle), inside)
}

/// One organisation in the list.
fn one(room: &Room, item: &OrganisationProfile) -> El {
    let link = room.link("", "organisation", &item.id).add(el("bdi", "").text(&item.name));
    let mut marks = div("chips").add(state(room, item));
    for award in &item.recognitions {
        marks = marks.add(chip("chip-official", Icon::Star, &award.award));
    }
    el("article", "card")
        .add(marks)
        .add(el(room.cx.h(2), "card-title").add(link))
        .add(facts(room, item))
}

/// How far its check is, as a chip.
pub(super) fn state(room: &Room, item: &OrganisationProfile) -> El {
    let word = room.cx.i18n.word(Group::OrganisationState, item.state.as_str());
    match item.state {
        contract::OrganisationState::Verified => chip("chip-good", Icon::Done, &word),
        contract::OrganisationState::Pending => chip("chip-wait", Icon::Clock, &word),
        contract::OrganisationState::Refused => chip("chip-bad", Icon::Not, &word),
    }
}

/// What it is, where it is registered, and since when it is verified.
pub(super) fn facts(room: &Room, item: &OrganisationProfile) -> El {
    let i18n = room.cx.i18n;
    let mut facts = vec![room.cx.sector(&item.kind)];
    if let Some(country) = &item.country {
        facts.push(i18n.term(&room.cx.forum.countries, country));
    }
    let number = [item.registry.as_str(), &item.number];
    let number: Vec<&str> = number.into_iter().filter(|text| !text.is_empty()).collect();
    if !number.is_empty() {
        facts.push(number.join(" "));
    }
    if let Some(at) = &item.verified_at {
        facts.push(i18n.t_with(Key::OrganisationVerifiedAt, &[("date", &i18n.date(at))]));
    }
    p("card-by", "").add_all(facts.iter().map(|text| span("", text)).collect())
}
