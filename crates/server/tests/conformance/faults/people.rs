//! Wrong in who somebody is, in votes, and in what is told of them.

use serde_json::{Value, json};

use super::{Fault, after, before, taken};

const LIST: &str = "/v1/threads/*/submissions";
const ONE: &str = "/v1/submissions/*";
const VOTE: &str = "/v1/submissions/*/vote";

pub(super) fn faults() -> Vec<Fault> {
    [tokens(), votes(), supports(), tallies(), results(), names()].into_iter().flatten().collect()
}

/// Whoever shows any token is somebody.
macro_rules! believed {
    ($id:literal, $what:literal) => {
        before($id, $what, |asked, memory| {
            let participant = memory.tokens.participant.clone();
            if asked.is("GET", "/v1/me") && !asked.who().is_empty() {
                asked.by(&participant);
            }
        })
    };
}

fn tokens() -> Vec<Fault> {
    vec![
        believed!("auth.unsigned", "a token needs no signature"),
        believed!("auth.tampered", "a token's signature is not checked"),
        believed!("auth.expired", "a token never ends"),
        believed!("auth.claims", "a token for another forum is taken"),
        after("auth.expired", "a token that has ended is an invalid one", |_, answered, _| {
            let text =
                String::from_utf8_lossy(&answered.body).replace("token-expired", "token-invalid");
            answered.body = text.into_bytes();
        }),
        after("auth.me", "nobody has a role", |asked, answered, _| {
            if asked.is("GET", "/v1/me") {
                answered.edit(|me| me["roles"] = json!([]));
            }
        }),
        after(
            "auth.one-person",
            "a person is somebody else each time",
            |asked, answered, memory| {
                if asked.is("GET", "/v1/me") {
                    let id = format!("0198c0de-7c1d-7b3a-9f6e-{:012x}", memory.count);
                    answered.edit(|me| me["author"]["id"] = json!(id));
                }
            },
        ),
        before("auth.participants", "participants open threads", |asked, memory| {
            if asked.is("POST", "/v1/threads") {
                let official = memory.tokens.official.clone();
                asked.by(&official);
            }
        }),
        before("auth.moderators", "moderators submit", |asked, memory| {
            if asked.is("POST", LIST) {
                let participant = memory.tokens.participant.clone();
                asked.by(&participant);
            }
        }),
        before("auth.officials", "officials read the queue", |asked, memory| {
            if asked.is("GET", "/v1/moderation/queue") {
                let moderator = memory.tokens.moderator.clone();
                asked.by(&moderator);
            }
        }),
    ]
}

fn votes() -> Vec<Fault> {
    vec![
        after("votes.cast", "a vote does not answer what it is", |asked, answered, _| {
            if asked.is("PUT", VOTE) {
                answered.edit(|result| result["my_vote"] = Value::Null);
            }
        }),
        after("votes.cast", "a vote is not counted in its answer", |asked, answered, _| {
            if asked.is("PUT", VOTE) {
                answered.edit(|result| result["tally"]["agree"] = json!(0));
            }
        }),
        before("votes.change", "the first vote stands", |asked, memory| {
            if asked.is("PUT", VOTE) {
                let key = format!("{}{}", asked.who(), asked.path);
                let value = serde_json::from_slice::<Value>(&asked.body).unwrap_or_default();
                let first = memory.of.entry(key).or_insert(value).clone();
                asked.body = first.to_string().into_bytes();
            }
        }),
        before("votes.same-again", "the same vote again takes it back", |asked, memory| {
            if asked.is("PUT", VOTE) {
                let body = String::from_utf8_lossy(&asked.body).into_owned();
                if memory.text(&asked.path) == body {
                    "DELETE".clone_into(&mut asked.method);
                    asked.body.clear();
                    asked.headers.remove("content-type");
                } else {
                    memory.keep(&asked.path.clone(), body);
                }
            }
        }),
        before("votes.take-back", "a vote that is taken back is one to pass", |asked, _| {
            if asked.is("DELETE", VOTE) {
                "PUT".clone_into(&mut asked.method);
                asked.header("content-type", "application/json");
                asked.body = json!({"value": "pass"}).to_string().into_bytes();
            }
        }),
        before(
            "votes.one-per-person",
            "a vote is not looked for before it is counted",
            |asked, memory| {
                if asked.is("PUT", VOTE) {
                    let ghosts = &memory.tokens.ghosts;
                    if let Some(ghost) = ghosts.get(memory.count % (ghosts.len() + 1)).cloned() {
                        asked.by(&ghost);
                    }
                }
            },
        ),
        before("votes.many-people", "some votes are lost", |asked, memory| {
            if asked.is("PUT", VOTE) {
                let who = asked.who();
                if memory.count % 6 == 0 {
                    asked.header("authorization", &memory.text("last"));
                }
                memory.keep("last", who);
            }
        }),
        after("votes.own", "lists do not know one's vote", |asked, answered, _| {
            if asked.is("GET", LIST) {
                answered.each(|one| one["my_vote"] = Value::Null);
            }
        }),
        before("votes.words", "an unknown vote is one to pass", |asked, _| {
            asked.instead("value", "maybe", &json!("pass"));
        }),
        before("votes.mode", "a support is an agreement", |asked, _| {
            asked.instead("value", "support", &json!("agree"));
        }),
        after("votes.unknown", "nothing to vote on is a wrong field", |asked, answered, _| {
            if asked.is("PUT", VOTE) && answered.status == 404 {
                answered.status = 422;
            }
        }),
    ]
}

