//! Writing a submission in four short steps, or editing one's own.

use std::{cmp::Ordering, rc::Rc};

use contract::ProblemCode;
use rules::link;

use super::{
    about, languages, sent,
    shell::announce,
    steps,
    thread::{gone, takes_submissions},
    words,
};
use crate::{
    backend::BackendError,
    browser,
    components::{
        Cx,
        dom::{El, div, el, p, span},
        errors,
        icons::{Icon, icon},
        notice::skeleton,
        parts,
    },
    i18n::{Key, Plural},
    reactive::RwSignal,
    state::{App, Progress, Route},
};

/// Ids of the fields, where problems lead.
pub(super) const TITLE: &str = "of-title";
pub(super) const BODY: &str = "of-body";
pub(super) const KIND: &str = "of-kind";
pub(super) const THEME: &str = "of-theme";
pub(super) const GROUPS: &str = "of-groups";
pub(super) const RULES: &str = "of-rules";
/// Steps of the form.
const STEPS: u8 = 4;

/// What the steps share.
#[derive(Clone)]
pub(super) struct Form {
    pub(super) app: App,
    pub(super) cx: Cx,
    /// What is wrong: the field's id, and why in words.
    pub(super) problems: RwSignal<Vec<(String, String)>>,
    /// Counts how often the summary was asked for, so that it takes the focus
    /// each time.
    asked: RwSignal<u32>,
    /// Whether the rules are confirmed.
    pub(super) agreed: RwSignal<bool>,
}

/// The id of a link's address field.
pub(super) fn link_id(index: usize) -> String {
    ["of-link-", &index.to_string()].concat()
}

/// The view.
pub(super) fn compose(app: App, cx: &Cx) -> El {
    let cx = cx.clone();
    let name = move || {
        let what = if app.compose.sent.get().is_some() {
            "sent"
        } else if app.compose.sending.get() == Progress::Waiting {
            "waiting"
        } else if editing_fails(app) {
            "fails"
        } else if app.list.thread.get().is_none() || is_loading(app) {
            "wait"
        } else {
            "form"
        };
        what.to_owned()
    };
    div("view").swap(name, move || {
        Some(match (name().as_str(), app.list.thread.get()) {
            ("sent", _) => sent::sent(app, &cx),
            ("waiting", _) => sent::waiting(app, &cx),
            ("fails", _) => {
                let error = app.compose.sending.with(|progress| progress.error().cloned());
                gone(app, &cx, &app.explain(&error.unwrap_or(BackendError::Unexpected)))
            }
            ("form", Some(thread)) => {
                if takes_submissions(app, &thread) || app.compose.editing.with(Option::is_some) {
                    Form::new(app, &cx).whole()
                } else {
                    gone(app, &cx, &app.explain(&BackendError::problem(ProblemCode::ThreadClosed)))
                }
            }
            _ => match app.list_error() {
                Some(error) => words::failure(app, &error, move || app.refresh()),
                None => skeleton(&cx.i18n.t(Key::AppLoading), 1),
            },
        })
    })
}

/// True while the submission to edit is not here yet.
fn is_loading(app: App) -> bool {
    let wanted = matches!(app.router.route.get(), Route::Compose { edit } if !edit.is_empty());
    wanted
        && app.compose.editing.with(Option::is_none)
        && app.compose.sending.get() == Progress::Busy
}

/// True where the submission to edit cannot be had.
fn editing_fails(app: App) -> bool {
    let wanted = matches!(app.router.route.get(), Route::Compose { edit } if !edit.is_empty());
    wanted
        && app.compose.editing.with(Option::is_none)
        && app.compose.sending.with(|progress| progress.error().is_some())
}

impl Form {
    fn new(app: App, cx: &Cx) -> Self {
        app.ui.open_form(app.compose.editing.with_untracked(Option::is_some));
        let form = Self {
            app,
            cx: cx.clone(),
            problems: app.ui.problems,
            asked: app.ui.asked,
            agreed: app.ui.agreed,
        };
        form.follow_refusals();
        form
    }

