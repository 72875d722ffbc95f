//! Who wrote something, and when.

use contract::Author;

use super::{
    Cx,
    chip::chip,
    dom::{El, el, span},
    icons::{Icon, icon},
};
use crate::i18n::Key;

/// The name to show: the person's, else the organisation's, else a word.
#[must_use]
pub fn name(cx: &Cx, author: &Author) -> String {
    if !author.name.is_empty() {
        return author.name.clone();
    }
    match &author.organisation {
        Some(organisation) => organisation.name.clone(),
        None => cx.i18n.t(Key::AuthorAnonymous),
    }
}

/// A moment as `<time>`, with a text that may say more than the date.
#[must_use]
pub fn time(at: &str, text: &str) -> El {
    el("time", "").attr("datetime", at).text(text)
}

/// One line: name, organisation with its mark, sector, country, date, edits.
#[must_use]
pub fn line(cx: &Cx, author: &Author, mine: bool, at: &str, edited_at: Option<&str>) -> El {
    let t = |key| cx.i18n.t(key);
    let bold = |text: &str| el("b", "").add(el("bdi", "").text(text));
    let mut who = el("span", "").add(bold(&name(cx, author)));
    if mine {
        who = who.text(" ").add(span("", &[" (", &t(Key::AuthorYou), ")"].concat()));
    }
    let mut line = el("p", "card-by").add(who);
    if let Some(organisation) = &author.organisation {
        let mut part = el("span", "");
        if !author.name.is_empty() {
            part = part.add(el("bdi", "").text(&organisation.name));
        }
        if organisation.verified {
            part =
                part.add(icon(Icon::Done)).add(span("", &[" ", &t(Key::AuthorVerified)].concat()));
        }
        if part.0.has_child_nodes() {
            line = line.add(part);
        }
    }
    if let Some(sector) = &author.sector {
        line = line.add(span("", &cx.sector(sector)));
    }
    if let Some(country) = &author.country {
        line = line.add(span("", &cx.i18n.term(&cx.forum.countries, country)));
    }
    line = line.add(el("span", "").add(time(at, &cx.i18n.date(at))));
    if let Some(edited) = edited_at {
        let text = cx.i18n.t_with(Key::CardEdited, &[("date", &cx.i18n.date(edited))]);
        line = line.add(el("span", "").add(time(edited, &text)));
    }
    if author.official {
        line = line.add(chip("chip-official", Icon::Host, &t(Key::AuthorOfficial)));
    }
    line
}
