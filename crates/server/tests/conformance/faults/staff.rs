//! Wrong in what moderators do.

use serde_json::{Value, json};

use super::{Fault, after, before, taken};

const ONE: &str = "/v1/submissions/*";
const QUEUE: &str = "/v1/moderation/queue";
const DECISIONS: &str = "/v1/moderation/decisions";

pub(super) fn faults() -> Vec<Fault> {
    [decisions(), more(), appeals()].into_iter().flatten().collect()
}

fn decisions() -> Vec<Fault> {
    vec![
        after("moderation.queue", "the newest waits first", |asked, answered, _| {
            if asked.is("GET", QUEUE) {
                answered.items(|items| items.reverse());
            }
        }),
        after("moderation.reports", "reports are not told to moderators", |asked, answered, _| {
            if asked.is("GET", QUEUE) {
                answered.each(|item| item["flags"] = json!([]));
            }
        }),
        after("moderation.approve", "what is approved is in no list", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*/submissions") {
                answered.items(Vec::clear);
            }
        }),
        after(
            "moderation.approve",
            "who may not read it learns that it is there",
            |asked, answered, _| {
                if asked.is("GET", ONE) && answered.status == 404 && !asked.path.ends_with("c0de") {
                    answered.edit(|problem| problem["detail"] = json!("It waits for a moderator."));
                }
            },
        ),
        after("moderation.reject", "the author reads the note", |asked, answered, memory| {
            if asked.is("POST", DECISIONS) {
                memory.keep("decision", String::from_utf8_lossy(&asked.body));
            } else if asked.is("GET", ONE) {
                answered.edit(|one| one["verdict"]["note"] = json!(memory.text("decision")));
            }
        }),
        after("moderation.hide", "who may not read it learns why", |asked, answered, _| {
            if asked.is("GET", ONE) && answered.status == 404 && !asked.path.ends_with("c0de") {
                answered.edit(|problem| problem["detail"] = json!("It is hidden."));
            }
        }),
        after("moderation.comments", "hidden comments are counted", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["comments_count"] = json!(1));
            }
        }),
        after("moderation.undo", "nobody took it back", |asked, answered, _| {
            if asked.is("DELETE", "/v1/moderation/decisions/*") {
                answered.edit(|decision| decision["undone_by"] = Value::Null);
            }
        }),
        after("moderation.request-edit", "what it was is forgotten", |asked, answered, _| {
            if asked.is("GET", QUEUE) {
                answered.each(|item| item["previous"] = Value::Null);
            }
        }),
        after("moderation.lock", "a locked thread does not say so", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*") {
                answered.edit(|thread| thread["locked"] = json!(false));
            }
        }),
        after("moderation.pin", "nothing is pinned", |asked, answered, _| {
            if asked.is("GET", "/v1/threads") {
                answered.each(|thread| thread["pinned"] = json!(false));
            }
        }),
        after("moderation.move", "what is moved has another reference", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["reference"] = json!("OF-000-0000"));
            }
        }),
    ]
}

fn more() -> Vec<Fault> {
    vec![
        before("moderation.reasons", "who hides gives no reason", |asked, _| {
            asked.edit(|body| {
                if body["action"] == "hide" && body["reason"].is_null() {
                    body["reason"] = json!("other");
                }
            });
        }),
        before("moderation.follows", "the version that was read does not matter", |asked, _| {
            if asked.is("POST", DECISIONS) {
                asked.drop_fields(&["version"]);
            }
        }),
        after("moderation.at-once", "who decides second is not told", |asked, answered, _| {
            if asked.is("POST", DECISIONS) && answered.status == 409 {
                answered.status = 201;
            }
        }),
        before("moderation.own-case", "people decide about what they wrote", |asked, memory| {
            if asked.is("POST", DECISIONS) {
                let moderator = memory.tokens.moderator.clone();
                asked.by(&moderator);
            }
        }),
        after("moderation.batch", "a batch does not say what failed", |asked, answered, _| {
            if asked.is("POST", "/v1/moderation/decisions/batch") {
                answered.each(|outcome| outcome["problem"] = Value::Null);
            }
        }),
        after("moderation.record", "the record begins with the oldest", |asked, answered, _| {
            if asked.is("GET", "/v1/moderation/log") {
                answered.items(|items| items.reverse());
            }
        }),
        after("moderation.notes", "authors read notes", |asked, answered, memory| {
            if asked.is("POST", "/v1/moderation/notes") {
                memory.keep("note", String::from_utf8_lossy(&asked.body));
            } else if asked.is("GET", ONE) {
                answered.edit(|one| one["notes"] = json!(memory.text("note")));
            }
        }),
        after("moderation.claims", "nobody sees who looks", |asked, answered, _| {
            if asked.is("GET", QUEUE) {
                answered.each(|item| item["claim"] = Value::Null);
            }
        }),
        after("log.entry", "the log names what is hidden", |asked, answered, _| {
            if asked.is("GET", "/v1/log") {
                answered.each(|entry| entry["reference"] = json!("OF-000-0000"));
            }
        }),
        after("log.entry", "the log begins with the oldest", |asked, answered, _| {
            if asked.is("GET", "/v1/log") {
                answered.items(|items| items.reverse());
            }
        }),
        after("log.nobody", "the log names the moderator", |asked, answered, memory| {
            if asked.is("GET", "/v1/me") {
                let me: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
                memory.of.insert("me".into(), me["author"]["name"].clone());
            } else if asked.is("GET", "/v1/log") {
                answered.each(|entry| {
                    entry["moderator"] = memory.of.get("me").cloned().unwrap_or_default();
                });
            }
        }),
    ]
}

fn appeals() -> Vec<Fault> {
    vec![
        after("appeals.once", "people object as often as they like", |asked, answered, _| {
            if asked.is("POST", "/v1/decisions/*/appeal") {
                taken(answered, 409);
            }
        }),
        before("appeals.other-moderator", "who decided judges the appeal", |asked, memory| {
            if asked.is("POST", "/v1/moderation/appeals/*") {
                let moderator = memory.tokens.moderator.clone();
                asked.by(&moderator);
            }
        }),
        after("appeals.upheld", "the author reads no answer", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["verdict"]["appeal"]["answer"] = json!(""));
            }
        }),
        after("duplicates.consent", "what was linked does not say so", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["merged_into"] = Value::Null);
            }
        }),
        after(
            "duplicates.consent",
            "votes of duplicates are added up",
            |asked, answered, memory| {
                if asked.is("POST", "/v1/submissions/*/duplicate") {
                    memory.keep("linked", "yes");
                } else if asked.is("GET", ONE) && !memory.text("linked").is_empty() {
                    answered.edit(|one| {
                        one["tally"]["participants"] = json!(2);
                        one["tally"]["agree"] = json!(2);
                    });
                }
            },
        ),
        before("duplicates.refused", "who refuses has agreed", |asked, _| {
            if asked.is("POST", "/v1/submissions/*/duplicate") {
                asked.edit(|body| body["accept"] = json!(true));
            }
        }),
        after("inbox.decided", "nobody is told of decisions", |asked, answered, _| {
            if asked.is("GET", "/v1/me/inbox") {
                answered.items(|items| items.retain(|item| item["kind"] != "decided"));
            }
        }),
    ]
}
