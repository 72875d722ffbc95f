//! An answer as everybody reads it: the public box.

use contract::{Author, Status};
use leptos::prelude::*;

use crate::{
    components::{
        icon::{Icon, icon},
        notice::chip,
        text,
    },
    i18n::Key,
    shapes::AnswerVersion,
    state::{Desk, Fields, answer_form, moments},
};

/// What an answer says, wherever it comes from.
struct Said<'a> {
    status: Option<Status>,
    heard: &'a str,
    action: &'a str,
    body: &'a str,
    office: &'a str,
    due_at: Option<&'a str>,
    language: &'a str,
}

/// The answer of the form as it would stand.
pub(super) fn now(desk: Desk, fields: &Fields) -> AnyView {
    let due_at = moments::end_of_day(fields.get("due_at"), &desk.clock());
    let said = Said {
        status: answer_form::status(fields),
        heard: fields.get("heard"),
        action: fields.get("action"),
        body: fields.get("body"),
        office: fields.get("office"),
        due_at: due_at.as_deref(),
        language: fields.get("language"),
    };
    let me = desk.session.me.with_untracked(|me| me.as_ref().map(|me| me.author.clone()));
    let by = me.map(|author| by(desk, &author, None));
    boxed(desk, &said, by.into_any())
}

/// What was published before.
pub(super) fn version(desk: Desk, one: &AnswerVersion) -> AnyView {
    let said = Said {
        status: Some(one.status),
        heard: &one.heard,
        action: &one.action,
        body: &one.body,
        office: one.office.as_deref().unwrap_or_default(),
        due_at: one.due_at.as_deref(),
        language: &one.language,
    };
    boxed(desk, &said, by(desk, &one.author, Some(&one.published_at)))
}

fn by(desk: Desk, author: &Author, at: Option<&str>) -> AnyView {
    let words = desk.words();
    let date = at.map_or_else(|| desk.t(Key::PreviewToday).to_owned(), |at| words.date(at));
    let line = words.with(Key::AnswerBy, &[("name", &author.name), ("date", &date)]);
    view! { <p class="meta">{line}</p> }.into_any()
}

fn boxed(desk: Desk, said: &Said<'_>, by: AnyView) -> AnyView {
    let action = match said.status {
        Some(Status::NotAccepted) => Key::AnswerActionNot,
        _ => Key::AnswerAction,
    };
    let piece = |key: Key, body: &str| {
        (!body.is_empty()).then(|| {
            let body = text::rich(body, said.language, &[]);
            view! { <div class="answer-part"><p class="label">{desk.t(key)}</p>{body}</div> }
                .into_any()
        })
    };
    let rest = (!said.body.is_empty()).then(|| text::rich(said.body, said.language, &[]));
    let status = said.status.map(|status| state(desk, status));
    view! {
        <section class="answer" aria-label=desk.t(Key::AnswerTitle)>
            <p class="answer-title">{icon(Icon::Host)}<b>{desk.t(Key::AnswerTitle)}</b></p>
            <div class="chips">{status}</div>
            {piece(Key::AnswerHeard, said.heard)}
            {piece(action, said.action)}
            {rest}
            {who(desk, said)}
            {by}
        </section>
    }
    .into_any()
}

fn who(desk: Desk, said: &Said<'_>) -> Option<AnyView> {
    let words = desk.words();
    let office = (!said.office.is_empty()).then(|| office(desk, said.office));
    let until = said.due_at.map(|at| words.with(Key::AnswerUntil, &[("date", &words.date(at))]));
    let who: Vec<String> = office.into_iter().chain(until).collect();
    (!who.is_empty()).then(|| {
        view! {
            <div class="answer-part"><p class="label">{desk.t(Key::AnswerWho)}</p><p>{who.join(", ")}</p></div>
        }
        .into_any()
    })
}

/// The name of an office.
pub(super) fn office(desk: Desk, id: &str) -> String {
    desk.of_forum(|forum| desk.words().term(&forum.offices, id))
}

/// What was decided, in the forum's words.
pub(super) fn state(desk: Desk, status: Status) -> AnyView {
    let (tone, sign) = match status {
        Status::Received => ("", Icon::Clock),
        Status::UnderReview | Status::InProgress => ("brand", Icon::Clock),
        Status::Accepted | Status::PartlyAccepted | Status::Done => ("good", Icon::Done),
        Status::NotAccepted => ("bad", Icon::Alert),
    };
    chip(tone, sign, status_name(desk, status))
}

/// The same as a word.
pub(super) fn status_name(desk: Desk, status: Status) -> String {
    desk.of_forum(|forum| desk.words().term(&forum.statuses, status.as_str()))
}
