//! What people write, from the block tree of `rules`: text nodes and nothing
//! else, and links that are decided again here.

use rules::{
    link,
    rich_text::{Block, Inline, excerpt, parse},
};

use super::dom::{El, div, el};

/// Scalars of an excerpt: more than two lines of a wide card.
const EXCERPT: usize = 280;

/// A text in the allowed subset; `lang` is empty where it is not known.
#[must_use]
pub fn rich(text: &str, lang: &str) -> El {
    blocks(
        div("rich")
            .attr("dir", "auto")
            .attr_opt("lang", Some(lang).filter(|lang| !lang.is_empty())),
        &parse(text),
    )
}

/// The beginning of such a text in one line, without marks.
#[must_use]
pub fn plain(text: &str) -> String {
    excerpt(text, EXCERPT)
}

fn blocks(into: El, list: &[Block]) -> El {
    list.iter().fold(into, |into, block| into.add(one(block)))
}

fn one(block: &Block) -> El {
    let items = |list: El, items: &[Vec<Inline>]| {
        items.iter().fold(list, |list, item| list.add(inlines(el("li", ""), item)))
    };
    match block {
        Block::Paragraph(parts) => inlines(el("p", ""), parts),
        Block::Bullets(list) => items(el("ul", ""), list),
        Block::Numbers { first, items: list } => {
            items(el("ol", "").attr("start", &first.to_string()), list)
        }
        Block::Quote(inner) => blocks(el("blockquote", ""), inner),
    }
}

fn inlines(into: El, parts: &[Inline]) -> El {
    parts.iter().fold(into, |into, part| match part {
        Inline::Text(text) => into.text(text),
        Inline::Break => into.add(el("br", "")),
        Inline::Emphasis(inner) => into.add(inlines(el("em", ""), inner)),
        Inline::Strong(inner) => into.add(inlines(el("strong", ""), inner)),
        Inline::Link { href, text } => into.add(anchor(href, text)),
    })
}

/// A link that somebody wrote; the address as text where it may not be one.
#[must_use]
pub fn anchor(href: &str, text: &str) -> El {
    let shown = if text.is_empty() { href } else { text };
    if link::is_allowed(href) {
        el("a", "")
            .attr("href", href)
            .attr("rel", link::REL)
            .attr("target", "_blank")
            .attr("dir", "auto")
            .text(shown)
    } else {
        el("span", "").text(shown)
    }
}
