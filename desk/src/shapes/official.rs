//! Shapes of the officials' work: answers and what is owed. Here without
//! `flatten`, for which serde would make everything within them twice.

use contract::{
    AnswerState, Author, Id, LedgerCounts, LedgerEntry, Status, SubmissionRef, Timestamp,
};
use serde::{Deserialize, Serialize};

/// An official answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Answer {
    pub id: Id,
    pub state: AnswerState,
    pub status: Status,
    #[serde(default)]
    pub heard: String,
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub office: Option<String>,
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub language: String,
    pub submissions: Vec<SubmissionRef>,
    pub author: Author,
    pub version: u32,
    pub changed: bool,
    pub edited_at: Timestamp,
    pub published_at: Option<Timestamp>,
}

/// What an official sends to begin an answer, or to change one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct AnswerDraft {
    pub submissions: Vec<Id>,
    pub status: Status,
    pub heard: String,
    pub action: String,
    pub body: String,
    pub office: Option<String>,
    pub due_at: Option<Timestamp>,
    pub language: String,
}

/// What a version of an answer said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct AnswerVersion {
    pub version: u32,
    pub status: Status,
    #[serde(default)]
    pub heard: String,
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub office: Option<String>,
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub language: String,
    pub author: Author,
    pub published_at: Timestamp,
}

/// A page of what is owed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Ledger {
    pub items: Vec<LedgerEntry>,
    pub next_cursor: Option<String>,
    pub counts: LedgerCounts,
}

#[cfg(test)]
mod tests {
    use contract::Status;
    use serde_json::{Value, json};

    use super::super::tests::{AT, author, check};

    fn reference() -> Value {
        json!({ "id": "s", "reference": "OF-1", "title": "T", "language": "th", "thread_id": "t" })
    }

    #[test]
    fn what_is_left_out_changes_nothing_else() {
        let text = json!({
            "status": "accepted", "heard": "H", "action": "A", "body": "B", "office": "o", "due_at": AT,
            "language": "th", "author": author(), "published_at": AT, "version": 2,
        });
        check::<contract::AnswerVersion, super::AnswerVersion>(text.clone());
        let mut answer = text;
        let more = json!({
            "id": "a", "state": "draft", "submissions": [reference()], "changed": true, "created_at": AT,
            "edited_at": AT,
        });
        for (name, value) in more.as_object().unwrap() {
            answer[name] = value.clone();
        }
        check::<contract::Answer, super::Answer>(answer);
        check::<contract::Ledger, super::Ledger>(json!({
            "items": [{
                "id": "l", "submission": reference(), "office": "o", "due_at": AT, "state": "due",
                "cause": "referral", "opened_at": AT, "answered_at": null, "extensions": [],
            }],
            "next_cursor": null, "counts": { "due": 1, "overdue": 2, "answered": 3, "median_days": 4 },
        }));
    }

    #[test]
    fn what_is_sent_is_what_the_contract_reads() {
        let ours = super::AnswerDraft {
            submissions: vec!["s".into()],
            status: Status::Done,
            heard: "H".into(),
            action: "A".into(),
            body: String::new(),
            office: None,
            due_at: Some(AT.into()),
            language: "th".into(),
        };
        let written = serde_json::to_value(ours).unwrap();
        let draft: contract::AnswerDraft = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&draft).unwrap(), written);
        let patch: contract::AnswerPatch = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&patch).unwrap(), written);
    }
}
