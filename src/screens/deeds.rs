//! What a person can do about a submission or comment beside writing and
//! voting for themselves.

use std::{rc::Rc, sync::Arc};

use contract::{Capability, Submission, Thread, Verdict};

use super::ballot;
use crate::{
    components::{
        Cx, Do, Get,
        dom::{El, div, el, p, span},
        icons::{Icon, icon},
        parts, vote,
    },
    i18n::Key,
    state::App,
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
    name.push_str(item.state_reason.as_deref().unwrap_or_default());
    name.push_str(item.answer_due_at.as_deref().unwrap_or_default());
    name
}

/// Whether there is more about a submission than its own view shows.
pub(super) fn more(item: &Submission) -> bool {
    item.mine && item.verdict.is_some()
        || item.duplicate_of.is_some()
        || !item.duplicates.is_empty()
        || item.response.as_ref().is_some_and(|answer| answer.version > 1)
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
            let mut props = ballot::props(app, &cx, &thread, &item);
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
    if !app.can(Capability::Follow) {
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
                app.follow(kind, &press, !crate::reactive::untrack(|| app.follows(&press)));
            }),
    )
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
