//! The reasons for, against and neither, with replies one level deep.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use crate::reactive::untrack;
use contract::{Capability, Comment, CommentDraft, Stance, State, Submission, Thread};
use rules::phases::{Action, permits};

use super::{
    deeds::{speaks_for, verdict_name},
    rooms, words,
};
use crate::{
    backend::Target,
    components::{
        Cx, author, comment as part,
        dom::{El, div, el, focus, live, p, span},
        field::{Field, field},
        icons::{Icon, icon},
        notice::skeleton,
        parts,
        timing::focus_soon,
    },
    i18n::{Group, Key},
    reactive::RwSignal,
    state::{App, Dialog, Progress},
};

/// What the comments of one submission share.
#[derive(Clone)]
struct Talk {
    app: App,
    cx: Cx,
    /// Where the form is open: a stance, or the id of the comment to answer.
    at: RwSignal<String>,
    /// What is written in it.
    text: RwSignal<String>,
    /// Whether it is empty and was sent nevertheless.
    wrong: RwSignal<bool>,
    /// Which dialog is open.
    open: RwSignal<Dialog>,
    /// Whether people may comment now.
    writes: bool,
    /// Where the focus goes when the form closes.
    opener: Rc<RefCell<Option<El>>>,
}

/// The section below a submission.
pub(super) fn talk(
    app: App,
    cx: &Cx,
    item: &Submission,
    thread: &Arc<Thread>,
    open: RwSignal<Dialog>,
) -> El {
    let i18n = cx.i18n;
    let unpublished = item.state != State::Published && item.comments_count == 0;
    if unpublished {
        return div("");
    }
    if !app.can(Capability::Comments) {
        return div("detail-talk").add(p("meta", &i18n.t(Key::CommentsNone)));
    }
    let writes =
        item.state == State::Published && !thread.locked && permits(thread.phase, Action::Comment);
    app.ui.comment_at.set(String::new());
    let talk = Talk {
        app,
        cx: cx.clone(),
        at: app.ui.comment_at,
        text: app.comments.text,
        wrong: app.ui.comment_wrong,
        open,
        writes,
        opener: Rc::default(),
    };
    talk.close_when_sent();
    let mut section = el("section", "detail-talk")
        .attr("aria-labelledby", "of-talk")
        .add(el(cx.h(1), "section-title").attr("id", "of-talk").text(&i18n.t(Key::CommentsTitle)));
    if !writes {
        section = section.add(p("meta", &i18n.t(Key::CommentsClosed)));
    }
    let columns = Stance::ALL
        .iter()
        .fold(div("stances stances-2"), |columns, stance| columns.add(talk.stance(*stance)));
    section.add(columns).add(talk.end())
}

impl Talk {
    /// When the backend took what was written, the form closes and the focus
    /// goes back to the button that opened it.
    fn close_when_sent(&self) {
        let talk = self.clone();
        live(move || {
            let done =
                matches!(talk.app.comments.sending.get(), Progress::Done | Progress::Waiting);
            if done && !untrack(|| talk.at.get()).is_empty() {
                talk.text.set(String::new());
                talk.close();
            }
        });
    }

    fn close(&self) {
        self.at.set(String::new());
        if let Some(opener) = self.opener.borrow_mut().take() {
            focus(&opener.0);
        }
    }

    /// One column: its title, its form, its comments.
    fn stance(&self, stance: Stance) -> El {
        let i18n = self.cx.i18n;
        let app = self.app;
        let here = move |item: &Comment| item.stance == stance && item.reply_to.is_none();
        let title = el(self.cx.h(2), "stance-title")
            .add(icon(part::stance_icon(stance)))
            .add(span("", &i18n.word(Group::Comments, stance.as_str())))
            .add(span("meta num", "").text_live(move || {
                let n =
                    app.comments.items.with(|items| items.iter().filter(|item| here(item)).count());
                if n == 0 { String::new() } else { i18n.number(n as u64) }
            }));
        let empty = p("meta", &i18n.word(Group::CommentsEmpty, stance.as_str())).show(move || {
            app.comments.progress.get() == Progress::Done
                && app.comments.items.with(|items| !items.iter().any(|item| here(item)))
        });
        let talk = self.clone();
        let list = el("ol", "comments").each(
            move || {
                app.comments
                    .items
                    .with(|items| items.iter().filter(|item| here(item)).map(key_of).collect())
            },
            move |key| el("li", "").add_opt(talk.one(key)),
        );
        let list =
            list.show(move || app.comments.items.with(|items| items.iter().any(|item| here(item))));
        let mut head = div("stance-head").add(title);
        let mut form = None;
        if self.writes {
            let opener = self.opener(stance.as_str(), Key::CommentAdd, "btn btn-quiet");
            let name =
                [&i18n.t(Key::CommentAdd), ": ", &i18n.word(Group::Comments, stance.as_str())];
            head = head.add(opener.attr("aria-label", &name.concat()));
            form = Some(self.form_at(stance.as_str(), stance, None));
        }
        el("section", "stance")
            .attr("class", &["stance stance-", stance.as_str()].concat())
            .add(head)
            .add_opt(form)
            .add(empty)
            .add(list)
    }

