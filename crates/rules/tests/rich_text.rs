//! The text subset: what each rule does and what stays as typed.

use std::fmt::Write;

use proptest::prelude::*;
use rules::{
    link,
    rich_text::{Block, Inline, excerpt, parse, plain},
};

/// The tree in short: `p(…)`, `ul(i(…)i(…))`, `ol3(…)`, `q(…)`, `<em …>`,
/// `<b …>`, `<a href|text>`, `/` for a line's end.
fn short(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(parts) => write!(out, "p({})", inline(parts)),
            Block::Bullets(list) => write!(out, "ul({})", items(list)),
            Block::Numbers { first, items: list } => write!(out, "ol{first}({})", items(list)),
            Block::Quote(inner) => write!(out, "q({})", short(inner)),
        }
        .expect("a string takes everything");
    }
    out
}

fn items(items: &[Vec<Inline>]) -> String {
    let items: Vec<_> = items.iter().map(|item| format!("i({})", inline(item))).collect();
    items.concat()
}

fn inline(parts: &[Inline]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Inline::Text(text) => text.clone(),
            Inline::Break => "/".to_owned(),
            Inline::Emphasis(inner) => format!("<em {}>", inline(inner)),
            Inline::Strong(inner) => format!("<b {}>", inline(inner)),
            Inline::Link { href, text } => format!("<a {href}|{text}>"),
        })
        .collect()
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (typed, tree) in cases {
        assert_eq!(short(&parse(typed)), *tree, "typed: {typed:?}");
    }
}

#[test]
fn paragraphs_and_lines() {
    check(&[
        ("", ""),
        ("one", "p(one)"),
        ("one\ntwo\r\nthree\rfour", "p(one/two/three/four)"),
        ("one\n\ntwo\n \t\n\nthree", "p(one)p(two)p(three)"),
        ("\n\none\n", "p(one)"),
        ("  two  spaces  ", "p(  two  spaces  )"),
        ("\u{a0}", "p(\u{a0})"),
        (" ", "p( )"),
    ]);
}

#[test]
fn lists() {
    check(&[
        ("- a\n- b", "ul(i(a)i(b))"),
        ("* a\n  - b", "ul(i(a)i(b))"),
        ("- a\n\n- b\n\nend", "ul(i(a)i(b))p(end)"),
        ("- a\n  more\n- b\nend", "ul(i(a/more)i(b))p(end)"),
        ("before\n- a", "p(before)ul(i(a))"),
        ("1. a\n2. b", "ol1(i(a)i(b))"),
        ("7. a\n8. b", "ol7(i(a)i(b))"),
        ("1. a\n1. b", "ol1(i(a))ol1(i(b))"),
        ("1. a\n- b", "ol1(i(a))ul(i(b))"),
        ("in\n2. is no list", "p(in/2. is no list)"),
        ("in\n1. is one", "p(in)ol1(i(is one))"),
        ("- ", "p(- )"),
        ("-", "p(-)"),
        ("-1", "p(-1)"),
        ("1.5 metres", "p(1.5 metres)"),
        ("2021. A year", "p(2021. A year)"),
        ("007. Bond", "p(007. Bond)"),
        ("๑. หนึ่ง", "p(๑. หนึ่ง)"),
    ]);
}

#[test]
fn quotations() {
    check(&[
        ("> a\n> b", "q(p(a/b))"),
        ("> a\n>\n> - b", "q(p(a)ul(i(b)))"),
        ("> a\nb", "q(p(a))p(b)"),
        ("> > a", "q(p(> a))"),
        (">", "p(>)"),
        ("> ", "p(> )"),
        ("><script>", "p(><script>)"),
        (">:(", "p(>:()"),
    ]);
}

#[test]
fn emphasis() {
    check(&[
        ("*a*", "p(<em a>)"),
        ("_a_", "p(<em a>)"),
        ("**a**", "p(<b a>)"),
        ("***a***", "p(<b <em a>>)"),
        ("**a *b* c**", "p(<b a <em b> c>)"),
        ("*a **b** c*", "p(<em a <b b> c>)"),
        ("**_a_**", "p(<b <em a>>)"),
        ("*a **b* c**", "p(<em a **b> c**)"),
        ("*a\nb*", "p(<em a/b>)"),
        ("คำ*เน้น*คำ", "p(คำ<em เน้น>คำ)"),
        ("(*a*), *b*.", "p((<em a>), <em b>.)"),
        ("*a *b*", "p(*a <em b>)"),
        ("a * b * c", "p(a * b * c)"),
        ("2*3*4", "p(2*3*4)"),
        ("snake_case_name", "p(snake_case_name)"),
        ("¯\\_(ツ)_/¯", "p(¯\\_(ツ)_/¯)"),
        ("__init__", "p(__init__)"),
        ("**", "p(**)"),
        ("****", "p(****)"),
        ("* *", "ul(i(*))"),
        ("*a\n\nb*", "p(*a)p(b*)"),
        ("**a*", "p(**a*)"),
    ]);
}

