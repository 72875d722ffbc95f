//! Wrong in what everybody reads.

use serde_json::{Value, json};

use super::{Fault, after, before, taken};

const LIST: &str = "/v1/threads/*/submissions";
const ONE: &str = "/v1/submissions/*";

pub(super) fn faults() -> Vec<Fault> {
    [forum(), shapes(), conditions(), open_data(), records()].into_iter().flatten().collect()
}

fn forum() -> Vec<Fault> {
    vec![
        after("forum.shape", "a capability stands twice", |asked, answered, _| {
            if asked.is("GET", "/v1/forum") {
                answered.edit(|forum| {
                    let first = forum["capabilities"][0].clone();
                    if let Some(all) = forum["capabilities"].as_array_mut() {
                        all.push(first);
                    }
                });
            }
        }),
        after("forum.words", "two sectors have one id", |asked, answered, _| {
            if asked.is("GET", "/v1/forum") {
                answered
                    .edit(|forum| forum["sectors"][1]["id"] = forum["sectors"][0]["id"].clone());
            }
        }),
        before("forum.parameters", "an unknown parameter is passed over", |asked, _| {
            asked.without("conformance");
        }),
        after("forum.unknown", "a 404 is a page of HTML", |_, answered, _| {
            if answered.status == 404 {
                answered.headers.insert("content-type".into(), "text/html".into());
            }
        }),
        after("forum.document", "the document is of OpenAPI 3.0", |asked, answered, _| {
            if asked.is("GET", "/v1/openapi.json") {
                answered.edit(|document| document["openapi"] = json!("3.0.3"));
            }
        }),
        after("forum.health", "it is never ready", |asked, answered, _| {
            if asked.is("GET", "/readyz") {
                answered.status = 503;
            }
        }),
        after("threads.shape", "a thread by its slug has another title", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*") {
                answered.edit(|thread| thread["title"] = json!("Another"));
            }
        }),
        after("threads.shape", "a thread has no voting", |asked, answered, _| {
            if asked.is("GET", "/v1/threads") {
                answered.each(|thread| thread["voting"] = Value::Null);
            }
        }),
        after("threads.pinned-first", "pinned threads come last", |asked, answered, _| {
            if asked.is("GET", "/v1/threads") {
                answered.items(|items| items.reverse());
            }
        }),
        after("threads.phase", "an open thread calls itself closed", |asked, answered, _| {
            if asked.is("GET", "/v1/threads") {
                answered.each(|thread| {
                    if thread["phase"] == "open" {
                        thread["phase"] = json!("closed");
                    }
                });
            }
        }),
        after("threads.counts", "a thread counts one submission more", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*") {
                answered.edit(|thread| {
                    let count = thread["counts"]["submissions"].as_u64().unwrap_or(0);
                    thread["counts"]["submissions"] = json!(count + 1);
                });
            }
        }),
    ]
}

fn shapes() -> Vec<Fault> {
    vec![
        after("shapes.ids", "authors have random ids", |asked, answered, _| {
            if asked.is("GET", LIST) {
                answered.each(|one| {
                    one["author"]["id"] = json!("0198c0de-7c1d-4b3a-9f6e-2f1f0a4d9b11");
                });
            }
        }),
        after("shapes.times", "a time has no milliseconds", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["created_at"] = json!("2021-08-26T03:42:00Z"));
            }
        }),
        after(
            "shapes.submission",
            "a submission by its id has another text",
            |asked, answered, _| {
                if asked.is("GET", ONE) {
                    answered.edit(|one| one["body"] = json!("Another."));
                }
            },
        ),
        after("shapes.reference", "a reference is a number", |asked, answered, _| {
            if asked.is("GET", LIST) {
                answered.each(|one| one["reference"] = json!("17"));
            }
        }),
        after("shapes.comments", "comments come newest first", |asked, answered, _| {
            if asked.is("GET", "/v1/submissions/*/comments") {
                answered.items(|items| items.reverse());
            }
        }),
        after("shapes.anonymous", "everything is everybody's", |asked, answered, _| {
            if asked.is("GET", LIST) {
                answered.each(|one| one["mine"] = json!(true));
            }
        }),
    ]
}

