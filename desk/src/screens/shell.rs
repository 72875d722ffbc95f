//! What stands around every screen: who one is, the menu, language and colours.

use contract::Role;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{audit, help, keys, log, patterns, queue, sign_in};
use crate::{
    browser,
    components::{icon::Icon, notice},
    i18n::Key,
    state::{Access, Desk, Route, Screen},
};

/// The whole desk. It is built anew when the language changes.
#[must_use]
pub fn shell(desk: Desk) -> impl IntoView {
    move || {
        let words = desk.words_tracked();
        browser::set_page_language(words.lang(), words.t(Key::DeskTitle));
        view! {
            <div class="of dk" lang=words.lang()>
                {head(desk)}
                {move || within(desk)}
                {help::dialog(desk)}
            </div>
        }
    }
}

fn within(desk: Desk) -> AnyView {
    match desk.session.access.get() {
        Access::Finding => {
            view! { <main class="dk-main">{notice::bones(desk.t(Key::Loading))}</main> }.into_any()
        }
        Access::Failed(error) => {
            let text = error.say(desk.words());
            let again = move |_| desk.start(browser::demo_identity());
            view! {
                <main class="dk-main">
                    {notice::notice("bad", Icon::Alert, view! {
                        <p>{text}</p>
                        <p><button type="button" class="btn" on:click=again>{desk.t(Key::ActionRetry)}</button></p>
                    })}
                </main>
            }
            .into_any()
        }
        Access::Out(was_in) => sign_in::view(desk, was_in),
        Access::Refused => sign_in::refused(desk),
        Access::In => view! { {menu(desk)}{move || screen(desk)} }.into_any(),
    }
}

fn screen(desk: Desk) -> AnyView {
    // Only another screen is another view; within the queue the rest follows by itself.
    let now = Memo::new(move |_| desk.route.with(|route| route.screen));
    (move || match now.get() {
        Screen::Queue => queue::view(desk),
        Screen::Log => log::view(desk),
        Screen::Patterns => patterns::view(desk),
        Screen::Audit => audit::view(desk),
    })
    .into_any()
}

fn head(desk: Desk) -> AnyView {
    let forum = move || {
        let name = desk
            .session
            .forum
            .with(|forum| forum.as_ref().map(|forum| desk.words().pick(&forum.name)));
        name.unwrap_or_default()
    };
    view! {
        <header class="dk-head">
            <p class="dk-name"><b>{desk.t(Key::DeskTitle)}</b><span>{forum}</span></p>
            {move || person(desk)}
            <div class="dk-set">{language(desk)}{theme(desk)}</div>
        </header>
    }
    .into_any()
}

fn person(desk: Desk) -> AnyView {
    let Some(me) = desk.session.me.get() else { return ().into_any() };
    let roles: Vec<&str> = me
        .roles
        .iter()
        .filter_map(|role| match role {
            Role::Moderator => Some(desk.t(Key::RoleModerator)),
            Role::Official => Some(desk.t(Key::RoleOfficial)),
            Role::Participant => None,
        })
        .collect();
    let name = me.author.name.clone();
    view! {
        <p class="dk-me">
            <span class="sr">{desk.t(Key::SignedInAs)}</span>
            <b><bdi>{name}</bdi></b>
            <span class="muted">{roles.join(", ")}</span>
            <button type="button" class="btn btn-quiet" on:click=move |_| desk.sign_out()>{desk.t(Key::SignOut)}</button>
        </p>
    }
    .into_any()
}

fn language(desk: Desk) -> AnyView {
    let now = desk.words().lang();
    let options: Vec<AnyView> = desk
        .languages()
        .into_iter()
        .map(|tag| {
            let name = match tag.as_str() {
                "en" => "English".to_owned(),
                "th" => "ไทย".to_owned(),
                other => desk.words().language(other),
            };
            let chosen = tag == now;
            view! { <option value=tag.clone() lang=tag.clone() selected=chosen>{name}</option> }
                .into_any()
        })
        .collect();
    view! {
        <label class="select">
            <span class="sr">{desk.t(Key::Language)}</span>
            <select class="input" on:change=move |event| desk.speak(event_target_value(&event))>{options}</select>
        </label>
    }
    .into_any()
}

fn theme(desk: Desk) -> AnyView {
    let option = |value: &'static str, key: Key| {
        let chosen = desk.prefs.theme.get_untracked() == value;
        view! { <option value=value selected=chosen>{desk.t(key)}</option> }
    };
    view! {
        <label class="select">
            <span class="sr">{desk.t(Key::Theme)}</span>
            <select class="input" on:change=move |event| desk.prefs.set_theme(&event_target_value(&event))>
                {option("auto", Key::ThemeAuto)}
                {option("light", Key::ThemeLight)}
                {option("dark", Key::ThemeDark)}
            </select>
        </label>
    }
    .into_any()
}

fn menu(desk: Desk) -> AnyView {
    let moderator = desk.session.is(Role::Moderator);
    let item = |screen: Screen, key: Key| {
        let current = move || desk.route.with(|route| (route.screen == screen).then_some("page"));
        let href = Route::of(screen).hash();
        view! { <li><a href=href aria-current=current>{desk.t(key)}</a></li> }.into_any()
    };
    let items = if moderator {
        vec![
            item(Screen::Queue, Key::MenuQueue),
            item(Screen::Log, Key::MenuLog),
            item(Screen::Patterns, Key::MenuPatterns),
            item(Screen::Audit, Key::MenuAudit),
        ]
    } else {
        vec![item(Screen::Audit, Key::MenuAudit)]
    };
    view! { <nav class="dk-menu" aria-label=desk.t(Key::Menu)><ul>{items}</ul></nav> }.into_any()
}

/// Follows the address, the colours, and the page's going.
pub fn follow(desk: Desk, host: web_sys::Element) {
    let hash = window_event_listener(ev::hashchange, move |_| {
        let route = Route::read(&browser::hash());
        if desk.route.get_untracked() != route {
            desk.route.set(route);
        }
        if desk.session.access.get_untracked() == Access::In {
            desk.open_route();
        }
    });
    // At the window: the focus may be nowhere when somebody begins.
    let keys = window_event_listener(ev::keydown, move |event| keys::pressed(desk, &event));
    on_cleanup(move || {
        hash.remove();
        keys.remove();
    });
    send_when_left(desk);
    Effect::new(move |_| {
        let theme = desk.prefs.theme.get();
        let _ = host.set_attribute("theme", &theme);
        browser::set_page_theme(&theme);
    });
}

/// Sends what is held back when the page goes, or goes into the background:
/// from there it may never come back.
pub fn send_when_left(desk: Desk) {
    let left = window_event_listener(ev::pagehide, move |_| desk.flush());
    let hidden = window_event_listener_untyped("visibilitychange", move |_| {
        if browser::is_hidden() {
            desk.flush();
        }
    });
    on_cleanup(move || {
        left.remove();
        hidden.remove();
    });
}

/// The element that an event is about, as an input.
pub(super) fn is_checked(event: &web_sys::Event) -> bool {
    browser::origin(event)
        .and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok())
        .is_some_and(|input| input.checked())
}
