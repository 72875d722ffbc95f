//! The public log of what moderators and rules decided: without names and
//! without texts.

use std::collections::BTreeMap;

use contract::{DecidedBy, LogCounts, LogEntry, Page};

use super::{Room, api::query, list::Pages};
use crate::{
    components::{
        dom::{El, div, el, p, span},
        icons::{Icon, icon},
        parts,
    },
    i18n::{Group, Key, Plural},
    reactive::ArcRwSignal,
};

/// The room.
pub(super) fn view(room: &Room) -> El {
    let asks = room.clone();
    let pages = Pages::new(move |cursor| {
        asks.api.get::<Page<LogEntry>>(&query("/v1/log", &[], cursor.as_deref()))
    });
    let built = room.clone();
    let list =
        pages.view(room, Key::LogNone, |item| item.id.clone(), move |item| one(&built, item));
    let csv = el("a", "facts-link")
        .attr("href", &room.api.address("/v1/log.csv"))
        .attr("target", "_blank")
        .attr("rel", "noopener")
        .text("CSV");
    div("stack-l")
        .add(room.heading(&room.t(Key::RoomLog)))
        .add(p("muted", &room.t(Key::LogText)))
        .add(counts(room))
        .add(p("facts", "").add(span("", &room.t(Key::ThreadOpenData))).add(csv))
        .add(list)
}

fn counts(room: &Room) -> El {
    let counts = ArcRwSignal::<Option<LogCounts>>::default();
    let (asked, answer) = (counts.clone(), room.api.get::<LogCounts>("/v1/log/counts"));
    // The log itself says why, where the server does not answer.
    wasm_bindgen_futures::spawn_local(async move { asked.set(answer.await.ok()) });
    let (told, room) = (counts.clone(), room.clone());
    div("").swap(
        move || counts.with(Option::is_some).to_string(),
        move || {
            let counts = told.get_untracked()?;
            let i18n = room.cx.i18n;
            let facts = [
                (Plural::LogDecisions, counts.decisions),
                (Plural::LogByRule, counts.by_rule),
                (Plural::LogUndone, counts.undone),
                (Plural::LogAppeals, counts.appeals.values().sum()),
            ]
            .into_iter()
            .fold(p("facts num", ""), |line, (plural, n)| {
                line.add(span("", &i18n.plural(plural, n)))
            });
            let action = |word: &str| i18n.word(Group::Action, word);
            let reason = |word: &str| reason_name(&room, word);
            let inside = div("cols-2")
                .add(table(&room, Key::LogByAction, &counts.by_action, &action))
                .add(table(&room, Key::LogByReason, &counts.by_reason, &reason));
            Some(div("stack").add(facts).add(parts::more(&i18n.t(Key::LogNumbers), inside)))
        },
    )
}

/// Counts by a word, as a table.
fn table(
    room: &Room,
    head: Key,
    counts: &BTreeMap<String, u64>,
    name: &dyn Fn(&str) -> String,
) -> El {
    let cell = |text: &str| el("th", "").attr("scope", "col").text(text);
    let top = el("tr", "").add(cell(&room.t(head))).add(cell(&room.t(Key::LogCount)));
    let body = counts.iter().fold(el("tbody", ""), |body, (word, n)| {
        body.add(
            el("tr", "")
                .add(el("th", "").attr("scope", "row").text(&name(word)))
                .add(el("td", "").text(&room.cx.i18n.number(*n))),
        )
    });
    el("table", "table").add(el("thead", "").add(top)).add(body)
}

fn reason_name(room: &Room, id: &str) -> String {
    let known = room.cx.forum.reasons.iter().find(|reason| reason.id == id);
    known.map_or_else(|| id.to_owned(), |reason| room.cx.i18n.pick(&reason.name).1)
}

fn one(room: &Room, item: &LogEntry) -> El {
    let i18n = room.cx.i18n;
    let mut what = el("p", "")
        .add(el("b", "").text(&i18n.word(Group::Action, item.action.as_str())))
        .text(" · ")
        .add(span("", &i18n.word(Group::Target, item.target_kind.as_str())));
    if let Some(reference) = &item.reference {
        what = what.text(" ").add(span("ref", reference));
    }
    let mut facts = vec![el("span", "").add(room.day(&item.at))];
    if let Some(reason) = &item.reason {
        facts.push(span("", &reason_name(room, reason)));
    }
    facts.push(span("", &i18n.word(Group::LogBy, item.by.as_str())));
    if let Some(rule) = item.rule.as_ref().filter(|_| item.by == DecidedBy::Rule) {
        let words = i18n.word(Group::Rule, rule);
        if words != *rule {
            facts.push(span("", &words));
        }
    }
    if let Some(appeal) = item.appeal {
        facts.push(span("", &i18n.word(Group::LogAppeal, appeal.as_str())));
    }
    let mut card = el("article", "card card-line").add(what).add(p("card-by", "").add_all(facts));
    if item.undone {
        card = card
            .add(el("p", "card-note").add(icon(Icon::Back)).add(span("", &room.t(Key::LogTaken))));
    }
    card
}
