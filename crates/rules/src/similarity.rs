//! Submissions like the one that is being written.
//!
//! Two texts are alike by the share of their character n-grams that they have
//! in common (Jaccard), as the database extension `pg_trgm` does: trigrams of words with
//! their edges where a script has spaces, bigrams where it has none (words
//! there are short, and nothing tells where they end). No dictionary, any
//! language.

use contract::Limits;

use crate::{Normalizer, language::Script, search};

/// Texts with at least this share in common are alike.
pub const THRESHOLD: f64 = 0.25;

/// The n-grams of one text, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grams(Vec<u64>);

impl Grams {
    /// The n-grams of a text.
    #[must_use]
    pub fn of(text: &str, normalizer: &Normalizer) -> Self {
        Self::of_key(&search::keys(text, normalizer).loose)
    }

    /// The n-grams of a loose search key (see [`search::Keys`]).
    #[must_use]
    pub fn of_key(loose: &str) -> Self {
        let mut grams = Vec::with_capacity(loose.len());
        let mut run: Vec<char> = Vec::new();
        let mut run_class = Class::Between;
        for c in loose.chars() {
            let class = Class::of(c);
            if class != run_class {
                run_class.push(&run, &mut grams);
                run.clear();
                run_class = class;
            }
            run.push(c);
        }
        run_class.push(&run, &mut grams);
        grams.sort_unstable();
        grams.dedup();
        Self(grams)
    }

    /// True where a text has nothing to compare.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The n-grams as numbers, in ascending order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().copied()
    }

    /// The share of all n-grams that both have, from 0 to 1.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let (mut both, mut all) = (0_u32, 0_u32);
        loop {
            match (a.peek(), b.peek()) {
                (None, None) => break,
                (Some(x), Some(y)) if x == y => {
                    both += 1;
                    a.next();
                    b.next();
                }
                (Some(x), Some(y)) if x > y => drop(b.next()),
                (None, Some(_)) => drop(b.next()),
                (Some(_), _) => drop(a.next()),
            }
            all += 1;
        }
        if all == 0 { 0.0 } else { f64::from(both) / f64::from(all) }
    }
}

/// A submission as far as likeness goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Of the title.
    pub title: Grams,
    /// Of the body.
    pub body: Grams,
}

impl Profile {
    /// The profile of a title and a body.
    #[must_use]
    pub fn of(title: &str, body: &str, normalizer: &Normalizer) -> Self {
        Self { title: Grams::of(title, normalizer), body: Grams::of(body, normalizer) }
    }

    /// The greater likeness of titles and of bodies.
    ///
    /// Long texts of one language share n-grams by chance: passages of the
    /// Universal Declaration of Human Rights that have nothing to do with each
    /// other share up to 0.5 at 300 characters and 0.63 at 2,000 (Vietnamese,
    /// the highest of seven languages; titles hardly ever share 0.25). So
    /// bodies count as alike from 0.65 on, on a scale that makes this the
    /// threshold and leaves 1 what it is.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        const BODY_THRESHOLD: f64 = 0.65;
        const SCALE: f64 = (1.0 - THRESHOLD) / (1.0 - BODY_THRESHOLD);
        let body = 1.0 - (1.0 - self.body.similarity(&other.body)) * SCALE;
        self.title.similarity(&other.title).max(body)
    }
}

