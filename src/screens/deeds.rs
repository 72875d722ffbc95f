//! What a person can do about a submission or comment beside writing and
//! voting for themselves.

use std::{rc::Rc, sync::Arc};

use contract::{
    Action, Capability, Duplicate, Submission, Thread, Verdict, VoteChoice, VotingMode,
};
use rules::phases::{self, permits};

use super::{ballot, words};
use crate::{
    backend::Deed,
    components::{
        Cx, Do, Get, dialog,
        dom::{El, div, el, p, span},
        field::{Field, field},
        icons::{Icon, icon},
        parts, response, verdict, vote,
    },
    i18n::{Key, Plural},
    state::{App, Dialog, Progress, Route},
};

/// Another text where a decision looks different.
pub(super) fn verdict_name(verdict: &Verdict) -> String {
    let appeal = verdict.appeal.as_ref().map_or("", |appeal| appeal.state.as_str());
    let can = if verdict.can_appeal { "a" } else { "" };
    [&verdict.id, verdict.action.as_str(), appeal, can].concat()
}

/// Another text where what was done about a submission looks different.
pub(super) fn name_of(item: &Submission) -> String {
    let mut name = item.verdict.as_ref().map(verdict_name).unwrap_or_default();
    for link in item.duplicate_of.iter().chain(&item.duplicates) {
        name.push_str(&link.submission.id);
        name.push(if link.accepted { 'y' } else { 'n' });
    }
    if let Some(answer) = &item.response {
        name.push_str(&answer.version.to_string());
    }
    name.push_str(&item.union_support.unwrap_or_default().to_string());
    name.push_str(&item.recognitions.len().to_string());
    name.push_str(item.answer_due_at.as_deref().unwrap_or_default());
    name
}

/// The button that opens the form to object.
pub(super) fn object(app: App, verdict: &Verdict) -> El {
    let id = verdict.id.clone();
    parts::button("btn", Some(Icon::Talk), &app.i18n.t(Key::AppealObject), move || {
        app.detail.acting.set(Progress::Idle);
        app.ui.dialog.set(Dialog::Appeal(id.clone()));
    })
}

/// What was decided about one's own submission, and what to do about it.
pub(super) fn decided(app: App, cx: &Cx, item: &Submission) -> Option<El> {
    let told = item.verdict.as_ref().filter(|_| item.mine)?;
    let edit = (told.action == Action::RequestEdit && app.can(Capability::Edit)).then(|| {
        let id = item.id.clone();
        let word = cx.i18n.t(Key::SubmissionEdit);
        parts::button("btn btn-primary", Some(Icon::Pen), &word, move || {
            app.go(Route::Compose { edit: id.clone() });
        })
    });
    verdict::verdict(cx, told, edit, Some(object(app, told)))
}

/// The dialog in which somebody objects to a decision.
pub(super) fn appeal(app: App, cx: &Cx, decision: String, on_close: &Do<()>) -> El {
    let i18n = cx.i18n;
    let text = app.ui.objection;
    let body = Field {
        id: "of-objection",
        label: i18n.t(Key::AppealText),
        hint: i18n.t(Key::AppealHint),
        optional: false,
        max: Some(cx.forum.limits.comment_max),
        long: true,
        value: Rc::new(move || text.get()),
        on_input: Rc::new(move |typed| text.set(typed)),
        error: Rc::new(move || {
            let missing = app.ui.missing.get() == Some(Key::FieldBodyRequired);
            (missing && text.get().trim().is_empty()).then(|| i18n.t(Key::FieldBodyRequired))
        }),
        say: Rc::new(move |words| app.say(&words)),
    };
    app.ui.missing.set(None);
    let control = field(cx, &body);
    let input = control.clone();
    let done = on_close.clone();
    crate::components::dom::live(move || {
        if app.detail.acting.get() == Progress::Done {
            text.set(String::new());
            done(());
        }
    });
    let send = parts::button("btn btn-primary", None, &i18n.t(Key::AppealSend), move || {
        let written = text.get_untracked().trim().to_owned();
        if written.is_empty() {
            app.ui.missing.set(Some(Key::FieldBodyRequired));
            app.alert(&i18n.t(Key::FieldBodyRequired));
            if let Ok(Some(area)) = input.0.query_selector("textarea") {
                crate::components::dom::focus(&area);
            }
            return;
        }
        app.act(Deed::Appeal { decision: decision.clone(), text: written }, Key::AppealSent);
    })
    .attr_live("aria-busy", move || busy(app));
    let closing = on_close.clone();
    let close = parts::button("btn", None, &i18n.t(Key::ActionCancel), move || closing(()));
    let inside = div("stack").add(control).add(failed(app));
    dialog::dialog(&i18n.t(Key::AppealTitle), inside, vec![close, send], on_close)
}

