//! Shapes of the contract as far as the desk reads them.
//!
//! Each has the contract's name and its fields' names; what the desk does not
//! show is left out, since to read a field costs as much of the module as to
//! show it. A test holds them to the contract.

use contract::{
    Author, Claim, Counts, Decision, FlagSummary, Id, Kind, Limits, Link, OrganisationState, Phase,
    Problem, QueueCounts, QueueKind, Reason, Revision, Role, RuleHit, SignInMethod, State, Status,
    Target, Term, ThreadKind, ThreadPromise, ThreadTranslation, Timestamp, Voting,
};
use serde::Deserialize;

mod official;

pub use official::{Answer, AnswerDraft, AnswerVersion, Ledger};

/// A submission.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Submission {
    pub id: Id,
    pub reference: String,
    pub thread_id: Id,
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub language: String,
    pub theme: Option<String>,
    pub groups: Vec<String>,
    pub links: Vec<Link>,
    pub author: Author,
    pub status: Status,
    pub state: State,
    #[serde(default)]
    pub mine: bool,
    pub version: u32,
    pub tally: Option<Tally>,
    #[serde(default)]
    pub response: Option<Answered>,
    pub pinned: bool,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
}

/// How people voted on a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Tally {
    pub agree: u32,
    pub disagree: u32,
    pub support: u32,
}

/// Which answer stands at a submission; none for an imported one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Answered {
    #[serde(default)]
    pub answer_id: Option<Id>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Comment {
    pub body: String,
    #[serde(default)]
    pub language: Option<String>,
    pub author: Author,
    pub state: State,
    #[serde(default)]
    pub mine: bool,
    pub created_at: Timestamp,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct OrganisationProfile {
    pub id: Id,
    pub name: String,
    pub kind: String,
    pub registry: String,
    pub number: String,
    pub country: Option<String>,
    pub website: String,
    pub contact: Option<String>,
    pub state: OrganisationState,
    pub resembles: Vec<String>,
    pub created_at: Timestamp,
}

/// One row of the queue.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct QueueItem {
    pub target: Target,
    pub kind: QueueKind,
    pub since: Timestamp,
    pub harm: f64,
    pub reach: u32,
    pub thread_id: Option<Id>,
    pub thread_title: Option<String>,
    pub submission: Option<Submission>,
    pub comment: Option<Comment>,
    pub organisation: Option<OrganisationProfile>,
    pub previous: Option<Revision>,
    pub appealed: Option<Decision>,
    pub flags: Vec<FlagSummary>,
    pub rules: Vec<RuleHit>,
    pub cluster_size: u32,
    pub claim: Option<Claim>,
    pub notes_count: u32,
}

/// A page of the queue. Here without `flatten`, for which serde would make
/// everything within it twice.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Queue {
    pub items: Vec<QueueItem>,
    pub next_cursor: Option<String>,
    pub counts: QueueCounts,
}

/// What a batch answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct BatchResult {
    pub items: Vec<BatchOutcome>,
}

/// What became of one thing of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct BatchOutcome {
    pub target: Target,
    pub problem: Option<Problem>,
}

/// The person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Me {
    pub author: Author,
    pub roles: Vec<Role>,
}

/// A thread.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the contract by itself")]
pub struct Thread {
    pub id: Id,
    pub slug: String,
    pub kind: ThreadKind,
    pub title: String,
    pub summary: String,
    pub body: String,
    pub language: String,
    #[serde(default)]
    pub translations: Vec<ThreadTranslation>,
    pub promise: ThreadPromise,
    pub phase: Phase,
    pub opens_at: Option<Timestamp>,
    #[serde(default)]
    pub voting_opens_at: Option<Timestamp>,
    pub closes_at: Option<Timestamp>,
    pub voting: Voting,
    #[serde(default)]
    pub rules: String,
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub sectors: Vec<String>,
    #[serde(default)]
    pub anonymous: bool,
    pub premoderated: bool,
    #[serde(default)]
    pub newcomers_held: bool,
    pub pinned: bool,
    pub locked: bool,
    pub counts: Counts,
    #[serde(default)]
    pub version: u32,
}

/// A forum.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[expect(missing_docs, reason = "the contract says what each is")]
pub struct Forum {
    pub name: contract::LocalizedText,
    pub languages: Vec<String>,
    pub default_language: String,
    pub time_zone: String,
    pub sectors: Vec<Term>,
    pub countries: Vec<Term>,
    pub themes: Vec<Term>,
    pub groups: Vec<Term>,
    pub kinds: Vec<Term>,
    pub statuses: Vec<Term>,
    pub limits: Limits,
    pub sign_in: Vec<SignInMethod>,
    #[serde(default)]
    pub reasons: Vec<Reason>,
    #[serde(default)]
    pub offices: Vec<Term>,
    #[serde(default)]
    pub answer_days: u32,
    #[serde(default)]
    pub demo: bool,
}

#[cfg(test)]
pub(crate) mod tests {
    use serde::{Serialize, de::DeserializeOwned};
    use serde_json::{Value, json};

