//! Notices in the flow, empty places, and grey lines while something loads.

use super::{
    dom::{El, div, el, p},
    icons::{Icon, icon},
};

/// A notice; `tone` is empty or one of the classes of notice.css.
#[must_use]
pub fn notice(tone: &str, mark: Icon, title: &str, text: &str, actions: Vec<El>) -> El {
    let mut body = div("notice-body");
    if !title.is_empty() {
        body = body.add(p("notice-title", title));
    }
    if !text.is_empty() {
        body = body.add(p("", text));
    }
    if !actions.is_empty() {
        body = body.add(div("row").add_all(actions));
    }
    div("notice").attr("class", &["notice ", tone].concat()).add(icon(mark)).add(body)
}

/// A place with nothing in it, and what to do about that.
#[must_use]
pub fn empty(mark: Icon, title: &str, text: &str, actions: Vec<El>) -> El {
    let mut place = div("empty").add(icon(mark)).add(p("empty-title", title));
    if !text.is_empty() {
        place = place.add(p("", text));
    }
    place.add_all(actions)
}

/// Grey cards in the shape of what comes, with the word for it.
#[must_use]
pub fn skeleton(word: &str, cards: usize) -> El {
    let bones = || {
        ["bone bone-s", "bone bone-m", "bone", "bone", "bone bone-s"]
            .iter()
            .fold(div("card"), |card, class| card.add(el("span", class)))
            .attr("aria-hidden", "true")
    };
    div("skeleton").add(p("sr", word)).add_all((0..cards).map(|_| bones()).collect())
}
