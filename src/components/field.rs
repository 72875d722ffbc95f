//! A field: label, hint, error, control, and how much room is left.

use contract::Limits;

use super::{
    Ask, Cx, Do, Get,
    dom::{self, El, div, el, live, p, put_text, put_value, set, span},
    icons::{Icon, icon},
    timing::Debounce,
};
use crate::{
    browser,
    i18n::{Key, Plural},
};

/// A text field.
#[derive(Clone)]
pub struct Field {
    /// Id of the control; error summaries lead there.
    pub id: &'static str,
    /// What to write.
    pub label: String,
    /// More about it; empty is none.
    pub hint: String,
    /// True where it may stay empty.
    pub optional: bool,
    /// Most scalars after NFC, shown as a count; none is no count.
    pub max: Option<u32>,
    /// True for several lines.
    pub long: bool,
    /// The text as the state holds it.
    pub value: Get<String>,
    /// The text as it is typed.
    pub on_input: Do<String>,
    /// What is wrong with it, in words.
    pub error: Get<Option<String>>,
    /// Says something to a screen reader.
    pub say: Do<String>,
}

/// Lengths at which a count is said aloud: not on every key, but one second
/// after typing stops.
const REST_MS: i32 = 1000;

/// The field.
#[must_use]
pub fn field(cx: &Cx, field: &Field) -> El {
    let part = |name: &str| [field.id, "-", name].concat();
    let i18n = cx.i18n;
    let mut label = el("label", "label").attr("for", field.id).text(&field.label);
    if field.optional {
        label = label.add(el("small", "").text(&["(", &i18n.t(Key::CommonOptional), ")"].concat()));
    }
    let error_text = span("", "");
    let error = el("p", "field-error")
        .attr("id", &part("error"))
        .add(icon(Icon::Alert))
        .add(error_text.clone());
    let control = if field.long {
        el("textarea", "input").attr("rows", "4")
    } else {
        el("input", "input").attr("type", "text")
    }
    .attr("id", field.id)
    .attr("dir", "auto");
    let count = p("count", "").attr("aria-hidden", "true");
    let mut whole = div("field").add(label);
    if !field.hint.is_empty() {
        whole = whole.add(p("hint", &field.hint).attr("id", &part("hint")));
    }
    whole = whole.add(error.clone()).add(control.clone());
    if field.max.is_some() {
        whole = whole.add(count.clone());
    }

    let (input, value) = (control.0.clone(), field.value.clone());
    live(move || put_value(&input, &value()));

    let (input, on_input, say) = (control.0.clone(), field.on_input.clone(), field.say.clone());
    let rest = Debounce::new();
    let (max, count_element) = (field.max, count.0.clone());
    let listened = control.on("input", move |_| {
        let text = dom::value(&input);
        if let Some(max) = max {
            let words = write_count(&count_element, i18n, &text, max);
            let say = say.clone();
            rest.run(REST_MS, move || say(words));
        }
        on_input(text);
    });
    if let Some(max) = max {
        let value = field.value.clone();
        live(move || {
            write_count(&count.0, i18n, &value(), max);
        });
    }

    let (input, box_, problem) = (listened.0, whole.0.clone(), field.error.clone());
    let hinted = if field.hint.is_empty() { String::new() } else { part("hint") };
    let with_error = [&part("error"), " ", &hinted].concat();
    live(move || {
        let problem = problem();
        let wrong = problem.is_some();
        set(&error.0, "hidden", (!wrong).then_some(""));
        put_text(&error_text.0, &problem.unwrap_or_default());
        set(&box_, "class", Some(if wrong { "field has-error" } else { "field" }));
        set(&input, "aria-invalid", wrong.then_some("true"));
        let described = if wrong { with_error.trim_end() } else { &hinted };
        set(&input, "aria-describedby", Some(described).filter(|ids| !ids.is_empty()));
    });
    whole
}

/// Shows how much room is left, in scalars after NFC, and answers the words.
fn write_count(place: &web_sys::Element, i18n: crate::i18n::I18n, text: &str, max: u32) -> String {
    let length = u64::from(browser::length(text));
    let max = u64::from(max);
    let over = length > max;
    let words = if over {
        i18n.plural(Plural::ComposeOver, length - max)
    } else {
        i18n.plural(Plural::ComposeLeft, max - length)
    };
    put_text(place, &words);
    set(place, "class", Some(if over { "count count-over" } else { "count" }));
    words
}

/// One of several check boxes or radio buttons.
#[derive(Clone)]
pub struct Choice {
    /// Its value.
    pub value: String,
    /// What it is called.
    pub word: String,
    /// More beside it, such as a count; empty is none.
    pub note: String,
}

/// Check boxes (`name` empty) or radio buttons (`name` of the group).
#[must_use]
pub fn choices(
    name: &str,
    id: &str,
    options: &[Choice],
    is_chosen: &Ask,
    on_choose: &Do<(String, bool)>,
) -> El {
    let mut list = div("checks");
    for (index, option) in options.iter().enumerate() {
        let input =
            el("input", "").attr("type", if name.is_empty() { "checkbox" } else { "radio" });
        let input = if name.is_empty() { input } else { input.attr("name", name) };
        // The error summary leads to the first of a group.
        let input = if index == 0 && !id.is_empty() { input.attr("id", id) } else { input };
        let (element, value, choose) = (input.0.clone(), option.value.clone(), on_choose.clone());
        let input = input.on("change", move |_| choose((value.clone(), dom::checked(&element))));
        let (element, value, chosen) = (input.0.clone(), option.value.clone(), is_chosen.clone());
        live(move || dom::put_checked(&element, chosen(&value)));
        let mut word = el("span", "").text(&option.word);
        if !option.note.is_empty() {
            word = word.add(span("meta", &[" ", &option.note].concat()));
        }
        list = list.add(el("label", "check").add(input).add(word));
    }
    list
}

/// A group of choices under its question.
#[must_use]
pub fn group(legend: &str, hint: &str, inside: El) -> El {
    let mut set = el("fieldset", "field").add(el("legend", "legend").text(legend));
    if !hint.is_empty() {
        set = set.add(p("hint", hint));
    }
    set.add(inside)
}

/// The limit of a note with a report.
pub const NOTE_MAX: u32 = Limits::FLAG_NOTE_MAX;
