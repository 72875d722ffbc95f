//! Addresses that people may link to.

/// What stands in `rel` of every link that a person wrote.
pub const REL: &str = "noopener nofollow ugc";

/// Whether an address may become a link: `http` or `https` with a host, or
/// `mailto` with an address, and nothing in it that could hide where it goes
/// (spaces, control and direction characters, quotes, angle brackets,
/// backslashes).
#[must_use]
pub fn is_allowed(url: &str) -> bool {
    if !url.chars().all(may_stand_in_address) {
        return false;
    }
    if let Some(rest) = strip_scheme(url, "https://").or_else(|| strip_scheme(url, "http://")) {
        // What follows the last @; searching backwards would cost bytes.
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.split('@').fold("", |_, part| part);
        return host.starts_with(|c: char| c == '[' || begins_host(c));
    }
    strip_scheme(url, "mailto:").is_some_and(|rest| {
        let address = rest.split('?').next().unwrap_or_default();
        address
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.starts_with(begins_host))
    })
}

const fn begins_host(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii()
}

/// What follows a scheme, which is compared without regard to case.
pub(crate) fn strip_scheme<'a>(url: &'a str, scheme: &str) -> Option<&'a str> {
    let (head, rest) = url.split_at_checked(scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Whether a character may stand anywhere in an address.
pub(crate) fn may_stand_in_address(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(c, '<' | '>' | '"' | '\\' | '`' | '{' | '}' | '|' | '^')
        && !crate::text::is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_web_and_mail_addresses_are_links() {
        for (url, allowed) in [
            ("https://example.go.th", true),
            ("HTTP://EXAMPLE.org/a?b=c#d", true),
            ("https://[::1]:8080/", true),
            ("https://ไทย.ไทย/ฟอรัม", true),
            ("https://name@example.org/", true),
            ("mailto:forum@example.org?subject=x", true),
            ("mailto:", false),
            ("mailto:@", false),
            ("mailto:a@", false),
            ("https://", false),
            ("https:///path", false),
            ("https://?q", false),
            ("http:example.org", false),
            ("//example.org", false),
            ("www.example.org", false),
            ("javascript:alert(1)", false),
            ("java\u{0}script:alert(1)", false),
            ("data:text/html,x", false),
            (" https://example.org", false),
            ("https://example.org/\u{202e}gpj.exe", false),
            ("https://exa\nmple.org", false),
            ("https:\\\\example.org", false),
            ("", false),
            ("ก", false),
        ] {
            assert_eq!(is_allowed(url), allowed, "{url:?}");
        }
    }
}
