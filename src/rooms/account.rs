//! A person's account: how others see them, where they are signed in, their
//! data to take along, and the way out.

use std::rc::Rc;

use contract::{AccountPatch, Me, Page, Session, SignInMethod};
use js_sys::{Array, Function, JSON};
use wasm_bindgen::{JsCast, JsValue};

use super::{Room, delete, form::Form, list::Pages};
use crate::{
    backend::{BackendError, wire},
    browser,
    components::{
        dom::{El, div, el, p, span},
        icons::Icon,
        parts,
    },
    i18n::{Group, Key},
    reactive::ArcRwSignal,
};

/// The room.
pub(super) fn view(room: &Room) -> El {
    let i18n = room.cx.i18n;
    let Some(me) = room.me.clone() else { return div("") };
    let mut view = div("stack-l").add(room.heading(&room.t(Key::RoomAccount)));
    if let Some(account) = &me.account {
        let since = i18n.t_with(Key::AccountSince, &[("date", &i18n.date(&account.created_at))]);
        let method = i18n.word(Group::AccountMethod, account.method.as_str());
        let email = account.email.clone().unwrap_or_default();
        let facts = [method, email, since].into_iter().filter(|text| !text.is_empty());
        view = view.add(p("muted dots", "").add_all(facts.map(|text| span("", &text)).collect()));
    }
    view = view.add(seen(room, &me));
    if me.account.as_ref().is_some_and(|account| account.method != SignInMethod::HostToken) {
        view = view.add(sessions(room));
    }
    view.add(data(room)).add(delete::section(room))
}

/// How others see the person.
fn seen(room: &Room, me: &Rc<Me>) -> El {
    let form = Form::new(room, "of-me-");
    let author = &me.author;
    // Who comes with a token of the page has their name from there.
    let own = me.account.as_ref().is_some_and(|one| one.method != SignInMethod::HostToken);
    let name = ArcRwSignal::new(author.name.clone());
    let sector = ArcRwSignal::new(author.sector.clone().unwrap_or_default());
    let country = ArcRwSignal::new(author.country.clone().unwrap_or_default());
    let mut section = el("section", "stack").add(room.section(Key::AccountSeen));
    let fixed = author.sector.is_some();
    if !own {
        let shown =
            if author.name.is_empty() { room.t(Key::AuthorAnonymous) } else { author.name.clone() };
        return section
            .add(p("", "").add(el("b", "").add(el("bdi", "").text(&shown))))
            .add(p("hint", &room.t(Key::AccountByPage)));
    }
    section = section.add(form.summary()).add(form.line(
        "of-me-name",
        Key::AccountName,
        Some(Key::AccountNameHint),
        true,
        &name,
    ));
    if fixed {
        let words = room.cx.sector(&sector.get_untracked());
        section = section.add(
            div("field")
                .add(p("label", &room.t(Key::AccountSector)))
                .add(p("", &words))
                .add(p("hint", &room.t(Key::AccountSectorFixed))),
        );
    } else {
        section = section
            .add(form.choose("of-me-sector", Key::AccountSector, &room.cx.forum.sectors, &sector))
            .add(p("hint", &room.t(Key::AccountSectorHint)));
    }
    section = section.add(form.choose(
        "of-me-country",
        Key::AccountCountry,
        &room.cx.forum.countries,
        &country,
    ));
    let (sends, asked) = (form.clone(), room.clone());
    let save = form.button(Key::FormSave, move || {
        sends.is_right(Vec::new());
        let patch = AccountPatch {
            name: Some(name.get_untracked().trim().to_owned()),
            sector: Some(sector.get_untracked()).filter(|word| !fixed && !word.is_empty()),
            country: Some(country.get_untracked()),
        };
        let room = asked.clone();
        let answer = room.api.send::<_, Me>("PATCH", "/v1/me", &patch);
        sends.send(answer, Key::FormSaved, move |_| room.context.changed("me"));
    });
    section.add(form.outcome()).add(div("form-actions").add(save))
}

