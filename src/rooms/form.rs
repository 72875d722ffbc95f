//! Forms: fields over signals, sending, and what is wrong.

use std::rc::Rc;

use contract::Term;

use super::{Room, explain};
use crate::{
    backend::{Answer, BackendError},
    components::{
        Do,
        dom::{El, div, el, span},
        errors,
        field::{Field, field},
        icons::Icon,
        notice::notice,
        parts,
    },
    i18n::{Group, Key},
    reactive::ArcRwSignal,
};

/// How sending goes.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) enum Sent {
    /// Not begun.
    #[default]
    No,
    /// Under way.
    Busy,
    /// Done: what to say.
    Done(String),
    /// It did not work.
    Failed(BackendError),
}

/// A form: what is wrong with it, and how sending goes.
#[derive(Clone)]
pub(super) struct Form {
    room: Room,
    problems: ArcRwSignal<Vec<(String, String)>>,
    asked: ArcRwSignal<u32>,
    /// How sending goes.
    pub(super) sent: ArcRwSignal<Sent>,
    /// The prefix of the ids of its fields.
    prefix: &'static str,
}

impl Form {
    pub(super) fn new(room: &Room, prefix: &'static str) -> Self {
        Self {
            room: room.clone(),
            problems: ArcRwSignal::default(),
            asked: ArcRwSignal::new(0),
            sent: ArcRwSignal::default(),
            prefix,
        }
    }

    /// A line of text. The name of the field in the API is what follows the
    /// prefix in its id.
    pub(super) fn line(
        &self,
        id: &'static str,
        label: Key,
        hint: Option<Key>,
        optional: bool,
        value: &ArcRwSignal<String>,
    ) -> El {
        let (shown, typed, room) = (value.clone(), value.clone(), self.room.clone());
        let problems = self.problems.clone();
        let line = Field {
            id,
            label: self.room.t(label),
            hint: hint.map(|hint| self.room.t(hint)).unwrap_or_default(),
            optional,
            max: None,
            long: false,
            value: Rc::new(move || shown.get()),
            on_input: Rc::new(move |text| typed.set(text)),
            error: Rc::new(move || {
                problems.with(|list| {
                    list.iter().find(|(field, _)| field == id).map(|(_, words)| words.clone())
                })
            }),
            say: Rc::new(move |words| room.context.say(&words)),
        };
        field(&self.room.cx, &line)
    }

    /// A choice of the taxonomy, with "not given" first.
    pub(super) fn choose(
        &self,
        id: &'static str,
        label: Key,
        terms: &[Term],
        value: &ArcRwSignal<String>,
    ) -> El {
        let i18n = self.room.cx.i18n;
        let mut options = vec![(String::new(), self.room.t(Key::CommonNotGiven))];
        options.extend(terms.iter().map(|term| (term.id.clone(), i18n.pick(&term.name).1)));
        self.select(id, label, &options, value)
    }

    /// A choice of given values.
    pub(super) fn select(
        &self,
        id: &'static str,
        label: Key,
        options: &[(String, String)],
        value: &ArcRwSignal<String>,
    ) -> El {
        let (shown, chosen) = (value.clone(), value.clone());
        let choose: Do<String> = Rc::new(move |word| chosen.set(word));
        let control = options.iter().fold(
            el("select", "input").attr("id", id).input(move |word| choose(word)),
            |control, (value, text)| control.add(el("option", "").attr("value", value).text(text)),
        );
        let element = control.0.clone();
        crate::components::dom::live(move || {
            crate::components::dom::put_value(&element, &shown.get());
        });
        let problems = self.problems.clone();
        let error = span("field-error", "").text_live(move || {
            let found = problems.with(|list| {
                list.iter().find(|(field, _)| field == id).map(|(_, words)| words.clone())
            });
            found.unwrap_or_default()
        });
        div("field")
            .add(el("label", "label").attr("for", id).text(&self.room.t(label)))
            .add(error)
            .add(control)
    }

