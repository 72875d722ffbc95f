//! Turns the English messages into typed message keys. Their texts come with
//! the reader's language, so that nobody loads two.

use std::{env, error::Error};

/// Messages that the widget finds by a word of the contract.
const GROUPS: [&str; 13] = [
    "comments",
    "comments.empty",
    "compose.name",
    "field",
    "kind",
    "phase",
    "problem",
    "promise",
    "report.reason",
    "sort",
    "state",
    "status",
    "vote",
];

/// And the rooms.
const OF_ROOMS: [&str; 17] = [
    "account.method",
    "action",
    "delete.content",
    "form",
    "inbox.kind",
    "ledger.cause",
    "ledger.state",
    "log.appeal",
    "log.by",
    "mail.digest",
    "mail.kind",
    "organisation.role",
    "organisation.role.text",
    "organisation.state",
    "rule",
    "target",
    "verdict",
];

fn main() -> Result<(), Box<dyn Error>> {
    let (mut files, mut groups) = (vec!["public/locales/en.json"], GROUPS.to_vec());
    // What the rooms say beside that.
    if env::var_os("CARGO_FEATURE_ROOMS").is_some() {
        files.push("public/locales/rooms/en.json");
        groups.extend(OF_ROOMS);
    }
    messages::keys_in_groups(&files, &groups)
}
