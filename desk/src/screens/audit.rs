//! The audit trail: who did what, with what it was before and after.

use contract::{AuditChange, AuditEntry};
use leptos::prelude::*;

use super::listing::listing;
use crate::{
    components::{icon::Icon, notice, text},
    i18n::Key,
    state::{Desk, Route, Screen, TITLE},
};

/// The screen.
pub(super) fn view(desk: Desk) -> AnyView {
    let about = move || desk.route.with(|route| route.about.clone());
    let only = move || {
        let about = about();
        (!about.is_empty()).then(|| {
            let all = Route::of(Screen::Audit).hash();
            notice::notice(
                "brand",
                Icon::Info,
                view! {
                    <p>{desk.words().with(Key::AuditOnly, &[("id", &about)])}</p>
                    <p><a href=all>{desk.t(Key::AuditAll)}</a></p>
                },
            )
        })
    };
    view! {
        <main class="dk-main stack">
            <h1 class="view-title" id=TITLE tabindex="-1">{desk.t(Key::MenuAudit)}</h1>
            <p class="muted">{desk.t(Key::AuditText)}</p>
            {only}
            {listing(desk, desk.records().audit, (Icon::Info, Key::AuditEmpty, Key::AuditEmptyText),
                move || desk.load_audit(), move || desk.more_audit(), move |one| entry(desk, one))}
        </main>
    }
    .into_any()
}

fn entry(desk: Desk, one: &AuditEntry) -> AnyView {
    let words = desk.words();
    let who = one.actor.as_ref().map(|actor| actor.name.clone()).filter(|name| !name.is_empty());
    let who = who.unwrap_or_else(|| desk.t(Key::AuditNobody).to_owned());
    let number = words.number(one.number);
    let about = Route { about: one.target_id.clone(), ..Route::of(Screen::Audit) }.hash();
    let changes = (!one.changes.is_empty()).then(|| {
        let rows: Vec<AnyView> = one.changes.iter().map(|change| changed(desk, change)).collect();
        view! {
            <details class="more">
                <summary><span>{desk.t(Key::AuditChanges)}</span></summary>
                <dl class="dk-facts more-body">{rows}</dl>
            </details>
        }
    });
    view! {
        <li class="dk-entry">
            <div class="dk-entry-main">
                <p class="dk-entry-what"><b><code>{one.action.clone()}</code></b>" "<bdi>{who}</bdi></p>
                <p class="meta dots"><span>{number}</span>{text::time(words, &one.at)}<span><a href=about>{one.target_kind.clone()}" "<code>{one.target_id.clone()}</code></a></span></p>
                {changes}
            </div>
        </li>
    }
    .into_any()
}

fn changed(desk: Desk, change: &AuditChange) -> AnyView {
    let shown = |value: &Option<String>| {
        value
            .clone()
            .filter(|value| !value.is_empty())
            .unwrap_or_else(|| desk.t(Key::AuditNothing).to_owned())
    };
    let (before, after) = (shown(&change.before), shown(&change.after));
    view! {
        <div>
            <dt><code>{change.field.clone()}</code></dt>
            <dd><del dir="auto">{before}</del>" → "<ins dir="auto">{after}</ins></dd>
        </div>
    }
    .into_any()
}
