//! The host's answer: one colour of its own, so that nobody takes a resident's
//! text for the ministry's.

use contract::{AnswerVersion, Response, Status};

use super::{
    Cx, author, chip,
    dom::{El, div, el, p, span},
    icons::{Icon, icon},
    rich,
};
use crate::i18n::Key;

/// The whole answer: what was decided, what the host heard, what it will do or
/// why not, and who does it by when.
#[must_use]
pub fn answer(cx: &Cx, title: &str, response: &Response) -> El {
    let i18n = cx.i18n;
    let by = i18n.t_with(
        Key::ResponseBy,
        &[
            ("name", &author::name(cx, &response.author)),
            ("date", &i18n.date(&response.published_at)),
        ],
    );
    let lang = response.language.as_deref().unwrap_or_default();
    let texts = Texts {
        status: response.status,
        heard: &response.heard,
        action: &response.action,
        body: &response.body,
        office: response.office.as_deref(),
        due_at: response.due_at.as_deref(),
    };
    el("section", "answer")
        .attr("part", "answer")
        .add(el(cx.h(1), "answer-title").add(icon(Icon::Host)).add(span("", title)))
        .add_all(parts(cx, lang, &texts))
        .add(p("meta", "").add(author::time(&response.published_at, &by)))
}

/// What an answer said when it was published before.
#[must_use]
pub fn version(cx: &Cx, version: &AnswerVersion) -> El {
    let i18n = cx.i18n;
    let number = i18n.number(version.version.into());
    let values = [("version", number.as_str()), ("date", &i18n.date_time(&version.published_at))];
    let line = i18n.t_with(Key::HistoryVersion, &values);
    let text = &version.text;
    let texts = Texts {
        status: text.status,
        heard: &text.heard,
        action: &text.action,
        body: &text.body,
        office: text.office.as_deref(),
        due_at: text.due_at.as_deref(),
    };
    el("li", "version")
        .add(p("meta", "").add(author::time(&version.published_at, &line)))
        .add_all(parts(cx, &text.language, &texts))
}

struct Texts<'a> {
    status: Status,
    heard: &'a str,
    action: &'a str,
    body: &'a str,
    office: Option<&'a str>,
    due_at: Option<&'a str>,
}

fn parts(cx: &Cx, lang: &str, texts: &Texts<'_>) -> Vec<El> {
    let i18n = cx.i18n;
    let mut list = vec![chip::chips(vec![chip::status(cx, texts.status)])];
    let action = match texts.status {
        Status::NotAccepted => Key::ResponseActionNot,
        _ => Key::ResponseAction,
    };
    for (key, text) in [(Key::ResponseHeard, texts.heard), (action, texts.action)] {
        if !text.is_empty() {
            list.push(div("answer-part").add(p("label", &i18n.t(key))).add(rich::rich(text, lang)));
        }
    }
    if !texts.body.is_empty() {
        list.push(rich::rich(texts.body, lang));
    }
    let office = texts.office.map(|id| i18n.term(&cx.forum.offices, id));
    let until = texts.due_at.map(|at| i18n.t_with(Key::ResponseUntil, &[("date", &i18n.date(at))]));
    let who: Vec<String> = office.into_iter().chain(until).collect();
    if !who.is_empty() {
        list.push(
            div("answer-part")
                .add(p("label", &i18n.t(Key::ResponseWho)))
                .add(p("", &who.join(", "))),
        );
    }
    list
}

/// One or two lines of the answer, for a card.
#[must_use]
pub fn teaser(cx: &Cx, response: &Response) -> El {
    let text = [&response.action, &response.body, &response.heard];
    let text = text.into_iter().find(|text| !text.is_empty()).unwrap_or(&response.body);
    p("card-answer", "")
        .add(el("b", "").text(&cx.i18n.t(Key::ResponseTitle)))
        .add(el("span", "").attr("dir", "auto").text(&rich::plain(text)))
}
