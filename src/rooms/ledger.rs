//! The answers that the host owes, and those that it gave: for everybody.

use contract::{DueState, Ledger, LedgerCounts, LedgerEntry};

use super::{Room, api::query, list::Pages};
use crate::{
    components::{
        chip::chip,
        dom::{El, div, el, p, span},
        icons::Icon,
        parts,
    },
    i18n::{Group, Key, Plural},
    reactive::ArcRwSignal,
};

/// The room.
pub(super) fn view(room: &Room) -> El {
    let state = ArcRwSignal::new(String::new());
    let counts = ArcRwSignal::<Option<LedgerCounts>>::default();
    let (asks, asked, found) = (room.clone(), state.clone(), counts.clone());
    let pages = Pages::new(move |cursor| {
        let state = asked.get_untracked();
        let path = query("/v1/ledger", &[("state", &state)], cursor.as_deref());
        let (answer, found) = (asks.api.get::<Ledger>(&path), found.clone());
        Box::pin(async move {
            let ledger = answer.await?;
            found.set(Some(ledger.counts));
            Ok(ledger.page)
        })
    });
    let built = room.clone();
    let list =
        pages.view(room, Key::LedgerNone, |item| item.id.clone(), move |item| one(&built, item));
    let i18n = room.cx.i18n;
    let mut options = vec![(String::new(), i18n.t(Key::LedgerAll))];
    for word in [DueState::Overdue, DueState::Due, DueState::Answered] {
        options.push((word.to_string(), i18n.word(Group::LedgerState, word.as_str())));
    }
    let (shown, chosen) = (state.clone(), state);
    let filter = parts::select(
        "of-ledger-state",
        &i18n.t(Key::LedgerShow),
        &options,
        std::rc::Rc::new(move || shown.get()),
        std::rc::Rc::new(move |word: String| {
            chosen.set(word);
            pages.reload();
        }),
    );
    div("stack-l")
        .add(room.heading(&room.t(Key::RoomLedger)))
        .add(p("muted", &room.t(Key::LedgerText)))
        .add(numbers(room, &counts))
        .add(div("row").add(filter))
        .add(list)
}

fn numbers(room: &Room, counts: &ArcRwSignal<Option<LedgerCounts>>) -> El {
    let (name, told, i18n) = (counts.clone(), counts.clone(), room.cx.i18n);
    div("").swap(
        move || name.with(Option::is_some).to_string(),
        move || {
            let counts = told.get_untracked()?;
            let line = [
                (Plural::LedgerOverdue, counts.overdue),
                (Plural::LedgerDue, counts.due),
                (Plural::LedgerAnswered, counts.answered),
            ]
            .into_iter()
            .fold(p("facts num", ""), |line, (plural, n)| {
                line.add(span("", &i18n.plural(plural, n)))
            });
            let days = counts
                .median_days
                .filter(|days| *days > 0)
                .map(|days| i18n.plural(Plural::LedgerMedian, days.into()));
            Some(line.add_opt(days.map(|words| span("", &words))))
        },
    )
}

fn one(room: &Room, item: &LedgerEntry) -> El {
    let i18n = room.cx.i18n;
    let word = i18n.word(Group::LedgerState, item.state.as_str());
    let (tone, mark) = match item.state {
        DueState::Due => ("chip-wait", Icon::Clock),
        DueState::Overdue => ("chip-bad", Icon::Alert),
        DueState::Answered => ("chip-good", Icon::Done),
    };
    let link = room
        .link("", "submission", &item.submission.id)
        .attr("lang", &item.submission.language)
        .attr("dir", "auto")
        .text(&item.submission.title);
    let mut facts = vec![span("ref", &item.submission.reference)];
    if let Some(office) = &item.office {
        facts.push(span("", &i18n.term(&room.cx.forum.offices, office)));
    }
    facts.push(match &item.answered_at {
        Some(at) => span("", &i18n.t_with(Key::LedgerAnsweredOn, &[("date", &i18n.date(at))])),
        None => span("", &i18n.t_with(Key::LedgerDueOn, &[("date", &i18n.date(&item.due_at))])),
    });
    facts.push(span("", &i18n.word(Group::LedgerCause, item.cause.as_str())));
    let mut card = el("article", "card")
        .add(div("chips").add(chip(tone, mark, &word)))
        .add(el(room.cx.h(1), "card-title").add(link))
        .add(p("card-by", "").add_all(facts));
    if !item.extensions.is_empty() {
        let list = item.extensions.iter().fold(el("ul", "links"), |list, extension| {
            let dates = [
                ("from", i18n.date(&extension.from)),
                ("to", i18n.date(&extension.to)),
                ("reason", extension.reason.clone()),
            ];
            let dates = dates.each_ref().map(|(name, text)| (*name, text.as_str()));
            list.add(
                el("li", "").attr("dir", "auto").text(&i18n.t_with(Key::LedgerExtended, &dates)),
            )
        });
        card = card.add(list);
    }
    card
}
