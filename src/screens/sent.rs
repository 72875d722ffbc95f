//! The last step of the form, and what follows it: the number, and what
//! happens next.

use contract::{Author, Capability, Phase, State, Status, Submission};

use super::{
    compose::{Form, RULES, go_to},
    languages::language_name,
    shell::announce,
    submission::copy,
};
use crate::{
    components::{
        Cx, card,
        dom::{self, El, div, el, p, span},
        icons::{Icon, icon},
        notice::notice,
        parts,
    },
    i18n::{Group, Key, Plural},
    state::{App, Route},
};

/// The fourth step: everything once more, each with its way back, and the real
/// card.
pub(super) fn check(form: &Form) -> El {
    let (app, i18n, cx) = (form.app, form.cx.i18n, &form.cx);
    let draft = app.compose.draft.get();
    let names = |ids: &[String], terms: &[contract::Term]| {
        ids.iter().map(|id| i18n.term(terms, id)).collect::<Vec<_>>().join(", ")
    };
    let theme: Vec<String> = draft.theme.iter().cloned().collect();
    let links = draft.links.iter().map(|link| link.url.as_str()).collect::<Vec<_>>().join("\n");
    let rows = [
        (Key::ComposeNameTitle, draft.title.clone(), 0),
        (Key::ComposeNameBody, draft.body.clone(), 0),
        (Key::ComposeNameKind, cx.name(&cx.forum.kinds, Group::Kind, draft.kind.as_str()), 1),
        (Key::ComposeNameTheme, names(&theme, &cx.forum.themes), 1),
        (Key::ComposeNameGroups, names(&draft.groups, &cx.forum.groups), 1),
        (Key::ComposeNameLinks, links, 1),
        (Key::ComposeNameLanguage, language_name(&draft.language), 2),
    ];
    let mut list = el("dl", "review");
    for (key, text, step) in rows {
        let name = i18n.t(key);
        let shown = if text.is_empty() { i18n.t(Key::CommonNotGiven) } else { text };
        let change = parts::button("btn btn-quiet", None, &i18n.t(Key::ActionChange), move || {
            go_to(app, step);
        })
        .add(span("sr", &[": ", &name].concat()));
        list = list.add(
            div("")
                .add(el("dt", "").text(&name))
                .add(el("dd", "").attr("dir", "auto").text(&shown).add(el("span", "")))
                .add(el("dd", "review-do").add(change)),
        );
    }
    let preview = div("preview")
        .add(p("label", &i18n.t(Key::ComposeCheckPreview)))
        .add(card::preview(cx, &like_sent(app)));
    let mut part = div("stack-l").add(list).add(preview);
    // What cannot be changed is said before it is sent.
    if !cx.can(Capability::Edit) {
        part = part.add(notice("notice-brand", Icon::Info, "", &i18n.t(later(cx)), Vec::new()));
    }
    if app.session.me.with(Option::is_none) {
        part = part.add(notice(
            "notice-brand",
            Icon::Info,
            "",
            &i18n.t(Key::ComposeAboutSignIn),
            Vec::new(),
        ));
    }
    if app.compose.editing.with(Option::is_none) {
        let input = el("input", "").attr("type", "checkbox").attr("id", RULES);
        let (element, agreed) = (input.0.clone(), form.agreed);
        dom::put_checked(&element, agreed.get());
        let input = input.on("change", move |_| agreed.set(dom::checked(&element)));
        let problem = form.problem(RULES);
        let (shown, said) = (problem.clone(), problem);
        let error = el("p", "field-error")
            .add(icon(Icon::Alert))
            .add(span("", "").text_live(move || shown().unwrap_or_default()))
            .show(move || said().is_some());
        part =
            part.add(div("field").add(error).add(
                el("label", "check").add(input).add(span("", &i18n.t(Key::ComposeCheckRules))),
            ));
    }
    part
}

