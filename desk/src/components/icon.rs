//! Icons: one path each on a grid of 24, drawn with a stroke of 1.75.

use leptos::prelude::*;

/// An icon. It is always beside the word that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Triangle with a mark: an error, a concern.
    Alert,
    /// Arrow back.
    Back,
    /// Clock: waiting.
    Clock,
    /// Circle with a tick: done, verified.
    Done,
    /// Flag: reports.
    Flag,
    /// Letter i in a circle.
    Info,
    /// Padlock.
    Lock,
    /// Sheets: several that are the same.
    Many,
    /// Pen: edited, notes.
    Pen,
    /// A person: who is looking at it.
    Person,
    /// Public building: an organisation.
    Host,
}

/// The icon as a hidden picture of 1.25 em.
#[must_use]
pub fn icon(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path(icon)></path>
        </svg>
    }
}

const fn path(icon: Icon) -> &'static str {
    match icon {
        Icon::Alert => "M12 3.5 2.5 20h19zM12 10v4.5M12 17.25v.01",
        Icon::Back => "m14.5 5.5-6.5 6.5 6.5 6.5",
        Icon::Clock => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 7v5l3.5 2",
        Icon::Done => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM8 12.5l3 3 5.5-6.5",
        Icon::Flag => "M5.5 21V4h12l-2.5 4 2.5 4h-12",
        Icon::Info => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 11v5.5M12 7.75v.01",
        Icon::Lock => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
        Icon::Many => "M8 8h12v12H8zM16 8V4H4v12h4",
        Icon::Pen => "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z",
        Icon::Person => {
            "M15.5 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM5 20c.8-4 3.5-5.5 7-5.5s6.2 1.5 7 5.5"
        }
        Icon::Host => "M3.5 9.5 12 4l8.5 5.5zM6 10v7M10 10v7M14 10v7M18 10v7M4 20h16",
    }
}
