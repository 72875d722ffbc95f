//! Chips: an icon and a word on a soft tint.

use contract::{Kind, State, Status};

use super::{
    Cx,
    dom::{El, div, el},
    icons::{Icon, icon},
};

/// A chip; `tone` is empty or one of the classes of chip.css.
#[must_use]
pub fn chip(tone: &str, mark: Icon, word: &str) -> El {
    el("span", "chip")
        .attr("class", &["chip ", tone].concat())
        .add(icon(mark))
        .add(el("span", "").text(word))
}

/// Chips in a row.
#[must_use]
pub fn chips(items: Vec<El>) -> El {
    div("chips").add_all(items)
}

/// How far the host is.
#[must_use]
pub fn status(cx: &Cx, status: Status) -> El {
    let (tone, mark) = match status {
        Status::Received => ("", Icon::Clock),
        Status::UnderReview | Status::InProgress => ("chip-brand", Icon::Half),
        Status::Accepted | Status::PartlyAccepted | Status::Done => ("chip-good", Icon::Done),
        Status::NotAccepted => ("chip-bad", Icon::Not),
    };
    chip(tone, mark, &cx.name(&cx.forum.statuses, "status", status.as_str()))
}

/// The icon of a kind.
#[must_use]
pub const fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::Idea => Icon::Idea,
        Kind::Concern => Icon::Alert,
        Kind::Question => Icon::Question,
        Kind::GoodPractice => Icon::Star,
        Kind::PartnershipOffer => Icon::Link,
    }
}

/// What a submission is.
#[must_use]
pub fn kind(cx: &Cx, kind: Kind) -> El {
    chip("chip-plain", kind_icon(kind), &cx.name(&cx.forum.kinds, "kind", kind.as_str()))
}

/// What its author is told about something that not everybody sees.
#[must_use]
pub fn state_note(cx: &Cx, state: State, reason: Option<&str>) -> Option<El> {
    let mark = match state {
        State::Published => return None,
        State::Pending => Icon::Clock,
        State::Hidden | State::Withdrawn => Icon::Not,
    };
    let text = el("span", "").text(&cx.i18n.word("state", state.as_str())).add_opt(
        reason.filter(|text| !text.is_empty()).map(|reason| {
            el("span", "")
                .attr("dir", "auto")
                .text(" ")
                .text(&cx.i18n.t_with(crate::i18n::Key::StateReason, &[("reason", reason)]))
        }),
    );
    Some(el("p", "card-note").add(icon(mark)).add(text))
}