fn conditions() -> Vec<Fault> {
    vec![
        before("conditional.not-modified", "everything is sent again", |asked, _| {
            asked.headers.remove("if-none-match");
        }),
        after("conditional.not-modified", "there is no ETag", |_, answered, _| {
            answered.headers.remove("etag");
        }),
        after("conditional.other-tag", "whatever is known is enough", |asked, answered, _| {
            if asked.headers.contains_key("if-none-match") {
                answered.status = 304;
                answered.body.clear();
            }
        }),
        before("conditional.list-of-tags", "of a list of tags the first counts", |asked, _| {
            if let Some(tags) = asked.headers.get_mut("if-none-match") {
                *tags = tags.split(',').next().unwrap_or_default().to_owned();
            }
        }),
        after("cors.preflight", "no page may PATCH", |_, answered, _| {
            if let Some(methods) = answered.headers.get_mut("access-control-allow-methods") {
                "GET, POST, PUT, DELETE".clone_into(methods);
            }
        }),
        after("cors.preflight", "a star stands for Authorization", |_, answered, _| {
            if let Some(headers) = answered.headers.get_mut("access-control-allow-headers") {
                "*".clone_into(headers);
            }
        }),
        after("cors.answers", "a page cannot read the ETag", |_, answered, _| {
            answered.headers.remove("access-control-expose-headers");
        }),
        after("cors.errors", "errors are for nobody", |_, answered, _| {
            if answered.status >= 400 {
                answered.headers.remove("access-control-allow-origin");
            }
        }),
        after("cors.no-cookies", "a cookie is set", |_, answered, _| {
            answered.headers.insert("set-cookie".into(), "session=1".into());
        }),
        after("cors.other-origins", "every origin is allowed", |asked, answered, _| {
            if let Some(origin) = asked.headers.get("origin") {
                answered.headers.insert("access-control-allow-origin".into(), origin.clone());
            }
        }),
        after("cors.writes", "a refused write is for nobody", |asked, answered, _| {
            if asked.is("POST", LIST) {
                answered.headers.remove("access-control-allow-origin");
            }
        }),
    ]
}

fn open_data() -> Vec<Fault> {
    const JSON: &str = "/v1/threads/*/export.json";
    vec![
        after("export.whole", "open data leave one submission out", |asked, answered, _| {
            if asked.is("GET", JSON) {
                answered.edit(|export| {
                    export["submissions"].as_array_mut().and_then(Vec::pop);
                });
            }
        }),
        after("export.adds-up", "open data leave one vote out", |asked, answered, _| {
            if asked.is("GET", JSON) {
                answered.edit(|export| {
                    export["votes"].as_array_mut().and_then(Vec::pop);
                });
            }
        }),
        after("export.no-names", "votes have sectors", |asked, answered, _| {
            if asked.is("GET", JSON) {
                answered.edit(|export| {
                    for vote in export["votes"].as_array_mut().into_iter().flatten() {
                        vote["sector"] = json!("cso");
                    }
                });
            }
        }),
        after("export.csv", "the table has no byte order mark", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*/export.csv")
                && answered.body.starts_with(b"\xef\xbb\xbf")
            {
                answered.body.drain(..3);
            }
        }),
        after("export.formulas", "formulas stand in the table", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*/export.csv") {
                let text = String::from_utf8_lossy(&answered.body).replace("'=", "=");
                answered.body = text.into_bytes();
            }
        }),
        after("export.voters", "each vote is of another voter", |asked, answered, _| {
            if asked.is("GET", JSON) {
                answered.edit(|export| {
                    for (place, vote) in
                        export["votes"].as_array_mut().into_iter().flatten().enumerate()
                    {
                        vote["voter"] = json!(place + 1);
                    }
                });
            }
        }),
    ]
}

fn records() -> Vec<Fault> {
    vec![
        before("log.shape", "a limit of 0 is the usual one in the log", |asked, _| {
            if asked.is("GET", "/v1/log") && asked.has("limit=0") {
                asked.without("limit");
            }
        }),
        after("log.counts", "the log counts one more", |asked, answered, _| {
            if asked.is("GET", "/v1/log/counts") {
                answered.edit(|counts| {
                    let all = counts["decisions"].as_u64().unwrap_or(0);
                    counts["decisions"] = json!(all + 1);
                });
            }
        }),
        after("announcements.shape", "the newest announcement comes last", |asked, answered, _| {
            if asked.is("GET", "/v1/announcements") {
                answered.items(|items| items.reverse());
            }
        }),
        after("recognitions.shape", "nobody has an award", |asked, answered, _| {
            if asked.is("GET", "/v1/recognitions") {
                answered.each(|item| {
                    item["submission"] = Value::Null;
                    item["organisation"] = Value::Null;
                });
            }
        }),
        after("organisations.shape", "everybody reads the contact", |asked, answered, _| {
            if asked.is("GET", "/v1/organisations") {
                answered.each(|one| one["contact"] = json!("office@example.org"));
            }
        }),
        after(
            "tallies.shown",
            "participants are not the sum of the votes",
            |asked, answered, _| {
                if asked.is("GET", ONE) {
                    answered.edit(|one| {
                        let all = one["tally"]["participants"].as_u64().unwrap_or(0);
                        one["tally"]["participants"] = json!(all + 1);
                    });
                }
            },
        ),
        after("tallies.broad-of-cells", "broad is made up", |asked, answered, _| {
            if asked.is("GET", ONE) {
                answered.edit(|one| one["tally"]["broad"] = json!(0.5));
            }
        }),
        after("auth.no-token", "without a token it is 403", |_, answered, _| {
            if answered.status == 401 {
                answered.status = 403;
            }
        }),
        before("auth.garbage", "what is no token is nobody", |asked, _| {
            if asked.who() == "Bearer conformance" {
                asked.headers.remove("authorization");
            }
        }),
        before("auth.scheme", "another scheme is nobody", |asked, _| {
            if asked.who().starts_with("Basic") {
                asked.headers.remove("authorization");
            }
        }),
        after("forum.unknown", "an unknown thread is an empty one", |asked, answered, _| {
            if asked.is("GET", LIST) {
                taken(answered, 404);
            }
        }),
    ]
}
