//! A forum's words in one language: what a reader loads first is not to carry
//! those of every other.

use contract::{Forum, LocalizedText};

/// Leaves every text in one language: the asked one, else its primary part,
/// else the forum's default. A text that has none of these stays whole.
/// `lang` is a BCP 47 tag.
pub fn keep_language(forum: &mut Forum, lang: &str) {
    let Forum { name, description, sectors, countries, themes, groups, kinds, statuses, .. } =
        forum;
    let terms = [sectors, countries, themes, groups, kinds, statuses, &mut forum.offices];
    let terms = terms.into_iter().flatten().map(|term| &mut term.name);
    let reasons = forum.reasons.iter_mut().flat_map(|reason| [&mut reason.name, &mut reason.text]);
    let providers = forum.providers.iter_mut().map(|provider| &mut provider.name);
    let all = [name, description].into_iter().chain(terms).chain(reasons).chain(providers);
    let primary = lang.split('-').next().unwrap_or(lang);
    for text in all {
        keep(text, [lang, primary, &forum.default_language]);
    }
}

fn keep(text: &mut LocalizedText, wanted: [&str; 3]) {
    if let Some(found) = wanted.into_iter().find(|tag| text.contains_key(*tag)) {
        text.retain(|tag, _| tag == found);
    }
}
