//! The open thing in full.

use std::sync::Arc;

use leptos::prelude::*;

use super::{organisation, reports, sides, timeline};
use crate::{
    components::{
        icon::Icon,
        notice::{chip, notice},
        text,
    },
    i18n::{Key, Plural},
    shapes::{Comment, QueueItem, Submission},
    state::{Claimed, Desk, title},
};

/// What is open, or a word where nothing is.
pub(super) fn view(desk: Desk) -> AnyView {
    let row = Memo::new(move |_| desk.moderation().queue.open_row());
    (move || match row.get() {
        Some(row) => one(desk, &row),
        None => view! { <p class="muted dk-nothing">{desk.t(Key::ItemNone)}</p> }.into_any(),
    })
    .into_any()
}

/// What stands beside it: similar ones, what happened, notes.
pub(super) fn more(desk: Desk) -> AnyView {
    let row = Memo::new(move |_| desk.moderation().queue.open_row());
    (move || {
        let row = row.get()?;
        Some(view! { <div class="stack">{sides::similar(desk, &row)}{timeline::view(desk, &row)}</div> })
    })
    .into_any()
}

fn one(desk: Desk, row: &Arc<QueueItem>) -> AnyView {
    let words = desk.words();
    let marks: Vec<String> = row
        .rules
        .iter()
        .filter(|hit| hit.rule == "contact_data")
        .map(|hit| hit.detail.clone())
        .collect();
    let kind = chip("", Icon::Info, words.word("kind", row.kind.as_str()));
    let cluster = (row.cluster_size > 1).then(|| {
        chip("brand", Icon::Many, words.plural(Plural::Cluster, u64::from(row.cluster_size)))
    });
    let lang = row.submission.as_ref().map(|one| one.language.clone());
    let name = title(row);
    let heading = view! {
        <h2 class="view-title dk-item-title" id="item-title" tabindex="-1" lang=lang dir="auto">{text::line(&name, &marks)}</h2>
    };
    let body = match (&row.submission, &row.comment, &row.organisation) {
        (Some(one), ..) => submission(desk, one, &marks),
        (_, Some(one), _) => comment(desk, one, &marks),
        (_, _, Some(one)) => organisation::view(desk, one),
        _ => ().into_any(),
    };
    let meta = meta(desk, row);
    let target = row.target.clone();
    let failed_target = row.target.clone();
    view! {
        <article class="stack" aria-labelledby="item-title">
            <p class="meta dots">{meta}</p>
            {heading}
            <div class="chips">{kind}{cluster}</div>
            {move || claim(desk, &target)}
            {move || failed(desk, &failed_target)}
            {reports::rules(desk, row)}
            {sides::appeal(desk, row)}
            {match &row.previous {
                Some(previous) => sides::versions(desk, row, previous),
                None => body,
            }}
            {reports::flags(desk, row)}
        </article>
    }
    .into_any()
}

fn meta(desk: Desk, row: &QueueItem) -> Vec<AnyView> {
    let words = desk.words();
    let mut parts = Vec::new();
    let mut add = |text: String| parts.push(view! { <span>{text}</span> }.into_any());
    add(words.word("target", row.target.kind.as_str()));
    if let Some(one) = &row.submission {
        add(one.reference.clone());
        add(words.language(&one.language));
    }
    let thread = row.thread_id.as_ref().and_then(|id| desk.thread_title(id));
    if let Some(thread) = thread.or_else(|| row.thread_title.clone()) {
        add(thread);
    }
    if row.reach > 0 {
        add(words.plural(Plural::Reach, u64::from(row.reach)));
    }
    if row.harm > 0.0 {
        add(words.with(Key::Harm, &[("share", &words.percent(row.harm))]));
    }
    parts.push(text::time(words, &row.since));
    parts
}

fn claim(desk: Desk, target: &contract::Target) -> Option<AnyView> {
    let words = desk.words();
    match desk.claimed(target) {
        Claimed::Other(claim) => {
            let name = claim.by.name.clone();
            let said = words.with(
                Key::ClaimOtherSince,
                &[("name", &name), ("time", &words.date_time(&claim.at))],
            );
            Some(notice(
                "wait",
                Icon::Person,
                view! { <p><b>{said}</b></p><p>{words.t(Key::ClaimCollision)}</p> },
            ))
        }
        Claimed::Me => Some(view! { <p class="meta">{words.t(Key::ClaimMe)}</p> }.into_any()),
        Claimed::Nobody => None,
    }
}

fn failed(desk: Desk, target: &contract::Target) -> Option<AnyView> {
    let why = desk.moderation().queue.failed.with(|failed| failed.get(target).cloned())?;
    let title = desk.t(Key::FailedTitle);
    Some(notice("bad", Icon::Alert, view! { <p class="notice-title">{title}</p><p>{why}</p> }))
}

/// The terms of the forum that a submission carries.
fn terms(desk: Desk, one: &Submission) -> String {
    let words = desk.words();
    desk.session.forum.with_untracked(|forum| {
        let Some(forum) = forum else { return String::new() };
        let kind = std::iter::once(words.term(&forum.kinds, one.kind.as_str()));
        let theme = one.theme.iter().map(|id| words.term(&forum.themes, id));
        let groups = one.groups.iter().map(|id| words.term(&forum.groups, id));
        kind.chain(theme).chain(groups).collect::<Vec<_>>().join(" · ")
    })
}

fn author(desk: Desk, author: &contract::Author) -> AnyView {
    let words = desk.words();
    let more = desk.session.forum.with_untracked(|forum| {
        let Some(forum) = forum else { return vec![] };
        let sector = author.sector.iter().map(|id| words.term(&forum.sectors, id));
        sector.chain(author.country.iter().map(|id| words.term(&forum.countries, id))).collect()
    });
    text::author(words, author, more)
}

/// The text of a submission with its author, its terms and its evidence.
pub(super) fn submission(desk: Desk, one: &Submission, marks: &[String]) -> AnyView {
    let links: Vec<AnyView> = one
        .links
        .iter()
        .map(|link| view! { <li>{text::anchor(&link.url, &link.label)}" "<span class="meta">{link.url.clone()}</span></li> }.into_any())
        .collect();
    let links = (!links.is_empty()).then(|| {
        view! { <h3 class="section-title">{desk.t(Key::LinksTitle)}</h3><ul class="dk-links">{links}</ul> }
    });
    let terms = terms(desk, one);
    view! {
        {author(desk, &one.author)}
        {text::rich(&one.body, &one.language, marks)}
        <p class="card-tags">{terms}</p>
        {links}
    }
    .into_any()
}

fn comment(desk: Desk, one: &Comment, marks: &[String]) -> AnyView {
    let lang = one.language.clone().unwrap_or_default();
    view! {
        {author(desk, &one.author)}
        {text::rich(&one.body, &lang, marks)}
    }
    .into_any()
}
