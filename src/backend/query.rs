//! What a list of submissions is asked for.

use contract::Sort;

/// Filters and order of a list of submissions. Empty texts do not filter; the
/// filters of the taxonomy may name several words, separated by commas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListQuery {
    /// Order; `None` is the backend's own.
    pub sort: Option<Sort>,
    /// Words to find.
    pub q: String,
    /// Themes.
    pub theme: String,
    /// Groups concerned.
    pub group: String,
    /// Sectors.
    pub sector: String,
    /// Countries.
    pub country: String,
    /// Status words.
    pub status: String,
    /// Languages.
    pub language: String,
    /// Kinds.
    pub kind: String,
    /// Only one's own.
    pub mine: bool,
    /// For the shuffled order: which shuffle.
    pub seed: u32,
}

impl ListQuery {
    /// The filters that are texts, with their names in the API.
    #[must_use]
    pub fn texts(&self) -> [(&'static str, &str); 8] {
        [
            ("q", &self.q),
            ("theme", &self.theme),
            ("group", &self.group),
            ("sector", &self.sector),
            ("country", &self.country),
            ("status", &self.status),
            ("language", &self.language),
            ("kind", &self.kind),
        ]
    }

    /// The filter of that name, to read or change.
    pub fn text_mut(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "q" => &mut self.q,
            "theme" => &mut self.theme,
            "group" => &mut self.group,
            "sector" => &mut self.sector,
            "country" => &mut self.country,
            "status" => &mut self.status,
            "language" => &mut self.language,
            "kind" => &mut self.kind,
            _ => return None,
        })
    }

    /// How many filters are set, the search text and the order aside.
    #[must_use]
    pub fn active(&self) -> usize {
        let words = |text: &str| text.split(',').filter(|word| !word.is_empty()).count();
        let chosen: usize = self.texts().iter().skip(1).map(|(_, text)| words(text)).sum();
        chosen + usize::from(self.mine)
    }
}
