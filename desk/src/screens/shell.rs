//! What stands around every screen: who one is, the menu, language and colours.

use contract::Role;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    announcements, answers, audit, awards, confirm, help, keys, ledger, log, menu, patterns, queue,
    sign_in, threads,
};
use crate::{
    browser,
    components::{icon::Icon, notice},
    i18n::Key,
    state::{ANSWERS, Access, Desk, FORUM, MODERATION, Route, Screen, TITLE},
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
                {MODERATION.then(|| help::dialog(desk))}
                {(!MODERATION).then(|| confirm::dialog(desk))}
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
        Access::In => view! { {menu::view(desk)}{move || screen(desk)} }.into_any(),
    }
}

fn screen(desk: Desk) -> AnyView {
    // Only another screen is another view; within the queue the rest follows by itself.
    let now = Memo::new(move |_| desk.route.with(|route| route.screen));
    (move || match now.get() {
        Screen::Queue if MODERATION => queue::view(desk),
        Screen::Log if MODERATION => log::view(desk),
        Screen::Patterns if FORUM => patterns::view(desk),
        Screen::Ledger if ANSWERS => ledger::view(desk),
        Screen::Answers if ANSWERS => answers::view(desk),
        Screen::Threads if FORUM => threads::view(desk),
        Screen::Announcements if FORUM => announcements::view(desk),
        Screen::Recognitions if FORUM => awards::view(desk),
        Screen::Audit if FORUM => audit::view(desk),
        // The module that has it is on its way.
        _ => {
            view! { <main class="dk-main">{notice::bones(desk.t(Key::Loading))}</main> }.into_any()
        }
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

/// Follows the address, the colours, and the page's going.
pub fn follow(desk: Desk, host: web_sys::Element) {
    let shown = StoredValue::new(Route::read(&browser::hash()));
    let hash = window_event_listener(ev::hashchange, move |_| {
        let route = Route::read(&browser::hash());
        let before = shown.get_value();
        shown.set_value(route.clone());
        if desk.route.get_untracked() != route {
            desk.route.set(route.clone());
        }
        if desk.session.access.get_untracked() == Access::In {
            desk.open_route();
            // What was pressed is gone with its screen. The queue minds the focus itself.
            if route.screen != Screen::Queue && !route.is_beside(&before) {
                desk.focus(TITLE);
            }
        }
    });
    // What is typed and not saved is kept in the tab, and goes with it.
    let unsaved = window_event_listener_untyped("beforeunload", move |event| {
        if desk.has_unsaved() {
            event.prevent_default();
            browser::set(&event, "returnValue", &true.into());
        }
    });
    // At the window: the focus may be nowhere when somebody begins.
    let keys = window_event_listener(ev::keydown, move |event| keys::pressed(desk, &event));
    on_cleanup(move || {
        hash.remove();
        keys.remove();
        unsaved.remove();
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
