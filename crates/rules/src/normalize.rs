//! Unicode normalisation, which comes in from outside.
//!
//! What people write is stored and shown **exactly as typed**, without
//! normalising it. Two things only look at a normalised copy: lengths (NFC,
//! so that one visible text has one length on every keyboard) and search keys
//! (NFKC, lower case). The server normalises with the crate
//! `unicode-normalization` (feature `unicode`), the widget with the browser's
//! `String.prototype.normalize` and `toLowerCase`.

/// The normalisation forms and the case mapping that the rules need, as plain
/// functions.
#[derive(Debug, Clone, Copy)]
pub struct Normalizer {
    /// Canonical composition.
    pub nfc: fn(&str) -> String,
    /// Canonical decomposition.
    pub nfd: fn(&str) -> String,
    /// Compatibility composition.
    pub nfkc: fn(&str) -> String,
    /// Lower case, by the rules of Unicode and of no language; the tables for
    /// it are the largest part of what a search key costs.
    pub lower: fn(&str) -> String,
}

#[cfg(feature = "unicode")]
impl Normalizer {
    /// Normalisation by the crate `unicode-normalization`.
    pub const UNICODE: Self = Self {
        nfc: |text| unicode_normalization::UnicodeNormalization::nfc(text).collect(),
        nfd: |text| unicode_normalization::UnicodeNormalization::nfd(text).collect(),
        nfkc: |text| unicode_normalization::UnicodeNormalization::nfkc(text).collect(),
        lower: str::to_lowercase,
    };
}

impl Normalizer {
    /// Length of a text in Unicode scalar values after NFC: the unit of all
    /// limits.
    #[must_use]
    pub fn length(&self, text: &str) -> usize {
        // Nothing below U+0300 composes with what stands before it.
        if text.chars().all(|c| c < '\u{300}') {
            text.chars().count()
        } else {
            (self.nfc)(text).chars().count()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_scalars_after_nfc() {
        for (text, length) in [
            ("", 0),
            ("plain", 5),
            ("e\u{301}", 1),
            ("é", 1),
            ("น้ำ", 3),
            ("น้ํา", 4),
            ("👩‍👩‍👧", 5),
            ("\u{1100}\u{1161}", 1),
        ] {
            assert_eq!(Normalizer::UNICODE.length(text), length, "{text:?}");
        }
    }
}
