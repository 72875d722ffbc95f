//! Near-identical texts, found among many without comparing with each.
//!
//! A text's n-grams ([`Grams`]) are summed up in a signature of minimal hashes
//! (Broder 1997), cut into bands: two texts whose shares are `s` have a band in
//! common with the probability `1 - (1 - s³)¹⁰`, which is 0.999 at 0.8 and 0.02
//! at 0.13. Who shares a band is then compared exactly.

use crate::{Normalizer, search, similarity::Grams};

/// Texts with at least this share in common are nearly identical. Passages of
/// one language that have nothing to do with each other share up to 0.63 at
/// 2,000 characters (see [`crate::similarity::Profile::similarity`]).
pub const THRESHOLD: f64 = 0.8;
/// Bands of a signature.
pub const BANDS: usize = 10;
/// Minimal hashes in a band.
const ROWS: u64 = 3;

/// A text as far as clusters go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Title and body, folded: texts of one key differ in nothing that counts.
    pub key: String,
    grams: Grams,
}

impl Text {
    /// Folds a title and a body.
    #[must_use]
    pub fn of(title: &str, body: &str, normalizer: &Normalizer) -> Self {
        let key = search::keys(&format!("{title}\n{body}"), normalizer).loose;
        let grams = Grams::of_key(&key);
        Self { key, grams }
    }

    /// Whether two texts are nearly identical.
    #[must_use]
    pub fn is_near(&self, other: &Self) -> bool {
        self.key == other.key || self.grams.similarity(&other.grams) >= THRESHOLD
    }

    /// The bands of its signature; none where it has nothing to compare.
    #[must_use]
    pub fn bands(&self) -> Vec<u64> {
        if self.grams.is_empty() {
            return Vec::new();
        }
        let least = |seed: u64| self.grams.numbers().map(|gram| mix(gram ^ mix(seed))).min();
        let band = |band: u64| {
            (0..ROWS)
                .filter_map(|row| least(band * ROWS + row + 1))
                .fold(band, |mixed, hash| mix(mixed ^ hash))
        };
        (0..BANDS as u64).map(band).collect()
    }
}

/// The finaliser of `SplitMix64`.
const fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(title: &str, body: &str) -> Text {
        Text::of(title, body, &Normalizer::UNICODE)
    }

    fn share_a_band(a: &Text, b: &Text) -> bool {
        a.bands().iter().zip(b.bands()).any(|(a, b)| *a == b)
    }

    #[test]
    fn copies_with_a_number_or_a_word_changed_are_near() {
        let body = "Every village should have a day-care centre for older persons, open from \
            morning to evening, with a nurse who visits twice a week and a bus that fetches them.";
        let original = text("Day care for older persons", body);
        for n in 0..200 {
            let copy = text(&format!("Day care for older persons {n}"), body);
            assert!(original.is_near(&copy), "{n}");
            assert!(share_a_band(&original, &copy), "{n}");
        }
        let other = text("Free Wi-Fi", "In every village, without a password, day and night.");
        assert!(!original.is_near(&other) && !share_a_band(&original, &other));
    }

    #[test]
    fn scripts_without_spaces_too() {
        let body = "ขอให้มีศูนย์ดูแลผู้สูงอายุทุกชุมชน เปิดตั้งแต่เช้าถึงเย็น มีพยาบาลมาเยี่ยมสัปดาห์ละสองครั้ง";
        let (a, b) = (text("ศูนย์ดูแลผู้สูงอายุ", body), text("ศูนย์ดูแลผู้สูงอายุ!", body));
        assert!(a.is_near(&b) && share_a_band(&a, &b));
        assert_eq!(a.key.is_empty(), b.key.is_empty());
    }

    #[test]
    fn without_letters_only_the_same_is_the_same() {
        assert!(text("!!!", "").bands().is_empty());
        assert!(text("!!!", "").is_near(&text("!!!", "")));
        assert!(!text("!!!", "").is_near(&text("???", "")));
    }
}
