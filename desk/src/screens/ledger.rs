//! What is owed: the list, another date or office, and asking an office.

use contract::{DueState, Extension, LedgerEntry, Limits};
use leptos::prelude::*;

use super::{
    answer::offices,
    field::{Choice, Look, input, radios},
    filter::select,
    form::{foot, form},
    listing::{failed, head, listing},
    picker, preview,
    shell::is_checked,
    subjects,
};
use crate::{
    components::{
        icon::{Icon, icon},
        notice,
        notice::chip,
    },
    i18n::{Key, Plural},
    state::{
        Desk, Load, Route, Screen, TITLE,
        ledger::{self, REFER, change_id},
    },
};

/// The list, or the form that asks an office.
pub(super) fn view(desk: Desk) -> AnyView {
    let asks = Memo::new(move |_| desk.route.with(|route| route.about == REFER));
    (move || if asks.get() { refer(desk) } else { all(desk) }).into_any()
}

fn all(desk: Desk) -> AnyView {
    let list = desk.official().ledger.list;
    let begin = (Route::about(Screen::Ledger, REFER).hash(), Key::ReferNew);
    view! {
        <main class="dk-main stack dk-ledger" class:dk-has-bar=move || desk.official().ledger.chosen.with(|chosen| !chosen.is_empty())>
            {head(desk, Key::MenuLedger, Key::LedgerText, Some(begin))}
            {tabs(desk)}
            {filters(desk)}
            {listing(desk, list, (Icon::Done, Key::LedgerEmpty, Key::LedgerEmptyText),
                move || desk.load_ledger(), move || desk.more_ledger(), move |one| entry(desk, one))}
            {together(desk)}
        </main>
    }
    .into_any()
}

fn tabs(desk: Desk) -> AnyView {
    let counts = desk.official().ledger.counts;
    let tab = |state: Option<DueState>, key: Key| {
        let href = move || {
            let office = desk.route.with(|route| route.more.clone());
            ledger::part(state, &office).hash()
        };
        let current =
            move || desk.route.with(|route| (ledger::state_of(route) == state).then_some("page"));
        let count = move || {
            let counts = counts.get();
            let count = match state {
                None => return None,
                Some(DueState::Due) => counts.due,
                Some(DueState::Overdue) => counts.overdue,
                Some(DueState::Answered) => counts.answered,
            };
            Some(view! { <b class="num">{desk.words().number(count)}</b> })
        };
        view! { <li><a href=href aria-current=current><span>{desk.t(key)}</span>" "{count}</a></li> }
            .into_any()
    };
    let tabs = vec![
        tab(None, Key::LedgerAll),
        tab(Some(DueState::Overdue), Key::DueOverdue),
        tab(Some(DueState::Due), Key::DueDue),
        tab(Some(DueState::Answered), Key::DueAnswered),
    ];
    let median = move || {
        let days = counts.get().median_days.filter(|days| *days > 0)?;
        let text = desk.words().plural(Plural::LedgerMedian, days.into());
        Some(view! { <p class="meta">{text}</p> })
    };
    view! {
        <nav class="dk-tabs" aria-label=desk.t(Key::LedgerTabs)><ul>{tabs}</ul></nav>
        {median}
    }
    .into_any()
}

fn filters(desk: Desk) -> AnyView {
    let thread = desk.official().ledger.thread;
    let offices = offices(desk, Key::FilterAll);
    let office = move || desk.route.with(|route| route.more.clone());
    let narrow = move |office: String| {
        let state = desk.route.with_untracked(ledger::state_of);
        desk.turn(ledger::part(state, &office));
        desk.open_route();
    };
    let threads = move || {
        let ids: Vec<String> =
            desk.threads.with(|threads| threads.iter().map(|one| one.id.clone()).collect());
        let named =
            ids.into_iter().map(|id| (id.clone(), desk.thread_title(&id).unwrap_or_default()));
        let all = std::iter::once((String::new(), desk.t(Key::FilterAll).to_owned()));
        select(
            desk.t(Key::FilterThread),
            all.chain(named).collect(),
            move || thread.get(),
            move |id| {
                thread.set(id);
                desk.load_ledger();
            },
        )
    };
    view! {
        <div class="row dk-narrow">
            {select(desk.t(Key::LedgerOffice), offices, office, narrow)}
            {threads}
        </div>
    }
    .into_any()
}

