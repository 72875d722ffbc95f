//! One thread: the question, its time, its rules, its answer, its submissions.

use std::sync::Arc;

use contract::{Capability, Thread};
use rules::phases::{Action, permits};

use super::{deeds, list, shell::announce, threads::news, words};
use crate::{
    components::{
        Cx,
        dom::{El, div, el, p},
        icons::Icon,
        notice::{empty, notice, skeleton},
        parts, response, rich, thread as part, timeline,
    },
    i18n::Key,
    state::{App, Route},
};

/// The view.
pub(super) fn thread(app: App, cx: &Cx) -> El {
    let cx = cx.clone();
    let name = move || match (app.list.thread.get(), app.list_error()) {
        (Some(thread), _) => thread_name(&thread),
        (None, Some(error)) => ["error ", error.code()].concat(),
        (None, None) => String::new(),
    };
    div("view").swap(name, move || {
        Some(match (app.list.thread.get(), app.list_error()) {
            (Some(thread), _) => whole(app, &cx, &thread),
            (None, Some(error)) if words::is_gone(&error) => gone(app, &cx, &app.explain(&error)),
            (None, Some(error)) => words::failure(app, &error, move || app.refresh()),
            (None, None) => skeleton(&cx.i18n.t(Key::AppLoading), 3),
        })
    })
}

/// Another text where the thread looks different.
fn thread_name(thread: &Thread) -> String {
    [
        thread.id.as_str(),
        " ",
        &thread.version.to_string(),
        thread.phase.as_str(),
        if thread.locked { "l" } else { "" },
    ]
    .concat()
}

/// Nothing of that name.
pub(super) fn gone(app: App, cx: &Cx, why: &str) -> El {
    let home = app.home();
    let back = parts::button("btn", Some(Icon::Back), &cx.i18n.t(Key::ActionBack), move || {
        app.go(home.clone());
    });
    empty(Icon::Not, why, "", vec![back])
}

/// Whether people may write here now.
pub(super) fn takes_submissions(app: App, thread: &Thread) -> bool {
    app.can(Capability::Submit) && !thread.locked && permits(thread.phase, Action::Submit)
}

/// The button that opens the form.
pub(super) fn write_button(app: App, class: &str) -> El {
    parts::button(class, Some(Icon::Plus), &app.i18n.t(Key::ComposeOpen), move || {
        app.go(Route::Compose { edit: String::new() });
    })
}

fn whole(app: App, cx: &Cx, thread: &Arc<Thread>) -> El {
    div("")
        .add(news(app, cx, &app.list.key.get_untracked()))
        .add(head(app, cx, thread))
        .add(list::board(app, cx, thread).add(course(app, cx, thread)))
        .add_opt(part::missing(cx))
}

/// Where the thread stands in time, and how many took part: beside the list
/// where there is room, and after it otherwise.
fn course(app: App, cx: &Cx, thread: &Thread) -> El {
    el("section", "panel board-course")
        .attr("aria-labelledby", "of-course")
        .add(
            el(cx.h(1), "panel-title")
                .attr("id", "of-course")
                .text(&cx.i18n.t(Key::ThreadTimeline)),
        )
        .add_opt(timeline::phases(cx, thread))
        .add(part::facts(cx, thread))
        .add_opt(deeds::follow(app, "thread", &thread.id))
        .add_opt(app.open_data(&thread.id).map(|addresses| part::open_data(cx, &addresses)))
}

fn head(app: App, cx: &Cx, thread: &Arc<Thread>) -> El {
    let i18n = cx.i18n;
    let texts = part::texts(cx, thread);
    let title = el(cx.h(0), "forum-title")
        .attr("tabindex", "-1")
        .attr("lang", texts.lang)
        .attr("dir", "auto")
        .text(texts.title);
    announce(app, &title);
    let mut head =
        el("header", "thread-head").attr("part", "header").add(part::marks(cx, thread)).add(title);
    if !texts.summary.is_empty() {
        head = head
            .add(p("thread-summary", texts.summary).attr("lang", texts.lang).attr("dir", "auto"));
    }
    if let Some(answer) = &thread.response {
        head = head.add(response::answer(cx, &i18n.t(Key::ResponseThreadTitle), answer));
    }
    if thread.locked {
        head =
            head.add(notice("notice-wait", Icon::Lock, "", &i18n.t(Key::ThreadLocked), Vec::new()));
    }
    let mut about = div("more-body stack").add(part::promise_text(cx, thread));
    if !texts.body.is_empty() {
        about = about.add(rich::rich(texts.body, texts.lang));
    }
    about = about
        .add(el(cx.h(1), "section-title").text(&i18n.t(Key::ThreadRules)))
        .add(div("rich").add(part::rules(cx, thread)));
    if !thread.rules.is_empty() {
        about = about.add(rich::rich(&thread.rules, &thread.language));
    }
    head.add(part::promise(cx, thread).add(about))
}
