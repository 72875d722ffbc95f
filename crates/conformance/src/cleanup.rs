//! Takes back what a run wrote, as far as the contract lets it.

use serde_json::json;

use crate::{people::Person, report::Cleaned, suite::Suite};

/// What a run has made.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// Ids of submissions, and who wrote them.
    pub(crate) submissions: Vec<(String, Person)>,
    /// Ids of threads.
    pub(crate) threads: Vec<String>,
    /// Addresses that an official deletes.
    pub(crate) by_official: Vec<String>,
}

impl Suite {
    /// Withdraws every submission, deletes announcements and awards, and locks
    /// the threads, which the contract lets nobody delete.
    pub(crate) fn clean_up(&self) -> Cleaned {
        let made = std::mem::take(&mut *self.lock(&self.made));
        let mut cleaned = Cleaned::default();
        for (id, author) in &made.submissions {
            let answer = self.delete(format!("/v1/submissions/{id}")).by(author).send();
            match answer.map(|answer| answer.status) {
                Ok(204) => cleaned.withdrawn += 1,
                // It was withdrawn by a check, or with its account.
                Ok(401 | 404 | 410) => {}
                _ => cleaned.left += 1,
            }
        }
        let Ok(official) = self.official() else { return cleaned };
        for path in &made.by_official {
            let answer = self.delete(path.as_str()).by(&official).send();
            if !answer.is_ok_and(|answer| matches!(answer.status, 204 | 404 | 410)) {
                cleaned.left += 1;
            }
        }
        for id in &made.threads {
            let lock = json!({"locked": true, "pinned": false});
            let answer = self.patch(format!("/v1/threads/{id}"), &lock).by(&official).send();
            match answer.map(|answer| answer.status) {
                Ok(200) => cleaned.locked += 1,
                _ => cleaned.left += 1,
            }
        }
        cleaned
    }
}
