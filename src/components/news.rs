//! News from the host: titles that open.

use std::sync::Arc;

use contract::Announcement;

use super::{
    Cx, author,
    dom::{El, el},
    rich,
};
use crate::i18n::Key;

/// As many as are shown at most.
pub const MOST: usize = 3;

/// The newest, the pinned ones first. The loader paints the same
/// (public/open-forum.js), so that nothing moves.
#[must_use]
pub fn news(cx: &Cx, items: &[Arc<Announcement>]) -> El {
    items.iter().take(MOST).fold(
        el("ul", "news").attr("aria-label", &cx.i18n.t(Key::NewsTitle)),
        |list, item| {
            let title = el("span", "")
                .add(el("b", "").attr("lang", &item.language).attr("dir", "auto").text(&item.title))
                .text(" · ")
                .add(author::time(&item.published_at, &cx.i18n.date(&item.published_at)));
            let details = el("details", "more").add(el("summary", "").add(title));
            list.add(el("li", "").add(details.add(rich::rich(&item.body, &item.language))))
        },
    )
}
