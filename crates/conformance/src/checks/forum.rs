//! What the forum says of itself.

use contract::{Forum, ProblemCode, Term};
use serde_json::Value;

use super::{READ, Source, check, read};
use crate::{
    Check,
    fail::{Held, Stop},
    suite::{FINE, Suite},
};

pub(super) const CHECKS: &[Check] = &[
    read(
        "forum.shape",
        &[],
        Source::Operation("get_forum"),
        "GET /v1/forum tells the forum's words, limits, capabilities and ways to sign in.",
        shape,
    ),
    read(
        "forum.words",
        &[],
        Source::Section("Ground rules"),
        "Every word of the taxonomy has an id of its own and a name in the default language, which is one of the forum's.",
        words,
    ),
    read(
        "forum.parameters",
        &[],
        Source::Section("Known quirks"),
        "Unknown parameters are 422, and so is a parameter that stands twice.",
        parameters,
    ),
    read(
        "forum.unknown",
        &[],
        Source::Section("Ground rules"),
        "What is not here is 404 with a problem, whatever the address.",
        unknown,
    ),
    check(
        "forum.document",
        READ,
        &[],
        Source::Operation("get_openapi"),
        "/v1/openapi.json is the OpenAPI 3.1 document of what the backend answers.",
        document,
    ),
    check(
        "forum.health",
        READ,
        &[],
        Source::Operation("get_health"),
        "/healthz and /readyz answer 200 while the backend takes requests.",
        health,
    ),
];

fn shape(suite: &Suite) -> Held {
    let answer = suite.get("/v1/forum").send()?.is(200)?;
    let forum: Forum = answer.read()?;
    let limits = forum.limits;
    let all = [limits.title_max, limits.body_max, limits.comment_max];
    answer.holds(all.iter().all(|limit| *limit > 0), "limits above 0")?;
    let mut capabilities = forum.capabilities.clone();
    capabilities.sort_unstable();
    capabilities.dedup();
    let once = capabilities.len() == forum.capabilities.len();
    answer.holds(once, "each capability once")
}

fn words(suite: &Suite) -> Held {
    let answer = suite.get("/v1/forum").send()?.is(200)?;
    let forum: Forum = answer.read()?;
    let default = &forum.default_language;
    answer.holds(forum.languages.contains(default), "default_language among languages")?;
    answer.holds(!forum.kinds.is_empty(), "at least one kind of submission")?;
    for (name, terms) in [
        ("sectors", &forum.sectors),
        ("countries", &forum.countries),
        ("themes", &forum.themes),
        ("groups", &forum.groups),
        ("kinds", &forum.kinds),
        ("statuses", &forum.statuses),
        ("offices", &forum.offices),
    ] {
        let mut ids: Vec<_> = terms.iter().map(|term| &term.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let distinct = ids.len() == terms.len() && !ids.iter().any(|id| id.is_empty());
        answer.holds(distinct, format!("ids of {name} that differ and are not empty"))?;
        let named = |term: &Term| term.name.get(default).is_some_and(|name| !name.is_empty());
        let unnamed = terms.iter().find(|term| !named(term));
        if let Some(term) = unnamed {
            return Err(answer.found(format!("a name in {default:?}"), format!("{name} {term:?}")));
        }
    }
    FINE
}

fn parameters(suite: &Suite) -> Held {
    suite.get("/v1/forum?conformance=1").wrong("conformance unknown")?;
    suite.get("/v1/threads?sort=newest").wrong("sort unknown")?;
    suite.get("/v1/threads?limit=1&limit=1").wrong("limit repeated")
}

fn unknown(suite: &Suite) -> Held {
    for path in [
        "/v1/conformance",
        "/v1/forum/conformance",
        "/v1/threads/there-is-no-such-thread",
        "/v1/threads/there-is-no-such-thread/submissions",
        "/v1/threads/NO-SLUG",
        "/v1/submissions/1",
        "/v1/submissions/0198c0de-7c1d-7000-8000-00000000c0de",
        "/v1/submissions/0198c0de-7c1d-7000-8000-00000000c0de/comments",
    ] {
        suite.get(path).refused(ProblemCode::NotFound)?;
    }
    FINE
}

fn document(suite: &Suite) -> Held {
    let answer = suite.get("/v1/openapi.json").send()?;
    if answer.status == 404 {
        return Err(Stop::NotOffered("/v1/openapi.json is not there".to_owned()));
    }
    let answer = answer.is(200)?;
    let document: Value = answer.value()?;
    let version = document["openapi"].as_str().unwrap_or_default();
    answer.holds(version.starts_with("3.1"), "openapi 3.1")?;
    for path in
        ["/v1/forum", "/v1/threads", "/v1/threads/{thread}/submissions", "/v1/submissions/{id}"]
    {
        // Parameters may have other names.
        let plain = |path: &str| {
            let part =
                |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
            path.split('/').map(part).collect::<Vec<_>>()
        };
        let paths = document["paths"].as_object();
        let known = paths.is_some_and(|all| all.keys().any(|known| plain(known) == plain(path)));
        answer.holds(known, format!("the path {path} in it"))?;
    }
    FINE
}

fn health(suite: &Suite) -> Held {
    let answer = suite.get("/healthz").send()?;
    if answer.status == 404 {
        return Err(Stop::NotOffered("/healthz is not there".to_owned()));
    }
    answer.is(200)?;
    suite.get("/readyz").send()?.is(200).map(drop)
}