    /// What the backend refused field by field stands in the summary, at the
    /// step of the first of them.
    fn follow_refusals(&self) {
        let form = self.clone();
        crate::components::dom::live(move || {
            let progress = form.app.compose.sending.get();
            if let Some(BackendError::Problem { fields, .. }) = progress.error()
                && let Some(first) = fields.first()
            {
                let step = step_of(&first.field);
                let list = fields
                    .iter()
                    .map(|error| (id_of(&error.field), words::field_words(form.app, error)));
                form.complain(list.collect());
                form.app.compose.step.set(step);
            }
        });
    }

    fn whole(&self) -> El {
        let form = self.clone();
        let step = self.app.compose.step;
        div("").swap(move || step.get().to_string(), move || Some(form.step(step.get())))
    }

    fn step(&self, step: u8) -> El {
        let (app, i18n) = (self.app, self.cx.i18n);
        let editing = app.compose.editing.with(Option::is_some);
        let names = [
            Key::ComposeStepMessage,
            Key::ComposeStepFind,
            Key::ComposeStepAbout,
            Key::ComposeStepCheck,
        ];
        let name = names.get(usize::from(step)).map(|key| i18n.t(*key)).unwrap_or_default();
        let number = i18n.t_with(
            Key::ComposeStep,
            &[("step", &i18n.number(u64::from(step) + 1)), ("count", &i18n.number(STEPS.into()))],
        );
        let title = el(self.cx.h(0), "view-title").attr("tabindex", "-1").text_live({
            let (problems, whole) = (self.problems, [&name, " "].concat());
            move || {
                let wrong = !problems.with(Vec::is_empty);
                if wrong {
                    i18n.t_with(Key::ErrorPrefix, &[("text", whole.trim_end())])
                } else {
                    whole.trim_end().to_owned()
                }
            }
        });
        announce(app, &title);
        let over = i18n.t(if editing { Key::ComposeEditTitle } else { Key::ComposeTitle });
        let mut bar = el("ol", "steps");
        for (index, key) in (0_u8..).zip(names) {
            let class = match index.cmp(&step) {
                Ordering::Less => "step step-done",
                Ordering::Equal => "step step-now",
                Ordering::Greater => "step",
            };
            let mut item = el("li", class).add(span("", &i18n.t(key)));
            if index == step {
                item = item.attr("aria-current", "step");
            }
            bar = bar.add(item);
        }
        let inside = match step {
            0 => steps::message(self),
            1 => steps::find(self),
            2 => about::about(self),
            _ => sent::check(self),
        };
        let form = self.clone();
        div("")
            .add(p("meta", &[&over, " · ", &number].concat()))
            .add(title)
            .add(bar)
            .add(self.notices(step))
            .add(
                el("form", "form")
                    .attr("novalidate", "")
                    .add(self.summary())
                    .add(inside)
                    .add(self.actions(step))
                    .on("submit", move |event| {
                        event.prevent_default();
                        form.next(step);
                    }),
            )
    }

    fn summary(&self) -> El {
        let (problems, asked, cx) = (self.problems, self.asked, self.cx.clone());
        div("").swap(
            move || {
                if problems.with(Vec::is_empty) { String::new() } else { asked.get().to_string() }
            },
            move || {
                let list = problems.get();
                (!list.is_empty()).then(|| errors::summary(&cx, &list))
            },
        )
    }

    fn actions(&self, step: u8) -> El {
        let (app, i18n) = (self.app, self.cx.i18n);
        let editing = app.compose.editing.with(Option::is_some);
        let last = step + 1 == STEPS;
        let key = match (last, editing) {
            (false, _) => Key::ActionContinue,
            (true, false) => Key::ComposeSend,
            (true, true) => Key::ComposeSave,
        };
        let go = el("button", "btn btn-primary")
            .attr("type", "submit")
            .add(span("", "").text_live(move || {
                i18n.t(if last && app.compose.sending.get() == Progress::Busy {
                    Key::ComposeSending
                } else {
                    key
                })
            }))
            .attr_live("aria-busy", move || {
                (app.compose.sending.get() == Progress::Busy).then(|| String::from("true"))
            });
        let mut row = div("form-actions").add(go);
        if step > 0 {
            let problems = self.problems;
            row = row.add(parts::button(
                "btn btn-quiet",
                None,
                &i18n.t(Key::ActionBack),
                move || {
                    problems.set(Vec::new());
                    go_to(app, step - 1);
                },
            ));
        }
        let saved = span("", "").text_live(move || {
            app.compose
                .saved_at
                .get()
                .map(|at| i18n.t_with(Key::DraftSaved, &[("time", &i18n.moment(at))]))
                .unwrap_or_default()
        });
        row.add(el("span", "saved").add(icon(Icon::Check)).add(saved).show(move || {
            app.compose.saved_at.get().is_some() && app.compose.editing.with(Option::is_none)
        }))
    }