    /// A comment with its replies.
    fn one(&self, key: &str) -> Option<El> {
        let id = key.split('|').next().unwrap_or_default().to_owned();
        let app = self.app;
        let item =
            app.comments.items.with(|items| items.iter().find(|item| item.id == id).cloned())?;
        let mut actions = Vec::new();
        let told = (app.has_rooms() && item.mine && item.verdict.is_some())
            .then(|| rooms::deeds(app, &["comment", &item.submission_id, &id]));
        if self.writes && item.reply_to.is_none() && item.state == State::Published {
            actions.push(self.opener(&id, Key::CommentReply, "btn btn-quiet"));
        }
        if !item.mine && app.can(Capability::Flags) {
            let (open, target) = (self.open, id.clone());
            actions.push(parts::button(
                "btn btn-quiet",
                None,
                &self.cx.i18n.t(Key::ReportOpen),
                move || {
                    open.set(Dialog::Report(Target::Comment(target.clone())));
                },
            ));
        }
        actions.push(rooms::moderate(app, "comment", &id));
        if item.reply_to.is_some() {
            return Some(part::comment(&self.cx, &item, told, actions, None));
        }
        let (talk, parent, asked) = (self.clone(), id.clone(), id.clone());
        let answers = move |item: &Comment| item.reply_to.as_deref() == Some(parent.as_str());
        let any = answers.clone();
        let list = el("ol", "replies")
            .each(
                move || {
                    app.comments.items.with(|items| {
                        items.iter().filter(|item| answers(item)).map(key_of).collect()
                    })
                },
                move |key| el("li", "").add_opt(talk.one(key)),
            )
            .show(move || app.comments.items.with(|items| items.iter().any(|item| any(item))));
        let form =
            self.form_at(&asked, item.stance, Some((id, author::name(&self.cx, &item.author))));
        Some(part::comment(&self.cx, &item, told, actions, Some(div("").add(form).add(list))))
    }

    /// The button that opens the form at a place.
    fn opener(&self, place: &str, key: Key, class: &str) -> El {
        let (talk, opened, place) = (self.clone(), self.at, place.to_owned());
        let here = place.clone();
        let mark = (key == Key::CommentAdd).then_some(Icon::Plus);
        let button = parts::button(class, mark, &self.cx.i18n.t(key), || {});
        let me = button.clone();
        button
            .on("click", move |_| {
                let (talk, me, place) = (talk.clone(), me.clone(), place.clone());
                talk.app.as_person(move || {
                    talk.wrong.set(false);
                    talk.app.comments.sending.set(Progress::Idle);
                    *talk.opener.borrow_mut() = Some(me);
                    talk.at.set(place);
                });
            })
            .attr_live("aria-expanded", move || Some((opened.get() == here).to_string()))
    }

    /// The form, while it is open at this place.
    fn form_at(&self, place: &str, stance: Stance, answer: Option<(String, String)>) -> El {
        let (talk, at, place) = (self.clone(), self.at, place.to_owned());
        let is_open = move || at.with(|at| *at == place);
        let shown = is_open.clone();
        div("").swap(
            move || is_open().to_string(),
            move || shown().then(|| talk.form(stance, answer.clone())),
        )
    }

