//! Messages in the reader's language, and dates and numbers by the browser's
//! `Intl`.
//!
//! A language is made once and kept for as long as the page, so that every
//! closure of a view can hold it; the whole view is built anew when the
//! language changes.

use std::{cell::RefCell, collections::BTreeMap};

use contract::{LocalizedText, Term};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;

use crate::browser;

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// The language that the server's texts fall back to.
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

    type DisplayNames;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &JsValue) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;
}

/// One language's messages and formats. A format is absent where the browser
/// refused to make it; then a plain form stands in.
struct Locale {
    tag: String,
    /// The parsed locale file.
    given: JsValue,
    messages: Vec<String>,
    plural: Option<PluralRules>,
    number: Option<NumberFormat>,
    percent: Option<NumberFormat>,
    languages: Option<DisplayNames>,
    date: Option<DateTimeFormat>,
    date_time: Option<DateTimeFormat>,
    /// The clock on the wall, in a form that is read again.
    wall: Option<DateTimeFormat>,
}

thread_local! {
    static MADE: RefCell<BTreeMap<(String, String), I18n>> = const { RefCell::new(BTreeMap::new()) };
}

/// The reader's language: messages, dates, numbers.
#[derive(Clone, Copy)]
pub struct I18n(&'static SendWrapper<Locale>);

impl I18n {
    /// A language with its parsed locale file; dates stand in `zone` (an IANA
    /// name; empty is the device's own).
    #[must_use]
    pub fn of(tag: &str, zone: &str, messages: &JsValue) -> Self {
        let key = (tag.to_owned(), zone.to_owned());
        MADE.with_borrow_mut(|made| {
            *made.entry(key).or_insert_with(|| {
                Self(Box::leak(Box::new(SendWrapper::new(Locale::new(tag, zone, messages)))))
            })
        })
    }

    /// The same language with dates in a time zone.
    #[must_use]
    pub fn in_zone(self, zone: &str) -> Self {
        Self::of(&self.0.tag, zone, &self.0.given)
    }

    /// The language in use, as a BCP 47 tag.
    #[must_use]
    pub fn lang(self) -> &'static str {
        &self.0.tag
    }

    /// A message.
    #[must_use]
    pub fn t(self, key: Key) -> &'static str {
        self.0.message(key as usize)
    }

    /// A message with values in its `{name}` holes.
    #[must_use]
    pub fn with(self, key: Key, values: &[(&str, &str)]) -> String {
        fill(self.t(key), values)
    }

    /// The form of a message that `n` asks for, with `n` in its `{n}` hole.
    #[must_use]
    pub fn plural(self, plural: Plural, n: u64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let value = n as f64;
        let [one, other] = plural.forms();
        let is_one = self.0.plural.as_ref().is_some_and(|rules| rules.select(value) == "one");
        fill(self.t(if is_one { one } else { other }), &[("n", &self.number(n))])
    }

    /// A count in the reader's digits and grouping.
    #[must_use]
    pub fn number(self, n: u64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let value = n as f64;
        write_number(self.0.number.as_ref(), value)
    }

    /// A number with at most one digit after the point.
    #[must_use]
    pub fn tenths(self, value: f64) -> String {
        write_number(self.0.number.as_ref(), (value * 10.0).round() / 10.0)
    }

    /// A share from 0 to 1 as whole per cent.
    #[must_use]
    pub fn percent(self, share: f64) -> String {
        write_number(self.0.percent.as_ref(), share)
    }

    /// A day, such as `26 August 2021` or `26 สิงหาคม 2564`, in the forum's zone.
    #[must_use]
    pub fn date(self, at: &str) -> String {
        write_date(self.0.date.as_ref(), at)
    }

    /// A day with hours and minutes.
    #[must_use]
    pub fn date_time(self, at: &str) -> String {
        write_date(self.0.date_time.as_ref(), at)
    }

    /// What a clock in the forum's zone shows at a moment, both in ms since
    /// 1970, the first as if the zone were UTC.
    #[must_use]
    pub fn wall(self, ms: i64) -> i64 {
        #[expect(clippy::cast_precision_loss, reason = "moments stay far below 2^53 ms")]
        let at = ms as f64;
        let shown = self.0.wall.as_ref().and_then(|format| format.format(at).ok());
        // Swedes write `2021-08-26 10:42:00`.
        let shown = shown.map(|text| [&text.replace(' ', "T"), "Z"].concat());
        shown.and_then(|text| rules::time::parse_ms(&text)).unwrap_or(ms)
    }

    /// The name of a language.
    #[must_use]
    pub fn language(self, tag: &str) -> String {
        let name = self.0.languages.as_ref().and_then(|names| names.of(tag).ok().flatten());
        name.unwrap_or_else(|| tag.to_owned())
    }

    /// The message of a word of the contract, such as `("action", "approve")`
    /// for `action.approve`; the word itself where there is none.
    #[must_use]
    pub fn word(self, group: &str, word: &str) -> String {
        let is = |name: &&str| {
            name.strip_prefix(group).and_then(|rest| rest.strip_prefix('.')) == Some(word)
        };
        let index = NAMES.split('\n').position(|name| is(&name));
        index.map_or(word, |index| self.0.message(index)).to_owned()
    }

    /// A text of the server in a language, else in the reader's, else in
    /// English, else in any.
    #[must_use]
    pub fn pick_for(self, language: &str, text: &LocalizedText) -> String {
        let base = |tag: &'_ str| tag.split('-').next().unwrap_or_default().to_owned();
        [
            language.to_owned(),
            base(language),
            self.0.tag.clone(),
            base(&self.0.tag),
            BUILT_IN.into(),
        ]
        .iter()
        .find_map(|tag| text.get(tag))
        .or_else(|| text.values().next())
        .cloned()
        .unwrap_or_default()
    }

    /// A text of the server in the reader's language, else in another.
    #[must_use]
    pub fn pick(self, text: &LocalizedText) -> String {
        self.pick_for(self.lang(), text)
    }

    /// The name of a taxonomy's word; the id where the forum knows no name.
    #[must_use]
    pub fn term(self, terms: &[Term], id: &str) -> String {
        let found = terms.iter().find(|term| term.id == id);
        found.map_or_else(|| id.to_owned(), |term| self.pick(&term.name))
    }
}

