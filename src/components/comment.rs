//! Comments, one by one.

use contract::{Comment, Stance, State};

use super::{
    Cx, author, chip,
    dom::{El, div, el},
    icons::Icon,
    rich,
};

/// The icon of a stance.
#[must_use]
pub const fn stance_icon(stance: Stance) -> Icon {
    match stance {
        Stance::For => Icon::Plus,
        Stance::Against => Icon::Dash,
        Stance::Neutral => Icon::Talk,
    }
}

/// A comment with what can be done about it; `replies` stand below it.
#[must_use]
pub fn comment(
    cx: &Cx,
    comment: &Comment,
    verdict: Option<El>,
    actions: Vec<El>,
    replies: Option<El>,
) -> El {
    let class = if comment.state == State::Published { "comment" } else { "comment comment-own" };
    let mut item = el("article", class)
        .add(author::line(
            cx,
            &comment.author,
            comment.mine,
            &comment.created_at,
            comment.edited_at.as_deref(),
        ))
        .add(rich::rich(&comment.body, comment.language.as_deref().unwrap_or_default()))
        .add_opt(chip::state_note(cx, comment.state, None))
        .add_opt(verdict);
    if !actions.is_empty() {
        item = item.add(div("comment-actions flush").add_all(actions));
    }
    item.add_opt(replies)
}