#[test]
fn links() {
    check(&[
        ("[a](https://b.org)", "p(<a https://b.org|a>)"),
        ("[a](mailto:a@b.org)!", "p(<a mailto:a@b.org|a>!)"),
        ("[a](https://b.org/x_(y))", "p(<a https://b.org/x_(y)|a>)"),
        ("see https://b.org/a?b=c#d.", "p(see <a https://b.org/a?b=c#d|https://b.org/a?b=c#d>.)"),
        ("(https://b.org/x_(y))", "p((<a https://b.org/x_(y)|https://b.org/x_(y)>))"),
        ("https://b.org/?a[]=1", "p(<a https://b.org/?a[]=1|https://b.org/?a[]=1>)"),
        ("ดูhttps://b.orgนะ", "p(ดู<a https://b.orgนะ|https://b.orgนะ>)"),
        ("见https://b.org。", "p(见<a https://b.org|https://b.org>。)"),
        ("*https://b.org*", "p(<em <a https://b.org|https://b.org>>)"),
        ("<https://b.org>", "p(<<a https://b.org|https://b.org>>)"),
        ("mailto:a@b.org", "p(<a mailto:a@b.org|mailto:a@b.org>)"),
        ("HTTPS://B.ORG", "p(<a HTTPS://B.ORG|HTTPS://B.ORG>)"),
        ("xhttps://b.org", "p(xhttps://b.org)"),
        ("https://", "p(https://)"),
        ("mailto: me", "p(mailto: me)"),
        ("www.b.org", "p(www.b.org)"),
        ("a@b.org", "p(a@b.org)"),
        ("[a](javascript:alert(1))", "p([a](javascript:alert(1)))"),
        ("[a](data:text/html,x)", "p([a](data:text/html,x))"),
        ("[a](/relative)", "p([a](/relative))"),
        ("[a](https://b.org \"t\")", "p([a](<a https://b.org|https://b.org> \"t\"))"),
        ("[](https://b.org)", "p([](<a https://b.org|https://b.org>))"),
        ("[a]", "p([a])"),
        ("[a](", "p([a]()"),
        ("![a](https://b.org)", "p(!<a https://b.org|a>)"),
        (
            "[https://good.org](https://evil.org)",
            "p([<a https://good.org|https://good.org>](<a https://evil.org|https://evil.org>))",
        ),
    ]);
}

#[test]
fn the_rest_stays_as_typed() {
    for typed in [
        "# heading",
        "`code`",
        "<b>bold</b>",
        "&amp; &lt;",
        "| a | b |",
        "---",
        "~~gone~~",
        "\\*escaped\\*",
        "a\tb\u{0b}c\u{202e}d",
    ] {
        assert_eq!(parse(typed), [Block::Paragraph(vec![Inline::Text(typed.to_owned())])]);
    }
}

#[test]
fn excerpts_are_one_line_without_marks() {
    let body = "**Fund** the [centre](https://b.org)\n\n- first *thing*\n- second";
    assert_eq!(plain(&parse(body)), "Fund the centre\nfirst thing\nsecond");
    assert_eq!(excerpt(body, 100), "Fund the centre first thing second");
    assert_eq!(excerpt(body, 20), "Fund the centre…");
}

/// Text that is likely to meet the rules.
fn marks() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "*", "**", "_", "[", "](", "]", "(", ")", "https://", "mailto:", "a@b", "a.org", " ",
            "\n", "- ", "1. ", "2. ", "> ", ">", "ก", "\r", "x", ".", "<b>",
        ]),
        0..60,
    )
    .prop_map(|parts| parts.concat())
}

fn depth(parts: &[Inline]) -> usize {
    parts
        .iter()
        .map(|part| match part {
            Inline::Emphasis(inner) | Inline::Strong(inner) => 1 + depth(inner),
            _ => 0,
        })
        .max()
        .unwrap_or(0)
}

fn each_line(blocks: &[Block], check: &mut impl FnMut(&[Inline])) {
    for block in blocks {
        match block {
            Block::Paragraph(parts) => check(parts),
            Block::Bullets(items) | Block::Numbers { items, .. } => {
                for item in items {
                    check(item);
                }
            }
            Block::Quote(inner) => each_line(inner, check),
        }
    }
}

fn each_link(parts: &[Inline], check: &mut impl FnMut(&str)) {
    for part in parts {
        match part {
            Inline::Link { href, .. } => check(href),
            Inline::Emphasis(inner) | Inline::Strong(inner) => each_link(inner, check),
            Inline::Text(_) | Inline::Break => {}
        }
    }
}

proptest! {
    #[test]
    fn any_text_makes_a_flat_tree_with_allowed_links(text in prop_oneof![any::<String>(), marks()]) {
        let blocks = parse(&text);
        each_line(&blocks, &mut |parts| {
            assert!(depth(parts) <= 3);
            assert!(!parts.is_empty());
            each_link(parts, &mut |href| assert!(link::is_allowed(href), "{href}"));
        });
        prop_assert_eq!(blocks.is_empty(), text.is_empty());
    }

    #[test]
    fn nothing_but_marks_and_space_is_lost(text in marks()) {
        let letters = |text: &str| {
            text.chars().filter(|c| c.is_alphabetic()).collect::<String>()
        };
        let mut shown = String::new();
        each_line(&parse(&text), &mut |parts| shown.push_str(&with_addresses(parts)));
        prop_assert_eq!(letters(&shown), letters(&text));
    }

    #[test]
    fn text_without_marks_is_shown_to_the_last_space(text in "[a-zก-๙ \t.,!?<&;'\"]*[a-zก-๙]") {
        prop_assert_eq!(plain(&parse(&text)), text);
    }
}

/// What is shown, and the address of a link after its label where they differ.
fn with_addresses(parts: &[Inline]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Inline::Text(text) => text.clone(),
            Inline::Break => "\n".to_owned(),
            Inline::Emphasis(inner) | Inline::Strong(inner) => with_addresses(inner),
            Inline::Link { href, text } if href == text => text.clone(),
            Inline::Link { href, text } => format!("{text}{href}"),
        })
        .collect()
}