fn supports() -> Vec<Fault> {
    vec![
        before("support.counts", "an agreement is a support", |asked, _| {
            asked.instead("value", "agree", &json!("support"));
        }),
        after("support.budget", "a spent budget is not allowed", |_, answered, _| {
            if answered.status == 409 {
                answered.status = 403;
            }
        }),
        after("support.left", "nobody knows what is left", |asked, answered, _| {
            if asked.is("PUT", VOTE) {
                answered.edit(|result| result["votes_left"] = Value::Null);
            }
        }),
        before(
            "support.at-once",
            "a budget is not looked at before it is spent",
            |asked, memory| {
                if asked.is("PUT", VOTE) && memory.count % 2 == 0 {
                    let ghosts = &memory.tokens.ghosts;
                    if let Some(ghost) = ghosts.get(memory.count % ghosts.len()).cloned() {
                        asked.by(&ghost);
                    }
                }
            },
        ),
    ]
}

/// Changes the cells of a submission's tally.
macro_rules! cells {
    ($id:literal, $what:literal, $change:expr) => {
        after($id, $what, |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| {
                    if let Some(cells) = one["tally"]["by_sector"].as_object_mut() {
                        $change(cells);
                    }
                });
            }
        })
    };
}

fn tallies() -> Vec<Fault> {
    vec![
        cells!("tallies.cells", "small cells are told", |cells: &mut serde_json::Map<_, Value>| {
            for cell in cells.values_mut().filter(|cell| cell.is_null()) {
                *cell = json!({"agree": 1, "disagree": 0, "pass": 0, "support": 0});
            }
        }),
        cells!("tallies.cells", "cells are rounded", |cells: &mut serde_json::Map<_, Value>| {
            for cell in cells.values_mut().filter(|cell| !cell.is_null()) {
                let agree = cell["agree"].as_u64().unwrap_or(0);
                cell["agree"] = json!(agree.div_ceil(5) * 5);
            }
        }),
        cells!("tallies.subtraction", "one cell alone is hidden", |cells: &mut serde_json::Map<
            String,
            Value,
        >| {
            let mut first = true;
            cells.retain(|_, cell| !cell.is_null() || std::mem::take(&mut first));
        }),
        after("tallies.broad", "broad is a mean of shares", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| {
                    if let Some(broad) = one["tally"]["broad"].as_f64() {
                        one["tally"]["broad"] = json!(broad * 0.9);
                    }
                });
            }
        }),
        after("tallies.follow", "cells come from a cache", |asked, answered, memory| {
            if asked.is("GET", ONE) {
                answered.edit(|one| {
                    let cells = one["tally"]["by_sector"].clone();
                    let first = memory.of.entry(asked.path.clone()).or_insert(cells);
                    one["tally"]["by_sector"] = first.clone();
                });
            }
        }),
    ]
}

