//! Messages in the reader's language, and dates and numbers by the browser's
//! `Intl`.
//!
//! A screen is built anew when the language changes, so that messages are
//! plain strings and no text needs a signal of its own.

use std::rc::Rc;

use contract::{LocalizedText, Term, Timestamp};
use wasm_bindgen::prelude::*;

use crate::{browser, reactive::StoredValue};

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// The language that everything falls back to.
pub const BUILT_IN: &str = "en";

#[wasm_bindgen]
extern "C" {
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &JsValue) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, at: f64) -> Result<String, JsValue>;

    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &JsValue) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &NumberFormat, value: f64) -> Result<String, JsValue>;

    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, value: f64) -> String;
}

/// One language's messages and formats. A format is absent where the browser
/// refused to make it; then a plain form stands in.
struct Locale {
    tag: String,
    /// IANA name of the time zone; empty is the device's own.
    zone: String,
    /// The parsed locale file: all texts in the order of the keys.
    given: JsValue,
    /// The same, by [`Key`].
    messages: Vec<Rc<str>>,
    plural: Option<PluralRules>,
    number: Option<NumberFormat>,
    percent: Option<NumberFormat>,
    date: Option<DateTimeFormat>,
    date_time: Option<DateTimeFormat>,
}

/// The reader's language: messages, dates, numbers.
#[derive(Clone, Copy)]
pub struct I18n {
    locale: StoredValue<Rc<Locale>>,
}

impl I18n {
    /// No words, until [`I18n::set`] brings a language.
    #[must_use]
    pub fn new() -> Self {
        Self { locale: StoredValue::new(Rc::new(Locale::new(BUILT_IN, "", &JsValue::UNDEFINED))) }
    }

    /// Takes over another language; `messages` is the parsed locale file.
    pub fn set(self, tag: &str, messages: &JsValue) {
        let zone = self.now().zone.clone();
        self.locale.set_value(Rc::new(Locale::new(tag, &zone, messages)));
    }

    /// Shows dates in a time zone, by its IANA name.
    pub fn set_zone(self, zone: &str) {
        let now = self.now();
        if now.zone != zone {
            self.locale.set_value(Rc::new(Locale::new(&now.tag, zone, &now.given)));
        }
    }

    fn now(self) -> Rc<Locale> {
        self.locale.get_value()
    }

    /// The language in use, as a BCP 47 tag.
    #[must_use]
    pub fn lang(self) -> String {
        self.now().tag.clone()
    }

    /// A message.
    #[must_use]
    pub fn t(self, key: Key) -> String {
        self.now().message(key).to_string()
    }

    /// A message with values in its `{name}` holes.
    #[must_use]
    pub fn t_with(self, key: Key, values: &[(&str, &str)]) -> String {
        fill(self.now().message(key), values)
    }

    /// The form of a message that `n` asks for, with `n` in its `{n}` hole.
    #[must_use]
    pub fn plural(self, plural: Plural, n: u64) -> String {
        self.plural_with(plural, n, &[])
    }

    /// The form of a message that `n` asks for, with more values.
    #[must_use]
    pub fn plural_with(self, plural: Plural, n: u64, values: &[(&str, &str)]) -> String {
        let text = fill(&self.plural_form(plural, n), &[("n", &self.number(n))]);
        if values.is_empty() { text } else { fill(&text, values) }
    }

    fn plural_form(self, plural: Plural, n: u64) -> String {
        let locale = self.now();
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let value = n as f64;
        let [one, other] = plural.forms();
        let is_one = locale.plural.as_ref().is_some_and(|rules| rules.select(value) == "one");
        locale.message(if is_one { one } else { other }).to_owned()
    }

    /// The form of a message that `n` asks for, as what stands before the
    /// number, the number, and what stands after it.
    #[must_use]
    pub fn plural_parts(self, plural: Plural, n: u64) -> [String; 3] {
        let text = self.plural_form(plural, n);
        let (before, rest) = text.split_once('{').unwrap_or((&text, ""));
        let (_, after) = rest.split_once('}').unwrap_or_default();
        [before.to_owned(), self.number(n), after.to_owned()]
    }

    /// A count in the reader's digits and grouping.
    #[must_use]
    pub fn number(self, n: u64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        write_number(self.now().number.as_ref(), n as f64)
    }

    /// A share from 0 to 1 as whole per cent.
    #[must_use]
    pub fn percent(self, share: f64) -> String {
        write_number(self.now().percent.as_ref(), share)
    }

