//! The menu: the screens of the person's roles.

use leptos::prelude::*;

use crate::{
    i18n::Key,
    state::{Desk, Route, Screen},
};

/// Most screens that a narrow page shows at once; more stand behind a button.
const FEW: usize = 4;

const fn name(screen: Screen) -> Key {
    match screen {
        Screen::Queue => Key::MenuQueue,
        Screen::Log => Key::MenuLog,
        Screen::Patterns => Key::MenuPatterns,
        Screen::Ledger => Key::MenuLedger,
        Screen::Answers => Key::MenuAnswers,
        Screen::Threads => Key::MenuThreads,
        Screen::Announcements => Key::MenuAnnouncements,
        Screen::Recognitions => Key::MenuRecognitions,
        Screen::Audit => Key::MenuAudit,
    }
}

/// The menu.
pub(super) fn view(desk: Desk) -> AnyView {
    let screens = desk.screens();
    let many = screens.len() > FEW;
    let open = RwSignal::new(false);
    let items: Vec<AnyView> = screens.into_iter().map(|screen| item(desk, screen)).collect();
    // Whoever has chosen sees the screen, not the menu.
    Effect::new(move |_| {
        desk.route.track();
        open.set(false);
    });
    let toggle = many.then(|| {
        let now = move || desk.t(name(desk.route.with(|route| route.screen)));
        view! {
            <button type="button" class="btn btn-quiet dk-menu-button" aria-controls="menu-list"
                aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                <span>{desk.t(Key::Menu)}": "<b>{now}</b></span>
            </button>
        }
    });
    view! {
        <nav class="dk-menu" class:dk-menu-many=many class:dk-menu-open=move || open.get() aria-label=desk.t(Key::Menu)>
            {toggle}
            <ul id="menu-list">{items}</ul>
        </nav>
    }
    .into_any()
}

fn item(desk: Desk, screen: Screen) -> AnyView {
    let current = move || desk.route.with(|route| (route.screen == screen).then_some("page"));
    let href = Route::of(screen).hash();
    view! { <li><a href=href aria-current=current>{desk.t(name(screen))}</a></li> }.into_any()
}
