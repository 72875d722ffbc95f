//! Which language a text is probably in, by its script.
//!
//! Thai, Lao, Khmer, Burmese, Tamil and Chinese can be told by their letters;
//! languages in Latin letters cannot, and are left to the author's choice.

/// A script that tells a language of the region, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Thai.
    Thai,
    /// Lao.
    Lao,
    /// Khmer.
    Khmer,
    /// Burmese.
    Burmese,
    /// Tamil.
    Tamil,
    /// Chinese characters.
    Han,
    /// Kana; with it, Chinese characters are Japanese.
    Kana,
    /// Latin.
    Latin,
    /// Letters of any other script.
    Other,
}

impl Script {
    /// The script of a letter or mark; none for digits, punctuation, symbols.
    /// By blocks, not by the table of Unicode, which is large.
    #[must_use]
    pub fn of(c: char) -> Option<Self> {
        Some(match c {
            'a'..='z' | 'A'..='Z' => Self::Latin,
            '\0'..='\u{bf}' | '×' | '÷' => return None,
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '๐'..='๙' | '฿' | '໐'..='໙' | '០'..='៩' | '၀'..='၉' | '௦'..='௯' =>
            {
                return None;
            }
            '\u{b80}'..='\u{bff}' => Self::Tamil,
            '\u{e01}'..='\u{e5b}' => Self::Thai,
            '\u{e81}'..='\u{edf}' => Self::Lao,
            '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}' => {
                Self::Burmese
            }
            '\u{1780}'..='\u{17ff}' => Self::Khmer,
            '\u{3041}'..='\u{30ff}' => Self::Kana,
            '\u{3005}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}' => Self::Han,
            // Punctuation, symbols, pictures, private use.
            '\u{2000}'..='\u{2bff}'
            | '\u{2e00}'..='\u{2e7f}'
            | '\u{3000}'..='\u{303f}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{fe00}'..='\u{fe6f}'
            | '\u{feff}'
            | '\u{ff00}'..='\u{ff20}'
            | '\u{fff0}'..='\u{ffff}'
            | '\u{1f000}'..='\u{1faff}'
            | '\u{e0000}'.. => return None,
            _ => Self::Other,
        })
    }

    /// Whether the script is written without spaces between words.
    #[must_use]
    pub const fn is_unspaced(self) -> bool {
        matches!(
            self,
            Self::Thai | Self::Lao | Self::Khmer | Self::Burmese | Self::Han | Self::Kana
        )
    }

    /// The primary subtag of the language that the script tells.
    const fn language(self) -> Option<&'static str> {
        Some(match self {
            Self::Thai => "th",
            Self::Lao => "lo",
            Self::Khmer => "km",
            Self::Burmese => "my",
            Self::Tamil => "ta",
            Self::Han => "zh",
            Self::Kana | Self::Latin | Self::Other => return None,
        })
    }
}

/// The script of more than half of a text's letters, if one has that many.
#[must_use]
pub fn dominant_script(text: &str) -> Option<Script> {
    let mut counts = [
        (Script::Thai, 0_usize),
        (Script::Lao, 0),
        (Script::Khmer, 0),
        (Script::Burmese, 0),
        (Script::Tamil, 0),
        (Script::Han, 0),
        (Script::Kana, 0),
        (Script::Latin, 0),
        (Script::Other, 0),
    ];
    let mut letters = 0;
    for script in text.chars().filter_map(Script::of) {
        letters += 1;
        if let Some((_, count)) = counts.iter_mut().find(|(of, _)| *of == script) {
            *count += 1;
        }
    }
    counts.into_iter().find(|(_, count)| count * 2 > letters).map(|(script, _)| script)
}

/// Which of a forum's languages a text is in, where its script tells. Between
/// simplified and traditional Chinese the commoner characters that differ
/// decide.
#[must_use]
pub fn guess<'a>(text: &str, languages: &'a [String]) -> Option<&'a str> {
    let primary = dominant_script(text)?.language()?;
    let mut fitting = languages
        .iter()
        .map(String::as_str)
        .filter(|tag| tag.split('-').next().is_some_and(|first| first == primary));
    let first = fitting.clone().next()?;
    if primary != "zh" {
        return Some(first);
    }
    let count = |of: &str| text.chars().filter(|c| of.chars().any(|one| one == *c)).count();
    let script = if count(TRADITIONAL) > count(SIMPLIFIED) { "Hant" } else { "Hans" };
    Some(fitting.find(|tag| tag.split('-').any(|part| part == script)).unwrap_or(first))
}

/// Frequent characters that differ, in the same order in both forms.
const SIMPLIFIED: &str =
    "们这国会说时对来个为学发经长门问业车务实现进动机关开间头见话电应该认让乐样还没过种";
const TRADITIONAL: &str =
    "們這國會說時對來個為學發經長門問業車務實現進動機關開間頭見話電應該認讓樂樣還沒過種";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_tell_languages() {
        let languages: Vec<String> =
            ["en", "th", "lo", "km", "my", "zh-Hans", "zh-Hant", "ta"].map(str::to_owned).into();
        for (text, language) in [
            ("ขอให้มีศูนย์ดูแลผู้สูงอายุ", Some("th")),
            ("ขอ Wi-Fi ฟรีทุกหมู่บ้าน 2564", Some("th")),
            ("ສະບາຍດີ", Some("lo")),
            ("សួស្តី", Some("km")),
            ("မင်္ဂလာပါ", Some("my")),
            ("வணக்கம்", Some("ta")),
            ("我们应该让这个国家", Some("zh-Hans")),
            ("我認為這個國家應該", Some("zh-Hant")),
            ("中文", Some("zh-Hans")),
            ("これは日本語のぶんです", None),
            ("Older persons", None),
            ("สวัสดี and then much English text", None),
            ("12345 !?", None),
            ("", None),
        ] {
            assert_eq!(guess(text, &languages), language, "{text}");
        }
        assert_eq!(guess("สวัสดี", &["en".to_owned()]), None);
        assert_eq!(guess("我認為", &["zh".to_owned()]), Some("zh"));
    }

    #[test]
    fn the_two_forms_stand_in_pairs() {
        assert_eq!(SIMPLIFIED.chars().count(), TRADITIONAL.chars().count());
        for (simplified, traditional) in SIMPLIFIED.chars().zip(TRADITIONAL.chars()) {
            assert_ne!(simplified, traditional);
        }
    }
}