fn entry(desk: Desk, one: &LedgerEntry) -> AnyView {
    let words = desk.words();
    let submission = one.submission.clone();
    let open = one.state != DueState::Answered;
    let answer = Route::answer(std::slice::from_ref(&submission.id)).hash();
    let (key, label) = if open {
        (Key::LedgerAnswer, Key::LedgerAnswerLabel)
    } else {
        (Key::LedgerSee, Key::LedgerSeeLabel)
    };
    let label = words.with(label, &[("title", &submission.title)]);
    let office = one.office.as_deref().map(|id| view! { <span>{preview::office(desk, id)}</span> });
    let date = match &one.answered_at {
        Some(at) => words.with(Key::LedgerAnsweredOn, &[("date", &words.date(at))]),
        None => words.with(Key::LedgerDueOn, &[("date", &words.date(&one.due_at))]),
    };
    let cause = words.word("cause", one.cause.as_str());
    let moved: Vec<AnyView> = one.extensions.iter().map(|one| extension(desk, one)).collect();
    let choose = open.then(|| choose(desk, &submission.id, &submission.title));
    let change = open.then(|| change_button(desk, one));
    view! {
        <li class="dk-entry dk-owed">
            {choose}
            <div class="dk-entry-main">
                <h2 class="dk-entry-title" lang=submission.language.clone() dir="auto">{submission.title.clone()}</h2>
                <div class="chips">{state(desk, one.state)}<span>{date}</span></div>
                <p class="meta dots"><span>{submission.reference.clone()}</span>{office}<span>{cause}</span></p>
                <ul>{moved}</ul>
            </div>
            <div class="row">
                <a class="btn" href=answer aria-label=label>{desk.t(key)}</a>
                {change}
            </div>
            {change_form(desk, one)}
        </li>
    }
    .into_any()
}

fn state(desk: Desk, state: DueState) -> AnyView {
    let (tone, sign, key) = match state {
        DueState::Due => ("wait", Icon::Clock, Key::DueDue),
        DueState::Overdue => ("bad", Icon::Alert, Key::DueOverdue),
        DueState::Answered => ("good", Icon::Done, Key::DueAnswered),
    };
    chip(tone, sign, desk.t(key).to_owned())
}

fn extension(desk: Desk, one: &Extension) -> AnyView {
    let words = desk.words();
    let (from, to) = (words.date(&one.from), words.date(&one.to));
    let text = words.with(Key::LedgerMoved, &[("from", &from), ("to", &to)]);
    view! { <li class="meta">{text}" "<q dir="auto">{one.reason.clone()}</q></li> }.into_any()
}

fn choose(desk: Desk, id: &str, title: &str) -> AnyView {
    let label = desk.words().with(Key::BatchChoose, &[("title", title)]);
    let (asked, id) = (id.to_owned(), id.to_owned());
    let is_on = move || desk.official().ledger.chosen.with(|chosen| chosen.contains(&asked));
    view! {
        <label class="dk-choose">
            <input type="checkbox" aria-label=label prop:checked=is_on on:change=move |event| desk.choose_owed(&id, is_checked(&event)) />
        </label>
    }
    .into_any()
}

/// What can be done with those that are chosen.
fn together(desk: Desk) -> AnyView {
    let chosen = desk.official().ledger.chosen;
    (move || {
        let ids: Vec<String> = chosen.get().into_iter().collect();
        (!ids.is_empty()).then(|| {
            let words = desk.words();
            let count = ids.len() as u64;
            let text = words.plural(Plural::AnswerTogether, count);
            let href = Route::answer(&ids).hash();
            view! {
                <div class="dk-bar" role="group" aria-label=words.plural(Plural::BatchChosen, count)>
                    <b>{words.plural(Plural::BatchChosen, count)}</b>
                    <a class="btn btn-primary" href=href>{text}</a>
                    <button type="button" class="btn" on:click=move |_| { chosen.update(std::collections::BTreeSet::clear); desk.focus(TITLE); }>{desk.t(Key::BatchClear)}</button>
                </div>
            }
        })
    })
    .into_any()
}

