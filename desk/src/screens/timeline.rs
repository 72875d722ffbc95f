//! What happened to the open thing, and what moderators told each other.

use std::sync::Arc;

use contract::Decision;
use leptos::prelude::*;

use crate::{
    components::{icon::Icon, notice::notice, text},
    i18n::Key,
    shapes::QueueItem,
    state::{Desk, Route, Screen},
};

/// Timeline and notes.
pub(super) fn view(desk: Desk, row: &Arc<QueueItem>) -> AnyView {
    view! {
        <div class="dk-sides">
            {timeline(desk, row)}
            {notes(desk, row)}
        </div>
        {move || desk.moderation().detail.failed.get().map(|error| {
            let why = error.say(desk.words());
            notice("bad", Icon::Alert, view! {
                <p>{why}</p>
                <p><button type="button" class="btn" on:click=move |_| {
                    if let Some(target) = desk.moderation().queue.open.get_untracked() { desk.load_detail(target); }
                }>{desk.t(Key::ActionRetry)}</button></p>
            })
        })}
    }
    .into_any()
}

fn timeline(desk: Desk, row: &Arc<QueueItem>) -> AnyView {
    let words = desk.words();
    let begun = [
        row.submission.as_ref().map(|one| one.created_at.clone()),
        row.comment.as_ref().map(|one| one.created_at.clone()),
        row.organisation.as_ref().map(|one| one.created_at.clone()),
    ];
    let begun = begun.into_iter().flatten().next();
    let first = begun.map(|at| {
        step(words.t(Key::TimelineReceived).to_owned(), String::new(), text::time(words, &at))
    });
    let waits = step(
        words.with(Key::TimelineWaits, &[("kind", &words.word("kind", row.kind.as_str()))]),
        String::new(),
        text::time(words, &row.since),
    );
    let about = row.target.id.clone();
    let href = Route { about, ..Route::of(Screen::Audit) }.hash();
    let decided = move || {
        let decisions = desk.moderation().detail.decisions.get().unwrap_or_default();
        decisions.iter().rev().map(|one| decision(desk, one)).collect::<Vec<_>>()
    };
    view! {
        <section class="dk-part" aria-labelledby="timeline-title">
            <h3 class="section-title" id="timeline-title">{desk.t(Key::TimelineTitle)}</h3>
            <ol class="phases">{first}{decided}{waits}</ol>
            <p><a href=href>{desk.t(Key::TimelineAudit)}</a></p>
        </section>
    }
    .into_any()
}

fn decision(desk: Desk, one: &Decision) -> AnyView {
    let words = desk.words();
    let what = words.word("decided", one.action.as_str());
    let what = if one.undone_at.is_some() {
        words.with(Key::TimelineUndone, &[("what", &what)])
    } else {
        what
    };
    let by = match (&one.moderator, &one.rule) {
        (Some(moderator), _) => moderator.name.clone(),
        (None, Some(rule)) => words.word("rule", rule),
        (None, None) => String::new(),
    };
    step(what, by, text::time(words, &one.at))
}

fn step(what: String, by: String, at: AnyView) -> AnyView {
    let by = (!by.is_empty()).then(|| view! { <span><bdi>{by}</bdi></span> });
    view! { <li class="phase phase-done"><b>{what}</b><span class="meta dots">{by}{at}</span></li> }
        .into_any()
}

fn notes(desk: Desk, row: &Arc<QueueItem>) -> AnyView {
    let words = desk.words();
    let body = RwSignal::new(String::new());
    let target = row.target.clone();
    let list = move || {
        let notes = desk.moderation().detail.notes.get().unwrap_or_default();
        let list = notes.iter().map(|note| {
            let (name, text) = (note.author.name.clone(), note.body.clone());
            view! {
                <li class="dk-note">
                    <p class="meta dots"><span><b><bdi>{name}</bdi></b></span>{text::time(words, &note.at)}</p>
                    <p dir="auto">{text}</p>
                </li>
            }
            .into_any()
        });
        list.collect::<Vec<_>>()
    };
    let kept = Callback::new(move |kept: bool| {
        if kept {
            body.set(String::new());
        }
    });
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let text = body.get_untracked();
        if !text.trim().is_empty() {
            desk.leave_note(&target, &text, kept);
        }
    };
    view! {
        <section class="dk-part" aria-labelledby="notes-title">
            <h3 class="section-title" id="notes-title">{desk.t(Key::NotesTitle)}</h3>
            <ul class="stack">{list}</ul>
            <form class="field" on:submit=send>
                <label class="label" for="note-text">{desk.t(Key::NoteLabel)}</label>
                <p class="hint" id="note-hint">{desk.t(Key::NoteHint)}</p>
                <textarea class="input input-s" id="note-text" rows="2" aria-describedby="note-hint" prop:value=move || body.get()
                    on:input=move |event| body.set(event_target_value(&event))></textarea>
                <p><button class="btn">{desk.t(Key::NoteSend)}</button></p>
            </form>
        </section>
    }
    .into_any()
}
