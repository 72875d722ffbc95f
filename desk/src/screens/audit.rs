//! The audit trail: who did what, with what it was before and after.

use contract::{AuditChange, AuditEntry};
use leptos::prelude::*;

use crate::{
    components::{icon::Icon, notice, text},
    i18n::Key,
    state::{Desk, Load, Route, Screen},
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
            <h1 class="view-title" tabindex="-1">{desk.t(Key::MenuAudit)}</h1>
            <p class="muted">{desk.t(Key::AuditText)}</p>
            {only}
            {move || list(desk)}
            {move || desk.audit.next.with(Option::is_some).then(|| view! {
                <p><button type="button" class="btn" on:click=move |_| desk.more_audit()>{desk.t(Key::QueueMore)}</button></p>
            })}
        </main>
    }
    .into_any()
}

fn list(desk: Desk) -> AnyView {
    match desk.audit.load.get() {
        Load::Idle | Load::Loading => notice::bones(desk.t(Key::Loading)),
        Load::Failed(error) => {
            let why = error.say(desk.words());
            notice::notice(
                "bad",
                Icon::Alert,
                view! {
                    <p>{why}</p>
                    <p><button type="button" class="btn" on:click=move |_| desk.load_audit()>{desk.t(Key::ActionRetry)}</button></p>
                },
            )
        }
        Load::Ready => {
            let items = desk.audit.items.get();
            if items.is_empty() {
                return notice::empty(
                    Icon::Info,
                    desk.t(Key::AuditEmpty),
                    desk.t(Key::AuditEmptyText),
                );
            }
            let items: Vec<AnyView> = items.iter().map(|one| entry(desk, one)).collect();
            view! { <ol class="dk-log">{items}</ol> }.into_any()
        }
    }
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
