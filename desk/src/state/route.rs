//! Which screen is shown: the fragment of the address, so that the browser's
//! own way back works and a view can be shared.

use contract::{Id, QueueKind, Role, Target};

/// The screens of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// What waits.
    Queue,
    /// What was decided.
    Log,
    /// What looks like several hands of one person.
    Patterns,
    /// The answers that are owed and given.
    Ledger,
    /// Official answers, and writing one.
    Answers,
    /// Consultations, and opening or changing one.
    Threads,
    /// News of the host.
    Announcements,
    /// Awards.
    Recognitions,
    /// Who did what.
    Audit,
}

/// The modules into which the desk is divided, so that nobody loads at once
/// what only others need. The compiler leaves out what stands behind the
/// constants of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What waits for moderators, and what they decided.
    Moderation,
    /// What officials owe and answer.
    Answers,
    /// What officials open, announce and award, and what is on record of
    /// everybody: patterns and the audit trail.
    Forum,
}

impl Part {
    /// This module.
    pub const HERE: Self = if cfg!(feature = "answers") {
        Self::Answers
    } else if cfg!(feature = "forum") {
        Self::Forum
    } else {
        Self::Moderation
    };

    /// The word of the loader.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moderation => "moderation",
            Self::Answers => "answers",
            Self::Forum => "forum",
        }
    }

    /// Whether it is this module.
    #[must_use]
    pub const fn is_here(self) -> bool {
        self as u8 == Self::HERE as u8
    }
}

/// Whether this module has the moderators' screens.
pub const MODERATION: bool = Part::Moderation.is_here();
/// Whether it has the ledger and the answers.
pub const ANSWERS: bool = Part::Answers.is_here();
/// Whether it has consultations, announcements, awards, patterns and the trail.
pub const FORUM: bool = Part::Forum.is_here();

/// Where something is written that is not there yet.
pub const NEW: &str = "new";

impl Screen {
    /// Every screen, in the order of the menu.
    pub const ALL: [Self; 9] = [
        Self::Queue,
        Self::Log,
        Self::Patterns,
        Self::Ledger,
        Self::Answers,
        Self::Threads,
        Self::Announcements,
        Self::Recognitions,
        Self::Audit,
    ];

    /// The word in the address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Log => "log",
            Self::Patterns => "patterns",
            Self::Ledger => "ledger",
            Self::Answers => "answers",
            Self::Threads => "threads",
            Self::Announcements => "announcements",
            Self::Recognitions => "recognitions",
            Self::Audit => "audit",
        }
    }

    /// The module that has it.
    #[must_use]
    pub const fn part(self) -> Part {
        match self {
            Self::Queue | Self::Log => Part::Moderation,
            Self::Ledger | Self::Answers => Part::Answers,
            Self::Patterns
            | Self::Threads
            | Self::Announcements
            | Self::Recognitions
            | Self::Audit => Part::Forum,
        }
    }

    /// Whose screen it is; none where everybody of the desk may see it.
    #[must_use]
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Queue | Self::Log | Self::Patterns => Some(Role::Moderator),
            Self::Ledger
            | Self::Answers
            | Self::Threads
            | Self::Announcements
            | Self::Recognitions => Some(Role::Official),
            Self::Audit => None,
        }
    }

    /// The screens of somebody with these roles, in the order of the menu.
    pub fn of(roles: &[Role]) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(|screen| screen.role().is_none_or(|role| roles.contains(&role)))
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
    /// The thing that is shown or written, [`NEW`], the thing whose trail is
    /// shown, or which part of the ledger; empty for all.
    pub about: String,
    /// What is answered or recognised, or the office of the ledger; empty for
    /// none.
    pub more: String,
}

impl Route {
    /// The beginning of a screen.
    #[must_use]
    pub const fn of(screen: Screen) -> Self {
        Self { screen, kind: QueueKind::New, item: None, about: String::new(), more: String::new() }
    }

    /// A part of the queue.
    #[must_use]
    pub const fn queue(kind: QueueKind) -> Self {
        let mut route = Self::of(Screen::Queue);
        route.kind = kind;
        route
    }

    /// One thing of a screen, or [`NEW`].
    #[must_use]
    pub fn about(screen: Screen, about: &str) -> Self {
        Self { about: about.to_owned(), ..Self::of(screen) }
    }

    /// Writing one answer to these submissions.
    #[must_use]
    pub fn answer(submissions: &[Id]) -> Self {
        Self { more: submissions.join(","), ..Self::about(Screen::Answers, NEW) }
    }

    /// The ids of a list of them in the address.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.more.split(',').filter(|id| !id.is_empty())
    }

    /// Whether something is written there.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.about == NEW
    }

    /// Whether both are parts of one list, such as two states of the ledger:
    /// then nothing else is on screen but its rows.
    #[must_use]
    pub fn is_beside(&self, other: &Self) -> bool {
        let list = |route: &Self| match route.screen {
            Screen::Ledger => route.about != super::ledger::REFER,
            _ => route.about.is_empty(),
        };
        self.screen == other.screen && list(self) && list(other) || self == other
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
            Screen::Log | Screen::Patterns => {}
            _ => {
                parts.next().unwrap_or_default().clone_into(&mut route.about);
                parts.next().unwrap_or_default().clone_into(&mut route.more);
            }
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
        if !self.more.is_empty() {
            hash.extend(["/", &self.more]);
        }
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for hash in [
            "#/queue/flagged",
            "#/queue/new/comment/0198",
            "#/log",
            "#/audit",
            "#/audit/x",
            "#/ledger/overdue/older_persons",
            "#/answers/new/0198,0199",
            "#/threads/0198",
            "#/recognitions/new/organisation:0198",
        ] {
            assert_eq!(Route::read(hash).hash(), hash);
        }
        for unknown in ["", "#", "#/", "#/nothing", "#/queue/nothing/x"] {
            assert_eq!(Route::read(unknown), Route::queue(QueueKind::New), "{unknown}");
        }
    }
    #[test]
    fn parts_of_one_list_stand_beside_each_other() {
        let check = |one: &str, other: &str| Route::read(one).is_beside(&Route::read(other));
        assert!(check("#/ledger", "#/ledger/due/children"));
        assert!(!check("#/ledger", "#/ledger/refer"));
        assert!(!check("#/answers", "#/answers/new/a"));
        assert!(!check("#/answers", "#/threads"));
        assert!(check("#/threads/a", "#/threads/a"));
    }

    #[test]
    fn everybody_has_the_screens_of_their_roles() {
        let first = |roles: &[Role]| Screen::of(roles).next();
        assert_eq!(first(&[Role::Participant, Role::Official]), Some(Screen::Ledger));
        assert_eq!(first(&[Role::Moderator]), Some(Screen::Queue));
        assert_eq!(Screen::of(&[Role::Moderator, Role::Official]).count(), Screen::ALL.len());
        assert_eq!(Screen::of(&[Role::Moderator]).count(), 4);
        assert_eq!(Screen::of(&[Role::Official]).count(), 6);
        let answer = Route::answer(&["a".into(), "b".into()]);
        assert_eq!(answer.hash(), "#/answers/new/a,b");
        assert_eq!(answer.ids().collect::<Vec<_>>(), ["a", "b"]);
    }
}
