//! Registering an organisation, and changing what it says of itself.

use std::rc::Rc;

use contract::{OrganisationDraft, OrganisationPatch, OrganisationProfile};

use super::{Room, api::escape, form::Form};
use crate::{
    components::dom::{El, div, el, p},
    i18n::Key,
    reactive::ArcRwSignal,
};

/// The room.
pub(super) fn view(room: &Room) -> El {
    div("stack-l")
        .add(room.heading(&room.t(Key::RegisterTitle)))
        .add(p("muted", &room.t(Key::RegisterText)))
        .add(form(room, None, || ()))
}

/// The form: for a new organisation, or for one's own.
pub(super) fn form(
    room: &Room,
    item: Option<&Rc<OrganisationProfile>>,
    saved: impl Fn() + Clone + 'static,
) -> El {
    let form = Form::new(room, "of-org-");
    let text = |read: fn(&OrganisationProfile) -> &str| {
        ArcRwSignal::new(item.map(|item| read(item).to_owned()).unwrap_or_default())
    };
    let name = text(|item| &item.name);
    let kind = text(|item| &item.kind);
    let registry = text(|item| &item.registry);
    let number = text(|item| &item.number);
    let country = text(|item| item.country.as_deref().unwrap_or_default());
    let website = text(|item| &item.website);
    let contact = text(|item| item.contact.as_deref().unwrap_or_default());
    let known = &room.cx.forum;
    let mut whole = el("form", "form")
        .attr("novalidate", "")
        .add(form.summary())
        .add(form.line("of-org-name", Key::FormName, Some(Key::RegisterNameHint), false, &name))
        .add(form.choose("of-org-kind", Key::FormKind, &known.sectors, &kind))
        .add(form.choose("of-org-country", Key::FormCountry, &known.countries, &country))
        .add(form.line(
            "of-org-registry",
            Key::FormRegistry,
            Some(Key::RegisterRegistryHint),
            true,
            &registry,
        ))
        .add(form.line("of-org-number", Key::FormNumber, None, true, &number))
        .add(form.line("of-org-website", Key::FormWebsite, None, true, &website))
        .add(form.line(
            "of-org-contact",
            Key::FormContact,
            Some(Key::RegisterContactHint),
            true,
            &contact,
        ))
        .add(form.outcome());
    if item.is_some() {
        whole = whole.add(p("hint", &room.t(Key::OrganisationEditHint)));
    }
    let key = if item.is_some() { Key::FormSave } else { Key::RegisterSend };
    let button = el("button", "btn btn-primary").attr("type", "submit").text(&room.t(key));
    let (room, before) = (room.clone(), item.cloned());
    whole.add(div("form-actions").add(button)).on("submit", move |event| {
        event.prevent_default();
        let missing = [
            form.required("of-org-name", Key::FormName, &name),
            form.required("of-org-kind", Key::FormKind, &kind),
        ];
        if !form.is_right(missing.into_iter().flatten().collect()) {
            return;
        }
        let value = |signal: &ArcRwSignal<String>| signal.get_untracked().trim().to_owned();
        let (asked, saved) = (room.clone(), saved.clone());
        match &before {
            None => {
                let draft = OrganisationDraft {
                    name: value(&name),
                    kind: value(&kind),
                    registry: value(&registry),
                    number: value(&number),
                    country: Some(value(&country)).filter(|word| !word.is_empty()),
                    website: value(&website),
                    contact: value(&contact),
                };
                let answer =
                    room.api.send::<_, OrganisationProfile>("POST", "/v1/organisations", &draft);
                form.send(answer, Key::RegisterSent, move |made| {
                    asked.context.changed("me");
                    asked.context.navigate("organisation", &made.id);
                });
            }
            Some(before) => {
                let patch = OrganisationPatch {
                    name: Some(value(&name)).filter(|text| *text != before.name),
                    kind: Some(value(&kind)).filter(|text| *text != before.kind),
                    registry: Some(value(&registry)).filter(|text| *text != before.registry),
                    number: Some(value(&number)).filter(|text| *text != before.number),
                    country: Some(value(&country)),
                    website: Some(value(&website)),
                    contact: Some(value(&contact)),
                    ..OrganisationPatch::default()
                };
                let address = ["/v1/organisations/", &escape(&before.id)].concat();
                let answer =
                    room.api.change::<_, OrganisationProfile>(&address, &patch, before.version);
                form.send(answer, Key::FormSaved, move |_| {
                    asked.context.changed("me");
                    saved();
                });
            }
        }
    })
}