    /// Shows what is wrong; the summary takes the focus. True where nothing is.
    pub(super) fn is_right(&self, problems: Vec<(String, String)>) -> bool {
        let right = problems.is_empty();
        self.problems.set(problems);
        self.asked.update(|asked| *asked += 1);
        right
    }

    /// A field that is empty and may not be.
    pub(super) fn required(
        &self,
        id: &str,
        label: Key,
        value: &ArcRwSignal<String>,
    ) -> Option<(String, String)> {
        let i18n = self.room.cx.i18n;
        value.with_untracked(|text| text.trim().is_empty()).then(|| {
            let words = i18n.t_with(Key::FieldRequired, &[("field", &self.room.t(label))]);
            (id.to_owned(), words)
        })
    }

    /// Sends, and says how it went.
    pub(super) fn send<T: 'static>(
        &self,
        answer: Answer<T>,
        said: Key,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.sent.get_untracked() == Sent::Busy {
            return;
        }
        self.sent.set(Sent::Busy);
        let form = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            match answer.await {
                Ok(value) => {
                    let words = form.room.t(said);
                    form.room.context.say(&words);
                    form.sent.set(Sent::Done(words));
                    then(value);
                }
                Err(error) => {
                    form.room.context.alert(&explain(form.room.cx.i18n, &error));
                    form.refused(&error);
                    form.sent.set(Sent::Failed(error));
                }
            }
        });
    }

    /// What the server refused field by field stands in the summary.
    fn refused(&self, error: &BackendError) {
        let BackendError::Problem { fields, .. } = error else { return };
        let i18n = self.room.cx.i18n;
        let words = |field: &contract::FieldError| {
            let name = i18n.word(Group::Form, &field.field);
            let named = [("field", name.as_str())];
            match field.code {
                contract::FieldCode::TooLong | contract::FieldCode::TooMany => {
                    i18n.t_with(Key::FormTooLong, &named)
                }
                contract::FieldCode::Required => i18n.t_with(Key::FieldRequired, &named),
                contract::FieldCode::Unknown => i18n.t_with(Key::FieldUnknown, &named),
                contract::FieldCode::Repeated => i18n.t_with(Key::FieldRepeated, &named),
                contract::FieldCode::Invalid => i18n.t_with(Key::FieldInvalid, &named),
            }
        };
        let list: Vec<(String, String)> = fields
            .iter()
            .map(|field| ([self.prefix, &field.field].concat(), words(field)))
            .collect();
        if !list.is_empty() {
            self.is_right(list);
        }
    }

    /// What stands above the fields: the summary of what is wrong.
    pub(super) fn summary(&self) -> El {
        let (problems, asked) = (self.problems.clone(), self.asked.clone());
        let (list, cx) = (self.problems.clone(), self.room.cx.clone());
        div("").swap(
            move || {
                if problems.with(Vec::is_empty) { String::new() } else { asked.get().to_string() }
            },
            move || {
                let list = list.get();
                (!list.is_empty()).then(|| errors::summary(&cx, &list))
            },
        )
    }

    /// What stands below: done, or why not.
    pub(super) fn outcome(&self) -> El {
        let (sent, told, room) = (self.sent.clone(), self.sent.clone(), self.room.clone());
        div("").swap(
            move || match sent.get() {
                Sent::No | Sent::Busy => String::new(),
                Sent::Done(words) => words,
                Sent::Failed(error) => error.code().to_owned(),
            },
            move || match told.get() {
                Sent::No | Sent::Busy => None,
                Sent::Done(words) => {
                    Some(notice("notice-good", Icon::Done, "", &words, Vec::new()))
                }
                Sent::Failed(error) => Some(room.error(&error)),
            },
        )
    }

    /// The button that sends, with `act`.
    pub(super) fn button(&self, key: Key, act: impl Fn() + 'static) -> El {
        let sent = self.sent.clone();
        parts::button("btn btn-primary", None, &self.room.t(key), act)
            .attr_live("aria-busy", move || {
                (sent.get() == Sent::Busy).then(|| String::from("true"))
            })
    }
}
