//! What a person sets for this device.

use leptos::prelude::*;

use crate::browser;

const SHORTCUTS: &str = "open-forum-desk:shortcuts";
const THEME: &str = "open-forum-desk:theme";
const LANG: &str = "open-forum-desk:lang";

/// What a person sets for this device.
#[derive(Clone, Copy)]
pub struct Prefs {
    /// Whether single letters do something.
    pub shortcuts: RwSignal<bool>,
    /// `auto`, `light` or `dark`.
    pub theme: RwSignal<String>,
    /// Whether one thing at a time is shown, without the list.
    pub alone: RwSignal<bool>,
    /// Whether the list of shortcuts is open.
    pub help: RwSignal<bool>,
}

impl Prefs {
    /// As they were left; `theme` is what the address says, if it does.
    #[must_use]
    pub fn new(theme: &str) -> Self {
        let given = Some(theme.to_owned()).filter(|theme| !theme.is_empty());
        Self {
            shortcuts: RwSignal::new(browser::kept(SHORTCUTS).as_deref() != Some("off")),
            theme: RwSignal::new(
                given.or_else(|| browser::kept(THEME)).unwrap_or_else(|| "auto".to_owned()),
            ),
            alone: RwSignal::new(false),
            help: RwSignal::new(false),
        }
    }

    /// Switches the shortcuts on or off.
    pub fn set_shortcuts(self, on: bool) {
        self.shortcuts.set(on);
        browser::keep(SHORTCUTS, (!on).then_some("off"));
    }

    /// Chooses the colours.
    pub fn set_theme(self, theme: &str) {
        self.theme.set(theme.to_owned());
        browser::keep(THEME, Some(theme).filter(|theme| *theme != "auto"));
    }

    /// Remembers the language for the next time.
    pub fn keep_lang(self, lang: &str) {
        browser::keep(LANG, Some(lang));
    }
}
