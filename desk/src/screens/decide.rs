//! The form of a decision that needs more than a press.

use contract::{Action, Reason};
use leptos::prelude::*;

use super::{
    filter::select,
    panel::{common_state, word},
    shell::is_checked,
};
use crate::{
    components::icon::{Icon, icon},
    i18n::{Key, Plural},
    state::{Choice, Desk, Form, Said},
};

/// The form under the buttons.
pub(super) fn view(desk: Desk, form: &Form) -> AnyView {
    let choice = form.choice;
    let words = desk.words();
    let name = word(words, choice, common_state(&form.subjects));
    let heading = name.clone();
    let clusters: u32 = form.subjects.iter().map(|one| one.cluster).sum();
    let many = (clusters as usize > form.subjects.len()).then(|| cluster(desk, clusters));
    let language = form.subjects.first().map(|one| one.language.clone()).unwrap_or_default();
    let reasons = desk.reasons(choice);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        desk.submit_form();
    };
    let wrong = move || {
        desk.moderation().form.missing.get().map(|(key, _)| {
            view! { <p class="field-error" id="form-error">{icon(Icon::Alert)}<span>{desk.t(key)}</span></p> }
        })
    };
    let quick = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing()
        {
            event.prevent_default();
            desk.submit_form();
        }
    };
    view! {
        <form class="dk-form stack" aria-label=heading novalidate=true on:submit=submit on:keydown=quick>
            {wrong}
            {many}
            {fields(desk, form)}
            {(!reasons.is_empty()).then(|| offer(desk, &reasons, &language, choice.needs_reason()))}
            {(choice != Choice::Refer).then(|| message(desk, &language, choice))}
            {(choice != Choice::Refer).then(|| note(desk))}
            <div class="row">
                <button class="btn btn-primary">{name}</button>
                <button type="button" class="btn" on:click=move |_| desk.cancel_form()>{desk.t(Key::ActionCancel)}</button>
            </div>
        </form>
    }
    .into_any()
}

fn say(desk: Desk, change: impl FnOnce(&mut Said)) {
    desk.moderation().form.said.update(change);
    desk.moderation().form.missing.set(None);
}

/// Where one decision may stand for all that are collapsed into the row.
fn cluster(desk: Desk, count: u32) -> AnyView {
    let text = desk.words().plural(Plural::ClusterAll, u64::from(count));
    let now = desk.moderation().form.said.with_untracked(|said| said.clusters);
    view! {
        <label class="check">
            <input type="checkbox" id="form-first" checked=now
                on:change=move |event| { let on = is_checked(&event); say(desk, |said| said.clusters = on); } />
            <span>{text}</span>
        </label>
    }
    .into_any()
}

/// What only this decision asks.
fn fields(desk: Desk, form: &Form) -> AnyView {
    match form.choice {
        Choice::Do(Action::Merge) => merge(desk),
        Choice::Do(Action::Move) => {
            let here = form.subjects.first().and_then(|one| one.thread.clone());
            let threads = desk.threads.with_untracked(|threads| {
                let others = threads.iter().filter(|thread| Some(&thread.id) != here.as_ref());
                others.map(|thread| thread.id.clone()).collect::<Vec<_>>()
            });
            let mut options = vec![(String::new(), desk.t(Key::FormChoose).to_owned())];
            options.extend(threads.into_iter().map(|id| {
                let name = desk.thread_title(&id).unwrap_or_default();
                (id, name)
            }));
            let now = move || desk.moderation().form.said.with(|said| said.into.clone());
            view! {
                <div id="form-into" tabindex="-1">
                    {select(desk.t(Key::FormMoveTo), options, now, move |value| say(desk, |said| said.into = value))}
                </div>
            }
            .into_any()
        }
        Choice::Refer => refer(desk),
        Choice::Do(_) | Choice::Judge(_) => ().into_any(),
    }
}

