//! The host's answer: one colour of its own, so that nobody takes a resident's
//! text for the ministry's.

use contract::Response;

use super::{
    Cx, author, chip,
    dom::{El, el, p, span},
    icons::{Icon, icon},
    rich,
};
use crate::i18n::Key;

/// The whole answer.
#[must_use]
pub fn answer(cx: &Cx, title: &str, response: &Response) -> El {
    let by = cx.i18n.t_with(
        Key::ResponseBy,
        &[
            ("name", &author::name(cx, &response.author)),
            ("date", &cx.i18n.date(&response.published_at)),
        ],
    );
    el("section", "answer")
        .attr("part", "answer")
        .add(el(cx.h(1), "answer-title").add(icon(Icon::Host)).add(span("", title)))
        .add(chip::chips(vec![chip::status(cx, response.status)]))
        .add(rich::rich(&response.body, ""))
        .add(p("meta", "").add(author::time(&response.published_at, &by)))
}

/// One or two lines of the answer, for a card.
#[must_use]
pub fn teaser(cx: &Cx, response: &Response) -> El {
    p("card-answer", "")
        .add(el("b", "").text(&cx.i18n.t(Key::ResponseTitle)))
        .add(el("span", "").attr("dir", "auto").text(&rich::plain(&response.body)))
}