/// The draft as the submission that it will be.
fn like_sent(app: App) -> Submission {
    let draft = app.compose.draft.get();
    let mut author = app.session.me.get().map_or_else(Author::default, |me| me.author.clone());
    if let Some(id) = &draft.organisation {
        let mine = app.organisations(false).into_iter();
        author.organisation = mine.map(|one| one.organisation).find(|one| one.id == *id);
    }
    Submission {
        id: String::from("preview"),
        reference: String::new(),
        thread_id: String::new(),
        kind: draft.kind,
        title: draft.title,
        body: draft.body,
        language: draft.language,
        theme: draft.theme,
        groups: draft.groups,
        links: draft.links,
        author,
        status: Status::Received,
        state: State::Published,
        state_reason: None,
        verdict: None,
        version: 1,
        tally: None,
        my_vote: None,
        organisation_votes: std::collections::BTreeMap::new(),
        mine: false,
        comments_count: 0,
        response: None,
        answer_due_at: None,
        recognitions: Vec::new(),
        merged_into: None,
        duplicate_of: None,
        duplicates: Vec::new(),
        union_support: None,
        pinned: false,
        source: None,
        created_at: crate::browser::now_text(),
        edited_at: None,
    }
}

/// The backend has it: the number, and what happens next.
pub(super) fn sent(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let Some(done) = app.compose.sent.get() else { return div("") };
    let thread = app.list.thread.get();
    let title = el(cx.h(0), "view-title").attr("tabindex", "-1").text(&i18n.t(Key::SentTitle));
    app.heading_next();
    announce(app, &title);
    let phase = thread.as_ref().map(|thread| thread.phase);
    let mut next = el("ol", "next").add(el("li", "").text(&i18n.t(match (done.state, phase) {
        (State::Pending, _) => Key::SentNextPending,
        (_, Some(Phase::Collecting)) => Key::SentNextCollecting,
        _ => Key::SentNextPublished,
    })));
    if let Some(thread) = &thread {
        if let Some(at) = thread.voting.answer_at {
            next = next.add(el("li", "").text(&i18n.plural(Plural::SentNextAnswerAt, at.into())));
        }
        if let Some(closes) = &thread.closes_at {
            let text = i18n.t_with(Key::SentNextCloses, &[("date", &i18n.date(closes))]);
            next = next.add(el("li", "").text(&text));
        }
    }
    next = next.add(el("li", "").text(&i18n.t(later(cx))));
    let number = div("panel")
        .add(p("muted", &i18n.t(Key::SentReference)))
        .add(p("number ref", &done.reference))
        .add(div("actions flush").add(copy(
            app,
            Key::ActionCopy,
            Key::ActionCopied,
            done.reference.clone(),
        )));
    let (item, reference) = (Route::Submission { id: done.id }, done.reference);
    div("stack-l")
        .add(div("done").add(icon(Icon::Done)).add(title))
        .add_opt((!reference.is_empty()).then_some(number))
        .add(div("stack").add(el(cx.h(1), "section-title").text(&i18n.t(Key::SentNext))).add(next))
        .add(
            div("form-actions")
                .add(parts::button("btn btn-primary", None, &i18n.t(Key::SentView), move || {
                    app.go(item.clone());
                }))
                .add(parts::button("btn", None, &i18n.t(Key::SentRead), move || {
                    app.go(Route::Thread { thread: app.list.key.get_untracked() });
                })),
        )
}

/// What its author can still do about it.
fn later(cx: &Cx) -> Key {
    match [Capability::Edit, Capability::Withdraw].map(|what| cx.can(what)) {
        [true, true] => Key::SentNextEdit,
        [true, false] => Key::SentNextEditOnly,
        [false, true] => Key::SentNextWithdrawOnly,
        [false, false] => Key::SentNextFinal,
    }
}

/// There is no connection: it waits on this device.
pub(super) fn waiting(app: App, cx: &Cx) -> El {
    let i18n = cx.i18n;
    let title = el(cx.h(0), "view-title").attr("tabindex", "-1").text(&i18n.t(Key::SentOffline));
    app.heading_next();
    announce(app, &title);
    let asks = app.outbox.items.with(|items| items.iter().any(|item| item.asks));
    let text = if asks { Key::OutboxAsks } else { Key::SentOfflineText };
    div("stack-l")
        .add(title)
        .add(notice("notice-wait", Icon::Clock, "", &i18n.t(text), Vec::new()))
        .add(parts::button("btn", None, &i18n.t(Key::SentRead), move || {
            app.go(Route::Thread { thread: app.list.key.get_untracked() });
        }))
}
