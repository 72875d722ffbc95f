//! Chips: an icon and a word on a soft tint.

use contract::{Kind, State, Status};

use super::{
    Cx,
    dom::{El, div, el},
    icons::{Icon, icon},
};
use crate::i18n::{Group, Key};

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
    chip(tone, mark, &cx.name(&cx.forum.statuses, Group::Status, status.as_str()))
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
    chip("chip-plain", kind_icon(kind), &cx.name(&cx.forum.kinds, Group::Kind, kind.as_str()))
}

/// The reason that a published submission has while its author's change waits.
const EDIT_WAITS: &str = "edit_waits";

/// What its author is told about something that not everybody sees.
#[must_use]
pub fn state_note(cx: &Cx, state: State, reason: Option<&str>) -> Option<El> {
    if reason == Some(EDIT_WAITS) {
        let words = el("span", "").text(&cx.i18n.t(Key::StateEditWaits));
        return Some(el("p", "card-note").add(icon(Icon::Clock)).add(words));
    }
    let mark = match state {
        State::Published => return None,
        State::Pending => Icon::Clock,
        State::Hidden | State::Withdrawn => Icon::Not,
    };
    let text = el("span", "").text(&cx.i18n.word(Group::State, state.as_str())).add_opt(
        reason.filter(|text| !text.is_empty()).map(|reason| {
            // One of the forum's reasons by its id, or whatever a backend says.
            let known = cx.forum.reasons.iter().find(|known| known.id == reason);
            let reason =
                known.map_or_else(|| reason.to_owned(), |known| cx.i18n.pick(&known.name).1);
            el("span", "")
                .attr("dir", "auto")
                .text(" ")
                .text(&cx.i18n.t_with(Key::StateReason, &[("reason", &reason)]))
        }),
    );
    Some(el("p", "card-note").add(icon(mark)).add(text))
}
