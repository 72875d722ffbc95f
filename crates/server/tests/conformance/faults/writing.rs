//! Wrong in what participants write.

use serde_json::{Value, json};

use super::{Fault, after, before, escape};

const LIST: &str = "/v1/threads/*/submissions";
const ONE: &str = "/v1/submissions/*";
const COMMENTS: &str = "/v1/submissions/*/comments";

pub(super) fn faults() -> Vec<Fault> {
    [submitting(), limits(), text(), keys(), editing(), phases()].into_iter().flatten().collect()
}

fn submitting() -> Vec<Fault> {
    vec![
        after("submit.creates", "there is no Location", |asked, answered, _| {
            if asked.is("POST", LIST) {
                answered.headers.remove("location");
            }
        }),
        after("submit.is-read", "everything is everybody's", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["mine"] = json!(true));
            }
        }),
        after("submit.optional", "an absent text is the word null", |asked, answered, _| {
            if asked.is("POST", LIST) {
                answered.edit(|one| {
                    if one["body"] == "" {
                        one["body"] = json!("null");
                    }
                });
            }
        }),
        before("submit.words", "an unknown theme is none", |asked, _| {
            asked.instead("theme", "conformance", &Value::Null);
        }),
        before("submit.fields", "unknown fields are passed over", |asked, _| {
            if asked.is("POST", LIST) {
                asked.drop_fields(&["state", "pinned", "author", "created_at"]);
            }
        }),
        before("submit.links", "a script is a link", |asked, _| {
            asked.edit(|body| {
                if body["links"][0]["url"] == "javascript:alert(1)" {
                    body["links"][0]["url"] = json!("https://example.org");
                }
            });
        }),
        before("submit.bodies", "every media type is JSON", |asked, _| {
            if !asked.body.is_empty() {
                asked.header("content-type", "application/json");
            }
        }),
        after("submit.bodies", "what is too large is malformed", |_, answered, _| {
            if answered.status == 413 {
                answered.status = 400;
            }
        }),
        after("submit.nothing-kept", "what was refused is kept", |asked, answered, memory| {
            if asked.is("POST", LIST) && answered.status == 422 {
                let mut again = asked.clone();
                again.edit(|body| {
                    *body = json!({"kind": "idea", "title": "Kept", "language": "en"});
                });
                memory.send(&again);
            }
        }),
        before("submit.premoderated", "everybody reads what waits", |asked, memory| {
            if asked.is("GET", ONE) && asked.who().is_empty() {
                let moderator = memory.tokens.moderator.clone();
                asked.by(&moderator);
            }
        }),
    ]
}

fn limits() -> Vec<Fault> {
    vec![
        before("limits.title", "a long title is cut", |asked, _| asked.cut("title", 120)),
        before("limits.nfc", "lengths count before NFC", |asked, _| {
            asked.edit(|body| {
                if body["title"].as_str().is_some_and(|title| title.chars().count() > 120) {
                    body["title"] = json!("x".repeat(200));
                }
            });
        }),
        before("limits.nfc", "lengths count units of UTF-16", |asked, _| {
            asked.edit(|body| {
                let title = body["title"].as_str().unwrap_or_default().to_owned();
                if title.starts_with('🌏') && title.encode_utf16().count() > 120 {
                    body["title"] = json!("x".repeat(200));
                }
            });
        }),
        before("limits.body", "a long text is cut", |asked, _| asked.cut("body", 3_000)),
        before("limits.links", "more links than are allowed are left out", |asked, _| {
            asked.edit(|body| {
                if let Some(links) = body["links"].as_array_mut() {
                    links.truncate(5);
                }
            });
        }),
        before("limits.comment", "a long comment is cut", |asked, _| {
            if asked.is("POST", COMMENTS) {
                asked.cut("body", 1_000);
            }
        }),
        before("limits.flag-note", "a long note is cut", |asked, _| asked.cut("note", 500)),
    ]
}

