//! The form that is open: what stands in it, what the server has, and what of
//! it is not saved. Nothing that is typed is lost by leaving the form, by a
//! session that ends, by reloading, or by somebody else's change.

use std::{collections::BTreeMap, time::Duration};

use contract::ProblemCode;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use wasm_bindgen::JsValue;

use super::{
    ApiError, Desk, Load, MODERATION, Question, Route,
    fields::{Fields, Merged, merge},
    wrong::Wrong,
};
use crate::{browser, i18n::Key};

/// Where the focus goes when something is wrong.
pub const ERRORS: &str = "errors";
/// The button that sends the form.
pub const SEND: &str = "send";
/// Typing rests when no key was pressed for so long.
const REST: Duration = Duration::from_secs(1);

/// The form that is open. One at a time; what is typed into others is kept.
#[derive(Clone, Copy)]
pub struct Editor {
    /// Whose form it is and which; empty for none.
    key: RwSignal<String>,
    /// How far it is.
    pub load: RwSignal<Load>,
    /// What stands in it.
    pub now: RwSignal<Fields>,
    /// What the server has.
    pub was: RwSignal<Fields>,
    /// Which version that is.
    pub version: RwSignal<u32>,
    /// What is wrong with it, once somebody tried to send it.
    pub wrong: RwSignal<Vec<Wrong>>,
    /// Why it was not taken, beyond its fields.
    pub failed: RwSignal<Option<ApiError>>,
    /// What somebody else made of it meanwhile.
    pub merged: RwSignal<Option<Merged>>,
    /// True while it is on its way.
    pub sending: RwSignal<bool>,
    /// True where it holds what was typed before and not saved.
    pub restored: RwSignal<bool>,
    /// What was done with it last.
    pub done: RwSignal<Option<Key>>,
    /// What stood in it when it was sent last.
    sent: StoredValue<Fields>,
    /// The key of what was sent last, so that sending it again makes it once.
    once: StoredValue<(String, String)>,
    /// What the fields are called and how long they may be, for the summary of
    /// errors.
    names: StoredValue<BTreeMap<String, (String, u32)>>,
    /// What will be said when typing rests.
    rest: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    /// What is typed and not saved, by the form's key.
    kept: StoredValue<BTreeMap<String, String>>,
}

impl Editor {
    pub(super) fn new() -> Self {
        Self {
            key: RwSignal::new(String::new()),
            load: RwSignal::new(Load::Idle),
            now: RwSignal::new(Fields::default()),
            was: RwSignal::new(Fields::default()),
            version: RwSignal::new(0),
            wrong: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            merged: RwSignal::new(None),
            sending: RwSignal::new(false),
            restored: RwSignal::new(false),
            done: RwSignal::new(None),
            sent: StoredValue::new(Fields::default()),
            once: StoredValue::new((String::new(), String::new())),
            names: StoredValue::new(BTreeMap::new()),
            rest: StoredValue::new_local(None),
            kept: StoredValue::new(BTreeMap::new()),
        }
    }

    /// What stands in a field; who asks follows it.
    #[must_use]
    pub fn get(self, name: &str) -> String {
        self.now.with(|now| now.get(name).to_owned())
    }

    /// Whether something stands in it that the server does not have.
    #[must_use]
    pub fn is_changed(self) -> bool {
        self.now.with(|now| self.was.with(|was| now != was))
    }

    /// Tells what a field is called and how long it may be, in scalars. A value
    /// of a field is called as well, as `field=value`.
    pub fn name(self, field: &str, name: &str, max: u32) {
        let called = (name.to_owned(), max);
        self.names.update_value(|names| drop(names.insert(field.to_owned(), called)));
    }

    /// What a field is called and how long it may be; its own name where nobody
    /// said.
    #[must_use]
    pub fn called(self, field: &str) -> (String, u32) {
        let name = self.names.with_value(|names| names.get(field).cloned());
        name.unwrap_or_else(|| (field.to_owned(), 0))
    }

    fn quiet(self) {
        self.wrong.set(Vec::new());
        self.failed.set(None);
        self.merged.set(None);
        self.done.set(None);
        self.sending.set(false);
        self.restored.set(false);
    }

    fn take(self, fields: Fields, version: u32) {
        self.was.set(fields.clone());
        self.now.set(fields);
        self.version.set(version);
    }

    /// The key under which a text is sent: the same for the same text, so that
    /// a repetition of what did arrive makes nothing twice.
    pub(super) fn once(self, body: &str) -> String {
        let (last, key) = self.once.get_value();
        if last == body && !key.is_empty() {
            return key;
        }
        let key = browser::random_id();
        self.once.set_value((body.to_owned(), key.clone()));
        key
    }
}

