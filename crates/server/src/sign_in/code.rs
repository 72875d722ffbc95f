//! Codes: eight digits, kept as a keyed hash that belongs to one request.

use contract::SignInMethod;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use storage::NewSignIn;

use super::session::Fresh;
use crate::app::App;

/// The issuer of people who are known by their address.
const EMAIL_ISSUER: &str = "urn:open-forum:email";
/// How many codes there are.
const CODES: u64 = 100_000_000;
/// For how long a code is good, s.
pub const CODE_S: u32 = 600;
/// Longest address, bytes (RFC 5321).
const ADDRESS_MAX: usize = 254;

/// A new code, as people read it: `1234 5678`.
#[must_use]
pub fn make(app: &App) -> String {
    let digits = format!("{:08}", app.sources().random.next_u64() % CODES);
    let (first, second) = digits.split_at(4);
    format!("{first} {second}")
}

/// What is kept of a code. Only its digits count, in whatever script they
/// were typed: 0-9 and Thai.
#[must_use]
pub fn hash(key: &[u8], request: &str, code: &str) -> [u8; 32] {
    let digits: String = code.chars().filter_map(digit).collect();
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(request.as_bytes());
    mac.update(b":");
    mac.update(digits.as_bytes());
    mac.finalize().into_bytes().into()
}

/// A digit as ASCII; what is between the digits does not count.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '๐'..='๙' => char::from_digit(u32::from(c) - u32::from('๐'), 10),
        _ => None,
    }
}

/// An address in the form that it is kept in; none where it is no address.
#[must_use]
pub fn address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let good = text.len() <= ADDRESS_MAX
        && text.bytes().all(|b| b.is_ascii_graphic())
        && text.parse::<lettre::Address>().is_ok()
        && text.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    good.then_some(text)
}

/// Somebody who has a code; the storage knows their address.
#[must_use]
pub fn sign_in(app: &App, fresh: &Fresh, name: Option<String>) -> NewSignIn {
    NewSignIn {
        method: SignInMethod::EmailCode,
        issuer: EMAIL_ISSUER.to_owned(),
        subject: None,
        email: None,
        name,
        language: String::new(),
        id: app.sources().new_id(),
        session: fresh.new.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_its_digits() {
        let kept = hash(b"key", "r", "12345678");
        for same in ["1234 5678", " 1234-5678\n", "๑๒๓๔ ๕๖๗๘", "1234\u{a0}5678"] {
            assert_eq!(hash(b"key", "r", same), kept, "{same}");
        }
        assert_ne!(hash(b"key", "other", "12345678"), kept);
        assert_ne!(hash(b"other", "r", "12345678"), kept);
        assert_ne!(hash(b"key", "r", "1234567"), kept);
    }

    #[test]
    fn addresses_are_lower_case_and_whole() {
        assert_eq!(address(" A.B@Example.ORG ").as_deref(), Some("a.b@example.org"));
        let long = format!("{}@example.org", "a".repeat(250));
        for wrong in ["", "a", "a@", "@b.c", "a@b", "a b@c.d", "a@b.c\r\nBcc: x@y.z", &long] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }
}
