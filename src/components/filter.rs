//! Search, and the panel of filters: inline under its button, or beside the
//! list where there is room.

use std::rc::Rc;

use super::{
    Ask, Cx, Do, Get,
    dom::{self, El, div, el, live, put_value, set, span},
    field::{Choice, choices},
    icons::{Icon, icon},
    timing::Debounce,
};
use crate::i18n::{Key, Plural};

/// One kind of filter.
#[derive(Clone)]
pub struct Section {
    /// Its name in the API.
    pub name: &'static str,
    /// What it is called.
    pub legend: String,
    /// What can be chosen.
    pub options: Vec<Choice>,
}

/// What the panel needs.
#[derive(Clone)]
pub struct FilterProps {
    /// Kinds of filter, in order.
    pub sections: Vec<Section>,
    /// Whether the `name:value` is chosen.
    pub is_chosen: Ask,
    /// Chooses a value of a filter, or not.
    pub choose: Do<(&'static str, String, bool)>,
    /// Whether the panel is open, where it has a button.
    pub open: Get<bool>,
}

/// The id of the panel, which its button controls.
pub const PANEL: &str = "of-filters";

/// The panel. What is chosen counts at once.
#[must_use]
pub fn panel(cx: &Cx, props: &FilterProps, foot: Vec<El>) -> El {
    let title = cx.i18n.t(Key::FilterTitle);
    let mut panel = div("filters")
        .attr("id", PANEL)
        .attr("role", "group")
        .attr("aria-label", &title)
        .add(el(cx.h(1), "filters-head").text(&title));
    for (index, section) in props.sections.iter().enumerate() {
        let (name, choose, asked) = (section.name, props.choose.clone(), props.is_chosen.clone());
        let prefix = [name, ":"].concat();
        let is_chosen: Ask = Rc::new(move |value| asked(&[&prefix, value].concat()));
        let on_choose: Do<(String, bool)> = Rc::new(move |(value, on)| choose((name, value, on)));
        let box_ = el("fieldset", "").add(el("legend", "sr").text(&section.legend)).add(choices(
            "",
            "",
            &section.options,
            &is_chosen,
            &on_choose,
        ));
        let part =
            el("details", "more").add(el("summary", "").add(span("", &section.legend))).add(box_);
        let any = section.options.iter().any(|option| is_chosen(&option.value));
        panel = panel.add(if index == 0 || any { part.attr("open", "") } else { part });
    }
    let open = props.open.clone();
    panel
        .attr_live("data-open", move || Some(open().to_string()))
        .add(div("filters-foot row").add_all(foot))
}

/// The button of the panel, with how many filters are chosen.
#[must_use]
pub fn button(cx: &Cx, open: Get<bool>, chosen: Get<usize>, toggle: impl Fn() + 'static) -> El {
    let i18n = cx.i18n;
    let word = span("", "").text_live(move || match chosen() {
        0 => i18n.t(Key::FilterTitle),
        n => i18n.plural(Plural::FilterActive, n as u64),
    });
    el("button", "btn filter-btn")
        .attr("type", "button")
        .attr("aria-controls", PANEL)
        .attr_live("aria-expanded", move || Some(open().to_string()))
        .add(icon(Icon::Filter))
        .add(word)
        .click(toggle)
}

/// The search field. It searches while somebody types, after a rest, and at
/// once on Enter; while a syllable is being composed it waits.
#[must_use]
pub fn search(cx: &Cx, text: Get<String>, on_search: &Do<String>) -> El {
    const REST_MS: i32 = 500;
    let label = cx.i18n.t(Key::SearchLabel);
    let input = el("input", "input")
        .attr("type", "search")
        .attr("id", "of-search")
        .attr("dir", "auto")
        .attr("enterkeyhint", "search")
        .attr("placeholder", &label);
    let element = input.0.clone();
    live(move || put_value(&element, &text()));
    let (rest, element, search) = (Debounce::new(), input.0.clone(), on_search.clone());
    let input = input.on("input", move |event| {
        if dom::composing(&event) {
            return;
        }
        let (element, search) = (element.clone(), search.clone());
        rest.run(REST_MS, move || search(dom::value(&element)));
    });
    let (element, search) = (input.0.clone(), on_search.clone());
    let button = el("button", "")
        .attr("type", "submit")
        .attr("aria-label", &cx.i18n.t(Key::SearchButton))
        .add(icon(Icon::Search));
    // No landmark: a page with a search of its own, or with two widgets, would
    // have several without a difference.
    el("form", "search")
        .add(el("label", "sr").attr("for", "of-search").text(&label))
        .add(input)
        .add(button)
        .on("submit", move |event| {
            event.prevent_default();
            search(dom::value(&element));
        })
}

/// What is chosen, each with a button that takes it away.
#[must_use]
pub fn chosen(
    cx: &Cx,
    words: &[(String, &'static str, String)],
    choose: &Do<(&'static str, String, bool)>,
) -> El {
    let mut row = div("chips");
    for (word, name, value) in words {
        let (choose, name, value) = (choose.clone(), *name, value.clone());
        let label = cx.i18n.t_with(Key::FilterRemove, &[("name", word)]);
        let button = el("button", "chip chip-btn")
            .attr("type", "button")
            .add(span("", word))
            .add(icon(Icon::Cross))
            .click(move || choose((name, value.clone(), false)));
        set(&button.0, "aria-label", Some(&label));
        row = row.add(button);
    }
    row
}