fn busy(app: App) -> Option<String> {
    (app.detail.acting.get() == Progress::Busy).then(|| String::from("true"))
}

/// Why the last thing did not work.
fn failed(app: App) -> El {
    let code = move || {
        let error = app.detail.acting.with(|progress| progress.error().cloned());
        error.map(|error| error.code().to_owned()).unwrap_or_default()
    };
    div("").swap(code, move || {
        let error = app.detail.acting.with(|progress| progress.error().cloned())?;
        Some(words::refused(app, &error))
    })
}

fn link_to(app: App, other: &Duplicate) -> El {
    let route = Route::Submission { id: other.submission.id.clone() };
    parts::link("", &app.href(&route), move || app.go(route.clone()))
        .attr("lang", &other.submission.language)
        .attr("dir", "auto")
        .text(&other.submission.title)
}

/// A submission that says the same: proposed to the author, or linked.
pub(super) fn repeats(app: App, cx: &Cx, item: &Submission, thread: &Thread) -> Option<El> {
    let other = item.duplicate_of.as_ref()?;
    let i18n = cx.i18n;
    let link = p("", "").add(link_to(app, other));
    let id = item.id.clone();
    let answer = move |class, key, accept| {
        let id = id.clone();
        parts::button(class, None, &i18n.t(key), move || {
            let deed = Deed::Duplicate { submission: id.clone(), accept };
            app.act(deed, Key::DuplicateAnswered);
        })
        .attr_live("aria-busy", move || busy(app))
    };
    let (title, text, mut actions) = if other.accepted {
        (Key::DuplicateLinked, Key::DuplicateLinkedText, div("row"))
    } else {
        if !item.mine {
            return None;
        }
        let actions = div("row")
            .add(answer("btn btn-primary", Key::DuplicateAccept, Some(true)))
            .add(answer("btn", Key::DuplicateRefuse, Some(false)));
        (Key::DuplicateProposed, Key::DuplicateConsent, actions)
    };
    if other.accepted {
        actions = actions.add_opt(extend(app, item, other, thread));
        if item.mine {
            actions = actions.add(answer("btn btn-quiet", Key::DuplicateUndo, None));
        }
    }
    let body = div("notice-body")
        .add(p("notice-title", &i18n.t(title)))
        .add(link)
        .add(p("", &i18n.t(text)))
        .add(actions)
        .add(failed(app));
    Some(
        el("section", "notice notice-brand")
            .attr("aria-label", &i18n.t(title))
            .add(icon(Icon::Link))
            .add(body),
    )
}

/// One tap for who supports the repeating one: the lead has their vote as well.
fn extend(app: App, item: &Submission, other: &Duplicate, thread: &Thread) -> Option<El> {
    if !permits(thread.phase, phases::Action::Vote) || thread.locked {
        return None;
    }
    let choice = match thread.voting.mode {
        VotingMode::Opinion => VoteChoice::Agree,
        VotingMode::Support => VoteChoice::Support,
    };
    let i18n = app.i18n;
    let (ballot, lead) = (app.ballot(item), other.submission.id.clone());
    let done = lead.clone();
    let is_done = move || app.detail.extended.with(|id| *id == done);
    let told = is_done.clone();
    Some(
        div("")
            .add(
                parts::button("btn btn-primary", Some(Icon::Up), &i18n.t(Key::DuplicateExtend), {
                    move || app.extend_vote(&lead, choice)
                })
                .attr_live("aria-busy", move || busy(app))
                .show(move || !is_done() && ballot.with(|ballot| ballot.vote == Some(choice))),
            )
            .add(p("", &i18n.t(Key::DuplicateExtended)).show(told)),
    )
}

/// The submissions that this one leads, and how many people support any.
pub(super) fn leads(app: App, cx: &Cx, item: &Submission) -> Option<El> {
    if item.duplicates.is_empty() {
        return None;
    }
    let i18n = cx.i18n;
    let list = item
        .duplicates
        .iter()
        .fold(el("ul", "links"), |list, other| list.add(el("li", "").add(link_to(app, other))));
    Some(
        div("")
            .add(el(cx.h(1), "panel-title").text(&i18n.t(Key::DuplicateLeads)))
            .add(list)
            .add_opt(
                item.union_support
                    .map(|n| p("meta", &i18n.plural(Plural::DuplicateUnion, n.into()))),
            ),
    )
}