    /// What the contract writes is read here with the same values under the
    /// same names.
    pub(super) fn check<
        Theirs: DeserializeOwned + Serialize,
        Ours: DeserializeOwned + Serialize,
    >(
        sample: Value,
    ) {
        let theirs: Theirs = serde_json::from_value(sample).unwrap();
        let written = serde_json::to_value(&theirs).unwrap();
        let ours: Ours = serde_json::from_value(written.clone()).unwrap();
        within(&serde_json::to_value(&ours).unwrap(), &written);
    }

    fn within(ours: &Value, theirs: &Value) {
        match (ours, theirs) {
            (Value::Object(ours), Value::Object(theirs)) => {
                for (name, value) in ours {
                    within(value, theirs.get(name).unwrap_or_else(|| panic!("{name} is unknown")));
                }
            }
            (Value::Array(ours), Value::Array(theirs)) => {
                assert_eq!(ours.len(), theirs.len());
                ours.iter().zip(theirs).for_each(|(ours, theirs)| within(ours, theirs));
            }
            _ => assert_eq!(ours, theirs),
        }
    }

    pub(super) const AT: &str = "2021-08-26T03:42:00.000Z";

    pub(super) fn author() -> Value {
        json!({ "id": "a", "name": "Noi", "organisation": null, "sector": "ngo", "country": "TH", "official": false })
    }

    pub(super) fn submission() -> Value {
        json!({
            "id": "s", "reference": "OF-1", "thread_id": "t", "kind": "idea", "title": "T", "body": "B",
            "language": "th", "theme": "x", "groups": ["g"], "links": [{ "url": "https://a.example", "label": "" }],
            "author": author(), "status": "received", "state": "pending", "mine": true, "version": 2,
            "tally": {
                "agree": 1, "disagree": 2, "pass": 3, "support": 0, "participants": 6, "by_sector": {}, "broad": null,
            },
            "my_vote": null, "comments_count": 0,
            "response": {
                "status": "done", "body": "B", "answer_id": "a", "version": 1, "author": author(), "published_at": AT,
            }, "answer_due_at": null,
            "recognitions": [], "merged_into": null, "pinned": true, "source": null, "created_at": AT,
            "edited_at": AT,
        })
    }

    fn item() -> Value {
        json!({
            "target": { "kind": "submission", "id": "s" }, "kind": "edited", "since": AT, "harm": 0.5, "reach": 3,
            "thread_id": "t", "thread_title": "Thread", "submission": submission(),
            "comment": {
                "id": "c", "submission_id": "s", "reply_to": null, "stance": "for", "body": "B", "language": "th",
                "author": author(), "state": "published", "mine": true, "created_at": AT, "edited_at": null,
            },
            "organisation": {
                "id": "o", "name": "O", "kind": "ngo", "registry": "R", "number": "1", "country": "TH",
                "website": "", "contact": "C", "state": "pending", "verified": false, "verified_at": null,
                "recheck_at": null, "reason": null, "message": "", "resembles": ["P"], "my_role": null,
                "recognitions": [], "version": 1, "created_at": AT,
            },
            "previous": null, "appealed": null, "flags": [], "rules": [{ "rule": "newcomer", "detail": "" }],
            "cluster_size": 2, "claim": { "by": author(), "at": AT, "until": AT }, "notes_count": 1,
        })
    }

    #[test]
    fn what_is_left_out_changes_nothing_else() {
        check::<contract::Submission, super::Submission>(submission());
        check::<contract::QueueItem, super::QueueItem>(item());
        let counts = json!({
            "new": 1, "flagged": 2, "edited": 3, "appeals": 4, "organisations": 5, "answers_due": 6,
            "answers_overdue": 7,
        });
        check::<contract::Queue, super::Queue>(
            json!({ "items": [item()], "next_cursor": "n", "counts": counts }),
        );
        let problem = json!({ "type": "x/own-case", "title": "t", "status": 403 });
        check::<contract::BatchResult, super::BatchResult>(json!({
            "items": [{ "target": { "kind": "comment", "id": "c" }, "decision": null, "problem": problem }],
        }));
        check::<contract::Thread, super::Thread>(json!({
            "id": "t", "slug": "s", "kind": "proposals", "title": "T", "summary": "S", "body": "B", "language": "en",
            "translations": [{ "language": "th", "title": "T", "summary": "", "body": "" }], "promise": "consult",
            "phase": "open", "opens_at": AT, "voting_opens_at": null, "closes_at": AT,
            "voting": { "mode": "support", "budget": 3, "results": "after_close", "answer_at": 9 }, "rules": "R",
            "languages": ["th"], "sectors": ["cso"], "anonymous": true, "premoderated": true,
            "newcomers_held": true, "pinned": true, "locked": true,
            "counts": { "submissions": 1, "comments": 2, "votes": null, "participants": 3 }, "response": null,
            "created_at": AT, "version": 4,
        }));
        check::<contract::Me, super::Me>(json!({
            "author": author(), "roles": ["moderator"], "votes_left": {}, "follows": [],
        }));
    }
}
