//! References of submissions, such as `OF-7K2-93QD`: short enough to read out
//! over the telephone.

/// Digits and capitals without I, L, O and U (Crockford's base 32): no two of
/// them look or sound alike, and chance writes no words.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "OF-";
/// Characters before and after the second hyphen.
const GROUPS: [usize; 2] = [3, 4];

/// The reference of 35 random bits (the lowest ones). Among 200,000
/// submissions the chance that any two draw the same is about one half, so
/// the storage draws again when one is taken.
#[must_use]
pub fn from_bits(bits: u64) -> String {
    let mut reference = String::with_capacity(11);
    reference.push_str(PREFIX);
    let mut shift = 35_u32;
    for (group, length) in GROUPS.into_iter().enumerate() {
        if group > 0 {
            reference.push('-');
        }
        for _ in 0..length {
            shift -= 5;
            let symbol = usize::try_from(bits >> shift & 31).unwrap_or_default();
            reference.push(char::from(ALPHABET.get(symbol).copied().unwrap_or(b'0')));
        }
    }
    reference
}

/// The reference that somebody typed, in its one form: small letters, missing
/// or other hyphens, spaces, and O, I, L for 0 and 1 are put right. None where
/// it is not one.
#[must_use]
pub fn parse(typed: &str) -> Option<String> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '-' | '‐'..='―' | '−');
    let mut symbols = typed.chars().filter(|c| !is_gap(*c)).map(|c| c.to_ascii_uppercase());
    if symbols.next() != Some('O') || symbols.next() != Some('F') {
        return None;
    }
    let mut bits = 0_u64;
    for _ in 0..GROUPS.iter().sum() {
        let symbol = match symbols.next()? {
            'O' => b'0',
            'I' | 'L' => b'1',
            c => u8::try_from(c).ok()?,
        };
        let value = ALPHABET.iter().position(|letter| *letter == symbol)?;
        bits = bits << 5 | u64::try_from(value).ok()?;
    }
    symbols.next().is_none().then(|| from_bits(bits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typed_references_are_put_right() {
        for (typed, parsed) in [
            ("OF-7K2-93QD", Some("OF-7K2-93QD")),
            (" of 7k2 93qd ", Some("OF-7K2-93QD")),
            ("OF7K293QD", Some("OF-7K2-93QD")),
            ("OF‑7K2–93QD", Some("OF-7K2-93QD")),
            ("OF-OIL-000L", Some("OF-011-0001")),
            ("OF-7K2-93Q", None),
            ("OF-7K2-93QDX", None),
            ("OF-7K2-93QU", None),
            ("XX-7K2-93QD", None),
            ("OF-7K2-93Qก", None),
            ("", None),
        ] {
            assert_eq!(parse(typed).as_deref(), parsed, "{typed:?}");
        }
        assert_eq!(from_bits(0), "OF-000-0000");
        assert_eq!(from_bits(u64::MAX), "OF-ZZZ-ZZZZ");
    }

    proptest! {
        #[test]
        fn bits_make_a_reference_and_back(bits: u64) {
            let reference = from_bits(bits);
            prop_assert_eq!(reference.len(), 11);
            prop_assert_eq!(parse(&reference), Some(reference.clone()));
            prop_assert_eq!(from_bits(bits & ((1 << 35) - 1)), reference);
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = parse(&text);
        }
    }
}