/// The vote of each organisation for which the person votes.
pub(super) fn organisations(app: App, cx: &Cx, item: &Arc<Submission>, thread: &Arc<Thread>) -> El {
    let (cx, item, thread) = (cx.clone(), item.clone(), thread.clone());
    div("stack org-votes").each(
        move || app.organisations(true).into_iter().map(|one| one.organisation.id).collect(),
        move |id| {
            let mine = app.organisations(true);
            let Some(one) = mine.into_iter().find(|one| one.organisation.id == id) else {
                return div("");
            };
            let label = ["v-", id].concat();
            let mut props = ballot::props(app, &thread, &item);
            let (ballot, own, org) = (app.ballot(&item), props.view.clone(), id.to_owned());
            props.view = Rc::new(move || vote::VoteView {
                mine: ballot.with(|ballot| ballot.organisations.get(&org).copied()),
                blocked: own().blocked,
                ..vote::VoteView::default()
            });
            let (submission, org) = (item.id.clone(), id.to_owned());
            props.on_vote = Rc::new(move |choice| app.vote_for(&submission, &org, choice));
            props.label_id.clone_from(&label);
            let words = cx.i18n.t_with(Key::VoteFor, &[("name", &one.organisation.name)]);
            div("stack").add(p("label", &words).attr("id", &label)).add(vote::vote(&cx, &props))
        },
    )
}

/// Follows something, or does so no more.
pub(super) fn follow(app: App, kind: &'static str, id: &str) -> Option<El> {
    if !app.can(Capability::Inbox) {
        return None;
    }
    let i18n = app.i18n;
    let (press, shown, word) = (id.to_owned(), id.to_owned(), id.to_owned());
    Some(
        el("button", "btn btn-quiet")
            .attr("type", "button")
            .add(icon(Icon::Pin))
            .add(span("", "").text_live(move || {
                i18n.t(if app.follows(&word) { Key::FollowOn } else { Key::FollowAdd })
            }))
            .attr_live("aria-pressed", move || Some(app.follows(&shown).to_string()))
            .click(move || {
                let on = !crate::reactive::untrack(|| app.follows(&press));
                let said = if on { Key::FollowOn } else { Key::FollowOff };
                app.act(Deed::Follow { kind, id: press.clone(), on }, said);
            }),
    )
}

/// What an answer said before, for who asks.
pub(super) fn versions(app: App, cx: &Cx, item: &Submission) -> Option<El> {
    let answer = item.response.as_ref().filter(|answer| answer.version > 1)?;
    let (id, again, words) = (answer.answer_id.clone()?, answer.answer_id.clone()?, cx.clone());
    let list = el("ol", "").each(
        move || {
            let items = app.detail.versions.get();
            items.iter().rev().map(|item| item.version.to_string()).collect()
        },
        move |number| {
            let items = app.detail.versions.get();
            match items.iter().find(|item| item.version.to_string() == number) {
                Some(item) => response::version(&words, item),
                None => el("li", ""),
            }
        },
    );
    let state = div("").swap(
        move || app.detail.versions_progress.with(Progress::is_failed).to_string(),
        move || {
            let error = app.detail.versions_progress.with(|progress| progress.error().cloned())?;
            let again = again.clone();
            Some(words::failure(app, &error, move || app.load_versions(&again)))
        },
    );
    let inside = div("").add(state).add(list);
    Some(parts::more(&cx.i18n.t(Key::ResponseVersions), inside).on("toggle", move |_| {
        if app.detail.versions_progress.get_untracked() == Progress::Idle {
            app.load_versions(&id);
        }
    }))
}

/// For whom a text is written, where the person speaks for an organisation.
pub(super) fn speaks_for(
    app: App,
    id: &str,
    chosen: Get<String>,
    choose: Do<String>,
) -> Option<El> {
    let mine = crate::reactive::untrack(|| app.organisations(false));
    if mine.is_empty() {
        return None;
    }
    let i18n = app.i18n;
    let mut options = vec![(String::new(), i18n.t(Key::ComposeForMe))];
    options.extend(mine.into_iter().map(|one| (one.organisation.id, one.organisation.name)));
    let label = i18n.t(Key::ComposeFor);
    Some(div("").add(parts::select(id, &label, &options, chosen, choose)))
}
