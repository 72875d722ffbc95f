//! Lines to emphasis, links and text, in one pass over the characters.
//!
//! Emphasis is matched with a stack that holds each of the three marks at most
//! once, so that neither the time nor the depth grows with what people nest.

use super::Inline;
use crate::link;

/// The inline parts of lines, with a break between two lines.
pub(super) fn parse(lines: &[&str]) -> Vec<Inline> {
    let mut scanner = Scanner { pieces: Vec::new(), open: Vec::new() };
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            scanner.pieces.push(Piece::Break);
        }
        scanner.line(line);
    }
    build(scanner.pieces)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Star,
    Underscore,
    Strong,
}

impl Mark {
    const fn typed(self) -> &'static str {
        match self {
            Self::Star => "*",
            Self::Underscore => "_",
            Self::Strong => "**",
        }
    }
}

/// A piece of a line; a mark without a partner stays text.
enum Piece<'a> {
    Text(&'a str),
    Break,
    Link { href: &'a str, text: &'a str },
    Mark(Mark),
    Open,
    Close(Mark),
}

struct Scanner<'a> {
    pieces: Vec<Piece<'a>>,
    /// Marks that wait for their partner, with their place in `pieces`.
    open: Vec<(Mark, usize)>,
}

impl<'a> Scanner<'a> {
    fn line(&mut self, line: &'a str) {
        let mut before = None;
        // Where text begins that is not yet a piece, and where we read.
        let (mut start, mut at) = (0, 0);
        while let Some(rest) = line.get(at..)
            && let Some(c) = rest.chars().next()
        {
            let length = match c {
                '*' | '_' => {
                    let run = rest.len() - rest.trim_start_matches(c).len();
                    let after = rest.get(run..).and_then(|rest| rest.chars().next());
                    let (marks, count) = self.marks(c, run);
                    let (can_open, can_close) = flanks(c, before, after);
                    if count > 0 && (can_open || can_close) {
                        self.text(line, start, at);
                        for mark in marks.into_iter().take(count) {
                            self.mark(mark, can_open, can_close);
                        }
                        start = at + run;
                    }
                    run
                }
                '[' => match labelled(rest) {
                    Some((length, piece)) => {
                        self.text(line, start, at);
                        self.pieces.push(piece);
                        start = at + length;
                        length
                    }
                    None => 1,
                },
                'h' | 'H' | 'm' | 'M'
                    if !before.is_some_and(|c: char| c.is_ascii_alphanumeric()) =>
                {
                    match bare(rest) {
                        Some((length, true)) => {
                            self.text(line, start, at);
                            let url = rest.get(..length).unwrap_or_default();
                            self.pieces.push(Piece::Link { href: url, text: url });
                            start = at + length;
                            length
                        }
                        // Looked like an address and is none: all of it is
                        // text, so that nothing is read twice.
                        Some((length, false)) => length,
                        None => 1,
                    }
                }
                c => c.len_utf8(),
            };
            before = rest.get(..length).and_then(|read| read.chars().next_back());
            at += length.max(1);
        }
        self.text(line, start, line.len());
    }

    fn text(&mut self, line: &'a str, start: usize, end: usize) {
        if let Some(text) = line.get(start..end).filter(|text| !text.is_empty()) {
            self.pieces.push(Piece::Text(text));
        }
    }

    /// Which marks a run of one character is.
    fn marks(&self, c: char, run: usize) -> ([Mark; 2], usize) {
        match (c, run) {
            ('_', 1) => ([Mark::Underscore; 2], 1),
            ('*', 1) => ([Mark::Star; 2], 1),
            ('*', 2) => ([Mark::Strong; 2], 1),
            // Closes first what was opened last.
            ('*', 3) if self.open.last().is_some_and(|(mark, _)| *mark == Mark::Star) => {
                ([Mark::Star, Mark::Strong], 2)
            }
            ('*', 3) => ([Mark::Strong, Mark::Star], 2),
            _ => ([Mark::Star; 2], 0),
        }
    }

    fn mark(&mut self, mark: Mark, can_open: bool, can_close: bool) {
        let here = self.pieces.len();
        let waiting = self.open.iter().position(|(open, _)| *open == mark);
        if can_close
            && let Some(depth) = waiting
            && let Some((_, place)) = self.open.get(depth).copied()
            && place + 1 < here
            && let Some(partner) = self.pieces.get_mut(place)
        {
            *partner = Piece::Open;
            self.pieces.push(Piece::Close(mark));
            self.open.truncate(depth);
            return;
        }
        self.pieces.push(Piece::Mark(mark));
        if can_open {
            if let Some(depth) = waiting {
                self.open.remove(depth);
            }
            self.open.push((mark, here));
        }
    }
}

/// Whether a mark may open and close between these two characters.
///
/// A star does so at the edge of a word, where the letters and digits of ASCII
/// make words; between Thai letters, which have no spaces around words,
/// anywhere. An underscore stands in too many names and faces for that: it
/// needs a space, a bracket, a star or punctuation outside. Nothing that is
/// emphasised begins with punctuation that ends or joins things. Behind a backslash
/// both stay text, backslash included.
fn flanks(c: char, before: Option<char>, after: Option<char>) -> (bool, bool) {
    if before == Some('\\') {
        return (false, false);
    }
    let is_text = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let joins = |c: char| {
        matches!(
            c,
            ':' | ';' | ',' | '.' | '!' | '?' | ')' | ']' | '}' | '>' | '|' | '/' | '&' | '%' | '='
        )
    };
    let is_start = |c: Option<char>| is_text(c) && !c.is_some_and(joins);
    let edge_before = |c: char| match c {
        _ if c.is_whitespace() => true,
        '(' | '"' | '\'' | '“' | '‘' | '*' => true,
        _ => false,
    };
    let edge_after = |c: char| match c {
        _ if c.is_whitespace() => true,
        ')' | '"' | '\'' | '”' | '’' | '*' | '.' | ',' | ';' | ':' | '!' | '?' | '…' => true,
        _ => false,
    };
    let (outside_before, outside_after) = if c == '_' {
        (before.is_none_or(edge_before), after.is_none_or(edge_after))
    } else {
        let no_word = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric());
        (no_word(before), no_word(after))
    };
    (outside_before && is_start(after), outside_after && is_text(before))
}

