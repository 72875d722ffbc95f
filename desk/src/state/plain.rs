//! How easily a text is read, measured by the length of its sentences.

use rules::rich_text;

/// Most words of a sentence that is easily read: plain-language guides of
/// governments agree on about 25.
pub const LONG: usize = 25;

/// Letters that a word has on average in scripts without spaces between words.
const LETTERS: usize = 4;

/// How long the sentences of a text are, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measure {
    /// How many sentences there are.
    pub sentences: usize,
    /// Words in all.
    pub words: usize,
    /// Those that have more words than [`LONG`].
    pub long: Vec<String>,
}

impl Measure {
    /// Words of a sentence on average, rounded up.
    #[must_use]
    pub fn average(&self) -> usize {
        self.words.div_ceil(self.sentences.max(1))
    }
}

/// Measures a text in the allowed subset. A line and an item of a list end a
/// sentence; in Thai and its neighbours, which have no full stop, a space does.
#[must_use]
pub fn measure(text: &str) -> Measure {
    let text = rich_text::plain(&rich_text::parse(text));
    let mut measure = Measure::default();
    for line in text.lines() {
        for sentence in sentences(line) {
            let words = count(sentence);
            if words == 0 {
                continue;
            }
            measure.sentences += 1;
            measure.words += words;
            if words > LONG {
                measure.long.push(sentence.trim().to_owned());
            }
        }
    }
    measure
}

/// Whether a letter is of a script that has no spaces between words: Thai, Lao,
/// Burmese, Khmer.
const fn is_spaceless(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// A line cut after its sentences.
fn sentences(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut ends = false;
    let mut spaceless = false;
    for (at, letter) in line.char_indices() {
        // Spaces stand around figures and foreign words as well; those are few.
        if letter.is_whitespace() && (ends || spaceless) {
            parts.extend(line.get(start..at));
            start = at;
        }
        ends = matches!(letter, '.' | '!' | '?' | '…' | '។' | '။')
            || ends && matches!(letter, ')' | '"' | '”' | '’');
        spaceless = is_spaceless(letter);
    }
    parts.extend(line.get(start..));
    parts
}

/// Words of a sentence: what spaces part, and a word for every four letters of
/// scripts that have none.
fn count(sentence: &str) -> usize {
    let apart = sentence
        .split_whitespace()
        .filter(|word| word.chars().any(|c| c.is_alphanumeric() && !is_spaceless(c)))
        .count();
    // Marks above and below stand in no place of their own.
    let letters = sentence.chars().filter(|c| is_spaceless(*c) && c.is_alphanumeric()).count();
    apart + letters.div_ceil(LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (usize, usize, usize) {
        let measure = measure(text);
        (measure.sentences, measure.average(), measure.long.len())
    }

    #[test]
    fn sentences_are_counted_in_words() {
        assert_eq!(told(""), (0, 0, 0));
        assert_eq!(told("  \n\n"), (0, 0, 0));
        assert_eq!(told("We open five offices. They are free."), (2, 4, 0));
        assert_eq!(told("We pay 2.5 million baht (“at once.”) Then more!"), (2, 5, 0));
        assert_eq!(told("- first of all\n- then the **second**"), (2, 3, 0));
        let long = format!("{}end. Short.", "word ".repeat(LONG));
        assert_eq!(told(&long), (2, 14, 1));
        assert_eq!(measure(&long).long, [long.trim_end_matches(" Short.")]);
    }

    #[test]
    fn thai_is_measured_from_space_to_space() {
        assert_eq!(told("เราเปิดสำนักงานห้าแห่ง บริการนี้ไม่มีค่าใช้จ่าย"), (2, 5, 0));
        let long = "เราจะดำเนินการจัดตั้งศูนย์บริการในทุกอำเภอเพื่อให้ผู้สูงอายุและคนพิการได้รับความช่วยเหลืออย่างทั่วถึงและเท่าเทียมกันภายในปีงบประมาณหน้านี้";
        assert_eq!(told(long).2, 1, "{:?}", measure(long));
    }
}
