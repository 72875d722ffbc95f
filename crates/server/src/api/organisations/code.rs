//! Codes of invitations: shown once, kept as a hash.

use sha2::{Digest as _, Sha256};

use crate::sources::Random;

/// Digits and capitals without I, L, O and U, of which no two look alike.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: 100 bits that nobody guesses.
const LENGTH: usize = 20;
/// Characters between two hyphens.
const GROUP: usize = 5;

/// A new code, such as `7K2AB-93QDE-0X1YZ-4MN5P`.
pub fn new(random: &dyn Random) -> String {
    let mut bytes = [0; LENGTH];
    random.fill(&mut bytes);
    let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place.is_multiple_of(GROUP) {
            code.push('-');
        }
        let symbol = ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
        code.push(char::from(symbol));
    }
    code
}

/// The hash of a code however it was typed: small letters, missing hyphens,
/// spaces, and O, I and L for 0 and 1 are put right.
pub fn hash(typed: &str) -> [u8; 32] {
    let symbols = typed.chars().filter(char::is_ascii_alphanumeric);
    let code: String = symbols
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    Sha256::digest(code).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counting;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let random = Counting::default();
        let code = new(&random);
        assert_eq!(code.len(), 23);
        assert_ne!(new(&random), code);
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(hash(&typed), hash(&code));
        assert_ne!(hash(&code[1..]), hash(&code));
    }
}
