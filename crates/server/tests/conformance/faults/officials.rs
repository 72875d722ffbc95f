//! Wrong in what officials do, in organisations, and in live events.

use serde_json::{Value, json};

use super::{Fault, How, after, before, escape, taken};
use crate::events::Events;

const ONE: &str = "/v1/submissions/*";
const THREAD: &str = "/v1/threads/*";
const ORGANISATION: &str = "/v1/organisations/*";

pub(super) fn faults() -> Vec<Fault> {
    [threads(), answers(), news(), organisations(), live()].into_iter().flatten().collect()
}

fn threads() -> Vec<Fault> {
    vec![
        after("opening.creates", "there is no Location", |asked, answered, _| {
            if asked.is("POST", "/v1/threads") {
                answered.headers.remove("location");
            }
        }),
        after("opening.slug", "a slug is taken twice", |asked, answered, _| {
            if asked.is("POST", "/v1/threads") {
                taken(answered, 409);
            }
        }),
        before("opening.fields", "a budget of opinions is passed over", |asked, _| {
            asked.edit(|draft| {
                if draft["voting"]["mode"] == "opinion" {
                    draft["voting"]["budget"] = Value::Null;
                }
            });
        }),
        after("opening.changes", "a change is no version", |asked, answered, _| {
            if asked.is("PATCH", THREAD) {
                answered.edit(|thread| thread["version"] = json!(1));
            }
        }),
        before("opening.stale", "whoever changes last wins", |asked, _| {
            if asked.is("PATCH", THREAD) && asked.headers.contains_key("if-match") {
                asked.header("if-match", "*");
            }
        }),
        after("opening.promises", "promises are taken back", |asked, answered, _| {
            if asked.is("PATCH", THREAD) {
                taken(answered, 403);
            }
        }),
    ]
}

fn answers() -> Vec<Fault> {
    vec![
        after("answers.response", "an answer is nobody's in particular", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| {
                    if !one["response"].is_null() {
                        one["response"]["author"]["official"] = json!(false);
                    }
                });
            }
        }),
        before("answers.draft", "everybody reads drafts", |asked, memory| {
            if asked.is("GET", "/v1/answers/*") {
                let official = memory.tokens.official.clone();
                asked.by(&official);
            }
        }),
        after("answers.versions", "the last version alone is kept", |asked, answered, _| {
            if asked.is("GET", "/v1/answers/*/versions") {
                answered.items(|items| {
                    let last = items.pop();
                    items.clear();
                    items.extend(last);
                });
            }
        }),
        after("answers.one-each", "a submission has two answers", |asked, answered, _| {
            if asked.is("POST", "/v1/answers") {
                taken(answered, 409);
            }
        }),
        before("answers.stale", "whoever changes last wins", |asked, _| {
            if asked.path.starts_with("/v1/answers/") && asked.headers.contains_key("if-match") {
                asked.header("if-match", "*");
            }
        }),
        before("answers.fields", "an unknown office is none", |asked, _| {
            asked.instead("office", "conformance", &Value::Null);
        }),
        after("ledger.referral", "a referral came from votes", |asked, answered, _| {
            if asked.is("GET", "/v1/ledger") {
                answered.each(|entry| entry["cause"] = json!("threshold"));
            }
        }),
        after("ledger.later", "why it takes longer is not public", |asked, answered, _| {
            if asked.is("GET", "/v1/ledger") {
                answered.each(|entry| entry["extensions"] = json!([]));
            }
        }),
        after("ledger.answered", "what is answered is still owed", |asked, answered, _| {
            if asked.is("GET", "/v1/ledger") {
                answered.each(|entry| entry["state"] = json!("due"));
            }
        }),
        after("inbox.answered", "nobody is told of answers", |asked, answered, _| {
            if asked.is("GET", "/v1/me/inbox") {
                answered.items(|items| items.retain(|item| item["kind"] != "answered"));
            }
        }),
    ]
}

fn news() -> Vec<Fault> {
    vec![
        after("announcements.way", "announcements are escaped for HTML", |asked, answered, _| {
            if asked.is("GET", "/v1/announcements/*") {
                answered.edit(|one| {
                    let title = escape(one["title"].as_str().unwrap_or_default());
                    one["title"] = json!(title);
                });
            }
        }),
        before("announcements.thread", "every announcement is about every thread", |asked, _| {
            asked.without("thread");
        }),
        before("announcements.fields", "an unknown language is the usual one", |asked, _| {
            asked.instead("language", "xx", &json!("en"));
        }),
        after(
            "recognitions.way",
            "an award does not stand at what has it",
            |asked, answered, _| {
                if asked.is("GET", ONE) {
                    answered.edit(|one| one["recognitions"] = json!([]));
                }
            },
        ),
        before("recognitions.fields", "a year is what one likes", |asked, _| {
            asked.edit(|body| {
                if body["year"] == 1900 {
                    body["year"] = json!(2021);
                }
            });
        }),
    ]
}

fn organisations() -> Vec<Fault> {
    vec![
        after(
            "organisations.registers",
            "who may not read it learns that it waits",
            |asked, answered, _| {
                if asked.is("GET", ORGANISATION)
                    && answered.status == 404
                    && !asked.path.ends_with("c0de")
                {
                    answered.edit(|problem| problem["detail"] = json!("It waits."));
                }
            },
        ),
        before("organisations.fields", "a script is a website", |asked, _| {
            asked.instead("website", "javascript:alert(1)", &json!(""));
        }),
        after("organisations.verified", "everybody reads the contact", |asked, answered, _| {
            if asked.is("GET", ORGANISATION) {
                answered.edit(|one| one["contact"] = json!("office@example.org"));
            }
        }),
        after("organisations.refused", "its people do not read why", |asked, answered, _| {
            if asked.is("GET", ORGANISATION) {
                answered.edit(|one| one["message"] = json!(""));
            }
        }),
        after("organisations.people", "a code is shown again", |asked, answered, memory| {
            if asked.is("POST", "/v1/organisations/*/invitations") {
                let made: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
                memory.of.insert("code".into(), made["code"].clone());
            } else if asked.is("GET", "/v1/organisations/*/invitations") {
                answered
                    .each(|one| one["code"] = memory.of.get("code").cloned().unwrap_or_default());
            }
        }),
        after("organisations.speaks", "who speaks is not checked", |asked, answered, _| {
            if asked.is("POST", "/v1/threads/*/submissions") {
                answered.edit(|one| one["author"]["organisation"]["verified"] = json!(false));
            }
        }),
        after(
            "organisations.votes",
            "organisations are counted among people",
            |asked, answered, _| {
                if asked.is("PUT", "/v1/submissions/*/vote") {
                    answered.edit(|result| {
                        let of = |name: &str| {
                            result["tally"]["organisations"][name].as_u64().unwrap_or(0)
                        };
                        let agree = result["tally"]["agree"].as_u64().unwrap_or(0) + of("agree");
                        result["tally"]["agree"] = json!(agree);
                    });
                }
            },
        ),
    ]
}

fn live() -> Vec<Fault> {
    [
        ("events.stream", "events are plain text", Events::NoStream),
        ("events.ids", "events have no ids", Events::NoIds),
        ("events.resume", "a stream begins anew each time", Events::FromTheBeginning),
        ("events.hidden", "events tell hidden results", Events::ToldResults),
    ]
    .map(|(found_by, what, events)| Fault { found_by, what, how: How::Live(events) })
    .into()
}
