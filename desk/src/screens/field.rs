//! The fields of a form by their names, and what is wrong with them.

use leptos::prelude::*;

use super::shell::is_checked;
use crate::{
    browser,
    components::icon::{Icon, icon},
    i18n::{Key, Plural},
    state::{Desk, Fields, moments},
};

/// How a field looks beyond its name.
#[derive(Default)]
pub(super) struct Look {
    /// More about it; empty is none.
    pub hint: String,
    /// Most scalars after NFC; 0 is no count.
    pub max: u32,
    /// Lines of a long text; 0 is one line.
    pub rows: u32,
    /// True where it may stay empty.
    pub optional: bool,
    /// The kind of input where it is no text.
    pub kind: &'static str,
    /// Language of the text; empty is that of the interface.
    pub lang: String,
    /// True where the form says in which language the text is.
    pub own_language: bool,
    /// The id of a list of what is offered; empty for none.
    pub list: &'static str,
}

/// The id of a field's control.
pub(super) fn id_of(name: &str) -> String {
    ["f-", &name.replace('.', "-")].concat()
}

/// What is wrong with a field, in words, where something is.
fn wrong(desk: Desk, name: &str) -> Option<String> {
    let key = desk
        .official()
        .editor
        .wrong
        .with(|wrong| wrong.iter().find(|one| one.field == name).map(|one| one.key))?;
    let (_, max) = desk.official().editor.called(name);
    Some(desk.words().with(key, &[("n", &desk.words().number(max.into()))]))
}

fn error_line(desk: Desk, name: String, id: &str) -> AnyView {
    let id = [id, "-error"].concat();
    (move || {
        let id = id.clone();
        wrong(desk, &name).map(|text| {
            view! { <p class="field-error" id=id>{icon(Icon::Alert)}<span>{text}</span></p> }
        })
    })
    .into_any()
}

fn hint_line(hint: String, id: &str) -> Option<AnyView> {
    let id = [id, "-hint"].concat();
    (!hint.is_empty()).then(|| view! { <p class="hint" id=id>{hint}</p> }.into_any())
}

