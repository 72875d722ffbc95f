//! What people wrote, from the block tree of `rules`: text nodes and nothing
//! else, with what a rule met underlined.

use contract::Author;
use leptos::prelude::*;
use rules::{
    link,
    rich_text::{Block, Inline, parse},
};

use super::icon::{Icon, icon};
use crate::i18n::{I18n, Key};

/// A text in the allowed subset; `marks` are pieces of it that a rule met.
#[must_use]
pub fn rich(text: &str, lang: &str, marks: &[String]) -> AnyView {
    let lang = Some(lang.to_owned()).filter(|lang| !lang.is_empty());
    let blocks: Vec<AnyView> = parse(text).iter().map(|one| block(one, marks)).collect();
    view! { <div class="rich" dir="auto" lang=lang>{blocks}</div> }.into_any()
}

/// A line without marks of its own, such as a title.
#[must_use]
pub fn line(text: &str, marks: &[String]) -> AnyView {
    marked(text, marks)
        .into_iter()
        .map(
            |(part, met)| {
                if met { view! { <mark>{part}</mark> }.into_any() } else { part.into_any() }
            },
        )
        .collect::<Vec<_>>()
        .into_any()
}

fn block(one: &Block, marks: &[String]) -> AnyView {
    let items = |list: &[Vec<Inline>]| -> Vec<AnyView> {
        list.iter().map(|item| view! { <li>{inlines(item, marks)}</li> }.into_any()).collect()
    };
    match one {
        Block::Paragraph(parts) => view! { <p>{inlines(parts, marks)}</p> }.into_any(),
        Block::Bullets(list) => view! { <ul>{items(list)}</ul> }.into_any(),
        Block::Numbers { first, items: list } => {
            view! { <ol start=first.to_string()>{items(list)}</ol> }.into_any()
        }
        Block::Quote(inner) => {
            let inner: Vec<AnyView> = inner.iter().map(|one| block(one, marks)).collect();
            view! { <blockquote>{inner}</blockquote> }.into_any()
        }
    }
}

fn inlines(parts: &[Inline], marks: &[String]) -> Vec<AnyView> {
    let one = |part: &Inline| match part {
        Inline::Text(text) => line(text, marks),
        Inline::Break => view! { <br /> }.into_any(),
        Inline::Emphasis(inner) => view! { <em>{inlines(inner, marks)}</em> }.into_any(),
        Inline::Strong(inner) => view! { <strong>{inlines(inner, marks)}</strong> }.into_any(),
        Inline::Link { href, text } => anchor(href, text),
    };
    parts.iter().map(one).collect()
}

/// A link that somebody wrote; the address as text where it may not be one.
#[must_use]
pub fn anchor(href: &str, text: &str) -> AnyView {
    let shown = if text.is_empty() { href } else { text }.to_owned();
    if !link::is_allowed(href) {
        return shown.into_any();
    }
    let href = href.to_owned();
    view! { <a href=href rel=link::REL target="_blank" dir="auto">{shown}</a> }.into_any()
}

/// Cuts a text at the pieces that a rule met; true marks one.
fn marked(text: &str, marks: &[String]) -> Vec<(String, bool)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((at, mark)) = marks
        .iter()
        .filter(|mark| !mark.is_empty())
        .filter_map(|mark| Some((rest.find(mark.as_str())?, mark)))
        .min_by_key(|(at, mark)| (*at, std::cmp::Reverse(mark.len())))
    {
        let (before, from) = rest.split_at(at);
        let (met, after) = from.split_at(mark.len());
        if !before.is_empty() {
            parts.push((before.to_owned(), false));
        }
        parts.push((met.to_owned(), true));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push((rest.to_owned(), false));
    }
    parts
}

/// A moment as people read it.
#[must_use]
pub fn time(words: I18n, at: &str) -> AnyView {
    let shown = words.date_time(at);
    view! { <time datetime=at.to_owned()>{shown}</time> }.into_any()
}

/// Who wrote something: name, organisation with its check, and `more` of it.
#[must_use]
pub fn author(words: I18n, author: &Author, more: Vec<String>) -> AnyView {
    let name = if author.name.is_empty() {
        words.t(Key::AuthorAnonymous).to_owned()
    } else {
        author.name.clone()
    };
    let organisation = author.organisation.as_ref().map(|one| {
        let verified = one.verified.then(|| {
            view! { {icon(Icon::Done)}<span class="sr">{words.t(Key::AuthorVerified)}</span> }
        });
        view! { <span><bdi>{one.name.clone()}</bdi>{verified}</span> }.into_any()
    });
    let official = author.official.then(|| words.t(Key::AuthorOfficial).to_owned());
    let more: Vec<AnyView> = official
        .into_iter()
        .chain(more)
        .map(|text| view! { <span>{text}</span> }.into_any())
        .collect();
    view! { <p class="card-by"><span><b><bdi>{name}</bdi></b></span>{organisation}{more}</p> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_rule_met_is_cut_out() {
        let check = |marks: &[&str], parts: &[(&str, bool)]| {
            let marks: Vec<String> = marks.iter().map(|mark| (*mark).to_owned()).collect();
            let found = marked("โทร 081 234 5678 ค่ะ", &marks);
            let found: Vec<_> = found.iter().map(|(text, met)| (text.as_str(), *met)).collect();
            assert_eq!(found, parts);
        };
        check(&["081 234 5678"], &[("โทร ", false), ("081 234 5678", true), (" ค่ะ", false)]);
        check(&["081", "081 234"], &[("โทร ", false), ("081 234", true), (" 5678 ค่ะ", false)]);
        check(&["", "x"], &[("โทร 081 234 5678 ค่ะ", false)]);
    }
}