    /// Shows what is wrong; the summary takes the focus.
    pub(super) fn complain(&self, problems: Vec<(String, String)>) {
        self.problems.set(problems);
        self.asked.update(|asked| *asked += 1);
    }

    /// What is wrong with one field, for beside it.
    pub(super) fn problem(&self, id: &'static str) -> Rc<dyn Fn() -> Option<String>> {
        let problems = self.problems;
        Rc::new(move || {
            problems.with(|list| {
                list.iter().find(|(field, _)| field == id).map(|(_, words)| words.clone())
            })
        })
    }

    fn next(&self, step: u8) {
        let problems = self.check(step);
        if !problems.is_empty() {
            self.complain(problems);
            return;
        }
        self.problems.set(Vec::new());
        if step + 1 < STEPS {
            go_to(self.app, step + 1);
            return;
        }
        self.app.send_draft();
    }

    /// What is wrong at a step, before anything is sent.
    fn check(&self, step: u8) -> Vec<(String, String)> {
        let i18n = self.cx.i18n;
        let limits = self.cx.forum.limits;
        let draft = self.app.compose.draft.get_untracked();
        let mut found = Vec::new();
        let mut long = |id: &str, name: Key, text: &str, max: u32| {
            let over = u64::from(browser::length(text).saturating_sub(max));
            if over > 0 {
                let name = i18n.t(name);
                found.push((
                    id.to_owned(),
                    i18n.plural_with(Plural::FieldTooLong, over, &[("field", &name)]),
                ));
            }
        };
        match step {
            0 => {
                long(TITLE, Key::ComposeNameTitle, &draft.title, limits.title_max);
                long(BODY, Key::ComposeNameBody, &draft.body, limits.body_max);
                if draft.title.trim().is_empty() {
                    found.push((TITLE.to_owned(), i18n.t(Key::FieldTitleRequired)));
                }
            }
            1 => {
                for (index, given) in draft.links.iter().enumerate() {
                    if !link::is_allowed(given.url.trim()) {
                        found.push((link_id(index), i18n.t(Key::FieldUrlInvalid)));
                    }
                }
            }
            3 if !self.agreed.get_untracked() => {
                found.push((RULES.to_owned(), i18n.t(Key::FieldRulesRequired)));
            }
            _ => {}
        }
        found
    }
}

/// Goes to a step; its heading takes the focus.
pub(super) fn go_to(app: App, step: u8) {
    app.heading_next();
    app.compose.step.set(step);
}

/// The field of the form that shows what a backend says about one of its own.
fn id_of(field: &str) -> String {
    let index =
        field.split(['[', ']']).nth(1).and_then(|index| index.parse().ok()).unwrap_or_default();
    match field.split(['[', '.']).next() {
        Some("body") => BODY.to_owned(),
        Some("kind") => KIND.to_owned(),
        Some("theme") => THEME.to_owned(),
        Some("groups") => GROUPS.to_owned(),
        Some("links") => link_id(index),
        _ => TITLE.to_owned(),
    }
}

fn step_of(field: &str) -> u8 {
    match field.split(['[', '.']).next() {
        Some("kind" | "theme" | "groups" | "links") => 1,
        Some("language") => 2,
        _ => 0,
    }
}

/// The languages that texts may have here.
pub(super) fn offered(app: App) -> Vec<(String, String)> {
    let offered = app
        .session
        .forum
        .with(|forum| forum.as_ref().map(|forum| forum.languages.clone()).unwrap_or_default());
    offered.into_iter().map(|tag| (tag.clone(), languages::language_name(&tag))).collect()
}
