//! What a backend can do wrong: at least one thing for every check.

mod lists;
mod officials;
mod people;
mod reading;
mod staff;
mod writing;

use super::proxy::{Answered, Asked, Fault, How, Memory};

/// All of them.
pub(crate) fn all() -> Vec<Fault> {
    [
        reading::faults(),
        lists::faults(),
        writing::faults(),
        people::faults(),
        staff::faults(),
        officials::faults(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The request is taken for another one.
fn before(
    found_by: &'static str,
    what: &'static str,
    change: fn(&mut Asked, &mut Memory),
) -> Fault {
    Fault { found_by, what, how: How::Before(change) }
}

/// The answer is another one.
fn after(
    found_by: &'static str,
    what: &'static str,
    change: fn(&Asked, &mut Answered, &mut Memory),
) -> Fault {
    Fault { found_by, what, how: How::After(change) }
}

/// A refusal with this status is answered with another one.
fn taken(answered: &mut Answered, refused: u16) {
    if answered.status == refused {
        answered.status = 200;
    }
}

/// Escapes as for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