/// Which of the like ones it repeats, or another by its id.
fn merge(desk: Desk) -> AnyView {
    let likes = desk.moderation().detail.similar.get_untracked().unwrap_or_default();
    let options: Vec<AnyView> = likes
        .iter()
        .enumerate()
        .map(|(at, like)| {
            let id = like.submission.id.clone();
            let name = format!("{} · {}", like.submission.reference, like.submission.title);
            let first = (at == 0).then_some("form-first");
            view! {
                <label class="check">
                    <input type="radio" name="into" id=first
                        on:change=move |_| { let id = id.clone(); say(desk, |said| said.into = id); } />
                    <span dir="auto">{name}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let none = options.is_empty();
    let first = none.then_some("form-first");
    view! {
        <fieldset id="form-into" tabindex="-1">
            <legend class="legend">{desk.t(Key::FormMergeInto)}</legend>
            <p class="hint">{desk.t(Key::FormMergeHint)}</p>
            {options}
            <label class="field">
                <span>{desk.t(Key::FormMergeId)}</span>
                <input class="input" id=first autocomplete="off" on:input=move |event| { let id = event_target_value(&event).trim().to_owned(); say(desk, |said| said.into = id); } />
            </label>
        </fieldset>
    }
    .into_any()
}

fn refer(desk: Desk) -> AnyView {
    let words = desk.words();
    let (offices, days) = desk.session.forum.with_untracked(|forum| {
        let offices = forum.as_ref().map(|forum| forum.offices.clone()).unwrap_or_default();
        (offices, forum.as_ref().map(|forum| forum.answer_days).unwrap_or_default())
    });
    let radios: Vec<AnyView> = offices
        .into_iter()
        .enumerate()
        .map(|(at, office)| {
            let name = words.pick(&office.name);
            let first = (at == 0).then_some("form-first");
            let id = office.id;
            view! {
                <label class="check">
                    <input type="radio" name="office" id=first
                        on:change=move |_| { let id = id.clone(); say(desk, |said| said.office = id); } />
                    <span>{name}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let hint = words.plural(Plural::ReferDays, u64::from(days));
    view! {
        <fieldset id="form-office" tabindex="-1">
            <legend class="legend">{desk.t(Key::ReferOffice)}</legend>
            {radios}
        </fieldset>
        <label class="field">
            <span class="label">{desk.t(Key::ReferDue)}</span>
            <span class="hint">{hint}</span>
            <input class="input" type="date" on:input=move |event| { let due = event_target_value(&event); say(desk, |said| said.due = due); } />
        </label>
    }
    .into_any()
}

/// The forum's reasons, each with what the author reads.
fn offer(desk: Desk, reasons: &[Reason], language: &str, needed: bool) -> AnyView {
    let words = desk.words();
    let radios: Vec<AnyView> = reasons
        .iter()
        .enumerate()
        .map(|(at, reason)| {
            let name = words.pick(&reason.name);
            let id = reason.id.clone();
            let first = (at == 0 && needed).then_some("form-first");
            view! {
                <label class="check">
                    <input type="radio" name="reason" id=first
                        on:change=move |_| { let id = id.clone(); say(desk, |said| said.reason = id); } />
                    <span>{name}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let texts: Vec<(String, String)> = reasons
        .iter()
        .map(|reason| (reason.id.clone(), words.pick_for(language, &reason.text)))
        .collect();
    let lang = language.to_owned();
    let read = move || {
        let chosen = desk.moderation().form.said.with(|said| said.reason.clone());
        let (_, text) = texts.iter().find(|(id, _)| *id == chosen)?.clone();
        let lang = lang.clone();
        Some(view! {
            <p class="meta">{desk.t(Key::FormAuthorReads)}</p>
            <blockquote class="dk-quote" lang=lang dir="auto">{text}</blockquote>
        })
    };
    let optional = (!needed).then(|| view! { <small>{desk.t(Key::Optional)}</small> });
    view! {
        <fieldset id="form-reasons" tabindex="-1">
            <legend class="legend label">{desk.t(Key::FormReason)}{optional}</legend>
            {radios}
            {read}
        </fieldset>
    }
    .into_any()
}

fn message(desk: Desk, language: &str, choice: Choice) -> AnyView {
    let judged = matches!(choice, Choice::Judge(_));
    let label = desk.t(if judged { Key::FormAnswer } else { Key::FormMessage });
    let optional = (!judged).then(|| view! { <small>{desk.t(Key::Optional)}</small> });
    let hint = (!language.is_empty()).then(|| {
        let name = desk.words().language(language);
        let text = desk.words().with(Key::FormMessageHint, &[("language", &name)]);
        view! { <span class="hint">{text}</span> }
    });
    let first = if judged { "form-first" } else { "form-message" };
    view! {
        <label class="field">
            <span class="label">{label}{optional}</span>
            {hint}
            <textarea class="input input-s" id=first dir="auto" rows="2"
                on:input=move |event| { let text = event_target_value(&event); say(desk, |said| said.message = text); }></textarea>
        </label>
    }
    .into_any()
}

fn note(desk: Desk) -> AnyView {
    view! {
        <label class="field">
            <span class="label">{desk.t(Key::FormNote)}<small>{desk.t(Key::Optional)}</small></span>
            <input class="input" dir="auto" autocomplete="off"
                on:input=move |event| { let text = event_target_value(&event); say(desk, |said| said.note = text); } />
        </label>
    }
    .into_any()
}