fn results() -> Vec<Fault> {
    vec![
        after("results.after-vote", "hidden tallies are told by id", |asked, answered, memory| {
            let result: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
            if asked.is("PUT", VOTE) {
                memory.of.insert("tally".into(), result["tally"].clone());
            } else if asked.is("GET", ONE) && result["tally"].is_null() {
                answered
                    .edit(|one| one["tally"] = memory.of.get("tally").cloned().unwrap_or_default());
            }
        }),
        after(
            "results.after-vote",
            "a tally stays when the vote goes",
            |asked, answered, memory| {
                if asked.is("PUT", VOTE) {
                    let result: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
                    memory.of.insert("tally".into(), result["tally"].clone());
                } else if asked.is("DELETE", VOTE) {
                    answered.edit(|one| {
                        one["tally"] = memory.of.get("tally").cloned().unwrap_or_default();
                    });
                }
            },
        ),
        after("results.after-close", "a vote tells the result", |asked, answered, _| {
            if asked.is("PUT", VOTE) {
                let organisations = json!({"agree": 0, "disagree": 0, "pass": 0, "support": 0});
                let tally = json!({"agree": 1, "disagree": 0, "pass": 0, "support": 0,
                    "participants": 1, "by_sector": {}, "broad": null, "organisations": organisations});
                answered.edit(|result| result["tally"] = tally);
            }
        }),
        after("results.after-close", "results stay hidden after the end", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["tally"] = Value::Null);
            }
        }),
        before("results.orders", "the order tells the result", |asked, _| {
            asked.query = asked.query.replace("sort=support", "sort=newest");
        }),
        after("results.ways", "a thread counts hidden votes", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*") {
                answered.edit(|thread| thread["counts"]["votes"] = json!(1));
            }
        }),
        after("results.export", "open data hold hidden votes", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*/export.json") {
                answered.edit(|export| {
                    let reference = export["submissions"][0]["reference"].clone();
                    export["votes"] =
                        json!([{"submission": reference, "voter": 1, "value": "agree"}]);
                });
            }
        }),
    ]
}

fn names() -> Vec<Fault> {
    vec![
        after(
            "anonymity.nobody-named",
            "the author is named to themselves and moderators",
            |asked, answered, memory| {
                let read: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
                if asked.is("GET", "/v1/me") {
                    memory.of.insert("author".into(), read["author"].clone());
                } else if asked.is("GET", ONE) && !asked.who().is_empty() {
                    answered.edit(|one| {
                        one["author"] = memory.of.get("author").cloned().unwrap_or_default();
                    });
                }
            },
        ),
        before("anonymity.filters", "a sector finds those who are not named", |asked, _| {
            asked.without("sector");
        }),
        after("anonymity.kept", "names are shown again", |asked, answered, _| {
            if asked.is("PATCH", "/v1/threads/*") {
                taken(answered, 403);
            }
        }),
        after("account.data", "one's votes are left out", |asked, answered, _| {
            if asked.is("GET", "/v1/me/data") {
                answered.edit(|data| data["votes"] = json!([]));
            }
        }),
        after("account.deleted-kept", "a deleted account keeps its name", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["author"]["name"] = json!("Who left"));
            }
        }),
        after("account.deleted-removed", "what should go is still read", |asked, answered, _| {
            if asked.is("GET", ONE) {
                taken(answered, 410);
                taken(answered, 404);
            }
        }),
        after("inbox.comments", "news have no title", |asked, answered, _| {
            if asked.is("GET", "/v1/me/inbox") {
                answered.each(|item| item["title"] = json!(""));
            }
        }),
        after("inbox.read", "everything is read", |asked, answered, _| {
            if asked.is("GET", "/v1/me/inbox") {
                answered.each(|item| item["read"] = json!(true));
            }
        }),
        before("inbox.follow", "who follows once follows for ever", |asked, _| {
            if asked.is("DELETE", "/v1/submissions/*/follow") {
                "PUT".clone_into(&mut asked.method);
            }
        }),
        after("inbox.mail", "settings are forgotten", |asked, answered, _| {
            if asked.is("GET", "/v1/me/mail") {
                answered.edit(|mail| mail["kinds"] = json!([]));
            }
        }),
    ]
}