fn is_open(desk: Desk, id: &str) -> impl Fn() -> bool + use<> {
    let id = id.to_owned();
    move || desk.official().ledger.change.with(|open| open.as_deref() == Some(id.as_str()))
}

fn change_button(desk: Desk, one: &LedgerEntry) -> AnyView {
    let label = desk.words().with(Key::LedgerChangeLabel, &[("title", &one.submission.title)]);
    let open = is_open(desk, &one.id);
    let entry = StoredValue::new(one.clone());
    let id = change_id(&one.id);
    view! {
        <button type="button" class="btn" id=id aria-label=label aria-expanded=move || open().to_string()
            on:click=move |_| entry.with_value(|one| desk.open_change(one))>{desk.t(Key::LedgerChange)}</button>
    }
    .into_any()
}

/// The form that gives an entry another date or office.
fn change_form(desk: Desk, one: &LedgerEntry) -> AnyView {
    let open = Memo::new({
        let open = is_open(desk, &one.id);
        move |_| open()
    });
    (move || {
        open.get().then(|| {
            let cancel = view! {
                <button type="button" class="btn" on:click=move |_| desk.close_change()>{desk.t(Key::ActionCancel)}</button>
            };
            let reason = Look {
                hint: desk.t(Key::LedgerReasonHint).to_owned(),
                max: Limits::EXTENSION_REASON_MAX,
                rows: 2,
                ..Look::default()
            };
            let due = Look { kind: "date", hint: desk.t(Key::LedgerDueHint).to_owned(), ..Look::default() };
            let inside = view! {
                {super::field::select(desk, "office", desk.t(Key::LedgerOffice), String::new(), offices(desk, Key::AnswerNoOffice))}
                {input(desk, "due_at", desk.t(Key::LedgerDue), due)}
                {input(desk, "reason", desk.t(Key::LedgerReason), reason)}
                {foot(desk, Key::LedgerSave, true, cancel.into_any())}
            };
            view! {
                <div class="dk-inline">{form(desk, desk.t(Key::LedgerChange), inside.into_any(), move || desk.save_change())}</div>
            }
        })
    })
    .into_any()
}

/// The form that asks an office for an answer.
fn refer(desk: Desk) -> AnyView {
    let load = Memo::new(move |_| desk.official().editor.load.get());
    let body = move || match load.get() {
        Load::Idle | Load::Loading => notice::bones(desk.t(Key::Loading)),
        Load::Failed(error) => failed(desk, &error, move || desk.open_route()),
        Load::Ready => {
            form(desk, desk.t(Key::ReferNew), refer_fields(desk), move || desk.save_referral())
        }
    };
    let back = Route::of(Screen::Ledger).hash();
    view! {
        <main class="dk-main stack dk-form-main">
            <a class="back" href=back>{icon(Icon::Back)}<span>{desk.t(Key::MenuLedger)}</span></a>
            <h1 class="view-title" id=TITLE tabindex="-1">{desk.t(Key::ReferNew)}</h1>
            <p class="muted">{desk.t(Key::ReferText)}</p>
            {body}
        </main>
    }
    .into_any()
}

fn refer_fields(desk: Desk) -> AnyView {
    let words = desk.words();
    desk.official().editor.name("submission", desk.t(Key::ReferSubmission), 0);
    let offices = desk.of_forum(|forum| {
        let offices = forum.offices.iter();
        offices.map(|office| Choice::of(&office.id, &words.pick(&office.name))).collect::<Vec<_>>()
    });
    let days = words.plural(Plural::ReferDays, desk.of_forum(|forum| forum.answer_days).into());
    let due = Look { kind: "date", hint: days, optional: true, ..Look::default() };
    let is_on = move |id: &str| desk.official().editor.now.with(|now| now.get("submission") == id);
    let choose = move |id: &str, _| {
        desk.type_in("submission", id);
        desk.know(id);
    };
    view! {
        {super::field::picked(desk, "submission", desk.t(Key::ReferSubmission),
            subjects::chosen(desk, "submission"), picker::submissions(desk, "radio", is_on, choose))}
        {radios(desk, "office", desk.t(Key::ReferOffice), String::new(), offices)}
        {input(desk, "due_at", desk.t(Key::ReferDue), due)}
        {foot(desk, Key::ReferSend, true, ().into_any())}
    }
    .into_any()
}
