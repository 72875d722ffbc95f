//! Search keys: what a text and a query are folded to before they are
//! compared, so that a person finds a word however it was typed.

use crate::Normalizer;

/// The two keys of one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// Compatibility forms, case, digits, Thai double vowels, invisible
    /// characters and spaces folded; marks count.
    pub exact: String,
    /// The same without tone marks (Thai, Lao) and Latin diacritics, for
    /// people who leave them out.
    pub loose: String,
}

/// The keys of a text. A query is folded the same way, and is found where its
/// key is part of the text's.
#[must_use]
pub fn keys(text: &str, normalizer: &Normalizer) -> Keys {
    let (exact, loose);
    if text.is_ascii() {
        exact = exact_key(&text.to_ascii_lowercase());
        loose = exact.clone();
    } else {
        exact = exact_key(&(normalizer.lower)(&(normalizer.nfkc)(text)));
        loose = loose_key(&(normalizer.nfd)(&exact));
    }
    Keys { exact, loose }
}

/// The exact key of a text in NFKC and lower case: digits of all scripts as
/// ASCII; `เ` twice as `แ`; a Thai or Lao tone mark before nikhahit, where NFKC
/// puts it in words that were typed with sara am; U+200B to U+200D and U+2060
/// taken out; spaces as one, none at the ends.
#[must_use]
pub fn exact_key(lower_nfkc: &str) -> String {
    let mut key = String::with_capacity(lower_nfkc.len());
    let mut chars = lower_nfkc
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'))
        .peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            'เ' if chars.next_if_eq(&'เ').is_some() => key.push('แ'),
            '\u{e4d}' | '\u{ecd}' => {
                key.extend(chars.next_if(|next| is_tone_mark(*next)));
                key.push(c);
            }
            c => key.push(digit(c).unwrap_or(c)),
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// The loose key of an exact key in NFD: without Thai and Lao tone marks and
/// Latin diacritics. The stroke of `đ` goes too, though it is no mark.
#[must_use]
pub fn loose_key(exact_nfd: &str) -> String {
    exact_nfd
        .chars()
        .filter(|c| !is_tone_mark(*c) && !matches!(c, '\u{300}'..='\u{36f}'))
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

const fn is_tone_mark(c: char) -> bool {
    matches!(c, '\u{e48}'..='\u{e4b}' | '\u{ec8}'..='\u{ecb}')
}

/// A decimal digit of any script as ASCII.
fn digit(c: char) -> Option<char> {
    if c < '\u{660}' {
        return None;
    }
    let code = u32::from(c);
    let zero = DIGIT_ZEROS.iter().rev().find(|zero| **zero <= code)?;
    char::from_digit(code - zero, 10)
}

/// Zeros of the decimal digits (general category Nd) that NFKC leaves as they
/// are; nine digits follow each. Unicode 14.
const DIGIT_ZEROS: [u32; 58] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0,
    0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0,
    0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1e140,
    0x1e2f0, 0x1e950,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const N: &Normalizer = &Normalizer::UNICODE;

    #[test]
    fn what_is_typed_differently_has_one_exact_key() {
        for (a, b) in [
            ("Forum", "ＦＯＲＵＭ"),
            ("น้ำ", "น้ํา"),
            ("น้ำ", "นํ้า"),
            ("ນ້ຳ", "ນໍ້າ"),
            ("แม่", "เเม่"),
            ("๒๕๖๔", "2564"),
            ("၂၀၂၁ ២០២១ ໒໐໒໑ ௨௦௨௧", "2021 2021 2021 2021"),
            ("ภาษา\u{200b}ไทย", "ภาษาไทย"),
            ("  two \n\u{3000} words ", "two words"),
            ("Viê\u{323}t", "việt"),
            ("ﬁn", "FIN"),
        ] {
            assert_eq!(keys(a, N).exact, keys(b, N).exact, "{a:?} {b:?}");
        }
    }

    #[test]
    fn only_the_loose_key_drops_marks() {
        for (a, b) in
            [("ค่า", "คา"), ("ນ້ຳ", "ນຳ"), ("résumé", "resume"), ("Đường", "duong"), ("Việt", "viet")]
        {
            assert_eq!(keys(a, N).loose, keys(b, N).loose, "{a:?} {b:?}");
            assert_ne!(keys(a, N).exact, keys(b, N).exact, "{a:?} {b:?}");
        }
        // Vowels are no marks of that kind.
        for (a, b) in [("กิน", "กน"), ("தமிழ்", "தமழ"), ("កា", "ក")]
        {
            assert_ne!(keys(a, N).loose, keys(b, N).loose, "{a:?} {b:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_for_keyboards(text in "[a-zA-Z0-9ก-๙ກ-ໝက-၉ក-៩ \u{200b}éàăđĐ]*") {
            let once = keys(&text, N);
            prop_assert_eq!(&keys(&once.exact, N), &once);
        }

        #[test]
        fn any_text_has_keys(text: String) {
            let keys = keys(&text, N);
            prop_assert!(!keys.exact.starts_with(' ') && !keys.exact.ends_with(' '));
            prop_assert!(!keys.exact.contains("  "));
        }
    }
}
