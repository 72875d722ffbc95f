//! Submissions that a form is about.

use std::sync::Arc;

use leptos::prelude::*;

use super::{item, listing::failed, preview};
use crate::{
    components::{icon::Icon, notice, notice::notice as boxed, text},
    i18n::{Key, Plural},
    shapes::Submission,
    state::{Desk, Known, Route, Screen},
};

/// One of the submissions that an answer answers, in full; open where it is
/// alone.
pub(super) fn answered(desk: Desk, id: String, open: bool) -> AnyView {
    let known = found(desk, &id);
    (move || match known.get() {
        Some(Known::Here(one)) => {
            let more = view! { {taken(desk, &one.id)}{leave_out(desk, &one)} };
            whole(desk, &one, open, more.into_any())
        }
        Some(Known::Failed(error)) => {
            let (again, out) = (id.clone(), id.clone());
            let out = move |_| desk.attach(&out, false);
            let again = StoredValue::new(again);
            view! {
                {failed(desk, &error, move || again.with_value(|id| desk.know(id)))}
                <p><button type="button" class="btn" on:click=out>{desk.t(Key::AnswerLeaveOut)}</button></p>
            }
            .into_any()
        }
        _ => notice::bones(desk.t(Key::Loading)),
    })
    .into_any()
}

fn found(desk: Desk, id: &str) -> Memo<Option<Known>> {
    let id = id.to_owned();
    Memo::new(move |_| desk.official().known.with(|known| known.get(&id).cloned()))
}

/// A submission to read, with what can be done about it.
pub(super) fn whole(desk: Desk, one: &Arc<Submission>, open: bool, more: AnyView) -> AnyView {
    let lang = one.language.clone();
    view! {
        <details class="dk-column dk-subject" open=open>
            <summary><b lang=lang dir="auto">{one.title.clone()}</b><span class="meta dots">{facts(desk, one)}</span></summary>
            <div class="stack">
                {item::submission(desk, one, &[])}
                {more}
            </div>
        </details>
    }
    .into_any()
}

/// What a submission is beside its text: reference, thread, status, votes.
pub(super) fn facts(desk: Desk, one: &Submission) -> Vec<AnyView> {
    let words = desk.words();
    let votes = one.tally.map(|tally| {
        let supports = tally.support > 0 || tally.agree + tally.disagree == 0;
        if supports {
            words.plural(Plural::CountSupports, tally.support.into())
        } else {
            let (agree, disagree) =
                (words.number(tally.agree.into()), words.number(tally.disagree.into()));
            words.with(Key::SubjectVotes, &[("agree", &agree), ("disagree", &disagree)])
        }
    });
    [
        Some(one.reference.clone()),
        desk.thread_title(&one.thread_id),
        Some(preview::status_name(desk, one.status)),
        votes,
    ]
    .into_iter()
    .flatten()
    .map(|text| view! { <span>{text}</span> }.into_any())
    .collect()
}

/// That it has another answer already, and where.
fn taken(desk: Desk, id: &str) -> AnyView {
    let id = id.to_owned();
    (move || {
        let answer = desk.answer_of(&id)?;
        let href = Route::about(Screen::Answers, &answer).hash();
        Some(boxed(
            "bad",
            Icon::Alert,
            view! {
                <p>{desk.t(Key::AnswerTakenThis)}</p>
                <p><a href=href>{desk.t(Key::AnswerOpenOther)}</a></p>
            },
        ))
    })
    .into_any()
}

/// What was answered stays; anything else can be left out again.
fn leave_out(desk: Desk, one: &Submission) -> AnyView {
    let (id, title) = (one.id.clone(), one.title.clone());
    (move || {
        if desk.is_answered_here(&id) {
            return view! { <p class="meta">{desk.t(Key::AnswerStays)}</p> }.into_any();
        }
        let label = desk.words().with(Key::AnswerLeaveOutLabel, &[("title", &title)]);
        let id = id.clone();
        view! {
            <p><button type="button" class="btn" aria-label=label on:click=move |_| {
                desk.attach(&id, false);
                desk.focus("f-submissions");
            }>{desk.t(Key::AnswerLeaveOut)}</button></p>
        }
        .into_any()
    })
    .into_any()
}

/// The one submission that a form names in a field, or a word where none is.
pub(super) fn chosen(desk: Desk, field: &'static str) -> AnyView {
    let id = Memo::new(move |_| desk.official().editor.get(field));
    (move || {
        let id = id.get();
        if id.is_empty() {
            return view! { <p class="hint">{desk.t(Key::PickNone)}</p> }.into_any();
        }
        let known = found(desk, &id);
        (move || match known.get() {
            Some(Known::Here(one)) => whole(desk, &one, false, ().into_any()),
            Some(Known::Failed(error)) => {
                let id = StoredValue::new(id.clone());
                failed(desk, &error, move || id.with_value(|id| desk.know(id)))
            }
            _ => notice::bones(desk.t(Key::Loading)),
        })
        .into_any()
    })
    .into_any()
}

/// One that can be chosen: its name, and what it is.
pub(super) fn offered(desk: Desk, one: &Submission) -> AnyView {
    let lang = one.language.clone();
    let author = text::author(desk.words(), &one.author, vec![]);
    view! {
        <span class="dk-offer"><b lang=lang dir="auto">{one.title.clone()}</b><span class="meta dots">{facts(desk, one)}</span>{author}</span>
    }
    .into_any()
}