/// The candidates that are alike, the most alike first, at most
/// [`Limits::SIMILAR_MAX`].
#[must_use]
pub fn most_similar<T>(
    draft: &Profile,
    candidates: impl IntoIterator<Item = (T, Profile)>,
) -> Vec<(T, f64)> {
    let mut found: Vec<(T, f64)> = Vec::new();
    for (candidate, profile) in candidates {
        let likeness = draft.similarity(&profile);
        if likeness >= THRESHOLD {
            let place = found.iter().take_while(|(_, better)| *better >= likeness).count();
            found.insert(place, (candidate, likeness));
            found.truncate(Limits::SIMILAR_MAX);
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Space, punctuation, symbols.
    Between,
    /// Written without spaces between words.
    Unspaced,
    /// Letters and digits of words with spaces between them.
    Word,
}

impl Class {
    fn of(c: char) -> Self {
        match Script::of(c) {
            Some(script) if script.is_unspaced() => Self::Unspaced,
            Some(_) => Self::Word,
            // Marks of Indic scripts are letters to us.
            None if c.is_ascii_digit() || matches!(c, '\u{900}'..='\u{dff}') => Self::Word,
            None => Self::Between,
        }
    }

    fn push(self, run: &[char], grams: &mut Vec<u64>) {
        match (self, run) {
            (Self::Between, _) => {}
            (Self::Unspaced, [single]) => grams.push(pack([*single, END, END])),
            (Self::Unspaced, _) => {
                grams.extend(run.windows(2).filter_map(|two| {
                    let [a, b] = two else { return None };
                    Some(pack([*a, *b, END]))
                }));
            }
            (Self::Word, _) => {
                let mut last = [' ', ' '];
                for c in run.iter().copied().chain([' ']) {
                    let [a, b] = last;
                    grams.push(pack([a, b, c]));
                    last = [b, c];
                }
            }
        }
    }
}

/// Stands where a bigram has no third character.
const END: char = '\u{10ffff}';

/// Three characters of 21 bits in one number.
fn pack(gram: [char; 3]) -> u64 {
    gram.into_iter().fold(0, |packed, c| packed << 21 | u64::from(u32::from(c)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const N: &Normalizer = &Normalizer::UNICODE;

    fn likeness(a: &str, b: &str) -> f64 {
        Grams::of(a, N).similarity(&Grams::of(b, N))
    }

    #[test]
    fn alike_in_any_language() {
        for (a, b, alike) in [
            ("Day care for older persons", "Day-care centres for older people", true),
            ("Free Wi-Fi in every village", "Wi-Fi for all villages, free of charge", true),
            ("ศูนย์ดูแลผู้สูงอายุในชุมชน", "ขอให้มีศูนย์ดูแลผู้สูงอายุทุกชุมชน", true),
            ("老人日間照顧中心", "增設老人日間照顧", true),
            ("ក្មេងៗនៅជនបទ", "ក្មេងនៅតាមជនបទ", true),
            ("Day care for older persons", "Free Wi-Fi in every village", false),
            ("ศูนย์ดูแลผู้สูงอายุในชุมชน", "อินเทอร์เน็ตฟรีทุกหมู่บ้าน", false),
            ("老人日間照顧中心", "免費網路", false),
            ("", "", false),
            ("!!!", "!!!", false),
        ] {
            let likeness = likeness(a, b);
            assert_eq!(likeness >= THRESHOLD, alike, "{a} / {b}: {likeness}");
        }
    }

    #[test]
    fn known_shares() {
        // `  c`, ` ca`, `cat`, `at ` and `  c`, ` ca`, `car`, `ar `.
        assert!((likeness("cat", "car") - 2.0 / 6.0).abs() < 1e-9);
        // กา, าร and กา, าน.
        assert!((likeness("การ", "กาน") - 1.0 / 3.0).abs() < 1e-9);
        assert!((likeness("ก", "ก") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_most_alike_come_first_and_five_at_most() {
        let titles = [
            "Free Wi-Fi",
            "Free Wi-Fi in every village",
            "Care for older persons",
            "Wi-Fi in every village",
            "Free Wi-Fi in villages",
            "Free Wi-Fi in each village",
            "Free Wi-Fi for every village",
        ];
        let draft = Profile::of("Free Wi-Fi in every village", "", N);
        let candidates = titles.iter().map(|title| (*title, Profile::of(title, "", N)));
        let found: Vec<&str> =
            most_similar(&draft, candidates).into_iter().map(|(title, _)| title).collect();
        assert_eq!(
            found,
            [
                "Free Wi-Fi in every village",
                "Wi-Fi in every village",
                "Free Wi-Fi for every village",
                "Free Wi-Fi in each village",
                "Free Wi-Fi in villages",
            ]
        );
    }

    #[test]
    fn bodies_must_be_nearly_the_same() {
        let article = "Everyone has the right to freedom of thought, conscience and religion; \
            this right includes freedom to change his religion or belief, and freedom, either \
            alone or in community with others and in public or private, to manifest it";
        let other = "Everyone has the right to a standard of living adequate for the health and \
            well-being of himself and of his family, including food, clothing, housing and \
            medical care and necessary social services, and the right to security";
        let edited = article.replace("his religion", "their religion");
        let profile = |body: &str| Profile::of("", body, N);
        assert!(likeness(article, other) > 0.2);
        assert!(profile(article).similarity(&profile(other)) < 0.1);
        assert!(profile(article).similarity(&profile(&edited)) > 0.75);
        assert!((profile(article).similarity(&profile(article)) - 1.0).abs() < f64::EPSILON);
        // No body at all is not the same body.
        assert!(profile("").similarity(&profile("")).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn likeness_is_a_share_and_has_two_sides(a: String, b: String) {
            let (x, y) = (likeness(&a, &b), likeness(&b, &a));
            prop_assert!((0.0..=1.0).contains(&x));
            prop_assert!((x - y).abs() < f64::EPSILON);
        }

        #[test]
        fn a_text_is_like_itself(text in "[a-zก-ฮ一-十 ]*[a-zก-ฮ一-十]") {
            prop_assert!((likeness(&text, &text) - 1.0).abs() < f64::EPSILON);
        }
    }
}