fn text() -> Vec<Fault> {
    vec![
        after("text.title", "titles are escaped for HTML", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| {
                    let title = escape(one["title"].as_str().unwrap_or_default());
                    one["title"] = json!(title);
                });
            }
        }),
        before("text.title", "spaces at the ends are taken off", |asked, _| {
            asked.edit(|body| {
                if let Some(title) = body["title"].as_str() {
                    body["title"] = json!(title.trim());
                }
            });
        }),
        before("text.body", "line breaks are made one", |asked, _| {
            asked.edit(|body| {
                if let Some(text) = body["body"].as_str() {
                    body["body"] = json!(text.replace("\r\n", "\n"));
                }
            });
        }),
        before("text.comment", "what cannot be seen is taken out", |asked, _| {
            if asked.is("POST", COMMENTS) {
                asked.edit(|body| {
                    if let Some(text) = body["body"].as_str() {
                        body["body"] = json!(text.replace(['\u{200b}', '\u{200d}'], ""));
                    }
                });
            }
        }),
        before("text.nul", "a text ends at U+0000", |asked, _| {
            asked.edit(|body| {
                if let Some(title) = body["title"].as_str() {
                    body["title"] = json!(title.split('\0').next().unwrap_or_default());
                }
            });
        }),
    ]
}

fn keys() -> Vec<Fault> {
    const KEY: &str = "idempotency-key";
    vec![
        before("idempotency.same", "keys do nothing", |asked, _| {
            asked.headers.remove(KEY);
        }),
        after("idempotency.same", "a replay does not say so", |_, answered, _| {
            answered.headers.remove("idempotency-replayed");
        }),
        before("idempotency.other-body", "the body is part of the key", |asked, _| {
            let length = asked.body.len() + asked.path.len();
            if let Some(key) = asked.headers.get_mut(KEY) {
                key.extend(["-", &length.to_string()]);
            }
        }),
        before("idempotency.own", "keys are everybody's", |asked, memory| {
            if let Some(key) = asked.headers.get(KEY).cloned() {
                let who = asked.who();
                let first = memory.of.entry(key).or_insert_with(|| json!(who));
                let first = first.as_str().unwrap_or_default().to_owned();
                asked.header("authorization", &first);
            }
        }),
        before(
            "idempotency.at-once",
            "of requests at once every other has no key",
            |asked, memory| {
                if memory.count % 2 == 0 {
                    asked.headers.remove(KEY);
                }
            },
        ),
        before("idempotency.form", "an empty key is none", |asked, _| {
            if asked.headers.get(KEY).is_some_and(String::is_empty) {
                asked.headers.remove(KEY);
            }
        }),
        before("idempotency.others", "keys do nothing for comments", |asked, _| {
            if asked.is("POST", COMMENTS) {
                asked.headers.remove(KEY);
            }
        }),
    ]
}

fn editing() -> Vec<Fault> {
    const IF_MATCH: &str = "if-match";
    vec![
        after("edit.changes", "an edit is no version", |asked, answered, _| {
            if asked.is("PATCH", ONE) {
                answered.edit(|one| one["version"] = json!(1));
            }
        }),
        before("edit.precondition", "without If-Match any version is taken", |asked, _| {
            if asked.is("PATCH", ONE) && !asked.headers.contains_key(IF_MATCH) {
                asked.header(IF_MATCH, "*");
            }
        }),
        before("edit.stale", "whoever edits last wins", |asked, _| {
            if asked.is("PATCH", ONE) {
                asked.header(IF_MATCH, "*");
            }
        }),
        before("edit.at-once", "whoever edits last wins", |asked, _| {
            if asked.is("PATCH", ONE) {
                asked.header(IF_MATCH, "*");
            }
        }),
        before("edit.vote-between", "a vote makes an edit stale", |asked, memory| {
            let tag = asked.headers.get(IF_MATCH).cloned().unwrap_or_default();
            if asked.is("PATCH", ONE) && tag != "*" {
                let mut read = asked.clone();
                "GET".clone_into(&mut read.method);
                read.body.clear();
                read.headers.clear();
                let now = memory.send(&read);
                if now.headers.get("etag") != Some(&tag) {
                    asked.header(IF_MATCH, "\"0\"");
                }
            }
        }),
        before("edit.others", "everybody edits everything", |asked, memory| {
            let who = asked.who();
            if asked.is("POST", LIST) {
                memory.keep("author", who);
            } else if asked.is("PATCH", ONE) {
                asked.header("authorization", &memory.text("author"));
            }
        }),
        before("edit.fields", "unknown fields of an edit are passed over", |asked, _| {
            if asked.is("PATCH", ONE) {
                asked.drop_fields(&["language", "status", "state", "pinned", "author"]);
                asked.edit(|body| {
                    if body.as_object().is_some_and(serde_json::Map::is_empty) {
                        body["body"] = json!("Because.");
                    }
                });
            }
        }),
        after("edit.history", "history keeps the last version", |asked, answered, _| {
            if asked.is("GET", "/v1/submissions/*/history") {
                answered.items(|items| {
                    let last = items.pop();
                    items.clear();
                    items.extend(last);
                });
            }
        }),
        after("withdraw.gone", "what was withdrawn was never here", |_, answered, _| {
            if answered.status == 410 {
                answered.status = 404;
            }
        }),
        after(
            "withdraw.absent",
            "what was withdrawn is still counted",
            |asked, answered, memory| {
                if asked.is("DELETE", ONE) {
                    memory.keep("gone", "yes");
                } else if asked.is("GET", "/v1/threads/*") && !memory.text("gone").is_empty() {
                    answered.edit(|thread| {
                        let count = thread["counts"]["submissions"].as_u64().unwrap_or(0);
                        thread["counts"]["submissions"] = json!(count + 1);
                    });
                }
            },
        ),
        before("withdraw.others", "everybody withdraws everything", |asked, memory| {
            let who = asked.who();
            if asked.is("POST", LIST) {
                memory.keep("author", who);
            } else if asked.is("DELETE", ONE) && !who.is_empty() {
                asked.header("authorization", &memory.text("author"));
            }
        }),
    ]
}

