//! Who wrote something, where a thread promises that nobody is named.

use contract::Author;

/// The id of everybody in an anonymous thread: a person's own would lead to
/// what they wrote elsewhere under their name.
pub const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// An author as an anonymous thread shows them, to everybody alike.
///
/// Nothing is left that is the person's: not the name, the organisation, the
/// sector or the country, because of a small sector or country there is often
/// one person only. That somebody speaks for the host stays: it names nobody,
/// and the host must not praise itself unseen.
#[must_use]
pub fn masked(author: &Author) -> Author {
    Author { id: NOBODY.to_owned(), official: author.official, ..Author::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_that_it_is_the_host_is_left() {
        let author = Author {
            id: "1".into(),
            name: "Suda".into(),
            organisation: None,
            sector: Some("parliament".into()),
            country: Some("TH".into()),
            official: true,
        };
        let shown = masked(&author);
        assert_eq!(shown, Author { id: NOBODY.into(), official: true, ..Author::default() });
    }
}
