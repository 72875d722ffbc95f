//! One letter, one deed. Off where somebody writes, holds a modifier, composes
//! a text, or has switched them off (WCAG 2.1.4).

use contract::QueueKind;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::{
    browser,
    state::{Access, Choice, Desk, MODERATION, QUEUE_TITLE, Route, Screen, common},
};

/// Does what a key stands for, if it stands for anything here.
pub(super) fn pressed(desk: Desk, event: &KeyboardEvent) {
    if !MODERATION {
        return;
    }
    if event.key() == "Escape" && !event.is_composing() {
        if desk.moderation().form.form.with_untracked(Option::is_some) {
            event.prevent_default();
            desk.cancel_form();
        }
        return;
    }
    if !desk.prefs.shortcuts.get_untracked() || desk.session.access.get_untracked() != Access::In {
        return;
    }
    let Some(key) = browser::shortcut(event) else { return };
    if done(desk, &key, event) {
        event.prevent_default();
    }
}

fn done(desk: Desk, key: &str, event: &KeyboardEvent) -> bool {
    if key == "?" {
        desk.show_help(true);
        return true;
    }
    if desk.route.with_untracked(|route| route.screen) != Screen::Queue {
        return false;
    }
    let in_list = || {
        browser::origin(event).is_some_and(|from| browser::within(&from, ".dk-row, .dk-item-title"))
    };
    match key {
        "j" => desk.step(true),
        "k" => desk.step(false),
        "ArrowDown" if in_list() => desk.step(true),
        "ArrowUp" if in_list() => desk.step(false),
        "u" => desk.undo_last(),
        "z" => desk.toggle_alone(),
        "/" => desk.focus("queue-find"),
        "n" => desk.focus("note-text"),
        "x" => desk.toggle_chosen(),
        _ => return tab(desk, key) || choice(desk, key),
    }
    true
}

fn tab(desk: Desk, key: &str) -> bool {
    let number = key.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let Some(kind) = number.and_then(|at| QueueKind::ALL.get(at)) else { return false };
    desk.go(Route::queue(*kind));
    desk.focus(QUEUE_TITLE);
    true
}

fn choice(desk: Desk, key: &str) -> bool {
    let subjects = untrack(|| desk.moderation().queue.subjects());
    let found = common(&subjects).into_iter().find(|choice: &Choice| choice.key() == Some(key));
    let Some(found) = found else { return false };
    desk.press(found, subjects);
    true
}
