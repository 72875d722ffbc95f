//! Lines to blocks.

use super::{Block, Inline, inlines};

/// The blocks of a text. Takes any text.
#[must_use]
pub fn parse(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = lines(text).collect();
    let blocks = parse_lines(&lines, true);
    if blocks.is_empty() && !text.is_empty() {
        // Only spaces and line ends: shown as typed.
        return vec![Block::Paragraph(vec![Inline::Text(text.to_owned())])];
    }
    blocks
}

/// Lines that end in LF, CR LF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let (line, after) = text.split_at_checked(end)?;
        rest = after.strip_prefix("\r\n").or_else(|| after.get(1..));
        Some(line)
    })
}

/// What a line is by its beginning.
enum Line<'a> {
    Blank,
    Quote,
    Bullet(&'a str),
    Number(u32, &'a str),
    Text,
}

fn classify<'a>(line: &'a str, quotes: bool) -> Line<'a> {
    if is_blank(line) {
        return Line::Blank;
    }
    if quotes && line.strip_prefix("> ").is_some_and(|rest| !is_blank(rest)) {
        return Line::Quote;
    }
    let start = line.trim_start_matches([' ', '\t']);
    let item = |rest: Option<&'a str>| rest.filter(|rest| !is_blank(rest));
    if let Some(rest) = item(start.strip_prefix("- ").or_else(|| start.strip_prefix("* "))) {
        return Line::Bullet(rest);
    }
    let digits = start.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && (digits == 1 || !start.starts_with('0'))
        && let Some(rest) = item(start.get(digits..).and_then(|rest| rest.strip_prefix(". ")))
    {
        let number = start.bytes().take(digits).map(|digit| u32::from(digit - b'0'));
        return Line::Number(number.fold(0, |sum, digit| sum * 10 + digit), rest);
    }
    Line::Text
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

fn parse_lines(lines: &[&str], quotes: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        rest = match classify(line, quotes) {
            Line::Blank => after,
            Line::Quote => quote(rest, &mut blocks),
            Line::Bullet(_) => bullets(rest, quotes, &mut blocks),
            Line::Number(first, _) => numbers(first, rest, quotes, &mut blocks),
            Line::Text => paragraph(rest, quotes, &mut blocks),
        };
    }
    blocks
}

fn quote<'l, 'a>(lines: &'l [&'a str], blocks: &mut Vec<Block>) -> &'l [&'a str] {
    let inside = |line: &&'a str| match *line {
        ">" => Some(""),
        line => line.strip_prefix("> "),
    };
    let inner: Vec<&str> = lines.iter().map_while(inside).collect();
    blocks.push(Block::Quote(parse_lines(&inner, false)));
    lines.get(inner.len()..).unwrap_or_default()
}

fn paragraph<'l, 'a>(lines: &'l [&'a str], quotes: bool, blocks: &mut Vec<Block>) -> &'l [&'a str] {
    let goes_on = |line: &&&str| {
        // A number in running text begins no list, except 1.
        matches!(classify(line, quotes), Line::Text | Line::Number(0 | 2.., _))
    };
    let more = lines.iter().skip(1).take_while(goes_on).count();
    let (own, rest) = lines.split_at_checked(more + 1).unwrap_or((lines, &[]));
    blocks.push(Block::Paragraph(inlines::parse(own)));
    rest
}

fn bullets<'l, 'a>(lines: &'l [&'a str], quotes: bool, blocks: &mut Vec<Block>) -> &'l [&'a str] {
    let (items, rest) = items(lines, |line| match classify(line, quotes) {
        Line::Bullet(rest) => Some(rest),
        _ => None,
    });
    blocks.push(Block::Bullets(items));
    rest
}

fn numbers<'l, 'a>(
    first: u32,
    lines: &'l [&'a str],
    quotes: bool,
    blocks: &mut Vec<Block>,
) -> &'l [&'a str] {
    let mut next = first;
    let (items, rest) = items(lines, |line| match classify(line, quotes) {
        Line::Number(number, rest) if number == next => {
            next += 1;
            Some(rest)
        }
        _ => None,
    });
    blocks.push(Block::Numbers { first, items });
    rest
}

/// Items that follow each other, with blank lines between them or not, and
/// the indented lines that belong to them. Answers the lines after the list.
fn items<'l, 'a>(
    lines: &'l [&'a str],
    mut item: impl FnMut(&'a str) -> Option<&'a str>,
) -> (Vec<Vec<Inline>>, &'l [&'a str]) {
    let mut items = Vec::new();
    let mut rest = lines;
    loop {
        let blanks = rest.iter().take_while(|line| is_blank(line)).count();
        let Some((line, mut after)) = rest.get(blanks..).and_then(<[_]>::split_first) else {
            return (items, rest);
        };
        let Some(content) = item(line) else { return (items, rest) };
        let mut own = vec![content];
        while let Some((line, further)) = after.split_first()
            && line.starts_with("  ")
            && matches!(classify(line, false), Line::Text)
        {
            own.push(line.trim_start_matches(' '));
            after = further;
        }
        items.push(inlines::parse(&own));
        rest = after;
    }
}
