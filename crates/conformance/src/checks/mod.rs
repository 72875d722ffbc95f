//! The checks, one file a subject.

mod account;
mod announcements;
mod anonymity;
mod answers;
mod appeals;
mod auth;
mod comments;
mod conditional;
mod cors;
mod decisions;
mod edit;
mod events;
mod export;
mod filters;
mod flags;
mod forum;
mod idempotency;
mod inbox;
mod ledger;
mod limits;
mod log;
mod moderation;
mod opening;
mod organisations;
mod paging;
mod phases;
mod recognitions;
mod refusals;
mod results;
mod search;
mod shapes;
mod sorts;
mod submit;
mod support;
mod tallies;
mod text;
mod threads;
mod votes;

use contract::Capability;

use crate::{Check, Level, Source, fail::Held, suite::Suite};

const READ: Level = Level::Read;
const PARTICIPATE: Level = Level::Participate;
const MODERATE: Level = Level::Moderate;
const FULL: Level = Level::Full;

/// All checks, in the order in which they run.
pub(crate) const ALL: [&[Check]; 38] = [
    forum::CHECKS,
    threads::CHECKS,
    shapes::CHECKS,
    paging::CHECKS,
    sorts::CHECKS,
    filters::CHECKS,
    search::CHECKS,
    conditional::CHECKS,
    cors::CHECKS,
    auth::CHECKS,
    submit::CHECKS,
    limits::CHECKS,
    text::CHECKS,
    idempotency::CHECKS,
    edit::CHECKS,
    votes::CHECKS,
    support::CHECKS,
    tallies::CHECKS,
    results::CHECKS,
    phases::CHECKS,
    comments::CHECKS,
    flags::CHECKS,
    anonymity::CHECKS,
    export::CHECKS,
    moderation::CHECKS,
    decisions::CHECKS,
    refusals::CHECKS,
    appeals::CHECKS,
    log::CHECKS,
    opening::CHECKS,
    answers::CHECKS,
    ledger::CHECKS,
    announcements::CHECKS,
    recognitions::CHECKS,
    organisations::CHECKS,
    inbox::CHECKS,
    account::CHECKS,
    events::CHECKS,
];

const fn check(
    id: &'static str,
    level: Level,
    needs: &'static [Capability],
    source: Source,
    holds: &'static str,
    run: fn(&Suite) -> Held,
) -> Check {
    Check { id, level, needs, source, holds, run }
}

/// A check that needs nobody.
const fn read(
    id: &'static str,
    needs: &'static [Capability],
    source: Source,
    holds: &'static str,
    run: fn(&Suite) -> Held,
) -> Check {
    check(id, READ, needs, source, holds, run)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use crate::{Source, checks};

    #[test]
    fn ids_are_stable_names_of_one_form_and_differ() {
        let mut known = BTreeSet::new();
        for check in checks() {
            let (group, what) = check.id.split_once('.').expect("group.what");
            let of_form = |part: &str| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            };
            assert!(of_form(group) && of_form(what), "{}", check.id);
            assert!(known.insert(check.id), "{} stands twice", check.id);
            assert!(check.holds.ends_with('.'), "{}: {}", check.id, check.holds);
        }
        assert!(known.len() > 150, "{}", known.len());
    }

    #[test]
    fn every_source_is_there() {
        let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/");
        let text = std::fs::read_to_string(format!("{docs}api.md")).expect("docs/api.md");
        let document = std::fs::read_to_string(format!("{docs}openapi.json")).expect("a document");
        let document: Value = serde_json::from_str(&document).expect("JSON");
        let paths = document["paths"].as_object().expect("paths");
        let operations: BTreeSet<_> = paths
            .values()
            .flat_map(|item| item.as_object().expect("operations").values())
            .filter_map(|operation| operation["operationId"].as_str())
            .collect();
        for check in checks() {
            let there = match check.source {
                Source::Section(name) => text.lines().any(|line| line == format!("## {name}")),
                Source::Operation(id) => operations.contains(id),
            };
            assert!(there, "{}: {}", check.id, check.source);
        }
    }
}