    fn form(&self, stance: Stance, answer: Option<(String, String)>) -> El {
        let (i18n, app) = (self.cx.i18n, self.app);
        let (text, wrong) = (self.text, self.wrong);
        let label = match &answer {
            Some((_, name)) => i18n.t_with(Key::CommentReplyTo, &[("name", name)]),
            None => i18n.t(Key::CommentBody),
        };
        let max = self.cx.forum.limits.comment_max;
        let body = Field {
            id: "of-comment",
            label,
            hint: i18n.t(Key::CommentBodyHint),
            optional: false,
            max: Some(max),
            long: true,
            value: Rc::new(move || text.get()),
            on_input: Rc::new(move |typed| text.set(typed)),
            error: Rc::new(move || {
                let long = crate::browser::length(&text.get()) > max;
                match (wrong.get(), long) {
                    (true, false) if text.get().trim().is_empty() => {
                        Some(i18n.t(Key::FieldBodyRequired))
                    }
                    (true, true) => Some(i18n.t(Key::ProblemTooLarge)),
                    _ => None,
                }
            }),
            say: Rc::new(move |words| app.say(&words)),
        };
        let speaks = speaks_for(
            app,
            "of-comment-for",
            Rc::new(move || app.comments.organisation.get()),
            Rc::new(move |id| app.comments.organisation.set(id)),
        );
        let state = div("").swap(
            move || {
                app.comments
                    .sending
                    .with(|progress| progress.error().map(|error| error.code().to_owned()))
                    .unwrap_or_default()
            },
            move || {
                let error = app.comments.sending.with(|progress| progress.error().cloned())?;
                Some(words::refused(app, &error))
            },
        );
        let talk = self.clone();
        let cancel =
            parts::button("btn btn-quiet", None, &i18n.t(Key::ActionCancel), move || talk.close());
        let send = el("button", "btn btn-primary")
            .attr("type", "submit")
            .attr_live("aria-busy", move || {
                (app.comments.sending.get() == Progress::Busy).then(|| String::from("true"))
            })
            .add(span("", &i18n.t(Key::CommentSend)));
        let reply_to = answer.map(|(id, _)| id);
        let control = field(&self.cx, &body);
        if let Ok(Some(input)) = control.0.query_selector("textarea") {
            focus_soon(&input);
        }
        let input = control.0.clone();
        el("form", "comment-form")
            .attr("novalidate", "")
            .add(control)
            .add_opt(speaks)
            .add(state)
            .add(div("form-actions").add(send).add(cancel))
            .on("submit", move |event| {
                event.prevent_default();
                let written = text.get_untracked();
                let length = crate::browser::length(&written);
                if written.trim().is_empty() || length > max {
                    wrong.set(true);
                    if let Ok(Some(input)) = input.query_selector("textarea") {
                        focus(&input);
                    }
                    return;
                }
                app.send_comment(CommentDraft {
                    body: written,
                    stance,
                    reply_to: reply_to.clone(),
                    language: Some(i18n.lang()),
                    organisation: Some(app.comments.organisation.get_untracked())
                        .filter(|id| !id.is_empty()),
                });
            })
    }

    /// Loading, an error, or more.
    fn end(&self) -> El {
        let (app, i18n) = (self.app, self.cx.i18n);
        let name = move || match app.comments.progress.get() {
            Progress::Failed(error) => ["error ", error.code()].concat(),
            Progress::Busy if app.comments.items.with(Vec::is_empty) => String::from("wait"),
            _ if app.comments.next.with(Option::is_some) => String::from("more"),
            _ => String::new(),
        };
        div("").swap(name, move || match (app.comments.progress.get(), name().as_str()) {
            (Progress::Failed(error), _) => {
                Some(words::failure(app, &error, move || app.load_comments()))
            }
            (_, "wait") => Some(skeleton(&i18n.t(Key::AppLoading), 1)),
            (_, "more") => {
                Some(parts::button("btn", None, &i18n.t(Key::CommentsMore), move || {
                    app.more_comments();
                }))
            }
            _ => None,
        })
    }
}

/// Another text where a comment must be built anew.
fn key_of(item: &Arc<Comment>) -> String {
    let told = item.verdict.as_ref().map(verdict_name).unwrap_or_default();
    [&item.id, "|", item.state.as_str(), &told, item.edited_at.as_deref().unwrap_or_default()]
        .concat()
}
