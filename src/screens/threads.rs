//! The list of threads: pinned first, each with its phase and its counts.

use super::{shell::announce, words};
use crate::{
    components::{
        Cx,
        dom::{El, div, el},
        icons::Icon,
        news as part,
        notice::{empty, skeleton},
        parts, thread,
    },
    i18n::Key,
    state::{App, Progress, Route},
};

/// The view.
pub(super) fn threads(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let (_, description) = i18n.pick(&cx.forum.description);
    let title =
        el(cx.h(0), "forum-title").attr("tabindex", "-1").text(&i18n.pick(&cx.forum.name).1);
    announce(app, &title);
    let shown = cx.clone();
    let list = el("ol", "cards").each(
        move || {
            app.threads
                .items
                .get()
                .iter()
                .map(|item| [&item.id, "|", item.phase.as_str()].concat())
                .collect()
        },
        move |key| {
            let id = key.split('|').next().unwrap_or_default();
            let items = app.threads.items.get();
            let Some(item) = items.iter().find(|item| item.id == id) else { return el("li", "") };
            let route = Route::Thread { thread: item.slug.clone() };
            let href = app.href(&route);
            el("li", "").add(thread::card(&shown, item, &href, move || app.go(route.clone())))
        },
    );
    div("view stack-l")
        .add(news(app, cx, ""))
        .add(div("stack").add(title).add(el("p", "thread-summary").text(&description)))
        .add(list.show(move || !app.threads.items.get().is_empty()))
        .add(state(app, cx))
}

/// Loading, error, nothing there, more.
fn state(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let name = move || {
        let none = app.threads.items.get().is_empty();
        let more = app.threads.next.get().is_some();
        match app.threads.progress.get() {
            Progress::Failed(error) => ["error ", error.code()].concat(),
            Progress::Done if none => String::from("empty"),
            Progress::Done if more => String::from("more"),
            _ if none => String::from("wait"),
            _ => String::new(),
        }
    };
    div("").swap(name, move || {
        Some(match (app.threads.progress.get(), name().as_str()) {
            (Progress::Failed(error), _) => words::failure(app, &error, move || app.load_threads()),
            (_, "empty") => empty(Icon::Talk, &i18n.t(Key::ThreadsEmpty), "", Vec::new()),
            (_, "more") => parts::button("btn", None, &i18n.t(Key::ListMoreUnknown), move || {
                app.more_threads();
            }),
            (_, "wait") => skeleton(&i18n.t(Key::AppLoading), 2),
            _ => return None,
        })
    })
}

/// News of the forum or of a thread, above it.
pub(super) fn news(app: App, cx: &Cx, thread: &str) -> El {
    app.load_news(thread);
    let cx = cx.clone();
    div("news-place").swap(
        move || app.threads.news.with(|items| items.iter().map(|item| item.id.as_str()).collect()),
        move || {
            let items = app.threads.news.get();
            (!items.is_empty()).then(|| part::news(&cx, &items))
        },
    )
}
