//! News of the host: the list, and writing one.

use contract::{Announcement, Limits};
use leptos::prelude::*;

use super::{
    field::{Look, flag, input, select},
    form::{foot, form},
    listing::{failed, head, listing, remark},
    threads,
};
use crate::{
    components::{
        icon::{Icon, icon},
        notice,
        notice::chip,
        text,
    },
    i18n::Key,
    state::{Desk, Load, NEW, Route, Screen, TITLE},
};

/// The list, or the form of one.
pub(super) fn view(desk: Desk) -> AnyView {
    let about = Memo::new(move |_| desk.route.with(|route| !route.about.is_empty()));
    (move || if about.get() { one(desk) } else { all(desk) }).into_any()
}

fn all(desk: Desk) -> AnyView {
    let list = desk.official().announcements;
    let begin = (Route::about(Screen::Announcements, NEW).hash(), Key::AnnouncementsNew);
    view! {
        <main class="dk-main stack">
            {head(desk, Key::MenuAnnouncements, Key::AnnouncementsText, Some(begin))}
            {listing(desk, list, (Icon::Info, Key::AnnouncementsEmpty, Key::AnnouncementsEmptyText),
                move || desk.load_announcements(), move || desk.more_announcements(), move |one| entry(desk, one))}
        </main>
    }
    .into_any()
}

fn entry(desk: Desk, one: &Announcement) -> AnyView {
    let words = desk.words();
    let route = Route::about(Screen::Announcements, &one.id);
    let unsaved = desk.is_kept(&route).then(|| threads::unsaved(desk));
    let pinned = one.pinned.then(|| chip("", Icon::Flag, desk.t(Key::ThreadPinned).to_owned()));
    let place = match &one.thread_id {
        Some(id) => desk.thread_title(id).unwrap_or_default(),
        None => desk.t(Key::AnnouncementForAll).to_owned(),
    };
    let remove = words.with(Key::RemoveLabel, &[("title", &one.title)]);
    let edit = words.with(Key::ThreadsEditLabel, &[("title", &one.title)]);
    let (href, lang) = (route.hash(), one.language.clone());
    let body = rules::rich_text::excerpt(&one.body, 160);
    let kept = StoredValue::new(one.clone());
    let name = one.author.name.clone();
    view! {
        <li class="dk-entry">
            <div class="dk-entry-main">
                <h2 class="dk-entry-title"><a href=href.clone() lang=lang.clone() dir="auto">{one.title.clone()}</a></h2>
                <p lang=lang dir="auto">{body}</p>
                <div class="chips">{pinned}{unsaved}</div>
                <p class="meta dots"><span>{place}</span><span><bdi>{name}</bdi></span>{text::time(words, &one.published_at)}</p>
                {remark(desk.official().announcements, one.id.clone())}
            </div>
            <div class="row">
                <a class="btn" href=href aria-label=edit>{desk.t(Key::ThreadsEdit)}</a>
                <button type="button" class="btn" aria-label=remove on:click=move |_| kept.with_value(|one| desk.ask_delete_announcement(one))>{desk.t(Key::Remove)}</button>
            </div>
        </li>
    }
    .into_any()
}

fn one(desk: Desk) -> AnyView {
    let load = Memo::new(move |_| desk.official().editor.load.get());
    let is_new = move || desk.route.with(Route::is_new);
    let title =
        move || desk.t(if is_new() { Key::AnnouncementsNew } else { Key::AnnouncementEdit });
    let body = move || match load.get() {
        Load::Idle | Load::Loading => notice::bones(desk.t(Key::Loading)),
        Load::Failed(error) => failed(desk, &error, move || desk.open_route()),
        Load::Ready => {
            let inside = fields(desk, is_new());
            form(desk, title(), inside, move || desk.save_announcement())
        }
    };
    let back = Route::of(Screen::Announcements).hash();
    view! {
        <main class="dk-main stack dk-form-main">
            <a class="back" href=back>{icon(Icon::Back)}<span>{desk.t(Key::MenuAnnouncements)}</span></a>
            <h1 class="view-title" id=TITLE tabindex="-1">{title}</h1>
            {body}
        </main>
    }
    .into_any()
}

fn fields(desk: Desk, is_new: bool) -> AnyView {
    let words = desk.words();
    let languages = desk.forum_languages();
    let languages = languages.into_iter().map(|tag| (tag.clone(), words.language(&tag))).collect();
    let max = desk.of_forum(|forum| forum.limits.title_max);
    let title = Look { max, rows: 2, own_language: true, ..Look::default() };
    let body = Look {
        hint: desk.t(Key::FormatHint).to_owned(),
        max: Limits::ANNOUNCEMENT_BODY_MAX,
        rows: 6,
        own_language: true,
        ..Look::default()
    };
    // The threads may come after the form.
    let threads = move || {
        let ids: Vec<String> =
            desk.threads.with(|threads| threads.iter().map(|one| one.id.clone()).collect());
        let named =
            ids.into_iter().map(|id| (id.clone(), desk.thread_title(&id).unwrap_or_default()));
        let all = std::iter::once((String::new(), desk.t(Key::AnnouncementForAll).to_owned()));
        let hint = desk.t(Key::AnnouncementThreadHint).to_owned();
        select(desk, "thread_id", desk.t(Key::AnnouncementThread), hint, all.chain(named).collect())
    };
    let quiet = (!is_new).then(|| view! { <p class="hint">{desk.t(Key::AnnouncementQuiet)}</p> });
    let send = if is_new { Key::AnnouncementSend } else { Key::ThreadSave };
    view! {
        {select(desk, "language", desk.t(Key::AnswerLanguage), String::new(), languages)}
        {input(desk, "title", desk.t(Key::AnnouncementTitle), title)}
        {input(desk, "body", desk.t(Key::AnnouncementBody), body)}
        {threads}
        {flag(desk, "pinned", desk.t(Key::AnnouncementPin), desk.t(Key::AnnouncementPinHint), false)}
        {shown(desk)}
        {quiet}
        {foot(desk, send, true, ().into_any())}
    }
    .into_any()
}

/// How it will stand above the threads.
fn shown(desk: Desk) -> AnyView {
    let inside = move || {
        let (title, body, lang) = (
            desk.official().editor.get("title"),
            desk.official().editor.get("body"),
            desk.official().editor.get("language"),
        );
        let none = title.is_empty() && body.is_empty();
        (!none).then(|| {
            view! {
                <div class="answer">
                    <p><b lang=lang.clone() dir="auto">{title}</b></p>
                    {text::rich(&body, &lang, &[])}
                </div>
            }
        })
    };
    view! {
        <details class="more" open=true>
            <summary><span>{desk.t(Key::AnswerPreview)}</span></summary>
            <div class="more-body">{inside}</div>
        </details>
    }
    .into_any()
}