/// `[label](address)` at the beginning of a text, with its length.
fn labelled(text: &str) -> Option<(usize, Piece<'_>)> {
    let inside = text.strip_prefix('[')?;
    // Not past the next bracket: so no character is searched twice.
    let bracket = inside.find(['[', ']']);
    looked_at(bracket.unwrap_or(inside.len()));
    let label = inside.get(..bracket?)?;
    let address = inside.get(label.len()..)?.strip_prefix("](")?;
    let mut depth = 0_usize;
    let end = address.find(|c| match c {
        '(' => {
            depth += 1;
            false
        }
        ')' if depth > 0 => {
            depth -= 1;
            false
        }
        c => c == ')' || c == '[' || !link::may_stand_in_address(c),
    });
    looked_at(end.unwrap_or(address.len()));
    let href = address.get(..end?)?;
    let end = href.len();
    address.get(end..)?.strip_prefix(')')?;
    // A label that looks like another address would tell a lie.
    let looks_like_address = label.as_bytes().windows(3).any(|three| three == b"://")
        || label.trim_start().starts_with("www.");
    let is_honest = !looks_like_address || label == href;
    (is_honest && !crate::text::is_blank(label) && link::is_allowed(href))
        .then(|| (label.len() + href.len() + 4, Piece::Link { href, text: label }))
}

/// Length of what stands at the beginning of a text and looks like an address,
/// and whether it is one.
fn bare(text: &str) -> Option<(usize, bool)> {
    ["https://", "http://", "mailto:"]
        .into_iter()
        .find(|scheme| link::strip_scheme(text, scheme).is_some())?;
    let (mut round, mut square) = (0_usize, 0_usize);
    let end = text.find(|c| match c {
        '(' => {
            round += 1;
            false
        }
        '[' => {
            square += 1;
            false
        }
        ')' if round > 0 => {
            round -= 1;
            false
        }
        ']' if square > 0 => {
            square -= 1;
            false
        }
        ')' | ']' | '。' | '，' | '、' | '；' | '：' | '！' | '？' | '（' | '）' | '「' | '」'
        | '『' | '』' | '【' | '】' | '《' | '》' | '“' | '”' => true,
        c => !link::may_stand_in_address(c),
    });
    let whole = text.get(..end.unwrap_or(text.len()))?;
    looked_at(whole.len());
    let is_trailing = |c: char| {
        matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '…' | '’' | '*' | '_' | '~' | '(' | '['
        )
    };
    let url = whole.trim_end_matches(is_trailing);
    if link::is_allowed(url) { Some((url.len(), true)) } else { Some((whole.len(), false)) }
}

/// Pieces, whose opening and closing marks are well nested, to a tree.
fn build(pieces: Vec<Piece<'_>>) -> Vec<Inline> {
    let mut outer: Vec<Vec<Inline>> = Vec::new();
    let mut current = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => push_text(&mut current, text),
            Piece::Mark(mark) => push_text(&mut current, mark.typed()),
            Piece::Break => current.push(Inline::Break),
            Piece::Link { href, text } => {
                current.push(Inline::Link { href: href.to_owned(), text: text.to_owned() });
            }
            Piece::Open => outer.push(core::mem::take(&mut current)),
            Piece::Close(mark) => {
                let inner = core::mem::replace(&mut current, outer.pop().unwrap_or_default());
                current.push(match mark {
                    Mark::Strong => Inline::Strong(inner),
                    Mark::Star | Mark::Underscore => Inline::Emphasis(inner),
                });
            }
        }
    }
    current
}

fn push_text(parts: &mut Vec<Inline>, text: &str) {
    if let Some(Inline::Text(last)) = parts.last_mut() {
        last.push_str(text);
    } else {
        parts.push(Inline::Text(text.to_owned()));
    }
}

/// Counts what is read ahead of the one pass, for the test of linear work.
fn looked_at(bytes: usize) {
    #[cfg(test)]
    tests::LOOKED_AT.set(tests::LOOKED_AT.get() + bytes);
    let _ = bytes;
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    thread_local! {
        pub(super) static LOOKED_AT: Cell<usize> = const { Cell::new(0) };
    }

    /// Reading ahead must not read the same text again and again: over a whole
    /// text it reads at most twice what was typed (a quadratic one would read
    /// thousands of times as much).
    #[test]
    fn hostile_texts_take_linear_work() {
        for unit in [
            "*a ",
            "**a ",
            "_a ",
            "*a_ **",
            "***a",
            "[",
            "[a](",
            "[a](b",
            "[[a](b)",
            "[a](((",
            "http://",
            "http://.",
            "mailto:",
            "https://a(",
            "https://a)",
            "https://a.org***",
            "hhttp://",
            "(",
            "*a*",
        ] {
            let text = unit.repeat(20_000);
            LOOKED_AT.set(0);
            std::hint::black_box(super::parse(&[&text]));
            let looked_at = LOOKED_AT.get();
            assert!(looked_at <= 2 * text.len(), "{unit:?}: {looked_at} of {}", text.len());
        }
    }
}