impl Locale {
    fn new(tag: &str, zone: &str, given: &JsValue) -> Self {
        // What this part of the desk never shows is empty; a message that is
        // missed stands there by its name, so that the mistake shows.
        let list = js_sys::Array::from(given);
        let texts = list.iter().map(|text| text.as_string()).chain(std::iter::repeat(None));
        let messages = NAMES
            .split('\n')
            .zip(texts)
            .map(|(name, text)| text.filter(|text| !text.is_empty()).unwrap_or(name.to_owned()))
            .collect();
        let locales = locale_list(tag);
        let date_in = |locales: &JsValue, pairs: &[(&str, &str)]| {
            let options = browser::object(pairs);
            if !zone.is_empty() {
                browser::set(&options, "timeZone", &zone.into());
            }
            // A zone that the browser does not know must not cost the date.
            DateTimeFormat::new(locales, &options)
                .or_else(|_| DateTimeFormat::new(locales, &browser::object(pairs)))
                .ok()
        };
        let date = |pairs: &[(&str, &str)]| date_in(&locales, pairs);
        let digits = ["month", "day", "hour", "minute", "second"].map(|part| (part, "2-digit"));
        let wall = [[("year", "numeric")].as_slice(), &digits].concat();
        Self {
            tag: tag.to_owned(),
            given: given.clone(),
            messages,
            plural: PluralRules::new(&locales).ok(),
            number: NumberFormat::new(&locales, &JsValue::UNDEFINED).ok(),
            percent: NumberFormat::new(&locales, &browser::object(&[("style", "percent")])).ok(),
            languages: DisplayNames::new(&locales, &browser::object(&[("type", "language")])).ok(),
            date: date(&[("dateStyle", "long")]),
            date_time: date(&[("dateStyle", "medium"), ("timeStyle", "short")]),
            wall: date_in(&"sv-SE".into(), &wall),
        }
    }

    fn message(&self, index: usize) -> &str {
        self.messages.get(index).map_or("", String::as_str)
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
    let plain =
        || js_sys::Number::from(value).to_string_with_radix(10).map(Into::into).unwrap_or_default();
    format.and_then(|format| format.format(value).ok()).unwrap_or_else(plain)
}

fn write_date(format: Option<&DateTimeFormat>, at: &str) -> String {
    let at = browser::parse_time(at);
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
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => text.push_str(value),
            None => text.extend(["{", name, "}"]),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_once() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
        assert_eq!(fill("{a} {", &[("a", "1")]), "1 {");
        assert_eq!(fill("{a}", &[]), "{a}");
    }

    #[test]
    fn every_key_has_its_place_in_the_lists() {
        let texts: Vec<&str> = ENGLISH.split('\n').collect();
        assert_eq!(texts.len(), NAMES.split('\n').count());
        assert_eq!(texts[Key::DeskTitle as usize], "Desk · Open Forum");
    }

    #[test]
    fn every_word_of_the_contract_has_a_message() {
        let known: Vec<&str> = NAMES.split('\n').collect();
        let mut words: Vec<String> = Vec::new();
        let mut add = |group: &str, all: &[&str]| {
            words.extend(all.iter().map(|word| [group, ".", word].concat()));
        };
        macro_rules! all {
            ($words:ty) => {
                &<$words>::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>()
            };
        }
        add("action", all!(contract::Action));
        add("decided", all!(contract::Action));
        add("kind", all!(contract::QueueKind));
        add("sort", all!(contract::QueueSort));
        add("target", all!(contract::TargetKind));
        add("flag", all!(contract::FlagReason));
        add("organisation", all!(contract::OrganisationState));
        add("appeal", all!(contract::AppealState));
        add("pattern", all!(contract::PatternKind));
        add("problem", all!(contract::ProblemCode));
        let rules =
            ["premoderated", "newcomer", "flags", "name_like", "contact_data", "new_account"];
        add("rule", &rules);
        for word in words {
            assert!(known.contains(&word.as_str()), "{word} has no message");
        }
    }
}
