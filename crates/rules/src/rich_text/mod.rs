//! The allowed subset of Markdown, as a tree that server and widget render.
//!
//! | typed | becomes |
//! | --- | --- |
//! | lines, a blank line between | paragraphs; a line's end is a line's end |
//! | `- item`, `* item` | a list |
//! | `1. item`, `2. item` | a numbered list, as long as the numbers run on |
//! | `> text` | a quotation, which may hold paragraphs and lists |
//! | `*text*`, `_text_` | emphasis |
//! | `**text**` | strong emphasis |
//! | `[label](https://…)` | a link, with `http`, `https` or `mailto` |
//! | `https://…`, `mailto:…` | the same, with the address as its label |
//!
//! **Everything else stays as it was typed**, to the last space: there is no
//! HTML, no escape, no heading, no code, no image. A rule only takes effect
//! where it cannot be meant otherwise, so that `2*3*4`, `snake_case` and
//! `¯\_(ツ)_/¯` stay what they are.
//!
//! [`parse`] is total and takes linear time. Quotations hold no quotations and
//! lists no lists, and at most three emphases stand in each other, so nothing
//! that people write makes a deep tree.

mod blocks;
mod inlines;
mod plain;

pub use blocks::parse;
pub use plain::{excerpt, plain};

/// A part of a text that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph. Spaces in it count: render it with `white-space: pre-wrap`.
    Paragraph(Vec<Inline>),
    /// A list of items in no order.
    Bullets(Vec<Vec<Inline>>),
    /// A numbered list.
    Numbers {
        /// Number of the first item.
        first: u32,
        /// The items.
        items: Vec<Vec<Inline>>,
    },
    /// A quotation: paragraphs and lists.
    Quote(Vec<Block>),
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text as typed.
    Text(String),
    /// A line's end.
    Break,
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// A link, to be rendered with `rel` of [`crate::link::REL`].
    Link {
        /// An address that [`crate::link::is_allowed`] allows.
        href: String,
        /// What to show: the label, or the address itself.
        text: String,
    },
}