fn phases() -> Vec<Fault> {
    const VOTE: &str = "/v1/submissions/*/vote";
    vec![
        after("phases.upcoming", "an upcoming thread is not here", |asked, answered, _| {
            if asked.is("POST", LIST) && answered.status == 403 {
                answered.status = 404;
            }
        }),
        after("phases.collecting", "votes are taken before their time", |asked, answered, _| {
            if asked.is("PUT", VOTE) {
                super::taken(answered, 403);
            }
        }),
        after("phases.voting", "submissions are taken while people vote", |asked, answered, _| {
            if asked.is("POST", LIST) {
                super::taken(answered, 403);
            }
        }),
        after("phases.closed", "comments are taken after the end", |asked, answered, _| {
            if asked.is("POST", COMMENTS) {
                super::taken(answered, 403);
            }
        }),
        after("phases.closed", "a closed thread says that it is open", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*") {
                answered.edit(|thread| thread["phase"] = json!("open"));
            }
        }),
        after("phases.locked", "a lock is the end", |_, answered, _| {
            answered.edit(|problem| {
                if let Some(kind) = problem["type"].as_str() {
                    problem["type"] = json!(kind.replace("thread-locked", "thread-closed"));
                }
            });
        }),
        after("comments.creates", "every comment is neutral", |asked, answered, _| {
            if asked.is("POST", COMMENTS) {
                answered.edit(|comment| comment["stance"] = json!("neutral"));
            }
        }),
        before("comments.replies", "a reply to nothing is a comment", |asked, _| {
            asked.instead("reply_to", "x", &Value::Null);
        }),
        after("comments.order", "comments come newest first", |asked, answered, _| {
            if asked.is("GET", COMMENTS) {
                answered.items(|items| items.reverse());
            }
        }),
        before("comments.fields", "an unknown stance is neutral", |asked, _| {
            asked.instead("stance", "maybe", &json!("neutral"));
        }),
        after(
            "comments.unknown",
            "nothing to comment on is a wrong field",
            |asked, answered, _| {
                if asked.is("POST", COMMENTS) && answered.status == 404 {
                    answered.status = 422;
                }
            },
        ),
        after("flags.once", "people report as often as they like", |asked, answered, _| {
            if asked.is("POST", "/v1/submissions/*/flags") {
                super::taken(answered, 409);
            }
        }),
        after(
            "flags.comments",
            "people report comments as often as they like",
            |asked, answered, _| {
                if asked.is("POST", "/v1/comments/*/flags") {
                    super::taken(answered, 409);
                }
            },
        ),
        before("flags.reasons", "other needs no note", |asked, _| {
            asked.edit(|body| {
                let blank = body["note"].as_str().is_none_or(|note| note.trim().len() < 4);
                if body["reason"] == "other" && blank {
                    body["note"] = json!("none given");
                }
            });
        }),
        after("flags.not-told", "everybody reads the reports", |asked, answered, memory| {
            if asked.is("POST", "/v1/submissions/*/flags") {
                memory.keep("note", String::from_utf8_lossy(&asked.body));
            } else if asked.is("GET", ONE) {
                answered.edit(|one| one["flags"] = json!(memory.text("note")));
            }
        }),
    ]
}