/// Under which name a form is kept for as long as the tab.
fn place(key: &str) -> String {
    format!("open-forum-desk:typed:{key}")
}

fn written(fields: &Fields) -> JsValue {
    let pairs: Vec<(&str, &str)> = fields.iter().collect();
    browser::object(&pairs)
}

fn read(value: &JsValue) -> Fields {
    let mut fields = Fields::default();
    for (name, text) in browser::texts(value) {
        fields.put(&name, &text);
    }
    fields
}

impl Desk {
    /// The key of a form: nobody sees what another person typed.
    fn form_key(self, route: &Route) -> String {
        let me = self.session.me.with_untracked(|me| me.as_ref().map(|me| me.author.id.clone()));
        [&self.api.base(), " ", &me.unwrap_or_default(), " ", &route.hash()].concat()
    }

    /// Turns to the form of a place. True where it must be loaded; a form that
    /// is open already and holds what is not saved stays as it is.
    pub(super) fn open_form(self, route: &Route) -> bool {
        let (editor, key) = (self.official().editor, self.form_key(route));
        let same = editor.key.with_untracked(|now| *now == key);
        let holds = editor.load.get_untracked() == Load::Ready;
        if same && holds && untrack(|| editor.is_changed()) {
            return false;
        }
        editor.quiet();
        editor.key.set(key);
        editor.take(Fields::default(), 0);
        editor.load.set(Load::Loading);
        true
    }

    /// Whether the form of a place is open now.
    pub(super) fn is_form(self, route: &Route) -> bool {
        self.is_open_form(&self.form_key(route))
    }

    /// Fills the form with what the server has, and with what was typed into it
    /// before and not saved.
    pub(super) fn fill_form(self, fields: Fields, version: u32) {
        let editor = self.official().editor;
        let key = editor.key.get_untracked();
        let kept = editor.kept.with_value(|kept| kept.get(&key).cloned());
        let kept = kept.or_else(|| browser::kept_for_tab(&place(&key)));
        let Some(kept) = kept.map(|text| browser::parse(&text)) else {
            editor.take(fields, version);
            editor.load.set(Load::Ready);
            return;
        };
        let (was, now) = (read(&browser::get(&kept, "was")), read(&browser::get(&kept, "now")));
        editor.take(fields.clone(), version);
        if was == fields {
            editor.now.set(now);
        } else {
            let merged = merge(&was, &fields, &now);
            editor.now.set(merged.fields.clone());
            editor.merged.set(Some(merged));
        }
        editor.restored.set(true);
        editor.load.set(Load::Ready);
        self.keep_form();
    }

    /// Takes over what somebody else saved meanwhile. What was typed stays.
    pub(super) fn merge_form(self, theirs: Fields, version: u32) {
        let editor = self.official().editor;
        editor.sending.set(false);
        let merged = editor
            .was
            .with_untracked(|was| editor.now.with_untracked(|now| merge(was, &theirs, now)));
        editor.now.set(merged.fields.clone());
        editor.was.set(theirs);
        editor.version.set(version);
        editor.merged.set(Some(merged));
        self.keep_form();
        self.focus(ERRORS);
    }

    /// Changes the form as the person types, and keeps that.
    pub fn edit(self, change: impl FnOnce(&mut Fields)) {
        self.official().editor.now.update(change);
        self.official().editor.done.set(None);
        self.keep_form();
    }

    /// Types into a field.
    pub fn type_in(self, name: &str, text: &str) {
        self.edit(|fields| fields.put(name, text));
    }

    fn keep_form(self) {
        let editor = self.official().editor;
        let key = editor.key.get_untracked();
        if !untrack(|| editor.is_changed()) {
            return self.drop_kept(&key);
        }
        let both = browser::object(&[]);
        browser::set(&both, "was", &editor.was.with_untracked(written));
        browser::set(&both, "now", &editor.now.with_untracked(written));
        let text = browser::stringify(&both);
        browser::keep_for_tab(&place(&key), Some(&text));
        editor.kept.update_value(|kept| drop(kept.insert(key, text)));
    }

    fn drop_kept(self, key: &str) {
        browser::keep_for_tab(&place(key), None);
        let _ = self.official().editor.kept.try_update_value(|kept| kept.remove(key));
    }

    /// Whether the form of a place holds what is not saved.
    #[must_use]
    pub fn is_kept(self, route: &Route) -> bool {
        let key = self.form_key(route);
        let here = self.official().editor.kept.with_value(|kept| kept.contains_key(&key));
        here || browser::kept_for_tab(&place(&key)).is_some()
    }

