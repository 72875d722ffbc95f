//! One submission: the answer first, the text, the vote, the reasons, what has
//! happened.

use std::{rc::Rc, sync::Arc};

use contract::{Capability, Phase, Revision, State, Submission, Thread, VotingMode};
use rules::phases::{Action, permits};

use super::{
    ballot, comments, deeds, languages::language_name, report, rooms, shell::announce,
    thread::gone, words,
};
use crate::{
    backend::Target,
    browser,
    components::{
        Cx, Do, author, card, chip,
        dom::{El, div, el, p, put_text, span},
        icons::{Icon, icon},
        notice::{notice, skeleton},
        parts, response, rich, tally, vote,
    },
    i18n::Key,
    reactive::RwSignal,
    state::{App, Dialog, Progress, Route},
};

/// The view.
pub(super) fn submission(app: App, cx: &Cx) -> El {
    let cx = cx.clone();
    let name = move || {
        let error = app.detail.progress.with(|progress| progress.error().cloned());
        match (app.detail.submission.get(), app.list.thread.get(), error) {
            (Some(item), Some(thread), _) => name_of(&item, &thread),
            (None, _, Some(error)) => ["error ", error.code()].concat(),
            _ => String::new(),
        }
    };
    div("view").swap(name, move || {
        let error = app.detail.progress.with(|progress| progress.error().cloned());
        Some(match (app.detail.submission.get(), app.list.thread.get(), error) {
            (Some(item), Some(thread), _) => whole(app, &cx, &item, &thread),
            (None, _, Some(error)) if words::is_gone(&error) => {
                gone(app, &cx, &app.explain(&error))
            }
            (None, _, Some(error)) => words::failure(app, &error, move || app.refresh()),
            _ => skeleton(&cx.i18n.t(Key::AppLoading), 1),
        })
    })
}

/// Another text where the submission itself looks different. Votes and
/// comments keep themselves up to date.
fn name_of(item: &Submission, thread: &Thread) -> String {
    [
        item.id.as_str(),
        " ",
        &item.version.to_string(),
        item.status.as_str(),
        item.state.as_str(),
        if item.mine { "m" } else { "" },
        if item.response.is_some() { "r" } else { "" },
        &deeds::name_of(item),
        thread.phase.as_str(),
        if thread.locked { "l" } else { "" },
    ]
    .concat()
}

fn whole(app: App, cx: &Cx, item: &Arc<Submission>, thread: &Arc<Thread>) -> El {
    let open = app.ui.dialog;
    open.set(Dialog::None);
    app.ui.moderating.set(String::new());
    div("")
        .add(
            div("detail")
                .add(main(app, cx, item))
                .add(aside(app, cx, item, thread, open))
                .add(comments::talk(app, cx, item, thread, open)),
        )
        .add(dialogs(app, cx, open))
}

fn dialogs(app: App, cx: &Cx, open: RwSignal<Dialog>) -> El {
    let cx = cx.clone();
    let name = move || match open.get() {
        Dialog::None => String::new(),
        Dialog::Report(Target::Submission(id) | Target::Comment(id)) => ["report ", &id].concat(),
        Dialog::Withdraw => String::from("withdraw"),
    };
    div("").swap(name, move || {
        let close: Do<()> = Rc::new(move |()| open.set(Dialog::None));
        match open.get() {
            Dialog::None => None,
            Dialog::Report(target) => Some(report::report(app, &cx, target, &close)),
            Dialog::Withdraw => Some(report::withdraw(app, &cx, &close)),
        }
    })
}

