//! Two texts side by side: before and after, this one and a like one, a
//! decision and what is objected to it.

use std::sync::Arc;

use contract::Revision;
use leptos::prelude::*;

use crate::{
    components::{diff, icon::Icon, notice::chip, text},
    i18n::Key,
    shapes::{QueueItem, Submission},
    state::{Desk, Likeness},
};

/// One column: a heading and the text under it.
fn column(heading: &str, title: AnyView, body: AnyView, lang: &str) -> AnyView {
    let (heading, lang) = (heading.to_owned(), lang.to_owned());
    view! {
        <div class="dk-column">
            <p class="meta">{heading}</p>
            <p class="dk-column-title" lang=lang.clone() dir="auto">{title}</p>
            <div class="dk-column-text" lang=lang dir="auto">{body}</div>
        </div>
    }
    .into_any()
}

/// What moderators last published beside what it is now.
pub(super) fn versions(desk: Desk, row: &Arc<QueueItem>, before: &Revision) -> AnyView {
    let Some(now) = &row.submission else { return ().into_any() };
    let words = desk.words();
    let (old_title, new_title) = diff::compare(&before.title, &now.title);
    let (old_body, new_body) = diff::compare(&before.body, &now.body);
    let was = words.with(Key::VersionBefore, &[("date", &words.date_time(&before.at))]);
    let edited = now.edited_at.clone().unwrap_or_else(|| row.since.clone());
    let is = words.with(Key::VersionNow, &[("date", &words.date_time(&edited))]);
    view! {
        {text::author(words, &now.author, vec![])}
        <section class="dk-sides" aria-label=desk.t(Key::VersionsTitle)>
            {column(&was, diff::side(old_title, true), diff::side(old_body, true), &now.language)}
            {column(&is, diff::side(new_title, false), diff::side(new_body, false), &now.language)}
        </section>
    }
    .into_any()
}

/// The decision, and what its author objects.
pub(super) fn appeal(desk: Desk, row: &Arc<QueueItem>) -> AnyView {
    let Some(decision) = &row.appealed else { return ().into_any() };
    let Some(appeal) = &decision.appeal else { return ().into_any() };
    let words = desk.words();
    let reason = decision.reason.as_ref().map(|id| {
        desk.session.forum.with_untracked(|forum| {
            let reasons = forum.iter().flat_map(|forum| forum.reasons.iter());
            let found = reasons.into_iter().find(|reason| &reason.id == id);
            found.map_or_else(|| id.clone(), |reason| words.pick(&reason.name))
        })
    });
    let by = match (&decision.moderator, &decision.rule) {
        (Some(moderator), _) => moderator.name.clone(),
        (None, Some(rule)) => words.word("rule", rule),
        (None, None) => String::new(),
    };
    let what = words.word("decided", decision.action.as_str());
    let reason = reason.map(|reason| view! { <p>{reason}</p> });
    let message = Some(decision.message.clone())
        .filter(|text| !text.is_empty())
        .map(|text| view! { <blockquote class="dk-quote" dir="auto">{text}</blockquote> });
    let note = Some(decision.note.clone())
        .filter(|text| !text.is_empty())
        .map(|text| view! { <p class="meta">{text}</p> });
    let objected = appeal.text.clone();
    view! {
        <section class="dk-sides" aria-label=desk.t(Key::AppealTitle)>
            <div class="dk-column">
                <p class="meta">{desk.t(Key::AppealDecision)}</p>
                <p class="dk-column-title">{what}</p>
                <p class="meta dots"><span><bdi>{by}</bdi></span>{text::time(words, &decision.at)}</p>
                {reason}{message}{note}
            </div>
            <div class="dk-column">
                <p class="meta">{desk.t(Key::AppealObjection)}</p>
                <p class="meta">{text::time(words, &appeal.at)}</p>
                <p class="dk-column-text" dir="auto">{objected}</p>
            </div>
        </section>
    }
    .into_any()
}

/// Submissions that say nearly the same.
pub(super) fn similar(desk: Desk, row: &Arc<QueueItem>) -> AnyView {
    let Some(this) = row.submission.clone() else { return ().into_any() };
    (move || {
        let likes = desk.moderation().detail.similar.get()?;
        let list: Vec<AnyView> = likes.iter().map(|like| one(desk, &this, like)).collect();
        let none =
            list.is_empty().then(|| view! { <p class="muted">{desk.t(Key::SimilarNone)}</p> });
        Some(view! {
            <section class="dk-part" aria-labelledby="similar-title">
                <h3 class="section-title" id="similar-title">{desk.t(Key::SimilarTitle)}</h3>
                {none}
                <ul class="dk-similar">{list}</ul>
            </section>
        })
    })
    .into_any()
}

fn one(desk: Desk, this: &Submission, like: &Likeness) -> AnyView {
    let words = desk.words();
    let other = &like.submission;
    let share = words.with(Key::SimilarShare, &[("share", &words.percent(like.share))]);
    let (body, other_body) = diff::compare(&this.body, &other.body);
    let (title, other_title) = diff::compare(&this.title, &other.title);
    let summary = other.title.clone();
    let lang = other.language.clone();
    view! {
        <li>
            <details class="more">
                <summary>
                    <span class="dk-like"><span lang=lang dir="auto">{summary}</span>" "<span class="meta dots"><span>{other.reference.clone()}</span></span></span>
                    {chip("brand", Icon::Many, share)}
                </summary>
                <div class="more-body dk-sides">
                    {column(desk.t(Key::SimilarThis), diff::side(title, true), diff::side(body, true), &this.language)}
                    {column(desk.t(Key::SimilarOther), diff::side(other_title, false), diff::side(other_body, false), &other.language)}
                </div>
            </details>
        </li>
    }
    .into_any()
}
