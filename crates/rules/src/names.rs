//! Names that look like other names, so that nobody passes for an organisation
//! or an official by a letter that looks the same.
//!
//! A name is folded to what a hurried reader sees of it; two names are alike
//! where their folded forms are equal or nearly so. Letters that look alike are
//! those of Unicode Technical Standard 39 (crate `unicode-security`).

use unicode_normalization::{UnicodeNormalization as _, char::canonical_combining_class};
use unicode_security::confusable_detection::skeleton;

use crate::text::is_invisible;

/// From this length a slip of one letter counts as the same name; below it too
/// many names that people really have are one letter apart.
const SLIP_FROM: usize = 8;
/// From this length two slips do.
const TWO_SLIPS_FROM: usize = 16;

/// A name as a hurried reader sees it: compatibility forms (width, ligatures)
/// as plain ones, letters that look alike as one, no case, no marks of other
/// combining classes than 0 (accents, tone marks), no spaces, no punctuation,
/// nothing invisible; `i` and `l`, and `o` and `0`, as one. For comparing, never
/// for showing.
#[must_use]
pub fn fold(name: &str) -> String {
    let plain: String = name.nfkc().filter(|c| !is_invisible(*c)).collect();
    // Once before the case is folded, for capitals that look like letters of
    // another script, and once after.
    let seen: String = skeleton(&plain).collect();
    let seen: String = skeleton(&seen.to_lowercase()).collect();
    seen.nfd()
        .filter(|c| canonical_combining_class(*c) == 0 && (c.is_alphanumeric() || is_vowel(*c)))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'i' | 'l' | '1' => 'l',
            'o' | '0' => 'o',
            c => c,
        })
        .collect()
}

/// Marks that carry a vowel or a consonant (Thai, Lao, Burmese, Khmer and the
/// Indic scripts): without them another word stands there.
const fn is_vowel(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether a new name, folded, is like a protected one, folded: equal; or, from
/// eight letters on, one slip away or with the whole of the protected name in
/// it; from sixteen on, two slips away.
#[must_use]
pub fn resembles(new: &str, protected: &str) -> bool {
    if new.is_empty() || protected.is_empty() {
        return false;
    }
    if new == protected {
        return true;
    }
    let length = protected.chars().count();
    if length < SLIP_FROM {
        return false;
    }
    let slips = if length < TWO_SLIPS_FROM { 1 } else { 2 };
    new.contains(protected) || within(new, protected, slips)
}

/// Whether at most `slips` letters have to be put in, left out, changed or
/// swapped with their neighbour to make one text of the other.
fn within(a: &str, b: &str, slips: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > slips {
        return false;
    }
    // Rows of the usual table: what it costs to make the first letters of `b`
    // of the first letters of `a`; the two before are kept for swaps.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (row, &letter) in a.iter().enumerate() {
        let mut costs = Vec::with_capacity(last.len());
        costs.push(row + 1);
        let mut left = None;
        for (column, &other) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let mut cost = (at(&last, column) + usize::from(letter != other))
                .min(at(&last, column + 1) + 1)
                .min(at(&costs, column) + 1);
            if previous == Some(other) && left == Some(letter) && column > 0 {
                cost = cost.min(at(&before, column - 1).saturating_add(1));
            }
            costs.push(cost);
            left = Some(other);
        }
        if costs.iter().all(|cost| *cost > slips) {
            return false;
        }
        previous = Some(letter);
        before = core::mem::replace(&mut last, costs);
    }
    last.last().is_some_and(|cost| *cost <= slips)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_look_alike_fold_to_one() {
        for (one, other) in [
            ("Baan Klang Foundation", "BAAN  KLANG\u{a0}FOUNDATION"),
            ("Baan Klang Foundation", "Baan-Klang Foundation."),
            ("Baan Klang Foundation", "\u{412}\u{430}\u{430}n Klang Found\u{430}tion"),
            ("Baan Klang Foundation", "Baan KIang Foundation"),
            ("Baan Klang Foundation", "Ｂａａｎ Ｋｌａｎｇ Ｆｏｕｎｄａｔｉｏｎ"),
            ("Baan Klang Foundation", "B\u{e1}an Kl\u{e4}ng F\u{f6}undation"),
            ("Baan Klang Foundation", "Baan\u{200b} Klang\u{202e} Foundation"),
            ("Baan Klang Foundation", "Baan Klang F0undati0n"),
            ("Baan Klang Foundation", "𝐁𝐚𝐚𝐧 𝐊𝐥𝐚𝐧𝐠 𝐅𝐨𝐮𝐧𝐝𝐚𝐭𝐢𝐨𝐧"),
            ("มูลนิธิบ้านกลาง", "มูลนิธิ บานกลาง"),
            ("Ministry", "\u{39c}inistry"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
            assert!(resembles(&fold(other), &fold(one)));
        }
    }

    #[test]
    fn what_is_like_and_what_is_not() {
        let like = |new: &str, protected: &str| resembles(&fold(new), &fold(protected));
        for (new, protected, expected) in [
            ("Baan Klang Fundation", "Baan Klang Foundation", true),
            ("Baan Klang Fuondation", "Baan Klang Foundation", true),
            ("Baan Klang Foundation Thailand", "Baan Klang Foundation", true),
            ("The Baan Klang Foundation (official)", "Baan Klang Foundation", true),
            ("Baan Klong Fundation", "Baan Klang Foundation", true),
            ("Baan Thai Foundation", "Baan Klang Foundation", false),
            ("Klang Foundation", "Baan Klang Foundation", false),
            ("Dr Anong Thepsiri", "Anong Thepsiri", true),
            ("Anong", "Anong Thepsiri", false),
            ("Anong", "Anong", true),
            ("Anang", "Anong", false),
            ("มานี", "มานะ", false),
            ("กี", "กา", false),
            ("", "", false),
            ("...", "!!!", false),
            ("👍", "👎", false),
        ] {
            assert_eq!(like(new, protected), expected, "{new:?} {protected:?}");
        }
    }

    proptest! {
        #[test]
        fn spaces_and_marks_make_no_other_name(name in "[A-Za-zก-ฮ]{1,20}", at in 0_usize..20) {
            let mut decorated: Vec<char> = name.chars().collect();
            decorated.insert(at.min(decorated.len()), '\u{301}');
            decorated.insert(0, ' ');
            decorated.push('\u{200d}');
            let decorated: String = decorated.into_iter().collect();
            prop_assert_eq!(fold(&decorated), fold(&name));
        }

        #[test]
        fn slips_count_the_same_both_ways(a in "[ab]{0,9}", b in "[ab]{0,9}") {
            for slips in 0..3 {
                prop_assert_eq!(within(&a, &b, slips), within(&b, &a, slips));
            }
        }
    }
}