fn main(app: App, cx: &Cx, item: &Submission) -> El {
    let i18n = cx.i18n;
    let title = el(cx.h(0), "view-title")
        .attr("id", &card::title_id(&item.id))
        .attr("tabindex", "-1")
        .attr("lang", &item.language)
        .attr("dir", "auto")
        .text(&item.title);
    announce(app, &title);
    let mut head = el("header", "detail-head").add(card::marks(cx, item)).add(title).add(
        author::line(cx, &item.author, item.mine, &item.created_at, item.edited_at.as_deref()),
    );
    if item.language.split('-').next() != i18n.lang().split('-').next() {
        let language = language_name(&item.language);
        head =
            head.add(p("meta", &i18n.t_with(Key::LanguageWrittenIn, &[("language", &language)])));
    }
    let mut main = div("detail-main")
        .add(head)
        .add_opt(chip::state_note(
            cx,
            item.state,
            // With a decision the reason stands there, in words.
            item.state_reason
                .as_deref()
                .filter(|_| item.verdict.is_none() || item.state == State::Published),
        ))
        .add_opt(
            (app.has_rooms() && deeds::more(item))
                .then(|| rooms::deeds(app, &["submission", &item.id])),
        )
        .add_opt(merged(app, cx, item))
        .add_opt(
            item.response
                .as_ref()
                .map(|answer| response::answer(cx, &i18n.t(Key::ResponseTitle), answer)),
        );
    if item.response.is_none()
        && let Some(due) = &item.answer_due_at
    {
        let text = i18n.t_with(Key::ResponseDue, &[("date", &i18n.date(due))]);
        main = main.add(notice("notice-brand", Icon::Clock, "", &text, Vec::new()));
    }
    for award in &item.recognitions {
        let year = award.year.to_string();
        let parts = [award.award.as_str(), &award.category, &year];
        let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let name = name.join(" · ");
        main = main.add(
            div("award").add(icon(Icon::Star)).add(
                div("")
                    .add(p("", "").add(el("b", "").text(&name)))
                    .add(p("muted", &award.citation).attr("dir", "auto")),
            ),
        );
    }
    if !item.body.is_empty() {
        main = main.add(rich::rich(&item.body, &item.language));
    }
    main.add_opt(card::tags(cx, item))
        .add_opt(evidence(cx, item))
        .add_opt(imported(cx, item))
        .add_opt(history(app, cx, item))
}

fn merged(app: App, cx: &Cx, item: &Submission) -> Option<El> {
    let i18n = cx.i18n;
    if item.duplicate_of.is_some() {
        return None;
    }
    let route = Route::Submission { id: item.merged_into.clone()? };
    let link = parts::link("", &app.href(&route), move || app.go(route.clone()))
        .text(&i18n.t(Key::SubmissionMergedOpen));
    Some(notice("", Icon::Link, "", &i18n.t(Key::SubmissionMerged), vec![link]))
}

/// Earlier versions, for who asks: loaded when it is opened.
fn history(app: App, cx: &Cx, item: &Submission) -> Option<El> {
    if item.version < 2 || !app.can(Capability::History) {
        return None;
    }
    let i18n = cx.i18n;
    let (words, current) = (cx.clone(), item.version);
    let list = el("ol", "").each(
        move || {
            let items = app.detail.history.get();
            items.iter().rev().map(|item| item.version.to_string()).collect()
        },
        move |version| {
            let items = app.detail.history.get();
            let item = items.iter().find(|item| item.version.to_string() == version);
            el("li", "version")
                .add_all(item.map_or_else(Vec::new, |item| revision(&words, item, current)))
        },
    );
    let state = div("").swap(
        move || app.detail.history_progress.with(Progress::is_failed).to_string(),
        move || {
            let error = app.detail.history_progress.with(|progress| progress.error().cloned())?;
            Some(words::failure(app, &error, move || app.load_history()))
        },
    );
    let inside = div("").add(state).add(list);
    Some(parts::more(&i18n.t(Key::HistoryTitle), inside).on("toggle", move |_| {
        if app.detail.history_progress.get_untracked() == Progress::Idle {
            app.load_history();
        }
    }))
}

/// One version: its number and date, and the texts as they were.
fn revision(cx: &Cx, item: &Revision, current: u32) -> Vec<El> {
    let i18n = cx.i18n;
    let number = i18n.number(item.version.into());
    let values = [("version", number.as_str()), ("date", &i18n.date_time(&item.at))];
    let mut line = i18n.t_with(Key::HistoryVersion, &values);
    if item.version == current {
        line = [&line, " · ", &i18n.t(Key::HistoryCurrent)].concat();
    }
    vec![
        p("meta", "").add(author::time(&item.at, &line)),
        p("card-title", &item.title).attr("dir", "auto"),
        rich::rich(&item.body, ""),
    ]
}

fn evidence(cx: &Cx, item: &Submission) -> Option<El> {
    if item.links.is_empty() {
        return None;
    }
    let list = item.links.iter().fold(el("ul", "links"), |list, link| {
        list.add(el("li", "").add(rich::anchor(&link.url, &link.label)))
    });
    Some(div("").add(el(cx.h(1), "panel-title").text(&cx.i18n.t(Key::SubmissionLinks))).add(list))
}

