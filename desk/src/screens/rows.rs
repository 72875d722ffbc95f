//! The list of the queue.

use std::{collections::BTreeSet, sync::Arc};

use contract::Target;
use leptos::prelude::*;

use super::{queue::nothing, shell::is_checked};
use crate::{
    components::{icon::Icon, notice::chip, text},
    i18n::{Key, Plural},
    shapes::QueueItem,
    state::{Claimed, Desk, row_id, title},
};

/// The rows, or what stands in their place, and the way to more.
pub(super) fn view(desk: Desk) -> AnyView {
    let rows = desk.moderation().queue.rows;
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    view! {
        {move || is_empty.get().then(|| nothing(desk))}
        {chosen(desk)}
        <ol class="dk-rows">
            <For each=move || rows.get() key=|row| row.target.clone() children=move |row| one(desk, &row) />
        </ol>
        {move || desk.moderation().queue.next.with(Option::is_some).then(|| view! {
            <p><button type="button" class="btn btn-wide" on:click=move |_| desk.more_queue()>{desk.t(Key::QueueMore)}</button></p>
        })}
    }
    .into_any()
}

/// How many are chosen, and the way out.
fn chosen(desk: Desk) -> AnyView {
    (move || {
        let count = desk.moderation().queue.chosen.with(BTreeSet::len);
        (count > 0).then(|| {
            view! {
                <p class="dk-chosen row">
                    <b>{desk.words().plural(Plural::BatchChosen, count as u64)}</b>
                    <button type="button" class="btn btn-quiet" on:click=move |_| desk.moderation().queue.chosen.set(BTreeSet::new())>{desk.t(Key::BatchClear)}</button>
                </p>
            }
        })
    })
    .into_any()
}

fn one(desk: Desk, row: &Arc<QueueItem>) -> impl IntoView + use<> {
    let words = desk.words();
    let target = StoredValue::new(row.target.clone());
    let name = title(row);
    let lang = row.submission.as_ref().map(|one| one.language.clone());
    let language = lang.as_ref().map(|tag| view! { <span>{words.language(tag)}</span> });
    let is_open = move || {
        desk.moderation()
            .queue
            .open
            .with(|open| target.with_value(|target| open.as_ref() == Some(target)))
    };
    let is_chosen = move || {
        desk.moderation()
            .queue
            .chosen
            .with(|chosen| target.with_value(|target| chosen.contains(target)))
    };
    let choose = words.with(Key::BatchChoose, &[("title", &name)]);
    let kind = (row.submission.is_none()).then(|| {
        let word = words.word("target", row.target.kind.as_str());
        view! { <span>{word}</span> }
    });
    let since = text::time(words, &row.since);
    let signs = signs(desk, row);
    view! {
        <li class="dk-row" class:dk-row-open=is_open>
            <label class="dk-choose">
                <input type="checkbox" aria-label=choose prop:checked=is_chosen
                    on:change=move |event| target.with_value(|target| desk.moderation().queue.choose(target, is_checked(&event))) />
            </label>
            <button type="button" class="dk-row-button" id=row_id(&row.target) aria-current=move || is_open().then_some("true")
                on:click=move |_| target.with_value(|target| desk.open(target))>
                <span class="dk-row-title" lang=lang dir="auto">{name}</span>
                <span class="meta dots">{kind}{since}{language}</span>
                <span class="chips">{signs}{move || claim(desk, &target.get_value())}{move || failed(desk, &target.get_value())}</span>
            </button>
        </li>
    }
}

fn signs(desk: Desk, row: &QueueItem) -> Vec<AnyView> {
    let words = desk.words();
    let mut signs = Vec::new();
    let reports: u32 = row.flags.iter().map(|flag| flag.count).sum();
    if reports > 0 {
        signs.push(chip("bad", Icon::Flag, words.plural(Plural::Reports, u64::from(reports))));
    }
    if row.cluster_size > 1 {
        signs.push(chip(
            "brand",
            Icon::Many,
            words.plural(Plural::Cluster, u64::from(row.cluster_size)),
        ));
    }
    if row.harm >= 0.5 {
        signs.push(chip("bad", Icon::Alert, words.t(Key::HarmHigh).to_owned()));
    }
    if row.notes_count > 0 {
        signs.push(chip("", Icon::Pen, words.plural(Plural::Notes, u64::from(row.notes_count))));
    }
    signs
}

fn claim(desk: Desk, target: &Target) -> Option<AnyView> {
    match desk.claimed(target) {
        Claimed::Other(claim) => {
            let text = desk.words().with(Key::ClaimOther, &[("name", &claim.by.name)]);
            Some(chip("wait", Icon::Person, text))
        }
        Claimed::Me | Claimed::Nobody => None,
    }
}

fn failed(desk: Desk, target: &Target) -> Option<AnyView> {
    let failed = desk.moderation().queue.failed.with(|failed| failed.contains_key(target));
    failed.then(|| chip("bad", Icon::Alert, desk.t(Key::FailedShort).to_owned()))
}