    /// A day, such as `26 August 2021` or `26 สิงหาคม 2564`, in the forum's zone. The
    /// `datetime` of a `<time>` is the [`Timestamp`] as it came.
    #[must_use]
    pub fn date(self, at: &str) -> String {
        write_date(self.now().date.as_ref(), browser::parse_time(at))
    }

    /// A day with hours and minutes.
    #[must_use]
    pub fn date_time(self, at: &str) -> String {
        write_date(self.now().date_time.as_ref(), browser::parse_time(at))
    }

    /// A moment of this device (ms since 1970) with hours and minutes.
    #[must_use]
    pub fn moment(self, ms: f64) -> String {
        write_date(self.now().date_time.as_ref(), Some(ms))
    }

    /// How long something is still open: "9 days left", "Last day" or
    /// "Closed on 30 September 2021".
    #[must_use]
    pub fn days_left(self, closes_at: &Timestamp) -> String {
        let Some(end) = browser::parse_time(closes_at) else { return String::new() };
        let left = end - browser::now();
        if left < 0.0 {
            return self.t_with(Key::DateClosed, &[("date", &self.date(closes_at))]);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "non-negative, and the cast saturates"
        )]
        let days = (left / 86_400_000.0) as u64;
        if days == 0 {
            self.t(Key::DateClosesToday)
        } else {
            self.plural(Plural::DateDaysLeft, days)
        }
    }

    /// The message of a word of the contract, such as `(Group::Phase, "open")`
    /// for `phase.open`; the word itself where there is none.
    #[must_use]
    pub fn word(self, group: Group, word: &str) -> String {
        self.now().find(group, word).unwrap_or_else(|| word.to_owned())
    }

    /// The message of a word of the contract with values in its holes; `None`
    /// where there is none.
    #[cfg(feature = "rooms")]
    #[must_use]
    pub fn word_with(self, group: Group, word: &str, values: &[(&str, &str)]) -> Option<String> {
        self.now().find(group, word).map(|message| fill(&message, values))
    }

    /// The year of a moment, in the reader's era.
    #[cfg(feature = "rooms")]
    #[must_use]
    pub fn year(self, at: &str) -> String {
        let options = browser::object(&[("year", "numeric")]);
        let format = DateTimeFormat::new(&locale_list(&self.lang()), &options).ok();
        write_date(format.as_ref(), browser::parse_time(at))
    }

    /// A text of a backend in the reader's language, else in English, else in
    /// any, with the language that it stands in (for `lang=`).
    #[must_use]
    pub fn pick(self, text: &LocalizedText) -> (String, String) {
        let tag = self.lang();
        let base = tag.split('-').next().unwrap_or_default();
        [tag.as_str(), base, BUILT_IN]
            .into_iter()
            .find_map(|tag| text.get_key_value(tag))
            .or_else(|| text.iter().next())
            .map(|(tag, text)| (tag.clone(), text.clone()))
            .unwrap_or_default()
    }

    /// The name of a taxonomy's word; the id where the forum knows no name.
    #[must_use]
    pub fn term(self, terms: &[Term], id: &str) -> String {
        match terms.iter().find(|term| term.id == id) {
            Some(term) => self.pick(&term.name).1,
            None => id.to_owned(),
        }
    }
}

impl Default for I18n {
    fn default() -> Self {
        Self::new()
    }
}

impl Locale {
    fn new(tag: &str, zone: &str, given: &JsValue) -> Self {
        let list = given.dyn_ref::<js_sys::Array>().map(js_sys::Array::to_vec);
        let text = |item: &JsValue| item.as_string().unwrap_or_default().into();
        let messages = list.unwrap_or_default().iter().map(text).collect();
        let locales = locale_list(tag);
        let date = |pairs| {
            let options = browser::object(pairs);
            if !zone.is_empty() {
                browser::set(&options, "timeZone", &zone.into());
            }
            // A zone that the browser does not know must not cost the date.
            DateTimeFormat::new(&locales, &options)
                .or_else(|_| DateTimeFormat::new(&locales, &browser::object(pairs)))
                .ok()
        };
        Self {
            tag: tag.to_owned(),
            zone: zone.to_owned(),
            given: given.clone(),
            messages,
            plural: PluralRules::new(&locales).ok(),
            number: NumberFormat::new(&locales, &JsValue::UNDEFINED).ok(),
            percent: NumberFormat::new(&locales, &browser::object(&[("style", "percent")])).ok(),
            date: date(&[("dateStyle", "long")]),
            date_time: date(&[("dateStyle", "long"), ("timeStyle", "short")]),
        }
    }

