//! Which screen is shown: the fragment of the address, so that the browser's
//! own way back works and a view can be shared.

use contract::{QueueKind, Target};

/// The screens of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// What waits.
    Queue,
    /// What was decided.
    Log,
    /// What looks like several hands of one person.
    Patterns,
    /// Who did what.
    Audit,
}

impl Screen {
    /// Every screen, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Queue, Self::Log, Self::Patterns, Self::Audit];

    /// The word in the address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Log => "log",
            Self::Patterns => "patterns",
            Self::Audit => "audit",
        }
    }
}

/// A place in the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The screen.
    pub screen: Screen,
    /// Which part of the queue.
    pub kind: QueueKind,
    /// What is open in the queue.
    pub item: Option<Target>,
    /// The thing whose trail is shown; empty for all.
    pub about: String,
}

impl Route {
    /// The beginning of a screen.
    #[must_use]
    pub const fn of(screen: Screen) -> Self {
        Self { screen, kind: QueueKind::New, item: None, about: String::new() }
    }

    /// A part of the queue.
    #[must_use]
    pub const fn queue(kind: QueueKind) -> Self {
        Self { screen: Screen::Queue, kind, item: None, about: String::new() }
    }

    /// Reads the fragment of an address; what it does not know is the queue.
    #[must_use]
    pub fn read(hash: &str) -> Self {
        let mut parts = hash.trim_start_matches(['#', '/']).split('/');
        let first = parts.next().unwrap_or_default();
        let screen = Screen::ALL.into_iter().find(|screen| screen.as_str() == first);
        let mut route = Self::of(screen.unwrap_or(Screen::Queue));
        match route.screen {
            Screen::Queue => {
                route.kind =
                    parts.next().and_then(|kind| kind.parse().ok()).unwrap_or(QueueKind::New);
                let kind = parts.next().and_then(|kind| kind.parse().ok());
                let id = parts.next().filter(|id| !id.is_empty());
                route.item = kind.zip(id).map(|(kind, id)| Target { kind, id: id.to_owned() });
            }
            Screen::Audit => parts.next().unwrap_or_default().clone_into(&mut route.about),
            Screen::Log | Screen::Patterns => {}
        }
        route
    }

    /// The fragment of the address.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = format!("#/{}", self.screen.as_str());
        if self.screen == Screen::Queue {
            hash.extend(["/", self.kind.as_str()]);
            if let Some(Target { kind, id }) = &self.item {
                hash.extend(["/", kind.as_str(), "/", id]);
            }
        }
        if !self.about.is_empty() {
            hash.extend(["/", &self.about]);
        }
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for hash in ["#/queue/flagged", "#/queue/new/comment/0198", "#/log", "#/audit", "#/audit/x"]
        {
            assert_eq!(Route::read(hash).hash(), hash);
        }
        for unknown in ["", "#", "#/", "#/nothing", "#/queue/nothing/x"] {
            assert_eq!(Route::read(unknown), Route::queue(QueueKind::New), "{unknown}");
        }
    }
}
