//! The first two steps of the form: the message, and how others find it.

use std::rc::Rc;

use contract::{Kind, Link, Submission};

use super::{
    ballot,
    compose::{BODY, Form, GROUPS, KIND, THEME, TITLE, link_id},
};
use crate::{
    components::{
        Ask, Do, card,
        dom::{self, El, div, el, p, span},
        field::{Choice, Field, choices, field, group},
        format,
        icons::{Icon, icon},
        parts, rich, vote,
    },
    i18n::{Group, Key, Plural},
    state::Route,
};

/// Most similar submissions that are shown: more would be a list of its own.
const SIMILAR: usize = 3;

/// Title and text, with what is like it.
pub(super) fn message(form: &Form) -> El {
    let (app, i18n) = (form.app, form.cx.i18n);
    let limits = form.cx.forum.limits;
    let text = |id, label, hint, optional, max, long, value, on_input| Field {
        id,
        label: i18n.t(label),
        hint: i18n.t(hint),
        optional,
        max: Some(max),
        long,
        value,
        on_input,
        error: form.problem(id),
        say: Rc::new(move |words: String| app.say(&words)),
    };
    let title = text(
        TITLE,
        Key::ComposeTitleLabel,
        Key::ComposeTitleHint,
        false,
        limits.title_max,
        false,
        Rc::new(move || app.compose.draft.with(|draft| draft.title.clone())),
        Rc::new(move |text| app.write(|draft| draft.title = text)),
    );
    let body = text(
        BODY,
        Key::ComposeBodyLabel,
        Key::ComposeBodyHint,
        true,
        limits.body_max,
        true,
        Rc::new(move || app.compose.draft.with(|draft| draft.body.clone())),
        Rc::new(move |text| app.write(|draft| draft.body = text)),
    );
    let body = field(&form.cx, &body);
    if let Ok(Some(area)) = body.0.query_selector("textarea") {
        let _ = body.0.insert_before(&format::bar(&form.cx, &area).0, Some(&area));
    }
    div("stack-l")
        .add(field(&form.cx, &title))
        .add(similar(form))
        .add(div("stack").add(body).add(preview(form)))
}

/// How the text will look, for who wants to see.
fn preview(form: &Form) -> El {
    let (app, i18n) = (form.app, form.cx.i18n);
    let shown = div("preview").swap(
        move || app.compose.draft.with(|draft| draft.body.clone()),
        move || {
            let body = app.compose.draft.with(|draft| draft.body.clone());
            Some(if body.trim().is_empty() {
                p("meta", &i18n.t(Key::ComposePreviewEmpty))
            } else {
                rich::rich(&body, "")
            })
        },
    );
    parts::more(&i18n.t(Key::ComposePreview), shown)
}

/// Submissions like this one, in the flow and never over the field.
fn similar(form: &Form) -> El {
    let (app, i18n, cx) = (form.app, form.cx.i18n, form.cx.clone());
    let dismissed = app.ui.different;
    let few = move || {
        app.compose.similar.with(|items| {
            items.iter().take(SIMILAR).map(|item| item.id.clone()).collect::<Vec<_>>()
        })
    };
    dom::live(move || {
        let n = few().len() as u64;
        if n > 0 {
            dismissed.set(false);
            app.say(&i18n.plural(Plural::ComposeSimilarCount, n));
        }
    });
    let list = el("ul", "").each(few, move |id| {
        let items = app.compose.similar.get();
        let item = items.iter().find(|item| item.id == id);
        el("li", "").add_opt(item.map(|item| like(app, &cx, item)))
    });
    let different = parts::button("btn", None, &i18n.t(Key::ComposeSimilarDifferent), move || {
        dismissed.set(true);
    });
    el("section", "similar")
        .attr("aria-labelledby", "of-similar")
        .add(
            el(form.cx.h(1), "section-title")
                .attr("id", "of-similar")
                .text(&i18n.t(Key::ComposeSimilar)),
        )
        .add(p("muted", &i18n.t(Key::ComposeSimilarHint)))
        .add(list)
        .add(div("row").add(different))
        .show(move || !dismissed.get() && !few().is_empty())
}

fn like(
    app: crate::state::App,
    cx: &crate::components::Cx,
    item: &std::sync::Arc<Submission>,
) -> El {
    let route = Route::Submission { id: item.id.clone() };
    let title = parts::link("", &app.href(&route), move || app.go(route.clone()))
        .attr("id", &card::title_id(&item.id))
        .attr("lang", &item.language)
        .attr("dir", "auto")
        .text(&item.title);
    let thread = app.list.thread.get();
    let vote = |thread| vote::vote(cx, &ballot::props(app, cx, &thread, item));
    div("stack").add(p("", "").add(title)).add_opt(thread.map(vote))
}

