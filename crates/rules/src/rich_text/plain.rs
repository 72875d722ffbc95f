//! Blocks to plain text.

use super::{Block, Inline, parse};
use crate::text;

/// The text that a reader sees, without marks: blocks and items as lines.
#[must_use]
pub fn plain(blocks: &[Block]) -> String {
    let mut text = String::new();
    push_blocks(blocks, &mut text);
    text
}

/// The beginning of a text in one line of at most `max` scalars, for a card.
#[must_use]
pub fn excerpt(body: &str, max: usize) -> String {
    text::shorten(&plain(&parse(body)), max, |text| text.chars().count())
}

fn push_blocks(blocks: &[Block], text: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(parts) => push_line(parts, text),
            Block::Bullets(items) | Block::Numbers { items, .. } => {
                for item in items {
                    push_line(item, text);
                }
            }
            Block::Quote(inner) => push_blocks(inner, text),
        }
    }
}

fn push_line(parts: &[Inline], text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
    push_parts(parts, text);
}

fn push_parts(parts: &[Inline], text: &mut String) {
    for part in parts {
        match part {
            Inline::Text(part) | Inline::Link { text: part, .. } => text.push_str(part),
            Inline::Break => text.push('\n'),
            Inline::Emphasis(inner) | Inline::Strong(inner) => push_parts(inner, text),
        }
    }
}
