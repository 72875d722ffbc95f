//! What an organisation says of itself, and whom its name is like.

use leptos::prelude::*;

use crate::{
    components::{
        icon::{Icon, icon},
        notice::{chip, notice},
        text,
    },
    i18n::Key,
    shapes::OrganisationProfile,
    state::Desk,
};

/// The organisation, field by field.
pub(super) fn view(desk: Desk, one: &OrganisationProfile) -> AnyView {
    let words = desk.words();
    let (kind, country) = desk.session.forum.with_untracked(|forum| {
        let sectors = forum.as_ref().map(|forum| forum.sectors.clone()).unwrap_or_default();
        let countries = forum.as_ref().map(|forum| forum.countries.clone()).unwrap_or_default();
        (words.term(&sectors, &one.kind), one.country.as_ref().map(|id| words.term(&countries, id)))
    });
    let row = |key: Key, value: AnyView| {
        view! { <div><dt>{desk.t(key)}</dt><dd>{value}</dd></div> }.into_any()
    };
    let given = |text: &str| {
        if text.is_empty() {
            view! { <span class="muted">{desk.t(Key::NotGiven)}</span> }.into_any()
        } else {
            view! { <bdi>{text.to_owned()}</bdi> }.into_any()
        }
    };
    let website = if one.website.is_empty() { given("") } else { text::anchor(&one.website, "") };
    let rows = vec![
        row(Key::OrgKind, given(&kind)),
        row(Key::OrgCountry, given(country.as_deref().unwrap_or_default())),
        row(Key::OrgRegistry, given(&one.registry)),
        row(Key::OrgNumber, given(&one.number)),
        row(Key::OrgWebsite, website),
        row(Key::OrgContact, given(one.contact.as_deref().unwrap_or_default())),
        row(Key::OrgSince, text::time(words, &one.created_at)),
    ];
    let state = chip("wait", Icon::Host, words.word("organisation", one.state.as_str()));
    view! {
        <p>{state}</p>
        {resembles(desk, one)}
        <dl class="dk-facts">{rows}</dl>
    }
    .into_any()
}

/// Verified organisations and officials with a like name.
fn resembles(desk: Desk, one: &OrganisationProfile) -> AnyView {
    if one.resembles.is_empty() {
        let text = desk.t(Key::OrgUnlike);
        return view! { <p class="muted">{icon(Icon::Done)}" "{text}</p> }.into_any();
    }
    let names: Vec<AnyView> = one
        .resembles
        .iter()
        .map(|name| view! { <li><mark><bdi>{name.clone()}</bdi></mark></li> }.into_any())
        .collect();
    notice(
        "bad",
        Icon::Alert,
        view! {
            <p class="notice-title">{desk.t(Key::OrgLike)}</p>
            <ul class="dk-hits">{names}</ul>
        },
    )
}
