//! What stands in a form: texts by the names that the contract gives its
//! fields, as a browser's own form data. Keeping, comparing and merging are
//! then the same for every form.

use std::collections::BTreeMap;

/// How a check box says that it is on.
const ON: &str = "yes";

/// What stands in a form. A field that is empty is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// The fields with these texts.
    #[must_use]
    pub fn of<const N: usize>(pairs: [(&str, &str); N]) -> Self {
        let mut fields = Self::default();
        for (name, text) in pairs {
            fields.put(name, text);
        }
        fields
    }

    /// What stands in a field; empty where nothing does.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The same without spaces around it, as a text of its own.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.get(name).trim().to_owned()
    }

    /// The same where something stands there.
    #[must_use]
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Puts a text into a field.
    pub fn put(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), text.to_owned());
        }
    }

    /// Whether a check box is on.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.get(name) == ON
    }

    /// Switches a check box.
    pub fn switch(&mut self, name: &str, on: bool) {
        self.put(name, if on { ON } else { "" });
    }

    /// The words that are chosen of several, each once and in the order of the
    /// alphabet, so that the same choice is the same text.
    #[must_use]
    pub fn words(&self, name: &str) -> Vec<String> {
        self.get(name).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// Whether one of several words is chosen.
    #[must_use]
    pub fn has(&self, name: &str, word: &str) -> bool {
        self.get(name).split(' ').any(|one| one == word)
    }

    /// Chooses words of several.
    pub fn choose(&mut self, name: &str, words: &[String]) {
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        self.put(name, &words.join(" "));
    }

    /// Chooses one of several words, or leaves it out.
    pub fn choose_one(&mut self, name: &str, word: &str, on: bool) {
        let mut words = self.words(name);
        words.retain(|one| one != word);
        if on {
            words.push(word.to_owned());
        }
        self.choose(name, &words);
    }

    /// Every field in which something stands.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Names of the fields that differ from other ones.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<String> {
        let mut names: Vec<&String> = self.0.keys().chain(other.0.keys()).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().filter(|name| self.get(name) != other.get(name)).cloned().collect()
    }
}

/// What two people made of one form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Everything that was typed here, and what only the other one changed.
    pub fields: Fields,
    /// What only the other one changed, by name.
    pub theirs: Vec<String>,
    /// What both changed, by name, with what the other one made of it.
    pub both: Vec<(String, String)>,
}

/// Brings two changes of the same form together. Nothing of `mine` is lost.
#[must_use]
pub(super) fn merge(was: &Fields, theirs: &Fields, mine: &Fields) -> Merged {
    let mut merged = Merged { fields: mine.clone(), ..Merged::default() };
    for name in theirs.differing(was) {
        let (their, my) = (theirs.get(&name), mine.get(&name));
        if my == was.get(&name) {
            merged.fields.put(&name, their);
            merged.theirs.push(name);
        } else if my != their {
            let their = their.to_owned();
            merged.both.push((name, their));
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_choice_is_the_same_text() {
        let mut fields = Fields::default();
        fields.choose("sectors", &["ngo".into(), "cso".into(), "ngo".into()]);
        assert_eq!(fields.get("sectors"), "cso ngo");
        fields.choose_one("sectors", "academia", true);
        fields.choose_one("sectors", "ngo", false);
        assert_eq!(fields.words("sectors"), ["academia", "cso"]);
        assert!(fields.has("sectors", "cso") && !fields.has("sectors", "ngo"));
        fields.choose("sectors", &[]);
        fields.switch("pinned", true);
        assert!(fields.is("pinned"));
        fields.switch("pinned", false);
        assert_eq!(fields, Fields::default(), "what is empty is absent");
    }

    #[test]
    fn two_changes_of_one_form_lose_nothing() {
        let was = Fields::of([("title", "A"), ("summary", "S"), ("rules", "R"), ("body", "B")]);
        let theirs = Fields::of([("title", "A2"), ("summary", "S2"), ("body", "B2")]);
        let mine = Fields::of([("title", "A1"), ("summary", "S"), ("rules", "R"), ("body", "B2")]);
        let merged = merge(&was, &theirs, &mine);
        assert_eq!(merged.fields, Fields::of([("title", "A1"), ("summary", "S2"), ("body", "B2")]));
        assert_eq!(merged.theirs, ["rules", "summary"]);
        assert_eq!(merged.both, [("title".to_owned(), "A2".to_owned())]);
        assert_eq!(merge(&was, &was, &mine).fields, mine);
        assert_eq!(was.differing(&mine), ["body", "title"]);
    }
}
