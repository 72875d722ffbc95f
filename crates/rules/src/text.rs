//! Small facts about text that need no table of Unicode.

/// Whether a character is never seen: format characters, joiners, direction
/// marks, fillers, variation selectors, tags.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text shows nothing: empty, or only spaces, control and invisible
/// characters.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether two neighbouring characters belong together, so that a text must
/// not be cut between them. Close to grapheme clusters for the languages of
/// the region and for emoji, and never between a base and its marks; also not
/// between a Thai or Lao leading vowel and its consonant.
#[must_use]
pub const fn joins(before: char, after: char) -> bool {
    is_mark(after)
        || is_invisible(after)
        // Joiner; stacked consonants of Khmer, Burmese and the Indic scripts.
        || matches!(before, '\u{200d}' | '\u{17d2}' | '\u{1039}' | '\u{94d}' | '\u{9cd}')
        // Leading vowels of Thai and Lao.
        || matches!(before, 'เ'..='ไ' | 'ເ'..='ໄ')
        // Skin tones, pairs of regional letters, conjoining jamo.
        || matches!(after, '\u{1f3fb}'..='\u{1f3ff}')
        || matches!((before, after), ('\u{1f1e6}'..='\u{1f1ff}', '\u{1f1e6}'..='\u{1f1ff}'))
        || matches!((before, after), ('\u{1100}'..='\u{11ff}', '\u{1160}'..='\u{11ff}'))
        || matches!((before, after), ('\r', '\n'))
}

/// Whether a character is a mark on the one before it (general categories Mn,
/// Mc and Me of the blocks that matter here; in the other Indic blocks, which
/// share one layout, a little more than that).
const fn is_mark(c: char) -> bool {
    match c {
        '\u{900}'..='\u{dff}' => matches!(
            (c as u32) % 0x80,
            0x00..=0x03 | 0x3a..=0x3c | 0x3e..=0x4f | 0x51..=0x57 | 0x62 | 0x63
        ),
        _ => matches!(c,
            '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
            | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
            | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
            // Thai with sara am, Lao, Tibetan.
            | '\u{e31}' | '\u{e33}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
            | '\u{eb1}' | '\u{eb3}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}'
            | '\u{f71}'..='\u{f84}' | '\u{f8d}'..='\u{fbc}'
            // Burmese, Khmer.
            | '\u{102b}'..='\u{103e}' | '\u{1056}'..='\u{1059}' | '\u{105e}'..='\u{1060}'
            | '\u{1062}'..='\u{1064}' | '\u{1067}'..='\u{106d}' | '\u{1071}'..='\u{1074}'
            | '\u{1082}'..='\u{108d}' | '\u{108f}' | '\u{109a}'..='\u{109d}'
            | '\u{135d}'..='\u{135f}' | '\u{17b4}'..='\u{17d3}' | '\u{17dd}'
            // Marks for all scripts, kana voicing.
            | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{302a}'..='\u{302f}' | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}'),
    }
}

/// The text itself, or its beginning with an ellipsis, in one line of at most
/// `max` by a measure of length that grows with the text (for a title, see
/// [`Normalizer::length`](crate::Normalizer::length)). It is cut where a word
/// ends when one does in its last fifth, otherwise between two characters that
/// do not belong together.
#[must_use]
pub fn shorten(text: &str, max: usize, measure: impl Fn(&str) -> usize) -> String {
    let line = one_line(text);
    if measure(&line) <= max {
        return line;
    }
    let room = max.saturating_sub(1);
    let mut kept = String::new();
    let mut word_end = None;
    let mut length = 0;
    for cluster in clusters(&line) {
        // Counted piece by piece: at least what the whole counts.
        length += measure(cluster);
        if length > room {
            break;
        }
        if cluster == " " && length * 5 >= room * 4 {
            word_end = Some(kept.len());
        }
        kept.push_str(cluster);
    }
    if let Some(end) = word_end {
        kept.truncate(end);
    }
    kept.truncate(kept.trim_end().len());
    if max > 0 {
        kept.push('…');
    }
    kept
}

/// All white space, line breaks too, as one space each; none at the ends.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The pieces of a text that belong together (see [`joins`]).
pub fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        let (_, mut before) = chars.next()?;
        let end = chars
            .find_map(|(at, c)| {
                let cut = (!joins(before, c)).then_some(at);
                before = c;
                cut
            })
            .unwrap_or(rest.len());
        let (cluster, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(cluster)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Normalizer;

    fn nfc(text: &str) -> usize {
        Normalizer::UNICODE.length(text)
    }

    #[test]
    fn blank_shows_nothing() {
        for text in ["", " ", "\t\u{a0}\u{2003}\u{3000}", "\u{feff}", "\u{200b}\u{ad}", "\u{1}"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", " ก ", "0", "\u{fffe}", "👍", "่"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn clusters_keep_marks_with_their_base() {
        for (text, expected) in [
            ("กำแพง", "กำ แพ ง"),
            ("น้ำใจ", "น้ำ ใจ"),
            ("ខ្មែរ", "ខ្មែ រ"),
            ("မြန်မာ", "မြ န် မာ"),
            ("தமிழ்", "த மி ழ்"),
            ("e\u{301}a", "e\u{301} a"),
            ("👩\u{200d}👩x", "👩\u{200d}👩 x"),
            ("👍🏽🇹🇭", "👍🏽 🇹🇭"),
            ("ab", "a b"),
        ] {
            assert_eq!(clusters(text).collect::<Vec<_>>().join(" "), expected);
        }
    }

    #[test]
    fn shorten_ends_at_a_word_or_a_cluster() {
        for (text, max, expected) in [
            ("short", 5, "short"),
            (" two\nlines ", 20, "two lines"),
            ("wordwordword", 5, "word…"),
            ("one two three four five six", 20, "one two three four…"),
            ("ab cdefghijklmnopqrstuvwxyz", 20, "ab cdefghijklmnopqr…"),
            ("น้ำน้ำน้ำ", 6, "น้ำ…"),
            ("anything", 1, "…"),
            ("anything", 0, ""),
        ] {
            assert_eq!(shorten(text, max, nfc), expected);
        }
    }

    proptest! {
        #[test]
        fn shorten_keeps_its_promise(text: String, max in 0_usize..40) {
            let short = shorten(&text, max, nfc);
            prop_assert!(nfc(&short) <= max);
            let line = one_line(&text);
            match short.strip_suffix('…') {
                Some(start) if short != line => {
                    prop_assert!(line.starts_with(start));
                    let next = line[start.len()..].chars().next();
                    if let (Some(last), Some(next)) = (start.chars().last(), next) {
                        prop_assert!(!is_mark(next), "{last:?} {next:?}");
                    }
                }
                _ => prop_assert!(short == line || max == 0),
            }
        }

        #[test]
        fn clusters_are_the_whole_text(text: String) {
            prop_assert_eq!(clusters(&text).collect::<String>(), text);
        }
    }
}
