//! The log of decisions, with the way to take one back.

use contract::{Decision, TargetKind};
use leptos::prelude::*;

use super::{
    listing::{listing, remark},
    shell::is_checked,
};
use crate::{
    components::{icon::Icon, notice::chip, text},
    i18n::Key,
    state::{Desk, Route, Screen, TITLE},
};

/// The screen.
pub(super) fn view(desk: Desk) -> AnyView {
    // What is held back here belongs into it.
    Effect::new(move |before: Option<u32>| {
        let sent = desk.moderation().held.sent.get();
        if before.is_some_and(|before| before != sent) {
            desk.load_log();
        }
        sent
    });
    let mine = move |event: web_sys::Event| {
        desk.moderation().log.only.set(if is_checked(&event) {
            "me".to_owned()
        } else {
            String::new()
        });
        desk.load_log();
    };
    view! {
        <main class="dk-main stack">
            <h1 class="view-title" id=TITLE tabindex="-1">{desk.t(Key::MenuLog)}</h1>
            <p class="muted">{desk.t(Key::LogText)}</p>
            <label class="check">
                <input type="checkbox" prop:checked=move || desk.moderation().log.only.with(|only| !only.is_empty()) on:change=mine />
                <span>{desk.t(Key::LogMine)}</span>
            </label>
            {super::panel::held(desk)}
            {listing(desk, desk.moderation().log, (Icon::Info, Key::LogEmpty, Key::LogEmptyText),
                move || desk.load_log(), move || desk.more_log(), move |one| entry(desk, one))}
        </main>
    }
    .into_any()
}

fn entry(desk: Desk, one: &Decision) -> AnyView {
    let words = desk.words();
    let what = words.word("decided", one.action.as_str());
    let reason = one.reason.as_ref().map(|id| {
        let name = desk.session.forum.with_untracked(|forum| {
            let reasons = forum.iter().flat_map(|forum| forum.reasons.iter());
            reasons
                .into_iter()
                .find(|reason| &reason.id == id)
                .map(|reason| words.pick(&reason.name))
        });
        view! { <span>{name.unwrap_or_else(|| id.clone())}</span> }
    });
    let by = match (&one.moderator, &one.rule) {
        (Some(moderator), _) => moderator.name.clone(),
        (None, Some(rule)) => words.word("rule", rule),
        (None, None) => String::new(),
    };
    let undone = one.undone_at.as_ref().map(|at| {
        let name = one.undone_by.as_ref().map(|who| who.name.clone()).unwrap_or_default();
        let text = words.with(Key::LogUndone, &[("name", &name), ("time", &words.date_time(at))]);
        chip("wait", Icon::Back, text)
    });
    let appeal = one
        .appeal
        .as_ref()
        .map(|appeal| chip("brand", Icon::Flag, words.word("appeal", appeal.state.as_str())));
    let title = if one.title.is_empty() {
        words.word("target", one.target.kind.as_str())
    } else {
        one.title.clone()
    };
    let reference = one.reference.clone().map(|reference| view! { <span>{reference}</span> });
    let kind = (one.target.kind != TargetKind::Submission)
        .then(|| view! { <span>{words.word("target", one.target.kind.as_str())}</span> });
    let texts = [&one.message, &one.note];
    let texts: Vec<AnyView> = texts
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| {
            view! { <blockquote class="dk-quote" dir="auto">{text.clone()}</blockquote> }.into_any()
        })
        .collect();
    let trail = Route { about: one.target.id.clone(), ..Route::of(Screen::Audit) }.hash();
    let label = words.with(Key::LogUndoLabel, &[("title", &title)]);
    let decision = StoredValue::new(one.clone());
    let id = one.id.clone();
    let can = one.undone_at.is_none() && one.moderator.is_some();
    let undo = can.then(|| {
        view! {
            <button type="button" class="btn" aria-label=label on:click=move |_| decision.with_value(|one| desk.undo_on_record(one))>{desk.t(Key::LogUndo)}</button>
        }
    });
    let remark = remark(desk.moderation().log, id);
    view! {
        <li class="dk-entry">
            <div class="dk-entry-main">
                <p class="dk-entry-what"><b>{what}</b>" "<span dir="auto">{title}</span></p>
                <p class="meta dots">{kind}{reference}{reason}<span><bdi>{by}</bdi></span>{text::time(words, &one.at)}</p>
                <div class="chips">{undone}{appeal}</div>
                {texts}
                {remark}
            </div>
            <div class="row">{undo}<a href=trail>{desk.t(Key::TimelineAudit)}</a></div>
        </li>
    }
    .into_any()
}