/// Where the person is signed in.
fn sessions(room: &Room) -> El {
    let asks = room.clone();
    let pages = Pages::new(move |_| {
        let answer = asks.api.get::<Sessions>("/v1/me/sessions");
        Box::pin(async move { Ok(answer.await?.0) })
    });
    let (built, again) = (room.clone(), pages.clone());
    let list = pages.view(
        room,
        Key::AccountNoSessions,
        |item| item.id.clone(),
        move |item| session(&built, item, &again),
    );
    el("section", "stack").add(room.section(Key::AccountSessions)).add(list)
}

/// Sessions, as a page or as a plain list.
struct Sessions(Page<Session>);

impl wire::FromJs for Sessions {
    fn read(value: &JsValue, ok: &mut bool) -> Self {
        if value.is_instance_of::<Array>() {
            let items = wire::FromJs::read(value, ok);
            return Self(Page { items, next_cursor: None, total: None });
        }
        Self(wire::FromJs::read(value, ok))
    }
}

fn session(room: &Room, item: &Session, pages: &Pages<Session>) -> El {
    let i18n = room.cx.i18n;
    let mut facts = vec![i18n.word(Group::AccountMethod, item.method.as_str())];
    facts.push(i18n.t_with(Key::AccountRenewed, &[("date", &i18n.date_time(&item.renewed_at))]));
    if item.current {
        facts.push(i18n.t(Key::AccountCurrent));
    }
    let line = p("dots", "").add_all(facts.iter().map(|text| span("", text)).collect());
    let (form, id, current) = (Form::new(room, ""), item.id.clone(), item.current);
    let (asked, again, sends) = (room.clone(), pages.clone(), form.clone());
    let end = parts::button("btn", None, &i18n.t(Key::AccountEnd), move || {
        let (room, again) = (asked.clone(), again.clone());
        let answer = room.api.delete(&["/v1/me/sessions/", &id].concat());
        sends.send(answer, Key::AccountEnded, move |()| {
            if current {
                room.context.changed("account");
            } else {
                again.reload();
            }
        });
    });
    div("card").add(line).add(form.outcome()).add(div("row").add(end))
}

/// Everything that the server keeps of the person, as a file.
fn data(room: &Room) -> El {
    let (form, asked) = (Form::new(room, ""), room.clone());
    let sends = form.clone();
    let get = parts::button("btn", Some(Icon::Link), &room.t(Key::AccountDataGet), move || {
        let answer = asked.api.get::<Whole>("/v1/me/data");
        sends.send(answer, Key::AccountDataDone, |Whole(data)| {
            // What a browser refuses here it has said itself.
            let _ = save("open-forum-data.json", &data);
        });
    });
    el("section", "stack")
        .add(room.section(Key::AccountData))
        .add(p("", &room.t(Key::AccountDataText)))
        .add(form.outcome())
        .add(div("row").add(get))
}

/// An answer as it came.
struct Whole(JsValue);

impl wire::FromJs for Whole {
    fn read(value: &JsValue, _: &mut bool) -> Self {
        Self(value.clone())
    }
}

/// Hands a file to the person.
fn save(name: &str, data: &JsValue) -> Result<(), BackendError> {
    let refused = |_| BackendError::Storage;
    let text = JSON::stringify_with_replacer_and_space(data, &JsValue::NULL, &2.into())
        .map_err(refused)?;
    let window: JsValue = browser::window().ok_or(BackendError::Storage)?.into();
    let class = |name: &str| browser::get(&window, name).dyn_into::<Function>().map_err(refused);
    let kind = browser::object(&[("type", "application/json")]);
    let given: Array = [Array::of1(&text).into(), kind].into_iter().collect();
    let blob = js_sys::Reflect::construct(&class("Blob")?, &given).map_err(refused)?;
    let url = browser::get(&window, "URL");
    let make: Function = browser::get(&url, "createObjectURL").dyn_into().map_err(refused)?;
    let free: Function = browser::get(&url, "revokeObjectURL").dyn_into().map_err(refused)?;
    let address = make.call1(&url, &blob).map_err(refused)?;
    let link = el("a", "").attr("download", name);
    browser::set(link.0.as_ref(), "href", &address);
    let press: Function = browser::get(&link.0, "click").dyn_into().map_err(refused)?;
    let pressed = press.call0(&link.0).map_err(refused);
    free.call1(&url, &address).map_err(refused)?;
    pressed.map(|_| ())
}