/// The ids of what describes a field.
fn described(
    desk: Desk,
    name: String,
    id: &str,
    hinted: bool,
) -> impl Fn() -> Option<String> + use<> {
    let (hint, error) = ([id, "-hint"].concat(), [id, "-error"].concat());
    move || {
        let is_wrong =
            desk.official().editor.wrong.with(|wrong| wrong.iter().any(|one| one.field == name));
        let ids = [(hinted, &hint), (is_wrong, &error)];
        let ids: Vec<&str> =
            ids.into_iter().filter(|(is, _)| *is).map(|(_, id)| id.as_str()).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

fn is_wrong(desk: Desk, name: &str) -> impl Fn() -> bool + use<> {
    let name = name.to_owned();
    move || desk.official().editor.wrong.with(|wrong| wrong.iter().any(|one| one.field == name))
}

/// A field of text, a number or a date.
pub(super) fn input(desk: Desk, name: &str, label: &str, look: Look) -> AnyView {
    let id = id_of(name);
    desk.official().editor.name(name, label, look.max);
    let describe = described(desk, name.to_owned(), &id, !look.hint.is_empty());
    let invalid = is_wrong(desk, name);
    let bad = is_wrong(desk, name);
    let value = {
        let name = name.to_owned();
        move || desk.official().editor.get(&name)
    };
    let typed = {
        let (name, max) = (name.to_owned(), look.max);
        move |event: web_sys::Event| {
            let text = event_target_value(&event);
            desk.type_in(&name, &text);
            if is_near(browser::NORMALIZER.length(&text), max) {
                desk.say_count(count(desk, &text, max));
            }
        }
    };
    let (given, own) = (look.lang, look.own_language);
    let lang = move || {
        let lang = if own { desk.official().editor.get("language") } else { given.clone() };
        Some(lang).filter(|lang| !lang.is_empty())
    };
    let invalid = move || invalid().then_some("true");
    let control = if look.rows > 0 {
        view! {
            <textarea class=if look.rows < 3 { "input input-s dk-short" } else { "input input-s" } id=id.clone() rows=look.rows.to_string() dir="auto" lang=lang aria-describedby=describe
                aria-invalid=invalid prop:value=value on:input=typed></textarea>
        }
        .into_any()
    } else {
        let kind = if look.kind.is_empty() { "text" } else { look.kind };
        let list = Some(look.list).filter(|list| !list.is_empty());
        view! {
            <input class="input" id=id.clone() data-field=name.to_owned() type=kind dir="auto" lang=lang autocomplete="off" list=list min=(kind == "number").then_some("1")
                aria-describedby=describe aria-invalid=invalid prop:value=value on:input=typed />
        }
        .into_any()
    };
    let optional = look.optional.then(|| view! { <small>{desk.t(Key::Optional)}</small> });
    view! {
        <div class="field" class:has-error=bad>
            <label class="label" for=id.clone()>{label.to_owned()}{optional}</label>
            {hint_line(look.hint, &id)}
            {error_line(desk, name.to_owned(), &id)}
            {control}
            {after(desk, name, look.kind, look.max)}
        </div>
    }
    .into_any()
}

/// What stands under a control: how much room is left, or a date in words.
fn after(desk: Desk, name: &str, kind: &str, max: u32) -> AnyView {
    let name = name.to_owned();
    if kind.starts_with("date") {
        let is_day = kind == "date";
        return (move || {
            let text = desk.official().editor.get(&name);
            let shown = date_in_words(desk, &text, is_day)?;
            Some(view! { <p class="hint">{shown}</p> })
        })
        .into_any();
    }
    if max == 0 {
        return ().into_any();
    }
    (move || {
        let text = desk.official().editor.get(&name);
        let length = browser::NORMALIZER.length(&text);
        let class = if length > max as usize { "count count-over" } else { "count" };
        is_near(length, max)
            .then(|| view! { <p class=class aria-hidden="true">{count(desk, &text, max)}</p> })
    })
    .into_any()
}

/// Whether little room is left: nobody needs to know that there is much.
const fn is_near(length: usize, max: u32) -> bool {
    max > 0 && length * 5 > max as usize * 4
}

fn count(desk: Desk, text: &str, max: u32) -> String {
    let length = browser::NORMALIZER.length(text) as u64;
    let max = u64::from(max);
    if length > max {
        desk.words().plural(Plural::CountOver, length - max)
    } else {
        desk.words().plural(Plural::CountLeft, max - length)
    }
}

/// What a date field holds, in the reader's words.
fn date_in_words(desk: Desk, text: &str, is_day: bool) -> Option<String> {
    let clock = desk.clock();
    if is_day {
        let at = moments::end_of_day(text, &clock)?;
        return Some(desk.words().date(&at));
    }
    let at = moments::moment(text, &clock)?;
    Some(desk.words().date_time(&at))
}

/// One of several.
pub(super) struct Choice {
    /// What the form holds of it.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// What it means; empty is nothing.
    pub text: String,
    /// True where it may not be chosen any more.
    pub locked: bool,
}

impl Choice {
    /// A value under its name.
    pub(super) fn of(value: &str, label: &str) -> Self {
        let (value, label) = (value.to_owned(), label.to_owned());
        Self { value, label, text: String::new(), locked: false }
    }
}

/// Radio buttons.
pub(super) fn radios(
    desk: Desk,
    name: &str,
    legend: &str,
    hint: String,
    options: Vec<Choice>,
) -> AnyView {
    group(desk, name, legend, hint, options, true)
}

/// Check boxes, of which any number may be on.
pub(super) fn checks(
    desk: Desk,
    name: &str,
    legend: &str,
    hint: String,
    options: Vec<Choice>,
) -> AnyView {
    group(desk, name, legend, hint, options, false)
}

fn group(
    desk: Desk,
    name: &str,
    legend: &str,
    hint: String,
    options: Vec<Choice>,
    one: bool,
) -> AnyView {
    let id = id_of(name);
    desk.official().editor.name(name, legend, 0);
    let describe = described(desk, name.to_owned(), &id, !hint.is_empty());
    let bad = is_wrong(desk, name);
    let spread = options.iter().any(|option| !option.text.is_empty());
    let rows: Vec<AnyView> = options
        .into_iter()
        .enumerate()
        .map(|(at, option)| {
            desk.official().editor.name(&[name, "=", &option.value].concat(), &option.label, 0);
            let own = if at == 0 { id.clone() } else { format!("{id}-{at}") };
            choice(desk, name, option, own, one.then(|| id.clone()))
        })
        .collect();
    let class = if spread { "stack dk-options" } else { "checks" };
    view! {
        <fieldset class="field" class:has-error=bad aria-describedby=describe>
            <legend class="legend">{legend.to_owned()}</legend>
            {hint_line(hint, &id)}
            {error_line(desk, name.to_owned(), &id)}
            <div class=class>{rows}</div>
        </fieldset>
    }
    .into_any()
}

fn choice(desk: Desk, name: &str, option: Choice, id: String, radio: Option<String>) -> AnyView {
    let Choice { value, label, text, locked } = option;
    let kind = if radio.is_some() { "radio" } else { "checkbox" };
    let is_radio = radio.is_some();
    let (asked, word) = (name.to_owned(), value.clone());
    let is_on = move || {
        desk.official()
            .editor
            .now
            .with(|now| if is_radio { now.get(&asked) == word } else { now.has(&asked, &word) })
    };
    let name = name.to_owned();
    let choose = move |event: web_sys::Event| {
        let on = is_checked(&event);
        desk.edit(|fields| {
            if is_radio { fields.put(&name, &value) } else { fields.choose_one(&name, &value, on) }
        });
    };
    // The text is read after the name, and not as a part of it.
    let (name_id, text_id) = ([id.as_str(), "-name"].concat(), [id.as_str(), "-text"].concat());
    let described = (!text.is_empty()).then(|| text_id.clone());
    let text = (!text.is_empty()).then(|| {
        let text = text.clone();
        view! { <span class="hint" id=text_id>{text}</span> }
    });
    view! {
        <label class="check" class:dk-locked=locked>
            <input type=kind name=radio id=id disabled=locked aria-labelledby=name_id.clone() aria-describedby=described prop:checked=is_on on:change=choose />
            <span><span id=name_id>{label}</span>{locked.then(|| lock(desk))}{text}</span>
        </label>
    }
    .into_any()
}

/// The sign that something holds for good.
pub(super) fn lock(desk: Desk) -> AnyView {
    view! { <span class="dk-lock">{icon(Icon::Lock)}<span>{desk.t(Key::FieldLocked)}</span></span> }
        .into_any()
}

/// One check box.
pub(super) fn flag(desk: Desk, name: &str, label: &str, hint: &str, locked: bool) -> AnyView {
    desk.official().editor.name(name, label, 0);
    desk.official().editor.name(&[name, "=yes"].concat(), desk.t(Key::FieldOn), 0);
    let id = id_of(name);
    let describe = described(desk, name.to_owned(), &id, !hint.is_empty());
    let bad = is_wrong(desk, name);
    let (asked, name) = (name.to_owned(), name.to_owned());
    let is_on = move || desk.official().editor.now.with(|now| now.is(&asked));
    let error = error_line(desk, name.clone(), &id);
    let choose = move |event: web_sys::Event| {
        let on = is_checked(&event);
        desk.edit(|fields| fields.switch(&name, on));
    };
    let (name_id, hint_id) = ([id.as_str(), "-name"].concat(), [id.as_str(), "-hint"].concat());
    let hint = (!hint.is_empty())
        .then(|| view! { <span class="hint" id=hint_id>{hint.to_owned()}</span> });
    view! {
        <div class="field" class:has-error=bad>
            {error}
            <label class="check" class:dk-locked=locked>
                <input type="checkbox" id=id disabled=locked aria-labelledby=name_id.clone() aria-describedby=describe prop:checked=is_on on:change=choose />
                <span><span id=name_id>{label.to_owned()}</span>{locked.then(|| lock(desk))}{hint}</span>
            </label>
        </div>
    }
    .into_any()
}

/// A choice of one from a list.
pub(super) fn select(
    desk: Desk,
    name: &str,
    label: &str,
    hint: String,
    options: Vec<(String, String)>,
) -> AnyView {
    let id = id_of(name);
    desk.official().editor.name(name, label, 0);
    let describe = described(desk, name.to_owned(), &id, !hint.is_empty());
    let bad = is_wrong(desk, name);
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(value, text)| {
            desk.official().editor.name(&[name, "=", &value].concat(), &text, 0);
            let (name, own) = (name.to_owned(), value.clone());
            let chosen = move || desk.official().editor.now.with(|now| now.get(&name) == own);
            view! { <option value=value prop:selected=chosen>{text}</option> }.into_any()
        })
        .collect();
    let choose = {
        let name = name.to_owned();
        move |event: web_sys::Event| desk.type_in(&name, &event_target_value(&event))
    };
    view! {
        <div class="field" class:has-error=bad>
            <label class="label" for=id.clone()>{label.to_owned()}</label>
            {hint_line(hint, &id)}
            {error_line(desk, name.to_owned(), &id)}
            <select class="input" id=id aria-describedby=describe on:change=choose>{options}</select>
        </div>
    }
    .into_any()
}

/// What was picked for a field, and what can be.
pub(super) fn picked(
    desk: Desk,
    name: &'static str,
    legend: &str,
    chosen: AnyView,
    picker: AnyView,
) -> AnyView {
    let id = id_of(name);
    desk.official().editor.name(name, legend, 0);
    let bad = is_wrong(desk, name);
    view! {
        <fieldset class="field" class:has-error=bad id=id.clone() tabindex="-1">
            <legend class="legend">{legend.to_owned()}</legend>
            {error_line(desk, name.to_owned(), &id)}
            {chosen}
            {picker}
        </fieldset>
    }
    .into_any()
}

/// Offers of a field, by the id that it names.
pub(super) fn offers(id: &'static str, names: Vec<String>) -> AnyView {
    let options: Vec<AnyView> =
        names.into_iter().map(|name| view! { <option value=name></option> }.into_any()).collect();
    view! { <datalist id=id>{options}</datalist> }.into_any()
}

/// What stands in a field, in words, for somebody who did not write it.
pub(super) fn told(desk: Desk, name: &str, text: &str) -> String {
    if text.is_empty() {
        return desk.t(Key::FieldEmpty).to_owned();
    }
    let known = |value: &str| {
        let key = [name, "=", value].concat();
        Some(desk.official().editor.called(&key).0).filter(|called| *called != key)
    };
    let words = Fields::of([(name, text)]).words(name);
    let words: Option<Vec<String>> = words.iter().map(|word| known(word)).collect();
    let date = || date_in_words(desk, text, false).or_else(|| date_in_words(desk, text, true));
    words.map(|words| words.join(", ")).or_else(date).unwrap_or_else(|| text.to_owned())
}
