//! Icons: one path each on a grid of 24, drawn with a stroke of 1.75.

use super::dom::{El, svg};

/// An icon. It is always beside the word that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Arrow up: support.
    Up,
    /// Tick: agree, done.
    Check,
    /// Cross: disagree, remove.
    Cross,
    /// Dash: pass, neutral.
    Dash,
    /// Light bulb: an idea.
    Idea,
    /// Triangle with a mark: a concern, an error.
    Alert,
    /// Circle with a question mark.
    Question,
    /// Star: good practice, an award.
    Star,
    /// Two linked rings: a partnership, a link.
    Link,
    /// Clock: waiting.
    Clock,
    /// Half a circle: under review.
    Half,
    /// Circle with a tick: accepted, verified.
    Done,
    /// Crossed circle: not accepted, hidden.
    Not,
    /// Pin.
    Pin,
    /// Speech: comments.
    Talk,
    /// Magnifier.
    Search,
    /// Lines that get shorter: filter.
    Filter,
    /// Plus.
    Plus,
    /// Arrow back.
    Back,
    /// Letter i in a circle.
    Info,
    /// Cloud without a connection.
    Offline,
    /// Pen.
    Pen,
    /// Flag.
    Flag,
    /// Padlock.
    Lock,
    /// Public building: the host.
    Host,
    /// Globe: the language.
    Globe,
}

/// The icon as a hidden picture of 1.25 em.
#[must_use]
pub fn icon(icon: Icon) -> El {
    svg("svg")
        .attr("class", "icon")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .add(svg("path").attr("d", path(icon)))
}

const fn path(icon: Icon) -> &'static str {
    match icon {
        Icon::Up => "M12 4 4.5 14H9v6h6v-6h4.5z",
        Icon::Check => "m4.5 12.5 5 5 10-11",
        Icon::Cross => "m6 6 12 12M18 6 6 18",
        Icon::Dash => "M6 12h12",
        Icon::Idea => "M9 18h6M10 21h4M8.5 15a6 6 0 1 1 7 0c-.6.5-.5 1.5-.5 3H9c0-1.5.1-2.5-.5-3z",
        Icon::Alert => "M12 3.5 2.5 20h19zM12 10v4.5M12 17.25v.01",
        Icon::Question => {
            "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.75v.01"
        }
        Icon::Star => "m12 3.5 2.6 5.5 6 .8-4.4 4.1 1.1 6L12 17l-5.3 2.9 1.1-6L3.4 9.8l6-.8z",
        Icon::Link => {
            "M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12.5 5.8M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.1-1.1"
        }
        Icon::Clock => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 7v5l3.5 2",
        Icon::Half => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 3v18M12 8h5M12 12h9M12 16h5",
        Icon::Done => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM8 12.5l3 3 5.5-6.5",
        Icon::Not => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM5.7 5.7l12.6 12.6",
        Icon::Pin => "M9 3.5h6l-.8 6 3.3 4H6.5l3.3-4zM12 13.5V21",
        Icon::Talk => "M4 5h16v11h-9l-4.5 4v-4H4z",
        Icon::Search => "M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0zM15.5 15.5 20.5 20.5",
        Icon::Filter => "M4 7h16M7 12h10M10 17h4",
        Icon::Plus => "M12 5v14M5 12h14",
        Icon::Back => "m14.5 5.5-6.5 6.5 6.5 6.5",
        Icon::Info => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 11v5.5M12 7.75v.01",
        Icon::Offline => {
            "M7 18.5a4.5 4.5 0 0 1-.5-9M9 6.2a6 6 0 0 1 8.7 4.3 4 4 0 0 1 2.8 5.5M4 4l16 16M7 18.5h10"
        }
        Icon::Pen => "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z",
        Icon::Flag => "M5.5 21V4h12l-2.5 4 2.5 4h-12",
        Icon::Lock => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
        Icon::Host => "M3.5 9.5 12 4l8.5 5.5zM6 10v7M10 10v7M14 10v7M18 10v7M4 20h16",
        Icon::Globe => {
            "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM3 12h18M12 3c2.5 2.5 3.5 5.5 3.5 9s-1 6.5-3.5 9c-2.5-2.5-3.5-5.5-3.5-9s1-6.5 3.5-9z"
        }
    }
}