    /// Turns to the place that the form has once it is saved for the first
    /// time, without a step of the way back.
    pub(super) fn move_form(self, route: &Route) {
        self.official().editor.key.set(self.form_key(route));
        self.turn(route.clone());
    }

    /// Whether anything that was typed is not saved.
    #[must_use]
    pub fn has_unsaved(self) -> bool {
        !MODERATION
            && self.official().editor.kept.try_with_value(|kept| !kept.is_empty()).unwrap_or(false)
    }

    /// Throws away what was typed and shows what the server has.
    pub fn discard_form(self) {
        let was = self.official().editor.was.get_untracked();
        self.official().editor.quiet();
        self.official().editor.now.set(was);
        let key = self.official().editor.key.get_untracked();
        self.drop_kept(&key);
    }

    /// Asks whether what was typed should be thrown away.
    pub fn ask_discard(self) {
        self.ask(Question {
            title: self.t(Key::FormDiscardTitle).to_owned(),
            text: vec![self.t(Key::FormDiscardText).to_owned()],
            yes: self.t(Key::FormDiscard).to_owned(),
            danger: true,
            go: Callback::new(move |()| {
                self.discard_form();
                self.focus(super::TITLE);
            }),
        });
    }

    /// Says how much room is left, a second after the last key.
    pub fn say_count(self, text: String) {
        let later = set_timeout_with_handle(move || self.say(&text, false), REST).ok();
        self.official().editor.rest.update_value(|rest| {
            if let Some(before) = std::mem::replace(rest, later) {
                before.clear();
            }
        });
    }

    /// Begins to send the form; none where it is on its way already.
    pub(super) fn begin_send(self) -> Option<String> {
        let editor = self.official().editor;
        if editor.sending.get_untracked() {
            return None;
        }
        let restored = editor.restored.get_untracked();
        editor.quiet();
        editor.restored.set(restored);
        editor.sending.set(true);
        editor.sent.set_value(editor.now.get_untracked());
        Some(editor.key.get_untracked())
    }

    /// Says what is wrong with the form; the focus goes there.
    pub fn refuse(self, wrong: Vec<Wrong>) {
        self.official().editor.sending.set(false);
        self.official().editor.wrong.set(wrong);
        self.focus(ERRORS);
    }

    /// Whether the form of that key is still the one that is open.
    pub(super) fn is_open_form(self, key: &str) -> bool {
        self.official().editor.key.try_with_untracked(|now| now == key).unwrap_or(false)
    }

    /// What came of sending the form of that key. None where it failed, which
    /// is told here, or where another form is open now.
    pub(super) fn end_send<T>(
        self,
        key: &str,
        answer: Result<T, ApiError>,
        place: impl Fn(&contract::FieldError) -> Wrong,
    ) -> Option<T> {
        let here = self.is_open_form(key);
        if here {
            self.official().editor.sending.set(false);
        }
        match answer {
            Ok(value) => {
                if self.alive() {
                    self.drop_kept(key);
                }
                return Some(value).filter(|_| here);
            }
            Err(error) if here => {
                self.note(&error);
                match &error {
                    ApiError::Problem(problem) if !problem.errors.is_empty() => {
                        self.refuse(problem.errors.iter().map(place).collect());
                    }
                    _ => {
                        self.official().editor.failed.set(Some(error));
                        self.focus(ERRORS);
                    }
                }
            }
            Err(error) if self.alive() => {
                self.note(&error);
                self.say(&error.say(self.words()), true);
            }
            Err(_) => {}
        }
        None
    }

    /// Whether what was to be made is there already; then the field that is to
    /// blame says so.
    pub(super) fn clashes<T>(
        self,
        key: &str,
        answer: &Result<T, ApiError>,
        field: &str,
        why: Key,
    ) -> bool {
        let code = answer.as_ref().err().and_then(ApiError::code);
        let clashes = code == Some(ProblemCode::Conflict) && self.is_open_form(key);
        if clashes {
            self.refuse(vec![Wrong::of(field, why)]);
        }
        clashes
    }

    /// Whether somebody else changed meanwhile what was to be saved.
    pub(super) fn is_stale<T>(answer: &Result<T, ApiError>) -> bool {
        answer.as_ref().err().and_then(ApiError::code) == Some(ProblemCode::Stale)
    }

    /// Shows that the form is saved as the server has it now. What was typed
    /// while it was on its way stays.
    pub(super) fn saved(self, fields: Fields, version: u32, done: Key) {
        let editor = self.official().editor;
        let now = editor.now.get_untracked();
        let later = editor.sent.with_value(|sent| merge(sent, &fields, &now));
        editor.quiet();
        editor.take(fields, version);
        editor.now.set(later.fields);
        self.keep_form();
        editor.done.set(Some(done));
        self.say(self.t(done), false);
    }
}
