//! The error summary: what is wrong, each line leading to its field.

use super::{
    Cx,
    dom::{El, div, el, focus},
    timing::focus_soon,
};
use crate::i18n::Key;

/// The summary. It takes the focus when it appears.
#[must_use]
pub fn summary(cx: &Cx, problems: &[(String, String)]) -> El {
    let list = problems.iter().fold(el("ul", ""), |list, (field, words)| {
        let id = field.clone();
        let link = el("a", "").attr("href", &["#", field].concat()).text(words);
        let element = link.0.clone();
        list.add(el("li", "").add(link.click(move || {
            let form = element.closest(".of").ok().flatten();
            let target = form.and_then(|form| {
                form.query_selector(&["[id='", &id, "']"].concat()).ok().flatten()
            });
            if let Some(target) = target {
                // The label is scrolled to as well, or the field stands there
                // without its question.
                if let Some(field) = target.closest(".field").ok().flatten() {
                    field.scroll_into_view();
                }
                focus(&target);
            }
        })))
    });
    let box_ = div("errors")
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-labelledby", "of-errors")
        .add(
            el(cx.h(1), "errors-title").attr("id", "of-errors").text(&cx.i18n.t(Key::ErrorSummary)),
        )
        .add(list);
    focus_soon(&box_.0);
    box_
}
