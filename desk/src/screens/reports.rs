//! Why a thing waits: rules that held it, and what people reported.

use std::sync::Arc;

use contract::{FlagSummary, RuleHit};
use leptos::prelude::*;

use crate::{
    components::{icon::Icon, notice::notice},
    i18n::{Key, Plural},
    shapes::QueueItem,
    state::Desk,
};

/// The rules that held it or met something in it.
pub(super) fn rules(desk: Desk, row: &Arc<QueueItem>) -> AnyView {
    if row.rules.is_empty() {
        return ().into_any();
    }
    let lines: Vec<AnyView> = row.rules.iter().map(|hit| rule(desk, hit)).collect();
    notice(
        "wait",
        Icon::Info,
        view! { <ul class="dk-hits" aria-label=desk.t(Key::RulesTitle)>{lines}</ul> },
    )
}

fn rule(desk: Desk, hit: &RuleHit) -> AnyView {
    let name = desk.words().word("rule", &hit.rule);
    let detail = Some(hit.detail.clone()).filter(|detail| !detail.is_empty());
    let detail = detail.map(|detail| view! { ": "<mark><bdi>{detail}</bdi></mark> });
    view! { <li>{name}{detail}</li> }.into_any()
}

/// What people reported, with their own words.
pub(super) fn flags(desk: Desk, row: &Arc<QueueItem>) -> AnyView {
    if row.flags.is_empty() {
        return ().into_any();
    }
    let lines: Vec<AnyView> = row.flags.iter().map(|flag| one(desk, flag)).collect();
    view! {
        <section class="dk-part" aria-labelledby="flags-title">
            <h3 class="section-title" id="flags-title">{desk.t(Key::FlagsTitle)}</h3>
            <ul class="stack">{lines}</ul>
            <p class="hint">{desk.t(Key::FlagsHint)}</p>
        </section>
    }
    .into_any()
}

fn one(desk: Desk, flag: &FlagSummary) -> AnyView {
    let words = desk.words();
    let reason = words.word("flag", flag.reason.as_str());
    let count = words.plural(Plural::Reports, u64::from(flag.count));
    let weight = words.with(Key::FlagWeight, &[("weight", &words.tenths(flag.weight))]);
    let notes: Vec<AnyView> = flag
        .notes
        .iter()
        .filter(|note| !note.is_empty())
        .map(|note| {
            view! { <blockquote class="dk-quote" dir="auto">{note.clone()}</blockquote> }.into_any()
        })
        .collect();
    view! {
        <li class="dk-flag">
            <p><b>{reason}</b>" "<span class="meta dots"><span>{count}</span><span>{weight}</span></span></p>
            {notes}
        </li>
    }
    .into_any()
}
