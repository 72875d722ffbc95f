//! The place of decisions: it never moves. Buttons, the form that some of
//! them open, and what can still be taken back.

use contract::{Action, AppealState, State};
use leptos::prelude::*;

use super::decide;
use crate::{
    components::{
        icon::{Icon, icon},
        notice::notice,
    },
    i18n::{I18n, Key, Plural},
    state::{Choice, Desk, Subject, common},
};

/// The panel of the queue.
pub(super) fn view(desk: Desk) -> AnyView {
    let subjects = Memo::new(move |_| desk.moderation().queue.subjects());
    panel(desk, subjects, "panel-title")
}

/// The panel for whatever is to be decided about.
pub(super) fn panel(desk: Desk, subjects: Memo<Vec<Subject>>, title_id: &'static str) -> AnyView {
    let title = move || match subjects.with(Vec::len) {
        0 | 1 => desk.t(Key::PanelTitle).to_owned(),
        n => desk.words().plural(Plural::PanelMany, n as u64),
    };
    let own = move || {
        subjects
            .with(|list| list.iter().any(|one| one.mine))
            .then(|| notice("wait", Icon::Lock, view! { <p>{desk.t(Key::PanelOwn)}</p> }))
    };
    view! {
        <section class="dk-panel" aria-labelledby=title_id>
            <h2 class="section-title" id=title_id tabindex="-1">{title}</h2>
            {own}
            {move || buttons(desk, &subjects.get())}
            {move || desk.moderation().form.form.get().map(|form| decide::view(desk, &form))}
        </section>
    }
    .into_any()
}

fn buttons(desk: Desk, subjects: &[Subject]) -> AnyView {
    let choices = common(subjects);
    if choices.is_empty() {
        return view! { <p class="muted">{desk.t(Key::PanelNone)}</p> }.into_any();
    }
    let mine = subjects.iter().any(|one| one.mine);
    let state = common_state(subjects);
    let main = choices.len().min(4);
    let (first, rest) = choices.split_at(main);
    let make = |choice: &Choice, at: usize| button(desk, *choice, subjects, at == 0, mine, state);
    let first: Vec<AnyView> =
        first.iter().enumerate().map(|(at, choice)| make(choice, at)).collect();
    let rest: Vec<AnyView> = rest.iter().map(|choice| make(choice, 1)).collect();
    view! {
        <div class="dk-actions">{first}</div>
        <div class="dk-actions dk-actions-more">{rest}</div>
    }
    .into_any()
}

fn button(
    desk: Desk,
    choice: Choice,
    subjects: &[Subject],
    first: bool,
    mine: bool,
    state: Option<State>,
) -> AnyView {
    let name = word(desk.words(), choice, state);
    let key = choice.key().map(str::to_uppercase);
    let shown = key.clone();
    let shortcut = move || key.clone().filter(|_| desk.prefs.shortcuts.get());
    let hint = move || {
        let shown = shown.clone().filter(|_| desk.prefs.shortcuts.get() && !desk.in_place);
        shown.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })
    };
    let open = move || {
        desk.moderation()
            .form
            .form
            .with(|form| form.as_ref().is_some_and(|form| form.choice == choice))
    };
    let subjects = subjects.to_vec();
    let expanded = choice.needs_form();
    let class = if first { "btn btn-primary dk-action" } else { "btn dk-action" };
    view! {
        <button type="button" class=class disabled=mine aria-keyshortcuts=shortcut
            aria-expanded=move || expanded.then(|| open().to_string())
            on:click=move |_| desk.press(choice, subjects.clone())>
            <span>{name}</span>{hint}
        </button>
    }
    .into_any()
}

/// The state that all have in common.
pub(super) fn common_state(subjects: &[Subject]) -> Option<State> {
    let first = subjects.first()?.state;
    first.filter(|_| subjects.iter().all(|one| one.state == first))
}

/// What a button is called. To approve what is published is to keep it, and
/// to hide what a rule has hidden is to leave it so.
pub(super) fn word(words: I18n, choice: Choice, state: Option<State>) -> String {
    let key = match (choice, state) {
        (Choice::Do(Action::Approve), Some(State::Published)) => Key::ActionKeep,
        (Choice::Do(Action::Approve), Some(State::Hidden)) => Key::ActionRestore,
        (Choice::Do(Action::Hide), Some(State::Hidden)) => Key::ActionKeepHidden,
        (Choice::Do(action), _) => return words.word("action", action.as_str()),
        (Choice::Judge(AppealState::Overturned), _) => Key::JudgeOverturn,
        (Choice::Judge(_), _) => Key::JudgeUphold,
        (Choice::Refer, _) => Key::ReferButton,
    };
    words.t(key).to_owned()
}

/// What was decided last and is not sent yet, with the way back.
pub(super) fn held(desk: Desk) -> AnyView {
    let last = Memo::new(move |_| desk.moderation().held.last());
    (move || {
        let (number, said, count) = last.get()?;
        let more = (count > 1).then(|| {
            let text = desk.words().plural(Plural::UndoMore, count.saturating_sub(1) as u64);
            view! { <span class="meta">{text}</span> }
        });
        let hint = move || desk.prefs.shortcuts.get().then(|| view! { <kbd aria-hidden="true">"U"</kbd> });
        Some(view! {
            <div class="dk-undo">
                <p class="dk-undo-text">{icon(Icon::Done)}<span>{said}</span>{more}</p>
                <button type="button" class="btn" id="undo" aria-keyshortcuts="U" on:click=move |_| desk.undo(number)>
                    <span>{desk.t(Key::UndoButton)}</span>{hint}
                </button>
            </div>
        })
    })
    .into_any()
}
