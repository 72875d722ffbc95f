//! One organisation: what it says of itself, who checked it, its people.

use std::rc::Rc;

use contract::{MemberRole, OrganisationProfile, OrganisationState};

use super::{Room, api::escape, organisations, people, register};
use crate::{
    backend::BackendError,
    components::{
        dom::{El, div, el, p},
        icons::{Icon, icon},
        notice::{notice, skeleton},
        parts, rich,
    },
    i18n::Key,
    reactive::ArcRwSignal,
};

/// The organisation that is shown, once it is loaded.
type Shown = ArcRwSignal<Option<Result<Rc<OrganisationProfile>, BackendError>>>;

/// The room.
pub(super) fn view(room: &Room) -> El {
    let shown = Shown::default();
    load(room, &shown);
    let (name, told, room) = (shown.clone(), shown, room.clone());
    div("stack-l").swap(
        move || match name.get() {
            None => String::from("wait"),
            Some(Ok(item)) => [item.version.to_string().as_str(), item.state.as_str()].concat(),
            Some(Err(error)) => error.code().to_owned(),
        },
        move || {
            Some(match told.get() {
                None => skeleton(&room.t(Key::AppLoading), 1),
                Some(Ok(item)) => whole(&room, &item, &told),
                Some(Err(error)) => div("stack")
                    .add(room.heading(&room.t(Key::RoomOrganisations)))
                    .add(room.error(&error)),
            })
        },
    )
}

fn load(room: &Room, shown: &Shown) {
    let path = ["/v1/organisations/", &escape(&room.id)].concat();
    let (answer, shown) = (room.api.get::<OrganisationProfile>(&path), shown.clone());
    wasm_bindgen_futures::spawn_local(async move {
        shown.set(Some(answer.await.map(Rc::new)));
    });
}

fn whole(room: &Room, item: &Rc<OrganisationProfile>, shown: &Shown) -> El {
    let mut head = div("stack")
        .add(div("chips").add(organisations::state(room, item)))
        .add(room.heading(&item.name))
        .add(organisations::facts(room, item));
    if !item.website.is_empty() {
        head = head.add(p("", "").add(rich::anchor(&item.website, "")));
    }
    let mut view = div("stack-l").add(head).add_opt(verdict(room, item));
    for award in &item.recognitions {
        let year = award.year.to_string();
        let parts = [award.award.as_str(), &award.category, &year];
        let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        view = view.add(
            div("award").add(icon(Icon::Star)).add(
                div("")
                    .add(p("", "").add(el("b", "").text(&name.join(" · "))))
                    .add(p("muted", &award.citation).attr("dir", "auto")),
            ),
        );
    }
    let Some(role) = item.my_role else { return view };
    view = view.add(people::members(room, item));
    if role == MemberRole::Delegate {
        let (saved, again) = (room.clone(), shown.clone());
        let form = register::form(room, Some(item), move || load(&saved, &again));
        view = view
            .add(people::invitations(room, item))
            .add(parts::more(&room.t(Key::OrganisationEdit), form));
    }
    view
}

/// How the check went, for its people.
fn verdict(room: &Room, item: &OrganisationProfile) -> Option<El> {
    let i18n = room.cx.i18n;
    item.my_role?;
    let (tone, mark, key) = match item.state {
        OrganisationState::Verified => return None,
        OrganisationState::Pending => ("notice-wait", Icon::Clock, Key::OrganisationWaits),
        OrganisationState::Refused => ("notice-bad", Icon::Not, Key::OrganisationRefused),
    };
    let reason = item
        .reason
        .as_ref()
        .and_then(|id| room.cx.forum.reasons.iter().find(|reason| reason.id == *id));
    let mut lines = Vec::new();
    if let Some(reason) = reason {
        let (lang, text) = i18n.pick(&reason.text);
        lines.push(p("", &text).attr("lang", &lang));
    }
    if !item.message.is_empty() {
        lines.push(el("blockquote", "said").add(p("", &item.message).attr("dir", "auto")));
    }
    Some(notice(tone, mark, "", &room.t(key), lines))
}