    fn message(&self, key: Key) -> &str {
        self.messages.get(key as usize).map_or("", AsRef::as_ref)
    }

    fn find(&self, group: Group, word: &str) -> Option<String> {
        let prefix = group.prefix();
        let index = NAMES.split('\n').position(|name| name.strip_prefix(prefix) == Some(word))?;
        self.messages.get(index).map(ToString::to_string)
    }
}

/// Locales to try in turn. A list, so that a tag without data ends in English
/// and not in the device's own language; the Buddhist era by name; and days
/// before months, as the region writes them in English.
fn locale_list(tag: &str) -> JsValue {
    let first = match tag.split('-').next() {
        Some("th") => "th-TH-u-ca-buddhist-nu-latn",
        Some(BUILT_IN) => "en-GB",
        _ => tag,
    };
    let list = js_sys::Array::new();
    if PluralRules::new(&first.into()).is_ok() {
        list.push(&first.into());
    }
    list.push(&"en-GB".into());
    list.into()
}

fn write_number(format: Option<&NumberFormat>, value: f64) -> String {
    format
        .and_then(|format| format.format(value).ok())
        .unwrap_or_else(|| JsValue::from(value).as_string().unwrap_or_default())
}

fn write_date(format: Option<&DateTimeFormat>, at: Option<f64>) -> String {
    at.zip(format).and_then(|(at, format)| format.format(at).ok()).unwrap_or_default()
}

/// Puts values into the `{name}` holes of a message; holes without a value
/// stay as they are, so that a mistake shows. Values are not searched for holes.
fn fill(message: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = message;
    while let Some((before, hole)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = hole.split_once('}') else {
            text.push('{');
            rest = hole;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            text.push_str(value);
        } else {
            text.push('{');
            text.push_str(name);
            text.push('}');
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn holes_are_filled_once() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
        assert_eq!(fill("{a} {", &[("a", "1")]), "1 {");
        assert_eq!(fill("{a}", &[]), "{a}");
    }

    #[test]
    fn every_language_says_everything_with_the_same_holes() {
        let holes = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(hole, _)| hole.to_owned())
                .collect()
        };
        let read = |path: &std::path::Path| -> BTreeMap<String, String> {
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let mut files = 0;
        for folder in ["public/locales", "public/locales/rooms"] {
            let english = read(&std::path::Path::new(folder).join("en.json"));
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.is_dir() {
                    continue;
                }
                let locale = read(&path);
                let name = path.display();
                assert_eq!(
                    locale.keys().collect::<BTreeSet<_>>(),
                    english.keys().collect::<BTreeSet<_>>(),
                    "{name}"
                );
                for (key, message) in &locale {
                    assert!(!message.trim().is_empty(), "{name}: `{key}` says nothing");
                    assert_eq!(holes(message), holes(&english[key]), "{name}: `{key}`");
                }
                files += 1;
            }
        }
        assert!(files >= 4);
    }

    #[test]
    fn every_word_of_the_contract_has_a_message() {
        let mut words: Vec<String> = Vec::new();
        let mut add = |group: &str, word: &str| words.push([group, ".", word].concat());
        for word in contract::Phase::ALL {
            add("phase", word.as_str());
        }
        for word in contract::Status::ALL {
            add("status", word.as_str());
        }
        for word in contract::Kind::ALL {
            add("kind", word.as_str());
        }
        for word in contract::Sort::ALL {
            add("sort", word.as_str());
        }
        for word in contract::VoteChoice::ALL {
            add("vote", word.as_str());
        }
        for word in contract::Stance::ALL {
            add("comments", word.as_str());
        }
        for word in contract::FlagReason::ALL {
            add("report.reason", word.as_str());
        }
        for word in contract::ThreadPromise::ALL {
            add("promise", word.as_str());
        }
        for code in contract::ProblemCode::ALL {
            // How long to wait stands in that one.
            if *code != contract::ProblemCode::RateLimited {
                add("problem", code.as_str());
            }
        }
        for word in words {
            assert!(NAMES.split('\n').any(|name| name == word), "{word} has no message");
        }
    }

    #[test]
    fn every_key_has_its_english_text() {
        assert_eq!(NAMES.split('\n').count(), ENGLISH.split('\n').count());
        assert_eq!(NAMES.split('\n').nth(Key::PhaseOpen as usize), Some("phase.open"));
        assert_eq!(ENGLISH.split('\n').nth(Key::ActionRetry as usize), Some("Try again"));
    }
}