/// Kind, theme, groups, evidence.
pub(super) fn find(form: &Form) -> El {
    let (app, i18n, known) = (form.app, form.cx.i18n, form.cx.forum.clone());
    let choice =
        |value: &str, word: String| Choice { value: value.to_owned(), word, note: String::new() };

    let offered: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| {
            known.kinds.is_empty() || known.kinds.iter().any(|term| term.id == kind.as_str())
        })
        .collect();
    let kinds: Vec<Choice> = offered
        .iter()
        .map(|kind| choice(kind.as_str(), form.cx.name(&known.kinds, Group::Kind, kind.as_str())))
        .collect();
    let is_kind: Ask =
        Rc::new(move |word| app.compose.draft.with(|draft| draft.kind.as_str() == word));
    let set_kind: Do<(String, bool)> = Rc::new(move |(word, _)| {
        if let Ok(kind) = word.parse() {
            app.write(|draft| draft.kind = kind);
        }
    });

    let mut themes: Vec<Choice> =
        known.themes.iter().map(|term| choice(&term.id, i18n.pick(&term.name).1)).collect();
    themes.push(choice("", i18n.t(Key::ComposeThemeNone)));
    let is_theme: Ask = Rc::new(move |word| {
        app.compose.draft.with(|draft| draft.theme.as_deref().unwrap_or_default() == word)
    });
    let set_theme: Do<(String, bool)> = Rc::new(move |(word, _)| {
        app.write(|draft| draft.theme = Some(word).filter(|word| !word.is_empty()));
    });

    let groups: Vec<Choice> =
        known.groups.iter().map(|term| choice(&term.id, i18n.pick(&term.name).1)).collect();
    let is_group: Ask = Rc::new(move |word| {
        app.compose.draft.with(|draft| draft.groups.iter().any(|id| id == word))
    });
    let set_group: Do<(String, bool)> = Rc::new(move |(word, on)| {
        app.write(|draft| {
            draft.groups.retain(|id| *id != word);
            if on {
                draft.groups.push(word);
            }
        });
    });

    let mut part = div("stack-l").add(group(
        &i18n.t(Key::ComposeKindLabel),
        "",
        choices("kind", KIND, &kinds, &is_kind, &set_kind),
    ));
    if !known.themes.is_empty() {
        part = part.add(group(
            &i18n.t(Key::ComposeThemeLabel),
            "",
            choices("theme", THEME, &themes, &is_theme, &set_theme),
        ));
    }
    if !groups.is_empty() {
        part = part.add(group(
            &i18n.t(Key::ComposeGroupsLabel),
            &i18n.t(Key::ComposeGroupsHint),
            choices("", GROUPS, &groups, &is_group, &set_group),
        ));
    }
    part.add(links(form))
}

/// The links that were given as evidence, one row each.
fn links(form: &Form) -> El {
    let (app, i18n) = (form.app, form.cx.i18n);
    let max = form.cx.forum.limits.links_max;
    let add = parts::button("btn", Some(Icon::Plus), &i18n.t(Key::ComposeLinkAdd), move || {
        app.write(|draft| draft.links.push(Link { url: String::new(), label: String::new() }));
    })
    .show(move || app.compose.draft.with(|draft| draft.links.len() < max as usize));
    let (asked, shown) = (form.clone(), app.compose.draft);
    let rows = div("stack").each(
        move || (0..shown.with(|draft| draft.links.len())).map(|index| index.to_string()).collect(),
        move |index| row(&asked, index.parse().unwrap_or_default()),
    );
    let hint = i18n.plural(Plural::ComposeLinksHint, max.into());
    group(&i18n.t(Key::ComposeLinksLabel), &hint, div("stack").add(rows).add(div("row").add(add)))
}

fn row(form: &Form, index: usize) -> El {
    let (app, i18n) = (form.app, form.cx.i18n);
    let number = i18n.number(index as u64 + 1);
    let id = link_id(index);
    let get = move |pick: fn(&Link) -> &String| {
        app.compose
            .draft
            .with(|draft| draft.links.get(index).map(pick).cloned())
            .unwrap_or_default()
    };
    let input = |id: &str, pick: fn(&Link) -> &String, put: fn(&mut Link, String)| {
        let control = el("input", "input").attr("id", id).attr("dir", "auto").input(move |text| {
            app.write(|draft| {
                if let Some(link) = draft.links.get_mut(index) {
                    put(link, text);
                }
            });
        });
        let element = control.0.clone();
        dom::live(move || dom::put_value(&element, &get(pick)));
        control
    };
    let (problems, error_id, own) = (form.problems, [&id, "-error"].concat(), id.clone());
    let problem = move || {
        problems.with(|list| {
            list.iter().find(|(field, _)| *field == own).map(|(_, words)| words.clone())
        })
    };
    let (wrong, described) = (problem.clone(), error_id.clone());
    let address = input(&id, |link| &link.url, |link, text| text.trim().clone_into(&mut link.url))
        .attr("inputmode", "url")
        .attr_live("aria-invalid", {
            let problem = problem.clone();
            move || problem().map(|_| String::from("true"))
        })
        .attr_live("aria-describedby", move || wrong().map(|_| described.clone()));
    let (shown, said) = (problem.clone(), problem);
    let error = el("p", "field-error")
        .attr("id", &error_id)
        .add(icon(Icon::Alert))
        .add(span("", "").text_live(move || shown().unwrap_or_default()));
    let label_id = [&id, "-label"].concat();
    let numbered = |key| i18n.t_with(key, &[("number", &number)]);
    let remove = parts::button(
        "btn btn-quiet",
        Some(Icon::Cross),
        &numbered(Key::ComposeLinkRemove),
        move || {
            app.write(|draft| {
                if index < draft.links.len() {
                    draft.links.remove(index);
                }
            });
        },
    );
    div("link-row")
        .add(
            div("field")
                .add(el("label", "label").attr("for", &id).text(&numbered(Key::ComposeLinkUrl)))
                .add(error.show(move || said().is_some()))
                .add(address),
        )
        .add(
            div("field")
                .add(
                    el("label", "label")
                        .attr("for", &label_id)
                        .text(&i18n.t(Key::ComposeLinkLabel)),
                )
                .add(input(&label_id, |link| &link.label, |link, text| link.label = text)),
        )
        .add(remove)
}