fn imported(cx: &Cx, item: &Submission) -> Option<El> {
    let source = item.source.as_ref()?;
    let values = [("system", source.system.as_str()), ("id", source.id.as_str())];
    Some(p("meta", &cx.i18n.t_with(Key::SubmissionImported, &values)))
}

fn aside(
    app: App,
    cx: &Cx,
    item: &Arc<Submission>,
    thread: &Arc<Thread>,
    open: RwSignal<Dialog>,
) -> El {
    let i18n = cx.i18n;
    let props = ballot::props(app, cx, thread, item);
    let (mode, goal_at) = (thread.voting.mode, thread.voting.answer_at);
    let mut panel = el("section", "panel")
        .attr("aria-label", &i18n.t(Key::TallyTitle))
        .add(vote::vote(cx, &props));
    let view = props.view.clone();
    if mode == VotingMode::Opinion {
        panel =
            panel.add(tally::bars(cx, Rc::new(move || view().tally), &ballot::hidden(app, thread)));
    }
    let (words, view, shown) = (cx.clone(), props.view.clone(), props.view.clone());
    panel = panel.swap(
        move || {
            view()
                .tally
                .map(|tally| {
                    [tally.participants, tally.agree, tally.disagree]
                        .map(|n| n.to_string())
                        .join(" ")
                })
                .unwrap_or_default()
        },
        move || {
            let tally = shown().tally?;
            if tally.participants == 0 {
                return None;
            }
            let goal = goal_at
                .filter(|_| mode == VotingMode::Support)
                .and_then(|at| tally::goal(&words, tally.support, at));
            Some(div("stack").add_opt(goal).add(tally::by_sector(&words, mode, &tally)))
        },
    );
    let panel = panel.add(deeds::organisations(app, cx, item, thread));
    div("detail-aside").add(panel).add(facts(app, cx, item, thread, open))
}

/// The number that can be read out, and what can be done.
fn facts(app: App, cx: &Cx, item: &Arc<Submission>, thread: &Thread, open: RwSignal<Dialog>) -> El {
    let i18n = cx.i18n;
    let reference = (!item.reference.is_empty()).then(|| {
        let filled = [("reference", item.reference.as_str())];
        p("meta ref", &i18n.t_with(Key::SubmissionReference, &filled))
    });
    let link = app.link(&Route::Submission { id: item.id.clone() });
    let mut actions =
        div("actions flush").add(copy(app, Key::SubmissionShare, Key::SubmissionShared, link));
    actions = actions.add_opt(deeds::follow(app, "submission", &item.id));
    if item.mine
        && app.can(Capability::Edit)
        && !thread.locked
        && permits(thread.phase, Action::Edit)
    {
        let id = item.id.clone();
        actions = actions.add(parts::button(
            "btn btn-quiet",
            Some(Icon::Pen),
            &i18n.t(Key::SubmissionEdit),
            move || {
                app.go(Route::Compose { edit: id.clone() });
            },
        ));
    }
    if item.mine
        && app.can(Capability::Withdraw)
        && item.state != State::Withdrawn
        && thread.phase != Phase::Upcoming
    {
        actions = actions.add(parts::button(
            "btn btn-quiet",
            Some(Icon::Not),
            &i18n.t(Key::SubmissionWithdraw),
            move || {
                app.detail.withdrawing.set(Progress::Idle);
                open.set(Dialog::Withdraw);
            },
        ));
    }
    if !item.mine && app.can(Capability::Flags) {
        let id = item.id.clone();
        actions = actions.add(parts::button(
            "btn btn-quiet",
            Some(Icon::Flag),
            &i18n.t(Key::ReportOpen),
            move || {
                open.set(Dialog::Report(Target::Submission(id.clone())));
            },
        ));
    }
    div("stack").add_opt(reference).add(actions).add(rooms::moderate(app, "submission", &item.id))
}

/// A button that copies a text and says so in its own place.
pub(super) fn copy(app: App, key: Key, done: Key, text: String) -> El {
    let i18n = app.i18n;
    let word = span("", &i18n.t(key));
    let shown = word.0.clone();
    el("button", "btn btn-quiet").attr("type", "button").add(icon(Icon::Link)).add(word).click(
        move || {
            browser::copy(&text);
            put_text(&shown, &i18n.t(done));
            app.say(&i18n.t(done));
        },
    )
}
